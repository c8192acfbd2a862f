import Markup
import Testing

@Suite struct HTMLTests {
    @Test func `a literal is markup and an interpolated text is escaped`() {
        let name = #"<b>"Tom" & 'Ann'</b>"#

        let html: HTML = "<p title=\"\(name)\">\(name)</p>"

        let escaped = "&lt;b&gt;&quot;Tom&quot; &amp; &#39;Ann&#39;&lt;/b&gt;"
        #expect(html.description == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func `numbers, parts and lists of parts go in as they are`() {
        let items = ["a", "<"].map { "<li>\($0)</li>" as HTML }

        let html: HTML = "<ul>\(items)</ul>\("<hr>" as HTML)\(7)\(-3 as Int64)\("x".dropLast())"

        #expect(html == "<ul><li>a</li><li>&lt;</li></ul><hr>7-3")
    }

    @Test(arguments: [(nil, ""), ("full <1>", "<p role=alert>full &lt;1&gt;</p>")] as [(String?, String)])
    func `an absent part prints nothing`(refusal: String?, expected: String) {
        let html: HTML = "\(refusal.map { "<p role=alert>\($0)</p>" as HTML })"

        #expect(html.description == expected)
    }

    @Test func `attributes and conditions print themselves with a space before`() {
        let typed: String? = "\"x\""
        let absent: String? = nil

        let html: HTML = """
            <input\(attribute: "value", typed)\(attribute: "title", absent)\(attribute: "max", 9)\
            \(when: true, " checked")\(when: false, " disabled")>
            """

        #expect(html == "<input value=\"&quot;x&quot;\" max=\"9\" checked>")
    }

    @Test(arguments: [
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"), ("/courses/1", "/courses/1"),
        ("mailto:a@example.org", "mailto:a@example.org"), ("tel:+78432000000", "tel:+78432000000"),
        ("javascript:alert(1)", "#"), ("\u{1}java\tscript:alert(1)", "#"), ("data:text/html,x", "#"),
        ("javascript&colon;alert(1)", "#"), ("a\"onclick=x", "a%22onclick=x"),
        ("my file 100%.pdf", "my%20file%20100%25.pdf"),
        ("", ""), (" ", ""), ("\\\\example.org\\x", "//example.org/x"),
    ])
    func `an address of a person is taken only with a harmless scheme`(address: String, printed: String) {
        let html: HTML = "\(url: address)"

        #expect(html.description == printed)
    }

    @Test func `parts add up`() {
        var page: HTML = .empty
        #expect(page.isEmpty)

        page += "<p>" + HTML(text: "a&b")
        page += "</p>\(SafeHTML(stored: "<i>x</i>"))"

        #expect(page == "<p>a&amp;b</p><i>x</i>")
        #expect(SafeHTML(page).string == page.description)
        #expect(page.bytes == Array(page.description.utf8))
    }

    @Test(arguments: [
        ("<p>да</p>", true), ("<p>Да</p>", false), ("", false), ("<p>д", false), ("конец: да", true),
        // Bytes, not characters: a mark that the text puts over the last letter changes nothing.
        ("да\u{301}", true),
    ])
    func `clean markup tells whether bytes stand in it`(markup: String, isThere: Bool) {
        #expect(SafeHTML(stored: markup).contains("да") == isThere)
    }
}
