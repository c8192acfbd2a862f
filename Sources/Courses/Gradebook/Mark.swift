public import Accounts
public import Foundation
public import Storage

/// What a teacher writes of a learner who was not there, or not in time.
public enum Attendance: String, CaseIterable, Sendable, ColumnValue {
    case absent, ill, late

    /// As every Russian class journal writes it.
    public var letter: String {
        switch self {
        case .absent: "н"
        case .ill: "б"
        case .late: "о"
        }
    }

    /// Upper case and the Latin twins of the letters are taken too.
    init?(letter: String) {
        switch letter.lowercased() {
        case "н", "n", "h": self = .absent
        case "б": self = .ill
        case "о", "o": self = .late
        default: return nil
        }
    }
}

/// What stands in a cell of the journal.
public struct Mark: Equatable, Sendable {
    /// What the activity itself gave.
    public var automatic: Points?
    /// What a teacher gave in the journal; it stands over what the activity gives, which is kept beside it.
    public var byHand: Points?
    public var attendance: Attendance?
    /// Does not count, as if the work had not been set.
    public var isExcluded = false
    /// For the learner.
    public var comment = ""

    public init(
        automatic: Points? = nil, byHand: Points? = nil, attendance: Attendance? = nil, isExcluded: Bool = false,
        comment: String = ""
    ) {
        self.automatic = automatic
        self.byHand = byHand
        self.attendance = attendance
        self.isExcluded = isExcluded
        self.comment = comment
    }

    /// What counts.
    public var points: Points? { byHand ?? automatic }

    /// A teacher's points stand over other ones.
    public var isOverride: Bool { byHand != nil && automatic != nil }

    public var isEmpty: Bool { self == Mark() }

    /// As the cell shows it: «7,5», «н» or nothing.
    public func text(_ separator: String = ",") -> String {
        attendance?.letter ?? points?.decimal(separator) ?? ""
    }

    public static let commentLimit = 2_000
}

/// What somebody typed into a cell.
enum CellEntry: Equatable {
    case empty
    case points(Points)
    case attendance(Attendance)

    /// Throws `CellProblem.Reason`.
    init(_ text: String) throws(CellProblem.Reason) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty || text == "—" || text == "-" {
            self = .empty
        } else if let attendance = Attendance(letter: text) {
            self = .attendance(attendance)
        } else {
            do { self = .points(try Points(decimal: text)) } catch {
                throw .number(error, typed: String(text.prefix(60)))
            }
        }
    }

    /// The cell with the entry in it. An entry in a cell that shows the same already changes nothing; an empty one takes
    /// the teacher's word back, and what the activity gave stands again.
    func applied(to mark: Mark, in column: GradeColumn) throws(CellProblem.Reason) -> Mark {
        var mark = mark
        switch self {
        case .empty:
            mark.byHand = nil
            mark.attendance = nil
        case .points(let points):
            guard let maximum = column.maximum else { throw .attendanceOnly }
            guard points <= maximum else { throw .aboveMaximum(maximum) }
            if points != mark.points || mark.attendance != nil { mark.byHand = points }
            mark.attendance = nil
        case .attendance(let attendance):
            guard case .own = column.id else { throw .noAttendance }
            mark.byHand = nil
            mark.attendance = attendance
        }
        return mark
    }
}

/// A cell that was not taken, and why.
public struct CellProblem: Error, Equatable, Sendable {
    public enum Reason: Error, Equatable, Sendable {
        case number(DecimalRefusal, typed: String)
        case aboveMaximum(Points)
        /// The column has no points.
        case attendanceOnly
        /// «н» belongs to a column of the teacher's, not to an activity.
        case noAttendance
        case commentTooLong(limit: Int)
        case unknownLearner
        case unknownColumn
        /// Somebody else wrote `now` there since it was shown.
        case changedMeanwhile(by: PersonName?, now: String)
        /// The same cell stands twice in what was sent.
        case repeated
    }

    public var column: String
    public var learner: User.ID
    /// As the journal calls them; nil when it does not know them.
    public var columnTitle: String?
    public var learnerName: PersonName?
    public var reason: Reason
}

/// How a mark came to change.
public enum MarkSource: String, Sendable, ColumnValue {
    /// The activity gave it.
    case activity
    case hand
    case paste
    case file
    case undo
}

/// One line of a cell's history.
public struct MarkChange: Equatable, Sendable {
    public var at: Date
    /// Nil when nobody did: a quiz marked itself.
    public var by: PersonName?
    public var source: MarkSource
    public var before: Mark
    public var after: Mark
    public var because: String
}
