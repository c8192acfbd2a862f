import FoundationEssentials

extension Cloze {
    /// The text with its gaps written into it, those it does not name after it. What the grammar cannot say is left
    /// out: the kind of a tolerance, units, marks that are no whole numbers.
    static func text(_ stem: RichText, _ gaps: [Question.Gaps.Gap]) -> RichText {
        var source = stem.source
        for (index, gap) in gaps.enumerated() {
            let written = GapWriter.text(gap)
            if let place = source.firstRange(of: "[[\(index + 1)]]") {
                source.replaceSubrange(place, with: written)
            } else {
                source += " " + written
            }
        }
        return RichText(source, format: stem.format)
    }
}

private enum GapWriter {
    static func text(_ gap: Question.Gaps.Gap) -> String {
        "{\(Int(min(max(gap.weight, 1), 1e6).rounded())):\(name(of: gap.answer)):"
            + alternatives(gap.answer).joined(separator: "~") + "}"
    }

    private static func name(of answer: Question.Gaps.Answer) -> String {
        switch answer {
        case .text(let content): return content.isCaseSensitive ? "SHORTANSWER_C" : "SHORTANSWER"
        case .number: return "NUMERICAL"
        case .choice(let choice, let layout):
            let suffix = (layout == .column ? "V" : layout == .row ? "H" : "") + (choice.shuffles ? "S" : "")
            return suffix.isEmpty ? "MULTICHOICE" : "MULTICHOICE_\(suffix)"
        case .multiple(let choice, let layout):
            let suffix = (layout == .row ? "H" : "") + (choice.shuffles ? "S" : "")
            return suffix.isEmpty ? "MULTIRESPONSE" : "MULTIRESPONSE_\(suffix)"
        }
    }

    private static func alternatives(_ answer: Question.Gaps.Answer) -> [String] {
        switch answer {
        case .text(let content):
            content.patterns.map { alternative($0.fraction, coded($0.text), $0.feedback, isWeighed: false) }
        case .number(let content):
            content.answers.map { alternative($0.fraction, number($0.expected), $0.feedback, isWeighed: false) }
        case .choice(let choice, _):
            choice.options.map { alternative($0.fraction, escaped($0.text.source), $0.feedback, isWeighed: false) }
        case .multiple(let choice, _):
            choice.options.map { alternative($0.fraction, escaped($0.text.source), $0.feedback, isWeighed: true) }
        }
    }

    private static func alternative(
        _ fraction: Double, _ text: String, _ feedback: RichText?, isWeighed: Bool
    ) -> String {
        let percent = (Decimal(string: "\(fraction)") ?? 0) * 100
        let weight = isWeighed || fraction != 0 && fraction != 1 ? "%\(percent)%" : fraction == 1 ? "=" : ""
        // A wrong answer that begins as a weight does needs a weight before it.
        let isUnclear = weight.isEmpty && (text.hasPrefix("=") || text.hasPrefix("%"))
        return (isUnclear ? "%0%" : weight) + text + (feedback.map { "#" + coded($0.source) } ?? "")
    }

    private static func number(_ expected: Question.Numeric.Expected) -> String {
        switch expected {
        case .anything: return "*"
        case .number(let value, let tolerance):
            let (lower, upper) = tolerance.interval(around: value)
            let size = (upper - lower) / 2
            return "\((upper + lower) / 2):\(size)"
        }
    }

    /// Text that is read with its entities decoded.
    private static func coded(_ text: String) -> String { escaped(text.replacing("&", with: "&amp;")) }

    private static func escaped(_ text: String) -> String {
        text.replacing("}", with: "\\}").replacing("#", with: "\\#").replacing("~", with: "\\~")
    }
}
