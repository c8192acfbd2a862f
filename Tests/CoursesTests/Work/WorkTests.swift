import Accounts
import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport
import Testing

private let migrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations

/// A course with pupils, and the doors to its works and polls.
private struct WorkRoom {
    let database: any Database
    let folder: String
    let clock: TestClock
    let courses: Courses
    let assignments: Assignments
    let polls: Polls
    let gradebook: Gradebook
    let progress: ProgressLog
    let course: Course
    let module: Module.ID
    let teacher: User.ID
    let pupils: [User.ID]

    init(_ database: any Database, _ folder: String, pupils count: Int) async throws {
        (self.database, self.folder) = (database, folder)
        let clock = TestClock()
        self.clock = clock
        let now: @Sendable () -> Date = { clock.now }
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        courses = Courses(database: database, formulas: nil, now: now)
        let assets = AssetLibrary(database: database, blobs: try BlobStore(folder: folder + "/blobs"), now: now)
        assignments = Assignments(database: database, assets: assets, now: now)
        polls = Polls(database: database, now: now)
        gradebook = Gradebook(database: database)
        progress = ProgressLog(database: database, now: now)
        func user(_ login: String, _ surname: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: surname, given: "Анна"))).id
        }
        teacher = try await user("uchitel", "Тарасова")
        let school = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа", slug: "school", in: nil, visibility: .open)
        course = try await courses.found(CourseSettings(title: "Курс"), in: school.id, by: teacher)
        module = try await courses.addModule("Модуль", to: course.id)
        var pupils: [User.ID] = []
        for number in 0..<count { pupils.append(try await user("pupil\(number)", "Ученик \(number)")) }
        self.pupils = pupils
        try await Enrolments(database: database, now: now).enrol(pupils, byTeacherIn: course.id)
    }

    func addAssignment(_ settings: AssignmentSettings) async throws -> Activity.ID {
        let settings = try settings.checked()
        return try await courses.add(
            .assignment(try courses.render("Напишите")), titled: "Задание", to: module, by: teacher
        ) { try $0.storeAssignment(settings, of: $1) }
    }

    func addPoll(_ poll: Poll, closesAt: Date? = nil) async throws -> Activity {
        let id = try await courses.add(.poll(try courses.render("")), titled: "Опрос", to: module, by: teacher) {
            try $0.storePoll(poll, closesAt: closesAt, of: $1)
        }
        return try await courses.open(id).0.activity
    }

    func close(_ poll: Activity) async throws {
        try await Schedules(database: database).set(ActivitySchedule(dueAt: clock.now), of: poll.id)
    }

    @discardableResult
    func handIn(_ text: String, by pupil: User.ID, for activity: Activity.ID) async throws -> Submission.ID {
        _ = try await assignments.saveDraft(text, sequence: nil, of: pupil, for: activity)
        try await assignments.handIn(by: pupil, for: activity)
        return try #require(try await assignments.work(of: pupil, for: activity).submission).id
    }

    func mark(_ submission: Submission.ID, _ points: String, version: Int = 1) async throws {
        try await assignments.mark(
            submission, as: GivenMark(points: points, feedback: "Хорошо", version: version), by: teacher)
    }

    func grade(of pupil: User.ID, for activity: Activity.ID) async throws -> Points? {
        try await gradebook.grades(of: pupil, in: course.id).1[activity]
    }

    func file(_ name: String) throws -> String {
        let path = folder + "/" + name
        try Data(name.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}

private func withWorkRoom<T: Sendable>(
    _ engine: TestEngine, pupils: Int = 1, _ body: @escaping @Sendable (WorkRoom) async throws -> T
) async throws -> T {
    try await withTemporaryFolder { folder in
        try await withDatabase(engine, migrations: migrations) { try await body(WorkRoom($0, folder, pupils: pupils)) }
    }
}

@Suite struct WorkTests {
    @Test(arguments: TestEngine.available)
    func `given a work handed in and marked, then the grade, the feedback and each version stay`(
        engine: TestEngine
    ) async throws {
        try await withWorkRoom(engine) { room in
            let pupil = room.pupils[0]
            let id = try await room.addAssignment(AssignmentSettings(attempts: 2))
            try await room.assignments.attach(
                try room.file("план.txt"), named: "план.txt", size: 8, by: pupil, to: id)

            let submission = try await room.handIn("Первый текст", by: pupil, for: id)
            try await room.assignments.annotate(
                submission, version: 1, at: nil, quoting: "текст", "Какой?", by: room.teacher)
            try await room.mark(submission, "7,5")
            #expect(try await room.grade(of: pupil, for: id) == Points(typed: "7,5"))

            try await room.assignments.returnToDraft(by: pupil, for: id)
            #expect(try await room.grade(of: pupil, for: id) == Points(typed: "7,5"))
            try await room.handIn("Второй текст", by: pupil, for: id)
            try await room.mark(submission, "9", version: 2)
            #expect(try await room.grade(of: pupil, for: id) == Points(9))

            let work = try await room.assignments.work(of: pupil, for: id)
            #expect(work.versions.map(\.text) == ["Первый текст", "Второй текст"])
            #expect(work.files(of: 1).map(\.asset.name) == ["план.txt"])
            #expect(work.files(of: 2).map(\.asset.id) == work.files(of: 1).map(\.asset.id))
            #expect(work.annotations(of: 1).map(\.range) == [7..<12])
            #expect(work.marks[1]?.grade == Points(typed: "7,5"))
            #expect(!work.mayReturnToDraft(at: room.clock.now))
            await #expect(throws: SubmissionRefusal.kept) {
                try await room.assignments.returnToDraft(by: pupil, for: id)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an older draft never replaces a newer one, and what is handed in is not changed`(
        engine: TestEngine
    ) async throws {
        try await withWorkRoom(engine) { room in
            let pupil = room.pupils[0]
            let id = try await room.addAssignment(AssignmentSettings())

            let newer = try await room.assignments.saveDraft("новое", sequence: 20, of: pupil, for: id)
            let older = try await room.assignments.saveDraft("старое", sequence: 10, of: pupil, for: id)
            #expect((newer, older) == (20, 20))
            #expect(try await room.assignments.work(of: pupil, for: id).submission?.draft == "новое")

            try await room.assignments.handIn(by: pupil, for: id)
            await #expect(throws: SubmissionRefusal.handedIn) {
                try await room.assignments.saveDraft("ещё", sequence: 99_999_999_999_999, of: pupil, for: id)
            }
            let progress = try await room.progress.progress(of: pupil, in: room.course.id)
            #expect(progress.isCompleted(id))
            try await room.assignments.returnToDraft(by: pupil, for: id)
            let work = try await room.assignments.work(of: pupil, for: id)
            #expect(work.submission?.version == 0 && work.versions.map(\.isWithdrawn) == [true])
            #expect(work.attemptsUsed == 0)
            #expect(try await !room.progress.progress(of: pupil, in: room.course.id).isCompleted(id))
        }
    }

    @Test(arguments: TestEngine.available)
    func `nothing is handed in empty, after the end or too often`(engine: TestEngine) async throws {
        try await withWorkRoom(engine, pupils: 2) { room in
            let (pupil, other) = (room.pupils[0], room.pupils[1])
            let due = room.clock.now.addingTimeInterval(3_600)
            let closing = due.addingTimeInterval(3_600)
            let id = try await room.addAssignment(
                AssignmentSettings(dueAt: due, attempts: 1, late: LatePolicy(closesAt: closing)))

            await #expect(throws: SubmissionRefusal.nothingToHandIn) {
                try await room.handIn(" \n", by: pupil, for: id)
            }
            let submission = try await room.handIn("Текст", by: pupil, for: id)
            await #expect(throws: SubmissionRefusal.handedIn) {
                try await room.assignments.handIn(by: pupil, for: id)
            }
            try await room.mark(submission, "5")
            await #expect(throws: SubmissionRefusal.kept) {
                try await room.assignments.returnToDraft(by: pupil, for: id)
            }
            room.clock.advance(3 * 3_600)
            await #expect(throws: SubmissionRefusal.closed(closing)) {
                try await room.handIn("Поздно", by: other, for: id)
            }
            let extended = room.clock.now.addingTimeInterval(60)
            try await room.assignments.extend(id, for: .learner(other), until: extended)
            try await room.handIn("Вовремя", by: other, for: id)
            let rows = try await room.assignments.list(of: id).rows
            #expect(rows.map(\.daysLate) == [0, 0])
            #expect(rows.map(\.state) == [.marked, .waiting])
            let extensions = try await room.assignments.list(of: id).extensions
            #expect(extensions == [DueExtension(bearer: .learner(other), until: extended)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a group's date holds wherever dates are shown, and one's own goes before it`(engine: TestEngine) async throws
    {
        try await withWorkRoom(engine, pupils: 3) { room in
            let due = room.clock.now.addingTimeInterval(3_600)
            let (forGroup, own) = (due.addingTimeInterval(86_400), due.addingTimeInterval(2 * 86_400))
            let id = try await room.addAssignment(AssignmentSettings(dueAt: due, late: LatePolicy(percentPerDay: 10)))
            let schedules = Schedules(database: room.database)
            let group = try await schedules.addGroup("5Б", to: room.course.id)
            try await schedules.set(Array(room.pupils.prefix(2)), of: group, in: room.course.id)
            let later = due.addingTimeInterval(7_200)
            room.clock.advance(later.timeIntervalSince(room.clock.now))
            let submission = try await room.handIn("Текст", by: room.pupils[0], for: id)
            try await room.mark(submission, "10")
            #expect(try await room.grade(of: room.pupils[0], for: id) == Points(9))

            try await room.assignments.extend(id, for: .group(group), until: forGroup)
            try await room.assignments.extend(id, for: .learner(room.pupils[1]), until: own)
            #expect(try await room.grade(of: room.pupils[0], for: id) == Points(10), "the mark counts anew")
            let calendar = CourseCalendar(database: room.database, now: { later })
            for (pupil, date) in zip(room.pupils, [forGroup, own, due]) {
                let work = try await room.assignments.work(of: pupil, for: id)
                #expect(work.due == date && work.isExtended == (date != due))
                let contents = try await room.courses.visit(room.course.id, by: pupil).contents
                #expect(contents.activities.map(\.dueAt) == [date])
                let agenda = try await room.progress.agenda(of: pupil)
                let dates = (agenda.due + agenda.overdue).map(\.dueAt)
                #expect(dates == (pupil == room.pupils[0] ? [] : [date]))
                let events = try await calendar.events(of: pupil, in: due..<due.addingTimeInterval(7 * 86_400))
                #expect(events.map(\.startsAt) == [date])
            }
            #expect(try await room.assignments.list(of: id).extensions.count == 2)

            try await room.assignments.extend(id, for: .group(group), until: nil)
            #expect(try await room.grade(of: room.pupils[0], for: id) == Points(9))
            let stranger = CourseGroup.ID(rawValue: 99)
            await #expect(throws: MarkingRefusal.learnerUnknown) {
                try await room.assignments.extend(id, for: .group(stranger), until: own)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `marks kept back show nothing until they are released, and then reach the gradebook`(
        engine: TestEngine
    ) async throws {
        try await withWorkRoom(engine, pupils: 3) { room in
            let id = try await room.addAssignment(AssignmentSettings(isBlind: true, pass: 60))
            var submissions: [Submission.ID] = []
            for pupil in room.pupils { submissions.append(try await room.handIn("Текст", by: pupil, for: id)) }
            for (submission, points) in zip(submissions, ["9", "5"]) { try await room.mark(submission, points) }
            try await room.assignments.attachFeedback(
                try room.file("отзыв.txt"), named: "отзыв.txt", to: submissions[0], version: 1)

            let list = try await room.assignments.list(of: id)
            #expect(Set(list.rows.map(\.number)).count == 3 && list.rows.allSatisfy { (1...3).contains($0.number) })
            #expect(list.assignment.hidesNames && list.handedIn == 3 && list.marked == 2)
            let hidden = try await room.assignments.work(of: room.pupils[0], for: id)
            #expect(hidden.mark == nil && hidden.files.isEmpty)
            #expect(try await room.grade(of: room.pupils[0], for: id) == nil)

            try await room.assignments.release(id)
            let shown = try await room.assignments.work(of: room.pupils[0], for: id)
            #expect(shown.mark?.grade == Points(9) && shown.files(of: 1, feedback: true).count == 1)
            #expect(try await room.grade(of: room.pupils[0], for: id) == Points(9))
            #expect(try await room.progress.progress(of: room.pupils[0], in: room.course.id).isCompleted(id))
            #expect(try await !room.progress.progress(of: room.pupils[1], in: room.course.id).isCompleted(id))
            try await room.mark(submissions[2], "6")
            #expect(try await room.grade(of: room.pupils[2], for: id) == Points(6))
            #expect(try await room.assignments.nextUnmarked(in: id) == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a rubric marks by its levels and stays with the mark when it changes`(engine: TestEngine) async throws {
        try await withWorkRoom(engine) { room in
            let rubric = try Rubric(text: "Цель\n0 — нет\n3 — есть\n\nПлан\n0 — нет\n1.5 — есть")
            let id = try await room.addAssignment(AssignmentSettings(rubric: rubric))
            let submission = try await room.handIn("Текст", by: room.pupils[0], for: id)

            func mark(_ levels: [Int?]) async throws {
                try await room.assignments.mark(
                    submission, as: GivenMark(points: nil, levels: levels, feedback: "", version: 1), by: room.teacher)
            }
            await #expect(throws: MarkingRefusal.levelMissing(criterion: "План")) { try await mark([1, nil]) }
            try await mark([1, 1])
            #expect(try await room.grade(of: room.pupils[0], for: id) == Points(typed: "4,5"))

            let (open, _) = try await room.courses.open(id)
            try await room.assignments.change(
                id, titled: "Задание", to: try room.courses.render(""), try AssignmentSettings().checked(),
                version: open.version, by: room.teacher)
            let work = try await room.assignments.work(of: room.pupils[0], for: id)
            #expect(work.settings.rubric.isEmpty)
            #expect(work.mark?.rubric.text == "Цель\n3 — есть\n\nПлан\n1.5 — есть")
        }
    }

    @Test(arguments: TestEngine.available)
    func `files of works are not the space's, and a removed one is kept by the version that has it`(
        engine: TestEngine
    ) async throws {
        try await withWorkRoom(engine) { room in
            let pupil = room.pupils[0]
            let id = try await room.addAssignment(AssignmentSettings())
            try await room.assignments.attach(try room.file("a.txt"), named: "a.txt", size: 5, by: pupil, to: id)
            try await room.handIn("", by: pupil, for: id)
            try await room.assignments.returnToDraft(by: pupil, for: id)
            let draft = try #require(try await room.assignments.work(of: pupil, for: id).draftFiles.first)
            try await room.assignments.detach(draft.id, by: pupil, from: id)

            let work = try await room.assignments.work(of: pupil, for: id)
            #expect(work.draftFiles.isEmpty && work.files(of: 1).count == 1)
            let space = room.course.space
            try await room.database.read { tx in
                let (shown, digests) = (try tx.assets(of: space), try tx.assetDigests())
                #expect(shown.isEmpty && digests == [draft.asset.digest])
                #expect(throws: NoRow.self) { try tx.asset(draft.asset.id) }
            }
        }
    }
}

@Suite struct PollTests {
    private static let questions = [
        PollQuestion(text: "Понравилось?", kind: .single(["да", "нет"])), PollQuestion(text: "Что ещё?", kind: .words),
    ]

    @Test(arguments: TestEngine.available)
    func `an anonymous sheet leads to nobody, neither by name nor by order`(engine: TestEngine) async throws {
        try await withWorkRoom(engine, pupils: 12) { room in
            let poll = try await room.addPoll(Poll(questions: Self.questions))
            for (number, pupil) in room.pupils.enumerated() {
                try await room.polls.answer(poll, PollSheet(answers: [["0"], ["\(number)"]]), by: pupil)
            }

            try await room.close(poll)
            let report = try await room.polls.report(of: poll.id)
            #expect(report.sheets.allSatisfy { $0.name == nil } && report.asked == 12 && report.answered == 12)
            #expect(Set(report.sheets.map { $0.words(1) }) == Set((0..<12).map { "\($0)" }))
            let (learners, order) = try await room.database.read { tx in
                (
                    try tx.all("SELECT learner_id FROM poll_sheets") { row -> User.ID? in try row["learner_id"] },
                    try tx.all("SELECT answers FROM poll_sheets") { row -> String in try row["answers"] }
                )
            }
            #expect(learners.allSatisfy { $0 == nil })
            // One order of twelve out of 479 001 600 is the order of answering.
            #expect(order != (0..<12).map { "[[\"0\"],[\"\($0)\"]]" })
            await #expect(throws: PollAnswerRefusal.answered) {
                try await room.polls.answer(poll, PollSheet(answers: [["1"], []]), by: room.pupils[0])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `between two looks at an anonymous poll at least three people have answered`(engine: TestEngine) async throws {
        try await withWorkRoom(engine, pupils: 11) { room in
            let poll = try await room.addPoll(Poll(questions: Self.questions, results: .always))
            var looks: [Set<String>] = []
            for (number, pupil) in room.pupils.enumerated() {
                try await room.polls.answer(poll, PollSheet(answers: [["0"], ["\(number)"]]), by: pupil)
                looks.append(Set(try await room.polls.report(of: poll.id).sheets.map { $0.words(1) }))
            }
            #expect(looks.map(\.count) == [0, 0, 0, 0, 0, 3, 3, 3, 6, 6, 6])
            try await room.close(poll)
            looks.append(Set(try await room.polls.report(of: poll.id).sheets.map { $0.words(1) }))
            #expect(looks.last?.count == 11)

            for (before, after) in zip(looks, looks.dropFirst()) {
                let new = after.subtracting(before).count
                #expect(before.isSubset(of: after) && (new == 0 || new >= Poll.fewest))
            }
        }
    }

    @Test func `whatever the steps, no part that two looks differ by is smaller than three`() {
        var generator = SeededGenerator(seed: 5)
        let poll = Poll(questions: Self.questions)
        for _ in 0..<500 {
            // What came before there were steps is one of any size.
            var counts = [Int.random(in: 3...9, using: &generator)]
            counts += Array(repeating: 3, count: Int.random(in: 0...4, using: &generator))
            if Bool.random(using: &generator) { counts.append(Int.random(in: 1...3, using: &generator)) }

            let shown = poll.stepsShown(of: counts, isClosed: false)

            let left = counts.dropFirst(shown).reduce(0, +)
            #expect(left >= Poll.fewest, "\(counts)")
            #expect(shown == counts.count || counts.dropFirst(shown + 1).reduce(0, +) < Poll.fewest, "\(counts)")
            #expect(poll.stepsShown(of: counts, isClosed: true) == counts.count)
        }
    }

    @Test(arguments: TestEngine.available)
    func `answers with names may be changed until the poll closes`(engine: TestEngine) async throws {
        try await withWorkRoom(engine, pupils: 2) { room in
            let closing = room.clock.now.addingTimeInterval(60)
            let poll = try await room.addPoll(
                Poll(questions: Self.questions, isAnonymous: false, isChangeable: true, results: .closed),
                closesAt: closing)
            let pupil = room.pupils[0]
            try await room.polls.answer(poll, PollSheet(answers: [["0"], []]), by: pupil)
            try await room.polls.answer(poll, PollSheet(answers: [["1"], ["да"]]), by: pupil)

            let report = try await room.polls.report(of: poll.id)
            #expect(report.sheets.map(\.answers) == [[["1"], ["да"]]])
            #expect(report.sheets.map(\.name?.surname) == ["Ученик 0"])
            #expect(try await !room.polls.status(of: poll, for: pupil).showsResults)
            room.clock.advance(60)
            let status = try await room.polls.status(of: poll, for: pupil)
            #expect(status.showsResults && !status.mayAnswer && status.own?.words(1) == "да")
            await #expect(throws: PollAnswerRefusal.closed(closing)) {
                try await room.polls.answer(poll, PollSheet(answers: [["1"], []]), by: room.pupils[1])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `questions and names stay as they were once somebody has answered`(engine: TestEngine) async throws {
        try await withWorkRoom(engine) { room in
            let poll = try await room.addPoll(Poll(questions: Self.questions))
            try await room.polls.answer(poll, PollSheet(answers: [["0"], []]), by: room.pupils[0])

            func change(_ changed: Poll) async throws {
                try await room.polls.change(
                    poll.id, titled: "Опрос", to: try room.courses.render(""), changed, closesAt: nil, version: 1,
                    by: room.teacher)
            }
            await #expect(throws: PollRefusal.answeredAlready) {
                try await change(Poll(questions: Self.questions, isAnonymous: false))
            }
            await #expect(throws: PollRefusal.answeredAlready) {
                try await change(Poll(questions: [Self.questions[0]]))
            }
            try await change(Poll(questions: Self.questions, results: .never))
            #expect(try await room.polls.poll(poll.id).results == .never)
        }
    }
}
