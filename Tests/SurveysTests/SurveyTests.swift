import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Surveys

/// A district with two schools, six teachers in each, a head and a methodist.
private struct Network: Sendable {
    static let migrations = Accounts.migrations + Spaces.migrations + Surveys.migrations

    let database: any Database
    let surveys: Surveys
    let clock: TestClock
    let district: Space
    let schools: [Space]
    let methodist: User.ID
    let head: User.ID
    let teachers: [[User.ID]]

    init(_ database: any Database) async throws {
        let clock = TestClock()
        let accounts = Accounts(
            database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { clock.now })
        let spaces = Spaces(database: database, now: { clock.now })
        func person(_ login: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: login, given: "Анна"))).id
        }
        self.database = database
        self.clock = clock
        surveys = Surveys(database: database, now: { clock.now })
        district = try await spaces.create(.district, named: "Район", slug: "district", in: nil, visibility: .open)
        methodist = try await person("methodist")
        head = try await person("head")
        try await spaces.add(methodist, to: district.id, as: .methodist)
        var (schools, teachers): ([Space], [[User.ID]]) = ([], [])
        for school in 0..<2 {
            let space = try await spaces.create(
                .organisation, named: "Школа \(school)", slug: "school-\(school)", in: district.id, visibility: .open)
            schools.append(space)
            teachers.append([])
            for number in 0..<6 {
                let teacher = try await person("teacher-\(school)-\(number)")
                try await spaces.add(teacher, to: space.id, as: .author)
                teachers[school].append(teacher)
            }
        }
        try await spaces.add(head, to: schools[0].id, as: .head)
        (self.schools, self.teachers) = (schools, teachers)
    }

    /// Three statements in one scale.
    static let content = SurveyContent(
        questions: ["а", "б", "в"].map { SurveyQuestion($0) }, answers: AnswerScale(labels: ["нет", "отчасти", "да"]),
        scales: [Scale(name: "Шкала", keys: (0..<3).map { ScaleKey(question: $0) })])

    func published(anonymous: Bool = false) async throws -> Survey.ID {
        let id = try await surveys.make(
            SurveySettings(title: "Анкета", isAnonymous: anonymous), Self.content, in: district.id, by: methodist)
        try await surveys.publish(id)
        return id
    }

    static func sheet(_ answers: [Int?]) -> SurveySheet {
        SurveySheet(answers: answers.map { $0.map { ["\($0)"] } ?? [] })
    }
}

private func withNetwork<T: Sendable>(_ engine: TestEngine, _ body: (Network) async throws -> T) async throws -> T {
    try await withDatabase(engine, migrations: Network.migrations) { try await body(Network($0)) }
}

@Suite struct SurveyTests {
    @Test(arguments: TestEngine.available)
    func `a survey is there for who makes it, who leads those asked, and who is asked`(engine: TestEngine) async throws
    {
        try await withNetwork(engine) { network in
            let (surveys, teacher) = (network.surveys, network.teachers[1][0])
            let id = try await surveys.make(
                SurveySettings(title: " Анкета ", organisations: [network.schools[0].id]), Network.content,
                in: network.district.id, by: network.methodist)
            #expect(try await surveys.visit(id, by: network.methodist).manages)
            await #expect(throws: NoRow.self) { try await surveys.visit(id, by: network.teachers[0][0]) }

            try await surveys.publish(id)

            let asked = try await surveys.visit(id, by: network.teachers[0][0])
            #expect(asked.mayAnswer && !asked.seesResults && asked.survey.settings.title == "Анкета")
            let head = try await surveys.visit(id, by: network.head)
            #expect(head.leads == [network.schools[0].id] && !head.manages && !head.mayAnswer)
            await #expect(throws: NoRow.self) { try await surveys.visit(id, by: teacher) }
            await #expect(throws: SurveyAnswerRefusal.notAsked) {
                try await surveys.answer(id, Network.sheet([1, 1, 1]), by: teacher)
            }
            #expect(try await surveys.entries(of: network.teachers[0][0]).map(\.survey.id) == [id])
            #expect(try await surveys.entries(of: teacher) == [])
            #expect(try await surveys.asking(network.schools[0].id).map(\.id) == [id])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what was kept is there, whichever tab kept it, and goes with the answer`(engine: TestEngine) async throws {
        try await withNetwork(engine) { network in
            let (surveys, teacher) = (network.surveys, network.teachers[0][0])
            let id = try await network.published()
            try await surveys.keep(Network.sheet([2, nil, nil]), at: [0], for: id, by: teacher)
            try await surveys.keep(Network.sheet([nil, 1, nil]), at: [1], for: id, by: teacher)
            #expect(try await surveys.visit(id, by: teacher).sheet == Network.sheet([2, 1, nil]))

            try await surveys.answer(id, Network.sheet([2, 1, 0]), by: teacher)

            let visit = try await surveys.visit(id, by: teacher)
            #expect(visit.sheet == Network.sheet([2, 1, 0]) && visit.hasAnswered && !visit.mayAnswer)
            await #expect(throws: SurveyAnswerRefusal.answered) {
                try await surveys.answer(id, Network.sheet([0, 0, 0]), by: teacher)
            }
            await #expect(throws: SurveyAnswerRefusal.answered) {
                try await surveys.keep(Network.sheet([0, 0, 0]), at: [0], for: id, by: teacher)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an anonymous response bears no name, no time and no order`(engine: TestEngine) async throws {
        try await withNetwork(engine) { network in
            let surveys = network.surveys
            let id = try await network.published(anonymous: true)
            await #expect(throws: NoRow.self) {
                try await surveys.keep(Network.sheet([1, 1, 1]), at: [0], for: id, by: network.teachers[0][0])
            }
            var sent: [String] = []
            for (number, teacher) in network.teachers[0].enumerated() {
                let sheet = Network.sheet([number % 3, number / 3, 0])
                sent.append(sheet.stored)
                try await surveys.answer(id, sheet, by: teacher)
            }

            let rows = try await network.database.read { tx in
                try tx.all("SELECT answers, user_id FROM survey_responses") { row in
                    (try row["answers"] as String, try row["user_id"] as User.ID?)
                }
            }
            #expect(rows.map(\.0).sorted() == sent.sorted() && rows.allSatisfy { $0.1 == nil })
            #expect(try await surveys.visit(id, by: network.teachers[0][0]).sheet == nil)
            await #expect(throws: NoRow.self) {
                try await surveys.profile(of: network.teachers[0][0], in: id, for: network.teachers[0][0])
            }
            let columns: [String] = try await network.database.read { tx in
                guard tx.engine == .sqlite else { return [] }
                return try tx.all("SELECT name FROM pragma_table_info('survey_responses')") { try $0[index: 0] }
            }
            #expect(!columns.contains { $0.hasSuffix("_at") })
        }
    }

    @Test(arguments: TestEngine.available)
    func `results appear when the survey is closed, and it stays closed`(engine: TestEngine) async throws {
        try await withNetwork(engine) { network in
            let surveys = network.surveys
            let id = try await network.published()
            for teacher in network.teachers[0] { try await surveys.answer(id, Network.sheet([2, 1, 0]), by: teacher) }
            for teacher in network.teachers[1].prefix(2) {
                try await surveys.answer(id, Network.sheet([0, 0, 0]), by: teacher)
            }
            let (turnout, open) = try await surveys.report(of: id)
            #expect(open == nil)
            #expect(turnout.map(\.answered) == [6, 2] && turnout.map(\.asked) == [6, 6])

            try await surveys.close(id)

            let report = try #require(try await surveys.report(of: id).report)
            #expect(report.whole?.count == 8)
            // Two answers of the second school would follow from the first one's.
            #expect(report.groups == [nil, nil])
            await #expect(throws: SurveyAnswerRefusal.closed) {
                try await surveys.answer(id, Network.sheet([0, 0, 0]), by: network.teachers[1][5])
            }
            let survey = try await surveys.visit(id, by: network.methodist).survey
            let later = SurveySettings(title: "Анкета", closesAt: network.clock.now.addingTimeInterval(3_600))
            await #expect(throws: SurveyRefusal.closed) { try await surveys.change(id, later, survey.content) }
            await #expect(throws: SurveyRefusal.closed) { try await surveys.close(id) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `questions stay as they were answered; scales may change, and a repetition begins anew`(
        engine: TestEngine
    ) async throws {
        try await withNetwork(engine) { network in
            let surveys = network.surveys
            let id = try await network.published()
            try await surveys.answer(id, Network.sheet([2, 1, 0]), by: network.teachers[0][0])
            let survey = try await surveys.visit(id, by: network.methodist).survey
            let renamed = SurveySettings(title: "Новое имя", organisations: survey.settings.organisations)
            try await surveys.change(id, renamed, survey.content)
            let shorter = SurveyContent(
                questions: Array(survey.content.questions.dropLast()), answers: survey.content.answers)
            await #expect(throws: SurveyRefusal.answeredAlready) { try await surveys.change(id, renamed, shorter) }
            await #expect(throws: SurveyRefusal.answeredAlready) { try await surveys.remove(id) }
            try await surveys.change(
                id, scales: [Scale(name: "Другая", keys: [ScaleKey(question: 0), ScaleKey(question: 9)])])

            let copy = try await surveys.repeat(id, by: network.methodist)

            let fresh = try await surveys.visit(copy, by: network.methodist)
            #expect(fresh.state == .draft && fresh.survey.previous == id && fresh.survey.settings.title == "Новое имя")
            #expect(fresh.survey.content.scales == [Scale(name: "Другая", keys: [ScaleKey(question: 0)])])
            #expect(try await surveys.all(of: network.district.id).map(\.answered) == [0, 1])
            try await surveys.remove(copy)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a profile is its owner's until they share it`(engine: TestEngine) async throws {
        try await withNetwork(engine) { network in
            let (surveys, owner) = (network.surveys, network.teachers[0][0])
            let id = try await network.published()
            try await surveys.answer(id, Network.sheet([2, 1, 0]), by: owner)
            for other in [network.methodist, network.head, network.teachers[0][1]] {
                await #expect(throws: NoRow.self) { try await surveys.profile(of: owner, in: id, for: other) }
            }
            await #expect(throws: ShareRefusal.unknown(login: "nobody")) {
                try await surveys.share(id, of: owner, withLogin: "nobody")
            }
            await #expect(throws: ShareRefusal.oneself) {
                try await surveys.share(id, of: owner, withLogin: "teacher-0-0")
            }
            await #expect(throws: NoRow.self) {
                try await surveys.share(id, of: network.teachers[0][1], withLogin: "methodist")
            }

            try await surveys.share(id, of: owner, withLogin: " Methodist ")

            let profile = try await surveys.profile(of: owner, in: id, for: network.methodist)
            #expect(profile.sheet == Network.sheet([2, 1, 0]) && profile.readers == [])
            #expect(try await surveys.shared(with: network.methodist).map(\.owner?.id) == [owner])
            #expect(try await surveys.profile(of: owner, in: id, for: owner).readers.map(\.id) == [network.methodist])
            try await surveys.unshare(id, of: owner, with: network.methodist)
            await #expect(throws: NoRow.self) { try await surveys.profile(of: owner, in: id, for: network.methodist) }
            await #expect(throws: NoRow.self) { try await surveys.unshare(id, of: owner, with: network.methodist) }
        }
    }
}
