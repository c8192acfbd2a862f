import FoundationEssentials

/// Reads what stands between the braces of a question.
struct GIFTAnswers {
    let generalFeedback: RichText?
    private(set) var problems: [FormatProblem.Kind] = []

    private let text: ArraySlice<UInt8>
    private let defaultFormat: RichText.Format

    init(_ bytes: [UInt8], defaultFormat: RichText.Format) {
        let mark = Array("####".utf8)
        let separator = bytes.indices.first { bytes[$0] == .hash && bytes[$0...].starts(with: mark) }
        generalFeedback = separator.map { richText(bytes[($0 + 4)...], defaultFormat: defaultFormat) }
            .flatMap { $0.source.isEmpty ? nil : $0 }
        text = trimmed(bytes[..<(separator ?? bytes.endIndex)])
        self.defaultFormat = defaultFormat
    }

    /// The kind of question these answers make. Nil when they make none; `problems` then says why.
    mutating func kind() -> Question.Kind? {
        guard let first = text.first else { return .essay(Question.Essay()) }
        if GIFTAnswers.isOrdering(text) { return ordering() }
        if first == .hash { return numeric() }
        if let key = GIFTAnswers.truthValue(text.prefix { $0 != .hash }) { return .trueFalse(trueFalse(key)) }
        if text.contains(.tilde) { return choice() }
        let items = items(of: text)
        if text.contains(.equals), items.contains(where: { arrow(in: $0.answer) != nil }) { return matching() }
        return shortAnswer(items)
    }

    private mutating func refuse(_ problem: FormatProblem.Kind) -> Question.Kind? {
        problems = [problem]
        return nil
    }
}

extension GIFTAnswers {
    /// `T`, `F`, and the words in any case.
    static func truthValue(_ bytes: ArraySlice<UInt8>) -> Bool? {
        let word = trimmed(bytes)
        guard word.count <= 5 else { return nil }
        switch String(decoding: word, as: UTF8.self) {
        case "T": return true
        case "F": return false
        case let word: return Bool(word.lowercased())
        }
    }

    /// A gap of the Cloze format: `1:SHORTANSWER:=…`, `:MC:…`.
    static func isEmbedded(_ bytes: ArraySlice<UInt8>) -> Bool {
        let afterWeight = trimmed(bytes.prefix(40)).drop(while: \.isDigit)
        guard afterWeight.first == .colon else { return false }
        let name = afterWeight.dropFirst().prefix { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        return !name.isEmpty && bytes[name.endIndex...].first == .colon
    }

    /// `>4 CONTIGUOUS …` of the ordering question type.
    static func isOrdering(_ bytes: ArraySlice<UInt8>) -> Bool {
        trimmed(bytes).first == UInt8(ascii: ">")
    }

    /// Whether a block can only be answers, where other braces of the same question may be text.
    static func looksLikeAnswers(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = trimmed(bytes)
        guard let first = text.first else { return true }
        return [.equals, .tilde, .hash].contains(first) || isOrdering(bytes)
            || truthValue(text.prefix { $0 != .hash }) != nil
    }
}

// MARK: - Items

extension GIFTAnswers {
    /// One answer with the parts the grammar gives it: sign, weight, text, feedback.
    private struct Item {
        /// `=`, `~`, or 0 for a first answer without a sign.
        var sign: UInt8
        var weight: Double?
        var answer: ArraySlice<UInt8>
        var feedback: ArraySlice<UInt8>?
    }

    private mutating func items(of text: ArraySlice<UInt8>, signs: [UInt8] = [.equals]) -> [Item] {
        var items: [Item] = []
        var rest = text
        while !rest.isEmpty {
            let sign: UInt8 = signs.contains(rest[rest.startIndex]) ? rest.removeFirst() : 0
            let end = rest.firstIndex { signs.contains($0) } ?? rest.endIndex
            items.append(item(sign, trimmed(rest[..<end])))
            rest = rest[end...]
        }
        return items
    }

    private mutating func item(_ sign: UInt8, _ bytes: ArraySlice<UInt8>) -> Item {
        let (weight, rest) = weight(bytes)
        let hash = rest.firstIndex(of: .hash)
        return Item(
            sign: sign, weight: weight, answer: trimmed(rest[..<(hash ?? rest.endIndex)]),
            feedback: hash.map { rest[($0 + 1)...] })
    }

    /// `%50%`, `%-33.33333%`. The decimal point is moved in decimal, so that writing gives the same digits back.
    private mutating func weight(_ bytes: ArraySlice<UInt8>) -> (Double?, rest: ArraySlice<UInt8>) {
        guard bytes.first == .percent, let end = bytes.dropFirst().prefix(40).firstIndex(of: .percent),
            let percent = parseNumber(Placeholder.text(bytes[(bytes.startIndex + 1)..<end]))
        else { return (nil, bytes) }
        let bounded = min(max(percent, -100), 100)
        if bounded != percent { problems.append(.weightOutOfRange("\(percent) %")) }
        return (Double((bounded / 100).description), trimmed(bytes[(end + 1)...]))
    }

    private func feedback(of item: Item) -> RichText? { item.feedback.flatMap(feedback) }

    private func feedback(_ bytes: ArraySlice<UInt8>) -> RichText? {
        let text = richText(bytes, defaultFormat: defaultFormat)
        return text.source.isEmpty ? nil : text
    }
}

// MARK: - Kinds

extension GIFTAnswers {
    /// The feedback of the wrong answer stands first, whichever it is.
    private func trueFalse(_ key: Bool) -> Question.TrueFalse {
        let parts = text.split(separator: .hash, maxSplits: 2, omittingEmptySubsequences: false)
        let wrong = parts.count > 1 ? feedback(parts[1]) : nil
        let right = parts.count > 2 ? feedback(parts[2]) : nil
        return Question.TrueFalse(key: key, feedbackIfTrue: key ? right : wrong, feedbackIfFalse: key ? wrong : right)
    }

    /// One choice where there is an `=`, several where all signs are `~`.
    private mutating func choice() -> Question.Kind? {
        let items = items(of: text, signs: [.equals, .tilde])
        var options = items.map { item in
            Question.Option(
                text: richText(item.answer, defaultFormat: defaultFormat),
                fraction: item.weight ?? (item.sign == .equals ? 1 : 0), feedback: feedback(of: item))
        }
        let count = options.count
        // `~=answer` is an empty answer and a right one. Moodle, too, drops the empty one when it saves the question.
        options.removeAll { $0.text.source.isEmpty }
        if options.count < count { problems.append(.emptyOptionDropped) }
        if options.isEmpty { return refuse(.tooFewAnswers(count: 0)) }
        if options.count < 2 { problems.append(.tooFewAnswers(count: options.count)) }
        if !options.contains(where: { $0.fraction > 0 }) { problems.append(.noRightAnswer) }
        let choice = Question.Choice(options: options)
        return items.contains { $0.sign == .equals } ? .choice(choice) : .multiple(choice)
    }

    private mutating func shortAnswer(_ items: [Item]) -> Question.Kind? {
        var patterns = items.map { item in
            Question.ShortAnswer.Pattern(
                text: richText(item.answer, defaultFormat: defaultFormat).source, fraction: item.weight ?? 1,
                feedback: feedback(of: item))
        }
        patterns.removeAll(where: \.text.isEmpty)
        if patterns.isEmpty { return refuse(.tooFewAnswers(count: 0)) }
        if patterns.count < items.count { problems.append(.emptyOptionDropped) }
        if !patterns.contains(where: { $0.fraction > 0 }) { problems.append(.noRightAnswer) }
        return .shortAnswer(Question.ShortAnswer(patterns: patterns))
    }

    /// `>4 CONTIGUOUS VERT ABSOLUTE TRUE ABCD`, every word of which may be absent, and the items on lines of their own.
    private mutating func ordering() -> Question.Kind? {
        var lines = text.dropFirst().split(separator: .newline).map { trimmed($0) }.filter { !$0.isEmpty }
        var words = lines.isEmpty ? [] : Placeholder.text(lines[0]).split(separator: " ").map(String.init)
        var taken = 0
        func take(_ known: (String) -> Bool) -> String? {
            guard taken < words.count, known(words[taken].uppercased()) else { return nil }
            taken += 1
            return words[taken - 1]
        }
        let count = take { $0.allSatisfy { $0.isASCII && $0.isNumber } }.flatMap { Int($0) }
        let select = take(["ALL", "EXACT", "RANDOM", "REL", "CONTIGUOUS", "CONTIG"].contains)
        let layout = take(["HORIZONTAL", "HORI", "H", "1", "VERTICAL", "VERT", "V", "0"].contains)
        let grading = take { $0.contains("_") || ["ABSOLUTE", "ABS", "RELATIVE", "REL"].contains($0) }
        _ = take(["SHOW", "TRUE", "YES", "1", "HIDE", "FALSE", "NO", "0"].contains)
        _ = take(["NONE", "123", "ABC", "ABCD", "III", "IIII"].contains)
        words.removeFirst(taken)
        if words.isEmpty, !lines.isEmpty {
            lines.removeFirst()
        } else if !lines.isEmpty {
            lines[0] = Array(words.joined(separator: " ").utf8)[...]
        }
        let items = lines.map { Question.Ordering.Item(richText($0, defaultFormat: defaultFormat)) }
        guard items.count > 1 else { return refuse(.tooFewAnswers(count: items.count)) }
        return .ordering(
            OrderingWords.ordering(
                items, select: select ?? "RANDOM", count: count.flatMap { 2...items.count ~= $0 ? $0 : nil },
                layout: layout ?? "VERTICAL", grading: grading ?? "RELATIVE"))
    }

    private func arrow(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.first { bytes[$0] == UInt8(ascii: "-") && bytes[$0...].dropFirst().first == UInt8(ascii: ">") }
    }

    private mutating func matching() -> Question.Kind? {
        var pairs: [Question.Matching.Pair] = []
        var distractors: [String] = []
        for item in text.split(separator: .equals).map(trimmed) where !item.isEmpty {
            guard let arrow = arrow(in: item) else {
                return refuse(.noArrow(String(Placeholder.text(item).prefix(60))))
            }
            let stem = richText(item[..<arrow], defaultFormat: defaultFormat)
            let match = Placeholder.text(item[(arrow + 2)...])
            if stem.source.isEmpty {
                distractors.append(match)
            } else {
                pairs.append(Question.Matching.Pair(stem: stem, match: match))
            }
        }
        if pairs.isEmpty { return refuse(.noPairs) }
        if pairs.count + distractors.count < 2 { problems.append(.tooFewAnswers(count: 1)) }
        return .matching(Question.Matching(pairs: pairs, distractors: distractors))
    }

    /// `#` and numbers; what stands after `~` without a number is the feedback for anything else.
    private mutating func numeric() -> Question.Kind? {
        let items = items(of: trimmed(text.dropFirst()), signs: [.equals, .tilde])
        var answers: [Question.Numeric.Answer] = []
        for item in items {
            let text = Placeholder.text(item.answer)
            let isOtherwise = item.sign == .tilde && text.isEmpty
            guard let expected = isOtherwise ? .anything : GIFTAnswers.expected(text) else {
                return refuse(.notANumber(String(text.prefix(60))))
            }
            answers.append(
                Question.Numeric.Answer(
                    expected, fraction: item.weight ?? (item.sign == .tilde ? 0 : 1), feedback: feedback(of: item)))
        }
        guard answers.contains(where: { $0.expected != .anything }) else { return refuse(.noNumbers) }
        return .numeric(Question.Numeric(answers: answers))
    }

    /// `*`, `3.14`, `3.14:0.01`, `3.1..3.2`.
    private static func expected(_ text: String) -> Question.Numeric.Expected? {
        if text == "*" { return .anything }
        if let dots = text.indices.dropFirst().first(where: { text[$0...].hasPrefix("..") }) {
            guard let lower = parseNumber(text[..<dots]), let upper = parseNumber(text[dots...].dropFirst(2)) else {
                return nil
            }
            return .range(lower, upper)
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let value = parts.first.flatMap({ parseNumber($0) }) else { return nil }
        guard parts.count > 1 else { return .number(value, .none) }
        return parseNumber(parts[1]).map { .number(value, .absolute($0.magnitude)) }
    }
}
