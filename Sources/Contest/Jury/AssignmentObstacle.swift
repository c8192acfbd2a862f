public import Statistics

/// Why works and jurors do not come together, with their names: codes of works and names of jurors.
public enum AssignmentObstacle: Equatable, Sendable {
    /// These works have fewer jurors left than they need.
    case conflicted([Shortage])
    /// Together these works need more sheets than the jurors who may judge them can write.
    case overloaded(entries: [String], jurors: [String], needed: Int, available: Int)
    /// Conflicts keep these jurors from an even share: together they can take `available` works, not `needed`.
    case uneven(jurors: [String], needed: Int, available: Int)

    public struct Shortage: Equatable, Sendable {
        public var entry: String
        /// Jurors it needs, and jurors who may.
        public var needed: Int
        public var allowed: Int
        /// How many jurors are kept away by each kind of conflict.
        public var conflicts: [AssignmentTerms.Conflict: Int]

        public init(entry: String, needed: Int, allowed: Int, conflicts: [AssignmentTerms.Conflict: Int]) {
            (self.entry, self.needed, self.allowed, self.conflicts) = (entry, needed, allowed, conflicts)
        }
    }

    init(_ refusal: AssignmentRefusal, entries: [String], jurors: [String], needed: (Int) -> Int) {
        switch refusal {
        case .conflicted(let shortages):
            self = .conflicted(
                shortages.map {
                    Shortage(
                        entry: entries[$0.entry], needed: needed($0.entry), allowed: $0.allowed,
                        conflicts: $0.conflicts)
                })
        case .overloaded(let short, let judges, let needed, let available):
            self = .overloaded(
                entries: short.map { entries[$0] }, jurors: judges.map { jurors[$0] }, needed: needed,
                available: available)
        case .uneven(let judges, let needed, let available):
            self = .uneven(jurors: judges.map { jurors[$0] }, needed: needed, available: available)
        }
    }
}
