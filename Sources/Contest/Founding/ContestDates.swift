public import Foundation

/// Dates of a contest moved together.
public struct DateShift: Equatable, Sendable {
    public var days: Int
    /// What has passed by then stays as it was; nil: everything moves.
    public var after: Date?

    public static let daysRange = -3_650...3_650

    public init(days: Int, after: Date? = nil) {
        self.days = days
        self.after = after
    }

    func moved(_ date: Date) -> Date {
        if let after, date <= after { return date }
        return date.addingTimeInterval(Double(days) * 86_400)
    }

    /// Throws `ContestRefusal` when what is moved would lie in the past, or behind what comes after it.
    public func moved(_ outline: ContestOutline) throws(ContestRefusal) -> ContestOutline {
        try days.check(.days, Self.daysRange)
        var moved = outline
        moved.registrationOpens = outline.registrationOpens.map(self.moved)
        moved.registrationCloses = outline.registrationCloses.map(self.moved)
        for place in moved.stages.indices {
            moved.stages[place].opensAt = self.moved(outline.stages[place].opensAt)
            moved.stages[place].dueAt = self.moved(outline.stages[place].dueAt)
            moved.stages[place].closesAt = self.moved(outline.stages[place].closesAt)
        }
        if let after {
            guard zip(outline.dates, moved.dates).allSatisfy({ $0 == $1 || $1 > after }) else { throw .dateInPast }
        }
        return try moved.checked()
    }
}

extension ContestOutline {
    /// Registration first, then the stages in their order.
    var dates: [Date] {
        [registrationOpens, registrationCloses].compactMap { $0 }
            + stages.flatMap { [$0.opensAt, $0.dueAt, $0.closesAt] }
    }

    /// The same with its first day on `start`, a midnight; hours stay what they were. Throws `ContestRefusal`.
    public func starting(_ start: Date) throws(ContestRefusal) -> ContestOutline {
        guard let first = dates.min() else { return self }
        // A contest that began at nine in the morning begins at nine again: the part of a day is not counted.
        let days = Int((start.timeIntervalSince(first) / 86_400).rounded(.up))
        return try DateShift(days: days).moved(self)
    }
}

extension StageOutline {
    /// As the stage stands, to be founded anew or moved.
    public init(_ stage: Stage) {
        self.init(
            kind: stage.kind, title: stage.title, description: stage.description, opensAt: stage.opensAt,
            dueAt: stage.dueAt, closesAt: stage.closesAt, late: stage.late, weight: stage.weight,
            carriesOver: stage.carriesOver, cut: stage.cut, marksPerEntry: stage.marksPerEntry,
            criteria: stage.criteria.map(CriterionOutline.init),
            tasks: stage.tasks.map {
                TaskOutline(
                    service: $0.service, description: $0.description, proof: $0.proof, isRequired: $0.isRequired)
            })
    }
}

extension CriterionOutline {
    init(_ criterion: Criterion) {
        self.init(
            title: criterion.title, description: criterion.description, lowest: criterion.lowest,
            highest: criterion.highest, step: criterion.step, weight: criterion.weight, levels: criterion.levels)
    }
}
