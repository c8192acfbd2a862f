/// Questions as a teacher types them, put into GIFT line by line, so that a problem's line is the line that was typed.
///
/// A question is a paragraph: its text, then answers, each on a line of its own, `+` before a right one and `-` before a
/// wrong one; several right ones make a question of several answers; only right ones, a word to be typed; a number, a
/// number. Aiken's `A.` to `Z.` and `ANSWER: B` are read too. What has braces is GIFT and stays as it is.
public enum TypedQuestions {
    public static func gift(from text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        var result: [String] = []
        var paragraph: [Substring] = []
        // A block in braces may hold blank lines; it is no paragraph of ours until it is closed.
        var depth = 0
        for line in lines {
            if depth <= 0, line.allSatisfy(\.isWhitespace) {
                result += converted(paragraph)
                (paragraph, depth) = ([], 0)
                result.append(String(line))
            } else {
                paragraph.append(line)
                depth += openedBraces(line)
            }
        }
        return (result + converted(paragraph)).joined(separator: "\n")
    }

    /// Braces opened less braces closed, without the escaped ones.
    private static func openedBraces(_ line: Substring) -> Int {
        var depth = 0
        var previous: UInt8 = 0
        for byte in line.utf8 {
            if previous != UInt8(ascii: "\\") {
                depth += byte == UInt8(ascii: "{") ? 1 : byte == UInt8(ascii: "}") ? -1 : 0
            }
            previous = byte
        }
        return depth
    }

    private struct Answer {
        var text: Substring
        var isRight: Bool
    }

    private static func converted(_ lines: [Substring]) -> [String] {
        let plain = lines.map(String.init)
        guard !lines.isEmpty,
            !lines.contains(where: { $0.replacing(/\\[{}]/, with: "").contains { "{}".contains($0) } }),
            !(lines[0].hasPrefix("//") || lines[0].hasPrefix("$CATEGORY")),
            let first = lines.firstIndex(where: { answer($0) != nil || letter($0) != nil }), first > 0
        else { return plain }
        let stem = lines[..<first].map { escaped($0) }
        let tail = Array(lines[first...])
        guard let answers = signed(tail) ?? lettered(tail) else { return plain }
        // An empty line stands where `ANSWER:` stood.
        let rest = [String](repeating: "", count: tail.count - answers.count)
        return stem.dropLast() + [(stem.last ?? "") + " {"] + body(answers) + rest
    }

    /// Every answer on the line it was typed on; the last one closes the question.
    private static func body(_ answers: [Answer]) -> [String] {
        let right = answers.filter(\.isRight)
        if right.count == answers.count {
            if right.count == 1, number(right[0].text) != nil {
                return ["#" + right[0].text.replacing(",", with: ".") + "}"]
            }
            return closed(answers.map { "=" + escaped($0.text) })
        }
        if right.count <= 1 { return closed(answers.map { ($0.isRight ? "=" : "~") + escaped($0.text) }) }
        // Half for each of two right ones; a wrong one takes as much as a right one gives.
        let share = percent(100, over: right.count)
        return closed(
            answers.map { ($0.isRight ? "~%\(share)%" : "~%-\(share)%") + escaped($0.text) })
    }

    private static func closed(_ lines: [String]) -> [String] {
        lines.isEmpty ? lines : Array(lines.dropLast()) + [lines[lines.count - 1] + "}"]
    }

    private static func percent(_ whole: Int, over count: Int) -> String {
        let thousands = whole * 100_000 / count
        let fraction = String(thousands % 100_000)
        return "\(thousands / 100_000).\(String(repeating: "0", count: 5 - fraction.count))\(fraction)"
    }

    private static func signed(_ lines: [Substring]) -> [Answer]? {
        var answers: [Answer] = []
        for line in lines {
            guard let answer = answer(line) else { return nil }
            answers.append(answer)
        }
        return answers.isEmpty ? nil : answers
    }

    private static func answer(_ line: Substring) -> Answer? {
        let line = line.drop(while: \.isWhitespace)
        guard let sign = line.first, "+-–—−".contains(sign), line.dropFirst().first?.isWhitespace == true else {
            return nil
        }
        let text = line.dropFirst().drop(while: \.isWhitespace)
        return text.isEmpty ? nil : Answer(text: text, isRight: sign == "+")
    }

    /// Aiken: Moodle documentation, "Aiken format".
    private static func lettered(_ lines: [Substring]) -> [Answer]? {
        guard let last = lines.last,
            let match = last.firstMatch(of: /^\s*(?:ANSWER|ОТВЕТ):\s*(\p{L})\s*$/.ignoresCase())
        else { return nil }
        var answers: [Answer] = []
        for line in lines.dropLast() {
            guard let (letter, text) = letter(line) else { return nil }
            answers.append(Answer(text: text, isRight: letter == Character(match.1.uppercased())))
        }
        return answers.contains(where: \.isRight) ? answers : nil
    }

    private static func letter(_ line: Substring) -> (Character, Substring)? {
        guard let match = line.firstMatch(of: /^\s*(\p{Lu})[.)]\s+(.+)$/), let letter = match.1.first else {
            return nil
        }
        return (letter, match.2)
    }

    private static func number(_ text: Substring) -> Double? {
        Double(text.replacing(",", with: ".").filter { !$0.isWhitespace })
    }

    private static func escaped(_ text: Substring) -> String {
        String(text).replacing(/[~=#{}:\\]/) { "\\" + $0.output }
    }
}
