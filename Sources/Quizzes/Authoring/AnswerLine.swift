import FoundationEssentials
import Markup

/// An answer as a teacher types it on a line: `50% текст # отзыв`. The share is left out where it is all or nothing.
///
/// A `#` with a space before it begins the feedback; `\#`, `\=`, `\|`, `\]` and `\\` are themselves, `\n` is a line end. A
/// formula between `$` signs stands as it is.
struct AnswerLine: Equatable, Sendable {
    /// Counted from 1 in its text.
    var number: Int
    /// `+` or `-` before the answer, where there is one.
    var sign: Character?
    /// Part of the mark, where it is said.
    var share: Double?
    var text: String
    var feedback: RichText?

    /// The lines of a text that are not empty.
    static func lines(of text: String, signed: Bool = false) -> [AnswerLine] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let line = line.trimmingSpaces()
            return line.isEmpty ? nil : AnswerLine(line, number: index + 1, signed: signed)
        }
    }

    init(_ line: String, number: Int = 1, signed: Bool) {
        self.number = number
        var rest = line[...]
        if signed, let first = rest.first, "+-–—−".contains(first) {
            sign = first == "+" ? "+" : "-"
            rest = rest.dropFirst().drop { $0.isWhitespace }
        }
        if let end = rest.prefix(12).firstIndex(of: "%"), let number = parseNumber(rest[..<end]),
            let share = Double(number.description), (0...100).contains(share)
        {
            self.share = share / 100
            rest = rest[rest.index(after: end)...].drop { $0.isWhitespace }
        }
        let (answer, said) = Self.parted(rest)
        text = unescaped(answer.trimmingSpaces())
        feedback = said.map { RichText(unescaped($0.trimmingSpaces()), format: .markdown) }
    }

    /// What stands before a `#` that begins a feedback, and after it.
    private static func parted(_ text: Substring) -> (Substring, Substring?) {
        var tokens = LineTokens(rest: text)
        var previous: Character = " "
        while true {
            let start = tokens.rest.startIndex
            guard let token = tokens.next() else { return (text, nil) }
            if token == .plain("#"), previous.isWhitespace {
                return (text[..<start], tokens.rest.allSatisfy(\.isWhitespace) ? nil : tokens.rest)
            }
            previous = token.written.last ?? " "
        }
    }

    static func written(_ text: String, sign: String = "", share: Double? = nil, feedback: RichText? = nil) -> String {
        var line = sign
        if let share { line += percent(share) + "% " } else if !sign.isEmpty { line += " " }
        var escapedText = escaped(text)
        // What begins as a share or a sign does would be read as one.
        if share == nil, let end = escapedText.prefix(12).firstIndex(of: "%"), parseNumber(escapedText[..<end]) != nil {
            line += "100% "
        }
        if sign.isEmpty, share == nil, escapedText.isEmpty { escapedText = "\\ " }
        return line + escapedText + (feedback.map { " # " + escaped($0.markdown) } ?? "")
    }

    /// A share as a percentage without needless digits: `33,33333`.
    static func percent(_ share: Double) -> String {
        let exact = (Decimal(string: "\(share)") ?? 0) * 100
        return exact.description.replacing(".", with: ",")
    }
}

extension RichText {
    /// The text as Markdown, whatever it was written in: what editors show.
    var markdown: String {
        switch format {
        case .markdown: return source
        case .plain: return markdownEscaped(source)
        case .html, .moodle:
            let html = format == .moodle ? source.replacing("\r\n", with: "\n").replacing("\n", with: "<br>") : source
            guard html.contains("<") || html.contains("&") else { return html }
            return (try? Markdown.source(fromHTML: html) { _ in nil })?.trimmingSpaces() ?? source
        }
    }
}

private func markdownEscaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
        if "\\`*_[]<>#".contains(character) { escaped.append("\\") }
        escaped.append(character)
    }
    return escaped
}

/// `text` on one line, its own marks escaped, its formulas as they are.
func escaped(_ text: String, also marks: String = "") -> String {
    var escaped = ""
    var rest = text[...]
    var opensFormula = true
    while let character = rest.first {
        if character == "$", opensFormula, let end = formulaEnd(rest) {
            escaped += rest[..<end].map { $0.isNewline ? " " : String($0) }.joined()
            rest = rest[end...]
            continue
        }
        rest.removeFirst()
        opensFormula = character == "\\" ? !opensFormula : true
        switch character {
        case "\n", "\r\n", "\r": escaped += "\\n"
        case "\\", "#": escaped += "\\\(character)"
        default:
            if marks.contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
    }
    return escaped
}

func unescaped(_ text: some StringProtocol) -> String {
    LineTokens(rest: Substring(text)).map { token in
        switch token {
        case .formula(let formula): String(formula)
        case .escaped(let character): character == "n" ? "\n" : String(character)
        case .plain(let character): String(character)
        }
    }.joined()
}

/// `text` cut at each `mark` that is neither escaped nor in a formula; the escapes stay.
func split(_ text: some StringProtocol, at mark: Character, maximum: Int = .max) -> [String] {
    var parts = [""]
    for token in LineTokens(rest: Substring(text)) {
        if token == .plain(mark), parts.count < maximum {
            parts.append("")
        } else {
            parts[parts.count - 1] += token.written
        }
    }
    return parts
}

/// What a line is made of. A backslash before anything but a mark is Markdown's or a formula's own.
private struct LineTokens: Sequence, IteratorProtocol {
    enum Token: Equatable {
        case formula(Substring)
        case escaped(Character)
        case plain(Character)

        var written: String {
            switch self {
            case .formula(let formula): String(formula)
            case .escaped(let character): "\\\(character)"
            case .plain(let character): String(character)
            }
        }
    }

    private(set) var rest: Substring
    /// Not after an odd number of backslashes: that dollar is a dollar.
    private var opensFormula = true

    init(rest: Substring) { self.rest = rest }

    mutating func next() -> Token? {
        guard let character = rest.first else { return nil }
        if character == "$", opensFormula, let end = formulaEnd(rest) {
            defer { rest = rest[end...] }
            return .formula(rest[..<end])
        }
        rest.removeFirst()
        guard character == "\\" else {
            opensFormula = true
            return .plain(character)
        }
        guard let next = rest.first, "\\#=|] n".contains(next) else {
            opensFormula.toggle()
            return .plain(character)
        }
        rest.removeFirst()
        opensFormula = next == "\\" ? !opensFormula : true
        return .escaped(next)
    }
}

/// Where the formula ends that `text` begins with: `$…$` or `$$…$$`, no space inside the signs. Nil when there is none.
private func formulaEnd(_ text: Substring) -> Substring.Index? {
    let sign = text.hasPrefix("$$") ? "$$" : "$"
    let inner = text.dropFirst(sign.count)
    guard var previous = inner.first, !previous.isWhitespace, previous != "$" else { return nil }
    var isEscaped = false
    for index in inner.indices {
        let character = inner[index]
        if character == "$", !isEscaped {
            guard !previous.isWhitespace, inner[index...].hasPrefix(sign) else { return nil }
            return inner.index(index, offsetBy: sign.count)
        }
        isEscaped = character == "\\" && !isEscaped
        previous = character
    }
    return nil
}
