import Markup
import TestSupport
import Testing

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("# Тема\n\ntext *a* **b** ~~c~~", "<h2>Тема</h2>\n<p>text <em>a</em> <strong>b</strong> <del>c</del></p>\n"),
        ("a <b>b</b> <script>alert(1)</script>", "<p>a <b>b</b> </p>\n"),
        (
            "[x](javascript:alert(1)) ![Кот](https://x.example/c.png)",
            "<p>x <a href=\"https://x.example/c.png\" rel=\"noopener nofollow ugc\">Кот</a></p>\n"
        ),
        (
            "www.example.org",
            "<p><a href=\"http://www.example.org\" rel=\"noopener nofollow ugc\">www.example.org</a></p>\n"
        ),
        ("- [ ] a\n- [x] b\n- c", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>c</li>\n</ul>\n"),
        ("- [X] a\n\n- b", "<ul>\n<li><p>☑ a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
        ("```swift\nlet a = \"<b>\"\n```", "<pre><code>let a = &quot;&lt;b&gt;&quot;\n</code></pre>\n"),
        ("text[^1]\n\n[^1]: /note", "<p>text<a href=\"/note\">^1</a></p>\n"),
        (
            "![Гимн](/media/3/gimn.mp3) ![Опыт](/media/4/opyt.webm)",
            "<p><audio controls preload=\"none\" src=\"/media/3/gimn.mp3\" aria-label=\"Гимн\"></audio> "
                + "<video controls preload=\"none\" src=\"/media/4/opyt.webm\" aria-label=\"Опыт\"></video></p>\n"
        ),
        ("a  \nb", "<p>a<br>\nb</p>\n"), ("", ""),
    ])
    func `Markdown becomes clean HTML`(source: String, html: String) throws {
        #expect(try Markdown.render(source, formulas: nil).string == html)
    }

    @Test func `a table stands in a labelled region that takes the focus, and its head has scopes`() throws {
        let table = try Markdown.render("| a | b |\n|---|--:|\n| 1 | 2 |", formulas: nil, tableLabel: "\"Т\"")

        #expect(
            table.string == """
                <div class="tw" tabindex="0" role="region" aria-label="&quot;Т&quot;"><table>
                <thead>
                <tr>
                <th scope="col">a</th>
                <th class="right" scope="col">b</th>
                </tr>
                </thead>
                <tbody>
                <tr>
                <td>1</td>
                <td class="right">2</td>
                </tr>
                </tbody>
                </table></div>

                """)
    }

    @Test(arguments: [
        ("> [!NOTE]\n> Слова", "<div class=\"note\"><p>Слова</p>\n</div>\n"),
        ("> [!TIP] Слова", "<div class=\"note tip\"><p>Слова</p>\n</div>\n"),
        ("> [!IMPORTANT]\n>\n> Слова", "<div class=\"note important\">\n<p>Слова</p>\n</div>\n"),
        (
            "> [!WARNING]\n> *a*\n> > b\n",
            "<div class=\"note warn\"><p><em>a</em></p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</div>\n"
        ),
        ("> [!NOTES] a", "<blockquote>\n<p>[!NOTES] a</p>\n</blockquote>\n"),
        ("> a [!NOTE]", "<blockquote>\n<p>a [!NOTE]</p>\n</blockquote>\n"),
        ("<div class=\"note warn\">a</div>", "<div>a</div>\n"),
    ])
    func `a marked quotation is a callout`(source: String, html: String) throws {
        #expect(try Markdown.render(source, formulas: nil).string == html)
    }

    @Test(arguments: attackVectors)
    func `an attack inside Markdown leaves nothing but what is allowed`(attack: String) throws {
        for source in [attack, "- \(attack)", "[\(attack)](\(attack))", "`a` \(attack) | b\n-|-\n"] {
            let html = try Markdown.render(source, formulas: nil).string
                .replacing("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Таблица\">", with: "<div>")
                .replacing(" scope=\"col\"", with: "")

            #expect(CleanMarkup.fault(in: html) == nil, "\(source) => \(html)")
        }
    }

    @Test func `plain text and headings are the words without the markup`() throws {
        let source = """
            # Квадрат $x_1^2$ *и* `код`

            a **b**
            c <b>d</b>

            | e | f |
            |---|---|
            | 1 | 2 |

            ## Второй
            """

        #expect(try Markdown.plainText(source) == "Квадрат $x_1^2$ и код\na b c d\ne f\n1 2\nВторой")
        #expect(
            try Markdown.headings(source) == [
                .init(level: 2, text: "Квадрат $x_1^2$ и код"), .init(level: 2, text: "Второй"),
            ])
    }

    @Test func `a source over the limit is refused`() throws {
        let source = String(repeating: "a", count: Markdown.longestSource + 1)

        #expect(throws: MarkupRefusal.tooLarge(limit: Markdown.longestSource)) {
            try Markdown.render(source, formulas: nil)
        }
    }

    @Test(arguments: [
        "> ", ">", "- ", "[", "![", "**a ", "_a__b", "*a_ ", "`a``b", "<", "|", "\\[", "$$", "$x ", "|x\n", "[a](",
        "`` ` ", "```\n", "&",
    ])
    func `a mark by the thousand is rendered in less than a second`(mark: String) throws {
        let time = try processorSeconds {
            _ = try Markdown.render(String(repeating: mark, count: 20_000 / mark.count), formulas: nil)
        }

        #expect(time < 1)
    }
}
