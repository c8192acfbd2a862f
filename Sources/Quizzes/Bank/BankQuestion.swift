import Courses
import Foundation
public import Markup
import Spaces
public import Storage
import Synchronization

/// A question of the bank. A stored question never changes: a mended one is a new row, and an attempt keeps the one it
/// was asked.
public struct BankQuestion: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<BankQuestion>

    public let id: ID
    public var question: Question
    public var sheet: QuestionSheet
}

/// The texts of a question as the reader gets them, cleaned and with formulas set when the question was saved.
public struct QuestionSheet: Codable, Equatable, Sendable {
    private var stemMarkup: String
    private var partsMarkup: [String]
    private var feedbackMarkup: [String?]
    private var generalMarkup: String?
    /// Nil in sheets made before there were hints.
    private var hintsMarkup: [String]?

    public var stem: SafeHTML { SafeHTML(stored: stemMarkup) }

    /// The options of a choice, the left sides of a matching; empty for other kinds.
    public func part(_ index: Int) -> SafeHTML { SafeHTML(stored: partsMarkup[index]) }

    /// What is said to whoever gave the answer at `index`: an option, a pattern, a number; of true and false, true is 0.
    public func feedback(_ index: Int) -> SafeHTML? {
        feedbackMarkup.indices.contains(index) ? feedbackMarkup[index].map { SafeHTML(stored: $0) } : nil
    }

    public var generalFeedback: SafeHTML? { generalMarkup.map { SafeHTML(stored: $0) } }

    /// What is said after wrong try `index`, from 0.
    public func hint(_ index: Int) -> SafeHTML? {
        guard let hintsMarkup, hintsMarkup.indices.contains(index) else { return nil }
        return SafeHTML(stored: hintsMarkup[index])
    }

    /// Renders a question. Starts a process when there are formulas.
    init(_ question: Question, formulas: FormulaRenderer?) throws {
        func render(_ text: RichText) throws -> String { try text.rendered(formulas: formulas).string }
        stemMarkup = try render(question.stem)
        generalMarkup = try question.generalFeedback.map(render)
        hintsMarkup = question.hints.isEmpty ? nil : try question.hints.map { try render($0.text) }
        var parts: [RichText] = []
        var feedback: [RichText?] = []
        switch question.kind {
        case .choice(let choice), .multiple(let choice):
            parts = choice.options.map(\.text)
            feedback = choice.options.map(\.feedback)
        case .matching(let matching): parts = matching.pairs.map(\.stem)
        case .trueFalse(let statement): feedback = [statement.feedbackIfTrue, statement.feedbackIfFalse]
        case .shortAnswer(let short): feedback = short.patterns.map(\.feedback)
        case .numeric(let numeric): feedback = numeric.answers.map(\.feedback)
        case .essay, .description: break
        }
        partsMarkup = try parts.map(render)
        feedbackMarkup = try feedback.map { try $0.map(render) }
    }

    /// Every text with its addresses settled.
    func settled(_ settle: (String) -> String) -> QuestionSheet {
        var sheet = self
        sheet.stemMarkup = settle(stemMarkup)
        sheet.partsMarkup = partsMarkup.map(settle)
        sheet.feedbackMarkup = feedbackMarkup.map { $0.map(settle) }
        sheet.generalMarkup = generalMarkup.map(settle)
        sheet.hintsMarkup = hintsMarkup.map { $0.map(settle) }
        return sheet
    }
}

extension RichText {
    /// The text as safe HTML. Plain text keeps its lines; Moodle's own format is HTML with loose line ends.
    func rendered(formulas: FormulaRenderer?) throws -> SafeHTML {
        switch format {
        case .markdown: return try Markdown.render(source, formulas: formulas)
        case .html: return try Sanitiser.clean(source).renderingFormulas(with: formulas)
        case .moodle:
            let lines = source.replacing("\r\n", with: "\n").replacing("\n", with: "<br>")
            return try Sanitiser.clean(lines).renderingFormulas(with: formulas)
        case .plain:
            let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map { HTML(text: String($0)) }
            return SafeHTML(lines.dropFirst().reduce(lines[0]) { "\($0)<br>\($1)" })
        }
    }
}

extension Question {
    /// What a form's fields answer to this question, nil when nothing.
    public func response(fields: [(name: String, value: String)]) -> Response? { Response(fields: fields, for: self) }
}

/// Decoded questions at hand: rows never change, so what was read once need not be decoded again.
final class QuestionCache: Sendable {
    private let questions = Mutex<[BankQuestion.ID: BankQuestion]>([:])
    private static let capacity = 20_000

    func question(_ id: BankQuestion.ID, or read: () throws -> BankQuestion) rethrows -> BankQuestion {
        if let known = questions.withLock({ $0[id] }) { return known }
        let question = try read()
        questions.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[id] = question
        }
        return question
    }
}

extension Transaction {
    func insert(
        _ question: Question, _ sheet: QuestionSheet, into space: Space.ID, at instant: Date
    ) throws -> BankQuestion.ID {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = String(decoding: try encoder.encode(question), as: UTF8.self)
        let rendered = String(decoding: try encoder.encode(sheet), as: UTF8.self)
        return try value(
            """
            INSERT INTO questions (space_id, category, name, content, sheet, created_at)
            VALUES (\(space), \(question.category), \(question.name), \(content), \(rendered), \(instant)) RETURNING id
            """)
    }

    func bankQuestion(_ id: BankQuestion.ID) throws -> BankQuestion {
        try one("SELECT content, sheet FROM questions WHERE id = \(id)") { row in
            let decoder = JSONDecoder()
            let (content, sheet): (String, String) = (try row["content"], try row["sheet"])
            return BankQuestion(
                id: id, question: try decoder.decode(Question.self, from: Data(content.utf8)),
                sheet: try decoder.decode(QuestionSheet.self, from: Data(sheet.utf8)))
        }
    }

    /// The questions of the ids, those not at hand in one query.
    func bankQuestions(_ ids: [BankQuestion.ID], _ cache: QuestionCache) throws -> [BankQuestion.ID: BankQuestion] {
        var found: [BankQuestion.ID: BankQuestion] = [:]
        for id in ids where found[id] == nil {
            found[id] = try cache.question(id) { try bankQuestion(id) }
        }
        return found
    }
}
