public import Courses
public import Foundation
public import Storage

/// A contest before it has numbers: from a template, a form or last year's contest. Dates count from the start.
public struct ContestOutline: Equatable, Sendable {
    public var title: String
    public var summary: String
    public var regulation: String
    public var rules: ContestRules
    public var registrationOpens: Date?
    public var registrationCloses: Date?
    public var course: Course.ID?
    public var nominations: [NominationOutline]
    public var stages: [StageOutline]
    public var isRehearsal: Bool

    public init(
        title: String, summary: String = "", regulation: String = "", rules: ContestRules = ContestRules(),
        registrationOpens: Date? = nil, registrationCloses: Date? = nil, course: Course.ID? = nil,
        nominations: [NominationOutline] = [], stages: [StageOutline] = [], isRehearsal: Bool = false
    ) {
        self.title = title
        self.summary = summary
        self.regulation = regulation
        self.rules = rules
        self.registrationOpens = registrationOpens
        self.registrationCloses = registrationCloses
        self.course = course
        self.nominations = nominations
        self.stages = stages
        self.isRehearsal = isRehearsal
    }

    /// As it is stored: white space around names gone. Throws `ContestRefusal`.
    public func checked() throws(ContestRefusal) -> ContestOutline {
        var outline = self
        outline.title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !outline.title.isEmpty else { throw .titleMissing }
        guard outline.title.count <= Contest.titleLimit else { throw .titleTooLong(limit: Contest.titleLimit) }
        guard summary.count <= Contest.summaryLimit else { throw .summaryTooLong(limit: Contest.summaryLimit) }
        guard regulation.count <= Regulation.textLimit else { throw .regulationTooLong(limit: Regulation.textLimit) }
        if let opens = registrationOpens, let closes = registrationCloses, opens >= closes {
            throw .datesOutOfOrder(stage: nil)
        }
        for stage in stages { try stage.check() }
        return outline
    }
}

public struct NominationOutline: Equatable, Sendable {
    public var title: String
    public var laureates: Int?

    public init(title: String, laureates: Int? = nil) {
        self.title = title
        self.laureates = laureates
    }
}

public struct StageOutline: Equatable, Sendable {
    public var kind: Stage.Kind
    public var title: String
    public var description: String
    public var opensAt: Date
    public var dueAt: Date
    public var closesAt: Date
    public var late: LateRule
    public var weight: Int
    public var carriesOver: Bool
    public var cut: Int?
    public var marksPerEntry: Int
    public var criteria: [CriterionOutline]
    public var tasks: [TaskOutline]

    public static let marksRange = 1...50

    public init(
        kind: Stage.Kind, title: String, description: String = "", opensAt: Date, dueAt: Date, closesAt: Date,
        late: LateRule = LateRule(), weight: Int = 1, carriesOver: Bool = true, cut: Int? = nil,
        marksPerEntry: Int = 3, criteria: [CriterionOutline] = [], tasks: [TaskOutline] = []
    ) {
        self.kind = kind
        self.title = title
        self.description = description
        self.opensAt = opensAt
        self.dueAt = dueAt
        self.closesAt = closesAt
        self.late = late
        self.weight = weight
        self.carriesOver = carriesOver
        self.cut = cut
        self.marksPerEntry = marksPerEntry
        self.criteria = criteria
        self.tasks = tasks
    }

    func check() throws(ContestRefusal) {
        guard opensAt < dueAt, dueAt <= closesAt else { throw .datesOutOfOrder(stage: title) }
        guard Self.marksRange.contains(marksPerEntry) else {
            throw .outOfRange(field: "marksPerEntry", Self.marksRange)
        }
        for criterion in criteria {
            guard (criterion.lowest < criterion.highest) && criterion.step > .zero, criterion.weight >= 0 else {
                throw .criterionRange(title: criterion.title)
            }
        }
        if kind == .review || kind == .final {
            guard criteria.contains(where: { $0.weight > 0 }) else { throw .noCriteria(stage: title) }
        }
    }
}

public struct CriterionOutline: Equatable, Sendable {
    public var title: String
    public var description: String
    public var lowest: Points
    public var highest: Points
    public var step: Points
    public var weight: Int
    public var levels: [Criterion.Level]

    public init(
        title: String, description: String = "", lowest: Points = .zero, highest: Points = Points(5),
        step: Points = Points(1), weight: Int = 1, levels: [Criterion.Level] = []
    ) {
        self.title = title
        self.description = description
        self.lowest = lowest
        self.highest = highest
        self.step = step
        self.weight = weight
        self.levels = levels
    }
}

public struct TaskOutline: Equatable, Sendable {
    public var service: String
    public var description: String
    public var proof: ContestTask.Proof
    public var isRequired: Bool

    public init(service: String, description: String = "", proof: ContestTask.Proof = .link, isRequired: Bool = true) {
        self.service = service
        self.description = description
        self.proof = proof
        self.isRequired = isRequired
    }
}
