import Glibc
import Testing

@testable import Markup

private func read(_ text: String, _ limits: XMLElement.Limits = .init()) throws(XMLRefusal) -> XMLElement {
    try XMLElement(Array(text.utf8), limits: limits)
}

@Suite struct XMLTests {
    @Test func `names come without prefixes and text with its entities read`() throws {
        let root = try read(
            """
            <?xml version="1.0"?><!DOCTYPE a SYSTEM "a.dtd"><m:a xmlns:m="urn:m" m:id="1" xml:lang="ru">
            <!-- no --><b>5 &lt; 6 &#1103;</b><b><![CDATA[<i>]]></b></m:a>
            """)

        #expect(root.name == "a")
        #expect(root.attributes == ["id": "1", "lang": "ru"])
        #expect(root.children("b").map(\.text) == ["5 < 6 я", "<i>"])
        #expect(root.value("b") == "5 < 6 я")
        #expect(root.at("b/c") == nil)
    }

    @Test func `a Cyrillic encoding that the declaration names is read`() throws {
        let bytes = Array(#"<?xml version="1.0" encoding="windows-1251"?><a>"#.utf8) + [0xD3, 0xF0, 0xEE, 0xEA]
        #expect(try XMLElement(bytes + Array("</a>".utf8)).text == "Урок")
    }

    @Test func `own entities are refused, whatever they are`() {
        let laughs = """
            <!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>
            """
        #expect(throws: XMLRefusal.ownEntities) { try read(laughs) }
        let file = #"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"#
        #expect(throws: XMLRefusal.ownEntities) { try read(file) }
    }

    @Test func `size, depth and number of nodes have limits`() {
        var limits = XMLElement.Limits()
        (limits.bytes, limits.depth, limits.nodes) = (1_000, 10, 50)
        #expect(throws: XMLRefusal.tooLarge(limit: 1_000)) { try read(String(repeating: " ", count: 1_001), limits) }
        let deep = String(repeating: "<a>", count: 11) + String(repeating: "</a>", count: 11)
        #expect(throws: XMLRefusal.tooDeep(limit: 10)) { try read(deep, limits) }
        let wide = "<a>" + String(repeating: "<b/>", count: 60) + "</a>"
        #expect(throws: XMLRefusal.tooManyNodes(limit: 50)) { try read(wide, limits) }
    }

    @Test(arguments: ["", "  \n", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"])
    func `nothing but a declaration is empty`(text: String) {
        #expect(throws: XMLRefusal.empty) { try read(text) }
    }

    @Test func `comments are passed by, keep their lines, and take no time`() throws {
        let text = "<!-- a -- b -->\n<a><!--\n\n<b>--><c/><![CDATA[<!-- d -->]]></a>"
        let read = try XMLElement(Array(text.utf8))
        #expect(read.text == "<!-- d -->" && read.children.map(\.name) == ["c"] && read["c"]?.line == 4)
        #expect(throws: XMLRefusal.malformed(line: 2)) { try XMLElement(Array("<a>\n<!-- b\n</a>".utf8)) }
        let dashes = String(repeating: "--", count: 1_000_000)
        for long in ["<a><!--\(dashes)--></a>", "<a><!--\(dashes)", "<a>" + String(repeating: "<!--", count: 500_000)] {
            var (start, end) = (timespec(), timespec())
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
            _ = try? XMLElement(Array(long.utf8))
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
            #expect(end.tv_sec - start.tv_sec < 10)
        }
    }

    @Test func `a broken document says at which line`() {
        #expect(throws: XMLRefusal.malformed(line: 3)) { try read("<a>\n<b>\n</a>") }
    }
}
