import Testing

@testable import CourseServer

struct LanguageTests {
    @Test(
        arguments: [
            ("en", "tt", "ru", .en), (nil, "tt", "en", .tt), ("de", "xx", "en-GB,en;q=0.9", .en), (nil, nil, nil, .ru),
            (nil, nil, "de, fr;q=0.9", .ru), (nil, nil, "en;q=0.5, tt-RU;q=0.8, de", .tt), (nil, nil, "en, ru", .en),
            (nil, nil, "en;q=0, tt;q=0.1", .tt), (nil, nil, "EN ; Q=0.3", .en), (nil, nil, "en;q=many", .ru),
            (nil, nil, "", .ru),
        ] as [(String?, String?, String?, Language)])
    func `the language is the one chosen here, else the person's, else the browser's`(
        cookie: String?, setting: String?, header: String?, language: Language
    ) {
        #expect(Language.chosen(cookie: cookie, setting: setting, acceptLanguage: header) == language)
    }
}
