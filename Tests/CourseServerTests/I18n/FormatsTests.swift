import Foundation
import Testing

@testable import CourseServer

struct FormatsTests {
    @Test(
        arguments: [
            (0, "0", "0"), (7.5, "7,5", "7.5"), (10, "10", "10"), (2.0 / 3, "0,67", "0.67"), (0.999, "1", "1"),
            (-0.25, "\u{2212}0,25", "\u{2212}0.25"), (-0.001, "0", "0"), (1_234.5, "1234,5", "1,234.5"),
            (9_999, "9999", "9,999"),
            (10_000, "10 000", "10,000"), (1_002_003.05, "1 002 003,05", "1,002,003.05"), (.nan, "—", "—"),
        ] as [(Double, String, String)])
    func `numbers are written as the language writes them`(value: Double, ru: String, en: String) {
        #expect(Words(.ru).number(value).plainSpaces == ru)
        #expect(Words(.tt).number(value).plainSpaces == ru)
        #expect(Words(.en).number(value) == en)
    }

    @Test func `thousands are parted by a narrow no-break space, per cent by a no-break one`() {
        #expect(Words(.ru).number(12_345) == "12\u{202F}345")
        #expect(Words(.ru).number(2.345, digits: 0) == "2")
        #expect(Words(.ru).percent(62.5) == "62,5\u{A0}%")
        #expect(Words(.en).percent(62.5) == "62.5%")
    }

    @Test(arguments: [
        (0, "0 Б"), (999, "999 Б"), (1_000, "1 КБ"), (1_800_000, "1,8 МБ"), (99_960, "100 КБ"), (999_600, "1 МБ"),
        (2 << 30, "2,1 ГБ"), (123_456_789, "123 МБ"),
    ])
    func `file sizes go by thousands`(bytes: Int, text: String) {
        #expect(Words(.ru).fileSize(bytes).plainSpaces == text)
    }

    @Test(arguments: [
        (1_386_241_200, "5 декабря 2013 г., 18:00"),  // 11:00 UTC
        (1_386_262_800, "6 декабря 2013 г., 00:00"),  // 17:00 UTC, midnight at +7
        (951_800_400, "29 февраля 2000 г., 12:00"), (1_709_226_000, "1 марта 2024 г., 00:00"),
        (0, "1 января 1970 г., 07:00"), (-90_000, "31 декабря 1969 г., 06:00"),
        (-2_203_909_200, "1 марта 1900 г., 02:00"),
    ])
    func `dates are told by the clock of the zone`(seconds: Int, text: String) {
        #expect(Words(.ru).dateTime(Date(timeIntervalSince1970: Double(seconds))).plainSpaces == text)
    }

    @Test func `each language writes a date its own way`() {
        let noon = Date(timeIntervalSince1970: 1_386_241_200)

        #expect(
            Language.allCases.map { Words($0).date(noon).plainSpaces }
                == ["5 декабря 2013 г.", "5 December 2013", "5 декабрь 2013"])
        #expect(Words(.ru, timeZone: TimeZoneSetting(hours: 3, label: "МСК")).time(noon) == "14:00")
    }

    @Test func `days of four centuries agree with the calendar of the system`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let t = Words(.en, timeZone: TimeZoneSetting(hours: 0, label: "UTC"))
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]

        for day in stride(from: -73_000, to: 73_000, by: 17) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let (year, month, dayOfMonth) = (
                try #require(parts.year), try #require(parts.month), try #require(parts.day)
            )
            #expect(t.date(date).plainSpaces == "\(dayOfMonth) \(months[month - 1]) \(year)")
        }
    }

    @Test(arguments: [
        (0, "0:00"), (59, "0:59"), (725, "12:05"), (3_725, "1:02:05"), (36_000, "10:00:00"), (-5, "0:00"),
    ])
    func `a clock shows what is left`(seconds: Int, text: String) {
        #expect(Words(.ru).clock(seconds) == text)
    }
}
