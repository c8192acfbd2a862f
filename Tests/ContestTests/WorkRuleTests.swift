import Accounts
import Courses
import Foundation
import Storage
import Testing

@testable import Contest

/// Due at 100 hours, closed at 148: the night of a change to summer time changes nothing, instants are UTC.
private func stage(takesLate: Bool = true, closesAfter hours: Double = 48, due: Date = due) -> Stage {
    Stage(
        id: Stage.ID(rawValue: 1), kind: .final, title: "Финал", description: "",
        opensAt: due.addingTimeInterval(-360_000),
        dueAt: due, closesAt: due.addingTimeInterval(hours * 3_600), late: LateRule(isTaken: takesLate), weight: 1,
        carriesOver: true, cut: nil, marksPerEntry: 3, criteria: [], tasks: [])
}

/// 30 March 2014, 00:59:59 UTC: a second before clocks went on in Europe.
private let due = Date(timeIntervalSince1970: 1_396_141_199)

private func version(_ number: Int, after seconds: Double) -> WorkVersion {
    WorkVersion(
        id: WorkVersion.ID(rawValue: Int64(number)), registration: Registration.ID(rawValue: 1),
        stage: Stage.ID(rawValue: 1), task: nil, number: number, text: "", link: nil, files: [], hash: "",
        sentAt: due.addingTimeInterval(seconds), author: User.ID(rawValue: 1))
}

@Suite struct WorkRuleTests {
    struct Case: Sendable {
        /// Seconds after the due date at which versions 1, 2, … came.
        var sent: [Double]
        var takesLate = true
        /// Hours from the due date to the close.
        var close = 48.0
        /// Seconds after the due date.
        var extended: Double?
        var counts: Int?
        var percentOff = 0
    }

    @Test(arguments: [
        Case(sent: [], counts: nil),
        Case(sent: [-1], counts: 1),
        Case(sent: [0], counts: 1),
        Case(sent: [-2, -1], counts: 2),
        // Late: 10 % for each day of 24 hours begun.
        Case(sent: [1], counts: 1, percentOff: 10),
        Case(sent: [86_400], counts: 1, percentOff: 10),
        Case(sent: [86_401], counts: 1, percentOff: 20),
        // The hour that summer time takes away is no hour of UTC.
        Case(sent: [23 * 3_600, 24 * 3_600], counts: 2, percentOff: 10),
        // A late version does not push out one in time.
        Case(sent: [-1, 1], counts: 1),
        // What the slow link took after the close is forgiven, to the second.
        Case(sent: [48 * 3_600 + 119], counts: 1, percentOff: 20),
        Case(sent: [48 * 3_600 + 120], counts: nil),
        Case(sent: [119], takesLate: false, counts: 1),
        Case(sent: [120], takesLate: false, counts: nil),
        Case(sent: [119], close: 0, counts: 1),
        // Days of one's own.
        Case(sent: [86_400], extended: 86_400, counts: 1),
        Case(sent: [86_401], extended: 86_400, counts: 1, percentOff: 10),
        Case(sent: [72 * 3_600], extended: 72 * 3_600, counts: 1),
        Case(sent: [-1, 86_400], extended: 86_400, counts: 2),
        Case(sent: [-1, 86_400], extended: -86_400, counts: 1),
        Case(sent: [500], takesLate: false, extended: 600, counts: 1),
    ])
    func `the last version in time counts, or the last late one at its cost`(row: Case) {
        let stage = stage(takesLate: row.takesLate, closesAfter: row.close)
        let versions = row.sent.enumerated().map { version($0 + 1, after: $1) }
        for order in [versions, versions.reversed()] {
            let counting = stage.counting(order, extendedTo: row.extended.map(due.addingTimeInterval))
            #expect(counting?.version.number == row.counts)
            #expect((counting?.percentOff ?? 0) == row.percentOff)
        }
    }

    @Test func `works are taken from the opening to two minutes after the close`() {
        let stage = stage()
        let close = stage.closesAt
        #expect(
            stage.refusal(at: stage.opensAt.addingTimeInterval(-0.001), extendedTo: nil) == .notOpen(stage.opensAt))
        #expect(stage.refusal(at: stage.opensAt, extendedTo: nil) == nil)
        #expect(stage.refusal(at: close.addingTimeInterval(119.9), extendedTo: nil) == nil)
        #expect(stage.refusal(at: close.addingTimeInterval(120), extendedTo: nil) == .closed(close))
        let later = close.addingTimeInterval(3_600)
        #expect(stage.refusal(at: later, extendedTo: later) == nil)
    }

    @Test(arguments: [
        ("Иванова-план.docx", true), ("план Иванова.docx", true), ("ИВАНОВА.pdf", true), ("Ивановапесни.pdf", false),
        ("план.docx", false), ("", false),
    ])
    func `a surname in a file's name is noticed`(name: String, isTold: Bool) {
        #expect(PersonName(surname: "Иванова", given: "Анна").isTold(by: name) == isTold)
    }

    @Test func `a surname with ё or a hyphen is noticed`() {
        #expect(PersonName(surname: "Королёва", given: "Анна").isTold(by: "королева_план.docx"))
        #expect(PersonName(surname: "Римский-Корсаков", given: "Н").isTold(by: "Римский-Корсаков.pdf"))
    }

    @Test func `a week is passed by its required tasks, without such by any`() {
        func task(_ id: Int64, required: Bool) -> ContestTask {
            ContestTask(
                id: ContestTask.ID(rawValue: id), stage: Stage.ID(rawValue: 1), service: "С\(id)", description: "",
                proof: .link, isRequired: required)
        }
        func proven(_ ids: Int64...) -> Set<ContestTask.ID> { Set(ids.map(ContestTask.ID.init(rawValue:))) }
        var week = stage()
        #expect(!week.isPassed(proven: []))
        week.tasks = [task(1, required: true), task(2, required: true), task(3, required: false)]
        #expect(!week.isPassed(proven: proven(1, 3)))
        #expect(week.isPassed(proven: proven(1, 2)))
        week.tasks = [task(1, required: false), task(2, required: false)]
        #expect(!week.isPassed(proven: []) && week.isPassed(proven: proven(2)))
    }

    @Test func `a proof's key is two numbers`() {
        #expect(
            ProofKey("12-3")
                == ProofKey(registration: Registration.ID(rawValue: 12), task: ContestTask.ID(rawValue: 3)))
        for text in ["", "12", "12-", "-3", "1-2-3", "a-b", "12--3"] { #expect(ProofKey(text) == nil) }
    }
}

@Suite struct LessonRuleTests {
    private static let start = Date(timeIntervalSince1970: 1_386_237_600)
    private static func minute(_ number: Double) -> Date { start.addingTimeInterval(number * 60) }

    private func lesson(minutes: Int = 45) -> OwnLesson {
        OwnLesson(
            id: OwnLesson.ID(rawValue: 1), stage: Stage.ID(rawValue: 1), registration: Registration.ID(rawValue: 1),
            plan: LessonPlan(topic: "Тема", startsAt: Self.start, minutes: minutes), bookedAt: Self.start, failure: "")
    }

    @Test func `a lesson goes from booked to over, or is missed, or fails`() {
        var lesson = lesson()
        #expect(lesson.state(at: Self.minute(44)) == .booked && lesson.state(at: Self.minute(45)) == .missed)
        #expect(!lesson.isOpen(at: Self.minute(-15.1)) && lesson.isOpen(at: Self.minute(-15)))
        #expect(lesson.run(at: Self.minute(10)) == nil)
        lesson.startedAt = Self.minute(5)
        #expect(lesson.state(at: Self.minute(79)) == .running)
        #expect(lesson.run(at: Self.minute(20)) == Self.minute(5)..<Self.minute(20))
        // Nobody ended it: it took as long as planned.
        #expect(lesson.state(at: Self.minute(80)) == .over)
        #expect(lesson.run(at: Self.minute(500)) == Self.minute(5)..<Self.minute(50))
        lesson.endedAt = Self.minute(30)
        #expect(lesson.run(at: Self.minute(500)) == Self.minute(5)..<Self.minute(30))
        lesson.failedAt = Self.minute(31)
        #expect(lesson.state(at: Self.minute(32)) == .failed && lesson.run(at: Self.minute(32)) == nil)
    }

    struct Stay: Sendable {
        var user: Int64
        var isOther = true
        var stays: [(Double, Double?)]
    }

    struct Case: Sendable {
        /// Minutes the lesson took.
        var length: Double?
        var people: [Stay]
        var stayed: Set<Int64>
        var isRun: Bool
    }

    @Test(arguments: [
        Case(length: nil, people: [], stayed: [], isRun: false),
        Case(length: 20, people: [1, 2, 3].map { Stay(user: $0, stays: [(0, 20)]) }, stayed: [1, 2, 3], isRun: true),
        // A quarter of an hour to the second.
        Case(length: 15, people: [1, 2, 3].map { Stay(user: $0, stays: [(0, nil)]) }, stayed: [1, 2, 3], isRun: true),
        Case(
            length: 14.99, people: [1, 2, 3].map { Stay(user: $0, stays: [(0, nil)]) }, stayed: [1, 2, 3], isRun: false),
        // Half of it is enough, less is not.
        Case(
            length: 20,
            people: [
                Stay(user: 1, stays: [(0, 10)]), Stay(user: 2, stays: [(10, 20)]), Stay(user: 3, stays: [(0, 9.9)]),
            ], stayed: [1, 2], isRun: false),
        // In pieces, before the start, twice at once.
        Case(
            length: 20,
            people: [
                Stay(user: 1, stays: [(0, 5), (15, nil)]), Stay(user: 2, stays: [(-15, 9)]),
                Stay(user: 3, stays: [(0, 8), (0, 8)]), Stay(user: 4, stays: [(-15, nil)]),
            ], stayed: [1, 4], isRun: false),
        // The author's own school does not count.
        Case(
            length: 20,
            people: [
                Stay(user: 1, stays: [(0, nil)]), Stay(user: 2, stays: [(0, nil)]),
                Stay(user: 3, isOther: false, stays: [(0, nil)]),
            ], stayed: [1, 2], isRun: false),
        // Enrolled and not come.
        Case(length: 20, people: [1, 2, 3].map { Stay(user: $0, stays: []) }, stayed: [], isRun: false),
    ])
    func `a lesson counts when it lasted before enough colleagues of other schools`(row: Case) {
        let run = row.length.map { Self.start..<Self.minute($0) }
        let people = row.people.map { person in
            LessonAttendance(
                user: User.ID(rawValue: person.user), isOther: person.isOther,
                stays: person.stays.map { (Self.minute($0), $1.map(Self.minute)) })
        }
        for order in [people, people.reversed()] {
            let verdict = LessonRules().verdict(on: run, order)
            #expect(Set(verdict.stayed.map(\.rawValue)) == row.stayed)
            #expect(verdict.isRun == row.isRun)
            #expect(verdict.isStarted == (row.length != nil))
        }
    }

    @Test(
        arguments: [
            ([], nil), ([[5, 5, 5]], 500), ([[5, 4, 4]], 433), ([[1, 2, 2], [5, 5, 5]], 333), ([[1], [2]], 150),
        ]
            as [([[Int]], Int?)])
    func `the rating is the mean of all marks in hundredths`(sheets: [[Int]], rating: Int?) {
        #expect(LessonRules().rating(sheets) == rating)
    }

    @Test func `lessons that only touch do not overlap`() {
        func plan(_ from: Double, _ minutes: Int) -> LessonPlan {
            LessonPlan(topic: "Т", startsAt: Self.minute(from), minutes: minutes)
        }
        #expect(!plan(0, 30).overlaps(plan(30, 30)) && !plan(30, 30).overlaps(plan(0, 30)))
        #expect(plan(0, 31).overlaps(plan(30, 30)) && plan(30, 30).overlaps(plan(0, 31)))
        #expect(plan(0, 60).overlaps(plan(20, 15)) && plan(20, 15).overlaps(plan(0, 60)))
    }
}
