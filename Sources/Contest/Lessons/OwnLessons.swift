public import Accounts
public import Foundation
public import Media
import Spaces
public import Storage

/// Own lessons of entrants: booked, given, attended, rated.
public struct OwnLessons: Sendable {
    let database: any Database
    let assets: AssetLibrary
    let now: @Sendable () -> Date

    public init(database: any Database, assets: AssetLibrary, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.assets = assets
        self.now = now
    }

    /// The timetable of a contest as one person sees it: six queries, however many lessons.
    public func timetable(of contest: Contest.ID, for user: User.ID?) async throws -> LessonTimetable {
        try await database.read { [now] tx in
            let (stages, lessons) = (try tx.stages(of: contest), try tx.ownLessons(of: contest))
            let attendance = try tx.attendance(of: contest)
            let authors = try tx.lessonAuthors(of: contest)
            let registration = try user.flatMap { try tx.registration(of: $0, in: contest) }
            return LessonTimetable(
                stage: stages.first { $0.kind == .lesson },
                entries: lessons.map { lesson in
                    let people = attendance[lesson.id] ?? []
                    return LessonEntry(
                        lesson: lesson, author: authors[lesson.registration], enrolled: people.count,
                        isMine: registration?.id == lesson.registration,
                        isEnrolled: people.contains { $0.user == user }, state: lesson.state(at: now()))
                }, mayBook: Self.mayBook(registration, lessons))
        }
    }

    private static func mayBook(_ registration: Registration?, _ lessons: [OwnLesson]) -> Bool {
        guard let registration, registration.state == .admitted else { return false }
        return !lessons.contains { $0.registration == registration.id && $0.failedAt == nil }
    }

    /// A lesson as one person meets it. Throws `NoRow` for one of another contest.
    public func visit(_ id: OwnLesson.ID, in contest: Contest.ID, by user: User.ID?) async throws -> LessonVisit {
        try await database.read { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest)
            let whole = try tx.contest(contest)
            let attendance = try tx.attendance(of: contest)[id] ?? []
            let names = try tx.all(
                """
                SELECT user_id, surname, given_name, patronymic, spaces.name AS organisation FROM own_lesson_colleagues
                JOIN users ON users.id = user_id JOIN spaces ON spaces.id = organisation_id WHERE lesson_id = \(id)
                ORDER BY users.sorting_key, user_id
                """
            ) { row -> (User.ID, PersonName, String) in
                (try row["user_id"], try PersonName(row), try row["organisation"])
            }
            let author = try tx.lessonAuthors(of: contest)[lesson.registration]
            return LessonVisit(
                lesson: lesson, rules: whole.rules.lesson, author: author,
                files: try tx.lessonFiles(of: id),
                colleagues: names.compactMap { user, name, organisation in
                    attendance.first { $0.user == user }.map {
                        LessonColleague(name: name, organisation: organisation, attendance: $0)
                    }
                },
                ratings: try tx.lessonRatings(of: contest)[id] ?? [], user: user,
                isMine: user != nil && author?.user == user,
                isColleague: try user.map { try !tx.organisations(ofColleague: $0, at: now()).isEmpty } ?? false,
                now: now())
        }
    }

    /// Takes a slot. Throws `LessonRefusal`, `AssetRefusal`; `NoRow` for who has no registration.
    public func book(
        _ plan: LessonPlan, files: [NewFile] = [], in contest: Contest.ID, by user: User.ID
    ) async throws -> OwnLesson.ID {
        let stored = try store(files)
        return try await database.write { [now] tx in
            let author = try tx.lessonAuthor(user, in: contest)
            let stage = try tx.lessonStage(of: contest)
            let plan = try plan.checked(in: stage)
            guard plan.startsAt > now() else { throw LessonRefusal.past }
            let lessons = try tx.ownLessons(of: contest)
            let mine = lessons.filter { $0.registration == author.id }
            guard !mine.contains(where: { $0.failedAt == nil }) else { throw LessonRefusal.alreadyBooked }
            guard mine.count <= 1 else { throw LessonRefusal.rebookingUsed }
            try plan.checkFree(among: lessons)
            let id: OwnLesson.ID = try tx.value(
                """
                INSERT INTO own_lessons (stage_id, registration_id, topic, audience, plan, materials, link, starts_at,
                    minutes, booked_at, failure)
                VALUES (\(stage.id), \(author.id), \(plan.topic), \(plan.audience), \(plan.plan), \(plan.materials),
                    \(plan.link), \(plan.startsAt), \(plan.minutes), \(now()), '')
                RETURNING id
                """)
            try tx.add(stored, to: id, of: contest, at: now())
            try tx.log(.lessonBooked, LessonLine(id, plan), of: contest, by: user, at: now())
            return id
        }
    }

    /// Changes a lesson that has not begun, its slot too; materials may be mended afterwards as well. Files not in `kept`
    /// go. Throws `LessonRefusal`, `AssetRefusal`.
    public func change(
        _ id: OwnLesson.ID, to plan: LessonPlan, keeping kept: [WorkFile.ID], files: [NewFile] = [],
        in contest: Contest.ID, by user: User.ID
    ) async throws {
        let stored = try store(files)
        try await database.write { [now] tx in
            let lesson = try tx.ownLesson(id, of: contest, by: user)
            let state = lesson.state(at: now())
            guard state != .failed, state != .missed else { throw LessonRefusal.notNow }
            // Forms know minutes, not seconds.
            let isMoved =
                abs(plan.startsAt.timeIntervalSince(lesson.plan.startsAt)) >= 60
                || plan.minutes != lesson.plan.minutes
            var plan = try plan.checked(in: try tx.lessonStage(of: contest))
            if !isMoved { plan.startsAt = lesson.plan.startsAt }
            if isMoved {
                guard state == .booked else { throw LessonRefusal.notNow }
                guard plan.startsAt > now() else { throw LessonRefusal.past }
                try plan.checkFree(among: try tx.ownLessons(of: contest).filter { $0.id != id })
            }
            try tx.run(
                """
                UPDATE own_lessons SET topic = \(plan.topic), audience = \(plan.audience), plan = \(plan.plan),
                    materials = \(plan.materials), link = \(plan.link), starts_at = \(plan.startsAt),
                    minutes = \(plan.minutes)
                WHERE id = \(id)
                """)
            let gone = try tx.lessonFiles(of: id).map(\.id).filter { !kept.contains($0) }
            try tx.run("DELETE FROM own_lesson_files WHERE id IN (\(gone))")
            try tx.add(stored, to: id, of: contest, at: now())
            try tx.log(.lessonChanged, LessonLine(id, plan), of: contest, by: user, at: now())
        }
    }

    /// A file of a lesson's materials: whoever sees the contest may have it.
    public func file(_ id: WorkFile.ID, of lesson: OwnLesson.ID, in contest: Contest.ID) async throws -> WorkFile {
        try await database.read { tx in
            _ = try tx.ownLesson(lesson, of: contest)
            guard let file = try tx.lessonFiles(of: lesson).first(where: { $0.id == id }) else { throw NoRow() }
            return file
        }
    }

    private func store(_ files: [NewFile]) throws -> [StoredFile] {
        guard files.count <= WorkVersion.fileLimit else {
            throw LessonRefusal.tooManyFiles(limit: WorkVersion.fileLimit)
        }
        for file in files where file.size > WorkVersion.sizeLimit {
            throw LessonRefusal.fileTooLarge(name: file.name, limit: WorkVersion.sizeLimit)
        }
        return try files.map { try assets.store(file: $0.path, named: $0.name) }
    }
}

extension LessonPlan {
    fileprivate func checkFree(among lessons: [OwnLesson]) throws(LessonRefusal) {
        if let other = lessons.first(where: { $0.failedAt == nil && $0.plan.overlaps(self) }) {
            throw .slotTaken(from: other.plan.startsAt, to: other.plan.endsAt)
        }
    }
}

extension Transaction {
    /// The admitted registration of a lesson's author-to-be.
    fileprivate func lessonAuthor(_ user: User.ID, in contest: Contest.ID) throws -> Registration {
        guard let registration = try registration(of: user, in: contest) else { throw NoRow() }
        guard registration.state == .admitted else { throw LessonRefusal.notAdmitted(registration.state) }
        return registration
    }

    /// A lesson for its own author. Throws `LessonRefusal.notYours` for others.
    func ownLesson(_ id: OwnLesson.ID, of contest: Contest.ID, by user: User.ID) throws -> OwnLesson {
        let lesson = try ownLesson(id, of: contest)
        let registration = try registration(lesson.registration)
        guard registration.user == user else { throw LessonRefusal.notYours }
        guard registration.state == .admitted else { throw LessonRefusal.notAdmitted(registration.state) }
        return lesson
    }

    fileprivate func lessonStage(of contest: Contest.ID) throws -> Stage {
        guard let stage = try stages(of: contest).first(where: { $0.kind == .lesson }) else {
            throw LessonRefusal.noStage
        }
        return stage
    }

    fileprivate func add(
        _ files: [StoredFile], to lesson: OwnLesson.ID, of contest: Contest.ID, at instant: Date
    ) throws {
        guard !files.isEmpty else { return }
        guard try lessonFiles(of: lesson).count + files.count <= WorkVersion.fileLimit else {
            throw LessonRefusal.tooManyFiles(limit: WorkVersion.fileLimit)
        }
        let space = try self.contest(contest).space
        for file in files {
            let asset = try addAsset(file, to: space, isPrivate: true, at: instant)
            try run("INSERT INTO own_lesson_files (lesson_id, asset_id) VALUES (\(lesson), \(asset.id))")
        }
    }

    /// Authors of lessons by registration: name and organisation.
    func lessonAuthors(of contest: Contest.ID) throws -> [Registration.ID: LessonAuthor] {
        var found: [Registration.ID: LessonAuthor] = [:]
        try forEach(
            """
            SELECT registrations.id AS id, user_id, surname, given_name, patronymic, spaces.name AS organisation
            FROM registrations JOIN users ON users.id = user_id LEFT JOIN spaces ON spaces.id = organisation_id
            WHERE contest_id = \(contest) AND EXISTS
                (SELECT 1 FROM own_lessons WHERE own_lessons.registration_id = registrations.id)
            """
        ) { row in
            found[try row["id"]] = LessonAuthor(
                user: try row["user_id"], name: try PersonName(row), organisation: try row["organisation"])
        }
        return found
    }
}

/// What the log keeps of a slot.
struct LessonLine: Encodable {
    var lesson: OwnLesson.ID
    var topic: String
    /// UTC milliseconds.
    var startsAt: Int64
    var minutes: Int

    init(_ lesson: OwnLesson.ID, _ plan: LessonPlan) {
        self.lesson = lesson
        topic = plan.topic
        startsAt = Int64((plan.startsAt.timeIntervalSince1970 * 1_000).rounded())
        minutes = plan.minutes
    }
}
