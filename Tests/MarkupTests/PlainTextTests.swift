import Testing

@testable import Markup

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("<p>Два <b>сло</b>ва</p><p>и ещё</p>", "Два слова и ещё"), ("<ul><li>раз</li><li>два</li></ul>", "раз два"),
        ("a&lt;b &amp; c", "a<b & c"), ("<p>до<br>после</p>", "до после"), ("", ""), ("просто", "просто"),
        ("<p><img src=\"x.png\" alt=\"Доли круга\"></p>", "Доли круга"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"), ("<p>\n много   места\t</p>", "много места"),
    ])
    func `blocks stand apart and the rest is what one reads`(html: String, text: String) {
        #expect(SafeHTML(stored: html).plainText == text)
    }

    @Test func `a formula is its signs, not its source`() {
        let html = """
            <p>Это <math><semantics><mrow><mfrac><mn>1</mn><mn>8</mn></mfrac><mo>=</mo><mn>0,125</mn></mrow>\
            <annotation encoding="application/x-tex">\\frac{1}{8}</annotation></semantics></math> круга</p>
            """
        #expect(SafeHTML(stored: html).plainText == "Это 1/8=0,125 круга")
    }
}
