import Testing

@testable import Markup

@Suite struct MarkdownSourceTests {
    @Test(
        arguments: [
            ("Просто текст", "Просто текст"),
            ("<p>Раз</p><p>Два <b>три</b>,<i> четыре</i></p>", "Раз\n\nДва **три**, *четыре*"),
            ("<h1>Тема</h1><h3>Часть</h3>", "## Тема\n\n### Часть"),
            ("строка<br>вторая", "строка\\\nвторая"),
            ("<ul><li>раз</li><li>два<ol><li>а</li><li>б</li></ol></li></ul>", "- раз\n- два\n  1. а\n  2. б"),
            ("<ol start=\"3\"><li><p>раз</p><p>ещё</p></li></ol>", "3. раз\n\n   ещё"),
            ("<blockquote><p>Слова</p><p>ещё</p></blockquote>", "> Слова\n>\n> ещё"),
            ("<pre>a * b\n  c</pre>", "```\na * b\n  c\n```"),
            ("<p><code>x*y</code> и H<sub>2</sub>O</p>", "`x*y` и H<sub>2</sub>O"),
            ("<a href=\"https://a.ru/b c\">там</a>", "[там](https://a.ru/b%20c)"),
            ("<img src=\"a(1).png\" alt=\"лист [дуб]\">", "![лист \\[дуб\\]](a%281%29.png)"),
            ("2 * 3 = 6, _ab_, a_b, 5 < 6", "2 \\* 3 = 6, \\_ab\\_, a_b, 5 \\< 6"),
            ("<p># не заголовок</p><p>1. не список</p><p>- тоже</p>", "\\# не заголовок\n\n1\\. не список\n\n\\- тоже"),
            ("<p>Формула \\(x^2_1\\) и $$a*b$$, цена 5$</p>", "Формула \\(x^2_1\\) и $$a*b$$, цена 5\\$"),
            ("<script>alert(1)</script><p onclick=\"x\">жив</p><style>p{}</style>", "жив"),
            ("<a href=\"javascript:alert(1)\">нет</a>", "нет"),
            ("<iframe src=\"https://video.ru/1\" title=\"Урок\"></iframe>", "[Урок](https://video.ru/1)"),
            ("<div><div>раз</div>два</div>", "раз\n\nдва"),
            ("<img class=\"equation_image\" data-equation-content=\"\\frac12\" src=\"/e/1\">", "$\\frac12$"),
        ])
    func `HTML is said in Markdown`(html: String, markdown: String) throws {
        #expect(try Markdown.source(fromHTML: html) == markdown)
    }

    @Test func `a table becomes a grid, its spans empty cells`() throws {
        let html = """
            <table><caption>Доли</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
            <tr><td rowspan="2">1</td><td><p>раз</p><p>два|три</p></td></tr><tr><td>x</td></tr>
            <tr><td colspan="2">вместе</td></tr></tbody></table>
            """
        #expect(
            try Markdown.source(fromHTML: html) == """
                **Доли**

                | a | b |
                |---|---|
                | 1 | раз<br>два\\|три |
                |  | x |
                | вместе |  |
                """)
    }

    @Test func `addresses are changed by whom they are asked of`() throws {
        let html = "<a href=\"@@PLUGINFILE@@/a.pdf\">план</a> <img src=\"b.png\"> <a href=\"c\">нет</a>"
        let markdown = try Markdown.source(fromHTML: html) { address in
            switch address {
            case "@@PLUGINFILE@@/a.pdf": "../media/a.pdf"
            case "c": ""
            default: nil
            }
        }
        #expect(markdown == "[план](../media/a.pdf) ![](b.png) нет")
    }

    @Test func `what is rendered again says the same words`() throws {
        let html = """
            <h2>Дроби</h2><p>Дробь — <b>часть</b> целого: 1/2 &lt; 1, *звёздочка*, [скобки], #решётка.</p>
            <ul><li>раз</li><li>два</li></ul><table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>
            """
        let words = { (text: String) in text.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ") }
        let markdown = try Markdown.source(fromHTML: html)
        #expect(
            try words(Markdown.plainText(markdown))
                == "Дроби Дробь часть целого 1 2 1 звёздочка скобки решётка раз два x y 1 2")
    }

    @Test func `hostile depth and length take their time and no more`() throws {
        let deep = String(repeating: "<div><ul><li>", count: 4_000) + "x"
        _ = try Markdown.source(fromHTML: deep)
        let marks = String(repeating: "<b>*[_`$", count: 20_000)
        _ = try? Markdown.source(fromHTML: marks)
    }
}
