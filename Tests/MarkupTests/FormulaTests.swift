import Foundation
import Markup
import Testing

@Suite struct FormulaTests {
    /// Prints a formula as the TeX in a `math`, a displayed one as a block.
    private let fake: FormulaRenderer = { formulas in
        formulas.map { formula in
            let attribute: HTML = formula.isDisplayed ? " display=\"block\"" : ""
            return "<span><math\(attribute)><mi>\(HTML(text: formula.tex))</mi></math></span>"
        }
    }

    @Test(arguments: [
        ("$x_1*y*2_a$ и $a<b$", "<p><math><mi>x_1*y*2_a</mi></math> и <math><mi>a&lt;b</mi></math></p>\n"),
        (
            "$$\n\\sum_i x\n$$",
            "<p><span class=\"displayed\" tabindex=\"0\"><math display=\"block\"><mi>\n\\sum_i x\n</mi></math></span></p>\n"
        ),
        (
            "\\(a\\) \\[b\\]",
            "<p><math><mi>a</mi></math> <span class=\"displayed\" tabindex=\"0\"><math display=\"block\"><mi>b</mi></math></span></p>\n"
        ),
        ("| $a|b$ | c |\n|-|-|", "<th scope=\"col\"><math><mi>a|b</mi></math></th>\n"),
        (
            "($x$), «$y$». -$z$",
            "<p>(<math><mi>x</mi></math>), «<math><mi>y</mi></math>». -<math><mi>z</mi></math></p>\n"
        ),
        // Prices and other dollars.
        ("$5 и $10", "<p>$5 и $10</p>\n"), ("100$–200$", "<p>100$–200$</p>\n"), ("$ 5 $", "<p>$ 5 $</p>\n"),
        ("a $5, b $6.", "<p>a $5, b $6.</p>\n"), ("\\$x\\$", "<p>$x$</p>\n"), ("$a\n\nb$", "<p>$a</p>\n<p>b$</p>\n"),
        ("$a \\$ b$", "<p><math><mi>a \\$ b</mi></math></p>\n"), ("$", "<p>$</p>\n"), ("$$$$", "<p>$$$$</p>\n"),
        // Code and attributes keep what was typed.
        ("`$x$` $y$", "<p><code>$x$</code> <math><mi>y</mi></math></p>\n"),
        ("`` $a` `` $5", "<p><code>$a`</code> $5</p>\n"),
        ("```\n$x$\n```\n", "<pre><code>$x$\n</code></pre>\n"), ("    $x_1$", "<pre><code>$x_1$\n</code></pre>\n"),
        ("a $5 `b$` c", "<p>a $5 <code>b$</code> c</p>\n"),
        ("![$a<b$](/m/1)", "<p><img src=\"/m/1\" alt=\"$a&lt;b$\" loading=\"lazy\"></p>\n"),
        ("[a](/x?$y$)", "<p><a href=\"/x?$y$\">a</a></p>\n"),
        ("zqformula0z $x$", "<p>zqformula0z <math><mi>x</mi></math></p>\n"),
    ])
    func `formulas are found in Markdown, prices are not`(source: String, html: String) throws {
        #expect(try Markdown.render(source, formulas: fake).string.contains(html))
    }

    @Test(arguments: [
        ("<p>$a&lt;b$ <code>$x$</code> &amp; $5</p>", "<p><math><mi>a&lt;b</mi></math> <code>$x$</code> &amp; $5</p>"),
        ("<p title=\"$x$\">\\(y\\)</p>", "<p title=\"$x$\"><math><mi>y</mi></math></p>"),
        ("<math><annotation>$x$</annotation></math>", "<math><annotation>$x$</annotation></math>"),
    ])
    func `formulas are found in the texts of clean HTML`(clean: String, html: String) {
        #expect(SafeHTML(stored: clean).renderingFormulas(with: fake).string == html)
    }

    @Test func `all formulas of a text are rendered by one call`() throws {
        let calls = Recorder()

        _ = try Markdown.render("$a$ $$b$$ \\(a\\)") { formulas in
            calls.record(formulas.map(\.tex))
            return []
        }
        _ = try Markdown.render("no formulas, $5") { formulas in
            calls.record(formulas.map(\.tex))
            return []
        }

        #expect(calls.all == [["a", "b", "a"]])
    }

    @Test(arguments: [
        nil, "", "junk <", "<span>no math</span>", "<!DOCTYPE math [<!ENTITY e \"x\">]><math>&e;</math>", "<mi>x</mi>",
    ])
    func `without MathML a formula is shown as TeX`(rendered: String?) throws {
        let html = try Markdown.render("$a<b$") { _ in [rendered] }

        #expect(html.string == "<p><code class=\"formula\">a&lt;b</code></p>\n")
    }

    @Test func `only MathML comes through from a renderer`() throws {
        let html = try Markdown.render("$a$") { _ in
            [
                """
                <span onclick="x"><math href="javascript:alert(1)" display="block"><script>alert(1)</script>\
                <annotation-xml encoding="text/html"><img src="x" onerror="y"/></annotation-xml>\
                <mi onclick="x" mathcolor="red&quot;">x</mi><mtext><b>b</b>&lt;c</mtext></math></span>
                """
            ]
        }

        #expect(html.string == "<p><math display=\"block\"><mi>x</mi><mtext>&lt;c</mtext></math></p>\n")
    }

    @Test(.enabled(if: FormulaTests.hasKaTeX, "Debian's katex is not installed"))
    func `KaTeX renders formulas to MathML and leaves broken ones as TeX`() throws {
        let html = try Markdown.render("$x^2$ $$\\frac{1}{n}$$ $\\frac{$ $\\href{javascript:alert(1)}{x}$") {
            KaTeX.render($0)
        }.string

        #expect(
            html.hasPrefix(
                """
                <p><math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>\
                <annotation encoding="application/x-tex">x^2</annotation></semantics></math> \
                <span class="displayed" tabindex="0"><math display="block"><semantics><mrow><mfrac><mn>1</mn><mi>n</mi>\
                </mfrac></mrow><annotation encoding="application/x-tex">\\frac{1}{n}</annotation></semantics></math></span> \
                <code class="formula">\\frac{</code> <math>
                """))
        #expect(!html.contains("href="))
    }

    @Test(.enabled(if: FormulaTests.hasKaTeX, "Debian's katex is not installed"))
    func `a formula that would expand for ever ends as TeX`() throws {
        let html = try Markdown.render("$\\def\\a{\\a\\a}\\a$ $x$", formulas: KaTeX.render).string

        #expect(html.hasPrefix("<p><code class=\"formula\">\\def\\a{\\a\\a}\\a</code> <math>"))
    }

    private static let hasKaTeX = ["/usr/bin/node", "/usr/share/nodejs/katex/package.json"]
        .allSatisfy { FileManager.default.fileExists(atPath: $0) }
}

/// Collects what a closure was called with.
private final class Recorder: @unchecked Sendable {
    private(set) var all: [[String]] = []
    private let lock = NSLock()

    func record(_ formulas: [String]) { lock.withLock { all.append(formulas) } }
}
