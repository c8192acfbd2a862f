import FoundationEssentials

extension GIFT {
    /// Writes questions so that `read` gives equal ones back, and Moodle reads what its grammar can hold.
    ///
    /// GIFT has no place for the default mark, the penalty, the case of short answers, fixed orders and notes for
    /// graders, nor for words that are dragged, words in a text, pictures, formulas and random questions, of which only
    /// the text is written; and it trims texts. A relative or geometric tolerance is written as the interval it means. What only we
    /// read: gaps, an arrow in the left part of a pair, `-\>`, and one choice where no option gives the whole mark,
    /// `=%50%`.
    public static func write(_ questions: [Question]) -> String {
        var writer = GIFTWriter()
        for question in questions { writer.write(question) }
        return writer.text
    }
}

private struct GIFTWriter {
    private(set) var text = ""
    private var category = ""

    mutating func write(_ question: Question) {
        if question.category != category {
            text += "$CATEGORY: \(escaped(question.category))\n\n"
            category = question.category
        }
        writeIdentifiers(of: question)
        // A text after its title cannot be taken for a comment, a category or a title.
        text += "::\(escaped(question.name))::"
        if case .gaps(let content) = question.kind {
            text += GIFTGaps.text(question.stem, content.gaps)
        } else {
            text += marked(question.stem, default: .moodle)
        }
        if Self.hasAnswers(question.kind) {
            text += question.stem.source.isEmpty ? "{" : " {"
            let start = text.endIndex
            writeAnswers(of: question)
            if let feedback = question.generalFeedback {
                text += "\n\t####\(marked(feedback, default: question.stem.format))"
            }
            text += text.hasSuffix("\n") || !text[start...].contains("\n") ? "}" : "\n}"
        }
        text += "\n\n"
    }

    private mutating func writeIdentifiers(of question: Question) {
        var parts = question.tags.map { "[tag:\(bracketed($0))]" }
        if let idNumber = question.idNumber { parts.insert("[id:\(bracketed(idNumber))]", at: 0) }
        if !parts.isEmpty { text += "// \(parts.joined(separator: " "))\n" }
    }

    private mutating func writeAnswers(of question: Question) {
        let format = question.stem.format
        switch question.kind {
        case .choice(let choice): writeChoice(choice, format: format)
        case .multiple(let choice):
            for option in choice.options {
                writeItem(
                    "~", weight: option.fraction, default: 0, marked(option.text, default: format), option.feedback,
                    format)
            }
        case .trueFalse(let content):
            text += content.key ? "TRUE" : "FALSE"
            let wrong = content.key ? content.feedbackIfFalse : content.feedbackIfTrue
            let right = content.key ? content.feedbackIfTrue : content.feedbackIfFalse
            if wrong != nil || right != nil { text += "\n\t#" + (wrong.map { marked($0, default: format) } ?? "") }
            if let right { text += "\n\t#" + marked(right, default: format) }
        case .shortAnswer(let content):
            for pattern in content.patterns {
                // An arrow would make the question a matching one.
                let text = marked(RichText(pattern.text, format: format), default: format)
                writeItem("=", weight: pattern.fraction, default: nil, withoutArrows(text), pattern.feedback, format)
            }
        case .numeric(let content):
            text += "#"
            for answer in content.answers {
                writeItem("=", weight: answer.fraction, default: nil, number(answer.expected), answer.feedback, format)
            }
        case .matching(let matching):
            for pair in matching.pairs {
                text += "\n\t=\(withoutArrows(marked(pair.stem, default: format))) -> \(escaped(pair.match))"
            }
            for distractor in matching.distractors { text += "\n\t= -> \(escaped(distractor))" }
        case .ordering(let content): writeOrdering(content, format: format)
        case .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .essay, .description: break
        }
    }

    /// Gaps stand in the text, and of the kinds GIFT has no grammar for only the text is written.
    private static func hasAnswers(_ kind: Question.Kind) -> Bool {
        switch kind {
        case .choice, .multiple, .trueFalse, .shortAnswer, .numeric, .matching, .ordering, .essay: true
        case .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .description: false
        }
    }

    /// Moodle's extension for its ordering questions.
    private mutating func writeOrdering(_ content: Question.Ordering, format: RichText.Format) {
        let select = content.subset.map { $0.isContiguous ? "CONTIGUOUS" : "RANDOM" } ?? "ALL"
        text += ">\(content.subset?.count ?? max(2, content.items.count)) \(select) "
        text += content.isHorizontal ? "HORIZONTAL" : "VERTICAL"
        text += " \(OrderingWords.name(of: content.rule)) SHOW none"
        for item in content.items {
            // A line may not look like a comment or a category.
            let isPlain = item.text.source.first.map { $0.isLetter || $0.isNumber } ?? false
            text += "\n" + marked(item.text, default: isPlain ? format : nil)
        }
        if !text.hasSuffix("\n") { text += "\n" }
    }

    /// An `=` is what tells one choice from several, a `~` what tells it from a short answer: there is one of each kind,
    /// weights make up for the rest.
    private mutating func writeChoice(_ choice: Question.Choice, format: RichText.Format) {
        let best = choice.options.indices.max {
            (choice.options[$0].fraction, -$0) < (choice.options[$1].fraction, -$1)
        }
        for (index, option) in choice.options.enumerated() {
            writeItem(
                index == best ? "=" : "~", weight: option.fraction, default: index == best ? 1 : 0,
                marked(option.text, default: format), option.feedback, format)
        }
    }

    private mutating func writeItem(
        _ sign: String, weight: Double, default: Double?, _ content: String, _ feedback: RichText?,
        _ format: RichText.Format
    ) {
        text += "\n\t\(sign)"
        // A text that begins as a weight does needs a weight before it.
        if weight != `default` || content.hasPrefix("%") { text += "%\(percent(weight))%" }
        text += content
        if let feedback { text += "#\(marked(feedback, default: format))" }
    }

    private func percent(_ fraction: Double) -> String {
        // By way of decimal: 0.07·100 is 7.000000000000001 in binary.
        Decimal(string: fraction.description).map { ($0 * 100).description } ?? "0"
    }

    private func number(_ expected: Question.Numeric.Expected) -> String {
        switch expected {
        case .anything: return "*"
        case .number(let value, .absolute(let size)): return size == 0 ? "\(value)" : "\(value):\(size)"
        case .number(let value, let tolerance):
            let (lower, upper) = tolerance.interval(around: value)
            return "\(lower)..\(upper)"
        }
    }

    /// The text with its format before it, where a reader would think of another.
    private func marked(_ text: RichText, default: RichText.Format?) -> String {
        let mark = text.format == `default` && !text.source.hasPrefix("[") ? "" : "[\(text.format.rawValue)]"
        return mark + escaped(text.source)
    }
}

func giftEscaped(_ text: String) -> String { escaped(text) }

private func escaped(_ text: String) -> String {
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
        switch byte {
        case .newline where previous == .carriageReturn: break
        case .newline, .carriageReturn: escaped += "\\n".utf8
        case .backslash, .tilde, .equals, .hash, .openBrace, .closeBrace, .colon: escaped += [.backslash, byte]
        default: escaped.append(byte)
        }
        previous = byte
    }
    return String(decoding: escaped, as: UTF8.self)
}

private func withoutArrows(_ escaped: String) -> String {
    let parts = Array(escaped.utf8).split(separator: Array("->".utf8), omittingEmptySubsequences: false)
    return String(decoding: Array(parts.joined(separator: "-\\>".utf8)), as: UTF8.self)
}

private func bracketed(_ text: String) -> String {
    var escaped = ""
    for character in text {
        if character == "]" || character == "\\" { escaped.append("\\") }
        escaped.append(character.isNewline ? " " : character)
    }
    return escaped
}
