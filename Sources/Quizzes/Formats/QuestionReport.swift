public import FoundationEssentials

/// What a file of questions holds, for programs as JSON and for people as a summary. Texts are without markup.
public struct QuestionReport: Encodable, Equatable, Sendable {
    public var questions: [Entry]
    public var problems: [Problem]

    public struct Entry: Encodable, Equatable, Sendable {
        public var line: Int
        /// choice, multiple, truefalse, shortanswer, numeric, matching, essay, description.
        public var type: String
        public var category: String
        public var name: String
        public var text: String
        public var answers: [Answer]
    }

    /// An answer of any kind; a key that does not belong to the kind is absent.
    public struct Answer: Encodable, Equatable, Sendable {
        public var text: String
        /// What a row is matched with.
        public var match: String?
        public var fraction: Double?
        /// Largest distance from the number that still counts.
        public var tolerance: Double?
        public var feedback: String?
    }

    public struct Problem: Encodable, Equatable, Sendable {
        public var line: Int
        public var message: String
        public var lost: Bool
    }

    public init(_ file: QuestionFile) {
        questions = file.questions.map { read in
            let question = read.question
            return Entry(
                line: read.line, type: question.kind.name.rawValue.lowercased(), category: question.category,
                name: question.name, text: question.stem.plainText, answers: question.kind.reportedAnswers)
        }
        problems = file.problems.map { Problem(line: $0.line, message: $0.description, lost: $0.lost) }
    }

    /// The report as JSON, keys in alphabetical order so that two runs can be compared.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// In Russian, for the command line: what was read, by kind, and what the author should look at.
    public func summary() -> String {
        var lines = ["Прочитано вопросов: \(questions.count)"]
        for kind in Question.Kind.Name.allCases {
            let count = questions.count { $0.type == kind.rawValue.lowercased() }
            if count > 0 { lines.append("  \(kind.russianName): \(count)") }
        }
        let lost = problems.count(where: \.lost)
        if lost > 0 { lines.append("Не прочитано: \(lost)") }
        if lost < problems.count { lines.append("Замечаний: \(problems.count - lost)") }
        lines += problems.map { "строка \($0.line): \($0.message)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Question.Kind {
    fileprivate var reportedAnswers: [QuestionReport.Answer] {
        switch self {
        case .choice(let choice), .multiple(let choice):
            choice.options.map {
                .init(text: $0.text.plainText, fraction: $0.fraction, feedback: $0.feedback?.plainText ?? "")
            }
        case .trueFalse(let content):
            [
                .init(
                    text: "true", fraction: content.key ? 1 : 0, feedback: content.feedbackIfTrue?.plainText ?? ""),
                .init(
                    text: "false", fraction: content.key ? 0 : 1, feedback: content.feedbackIfFalse?.plainText ?? ""),
            ]
        case .shortAnswer(let content):
            content.patterns.map {
                .init(text: $0.text, fraction: $0.fraction, feedback: $0.feedback?.plainText ?? "")
            }
        case .numeric(let content): content.answers.map(\.reported)
        case .matching(let matching):
            matching.pairs.map { .init(text: $0.stem.plainText, match: $0.match) }
                + matching.distractors.map { .init(text: "", match: $0) }
        case .ordering(let content): content.items.map { .init(text: $0.text.plainText, fraction: 1) }
        case .gaps(let content):
            content.gaps.indices.flatMap { content.question(at: $0).kind.reportedAnswers }
        case .dragWords(let content):
            content.places.enumerated().map {
                .init(text: "\($0 + 1)", match: content.words[$1.word].text.plainText)
            }
        case .textSelection(let content):
            content.fragments.filter(\.isRight).map { .init(text: $0.text, fraction: 1) }
        case .hotSpot(let content): content.markers.map { .init(text: $0.text.plainText) }
        case .formula(let content):
            switch content.asks {
            case .number(let answers, _):
                answers.map {
                    .init(
                        text: $0.expression, fraction: $0.fraction, tolerance: Double($0.tolerance.description),
                        feedback: $0.feedback?.plainText ?? "")
                }
            case .choice(let choice): Question.Kind.choice(choice).reportedAnswers
            case .multiple(let choice): Question.Kind.multiple(choice).reportedAnswers
            }
        case .random, .essay, .description: []
        }
    }
}

extension Question.Numeric.Answer {
    fileprivate var reported: QuestionReport.Answer {
        let feedback = feedback?.plainText ?? ""
        switch expected {
        case .anything: return .init(text: "*", fraction: fraction, tolerance: 0, feedback: feedback)
        case .number(let value, let tolerance):
            let (lower, upper) = tolerance.interval(around: value)
            return .init(
                text: value.description, fraction: fraction, tolerance: Double(((upper - lower) / 2).description) ?? 0,
                feedback: feedback)
        }
    }
}

extension Question.Kind.Name {
    fileprivate var russianName: String {
        switch self {
        case .choice: "один ответ"
        case .multiple: "несколько ответов"
        case .trueFalse: "верно или неверно"
        case .shortAnswer: "короткий ответ"
        case .numeric: "число"
        case .matching: "соответствие"
        case .ordering: "порядок"
        case .gaps: "пропуски в тексте"
        case .dragWords: "слова по местам"
        case .textSelection: "слова в тексте"
        case .hotSpot: "место на рисунке"
        case .formula: "задача с вариантами"
        case .random: "случайный из категории"
        case .essay: "развёрнутый ответ"
        case .description: "текст без вопроса"
        }
    }
}
