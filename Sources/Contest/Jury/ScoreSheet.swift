public import Foundation
public import Storage

/// One juror's marks of one entry in one stage, from the assignment on.
public struct ScoreSheet: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<ScoreSheet>

    /// How the work came to the juror.
    public enum Origin: String, CaseIterable, Sendable, ColumnValue {
        case plan
        /// In place of somebody who fell out.
        case replacement
        /// Because two sheets were too far apart.
        case third
    }

    public enum State: Equatable, Sendable { case assigned, draft, sent, recused, void }

    public let id: ID
    public let stage: Stage.ID
    public let registration: Registration.ID
    public let juror: Juror.ID
    public var origin: Origin
    public var assignedAt: Date
    public var content: SheetContent
    /// The number of the latest words about the whole; see `SheetEntry`.
    public var sequence: Int
    public var savedAt: Date?
    public var sentAt: Date?
    /// SHA-256 of `content` as it was sent or changed last.
    public var hash: String?
    public var recusedAt: Date?
    public var voidedAt: Date?
    /// Why it was recused or voided.
    public var reason: String?

    public var state: State {
        if voidedAt != nil { return .void }
        if recusedAt != nil { return .recused }
        if sentAt != nil { return .sent }
        return savedAt == nil ? .assigned : .draft
    }

    public static let commentLimit = 5_000
    public static let typedLimit = 20
}

/// What a juror wrote.
public struct SheetContent: Equatable, Sendable {
    /// By criterion; a criterion that was not touched has none.
    public var marks: [Criterion.ID: SheetMark]
    /// About the whole.
    public var comment: String
    public var cannotJudge: Bool

    public init(marks: [Criterion.ID: SheetMark] = [:], comment: String = "", cannotJudge: Bool = false) {
        (self.marks, self.comment, self.cannotJudge) = (marks, comment, cannotJudge)
    }
}

/// A mark on a criterion and what is said about it.
public struct SheetMark: Equatable, Sendable {
    /// As it was typed: a draft loses nothing, not even what is no mark.
    public var typed: String
    public var comment: String
    /// Each later entry has a higher one, so that an old request never overwrites a newer.
    public var sequence: Int

    public init(typed: String, comment: String = "", sequence: Int = 0) {
        (self.typed, self.comment, self.sequence) = (typed, comment, sequence)
    }
}

/// What a juror's device keeps and sends: one criterion with its comment, or the words about the whole.
public struct SheetEntry: Equatable, Sendable {
    public enum Place: Hashable, Sendable {
        case criterion(Criterion.ID)
        case whole
    }

    public var place: Place
    public var typed: String
    public var comment: String
    public var cannotJudge: Bool
    /// Grows with each change on any device; at least the milliseconds of the server's clock when it was made.
    public var sequence: Int

    public init(place: Place, typed: String = "", comment: String = "", cannotJudge: Bool = false, sequence: Int) {
        (self.place, self.typed, self.comment) = (place, typed, comment)
        (self.cannotJudge, self.sequence) = (cannotJudge, sequence)
    }
}

/// What became of entries: on disk when it is given.
public struct SheetReceipt: Equatable, Sendable {
    public struct Saved: Equatable, Sendable {
        public var place: SheetEntry.Place
        public var sequence: Int
    }

    public var saved: [Saved]
    public var refused: [SheetEntry.Place]
    /// The sheet takes no more: it was sent, voided or given back.
    public var isOver: Bool
}

/// A change after sending, with what stood before.
public struct SheetChange: Equatable, Sendable {
    public var changedAt: Date
    public var reason: String
    public var old: SheetContent
    public var new: SheetContent
}

/// Something said in the discussion of an entry.
public struct JuryRemark: Equatable, Sendable {
    public var juror: Juror.ID
    public var text: String
    public var writtenAt: Date

    public static let limit = 5_000
}
