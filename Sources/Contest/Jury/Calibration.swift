public import Accounts
public import Courses
import Foundation
public import Storage

/// A sample work with marks agreed on beforehand: jurors try their hand at it and see how far they are.
public struct CalibrationSample: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<CalibrationSample>

    public let id: ID
    public var stage: Stage.ID
    public var title: String
    /// Plain text.
    public var text: String
    /// An address outside, or empty.
    public var link: String
    /// How far a mark may be from the reference, percent of the criterion's range: a hint, not a bar.
    public var tolerance: Int
    /// For a juror empty until their own marks are there.
    public var references: [Criterion.ID: Points]
    /// The juror's own.
    public var marks: [Criterion.ID: Points]

    public static let textLimit = 20_000
    public static let titleLimit = 300
    /// Of one stage.
    public static let limit = 10
    public static let toleranceRange = 0...100

    public var isMarked: Bool { !marks.isEmpty }

    /// |own − reference| on a criterion, and whether it is within the tolerance; nil before both are there.
    public func distance(on criterion: Criterion) -> (points: Points, isWithin: Bool)? {
        guard let mark = marks[criterion.id], let reference = references[criterion.id] else { return nil }
        let size = abs(mark.rawValue - reference.rawValue)
        let range = criterion.highest.rawValue - criterion.lowest.rawValue
        return (Points(rawValue: size), size * 100 <= range * Int64(tolerance))
    }

    /// Whether every mark is within the tolerance; nil before the juror marked it.
    public func isPassed(by criteria: [Criterion]) -> Bool? {
        isMarked ? criteria.allSatisfy { distance(on: $0)?.isWithin ?? true } : nil
    }
}

/// What a sample is made of; marks as they are typed.
public struct SampleOutline: Equatable, Sendable {
    public var title: String
    public var text: String
    public var link: String
    public var tolerance: Int
    public var marks: [Criterion.ID: String]

    public init(title: String, text: String, link: String, tolerance: Int, marks: [Criterion.ID: String]) {
        (self.title, self.text, self.link) = (title, text, link)
        (self.tolerance, self.marks) = (tolerance, marks)
    }
}

extension Jury {
    /// Adds a sample with its reference marks to a stage. Throws `JuryRefusal`.
    public func add(_ sample: SampleOutline, to stage: Stage.ID, of contest: Contest.ID, by user: User.ID) async throws
    {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let criteria = try tx.stage(stage, of: contest).criteria
            guard !criteria.isEmpty else { throw JuryRefusal.notJudged }
            let title = sample.title.tidied
            guard !title.isEmpty else { throw JuryRefusal.calibrationTitleMissing }
            guard title.count <= CalibrationSample.titleLimit else {
                throw JuryRefusal.tooLong(limit: CalibrationSample.titleLimit)
            }
            let text = sample.text.tidied
            guard text.count <= CalibrationSample.textLimit else {
                throw JuryRefusal.tooLong(limit: CalibrationSample.textLimit)
            }
            let link = sample.link.tidied
            guard link.isEmpty || link.isWebAddress else { throw JuryRefusal.linkMalformed }
            guard CalibrationSample.toleranceRange.contains(sample.tolerance) else {
                throw JuryRefusal.capacityOutOfRange(CalibrationSample.toleranceRange)
            }
            let marks = try sample.marks.whole(by: criteria)
            let count: Int = try tx.value("SELECT count(*) FROM calibration_works WHERE stage_id = \(stage)")
            guard count < CalibrationSample.limit else { throw JuryRefusal.tooLong(limit: CalibrationSample.limit) }
            let id: CalibrationSample.ID = try tx.value(
                """
                INSERT INTO calibration_works (stage_id, position, title, text, link, tolerance)
                VALUES (\(stage), \(count), \(title), \(text), \(link), \(sample.tolerance)) RETURNING id
                """)
            for (criterion, mark) in marks {
                try tx.run(
                    """
                    INSERT INTO calibration_references (work_id, criterion_id, mark)
                    VALUES (\(id), \(criterion), \(mark))
                    """)
            }
        }
    }

    public func remove(_ sample: CalibrationSample.ID, from contest: Contest.ID) async throws {
        try await database.write { tx in
            let count = try tx.run(
                """
                DELETE FROM calibration_works WHERE id = \(sample)
                    AND stage_id IN (SELECT id FROM stages WHERE contest_id = \(contest))
                """)
            guard count == 1 else { throw NoRow() }
        }
    }
}

extension ScoreSheetEntry {
    /// A sample as the juror meets it. Throws `NoRow` for who is no juror, or does not take works yet.
    public func sample(
        _ id: CalibrationSample.ID, of contest: Contest.ID, for user: User.ID
    ) async throws -> (sample: CalibrationSample, stage: Stage) {
        try await database.read { tx in
            let juror = try tx.ownJuror(user, contest)
            guard juror.isReady, let sample = try tx.samples(of: contest, for: juror.id).first(where: { $0.id == id })
            else { throw NoRow() }
            return (sample, try tx.stage(sample.stage, of: contest))
        }
    }

    /// Marks a sample, once: afterwards the reference is known. Throws `JuryRefusal`.
    public func mark(
        _ id: CalibrationSample.ID, _ marks: [Criterion.ID: String], of contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let juror = try tx.ownJuror(user, contest)
            guard juror.isReady, let sample = try tx.samples(of: contest, for: juror.id).first(where: { $0.id == id })
            else { throw NoRow() }
            guard !sample.isMarked else { return }
            for (criterion, mark) in try marks.whole(by: try tx.stage(sample.stage, of: contest).criteria) {
                try tx.run(
                    """
                    INSERT INTO calibration_marks (work_id, juror_id, criterion_id, mark, marked_at)
                    VALUES (\(id), \(juror.id), \(criterion), \(mark), \(now()))
                    """)
            }
        }
    }
}

extension [Criterion.ID: String] {
    /// A mark on every criterion, in their order. Throws `JuryRefusal.calibrationMarks`.
    fileprivate func whole(by criteria: [Criterion]) throws -> [(Criterion.ID, Points)] {
        try criteria.map { criterion in
            guard let mark = (try? criterion.mark(typed: self[criterion.id] ?? "")) ?? nil else {
                throw JuryRefusal.calibrationMarks(criterion: criterion.title)
            }
            return (criterion.id, mark)
        }
    }
}

extension String {
    /// An address of the web, such as people paste.
    var isWebAddress: Bool {
        guard count <= 2_000, let address = URL(string: self), let host = address.host(), !host.isEmpty else {
            return false
        }
        return ["http", "https"].contains(address.scheme?.lowercased())
    }
}

extension Transaction {
    /// Samples of a contest's stages: three queries. For a juror their own marks, and references where they marked; without
    /// a juror the references.
    func samples(of contest: Contest.ID, for juror: Juror.ID?) throws -> [CalibrationSample] {
        var samples = try all(
            """
            SELECT calibration_works.id AS work_id, stage_id, calibration_works.title AS title, text, link, tolerance
            FROM calibration_works JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest) ORDER BY stages.position, stage_id, calibration_works.position,
                calibration_works.id
            """
        ) { row in
            CalibrationSample(
                id: try row["work_id"], stage: try row["stage_id"], title: try row["title"], text: try row["text"],
                link: try row["link"], tolerance: try row["tolerance"], references: [:], marks: [:])
        }
        let places = Dictionary(uniqueKeysWithValues: samples.enumerated().map { ($1.id, $0) })
        if let juror {
            try forEach(
                """
                SELECT work_id, criterion_id, mark FROM calibration_marks WHERE juror_id = \(juror)
                """
            ) { row in
                guard let place = places[try row["work_id"]] else { return }
                samples[place].marks[try row["criterion_id"]] = try row["mark"]
            }
        }
        try forEach(
            """
            SELECT work_id, criterion_id, mark FROM calibration_references
            JOIN calibration_works ON calibration_works.id = work_id JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest)
            """
        ) { row in
            guard let place = places[try row["work_id"]], juror == nil || samples[place].isMarked else { return }
            samples[place].references[try row["criterion_id"]] = try row["mark"]
        }
        return samples
    }

    /// Jurors who marked each sample.
    func sampleJurors(of contest: Contest.ID) throws -> [CalibrationSample.ID: Set<Juror.ID>] {
        var jurors: [CalibrationSample.ID: Set<Juror.ID>] = [:]
        try forEach(
            """
            SELECT DISTINCT work_id, juror_id FROM calibration_marks JOIN jurors ON jurors.id = juror_id
            WHERE contest_id = \(contest)
            """
        ) { jurors[try $0["work_id"], default: []].insert(try $0["juror_id"]) }
        return jurors
    }
}
