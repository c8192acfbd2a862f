public import Spaces
import Statistics

/// An organisation's part in a survey.
public struct Turnout: Equatable, Sendable {
    public var space: Space
    /// People who were asked.
    public var asked: Int
    public var answered: Int
}

/// What the answers of a group say of one statement or of one scale.
public struct Measure: Equatable, Sendable {
    public var count: Int
    public var mean: Double
    /// Of a sample.
    public var deviation: Double?
    /// The mean on the way from the lowest value to the highest, 0…100.
    public var percent: Double
    /// The share of those beyond the middle on the side of difficulty, 0…1.
    public var difficulty: Double
}

/// What a group answered to one question; nil parts do not belong to its kind.
public struct QuestionReport: Equatable, Sendable {
    public var count: Int
    /// How many chose each option; empty for numbers and words.
    public var counts: [Int]
    public var measure: Measure?
    /// In the order of the alphabet.
    public var words: [String]
}

/// What a group has on one scale.
public struct ScaleReport: Equatable, Sendable {
    public var measure: Measure
    /// How many are in each band.
    public var bands: [Int]
    /// Nil where it is not defined or told by fewer than five.
    public var reliability: Reliability?
}

/// Cronbach's α of a scale's keyed answers, at most 1, and of how many sheets with every statement answered.
public struct Reliability: Equatable, Sendable {
    public var alpha: Double
    public var count: Int
}

/// What may be told of a group: nil where too few answered.
public struct GroupReport: Equatable, Sendable {
    public var count: Int
    public var questions: [QuestionReport?]
    public var scales: [ScaleReport?]
}

/// What a survey's answers say together, of all and of each organisation, without telling of anybody.
public struct SurveyReport: Equatable, Sendable {
    public var content: SurveyContent
    public var turnout: [Turnout]
    /// Nil when fewer than five answered at all.
    public var whole: GroupReport?
    /// In the order of `turnout`; nil where it may not be told.
    public var groups: [GroupReport?]

    public var answered: Int { turnout.reduce(0) { $0 + $1.answered } }
    public var asked: Int { turnout.reduce(0) { $0 + $1.asked } }

    public init(_ content: SurveyContent, _ turnout: [Turnout], sheets: [[SurveySheet]]) {
        self.content = content
        self.turnout = turnout
        let all = sheets.flatMap { $0 }
        let isShown = Disclosure.shown(sheets.map(\.count))
        // The same rule once more for each question and scale: some leave some out.
        let questions = content.questions.indices.map { question in
            Self.cells(sheets, isShown) { !$0.all(question).isEmpty }
        }
        let scales = content.scales.map { scale in
            Self.cells(sheets, isShown) { content.score(scale, $0) != nil }
        }
        whole = all.count < Disclosure.fewest ? nil : GroupReport(content, all)
        groups = sheets.indices.map { place in
            guard isShown[place] else { return nil }
            var group = GroupReport(content, sheets[place])
            for (question, shown) in questions.enumerated() where !shown[place] { group.questions[question] = nil }
            for (scale, shown) in scales.enumerated() where !shown[place] { group.scales[scale] = nil }
            return group
        }
    }

    private static func cells(
        _ sheets: [[SurveySheet]], _ isShown: [Bool], _ isAnswered: (SurveySheet) -> Bool
    ) -> [Bool] {
        Disclosure.shown(sheets.map { $0.count(where: isAnswered) }, among: isShown)
    }

    /// Statements by the share of people they are hard for, the hardest first; those nobody finds hard are left out.
    public func difficulties(of group: GroupReport) -> [(question: Int, share: Double)] {
        content.statements.compactMap { place in
            guard let measure = group.questions[place]?.measure, measure.difficulty > 0 else { return nil }
            return (place, measure.difficulty)
        }.sorted { ($1.share, $0.question) < ($0.share, $1.question) }
    }
}

extension GroupReport {
    init(_ content: SurveyContent, _ sheets: [SurveySheet]) {
        count = sheets.count
        questions = content.questions.indices.map { place in
            let report = QuestionReport(content, place, sheets)
            return report.count < Disclosure.fewest ? nil : report
        }
        scales = content.scales.map { ScaleReport(content, $0, sheets) }
    }
}

extension QuestionReport {
    init(_ content: SurveyContent, _ place: Int, _ sheets: [SurveySheet]) {
        let question = content.questions[place]
        count = sheets.count { !$0.all(place).isEmpty }
        (counts, words) = ([], [])
        switch question.kind {
        case .section: break
        case .words: words = sheets.map { $0.text(place) }.filter { !$0.isEmpty }.sorted()
        case .number(let range):
            let width = range.upperBound - range.lowerBound
            measure = Measure(
                sheets.compactMap { Int($0.text(place)) }.map { number in
                    (Double(number), 100 * Double(number - range.lowerBound) / Double(width), false)
                })
        case .single, .several: counts = Self.counts(sheets, place, question.options.count)
        case .statement:
            let answers = content.answers
            counts = Self.counts(sheets, place, answers.labels.count)
            let key = ScaleKey(question: place, isReversed: content.isReversed(place))
            measure = Measure(
                sheets.compactMap { sheet in
                    guard let chosen = sheet.chosen(place).first, let code = content.code(sheet, key) else {
                        return nil
                    }
                    let percent = 100 * Double(chosen) / Double(answers.labels.count - 1)
                    let keyed = 2 * (code - answers.lowest) - (answers.labels.count - 1)
                    return (
                        Double(answers.lowest + chosen), percent,
                        content.direction == .difficulty ? keyed > 0 : keyed < 0
                    )
                })
        }
    }

    private static func counts(_ sheets: [SurveySheet], _ place: Int, _ options: Int) -> [Int] {
        var counts = Array(repeating: 0, count: options)
        for sheet in sheets {
            for option in sheet.chosen(place) where counts.indices.contains(option) { counts[option] += 1 }
        }
        return counts
    }
}

extension ScaleReport {
    /// Nil when fewer than five have a value.
    init?(_ content: SurveyContent, _ scale: Scale, _ sheets: [SurveySheet]) {
        let scores = sheets.compactMap { content.score(scale, $0) }
        guard scores.count >= Disclosure.fewest,
            let measure = Measure(
                scores.map { score in
                    let keyed = 2 * score.earned - score.possible
                    return (score.value, score.percent, content.direction == .difficulty ? keyed > 0 : keyed < 0)
                })
        else { return nil }
        self.measure = measure
        bands = scale.bands.indices.map { place in scores.count { scale.band(of: $0) == place } }
        var table = ScoreTable(
            items: scale.keys.map { ScoreTable.Item(maximum: Int64($0.weight * content.answers.highest)) }, unit: 1)
        for sheet in sheets {
            let codes = scale.keys.compactMap { key in content.code(sheet, key).map { Int64(key.weight * $0) } }
            if codes.count == scale.keys.count { table.add(codes) }
        }
        if table.count >= Disclosure.fewest, let consistency = TestAnalysis(table).test.consistency {
            reliability = Reliability(alpha: consistency / 100, count: table.count)
        }
    }
}

extension Measure {
    /// Nil of nothing. Each value comes with its percent and whether it tells of a difficulty.
    init?(_ values: [(value: Double, percent: Double, isDifficult: Bool)]) {
        guard !values.isEmpty else { return nil }
        let moments = Moments(values.map(\.value))
        count = values.count
        mean = moments.mean
        deviation = moments.deviation
        percent = values.reduce(0) { $0 + $1.percent } / Double(values.count)
        difficulty = Double(values.count(where: \.isDifficult)) / Double(values.count)
    }
}
