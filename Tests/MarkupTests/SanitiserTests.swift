import Markup
import TestSupport
import Testing

@Suite struct SanitiserTests {
    @Test(arguments: attackVectors)
    func `an attack leaves nothing but what is allowed`(attack: String) throws {
        let clean = try Sanitiser.clean(attack)

        #expect(CleanMarkup.fault(in: clean.string) == nil, "\(clean.string)")
        #expect(try Sanitiser.clean(clean.string) == clean)
    }

    @Test func `two thousand mutants of attacks are harmless too, and cleaning twice is cleaning once`() throws {
        var generator = SeededGenerator(seed: 20_260_401)
        for round in 0..<2_000 {
            let attack = mutant(using: &generator)

            let clean = try Sanitiser.clean(attack)
            let again = try Sanitiser.clean(clean.string)

            let fault = CleanMarkup.fault(in: clean.string)
            #expect(fault == nil, "round \(round): \(attack.debugDescription) => \(clean.string)")
            #expect(again == clean, "round \(round): \(attack.debugDescription)")
        }
    }

    private func mutant(using generator: inout SeededGenerator) -> String {
        let splices = [
            "<", ">", "\"", "'", "/", " ", "=", "<!--", "-->", "<p>", "</p>", "<table>", "<td>", "<li>", "<ul>",
            "<div>", "&",
            ";", "\u{0}", "\t", "<a href=\"", "<b>", "</b>", "<svg>", "<style>", "</style>", "<h1>", "<pre>", "\n", "ж",
            "<dt>",
            "<summary>", "<details>", "<caption>", "<tr>", "<blockquote>", "</table>", "text", "<img src=",
            "<video src=a>",
        ]
        var text = (0..<Int.random(in: 1...3, using: &generator))
            .compactMap { _ in attackVectors.randomElement(using: &generator) }.joined()
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            var scalars = Array(text.unicodeScalars)
            let at = Int.random(in: 0...scalars.count, using: &generator)
            let to = min(scalars.count, at + Int.random(in: 0...4, using: &generator))
            scalars.replaceSubrange(
                at..<to, with: Array((splices.randomElement(using: &generator) ?? "").unicodeScalars))
            text = String(String.UnicodeScalarView(scalars))
        }
        return text
    }

    @Test(arguments: [
        // Honest text.
        ("plain & simple", "plain &amp; simple"), ("<b>bold</b> text", "<b>bold</b> text"),
        ("<p>Привет, <em>мир</em> 🎓</p>", "<p>Привет, <em>мир</em> 🎓</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"), ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ol start=3 reversed><li value=5>x</ol>", "<ol start=\"3\" reversed><li value=\"5\">x</li></ol>"),
        ("<p lang=tt dir=LTR>x</p>", "<p lang=\"tt\" dir=\"ltr\">x</p>"), ("<p lang='\"x'>x</p>", "<p>x</p>"),
        (
            "<table><tr><th align=right>x<td colspan=2>y</table>",
            "<table><tr><th class=\"right\">x</th><td colspan=\"2\">y</td></tr></table>"
        ),
        // Headings, old names, unknown names.
        ("<h1>Тема</h1><h3>x</h3>", "<h2>Тема</h2><h3>x</h3>"),
        ("<strike>a</strike><tt>b</tt>", "<s>a</s><code>b</code>"),
        ("<section>a</section><font color=red>b</font>", "<div>a</div>b"),
        // Links.
        ("<a href=/c/1 title=x>y</a>", "<a href=\"/c/1\" title=\"x\">y</a>"),
        (
            "<a href=\"https://example.org/?a=1&b=2\">y</a>",
            "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener nofollow ugc\">y</a>"
        ),
        ("<a href=mailto:a@b.ru>y</a>", "<a href=\"mailto:a@b.ru\">y</a>"), ("<a name=x>y</a>", "y"),
        // Pictures and recordings.
        ("<img src=a.png width=10 height=x>", "<img src=\"a.png\" alt=\"\" width=\"10\" loading=\"lazy\">"),
        ("<img src=/m/1 alt=Кот>", "<img src=\"/m/1\" alt=\"Кот\" loading=\"lazy\">"), ("<img alt=x>", ""),
        (
            "<img src=https://x.example/p.png alt=Кот>",
            "<a href=\"https://x.example/p.png\" rel=\"noopener nofollow ugc\">Кот</a>"
        ),
        ("<a href=/x><img src=//x.example/p.png></a>", "<a href=\"/x\">//x.example/p.png</a>"),
        (
            "<video src=a.mp4 autoplay poster=p.jpg>old</video>",
            "<video controls preload=\"none\" poster=\"p.jpg\"><source src=\"a.mp4\"></video>"
        ),
        (
            "<audio><source src=a.mp3><source src=https://x.example/a.ogg></audio>",
            "<audio controls preload=\"none\"><source src=\"a.mp3\"></audio>"
        ),
        // What HTML does not let stand together.
        ("<i><div>a</div></i>", "<div>a</div>"), ("<p>a<figure>b</figure></p>", "<div>a<figure>b</figure></div>"),
        ("<ul>a<b>c</b><li>d</li></ul>", "<ul><li>a<b>c</b></li><li>d</li></ul>"), ("a<li>x</li>b", "a x b"),
        ("<ul><ul><li>x</li></ul></ul>", "<ul><li><ul><li>x</li></ul></li></ul>"),
        ("<table>a<tr><td>b</td></tr></table>", "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"),
        ("<dl><dt>a<dd>b</dl><dl><dd>c</dl>", "<dl><dt>a</dt><dd>b</dd></dl><div> c </div>"),
        ("<h2>a<div>b</div>c</h2>", "<h2>a b c</h2>"), ("<details>x</details>", "<div>x</div>"),
        ("<details open>x<summary>s</summary></details>", "<details open><summary>s</summary>x</details>"),
    ])
    func `honest markup is kept and made valid`(written: String, clean: String) throws {
        #expect(try Sanitiser.clean(written).string == clean)
        #expect(try Sanitiser.clean(clean).string == clean)
    }

    @Test func `limits are refusals, and depth is cut without losing words`() throws {
        var limits = Sanitiser.Limits()
        limits.bytes = 10
        #expect(throws: MarkupRefusal.tooLarge(limit: 10)) { try Sanitiser.clean("12345678901", limits: limits) }
        limits = .init()
        limits.nodes = 10
        #expect(throws: MarkupRefusal.tooManyNodes(limit: 10)) {
            try Sanitiser.clean(String(repeating: "<br>", count: 11), limits: limits)
        }

        let deep = try Sanitiser.clean(String(repeating: "<div>", count: 150) + "x")

        #expect(deep.string == String(repeating: "<div>", count: 100) + "x" + String(repeating: "</div>", count: 100))
    }

    @Test func `elements by the thousand inside one another neither stall nor overflow`() throws {
        for tag in ["<b>", "<div>", "<ul><li>", "<blockquote>", "<p><b>", "<table><tr><td>", "<a href=x>", "<font>"] {
            let clean = try Sanitiser.clean(String(repeating: tag, count: 2_000) + "x")

            #expect(CleanMarkup.fault(in: clean.string) == nil)
        }
    }
}
