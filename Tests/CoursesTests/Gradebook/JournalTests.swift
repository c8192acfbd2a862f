import Accounts
import Archives
import Foundation
import Media
import Spaces
import Storage
import TestSupport
import Testing

@testable import Courses

private let migrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations

/// A class at its journal: learners, a test of ten points, a teacher's own column out of five.
struct Classroom: Sendable {
    let database: any Database
    let clock = TestClock()
    let school: Space
    let course: Course
    let module: Module.ID
    let teacher: User.ID
    let colleague: User.ID
    let learners: [User.ID]
    let quiz: Activity.ID
    let own: GradeColumn.ID
    let gradebook: Gradebook
    let entry: GradeEntry
    let authoring: GradebookAuthoring

    init(_ database: any Database, learners count: Int = 3) async throws {
        self.database = database
        let now: @Sendable () -> Date = { [clock] in clock.now }
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        let courses = Courses(database: database, formulas: nil, now: now)
        gradebook = Gradebook(database: database, now: now)
        entry = GradeEntry(database: database, now: now)
        authoring = GradebookAuthoring(database: database)
        school = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
        func register(_ login: String, _ surname: String, _ given: String) async throws -> User.ID {
            try await accounts.register(
                NewUser(
                    login: login, name: PersonName(surname: surname, given: given), email: "\(login)@example.com")
            ).id
        }
        teacher = try await register("tarasova", "Тарасова", "Ольга")
        colleague = try await register("belova", "Белова", "Анна")
        course = try await courses.found(
            CourseSettings(title: "Дроби", admission: Admission(mode: .open)), in: school.id, by: teacher)
        module = try await courses.addModule("Модуль", to: course.id)
        quiz = try await courses.add(
            .link("https://example.org"), titled: "Тест", points: Points(10), to: module, by: teacher)
        own = try await authoring.add(
            OwnColumn(title: "У доски", heldOn: "2013-12-05", maximum: Points(5)), to: course.id)
        var learners: [User.ID] = []
        for number in 1...count {
            learners.append(try await register("student\(number)", "Ученик", "№ \(number < 10 ? "0" : "")\(number)"))
        }
        self.learners = learners
        try await Enrolments(database: database, now: now).enrol(learners, byTeacherIn: course.id)
    }

    func row(_ learner: Int = 0) async throws -> GradebookRow {
        let sheet = try await gradebook.sheet(of: course.id)
        return try #require(sheet.rows.first { $0.learner.id == learners[learner] })
    }

    func mark(_ column: GradeColumn.ID, _ learner: Int = 0) async throws -> Mark {
        try await row(learner).marks[column] ?? Mark()
    }

    func type(
        _ value: String, in column: GradeColumn.ID? = nil, for learner: Int = 0, seen: String? = nil,
        by user: User.ID? = nil
    ) async throws {
        try await entry.enter(
            [CellChange(column: (column ?? own).description, learner: learners[learner], seen: seen, value: value)],
            in: course.id, by: user ?? teacher)
    }

    func grade(_ points: Int?, _ learner: Int = 0) async throws {
        try await database.write { [quiz, learners, clock] tx in
            try tx.setGrade(points.map { Points($0) }, of: learners[learner], for: quiz, at: clock.now)
        }
    }

    /// Why one cell is not taken.
    func refusal(_ value: String, in column: String? = nil, learner: User.ID? = nil) async throws -> CellProblem.Reason?
    {
        do {
            try await entry.enter(
                [CellChange(column: column ?? own.description, learner: learner ?? learners[0], value: value)],
                in: course.id, by: teacher)
            return nil
        } catch GradebookRefusal.cells(let problems) { return problems.first?.reason }
    }
}

func withClassroom<T: Sendable>(
    _ engine: TestEngine, learners: Int = 3, _ body: (Classroom) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: migrations) {
        try await body(try await Classroom($0, learners: learners))
    }
}

@Suite struct JournalTests {
    @Test(arguments: TestEngine.available)
    func `a teacher's mark stands over the activity's and is not written over by it`(engine: TestEngine) async throws {
        try await withClassroom(engine) { room in
            let quiz = GradeColumn.ID.activity(room.quiz)
            try await room.grade(6)
            try await room.type("8,5", in: quiz)
            try await room.grade(7)

            let mark = try await room.mark(quiz)
            #expect(mark == Mark(automatic: Points(7), byHand: try Points(decimal: "8,5")))
            #expect(mark.isOverride)
            #expect(
                try await room.gradebook.grades(of: room.learners[0], in: room.course.id).1[room.quiz] == mark.points)

            try await room.type("", in: quiz)
            #expect(try await room.mark(quiz).points == Points(7))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the history of a cell tells who, when, from what to what and why`(engine: TestEngine) async throws {
        try await withClassroom(engine) { room in
            let quiz = GradeColumn.ID.activity(room.quiz)
            try await room.grade(6)
            try await room.grade(6)
            room.clock.advance(60)
            try await room.entry.enter(
                [CellChange(column: quiz.description, learner: room.learners[0], value: "9", comment: "Молодец")],
                in: room.course.id, by: room.teacher, because: "устный ответ")

            let history = try await room.gradebook.history(of: quiz, for: room.learners[0])
            let first = Mark(automatic: Points(6))
            let second = Mark(automatic: Points(6), byHand: Points(9), comment: "Молодец")
            #expect(
                history == [
                    MarkChange(
                        at: room.clock.now, by: PersonName(surname: "Тарасова", given: "Ольга"), source: .hand,
                        before: first, after: second, because: "устный ответ"),
                    MarkChange(
                        at: room.clock.now.addingTimeInterval(-60), by: nil, source: .activity, before: Mark(),
                        after: first, because: ""),
                ])
        }
    }

    @Test(arguments: TestEngine.available)
    func `two hundred pasted cells are taken together, and one bad one keeps all out`(engine: TestEngine) async throws {
        try await withClassroom(engine, learners: 20) { room in
            var columns = [room.own]
            for number in 2...10 {
                columns.append(
                    try await room.authoring.add(
                        OwnColumn(title: "Работа \(number)", maximum: Points(5)), to: room.course.id))
            }
            var cells = columns.flatMap { column in
                room.learners.map { CellChange(column: column.description, learner: $0, seen: "", value: "4,5") }
            }
            cells[17].value = "5,00001"
            cells[150].value = "пять"

            await #expect(
                throws: GradebookRefusal.cells([
                    CellProblem(
                        column: room.own.description, learner: room.learners[17], columnTitle: "У доски",
                        learnerName: PersonName(surname: "Ученик", given: "№ 18"), reason: .aboveMaximum(Points(5))),
                    CellProblem(
                        column: columns[7].description, learner: room.learners[10], columnTitle: "Работа 8",
                        learnerName: PersonName(surname: "Ученик", given: "№ 11"),
                        reason: .number(.notANumber, typed: "пять")),
                ])
            ) { try await room.entry.enter(cells, in: room.course.id, by: room.teacher, source: .paste) }
            #expect(try await room.gradebook.sheet(of: room.course.id).rows.allSatisfy { $0.marks.isEmpty })

            (cells[17].value, cells[150].value) = ("5", "н")
            let receipt = try await room.entry.enter(cells, in: room.course.id, by: room.teacher, source: .paste)
            #expect(receipt.changed == 200)
            #expect(try await room.mark(columns[7], 10).attendance == .absent)

            #expect(try await room.entry.undo(in: room.course.id, by: room.teacher) == 200)
            #expect(try await room.gradebook.sheet(of: room.course.id).rows.allSatisfy { $0.total.share == nil })
        }
    }

    @Test(arguments: TestEngine.available)
    func `a cell changed by somebody else meanwhile is named and not written over`(engine: TestEngine) async throws {
        try await withClassroom(engine) { room in
            try await room.type("4", seen: "", by: room.colleague)

            await #expect(
                throws: GradebookRefusal.cells([
                    CellProblem(
                        column: room.own.description, learner: room.learners[0], columnTitle: "У доски",
                        learnerName: PersonName(surname: "Ученик", given: "№ 01"),
                        reason: .changedMeanwhile(by: PersonName(surname: "Белова", given: "Анна"), now: "4"))
                ])
            ) { try await room.type("5", seen: "") }
            #expect(try await room.mark(room.own).points == Points(4))

            // What they both mean is no conflict, and who has seen it may change it.
            try await room.type("4,0", seen: "")
            try await room.type("5", seen: "4,0")
            #expect(try await room.mark(room.own).points == Points(5))
        }
    }

    @Test(arguments: TestEngine.available)
    func `what was written is taken back step by step, but never another's word`(engine: TestEngine) async throws {
        try await withClassroom(engine) { room in
            await #expect(throws: GradebookRefusal.nothingToUndo) {
                try await room.entry.undo(in: room.course.id, by: room.teacher)
            }
            try await room.type("3")
            try await room.type("4")
            try await room.entry.undo(in: room.course.id, by: room.teacher)
            #expect(try await room.mark(room.own).points == Points(3))
            try await room.entry.undo(in: room.course.id, by: room.teacher)
            #expect(try await room.mark(room.own).points == nil)

            try await room.type("5")
            try await room.type("2", by: room.colleague)
            await #expect(throws: GradebookRefusal.self) {
                try await room.entry.undo(in: room.course.id, by: room.teacher)
            }
            #expect(try await room.mark(room.own).points == Points(2))
        }
    }

    @Test func `hostile cells are refused by name`() async throws {
        try await withClassroom(.sqlite) { room in
            let (own, quiz, learner) = (room.own.description, "a\(room.quiz)", room.learners[0])
            let cases: [(value: String, column: String, learner: User.ID, reason: CellProblem.Reason)] = [
                ("NaN", own, learner, .number(.notANumber, typed: "NaN")),
                ("-1", own, learner, .number(.negative, typed: "-1")),
                ("1e308", own, learner, .number(.notANumber, typed: "1e308")),
                ("=HYPERLINK(1)", own, learner, .number(.notANumber, typed: "=HYPERLINK(1)")),
                ("6", own, learner, .aboveMaximum(Points(5))), ("5", own, room.teacher, .unknownLearner),
                ("5", "c999", learner, .unknownColumn), ("5", "a1; DROP TABLE marks", learner, .unknownColumn),
                ("н", quiz, learner, .noAttendance),
            ]
            for (value, column, learner, reason) in cases {
                let found = try await room.refusal(value, in: column, learner: learner)
                #expect(found == reason, "\(value)")
            }
            #expect(try await room.row().marks.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `categories count by their own rules, and a withdrawn one leaves its columns`(engine: TestEngine) async throws
    {
        try await withClassroom(engine) { room in
            try await room.authoring.change(room.course.id, to: GradeRule(.weightedMean), scale: .passFail)
            let tests = try await room.authoring.add(
                GradeCategory(id: .init(rawValue: 0), title: "Контрольные", rule: GradeRule(.mean), weight: Points(3)),
                to: room.course.id)
            try await room.authoring.place(
                room.quiz, GradeColumn.Placement(category: tests), in: room.course.id)
            try await room.grade(8)
            try await room.type("3")

            // 8/10 by weight 3 and 3/5 by weight 1.
            #expect(try await room.row().total.share == Ratio(3, 4))
            #expect(try await room.row(1).total.share == nil)
            let sheet = try await room.gradebook.sheet(of: room.course.id)
            #expect(sheet.plan.scale == .passFail)

            try await room.entry.enter(
                [CellChange(column: room.own.description, learner: room.learners[0], value: nil, isExcluded: true)],
                in: room.course.id, by: room.teacher)
            #expect(try await room.row().total.share == Ratio(4, 5))

            try await room.authoring.remove(tests, from: room.course.id)
            #expect(
                try await room.gradebook.sheet(of: room.course.id).columns.allSatisfy { $0.placement.category == nil })
            await #expect(throws: GradebookRefusal.unknownCategory) {
                try await room.authoring.place(
                    room.quiz, GradeColumn.Placement(category: tests), in: room.course.id)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an organisation's table of marks holds in its courses until they have one nearer`(
        engine: TestEngine
    ) async throws {
        try await withClassroom(engine) { room in
            #expect(try await room.gradebook.sheet(of: room.course.id).table == .standard)
            let strict = FivePointTable(excellent: 95, good: 80, satisfactory: 60, pass: 55)
            try await room.authoring.setFivePointTable(strict, in: room.school.id)
            #expect(try await room.gradebook.sheet(of: room.course.id).table == strict)
            try await room.authoring.setFivePointTable(.standard, in: room.course.space)
            #expect(try await room.gradebook.sheet(of: room.course.id).table == .standard)
            try await room.authoring.setFivePointTable(nil, in: room.course.space)
            #expect(try await room.gradebook.sheet(of: room.course.id).table == strict)

            await #expect(throws: GradebookRefusal.thresholdsOutOfOrder) {
                try await room.authoring.setFivePointTable(
                    FivePointTable(excellent: 70, good: 80, satisfactory: 60), in: room.school.id)
            }
        }
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `learners' totals do not depend on who else is in the journal`(seed: UInt64) async throws {
        try await withClassroom(.sqlite, learners: 6) { room in
            var random = SeededGenerator(seed: seed)
            var cells: [CellChange] = []
            for learner in room.learners {
                for column in [room.own.description, "a\(room.quiz)"] where Bool.random(using: &random) {
                    cells.append(
                        CellChange(column: column, learner: learner, value: random.points(0...500_000).decimal()))
                }
            }
            try await room.entry.enter(cells.shuffled(using: &random), in: room.course.id, by: room.teacher)
            let sheet = try await room.gradebook.sheet(of: room.course.id)

            for row in sheet.rows {
                let (own, _) = try await room.gradebook.visitOwn(room.course.id, by: row.learner.id)
                #expect(own.rows == [row])
                #expect(
                    sheet.plan.total(of: row.marks, over: sheet.columns.shuffled(using: &random)).share
                        == row.total.share)
            }
        }
    }

    @Test func `a sheet's figures are those of Russian schools`() {
        let summary = MarkSummary([5, 5, 4, 3, 3, 3, 2, nil])
        #expect(summary.counts == [5: 2, 4: 1, 3: 3, 2: 1])
        #expect((summary.unmarked, summary.success, summary.quality) == (1, 8_571, 4_286))
        #expect(MarkSummary([nil]).success == nil)
    }
}
