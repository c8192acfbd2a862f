public import Accounts
import Foundation
import Spaces
public import Storage

/// The lesson itself: enrolment, start and end, coming and leaving, ratings.
extension OwnLessons {
    /// Throws `LessonRefusal`.
    public func enrol(_ user: User.ID, in lesson: OwnLesson.ID, of contest: Contest.ID) async throws {
        try await database.write { [now] tx in
            try tx.enrol(user, in: try tx.ownLesson(lesson, of: contest), of: contest, at: now())
        }
    }

    /// Who has been at the lesson stays on its list.
    public func withdraw(_ user: User.ID, from lesson: OwnLesson.ID, of contest: Contest.ID) async throws {
        try await database.write { tx in
            _ = try tx.ownLesson(lesson, of: contest)
            guard try tx.presences(of: user, at: lesson) == 0 else { throw LessonRefusal.wasThere }
            try tx.run("DELETE FROM own_lesson_colleagues WHERE lesson_id = \(lesson) AND user_id = \(user)")
        }
    }

    /// The author starts: from a quarter of an hour before the time booked until its end. Starting twice is starting
    /// once.
    public func start(_ id: OwnLesson.ID, in contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest, by: user)
            if lesson.state(at: now()) == .running { return }
            guard lesson.state(at: now()) == .booked, lesson.isOpen(at: now()) else { throw LessonRefusal.notNow }
            try tx.run("UPDATE own_lessons SET started_at = \(now()) WHERE id = \(id)")
            try tx.log(.lessonStarted, ["lesson": id], of: contest, by: user, at: now())
        }
    }

    /// The author ends it; whoever is inside leaves.
    public func end(_ id: OwnLesson.ID, in contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest, by: user)
            guard lesson.state(at: now()) == .running else { throw LessonRefusal.notNow }
            try tx.run("UPDATE own_lessons SET ended_at = \(now()) WHERE id = \(id)")
            try tx.run("UPDATE own_lesson_presences SET left_at = \(now()) WHERE lesson_id = \(id) AND left_at IS NULL")
            let verdict = try tx.contest(contest).rules.lesson.verdict(
                on: try tx.ownLesson(id, of: contest).run(at: now()), try tx.attendance(of: contest)[id] ?? [])
            try tx.log(
                .lessonEnded,
                ["lesson": Int(id.rawValue), "minutes": verdict.minutes, "stayed": verdict.stayed.count], of: contest,
                by: user, at: now())
        }
    }

    /// The author reports before the end that the link has failed; one more slot may be booked then, once.
    public func fail(
        _ id: OwnLesson.ID, because reason: String, in contest: Contest.ID, by user: User.ID
    ) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest, by: user)
            guard lesson.isOpen(at: now()) else { throw LessonRefusal.notNow }
            guard !reason.isEmpty else { throw LessonRefusal.failureMissing }
            guard reason.count <= LessonPlan.lineLimit else {
                throw LessonRefusal.lineTooLong(limit: LessonPlan.lineLimit)
            }
            let failed = try tx.ownLessons(of: contest).contains {
                $0.registration == lesson.registration && $0.failedAt != nil
            }
            guard !failed else { throw LessonRefusal.rebookingUsed }
            try tx.run("UPDATE own_lessons SET failed_at = \(now()), failure = \(reason) WHERE id = \(id)")
            try tx.run("UPDATE own_lesson_presences SET left_at = \(now()) WHERE lesson_id = \(id) AND left_at IS NULL")
            try tx.log(
                .lessonFailed, ["lesson": id.description, "reason": reason], of: contest, by: user, at: now())
        }
    }

    /// A colleague comes in; who has not enrolled is enrolled by that. Coming in twice is being inside once.
    public func enter(_ id: OwnLesson.ID, in contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest)
            try tx.enrol(user, in: lesson, of: contest, at: now())
            guard lesson.isOpen(at: now()) else { throw LessonRefusal.notNow }
            guard try tx.presences(of: user, at: id, open: true) == 0 else { return }
            try tx.run(
                "INSERT INTO own_lesson_presences (lesson_id, user_id, came_at) VALUES (\(id), \(user), \(now()))")
        }
    }

    public func leave(_ id: OwnLesson.ID, in contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest)
            // A lesson whose end was forgotten closed the stay by itself.
            guard lesson.isOpen(at: now()) else { return }
            try tx.run(
                """
                UPDATE own_lesson_presences SET left_at = \(now())
                WHERE lesson_id = \(id) AND user_id = \(user) AND left_at IS NULL
                """)
        }
    }

    /// A colleague who stayed rates the lesson, once. Throws `LessonRefusal`.
    public func rate(
        _ id: OwnLesson.ID, _ marks: [Int], comment: String, in contest: Contest.ID, by user: User.ID
    ) async throws {
        let comment = comment.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        guard comment.count <= LessonRating.commentLimit else {
            throw LessonRefusal.textTooLong(limit: LessonRating.commentLimit)
        }
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest)
            let rules = try tx.contest(contest).rules.lesson
            guard lesson.state(at: now()) == .over, let run = lesson.run(at: now()) else { throw LessonRefusal.notNow }
            let end = run.upperBound.addingTimeInterval(TimeInterval(rules.ratingHours * 3_600))
            guard rules.verdict(on: run, try tx.attendance(of: contest)[id] ?? []).stayed.contains(user) else {
                throw LessonRefusal.notStayed
            }
            guard now() < end else { throw LessonRefusal.ratingClosed(end) }
            guard marks.count == rules.questionCount, marks.allSatisfy(LessonRating.marksRange.contains) else {
                throw LessonRefusal.marksMissing
            }
            let added = try tx.run(
                """
                INSERT INTO own_lesson_ratings (lesson_id, user_id, marks, comment, rated_at)
                VALUES (\(id), \(user), \(try marks.contestJSON), \(comment), \(now()))
                ON CONFLICT (lesson_id, user_id) DO NOTHING
                """)
            guard added == 1 else { throw LessonRefusal.rated }
        }
    }
}

extension Transaction {
    /// Enrolled twice, a colleague is enrolled once.
    fileprivate func enrol(
        _ user: User.ID, in lesson: OwnLesson, of contest: Contest.ID, at instant: Date
    ) throws {
        let author = try registration(lesson.registration)
        guard author.user != user else { throw LessonRefusal.ownLesson }
        let people: [User.ID] = try all("SELECT user_id FROM own_lesson_colleagues WHERE lesson_id = \(lesson.id)") {
            try $0["user_id"]
        }
        guard !people.contains(user) else { return }
        let organisations = try organisations(ofColleague: user, at: instant)
        // Who also works where the author does is no colleague of another organisation.
        guard let organisation = organisations.first(where: { $0 == author.organisation }) ?? organisations.first else {
            throw LessonRefusal.notColleague
        }
        let state = lesson.state(at: instant)
        guard state == .booked || state == .running else { throw LessonRefusal.notNow }
        let capacity = try self.contest(contest).rules.lesson.capacity
        guard people.count < capacity else { throw LessonRefusal.full(capacity: capacity) }
        try run(
            """
            INSERT INTO own_lesson_colleagues (lesson_id, user_id, organisation_id, enrolled_at)
            VALUES (\(lesson.id), \(user), \(organisation), \(instant))
            """)
    }

    fileprivate func presences(of user: User.ID, at lesson: OwnLesson.ID, open: Bool = false) throws -> Int {
        let only: SQL = open ? "AND left_at IS NULL" : ""
        return try value(
            "SELECT count(*) FROM own_lesson_presences WHERE lesson_id = \(lesson) AND user_id = \(user) \(only)")
    }
}
