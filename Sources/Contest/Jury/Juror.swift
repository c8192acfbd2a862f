public import Accounts
public import Foundation
public import Storage

/// Somebody who judges a contest's works, from the invitation on.
public struct Juror: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Juror>

    public enum State: String, CaseIterable, Sendable, ColumnValue { case invited, accepted, declined, withdrawn }

    public let id: ID
    public let contest: Contest.ID
    public let user: User.ID
    public var name: PersonName
    public var state: State
    public var isChair: Bool
    /// The most works of one stage; nil: an even share.
    public var capacity: Int?
    public var invitedAt: Date
    public var answeredAt: Date?
    /// When conflicts of interest were declared; works are given only afterwards.
    public var declaredAt: Date?
    /// Why the person declined or withdrew.
    public var reason: String?

    /// Takes works: the invitation is accepted and conflicts are declared.
    public var isReady: Bool { state == .accepted && declaredAt != nil }

    public static let reasonLimit = 1_000
    public static let capacityRange = 1...1_000
}

/// What stands between a juror and an entrant.
public struct JurorConflict: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        /// Wrote or prepared the work together.
        case mentor
        case relative
        /// Something else the juror told.
        case declared
        /// The organiser's word.
        case banned

        /// What a juror may declare of themselves.
        public static let ownChoices: [Kind] = [.mentor, .relative, .declared]
    }

    public var registration: Registration.ID
    public var kind: Kind
    public var note: String

    public static let noteLimit = 500

    public init(registration: Registration.ID, kind: Kind, note: String = "") {
        (self.registration, self.kind, self.note) = (registration, kind, note)
    }
}

/// Why the jury did not change.
public enum JuryRefusal: Error, Equatable, Sendable {
    case unknownLogin(String)
    case alreadyInvited(String)
    /// Who takes part does not judge.
    case isEntrant(String)
    case capacityOutOfRange(ClosedRange<Int>)
    case reasonMissing
    case tooLong(limit: Int)
    /// The step does not fit: a declined invitation cannot be accepted.
    case wrongState(Juror.State)
    /// Conflicts come before works.
    case noJurors
    case noEntries
    /// The stage has no criteria to mark by.
    case notJudged
    /// Why there is no assignment, with the entries' and jurors' names.
    case infeasible(AssignmentObstacle)
    /// What was previewed is no longer what would be assigned.
    case planChanged
    /// Nothing is missing: every work has its jurors.
    case nothingToAssign
    case thirdNotCalledFor
    case calibrationTitleMissing
    case calibrationMarks(criterion: String)
    case linkMalformed
    case closed
}

/// Why a score sheet did not change.
public enum SheetRefusal: Error, Equatable, Sendable {
    case sent
    case notSent
    case void
    case recused
    /// These criteria have no mark.
    case incomplete([String])
    /// A mark is not on the criterion's range and steps.
    case markOutOfRange(criterion: String, lowest: String, highest: String, step: String)
    case unknownCriterion
    /// "Cannot judge" has to say why.
    case commentMissing
    case tooLong(limit: Int)
    case reasonMissing
    case nothingChanged
    /// Others' marks and the discussion open once one's own sheet is sent.
    case ownSheetFirst
    case remarkMissing
    case closed
}
