import Foundation
public import Storage

/// The questions of a survey, the answers under its statements, and the scales that are made of them.
public struct SurveyContent: Equatable, Sendable {
    /// What a high value says.
    public enum Direction: String, CaseIterable, Sendable, ColumnValue { case strength, difficulty }

    public var questions: [SurveyQuestion]
    public var answers: AnswerScale
    public var scales: [Scale]
    public var direction: Direction

    public init(
        questions: [SurveyQuestion], answers: AnswerScale, scales: [Scale] = [], direction: Direction = .strength
    ) {
        self.questions = questions
        self.answers = answers
        self.scales = scales
        self.direction = direction
    }

    /// The places of the statements among the questions.
    public var statements: [Int] { questions.indices.filter { questions[$0].kind == .statement } }

    /// Whether the question counts against its scale: a high answer to it is a low value.
    public func isReversed(_ question: Int) -> Bool {
        scales.lazy.flatMap(\.keys).first { $0.question == question }?.isReversed ?? false
    }

    /// The same scales over other questions: keys follow their statements by the text; those of statements that are
    /// gone are dropped.
    public func scales(over fresh: [SurveyQuestion]) -> [Scale] {
        let places = Dictionary(
            fresh.indices.filter { fresh[$0].kind == .statement }.map { (fresh[$0].text, $0) },
            uniquingKeysWith: { first, _ in first })
        return scales.map { scale in
            var scale = scale
            scale.keys = scale.keys.compactMap { key in
                guard questions.indices.contains(key.question), let place = places[questions[key.question].text] else {
                    return nil
                }
                return ScaleKey(question: place, weight: key.weight, isReversed: key.isReversed)
            }
            return scale
        }
    }
}

/// What one chooses from under every statement, from the lowest to the highest, with the code of the lowest: 0 or 1.
public struct AnswerScale: Equatable, Sendable {
    public var labels: [String]
    public var lowest: Int

    public static let sizes = 2...11
    public static let labelLimit = 100

    public init(labels: [String], lowest: Int = 1) {
        self.labels = labels
        self.lowest = lowest
    }

    public var highest: Int { lowest + labels.count - 1 }

    /// A label a line. Throws `SurveyRefusal`.
    public init(text: String, lowest: Int) throws(SurveyRefusal) {
        labels = text.plainLines.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        self.lowest = lowest == 0 ? 0 : 1
        guard Self.sizes.contains(labels.count) else { throw .labels(Self.sizes) }
        guard labels.allSatisfy({ $0.count <= Self.labelLimit }) else { throw .labelTooLong(limit: Self.labelLimit) }
    }
}

/// A question of a survey.
///
/// Written as text each is a line; a line alone is a statement, answered on the survey's answer scale. Lines under it
/// make it another question: `( )` before each option when one may be chosen, `[ ]` when several may; `[0-60]` for a
/// whole number, `[...]` for words. `#` begins a section, `*` at the end says that an answer is required. Numbers and
/// dashes that a pasted list brings along are taken off.
public struct SurveyQuestion: Equatable, Sendable, Codable {
    public enum Kind: Equatable, Sendable, Codable {
        case section
        case statement
        case single([String])
        case several([String])
        case number(ClosedRange<Int>)
        case words
    }

    public var text: String
    public var kind: Kind
    public var isRequired: Bool

    public static let textLimit = 60_000
    public static let questionLimit = 1_000
    public static let countLimit = 200
    public static let optionsLimit = 30
    public static let answerLimit = 2_000
    private static let numbers = -1_000_000_000...1_000_000_000

    public init(_ text: String, _ kind: Kind = .statement, isRequired: Bool = false) {
        self.text = text
        self.kind = kind
        self.isRequired = isRequired
    }

    /// What one chooses from, the statement's answers apart; empty for the rest.
    public var options: [String] {
        switch kind {
        case .single(let options), .several(let options): options
        case .section, .statement, .number, .words: []
        }
    }
}

extension SurveyQuestion {
    /// Throws `SurveyRefusal` with the number of the first bad line.
    public static func questions(in text: String) throws(SurveyRefusal) -> [SurveyQuestion] {
        guard text.utf8.count <= textLimit else { throw .questionsTooLong(limit: textLimit) }
        var questions: [SurveyQuestion] = []
        for (place, line) in text.plainLines.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty else { continue }
            if try questions.addOption(line, place + 1) { continue }
            guard line.count <= questionLimit else { throw .questionTooLong(line: place + 1, limit: questionLimit) }
            if let question = SurveyQuestion(line: line) { questions.append(question) }
        }
        guard questions.contains(where: { $0.kind != .section }) else { throw .noQuestions }
        guard questions.count <= countLimit else { throw .tooManyQuestions(limit: countLimit) }
        for question in questions {
            if question.options.count == 1 { throw .oneOption(question: question.text) }
            if question.options.count > optionsLimit {
                throw .tooManyOptions(question: question.text, limit: optionsLimit)
            }
        }
        return questions
    }

    public static func text(of questions: [SurveyQuestion]) -> String {
        questions.map { question in
            let head = (question.kind == .section ? "# " : "") + question.text + (question.isRequired ? " *" : "")
            let lines: [String] =
                switch question.kind {
                case .section, .statement: []
                case .single(let options): options.map { "( ) \($0)" }
                case .several(let options): options.map { "[ ] \($0)" }
                case .number(let range): ["[\(range.lowerBound)-\(range.upperBound)]"]
                case .words: ["[...]"]
                }
            return ([head] + lines).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Nil when nothing is left once signs of lists are off.
    private init?(line: String) {
        if let match = line.wholeMatch(of: /#+\s*(.+)/) {
            self.init(String(match.1), .section)
            return
        }
        var text = line.replacing(/^(?:[0-9]{1,3}[.)]\s+|[-–—•·]\s+)+/, with: "")
        let isRequired = text.hasSuffix("*")
        if isRequired { text = String(text.dropLast()).trimmingCharacters(in: .whitespaces) }
        guard !text.isEmpty, text != "#" else { return nil }
        self.init(text, isRequired: isRequired)
    }

    /// A number's range, nil when the line is none.
    fileprivate static func range(_ line: String, _ place: Int) throws(SurveyRefusal) -> ClosedRange<Int>? {
        guard let match = line.wholeMatch(of: /\[\s*([-−]?[0-9]+)\s*(?:-|–|—|…|\.\.+)\s*([-−]?[0-9]+)\s*\]/) else {
            return nil
        }
        guard let low = Int(match.1.replacing("−", with: "-")), let high = Int(match.2.replacing("−", with: "-")),
            numbers.contains(low), numbers.contains(high), low < high
        else { throw .rangeMalformed(line: place) }
        return low...high
    }
}

extension [SurveyQuestion] {
    /// Takes a line under the last question; false when it begins another.
    fileprivate mutating func addOption(_ line: String, _ place: Int) throws(SurveyRefusal) -> Bool {
        let kind: SurveyQuestion.Kind
        if let match = line.wholeMatch(of: /\(\s*\)\s*(.+)/) {
            let option = String(match.1)
            switch last?.kind {
            case .statement: kind = .single([option])
            case .single(let options): kind = .single(options + [option])
            default: throw .optionMalformed(line: place)
            }
        } else if let match = line.wholeMatch(of: /\[\s*\]\s*(.+)/) {
            let option = String(match.1)
            switch last?.kind {
            case .statement: kind = .several([option])
            case .several(let options): kind = .several(options + [option])
            default: throw .optionMalformed(line: place)
            }
        } else if line.wholeMatch(of: /\[\s*(?:\.\.\.|…)\s*\]/) != nil {
            guard last?.kind == .statement else { throw .optionMalformed(line: place) }
            kind = .words
        } else if let range = try SurveyQuestion.range(line, place) {
            guard last?.kind == .statement else { throw .optionMalformed(line: place) }
            kind = .number(range)
        } else {
            return false
        }
        self[count - 1].kind = kind
        return true
    }
}
