import Accounts
public import Foundation
public import Storage

extension Transaction {
    /// What is known of each entrant, admitted or disqualified, for the rule of the contest. Points of stages are not
    /// among it: whoever knows them adds `score`. A dozen queries, however many entrants.
    public func facts(of contest: Contest.ID, at instant: Date) throws -> [Registration.ID: EntrantFacts] {
        try entrantRecords(of: contest, at: instant).reduce(into: [:]) { $0[$1.registration.id] = $1.facts }
    }

    /// Weeks whose tasks each entrant has proven.
    public func passedWeeks(of contest: Contest.ID) throws -> [Registration.ID: Set<Stage.ID>] {
        let (stages, entrants) = (try stages(of: contest), try judgedEntrants(of: contest))
        let proofs = try proofs(of: contest, stages, for: entrants)
        return entrants.reduce(into: [:]) { found, entrant in
            let proven = (proofs[entrant.id] ?? [:]).proven
            found[entrant.id] = Set(stages.filter { $0.kind == .task && $0.isPassed(proven: proven) }.map(\.id))
        }
    }

    func entrantRecords(of contest: Contest.ID, at instant: Date) throws -> [EntrantRecord] {
        let rules = try self.contest(contest).rules.lesson
        let (stages, entrants) = (try stages(of: contest), try judgedEntrants(of: contest))
        let proofs = try proofs(of: contest, stages, for: entrants)
        let lessons = Dictionary(grouping: try ownLessons(of: contest), by: \.registration)
        let (withFiles, attendance) = (try lessonsWithFiles(of: contest), try attendance(of: contest))
        let ratings = try lessonRatings(of: contest)
        return entrants.map { entrant in
            let proven = (proofs[entrant.id] ?? [:]).proven
            let own = lessons[entrant.id] ?? []
            let given = own.last { $0.failedAt == nil }
            let verdict = given.map { rules.verdict(on: $0.run(at: instant), attendance[$0.id] ?? []) }
            let facts = EntrantFacts(
                services: Set(
                    stages.flatMap(\.tasks).filter { proven.contains($0.id) }.map(\.service)),
                weeksPassed: stages.count { $0.kind == .task && $0.isPassed(proven: proven) },
                isLessonDeveloped: own.contains { $0.isDeveloped(hasFiles: withFiles.contains($0.id)) },
                // A lesson still going on may yet lose its colleagues.
                isLessonRun: given?.state(at: instant) == .over && verdict?.isRun == true,
                lessonRating: given.flatMap { rules.rating((ratings[$0.id] ?? []).map(\.marks)) },
                isDisqualified: entrant.state == .disqualified)
            return EntrantRecord(registration: entrant, facts: facts, lesson: given, verdict: verdict)
        }
    }

    private func judgedEntrants(of contest: Contest.ID) throws -> [Registration] {
        try all(
            """
            SELECT \(Registration.columns) FROM registrations
            WHERE contest_id = \(contest)
                AND state IN (\([Registration.State.admitted, .disqualified])) ORDER BY id
            """
        ) { try Registration($0) }
    }
}

/// What is known of one entrant, with the figures behind it.
struct EntrantRecord {
    var registration: Registration
    var facts: EntrantFacts
    /// The lesson that was not failed.
    var lesson: OwnLesson?
    var verdict: LessonVerdict?
}

extension [ContestTask.ID: TaskProof] {
    /// Tasks that are shown to be done.
    var proven: Set<ContestTask.ID> { Set(filter { $0.value.state == .accepted }.keys) }
}
