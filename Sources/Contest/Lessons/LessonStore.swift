import Accounts
import Foundation
import Media
import Spaces
import Storage

extension OwnLesson {
    static let columns: SQL = """
        own_lessons.id AS lesson_id, own_lessons.stage_id AS stage_id, own_lessons.registration_id AS registration_id,
        topic, audience, plan, materials, link, starts_at, minutes, booked_at, started_at, ended_at, failed_at, failure
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["lesson_id"], stage: try row["stage_id"], registration: try row["registration_id"],
            plan: LessonPlan(
                topic: try row["topic"], audience: try row["audience"], plan: try row["plan"],
                materials: try row["materials"], link: try row["link"], startsAt: try row["starts_at"],
                minutes: try row["minutes"]),
            bookedAt: try row["booked_at"], startedAt: try row["started_at"], endedAt: try row["ended_at"],
            failedAt: try row["failed_at"], failure: try row["failure"])
    }
}

extension Transaction {
    /// Lessons of a contest in the order of their times.
    func ownLessons(of contest: Contest.ID) throws -> [OwnLesson] {
        try all(
            """
            SELECT \(OwnLesson.columns) FROM own_lessons JOIN stages ON stages.id = own_lessons.stage_id
            WHERE contest_id = \(contest) ORDER BY starts_at, own_lessons.id
            """
        ) { try OwnLesson($0) }
    }

    /// Throws `NoRow` for a lesson of another contest.
    func ownLesson(_ id: OwnLesson.ID, of contest: Contest.ID) throws -> OwnLesson {
        try one(
            """
            SELECT \(OwnLesson.columns) FROM own_lessons JOIN stages ON stages.id = own_lessons.stage_id
            WHERE contest_id = \(contest) AND own_lessons.id = \(id)
            """
        ) { try OwnLesson($0) }
    }

    /// Who came to which lesson: one query, however many lessons.
    func attendance(of contest: Contest.ID) throws -> [OwnLesson.ID: [LessonAttendance]] {
        var found: [OwnLesson.ID: [User.ID: LessonAttendance]] = [:]
        try forEach(
            """
            SELECT own_lesson_colleagues.lesson_id AS lesson_id, own_lesson_colleagues.user_id AS user_id,
                own_lesson_colleagues.organisation_id AS colleague_of, registrations.organisation_id AS author_of,
                came_at, left_at
            FROM own_lesson_colleagues JOIN own_lessons ON own_lessons.id = own_lesson_colleagues.lesson_id
            JOIN registrations ON registrations.id = registration_id
            LEFT JOIN own_lesson_presences ON own_lesson_presences.lesson_id = own_lesson_colleagues.lesson_id
                AND own_lesson_presences.user_id = own_lesson_colleagues.user_id
            WHERE contest_id = \(contest) ORDER BY came_at, own_lesson_presences.id
            """
        ) { row in
            let (lesson, user): (OwnLesson.ID, User.ID) = (try row["lesson_id"], try row["user_id"])
            let (colleague, author): (Space.ID?, Space.ID?) = (try row["colleague_of"], try row["author_of"])
            let (from, to): (Date?, Date?) = (try row["came_at"], try row["left_at"])
            found[lesson, default: [:]][
                user, default: LessonAttendance(user: user, isOther: colleague != author, stays: [])
            ].stays += from.map { [($0, to)] } ?? []
        }
        return found.mapValues { people in people.values.sorted { $0.user < $1.user } }
    }

    /// Marks that colleagues gave, by lesson.
    func lessonRatings(of contest: Contest.ID) throws -> [OwnLesson.ID: [LessonRating]] {
        var found: [OwnLesson.ID: [LessonRating]] = [:]
        try forEach(
            """
            SELECT lesson_id, user_id, marks, comment, rated_at FROM own_lesson_ratings
            JOIN own_lessons ON own_lessons.id = lesson_id JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest) ORDER BY rated_at, user_id
            """
        ) { row in
            let marks: String = try row["marks"]
            let rating = LessonRating(
                user: try row["user_id"], marks: try JSONDecoder().decode([Int].self, from: Data(marks.utf8)),
                comment: try row["comment"], ratedAt: try row["rated_at"])
            found[try row["lesson_id"], default: []].append(rating)
        }
        return found
    }

    func lessonFiles(of lesson: OwnLesson.ID) throws -> [WorkFile] {
        try all(
            """
            SELECT own_lesson_files.id AS file_id, assets.id AS id, space_id, digest, media_type, size, name
            FROM own_lesson_files JOIN assets ON assets.id = asset_id WHERE lesson_id = \(lesson)
            ORDER BY own_lesson_files.id
            """
        ) { row in WorkFile(id: try row["file_id"], asset: try Asset(row)) }
    }

    /// Lessons of a contest that have files.
    func lessonsWithFiles(of contest: Contest.ID) throws -> Set<OwnLesson.ID> {
        Set(
            try all(
                """
                SELECT DISTINCT lesson_id FROM own_lesson_files JOIN own_lessons ON own_lessons.id = lesson_id
                JOIN stages ON stages.id = stage_id WHERE contest_id = \(contest)
                """
            ) { try $0["lesson_id"] })
    }

    /// Organisations where the person teaches or leads, the longest first; a course counts for the one that holds it.
    func organisations(ofColleague user: User.ID, at instant: Date) throws -> [Space.ID] {
        try all(
            """
            SELECT CASE WHEN spaces.kind = 'course' THEN spaces.parent_id ELSE spaces.id END AS organisation_id
            FROM memberships JOIN spaces ON spaces.id = space_id
            WHERE user_id = \(user) AND (until IS NULL OR until > \(instant)) AND role IN (\(Role.colleagues))
            ORDER BY since, spaces.id
            """
        ) { try $0["organisation_id"] }
    }
}

extension Role {
    /// Who teaches, or leads those who do.
    static let colleagues: [Role] = [.administrator, .methodist, .head, .author, .tutor]
}
