import Accounts
import Courses
public import Foundation
public import Storage

extension Transaction {
    /// What is known of each entrant, admitted or disqualified, for the rule of the contest. A dozen queries, however many
    /// entrants.
    public func facts(of contest: Contest.ID, at instant: Date) throws -> [Registration.ID: EntrantFacts] {
        try entrantRecords(of: try self.contest(contest), try stages(of: contest), at: instant)
            .reduce(into: [:]) { $0[$1.registration.id] = $1.facts }
    }

    /// Nine queries, however many entrants.
    func entrantRecords(of contest: Contest, _ stages: [Stage], at instant: Date) throws -> [EntrantRecord] {
        var records = try admittedRecords(of: contest.id)
        let proofs = try proofs(
            of: contest.id, stages, for: records.map(\.registration), extensions: try stageExtensions(of: contest.id))
        let lessons = Dictionary(grouping: try ownLessons(of: contest.id), by: \.registration)
        let (withFiles, attendance) = (try lessonsWithFiles(of: contest.id), try attendance(of: contest.id))
        let (rules, ratings) = (contest.rules.lesson, try lessonRatings(of: contest.id))
        let scores = try publishedScores(of: contest.id)
        for place in records.indices {
            let entrant = records[place].registration
            let proven = (proofs[entrant.id] ?? [:]).proven
            let own = lessons[entrant.id] ?? []
            let given = own.last { $0.failedAt == nil }
            let verdict = given.map { rules.verdict(on: $0.run(at: instant), attendance[$0.id] ?? []) }
            records[place].lesson = given
            records[place].verdict = verdict
            let passed = stages.filter { $0.kind == .task && $0.isPassed(proven: proven) }.map(\.id)
            records[place].weeksPassed = Set(passed)
            records[place].facts = EntrantFacts(
                services: Set(stages.flatMap(\.tasks).filter { proven.contains($0.id) }.map(\.service)),
                weeksPassed: passed.count,
                isLessonDeveloped: own.contains { $0.isDeveloped(hasFiles: withFiles.contains($0.id)) },
                // A lesson still going on may yet lose its colleagues.
                isLessonRun: given?.state(at: instant) == .over && verdict?.isRun == true,
                lessonRating: given.flatMap { rules.rating((ratings[$0.id] ?? []).map(\.marks)) },
                score: scores[entrant.id], isDisqualified: entrant.state == .disqualified)
        }
        return records
    }

    /// Hundredths of the totals that were published last of a judged stage, halves up: they carry the stages before it.
    private func publishedScores(of contest: Contest.ID) throws -> [Registration.ID: Int] {
        guard let latest = try published(of: contest).last(where: { !$0.snapshot.criteria.isEmpty }) else { return [:] }
        return latest.table.rows.reduce(into: [:]) { scores, row in
            guard let total = row.total, let points = try? Points(decimal: total) else { return }
            scores[row.registration] = Int((points.rawValue + 500) / 1_000)
        }
    }

    /// Everybody admitted, and who was and is disqualified.
    private func admittedRecords(of contest: Contest.ID) throws -> [EntrantRecord] {
        try all(
            """
            SELECT \(Registration.columns), surname, given_name, patronymic, spaces.name AS organisation
            FROM registrations JOIN users ON users.id = registrations.user_id
            LEFT JOIN spaces ON spaces.id = organisation_id
            WHERE contest_id = \(contest) AND state IN (\([Registration.State.admitted, .disqualified]))
            ORDER BY registrations.id
            """
        ) { row in
            EntrantRecord(
                registration: try Registration(row), name: try PersonName(row), organisation: try row["organisation"])
        }
    }
}

/// What is known of one entrant, with the figures behind it.
struct EntrantRecord {
    var registration: Registration
    var name: PersonName
    /// The name of the school.
    var organisation: String?
    var facts = EntrantFacts()
    /// Weeks whose tasks are proven.
    var weeksPassed: Set<Stage.ID> = []
    /// The lesson that was not failed.
    var lesson: OwnLesson?
    var verdict: LessonVerdict?
}

extension [ContestTask.ID: TaskProof] {
    /// Tasks that are shown to be done.
    var proven: Set<ContestTask.ID> { Set(filter { $0.value.state == .accepted }.keys) }
}
