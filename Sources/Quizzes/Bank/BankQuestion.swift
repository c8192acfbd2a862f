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
    /// To a right, a partly right and a wrong answer; nil where nothing is said.
    private var outcomesMarkup: [String?]?
    /// What stands in the texts where a variant has its numbers: in place of the first, `Tokens.text(0)`.
    private var tokens: [String]?

    public var stem: SafeHTML { SafeHTML(stored: stemMarkup) }

    /// What is asked, without markup, for lists and search: variables by their names, gaps as dots.
    public var stemText: String {
        let text = stem.plainText.replacing(/\[\[\d+\]\]/, with: "…")
        return (tokens ?? []).enumerated().reduce(text) {
            $0.replacing(VariantTokens.text($1.offset), with: $1.element)
        }
    }

    /// The options of a choice, the left sides of a matching, the items of an ordering, the words, the markers, and after
    /// them the picture; of gaps the options of them all, by `Question.Gaps.offset(of:)`.
    public func part(_ index: Int) -> SafeHTML { SafeHTML(stored: partsMarkup[index]) }

    /// What is said to whoever gave the answer at `index`: an option, a pattern, a number, an item; of true and false,
    /// true is 0; of gaps as in `part`.
    public func feedback(_ index: Int) -> SafeHTML? {
        feedbackMarkup.indices.contains(index) ? feedbackMarkup[index].map { SafeHTML(stored: $0) } : nil
    }

    public var generalFeedback: SafeHTML? { generalMarkup.map { SafeHTML(stored: $0) } }

    /// What is said to any answer that came out like this one.
    public func outcome(_ state: MarkingOutcome.State) -> SafeHTML? {
        let place: Int? =
            switch state {
            case .right: 0
            case .partial: 1
            case .wrong, .unanswered: 2
            case .needsGrading, .notMarked: nil
            }
        return place.flatMap { outcomesMarkup?[$0] }.map { SafeHTML(stored: $0) }
    }

    /// What is said after wrong try `index`, from 0.
    public func hint(_ index: Int) -> SafeHTML? {
        guard let hintsMarkup, hintsMarkup.indices.contains(index) else { return nil }
        return SafeHTML(stored: hintsMarkup[index])
    }

    /// Renders a question. Starts a process when there are formulas.
    init(_ original: Question, formulas: FormulaRenderer?) throws {
        var question = original
        if case .formula = original.kind {
            var tokens = VariantTokens()
            question = original.withTexts { tokens.replacing(in: $0) }
            self.tokens = tokens.names
        }
        func render(_ text: RichText) throws -> String { try text.rendered(formulas: formulas).string }
        stemMarkup = try render(question.stem)
        generalMarkup = try question.generalFeedback.map(render)
        hintsMarkup = question.hints.isEmpty ? nil : try question.hints.map { try render($0.text) }
        outcomesMarkup = try question.outcomes.map { outcomes in
            try [outcomes.right, outcomes.partial, outcomes.wrong].map { try $0.map(render) }
        }
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
        case .ordering(let content):
            parts = content.items.map(\.text)
            feedback = content.items.map(\.feedback)
        case .gaps(let content):
            parts = content.gaps.flatMap(\.answer.optionTexts)
            feedback = content.gaps.flatMap(\.answer.feedback)
        case .dragWords(let content): parts = content.words.map(\.text) + [content.picture?.markup].compactMap { $0 }
        case .hotSpot(let content): parts = content.markers.map(\.text) + [content.picture.markup]
        case .formula(let content):
            switch content.asks {
            case .number(let answers, _): feedback = answers.map(\.feedback)
            case .choice(let choice), .multiple(let choice):
                parts = choice.options.map(\.text)
                feedback = choice.options.map(\.feedback)
            }
        case .textSelection, .random, .essay, .description: break
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
        sheet.outcomesMarkup = outcomesMarkup.map { $0.map { $0.map(settle) } }
        return sheet
    }

    /// The texts with the numbers of a variant.
    func resolved(_ formula: Question.Formula, _ variant: Int) -> QuestionSheet {
        guard formula.variants.indices ~= variant else { return self }
        return spelling { formula.substituting(in: $0, variant) }
    }

    /// The texts with variables by their names.
    var named: QuestionSheet { spelling { $0 } }

    private func spelling(_ spell: (String) -> String) -> QuestionSheet {
        guard let tokens else { return self }
        let spelt = tokens.map { HTML(text: spell($0)).description }
        return settled { markup in
            spelt.indices.reduce(markup) { $0.replacing(VariantTokens.text($1), with: spelt[$1]) }
        }
    }
}

/// Numbers that stand for the numbers of a variant while a text is rendered, for a renderer of formulas knows no others.
struct VariantTokens {
    private(set) var names: [String] = []

    static func text(_ index: Int) -> String { "73019\(1_000 + index)37091" }

    /// `text` with a token for each `{a}` and `{={a}+1}`.
    mutating func replacing(in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            guard let end = Question.Formula.endOfPlaceholder(rest[brace...]) else {
                result += "{"
                rest = rest[rest.index(after: brace)...]
                continue
            }
            let name = String(rest[brace...end])
            let index = names.firstIndex(of: name) ?? names.count
            if index == names.count { names.append(name) }
            result += index < 9_000 ? Self.text(index) : name
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}

extension Question.Picture {
    /// An image whose address is settled with all others of the question.
    var markup: RichText {
        let image: HTML =
            "<img src=\"\(source)\" alt=\"\(alternative)\" width=\"\(width)\" height=\"\(height)\">"
        return RichText(image.description, format: .html)
    }
}

extension Question.Gaps {
    /// Where the answers of a gap begin among those of all gaps.
    public func offset(of gap: Int) -> Int { gaps[..<gap].reduce(0) { $0 + $1.answer.feedback.count } }
}

extension Question.Gaps.Answer {
    /// The options to choose from; for typed answers an empty text each.
    fileprivate var optionTexts: [RichText] {
        switch self {
        case .choice(let choice, _), .multiple(let choice, _): choice.options.map(\.text)
        case .text, .number: feedback.map { _ in RichText("", format: .plain) }
        }
    }
}

extension BankQuestion {
    /// The question as its author wrote it, variables by their names.
    var named: BankQuestion { BankQuestion(id: id, question: question, sheet: sheet.named) }

    /// The question as a learner with that variant is asked it.
    func asked(_ variant: Int?) -> BankQuestion {
        guard case .formula(let formula) = question.kind, let variant else { return self }
        return BankQuestion(id: id, question: question.resolved(variant), sheet: sheet.resolved(formula, variant))
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
        let id: BankQuestion.ID = try value(
            """
            INSERT INTO questions (space_id, category, name, kind, content, sheet, created_at)
            VALUES (\(space), \(question.category), \(question.name), \(question.kind.name.rawValue), \(content),
                \(rendered), \(instant)) RETURNING id
            """)
        try run("UPDATE questions SET first_version = \(id) WHERE id = \(id)")
        try insertTags(question.tags, of: id)
        return id
    }

    /// Tags are one whatever their case.
    func insertTags(_ tags: [String], of question: BankQuestion.ID) throws {
        for tag in Set(tags.map { $0.lowercased() }).sorted() {
            try run("INSERT INTO question_tags (question_id, tag) VALUES (\(question), \(tag))")
        }
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
