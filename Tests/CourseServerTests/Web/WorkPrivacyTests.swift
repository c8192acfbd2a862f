import Accounts
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct WorkPrivacyTests {
    @Test func `a work and its files are its learner's and who marks it, not the course's`() async throws {
        try await withWebWorld { world in
            let work = "/submissions/\(world.submission)"
            let file = work + "/files/\(world.workFile)"
            let asset = try await world.domains.assignments.file(
                world.workFile, of: world.submission, by: world.id(.learner)
            ).0.asset

            for person in [Person.classmate, .pupil, .otherLearner, .parent, .juror] {
                #expect(try await world.get(file, as: person).status == .notFound, "\(person)")
                #expect(try await world.get(work, as: person).status == .notFound, "\(person)")
                let mark = try await world.post(work + "/mark", [("points", "10"), ("version", "1")], as: person)
                #expect(mark.status == .notFound, "\(person)")
            }
            for person in Person.allCases {
                #expect(try await world.get(asset.path, as: person).status == .notFound, "\(person)")
            }
            for person in [Person.learner, .tutor, .author] {
                let answer = try await world.get(file, as: person)
                #expect(answer.text == "my work" && answer.headers[.cacheControl] == "private, no-store")
                #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            }
            try await world.domains.enrolments.withdraw(world.id(.learner), from: world.course.id)
            #expect(try await world.get(file, as: .learner).status == .notFound)
        }
    }

    @Test func `a file of another's work is not reached by one's own address`() async throws {
        try await withWebWorld { world in
            let learner = world.id(.classmate)
            _ = try await world.domains.assignments.saveDraft("Моё", sequence: nil, of: learner, for: world.assignment)
            let own = try await world.domains.assignments.work(of: learner, for: world.assignment)
            let submission = try #require(own.submission).id

            let read = try await world.get("/submissions/\(submission)/files/\(world.workFile)", as: .classmate)
            let removed = try await world.post(
                "/activities/\(world.assignment)/submission/files/\(world.workFile)/removal", as: .classmate)
            let unmarked = try await world.post(
                "/submissions/\(submission)/feedback/\(world.workFile)/removal", as: .tutor)

            #expect([read, removed, unmarked].allSatisfy { $0.status == .notFound })
        }
    }

    @Test func `while marks are kept back, the learner sees nothing of them and the teacher no names`() async throws {
        try await withWebWorld { world in
            let settings = try AssignmentSettings(isBlind: true).checked()
            try await world.domains.database.write { try $0.storeAssignment(settings, of: world.assignment) }
            let feedback = world.folder + "/secret.txt"
            try Data("secret".utf8).write(to: URL(fileURLWithPath: feedback))
            try await world.domains.assignments.attachFeedback(
                feedback, named: "secret.txt", to: world.submission, version: 1)
            try await world.domains.assignments.mark(
                world.submission, as: GivenMark(points: "3", feedback: "px7", version: 1), by: world.id(.tutor))
            let paper = try await world.domains.assignments.paper(world.submission, by: world.id(.tutor))
            let answer = try #require(paper.work.files(of: 1, feedback: true).first).id

            let step = try await world.get("/activities/\(world.assignment)", as: .learner)
            #expect(!step.text.contains("px7") && !step.text.contains("secret"))
            #expect(
                try await world.get("/submissions/\(world.submission)/files/\(answer)", as: .learner).status
                    == .notFound)
            let grades = try await world.get("/courses/\(world.course.id)/grades", as: .learner)
            #expect(!grades.text.contains("3 / 10"))
            let surname = world.people[.learner]!.name.surname  // everybody is there from the start
            for path in ["/submissions/\(world.submission)", "/activities/\(world.assignment)/submissions?show=marked"]
            {
                let page = try await world.get(path, as: .tutor)
                let main = page.text.split(separator: "<main").last.map(String.init) ?? ""
                #expect(!main.contains(surname), "\(path)")
                #expect(!page.text.contains("work.txt"), "\(path)")
            }
            let file = try await world.get("/submissions/\(world.submission)/files/\(world.workFile)", as: .tutor)
            #expect(file.headers[.contentDisposition]?.contains("work") == false)

            _ = try await world.post("/activities/\(world.assignment)/submissions/release", as: .tutor)
            #expect(try await world.get("/activities/\(world.assignment)", as: .learner).text.contains("px7"))
            #expect(try await world.get("/submissions/\(world.submission)", as: .tutor).text.contains(surname))
        }
    }

    @Test func `a date of one's own does not tell whose a nameless work is`() async throws {
        try await withWebWorld { world in
            let due = world.clock.now.addingTimeInterval(-3_600)
            let settings = try AssignmentSettings(dueAt: due, isBlind: true).checked()
            try await world.domains.database.write { try $0.storeAssignment(settings, of: world.assignment) }
            let address = "/activities/\(world.assignment)/extensions"
            let learner = world.id(.learner)
            let extended = try await world.post(
                address, [("for", "learner-\(learner)"), ("until", "2014-02-03T10:15")], as: .tutor)
            #expect(extended.location == address)

            let apart = try await world.get(address, as: .tutor).text
            #expect(apart.contains("Learner") && apart.contains("февраля"))
            #expect(!apart.contains("/submissions/\(world.submission)") && !apart.contains("Работа 1"))
            // Neither who has the date, nor when the work came or that it is not late, stands beside the works.
            for path in ["/activities/\(world.assignment)/submissions", "/submissions/\(world.submission)"] {
                let page = try await world.get(path, as: .tutor).text
                let main = page.split(separator: "<main").last.map(String.init) ?? ""
                #expect(!main.contains("Learner") && !main.contains("2013") && !main.contains("2014"), "\(path)")
            }
            let refused = try await world.post(address, [("for", "learner-0"), ("until", "x")], as: .tutor)
            #expect(refused.status == .unprocessableContent && !refused.text.contains("Работа 1"))
        }
    }

    @Test func `results of a poll are seen by whom it says, and of three at least`() async throws {
        try await withWebWorld { world in
            let questions = [PollQuestion(text: "Понравилось?", kind: .single(["да", "нет"]))]
            try await world.domains.database.write {
                try $0.storePoll(Poll(questions: questions, results: .never), closesAt: nil, of: world.poll)
            }
            let base = "/activities/\(world.poll)/answers"
            try await world.domains.enrolments.enrol([world.id(.pupil)], byTeacherIn: world.course.id)
            for person in [Person.learner, .classmate] { _ = try await world.post(base, [("q0", "0")], as: person) }

            #expect(try await world.get(base, as: .learner).status == .forbidden)
            #expect(try await !world.get("/activities/\(world.poll)", as: .learner).text.contains("class=\"bars\""))
            #expect(try await !world.get(base, as: .tutor).text.contains("class=\"bars\""))
            #expect(try await world.get(base + ".csv", as: .tutor).location == base)
            _ = try await world.post(base, [("q0", "1")], as: .pupil)
            // Three would be enough, were it not for a fourth who may come: the poll has to close.
            #expect(try await !world.get(base, as: .tutor).text.contains("class=\"bars\""))
            #expect(try await world.get(base + ".csv", as: .tutor).location == base)
            try await world.domains.schedules.set(ActivitySchedule(dueAt: world.clock.now), of: world.poll)
            #expect(try await world.get(base, as: .tutor).text.contains("class=\"bars\""))
            let table = try await world.get(base + ".csv", as: .tutor).text
            #expect(table.split(separator: "\r\n").dropFirst().sorted() == ["да", "да", "нет"])
        }
    }

    @Test(arguments: [
        ("2026-12-01T18:00", 1_796_122_800), ("2026-12-01T18:00:30", 1_796_122_800),
        ("2028-02-29T00:00", 1_835_370_000),
    ])
    func `a day and an hour are those of the clock on the wall`(text: String, seconds: Double) {
        let date = Words(.ru).date(localInput: text)
        #expect(date == Date(timeIntervalSince1970: seconds))
        #expect(Words(.ru).localInput(date) == String(text.prefix(16)))
    }

    @Test(arguments: ["", "2026-02-30T10:00", "2026-13-01T10:00", "2026-01-01T24:01", "01.12.2026", "1999-01-01T00:00"])
    func `what is no day is no date`(text: String) { #expect(Words(.ru).date(localInput: text) == nil) }
}
