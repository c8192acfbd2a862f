import FoundationEssentials

/// Questions inside a text, `{1:SHORTANSWER:=…}`: Moodle's embedded answers (docs.moodle.org, "Embedded Answers (Cloze)
/// question type"). A file of the format is one question.
public enum Cloze {
    /// Reads a file in UTF-8 or one of `TextEncoding`. Linear in its size.
    public static func read(_ bytes: [UInt8]) -> QuestionFile {
        let (text, problem) = decodedText(bytes)
        let lines = String(decoding: text, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var file = QuestionFile(questions: [], problems: [])
        if let problem { file.problems.append(FormatProblem(line: 1, kind: problem, lost: false)) }
        let source = lines.withoutOuterBlanks
        guard !source.isEmpty else { return file }
        let line = 1 + lines.prefix { $0.isWhitespace }.count { $0 == "\n" }
        let read = ClozeText(RichText(source, format: source.contains("</") ? .html : .moodle))
        file.problems += read.problems.map { FormatProblem(line: line, kind: $0, lost: read.gaps.isEmpty) }
        if read.gaps.isEmpty {
            if read.problems.isEmpty { file.problems.append(FormatProblem(line: line, kind: .noGaps, lost: true)) }
            return file
        }
        let question = Question(
            name: read.stem.plainText.questionName, stem: read.stem, defaultMark: read.weight,
            kind: .gaps(.init(read.gaps)))
        file.questions.append(ReadQuestion(line: line, question: question))
        return file
    }

    /// Whether a text is one question with gaps rather than a file of GIFT: all that stands in braces are gaps, and
    /// nothing has a title.
    static func isIn(_ text: [UInt8]) -> Bool {
        let source = String(decoding: text, as: UTF8.self)
        guard source.contains("{"), !source.contains("::"), !source.contains("$CATEGORY:") else { return false }
        let gaps = ClozeText.places(in: Array(source)).count
        return gaps > 0 && source.replacing("\\{", with: "").count { $0 == "{" } == gaps
    }
}

/// A text whose gaps were read: in their places stand `[[1]]`, `[[2]]`…
struct ClozeText {
    private(set) var stem: RichText
    private(set) var gaps: [Question.Gaps.Gap] = []
    /// A gap that is none, each by its beginning; it stays in the text as it was.
    private(set) var problems: [FormatProblem.Kind] = []

    /// What all gaps weigh together: the mark Moodle gives the question.
    var weight: Double { gaps.reduce(0) { $0 + $1.weight } }

    /// Linear in the text.
    init(_ text: RichText) {
        let characters = Array(text.source)
        var written = ""
        var rest = 0
        for place in Self.places(in: characters) {
            let source = characters[place.brace..<(place.end.map { $0 + 1 } ?? characters.endIndex)]
            guard let end = place.end,
                let answer = place.head.answer(characters[place.head.end..<end], format: text.format)
            else {
                problems.append(.gapBroken(String(source.prefix(40))))
                continue
            }
            gaps.append(.init(weight: place.head.weight, answer.answer))
            problems += answer.problems
            written += String(characters[rest..<place.brace]) + "[[\(gaps.count)]]"
            rest = end + 1
        }
        written += String(characters[rest...])
        stem = RichText(written, format: text.format)
    }

    /// What begins as a gap, one after another; the last may have no end. Linear in the text.
    fileprivate static func places(in characters: [Character]) -> [(brace: Int, head: GapHead, end: Int?)] {
        var places: [(brace: Int, head: GapHead, end: Int?)] = []
        var place = 0
        while let brace = characters[place...].firstIndex(of: "{") {
            guard let head = GapHead(characters, at: brace) else {
                place = brace + 1
                continue
            }
            let end = Self.end(characters, from: head.end)
            places.append((brace, head, end))
            // Where there is no closing brace now, there is none later.
            guard let end else { break }
            place = end + 1
        }
        return places
    }

    private static func end(_ characters: [Character], from start: Int) -> Int? {
        characters[start...].indices.first { characters[$0] == "}" && characters[$0 - 1] != "\\" }
    }
}

/// What a gap begins with, `{2:MULTICHOICE_V:`.
private struct GapHead {
    let weight: Double
    /// Where the answers begin.
    let end: Int
    private let type: GapType

    init?(_ characters: [Character], at brace: Int) {
        var place = brace + 1
        let digits = characters[place...].prefix(12).prefix { $0.isASCII && $0.isNumber }
        place = digits.endIndex
        guard place < characters.count, characters[place] == ":" else { return nil }
        let name = characters[(place + 1)...].prefix(32).prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
        guard name.endIndex < characters.count, characters[name.endIndex] == ":",
            let type = GapType.named[String(name).uppercased()]
        else { return nil }
        self.type = type
        weight = digits.isEmpty ? 1 : Double(String(digits)) ?? 1
        end = name.endIndex + 1
    }

    func answer(
        _ body: ArraySlice<Character>, format: RichText.Format
    ) -> (answer: Question.Gaps.Answer, problems: [FormatProblem.Kind])? {
        let alternatives = ClozeAlternative.all(in: body)
        guard !alternatives.isEmpty else { return nil }
        func feedback(_ alternative: ClozeAlternative) -> RichText? {
            let text = decodedEntities(alternative.feedback)
            return text.isEmpty ? nil : RichText(text, format: format)
        }
        var problems: [FormatProblem.Kind] = []
        if !alternatives.contains(where: { $0.fraction > 0 }) { problems.append(.noRightAnswer) }
        switch type.kind {
        case .text:
            let patterns = alternatives.map {
                Question.ShortAnswer.Pattern(
                    text: decodedEntities($0.text), fraction: max(0, $0.fraction), feedback: feedback($0))
            }
            return (.text(.init(patterns: patterns, isCaseSensitive: type.isCaseSensitive)), problems)
        case .number:
            var answers: [Question.Numeric.Answer] = []
            for alternative in alternatives {
                guard let expected = alternative.number else {
                    problems.append(.gapBroken(alternative.text))
                    continue
                }
                answers.append(
                    .init(expected, fraction: max(0, alternative.fraction), feedback: feedback(alternative)))
            }
            return answers.isEmpty ? nil : (.number(.init(answers: answers)), problems)
        case .choice, .multiple:
            if alternatives.count < 2 { problems.append(.tooFewAnswers(count: alternatives.count)) }
            let fractions = type.kind == .choice ? alternatives.map(\.fraction) : shares(of: alternatives)
            let options = zip(alternatives, fractions).map {
                Question.Option(
                    text: RichText($0.text, format: format), fraction: $1, feedback: feedback($0))
            }
            let choice = Question.Choice(options: options, shuffles: type.shuffles)
            return (type.kind == .choice ? .choice(choice, type.layout) : .multiple(choice, type.layout), problems)
        }
    }

    /// As Moodle takes them: without weights the right ones share the mark and each wrong one takes such a share; with
    /// weights those above 0 are brought to a sum of 1.
    private func shares(of alternatives: [ClozeAlternative]) -> [Double] {
        let sum = alternatives.reduce(0) { $0 + max(0, $1.fraction) }
        guard sum > 0 else { return alternatives.map(\.fraction) }
        if !alternatives.contains(where: \.isWeighed) {
            return alternatives.map { rounded(($0.fraction > 0 ? 1 : -1) / sum) }
        }
        guard abs(sum - 1) > 0.0001 else { return alternatives.map(\.fraction) }
        return alternatives.map { $0.fraction > 0 ? rounded($0.fraction / sum) : $0.fraction }
    }

    private func rounded(_ share: Double) -> Double { (share * 10_000_000).rounded() / 10_000_000 }
}

/// The names a gap's kind goes by.
struct GapType {
    enum Kind { case text, number, choice, multiple }

    var kind: Kind
    var isCaseSensitive = false
    var layout = Question.Gaps.Layout.list
    var shuffles = false

    static let named: [String: GapType] = {
        var named: [String: GapType] = [:]
        func add(_ names: [String], _ type: GapType) { for name in names { named[name] = type } }
        add(["SHORTANSWER", "SA", "MW"], .init(kind: .text))
        add(["SHORTANSWER_C", "SAC", "MWC"], .init(kind: .text, isCaseSensitive: true))
        add(["NUMERICAL", "NM"], .init(kind: .number))
        for (suffix, short, shuffles) in [("", "", false), ("S", "S", true)] {
            let long = shuffles ? "_\(suffix)" : ""
            add(["MULTICHOICE\(long)", "MC\(short)"], .init(kind: .choice, shuffles: shuffles))
            add(
                ["MULTICHOICE_V\(suffix)", "MCV\(short)"], .init(kind: .choice, layout: .column, shuffles: shuffles))
            add(["MULTICHOICE_H\(suffix)", "MCH\(short)"], .init(kind: .choice, layout: .row, shuffles: shuffles))
            add(
                ["MULTIRESPONSE\(long)", "MR\(short)", "MULTIRESPONSE_V\(suffix)", "MRV\(short)"],
                .init(kind: .multiple, layout: .column, shuffles: shuffles))
            add(["MULTIRESPONSE_H\(suffix)", "MRH\(short)"], .init(kind: .multiple, layout: .row, shuffles: shuffles))
        }
        return named
    }()
}

/// One answer of a gap: `=Paris#Yes`, `%50%Marseille`.
private struct ClozeAlternative {
    var text: String
    var feedback: String
    var fraction: Double
    /// Whether its part of the mark was written in per cents.
    var isWeighed: Bool

    static func all(in body: ArraySlice<Character>) -> [ClozeAlternative] {
        var alternatives: [ClozeAlternative] = []
        var start = body.startIndex
        for place in body.startIndex...body.endIndex {
            let isEnd = place == body.endIndex
            if !isEnd, body[place] != "~" || place > body.startIndex && body[place - 1] == "\\" { continue }
            if let alternative = ClozeAlternative(body[start..<place]) { alternatives.append(alternative) }
            start = place + 1
        }
        return alternatives
    }

    private init?(_ source: ArraySlice<Character>) {
        var rest = source.drop(while: \.isWhitespace)
        (fraction, isWeighed) = (0, false)
        if rest.first == "=" {
            rest = rest.dropFirst()
            fraction = 1
        } else if rest.first == "%", let end = rest.dropFirst().prefix(40).firstIndex(of: "%"),
            let percent = parseNumber(String(rest[(rest.startIndex + 1)..<end]))
        {
            fraction = min(1, max(-1, Double((percent / 100).description) ?? 0))
            isWeighed = true
            rest = rest[(end + 1)...]
        }
        rest = rest.drop(while: \.isWhitespace)
        // The first character belongs to the answer even when it is the mark of a feedback.
        let mark = rest.indices.dropFirst().first { place in
            guard rest[place] == "#" else { return false }
            return rest[place - 1] != "\\" && rest[place - 1] != "&" && !rest[..<place].suffix(5).elementsEqual("&amp;")
        }
        text = Self.unescaped(rest[..<(mark ?? rest.endIndex)])
        feedback = mark.map { Self.unescaped(rest[($0 + 1)...]) } ?? ""
        if text.isEmpty { return nil }
    }

    private static let escaped: Set<Character> = ["}", "#", "~", "\"", "/"]

    private static func unescaped(_ characters: ArraySlice<Character>) -> String {
        var text = ""
        for place in characters.indices {
            let next = place + 1 < characters.endIndex ? characters[place + 1] : nil
            if characters[place] == "\\", let next, escaped.contains(next) { continue }
            text.append(characters[place])
        }
        return text.withoutOuterBlanks
    }

    /// `32`, `32:0.5`, `1..2`, `*`.
    var number: Question.Numeric.Expected? {
        let text = RichText(text, format: .html).plainText.trimmingSpaces()
        if text == "*" { return .anything }
        if let dots = text.firstRange(of: "..") {
            guard let lower = parseNumber(text[..<dots.lowerBound]), let upper = parseNumber(text[dots.upperBound...])
            else { return nil }
            return .range(lower, upper)
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let value = parts.first.flatMap({ parseNumber($0) }) else { return nil }
        return .number(value, .absolute(parts.count > 1 ? parseNumber(parts[1])?.magnitude ?? 0 : 0))
    }
}
