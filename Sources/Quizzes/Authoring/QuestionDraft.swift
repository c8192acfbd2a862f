import FoundationEssentials

/// A question as its author's form holds it: texts by the names of fields. What was typed survives every refusal.
public struct QuestionDraft: Equatable, Sendable {
    public var kind: Question.Kind.Name
    /// Fields that are empty are absent.
    public var fields: [Field: String]

    public enum Field: String, CaseIterable, Sendable {
        case name, category, tags, mark, penalty, stem, answers, feedback, right, partial, wrong, hints, id
        /// Of choices.
        case keepsOrder = "keeps_order"
        case allOrNothing = "all_or_nothing"
        /// Of true/false: the key, and what is said to each answer.
        case key
        case ifTrue = "if_true"
        case ifFalse = "if_false"
        /// Of typed answers.
        case caseSensitive = "case_sensitive"
        case forgivesTypo = "forgives_typo"
        case units
        case unitPenalty = "unit_penalty"
        /// Of orders.
        case rule
        case across
        case subset
        case contiguous
        /// Of words to be dragged.
        case words
        case asLists = "as_lists"
        /// Of pictures.
        case picture
        case alternative
        case width
        case height
        /// Of variants.
        case variables
        case variants
        case digits
        case significant
        /// Of random places.
        case from
        case subcategories
        case fromTags = "from_tags"
        /// Of essays.
        case reply
        case limit
        case template
        case grader
    }

    public init(kind: Question.Kind.Name, fields: [Field: String] = [:]) {
        self.kind = kind
        self.fields = fields.filter { !$0.value.isEmpty }
    }

    public subscript(field: Field) -> String { fields[field] ?? "" }

    func isOn(_ field: Field) -> Bool { fields[field] != nil }

    func trimmed(_ field: Field) -> String { self[field].trimmingSpaces() }

    /// A text in Markdown; nil when there is none.
    func rich(_ field: Field) -> RichText? {
        trimmed(field).isEmpty ? nil : RichText(self[field].replacing("\r\n", with: "\n"), format: .markdown)
    }

    func number(_ field: Field) throws(DraftProblem) -> Decimal? {
        guard !trimmed(field).isEmpty else { return nil }
        guard let number = parseNumber(trimmed(field)) else {
            throw DraftProblem(field: field, kind: .notANumber(trimmed(field)))
        }
        return number
    }

    func integer(_ field: Field, in range: ClosedRange<Int>) throws(DraftProblem) -> Int? {
        guard let number = try number(field) else { return nil }
        guard let integer = Int(number.description), range.contains(integer) else {
            throw DraftProblem(field: field, kind: .outOfRange(range))
        }
        return integer
    }
}

/// What stands against a question as it was typed.
public struct DraftProblem: Error, Equatable, Sendable {
    public var field: QuestionDraft.Field
    /// Counted from 1 where the field has lines.
    public var line: Int?
    public var kind: Kind

    public init(field: QuestionDraft.Field, line: Int? = nil, kind: Kind) {
        self.field = field
        self.line = line
        self.kind = kind
    }

    public enum Kind: Equatable, Sendable {
        case missing
        case tooFewAnswers
        case noRightAnswer
        case notANumber(String)
        case outOfRange(ClosedRange<Int>)
        /// A line without its `=`.
        case noPair(String)
        case emptyGap
        case noGaps
        case notAnArea(String)
        case notAVariable(String)
        case expression(ArithmeticExpression.Problem)
        case variableUnknown(String)
        case noVariants
        case nothingToFind
    }
}

extension QuestionDraft {
    /// The question of the form. Throws the first `DraftProblem`.
    public func question() throws -> Question {
        let asked: Field = kind == .random ? .from : .stem
        guard !trimmed(asked).isEmpty else { throw DraftProblem(field: asked, kind: .missing) }
        var stem = self[.stem].replacing("\r\n", with: "\n")
        let content = try content(&stem)
        let name = trimmed(.name)
        let text = RichText(stem, format: .markdown)
        let percent: Decimal? = try number(.penalty)
        if let percent, !(0...100).contains(percent) { throw DraftProblem(field: .penalty, kind: .outOfRange(0...100)) }
        let mark = try number(.mark)
        if let mark, !(0...1_000).contains(mark) { throw DraftProblem(field: .mark, kind: .outOfRange(0...1_000)) }
        let outcomes = Question.Outcomes(right: rich(.right), partial: rich(.partial), wrong: rich(.wrong))
        return Question(
            name: name.isEmpty ? kind == .random ? trimmed(.from) : Self.name(of: text) : name,
            category: trimmed(.category), stem: text,
            generalFeedback: rich(.feedback), outcomes: outcomes.isEmpty ? nil : outcomes,
            defaultMark: mark.flatMap { Double($0.description) },
            penalty: percent.flatMap { Double(($0 / 100).description) },
            idNumber: trimmed(.id).isEmpty ? nil : trimmed(.id),
            tags: self[.tags].split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty },
            hints: hints, kind: content)
    }

    /// The first words of a text.
    private static func name(of text: RichText) -> String {
        let words = collapsingSpaces(text.plainText.replacing(/\[\[\d+\]\]/, with: "…"))
        return words.count > 80 ? words.prefix(79) + "…" : words
    }

    /// One on a line; `!` clears what was wrong, `№` tells how much was right.
    private var hints: [Question.Hint] {
        self[.hints].split(separator: "\n").compactMap { line in
            var text = line.trimmingSpaces()
            let (clears, counts) = (text.hasPrefix("!"), text.hasPrefix("№") || text.hasPrefix("!№"))
            text = String(text.drop { $0 == "!" || $0 == "№" }).trimmingSpaces()
            return text.isEmpty
                ? nil
                : Question.Hint(
                    text: RichText(unescaped(text), format: .markdown), clearsWrong: clears, showsRightCount: counts)
        }
    }

    static func written(_ hints: [Question.Hint]) -> String {
        hints.map { hint in
            (hint.clearsWrong ? "!" : "") + (hint.showsRightCount ? "№" : "")
                + (hint.clearsWrong || hint.showsRightCount ? " " : "") + escaped(hint.text.markdown)
        }.joined(separator: "\n")
    }

    /// The form of a question, as it would have been typed.
    public init(_ question: Question) {
        kind = question.kind.name
        fields = [:]
        var stem = question.stem.markdown
        let penalty = kind == .trueFalse ? 1 : 1.0 / 3
        let values: [Field: String] = [
            .name: question.name, .category: question.category, .tags: question.tags.joined(separator: ", "),
            .mark: Self.comma(question.defaultMark), .id: question.idNumber ?? "",
            .penalty: question.penalty == penalty ? "" : AnswerLine.percent(question.penalty),
            .feedback: question.generalFeedback?.markdown ?? "", .right: question.outcomes?.right?.markdown ?? "",
            .partial: question.outcomes?.partial?.markdown ?? "", .wrong: question.outcomes?.wrong?.markdown ?? "",
            .hints: Self.written(question.hints),
        ]
        fields = values.filter { !$0.value.isEmpty }
        for (field, value) in Self.content(question.kind, &stem) where !value.isEmpty { fields[field] = value }
        fields[.stem] = stem
    }

    static func comma(_ number: Double) -> String {
        (Decimal(string: "\(number)") ?? 0).description.replacing(".", with: ",")
    }
}

extension QuestionDraft {
    /// The question of the form, where `old` was shown in it: what was not changed stays as it was written, in its own
    /// markup, and what the form has no field for stays.
    public func question(mending old: Question) throws -> Question {
        let before = QuestionDraft(old)
        func isSame(_ fields: [Field]) -> Bool {
            fields.allSatisfy { self[$0].replacing("\r\n", with: "\n") == before[$0].replacing("\r\n", with: "\n") }
        }
        let about: [Field] = [
            .name, .category, .tags, .mark, .penalty, .feedback, .right, .partial, .wrong, .hints, .id, .stem,
        ]
        let isContentSame =
            kind == old.kind.name && isSame([.stem]) && isSame(Field.allCases.filter { !about.contains($0) })
        // A question to choose from with variants has no answers in the form, and would not be read.
        var question: Question
        if isContentSame, case .formula = old.kind {
            var draft = self
            draft.kind = .description
            question = try draft.question()
        } else {
            question = try self.question()
        }
        if isContentSame { (question.kind, question.stem) = (old.kind, old.stem) }
        question.idNumber = old.idNumber
        if isSame([.penalty]) { question.penalty = old.penalty }
        if isSame([.mark]) { question.defaultMark = old.defaultMark }
        if isSame([.feedback]) { question.generalFeedback = old.generalFeedback }
        if isSame([.right, .partial, .wrong]) { question.outcomes = old.outcomes }
        if isSame([.hints]) { question.hints = old.hints }
        return question
    }
}
