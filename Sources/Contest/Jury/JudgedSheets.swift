import Courses
import Foundation
public import Statistics
public import Storage

/// What a stage's results are computed from: sheets sent, complete and not void, on a scale of 100.
public struct JudgedSheets: Equatable, Sendable {
    /// Admitted entrants whose works were given to jurors, with sheets or still without, in the order of their numbers.
    public var registrations: [Registration.ID]
    /// In the order of their numbers; who sent none is here too.
    public var jurors: [Juror.ID]
    /// In their order in the stage.
    public var criteria: [Criterion]
    /// Entries, jurors and criteria are places in the lists above. Where a third expert was called, all three sheets.
    public var sheets: ScoreSheets
    /// Places of entries with a third expert.
    public var thirdExperts: Set<Int>

    /// What counts by the regulation: of three sheets with a third expert the two that are closest, the higher pair where
    /// distances are equal, so that their mean is the entry's mark.
    public var counted: ScoreSheets { sheets.keepingClosestTwo(of: thirdExperts) }
}

extension Transaction {
    /// Four queries. Throws `RubricRefusal` when the criteria's ranges have no common measure, `NoRow` without the stage.
    public func judgedSheets(of stage: Stage.ID) throws -> JudgedSheets {
        let contest: Contest.ID = try value("SELECT contest_id FROM stages WHERE id = \(stage)")
        let criteria = try stages(of: contest).first { $0.id == stage }?.criteria ?? []
        return try judgedSheets(of: stage, by: criteria)
    }

    /// The same when the stage's criteria are at hand: two queries.
    func judgedSheets(of stage: Stage.ID, by criteria: [Criterion]) throws -> JudgedSheets {
        var registrations: Set<Registration.ID> = []
        var jurors: Set<Juror.ID> = []
        var judged: [(sheet: ScoreSheet.ID, registration: Registration.ID, juror: Juror.ID)] = []
        var third: Set<Registration.ID> = []
        try forEach(
            """
            SELECT score_sheets.id AS sheet_id, registration_id, juror_id, origin, cannot_judge, sent_at, voided_at
            FROM score_sheets JOIN registrations ON registrations.id = registration_id
            WHERE stage_id = \(stage) AND state = \(Registration.State.admitted)
            ORDER BY registration_id, juror_id
            """
        ) { row in
            let registration: Registration.ID = try row["registration_id"]
            let juror: Juror.ID = try row["juror_id"]
            registrations.insert(registration)
            jurors.insert(juror)
            let (sentAt, voidedAt): (Date?, Date?) = (try row["sent_at"], try row["voided_at"])
            guard sentAt != nil, voidedAt == nil, !(try row["cannot_judge"] as Bool) else { return }
            if try row["origin"] == ScoreSheet.Origin.third { third.insert(registration) }
            judged.append((try row["sheet_id"], registration, juror))
        }
        var marks: [ScoreSheet.ID: [Criterion.ID: Int64]] = [:]
        try forEach(
            """
            SELECT sheet_id, criterion_id, mark FROM score_marks JOIN score_sheets ON score_sheets.id = sheet_id
            WHERE stage_id = \(stage) AND mark IS NOT NULL
            """
        ) { marks[try $0["sheet_id"], default: [:]][try $0["criterion_id"]] = try $0["mark"] }
        let (entries, panel) = (registrations.sorted(), jurors.sorted())
        let entryPlaces = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1, $0) })
        let jurorPlaces = Dictionary(uniqueKeysWithValues: panel.enumerated().map { ($1, $0) })
        let sheets = judged.compactMap { judged -> ScoreSheets.Sheet? in
            let row = criteria.map { marks[judged.sheet]?[$0.id] }
            guard let entry = entryPlaces[judged.registration], let juror = jurorPlaces[judged.juror],
                row.allSatisfy({ $0 != nil })
            else { return nil }
            return ScoreSheets.Sheet(entry: entry, juror: juror, marks: row)
        }
        return JudgedSheets(
            registrations: entries, jurors: panel, criteria: criteria,
            sheets: try criteria.rubric.sheets(entryCount: entries.count, jurorCount: panel.count, sheets),
            thirdExperts: Set(third.compactMap { entryPlaces[$0] }))
    }
}

extension [Criterion] {
    /// A stage's criteria on a scale of 100; ranges in hundred-thousandths of a point.
    var rubric: Statistics.Rubric {
        get throws(RubricRefusal) {
            try Statistics.Rubric(
                map {
                    Statistics.Rubric.Criterion(
                        weight: Int64($0.weight), lowest: $0.lowest.rawValue, highest: $0.highest.rawValue)
                })
        }
    }
}
