public import Courses
import Foundation
public import Statistics
public import Storage

extension Criterion {
    /// Every mark there is, where a finger can choose among them: eleven at most. Else nil, and marks are typed.
    public var choices: [Points]? {
        guard step > .zero else { return nil }
        let count = (highest.rawValue - lowest.rawValue) / step.rawValue + 1
        guard (1...Int64(Self.choiceLimit)).contains(count) else { return nil }
        return (0..<count).map { Points(rawValue: lowest.rawValue + $0 * step.rawValue) }
    }

    public static let choiceLimit = 11

    /// The mark that is typed, nil where nothing is. Throws `markOutOfRange` for what is no number, such as NaN, and for
    /// numbers off the range or its steps.
    public func mark(typed text: String) throws(SheetRefusal) -> Points? {
        var text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return nil }
        let isNegative = text.hasPrefix("-") || text.hasPrefix("−")
        if isNegative { text.removeFirst() }
        guard let size = try? Points(decimal: text), !(isNegative && text.hasPrefix("-")) else { throw outOfRange }
        let mark = isNegative ? Points(rawValue: -size.rawValue) : size
        guard takes(mark) else { throw outOfRange }
        return mark
    }

    private var outOfRange: SheetRefusal {
        .markOutOfRange(
            criterion: title, lowest: lowest.decimal(), highest: highest.decimal(), step: step.decimal())
    }

    /// The words of the level that a mark reaches, if its own or a lower one has any.
    public func level(of mark: Points) -> Level? { levels.last { $0.points <= mark } }
}

extension SheetContent {
    /// The marks that are whole and right, by criterion.
    public func marks(by criteria: [Criterion]) -> [Criterion.ID: Points] {
        var marks: [Criterion.ID: Points] = [:]
        for criterion in criteria {
            guard let typed = self.marks[criterion.id]?.typed, let mark = try? criterion.mark(typed: typed) else {
                continue
            }
            marks[criterion.id] = mark
        }
        return marks
    }

    /// What may be sent: a mark on every criterion, or a word on why there is none.
    public func check(by criteria: [Criterion]) throws(SheetRefusal) {
        guard Set(marks.keys).isSubset(of: criteria.map(\.id)) else { throw .unknownCriterion }
        guard comment.count <= ScoreSheet.commentLimit,
            marks.values.allSatisfy({ $0.comment.count <= ScoreSheet.commentLimit })
        else { throw .tooLong(limit: ScoreSheet.commentLimit) }
        if cannotJudge {
            guard !comment.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else { throw .commentMissing }
            return
        }
        var missing: [String] = []
        for criterion in criteria where try criterion.mark(typed: marks[criterion.id]?.typed ?? "") == nil {
            missing.append(criterion.title)
        }
        guard missing.isEmpty else { throw .incomplete(missing) }
    }

    /// The sheet's total on a scale of 100, as results count it; nil until every criterion has its mark.
    public func total(by criteria: [Criterion]) -> Rational? {
        let marks = marks(by: criteria)
        guard !cannotJudge, marks.count == criteria.count, let rubric = try? criteria.rubric else { return nil }
        let sheet = ScoreSheets.Sheet(entry: 0, juror: 0, marks: criteria.map { marks[$0.id]?.rawValue })
        guard let sheets = try? rubric.sheets(entryCount: 1, jurorCount: 1, [sheet]) else { return nil }
        return sheets.sheetTotals[0]
    }
}

/// Content as it stands in the history and under the hash: criteria in the order of their numbers.
struct StoredContent: Codable, Equatable {
    struct Mark: Codable, Equatable {
        var criterion: Int64
        var mark: String
        var comment: String
    }

    var marks: [Mark]
    var comment: String
    var cannotJudge: Bool

    init(_ content: SheetContent) {
        marks = content.marks.sorted { $0.key < $1.key }.map {
            Mark(criterion: $0.key.rawValue, mark: $0.value.typed, comment: $0.value.comment)
        }
        (comment, cannotJudge) = (content.comment, content.cannotJudge)
    }

    var content: SheetContent {
        SheetContent(
            marks: Dictionary(
                marks.map { (Criterion.ID(rawValue: $0.criterion), SheetMark(typed: $0.mark, comment: $0.comment)) },
                uniquingKeysWith: { $1 }),
            comment: comment, cannotJudge: cannotJudge)
    }
}

extension ScoreSheet {
    /// SHA-256 of whose sheet it is and what it says: 64 hexadecimal digits. What is sent and what counts can be compared.
    func hash(of content: SheetContent) throws -> String {
        struct Sealed: Encodable { var stage, registration, juror: Int64, content: StoredContent }
        let text = try Sealed(
            stage: stage.rawValue, registration: registration.rawValue, juror: juror.rawValue,
            content: StoredContent(content)
        ).contestJSON
        return text.sha256
    }
}

/// What a person may read of the others' sheets of one entry.
struct SheetSight: Equatable {
    /// The person's own sheet of the entry.
    var own: ScoreSheet.State?
    var isChair: Bool
    /// The person has a conflict of interest with the entrant.
    var isConflicted: Bool

    /// A juror after their own sheet is sent; the chair also where they have none. Never before one's own is sent, and
    /// never against a conflict of interest.
    var seesOthers: Bool {
        switch own {
        case .sent: true
        case .assigned, .draft, .recused, .void: false
        case nil: isChair && !isConflicted
        }
    }
}

extension String {
    /// Without white space around it, line feeds between its lines.
    var tidied: String {
        replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
