import FoundationEssentials

/// A text with gaps as its author types it: what belongs into a gap stands in double brackets.
///
/// `[[Москва]]` is typed, `[[Москва|50% Масква]]` has two answers; `[[#3,14 ± 0,01]]` is a number;
/// `[[+ да|- нет]]` is chosen from a list, `[[↓ + да|- нет]]` from a column, `[[→ + да|- нет]]` from a row,
/// `[[☑ + один|+ два|- три]]` takes several. `2:` before it makes a gap weigh two, `!` keeps capitals apart.
enum GapSource {
    /// The text with `[[1]]` in its places, and the gaps.
    static func read(_ source: String) throws(DraftProblem) -> (stem: String, gaps: Question.Gaps) {
        var stem = ""
        var gaps: [Question.Gaps.Gap] = []
        for piece in pieces(of: source) {
            switch piece {
            case .text(let text): stem += text
            case .place(let inside):
                gaps.append(try gap(inside))
                stem += "[[\(gaps.count)]]"
            }
        }
        return (stem, Question.Gaps(gaps))
    }

    static func write(_ stem: String, _ content: Question.Gaps) -> String {
        filled(stem, count: content.gaps.count) { written(content.gaps[$0]) }
    }

    /// The text with its numbered places filled; what it does not name comes at its end.
    static func filled(_ stem: String, count: Int, _ fill: (Int) -> String) -> String {
        var result = ""
        var rest = stem[...]
        var missing = Array(repeating: true, count: count)
        while let start = rest.firstRange(of: "[["), let end = rest[start.upperBound...].firstRange(of: "]]") {
            let number = Int(rest[start.upperBound..<end.lowerBound]) ?? 0
            if missing.indices ~= number - 1, missing[number - 1] {
                missing[number - 1] = false
                result += rest[..<start.lowerBound] + "[[" + fill(number - 1) + "]]"
                rest = rest[end.upperBound...]
            } else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
            }
        }
        result += rest
        for index in missing.indices where missing[index] { result += " [[" + fill(index) + "]]" }
        return result
    }

    enum Piece: Equatable {
        case text(String)
        case place(String)
    }

    static func pieces(of source: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = source[...]
        while let start = rest.firstRange(of: "[["), let end = close(rest[start.upperBound...]) {
            pieces.append(.text(String(rest[..<start.lowerBound])))
            pieces.append(.place(String(rest[start.upperBound..<end])))
            rest = rest[rest.index(end, offsetBy: 2)...]
        }
        pieces.append(.text(String(rest)))
        return pieces
    }

    /// Where `]]` stands that is not escaped.
    private static func close(_ text: Substring) -> String.Index? {
        var isEscaped = false
        for index in text.indices {
            if !isEscaped, text[index] == "]", text[text.index(after: index)...].first == "]" { return index }
            isEscaped = text[index] == "\\" && !isEscaped
        }
        return nil
    }

    private static func gap(_ inside: String) throws(DraftProblem) -> Question.Gaps.Gap {
        var rest = inside.trimmingSpaces()[...]
        var weight = 1.0
        let digits = rest.prefix { $0.isNumber || $0 == "," || $0 == "." }
        if !digits.isEmpty, rest[digits.endIndex...].first == ":", let number = parseNumber(digits) {
            weight = Double(number.description) ?? 1
            rest = rest[digits.endIndex...].dropFirst().drop { $0.isWhitespace }
        }
        let keepsOrder = rest.first == "/"
        if keepsOrder { rest = rest.dropFirst().drop { $0.isWhitespace } }
        let layouts: [Character: (Question.Gaps.Layout, Bool)] = [
            "↓": (.column, false), "→": (.row, false), "☑": (.column, true), "☒": (.row, true),
        ]
        if let mark = rest.first, let (layout, isMultiple) = layouts[mark] {
            let choice = try options(rest.dropFirst(), shuffles: !keepsOrder)
            return .init(weight: weight, isMultiple ? .multiple(choice, layout) : .choice(choice, layout))
        }
        if rest.first == "#" {
            let answers = try parts(rest.dropFirst()).map { line throws(DraftProblem) in
                guard let expected = Question.Numeric.expected(line.text) else {
                    throw DraftProblem(field: .stem, line: 1, kind: .notANumber(line.text))
                }
                return Question.Numeric.Answer(expected, fraction: line.share ?? 1, feedback: line.feedback)
            }
            return .init(weight: weight, .number(.init(answers: answers)))
        }
        if rest.first == "+" || split(rest, at: "|").dropFirst().contains(where: { $0.trimmingSpaces().first == "+" }) {
            return .init(weight: weight, .choice(try options(rest, shuffles: !keepsOrder), .list))
        }
        let isCaseSensitive = rest.first == "!"
        if isCaseSensitive { rest = rest.dropFirst() }
        let patterns = try parts(rest).map {
            Question.ShortAnswer.Pattern(text: $0.text, fraction: $0.share ?? 1, feedback: $0.feedback)
        }
        return .init(weight: weight, .text(.init(patterns: patterns, isCaseSensitive: isCaseSensitive)))
    }

    private static func parts(
        _ text: some StringProtocol, signed: Bool = false
    ) throws(DraftProblem) -> [AnswerLine] {
        let lines = split(text, at: "|").map { AnswerLine($0.trimmingSpaces(), signed: signed) }
            .filter { !$0.text.isEmpty }
        guard !lines.isEmpty else { throw DraftProblem(field: .stem, line: 1, kind: .emptyGap) }
        return lines
    }

    private static func options(
        _ text: some StringProtocol, shuffles: Bool
    ) throws(DraftProblem) -> Question.Choice {
        let lines = try parts(text, signed: true)
        guard lines.count > 1 else { throw DraftProblem(field: .stem, line: 1, kind: .tooFewAnswers) }
        return Question.Choice(
            options: lines.map { line in
                let share = line.share ?? (line.sign == "+" ? 1 : 0)
                return Question.Option(
                    text: RichText(line.text, format: .markdown), fraction: line.sign == "-" ? -share : share,
                    feedback: line.feedback)
            }, shuffles: shuffles)
    }

    private static func written(_ gap: Question.Gaps.Gap) -> String {
        let weight = gap.weight == 1 ? "" : "\(Decimal(string: "\(gap.weight)") ?? 1): ".replacing(".", with: ",")
        func joined(_ parts: [String]) -> String { parts.joined(separator: "|") }
        func guarded(_ line: String) -> String { line.replacing("|", with: "\\|").replacing("]", with: "\\]") }
        func written(_ choice: Question.Choice) -> String {
            joined(
                choice.options.map { option in
                    let sign = option.fraction > 0 ? "+" : "-"
                    let size = option.fraction.magnitude
                    return guarded(
                        AnswerLine.written(
                            option.text.markdown, sign: sign, share: size == (option.fraction > 0 ? 1 : 0) ? nil : size,
                            feedback: option.feedback))
                })
        }
        func plain(_ line: String) -> String {
            // What begins as a mark of the gap itself does has its share said.
            let isMark = line.first.map { "+-–—−#!/↓→☑☒".contains($0) || $0.isNumber && line.contains(":") } ?? false
            return isMark ? "100% " + line : line
        }
        switch gap.answer {
        case .text(let content):
            return weight + (content.isCaseSensitive ? "!" : "")
                + joined(
                    content.patterns.map {
                        plain(
                            guarded(
                                AnswerLine.written(
                                    $0.text, share: $0.fraction == 1 ? nil : $0.fraction, feedback: $0.feedback)))
                    })
        case .number(let content):
            return weight + "#"
                + joined(
                    content.answers.map {
                        guarded(
                            AnswerLine.written(
                                Question.Numeric.written($0.expected), share: $0.fraction == 1 ? nil : $0.fraction,
                                feedback: $0.feedback))
                    })
        case .choice(let choice, let layout):
            return weight + (choice.shuffles ? "" : "/ ") + (layout == .list ? "" : layout == .column ? "↓ " : "→ ")
                + written(choice)
        case .multiple(let choice, let layout):
            return weight + (choice.shuffles ? "" : "/ ") + (layout == .row ? "☒ " : "☑ ") + written(choice)
        }
    }
}
