import Foundation
import Processes

/// Rendering of TeX to MathML by KaTeX, as Debian's `katex` package installs it for Node.
public enum KaTeX {
    /// Starts one `node` for all formulas of a text and blocks until it ends, twenty seconds at most: call it when a text
    /// is saved, away from the event loops. Without Node or KaTeX every formula is `nil`, which prints it as TeX.
    public static let render: FormulaRenderer = { formulas in
        let none = [String?](repeating: nil, count: formulas.count)
        let requests = formulas.map { Request(tex: $0.tex, displayMode: $0.isDisplayed) }
        guard !formulas.isEmpty, let input = try? JSONEncoder().encode(requests), input.count <= longestInput else {
            return none
        }
        let output = ChildProcess(
            program: "/usr/bin/node", arguments: ["--max-old-space-size=128", "--eval", script],
            environment: ["NODE_PATH=/usr/share/nodejs"]
        ).run(input: Array(input), timeLimit: .seconds(20), outputLimit: 8 << 20)
        guard let output, let made = try? JSONDecoder().decode([String?].self, from: Data(output)) else { return none }
        return made.count == formulas.count ? made : none
    }

    private struct Request: Encodable {
        var tex: String
        var displayMode: Bool
    }

    private static let longestInput = 512 << 10

    /// An unreadable formula comes back as a `katex-error` span, in which no `math` will be found.
    private static let script = """
        const katex = require("katex")
        const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"))
        const options = {
          output: "mathml", throwOnError: false, trust: false, maxExpand: 500, maxSize: 20, strict: "ignore",
        }
        const made = formulas.map(({ tex, displayMode }) => {
          try { return katex.renderToString(tex, { ...options, displayMode }) } catch { return null }
        })
        process.stdout.write(JSON.stringify(made))
        """
}
