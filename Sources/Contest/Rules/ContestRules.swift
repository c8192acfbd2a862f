/// What the regulation decides in figures: who passes, how marks become places, what happens after.
public struct ContestRules: Equatable, Sendable, Codable {
    /// Who may be a finalist at all.
    public var threshold: ThresholdRule
    /// How many finalists; nil: everybody who fulfils the rule.
    public var finalists: Int?
    public var scoring: ScoringRules
    public var lesson: LessonRules
    /// Working days for appeals after preliminary results, 0…30.
    public var appealDays: Int
    /// Names and organisations are hidden from jurors behind codes.
    public var isBlind: Bool
    public var scoreboard: ScoreboardRules

    public static let appealDaysRange = 0...30
    public static let finalistsRange = 1...10_000

    public init(
        threshold: ThresholdRule = .all([.notDisqualified]), finalists: Int? = nil,
        scoring: ScoringRules = ScoringRules(),
        lesson: LessonRules = LessonRules(), appealDays: Int = 2, isBlind: Bool = true,
        scoreboard: ScoreboardRules = ScoreboardRules()
    ) {
        self.threshold = threshold
        self.finalists = finalists
        self.scoring = scoring
        self.lesson = lesson
        self.appealDays = appealDays
        self.isBlind = isBlind
        self.scoreboard = scoreboard
    }
}

/// The official method and what surrounds it.
public struct ScoringRules: Equatable, Sendable, Codable {
    /// Names as on the command line: `Statistics.ScoringMethod` without its parameters.
    public enum Method: String, CaseIterable, Sendable, Codable {
        case mean, sum, trimmed, median, places, copeland, schulze, kemeny, severity
    }

    public enum TieStep: Equatable, Sendable, Codable {
        /// The criterion with this place in the stage, from 0.
        case criterion(Int)
        case highestMarks
        case pairwiseMajority
        /// The chair's recorded vote, or a lot.
        case decision
    }

    public enum Cut: String, CaseIterable, Sendable, Codable { case admittingTied, excludingTied, breakingTies }

    public var method: Method
    /// Of the lowest and of the highest, for the trimmed mean; nil: one of each from five sheets on.
    public var trim: Int?
    /// Places after the comma, halves up, 0…4; nil: none.
    public var decimals: Int?
    public var ties: [TieStep]
    public var cut: Cut
    /// Percent of the scale by which two sheets must differ for a third expert to be called; nil: never.
    public var thirdExpertGap: Int?
    /// Below this percent of the scale no award is given; nil: no such line.
    public var least: Int?

    public init(
        method: Method = .mean, trim: Int? = nil, decimals: Int? = 2,
        ties: [TieStep] = [.highestMarks, .pairwiseMajority],
        cut: Cut = .admittingTied, thirdExpertGap: Int? = 20, least: Int? = nil
    ) {
        self.method = method
        self.trim = trim
        self.decimals = decimals
        self.ties = ties
        self.cut = cut
        self.thirdExpertGap = thirdExpertGap
        self.least = least
    }
}

/// When an own lesson counts as run, and how colleagues rate it.
public struct LessonRules: Equatable, Sendable, Codable {
    /// The least length, minutes.
    public var minutes: Int
    /// The least number of colleagues of other organisations who stayed.
    public var colleagues: Int
    /// Percent of the lesson a colleague has to stay.
    public var stay: Int
    /// Hours after the lesson in which colleagues may rate it.
    public var ratingHours: Int
    /// What is rated, from 1 to 5 each; three to five questions.
    public var questions: [String]
    /// Colleagues a lesson takes.
    public var capacity: Int

    public static let questionsRange = 3...5

    public init(
        minutes: Int = 15, colleagues: Int = 3, stay: Int = 50, ratingHours: Int = 48, questions: [String] = [],
        capacity: Int = 30
    ) {
        self.minutes = minutes
        self.colleagues = colleagues
        self.stay = stay
        self.ratingHours = ratingHours
        self.questions = questions
        self.capacity = capacity
    }
}

/// Who sees the weekly progress.
public struct ScoreboardRules: Equatable, Sendable, Codable {
    public var isPublic: Bool
    /// So many hours before the end of the last weekly stage the public table stands still; nil: it never does.
    public var freezeHours: Int?

    public init(isPublic: Bool = true, freezeHours: Int? = 24) {
        self.isPublic = isPublic
        self.freezeHours = freezeHours
    }
}

extension ContestRules {
    /// Every figure within what makes sense. Throws `ContestRefusal`.
    func check() throws(ContestRefusal) {
        try finalists.check(.finalists, Self.finalistsRange)
        try appealDays.check(.appealDays, Self.appealDaysRange)
        try scoring.trim.check(.trim, 0...20)
        try scoring.decimals.check(.decimals, 0...4)
        try scoring.thirdExpertGap.check(.thirdExpertGap, 1...100)
        try scoring.least.check(.least, 1...100)
        try lesson.minutes.check(.lessonMinutes, 1...600)
        try lesson.colleagues.check(.colleagues, 0...1_000)
        try lesson.stay.check(.stay, 1...100)
        try lesson.ratingHours.check(.ratingHours, 1...720)
        try lesson.capacity.check(.capacity, 1...10_000)
        try scoreboard.freezeHours.check(.freezeHours, 1...720)
        guard lesson.questions.isEmpty || LessonRules.questionsRange.contains(lesson.questions.count) else {
            throw .ratingQuestions(LessonRules.questionsRange)
        }
        guard lesson.questions.allSatisfy({ $0.count <= Contest.titleLimit }) else {
            throw .textTooLong(limit: Contest.titleLimit)
        }
        try PlainThreshold(threshold)?.check()
    }
}

/// The threshold as a form shows it: each condition by itself, all of them to be met. Other trees come from templates
/// and stay as they are.
public struct PlainThreshold: Equatable, Sendable {
    public var services: Int?
    public var weeks: Int?
    public var needsLessonDeveloped: Bool
    public var needsLessonRun: Bool
    /// The mean of colleagues' ratings, in hundredths.
    public var rating: Int?

    public init(
        services: Int? = nil, weeks: Int? = nil, needsLessonDeveloped: Bool = false, needsLessonRun: Bool = false,
        rating: Int? = nil
    ) {
        self.services = services
        self.weeks = weeks
        self.needsLessonDeveloped = needsLessonDeveloped
        self.needsLessonRun = needsLessonRun
        self.rating = rating
    }

    /// Nil for a tree that says more than a list of conditions.
    public init?(_ rule: ThresholdRule) {
        guard case .all(let rules) = rule, rules.contains(.notDisqualified) else { return nil }
        self.init()
        for rule in rules {
            switch rule {
            case .servicesMastered(let count) where services == nil: services = count
            case .weeksPassed(let count) where weeks == nil: weeks = count
            case .lessonDeveloped: needsLessonDeveloped = true
            case .lessonRun: needsLessonRun = true
            case .lessonRating(let least) where rating == nil: rating = least
            case .notDisqualified: continue
            default: return nil
            }
        }
    }

    public var rule: ThresholdRule {
        var rules: [ThresholdRule] = []
        if let services { rules.append(.servicesMastered(services)) }
        if let weeks { rules.append(.weeksPassed(weeks)) }
        if needsLessonDeveloped { rules.append(.lessonDeveloped) }
        if needsLessonRun { rules.append(.lessonRun) }
        if let rating { rules.append(.lessonRating(hundredths: rating)) }
        return .all(rules + [.notDisqualified])
    }

    func check() throws(ContestRefusal) {
        try services.check(.services, 1...100)
        try weeks.check(.weeks, 1...60)
        if let rating, !(100...500).contains(rating) { throw .outOfRange(.rating, 1...5) }
    }
}
