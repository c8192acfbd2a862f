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
        try rules.check()
        guard nominations.count <= Contest.partsLimit, stages.count <= Contest.partsLimit else {
            throw .tooManyParts(limit: Contest.partsLimit)
        }
        for nomination in nominations { try nomination.check() }
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

    public static let laureatesRange = 1...1_000

    func check() throws(ContestRefusal) {
        guard !title.isBlank else { throw .nominationTitleMissing }
        guard title.count <= Contest.titleLimit else { throw .textTooLong(limit: Contest.titleLimit) }
        try laureates.check(.laureates, Self.laureatesRange)
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
    public static let weightRange = 0...1_000

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
        guard !title.isBlank else { throw .stageTitleMissing }
        guard title.count <= Contest.titleLimit else { throw .textTooLong(limit: Contest.titleLimit) }
        guard description.count <= Contest.summaryLimit else { throw .textTooLong(limit: Contest.summaryLimit) }
        guard opensAt < dueAt, dueAt <= closesAt else { throw .datesOutOfOrder(stage: title) }
        try marksPerEntry.check(.marksPerEntry, Self.marksRange)
        try weight.check(.weight, Self.weightRange)
        try cut.check(.cut, 1...10_000)
        try late.percentPerDay.check(.latePercent, 0...100)
        try late.most.check(.lateMost, 0...100)
        guard criteria.count <= Contest.partsLimit, tasks.count <= Contest.partsLimit else {
            throw .tooManyParts(limit: Contest.partsLimit)
        }
        for criterion in criteria { try criterion.check() }
        for task in tasks { try task.check(in: title) }
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

    func check() throws(ContestRefusal) {
        guard !title.isBlank, lowest < highest, .zero < step, step.rawValue <= highest.rawValue - lowest.rawValue,
            StageOutline.weightRange.contains(weight), levels.allSatisfy({ (lowest...highest).contains($0.points) })
        else { throw .criterionRange(title: title) }
        guard title.count <= Contest.titleLimit else { throw .textTooLong(limit: Contest.titleLimit) }
        guard description.count <= Contest.partLimit, levels.allSatisfy({ $0.words.count <= Contest.partLimit }) else {
            throw .textTooLong(limit: Contest.partLimit)
        }
        guard levels.count <= Contest.partsLimit else { throw .tooManyParts(limit: Contest.partsLimit) }
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

    func check(in stage: String) throws(ContestRefusal) {
        guard !service.isBlank else { throw .serviceMissing(stage: stage) }
        guard service.count <= Contest.titleLimit else { throw .textTooLong(limit: Contest.titleLimit) }
        guard description.count <= Contest.partLimit else { throw .textTooLong(limit: Contest.partLimit) }
    }
}

extension Int {
    func check(_ field: ContestRefusal.Field, _ range: ClosedRange<Int>) throws(ContestRefusal) {
        guard range.contains(self) else { throw .outOfRange(field, range) }
    }
}

extension Int? {
    func check(_ field: ContestRefusal.Field, _ range: ClosedRange<Int>) throws(ContestRefusal) {
        if let self { try self.check(field, range) }
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
