import FoundationEssentials
import Markup

/// An answer as a teacher types it on a line: `50% текст # отзыв`. The share is left out where it is all or nothing.
///
/// A `#` with a space before it begins the feedback; `\#`, `\=`, `\|`, `\n` and `\\` are themselves.
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
        var isEscaped = false
        var previous: Character = " "
        for index in text.indices {
            let character = text[index]
            if character == "#", !isEscaped, previous.isWhitespace {
                let said = text[text.index(after: index)...]
                return (text[..<index], said.allSatisfy(\.isWhitespace) ? nil : said)
            }
            isEscaped = character == "\\" && !isEscaped
            previous = character
        }
        return (text, nil)
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

/// `text` on one line, its own marks escaped.
func escaped(_ text: String, also marks: String = "") -> String {
    var escaped = ""
    for character in text {
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

func unescaped(_ text: String) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
        if isEscaped {
            result.append(character == "n" ? "\n" : character)
            isEscaped = false
        } else if character == "\\" {
            isEscaped = true
        } else {
            result.append(character)
        }
    }
    return isEscaped ? result + "\\" : result
}

/// `text` cut at each `mark` that is not escaped; the escapes stay.
func split(_ text: some StringProtocol, at mark: Character, maximum: Int = .max) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in text {
        if character == mark, !isEscaped, parts.count < maximum {
            parts.append("")
        } else {
            parts[parts.count - 1].append(character)
        }
        isEscaped = character == "\\" && !isEscaped
    }
    return parts
}
