import Courses
public import Statistics

/// Which of a learner's finished attempts a quiz's figures are made of.
public enum CountedAttempts: String, CaseIterable, Sendable { case first, last, best, all }

/// What the attempts at a quiz say of it and of its questions.
public struct QuizStatistics: Equatable, Sendable {
    public var counted: CountedAttempts
    /// The most one earns, in marks.
    public var maximum: Double
    public var test: TestStatistics
    /// In the quiz's order; texts that ask nothing are left out.
    public var questions: [QuestionStatistics]
    /// Attempts that are not counted because an answer waits for a teacher.
    public var waiting: Int
    /// Attempts that are not counted because they were asked other questions than the quiz has now.
    public var different: Int

    /// Fewer attempts say little.
    public static let leastCount = ItemStatistics.leastCount

    public var isTooFew: Bool { test.count < Self.leastCount }
}

/// One question with what its answers say of it.
public struct QuestionStatistics: Equatable, Sendable {
    /// From 1, in the quiz's order.
    public var number: Int
    public var question: BankQuestion
    public var figures: ItemStatistics
    /// What was answered; several groups for the rows of a matching.
    public var answers: [AnswerGroup]
    /// The same by tries, where somebody had more than one; else empty.
    public var tries: [TryCounts]
    /// The most serious first; an answer is named by its index in the first group.
    public var flags: [ItemFlag]
    public var difficulty: QuestionDifficulty?
}

/// What a model of answers says of a question that is either right or wrong.
public struct QuestionDifficulty: Equatable, Sendable {
    /// In logits about the mean of the quiz, and its standard error.
    public var difficulty: Double
    public var error: Double
    /// Mean squares of the residuals, about 1.
    public var infit: Double
    public var outfit: Double
    /// Of the model with a slope for each item; nil of fewer than `LogisticModel.leastForOwnSlopes` people.
    public var slope: Double?
}

/// An attempt as the figures need it: a mark and an answer for each question of the quiz, in its order.
struct CountedSheet: Equatable, Sendable {
    var marks: [Int64]
    var answers: [CountedAnswer]
}

/// What a learner answered to one question.
struct CountedAnswer: Equatable, Sendable {
    /// Which numbers the learner was given, of a question with variants.
    var variant: Int?
    /// What stood there at the end; nil when nothing was answered.
    var response: Response?
    /// What was marked, in its order; the answer at the end is the last.
    var tries: [Response] = []
}

extension QuizStatistics {
    /// The figures of `sheets`, whose marks are in the raw units of `Points`.
    init(
        _ slots: [(question: BankQuestion, maximum: Points)], _ sheets: [CountedSheet], counted: CountedAttempts,
        waiting: Int, different: Int
    ) {
        var table = ScoreTable(items: slots.map { .init(maximum: $0.maximum.rawValue) }, unit: Points.unit)
        for sheet in sheets { table.add(sheet.marks) }
        let analysis = TestAnalysis(table)
        let bands = ScoreBands(table.totals)
        // Attempts of one person are not independent, as the models want them.
        let difficulties = counted == .all ? nil : difficulties(of: table)
        self.counted = counted
        self.waiting = waiting
        self.different = different
        maximum = slots.reduce(.zero) { $0 + $1.maximum }.number
        test = analysis.test
        questions = slots.enumerated().map { place, slot in
            let answers = sheets.map(\.answers[place])
            let rests = zip(table.totals, table.columns[place]).map { $0 - $1 }
            let question = slot.question.question
            let groups = AnswerClasses(of: question, seen: answers.compactMap(\.response)).parts
                .map { $0.group(answers, rests, bands) }
            let hasTries = answers.contains { $0.tries.count > 1 }
            let tries =
                hasTries
                ? AnswerClasses(of: question, seen: answers.flatMap(\.tries)).parts.map { $0.tries(answers) } : []
            let figures = analysis.items[place]
            return QuestionStatistics(
                number: place + 1, question: slot.question.named, figures: figures, answers: groups, tries: tries,
                flags: flags(of: figures, question, groups),
                difficulty: difficulties?[place])
        }
    }
}

extension Points {
    /// Raw units in a mark.
    static let unit = Double(Points(1).rawValue)
}

/// What is odd about a question. An answer that very few gave says nothing about strong and weak learners.
private func flags(of figures: ItemStatistics, _ question: Question, _ groups: [AnswerGroup]) -> [ItemFlag] {
    let fewest = 3
    let answers = groups.count == 1 ? groups[0].answers : []
    let choices =
        switch question.kind {
        case .choice, .multiple, .trueFalse: answers.filter { $0.label != .none }.map(\.statistics)
        // Typed answers come the most frequent first; a rare one is nobody's distractor.
        case .shortAnswer, .numeric:
            answers.map(\.statistics).prefix { $0.count >= fewest && $0.share >= 0.1 }.map { $0 }
        default: [ChoiceStatistics]()
        }
    let isOffered = question.kind.name != .shortAnswer && question.kind.name != .numeric
    return figures.flags(choices: choices).filter { flag in
        switch flag {
        case .attractsTheStrong(let place), .suspiciousKey(let place):
            choices[place].count >= fewest && (isOffered || isBeyondChance(choices[place], of: figures.count))
        default: true
        }
    }
}

/// Whether a correlation is more than chance gives once in twenty: of many typed answers some go with good marks anyhow.
private func isBeyondChance(_ choice: ChoiceStatistics, of count: Int) -> Bool {
    (choice.correlation ?? 0) * Double(count).squareRoot() > 1.96
}

/// Difficulties by Rasch's model, a question being right when it earned all it can; nil of too few people.
private func difficulties(of table: ScoreTable) -> [QuestionDifficulty?]? {
    guard table.count >= LogisticModel.leastPeople else { return nil }
    let rows = (0..<table.count).lazy.map { attempt in
        table.items.indices.map { place -> UInt8 in
            table.items[place].maximum > 0 && table.columns[place][attempt] >= table.items[place].maximum ? 1 : 0
        }
    }
    let patterns = ResponsePatterns(itemCount: table.items.count, rows: rows)
    guard let model = ConditionalRasch(patterns) else { return nil }
    let slopes =
        table.count >= LogisticModel.leastForOwnSlopes
        ? LogisticModel(patterns, slopes: .own, tolerance: 1e-3, rounds: 200)?.slopes : nil
    return table.items.indices.map { place in
        guard let difficulty = model.difficulties[place], let error = model.errors[place],
            let infit = model.infits[place], let outfit = model.outfits[place]
        else { return nil }
        return QuestionDifficulty(
            difficulty: difficulty, error: error, infit: infit, outfit: outfit, slope: slopes?[place])
    }
}
