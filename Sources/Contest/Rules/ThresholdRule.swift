/// What an entrant has to have done: a tree of conditions, judged with a reason for each leaf.
public indirect enum ThresholdRule: Equatable, Sendable, Codable {
    case all([ThresholdRule])
    case any([ThresholdRule])
    case atLeast(Int, of: [ThresholdRule])
    /// The service of one task, by its name.
    case mastered(service: String)
    case servicesMastered(Int)
    case weeksPassed(Int)
    case lessonDeveloped
    case lessonRun
    /// The mean of colleagues' ratings, in hundredths.
    case lessonRating(hundredths: Int)
    /// Points of all stages so far, in hundredths.
    case score(hundredths: Int)
    case notDisqualified

    /// «Освоил сервисы, разработал и провёл занятие»: the rule of the Belovo contest.
    public static func belovo(services: Int) -> ThresholdRule {
        .all([.servicesMastered(services), .lessonDeveloped, .lessonRun, .notDisqualified])
    }

    public func verdict(on facts: EntrantFacts) -> Verdict {
        switch self {
        case .all(let rules): return group(rules, facts, needed: rules.count)
        case .any(let rules): return group(rules, facts, needed: 1)
        case .atLeast(let count, let rules): return group(rules, facts, needed: count)
        case .mastered(let service): return leaf(facts.services.contains(service))
        case .servicesMastered(let count): return leaf(facts.services.count >= count, has: facts.services.count)
        case .weeksPassed(let count): return leaf(facts.weeksPassed >= count, has: facts.weeksPassed)
        case .lessonDeveloped: return leaf(facts.isLessonDeveloped)
        case .lessonRun: return leaf(facts.isLessonRun)
        case .lessonRating(let least):
            return leaf(facts.lessonRating.map { $0 >= least } ?? false, has: facts.lessonRating)
        case .score(let least): return leaf(facts.score.map { $0 >= least } ?? false, has: facts.score)
        case .notDisqualified: return leaf(!facts.isDisqualified)
        }
    }

    private func leaf(_ isMet: Bool, has: Int? = nil) -> Verdict {
        Verdict(rule: self, isMet: isMet, has: has, parts: [])
    }

    private func group(_ rules: [ThresholdRule], _ facts: EntrantFacts, needed: Int) -> Verdict {
        let parts = rules.map { $0.verdict(on: facts) }
        let met = parts.count { $0.isMet }
        return Verdict(rule: self, isMet: met >= needed, has: met, parts: parts)
    }
}

/// What is known of an entrant when the rule is applied.
public struct EntrantFacts: Equatable, Sendable {
    /// Names of services with accepted proof.
    public var services: Set<String>
    /// Weekly stages whose required tasks are all proven.
    public var weeksPassed: Int
    public var isLessonDeveloped: Bool
    public var isLessonRun: Bool
    /// Hundredths; nil without ratings.
    public var lessonRating: Int?
    /// Hundredths; nil without points.
    public var score: Int?
    public var isDisqualified: Bool

    public init(
        services: Set<String> = [], weeksPassed: Int = 0, isLessonDeveloped: Bool = false, isLessonRun: Bool = false,
        lessonRating: Int? = nil, score: Int? = nil, isDisqualified: Bool = false
    ) {
        self.services = services
        self.weeksPassed = weeksPassed
        self.isLessonDeveloped = isLessonDeveloped
        self.isLessonRun = isLessonRun
        self.lessonRating = lessonRating
        self.score = score
        self.isDisqualified = isDisqualified
    }
}

/// What became of a rule for one entrant.
public struct Verdict: Equatable, Sendable {
    public var rule: ThresholdRule
    public var isMet: Bool
    /// How much of what is counted there is; nil where nothing is counted.
    public var has: Int?
    /// Of the parts of a group, in their order.
    public var parts: [Verdict]

    /// The leaves that kept the entrant out; empty when the rule is met.
    public var failures: [Verdict] {
        guard !isMet else { return [] }
        return parts.isEmpty ? [self] : parts.flatMap(\.failures)
    }
}
