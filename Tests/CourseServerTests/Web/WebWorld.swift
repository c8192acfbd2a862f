import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// People of the world, named by what they are to course A and its school.
enum Person: String, CaseIterable, Sendable {
    case guest, parent, juror, learner, classmate, pupil, otherLearner, tutor, author, head, methodist, administrator
}

/// A district with two schools behind the site's router, a person in each role, a course and an attempt under way.
struct WebWorld: Sendable {
    static let password = "zelenaya-lampa-7"
    static let gift = """
        $CATEGORY: Дроби

        ::Сумма::Сколько будет 1/2 + 1/4? {=3/4 ~1/6 ~2/6}

        ::Половина::Половина в процентах: {#50:0.1}

        ::Рассказ::Где вы встречали проценты? {}
        """

    let client: any TestClientProtocol
    let domains: Domains
    let site: Site
    let clock: TestClock
    let folder: String
    let people: [Person: User]
    private let tokens: [Person: String]
    let district: Space
    let schoolA: Space
    let schoolB: Space
    let course: Course
    let module: Module.ID
    let page: Activity.ID
    let link: Activity.ID
    let file: Activity.ID
    let quiz: Activity.ID
    let asset: Asset
    let attempt: Attempt.ID
    let invitation: Invitation
    let assignment: Activity.ID
    /// The learner's work, handed in with a file.
    let submission: Submission.ID
    let workFile: SubmissionFile.ID
    let poll: Activity.ID

    func id(_ person: Person) -> User.ID { people[person]!.id }  // everybody is there from the start

    func cookie(_ person: Person) -> String { "session=\(tokens[person]!)" }  // so are their sessions

    /// Writes the essay of the attempt and hands it in, unless that was done before.
    func handInEssay(_ text: String = "В магазине.") async throws {
        guard try await !domains.attempts.attempt(attempt).isFinished else { return }
        let answer = SubmittedAnswer(
            slot: try await essaySlot(), sequence: Int(clock.now.timeIntervalSince1970 * 1000),
            fields: [("", text)])
        _ = try await domains.attempts.save([answer], device: "phone", in: attempt, by: id(.learner))
        try await domains.attempts.finish(attempt, by: id(.learner))
    }

    /// The number of the essay in the attempt.
    func essaySlot() async throws -> Int {
        let items = try await domains.attempts.paper(attempt).items
        return try #require(items.first { $0.question.question.name == "Рассказ" }).slot.number
    }
}

private let publicFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Public").path

/// Read once: the files of the site do not change under the tests.
private let sharedAssets = Result { try Assets(folders: [publicFolder]) }

/// Gives the test a world of its own, gone afterwards.
@discardableResult
func withWebWorld<T: Sendable>(
    _ settings: Settings = Settings(), _ body: @escaping @Sendable (WebWorld) async throws -> T
) async throws -> T {
    let folder = NSTemporaryDirectory() + "course-server-web-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await withDatabase(.sqlite, migrations: Domains.migrations) { database in
        let clock = TestClock()
        let domains = Domains(
            database: database, blobs: try BlobStore(folder: folder + "/blobs"),
            hasher: PasswordHasher(memoryKiB: 64, passes: 1), formulas: nil, now: { clock.now })
        let site = Site(name: "Сеть", assets: try sharedAssets.get(), publicAddress: settings.publicAddress)
        let app = Application(
            router: router(domains, site, settings: settings, metrics: RequestMetrics(), temporaryFolder: folder),
            logger: Logger(label: "web", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await app.test(.router) { client in
            try await body(WebWorld(client, domains, site, clock, folder))
        }
    }
}

extension WebWorld {
    fileprivate init(
        _ client: any TestClientProtocol, _ domains: Domains, _ site: Site, _ clock: TestClock, _ folder: String
    ) async throws {
        (self.client, self.domains, self.site, self.clock, self.folder) = (client, domains, site, clock, folder)
        func space(_ kind: Space.Kind, _ name: String, _ slug: String, in parent: Space?) async throws -> Space {
            try await domains.spaces.create(kind, named: name, slug: slug, in: parent?.id, visibility: .open)
        }
        district = try await space(.district, "Район", "district", in: nil)
        schoolA = try await space(.organisation, "Школа А", "school-a", in: district)
        schoolB = try await space(.organisation, "Школа Б", "school-b", in: district)
        let consent = try await domains.consents.publish(
            purpose: AccountController.purpose, title: "Согласие", text: "Текст")

        var people: [Person: User] = [:]
        var tokens: [Person: String] = [:]
        for person in Person.allCases {
            let name = PersonName(surname: person.rawValue.capitalized, given: "Анна", patronymic: "Ивановна")
            let user = try await domains.accounts.register(
                NewUser(login: person.rawValue, name: name, password: Self.password, mustChangePassword: false))
            try await domains.consents.give(consent.id, by: user.id)
            people[person] = user
            tokens[person] = try await domains.sessions.signIn(
                login: user.login, password: Self.password, from: Visitor(address: "test", browser: "")
            ).token
        }
        self.people = people
        self.tokens = tokens
        let places: [(Person, Space, Role)] = [
            (.guest, schoolA, .guest), (.parent, schoolA, .parent), (.juror, schoolA, .juror),
            (.learner, schoolA, .learner), (.classmate, schoolA, .learner), (.pupil, schoolA, .learner),
            (.otherLearner, schoolB, .learner), (.author, schoolA, .author), (.head, schoolA, .head),
            (.methodist, district, .methodist), (.administrator, district, .administrator),
        ]
        for (person, space, role) in places { try await domains.spaces.add(people[person]!.id, to: space.id, as: role) }

        let author = people[.author]!.id
        course = try await domains.courses.found(
            CourseSettings(title: "Дроби и проценты", summary: "Курс", visibility: .school), in: schoolA.id, by: author)
        try await domains.spaces.add(people[.tutor]!.id, to: course.space, as: .tutor)
        try await domains.enrolments.enrol(
            [people[.learner]!.id, people[.classmate]!.id], byTeacherIn: course.id)
        module = try await domains.courses.addModule("Модуль", to: course.id)
        page = try await domains.courses.add(
            .page(try domains.courses.render("# Доли\n\nТекст")), titled: "Страница", to: module, by: author)
        link = try await domains.courses.add(
            .link("https://example.org/"), titled: "Ссылка", to: module, by: author)
        let path = folder + "/picture.png"
        try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("picture of A".utf8))
            .write(to: URL(fileURLWithPath: path))
        asset = try await domains.assets.add(file: path, named: "picture.png", to: course.space)
        file = try await domains.courses.add(.file(asset), titled: "Файл", to: module, by: author)
        let draft = try domains.quizzes.draft(try GIFT.read(Self.gift), settings: QuizSettings())
        quiz = try await domains.courses.add(.quiz, titled: "Тест", points: draft.points, to: module, by: author) {
            try draft.install($0, $1) { $0 }
        }
        attempt = try await domains.attempts.start(quiz, by: people[.learner]!.id)
        invitation = try await domains.invitations.invite(
            to: course.space, as: .learner, seats: 100, days: 10, by: author)
        let settings = AssignmentSettings(dueAt: clock.now.addingTimeInterval(86_400))
        assignment = try await domains.courses.add(
            .assignment(try domains.courses.render("Напишите")), titled: "Задание", to: module, by: author
        ) { try $0.storeAssignment(settings, of: $1) }
        let learner = people[.learner]!.id
        _ = try await domains.assignments.saveDraft("Моя работа", sequence: nil, of: learner, for: assignment)
        let work = folder + "/work.txt"
        try Data("my work".utf8).write(to: URL(fileURLWithPath: work))
        try await domains.assignments.attach(work, named: "work.txt", size: 7, by: learner, to: assignment)
        try await domains.assignments.handIn(by: learner, for: assignment)
        let handedIn = try await domains.assignments.work(of: learner, for: assignment)
        submission = handedIn.submission!.id  // just handed in
        workFile = handedIn.files(of: 1)[0].id
        let questions = [
            PollQuestion(text: "Понравилось?", kind: .single(["да", "нет"])),
            PollQuestion(text: "Что изменить?", kind: .words),
        ]
        poll = try await domains.courses.add(
            .poll(try domains.courses.render("")), titled: "Опрос", to: module, by: author
        ) { try $0.storePoll(Poll(questions: questions, results: .always), closesAt: nil, of: $1) }
    }
}

// MARK: - Requests

extension WebWorld {
    /// Sends what a browser would send: the session of `person` and, with a form, where it comes from.
    func send(
        _ method: HTTPRequest.Method, _ uri: String, as person: Person? = nil, _ headers: HTTPFields = [:],
        body: ByteBuffer? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let person { headers[.cookie] = cookie(person) }
        if method == .post, headers[.origin] == nil { headers[.origin] = "http://localhost" }
        return try await client.executeRequest(uri: uri, method: method, headers: headers, body: body)
    }

    func get(_ uri: String, as person: Person? = nil, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(.get, uri, as: person, headers)
    }

    /// Sends a form without files.
    func post(
        _ uri: String, _ fields: [(String, String)] = [], as person: Person? = nil, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        let body = fields.map { "\($0.0.formEscaped)=\($0.1.formEscaped)" }.joined(separator: "&")
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        return try await send(.post, uri, as: person, headers, body: ByteBuffer(string: body))
    }

    func post(_ uri: String, json: String, as person: Person? = nil) async throws -> TestResponse {
        try await send(
            .post, uri, as: person, [.contentType: "application/json"], body: ByteBuffer(string: json))
    }

    /// Sends a form with one file in the field `file`.
    func upload(
        _ uri: String, _ fields: [(String, String)] = [], file: [UInt8], named name: String, as person: Person
    ) async throws -> TestResponse {
        var body = ByteBuffer()
        for (field, value) in fields {
            body.writeString("--edge\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n")
        }
        body.writeString(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; "
                + "filename=\"\(name.replacing("\"", with: "%22"))\"\r\n\r\n")
        body.writeBytes(file)
        body.writeString("\r\n--edge--\r\n")
        return try await send(
            .post, uri, as: person, [.contentType: "multipart/form-data; boundary=edge"], body: body)
    }

    /// The tables whose rows `body` changed; sessions and the log of sign-ins do not count.
    func changes(_ body: () async throws -> Void) async throws -> [String] {
        let before = try await tables()
        try await body()
        let after = try await tables()
        return after.keys.filter { before[$0] != after[$0] }.sorted()
    }

    private func tables() async throws -> [String: String] {
        try await domains.database.read { tx in
            let names: [String] = try tx.all(
                """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                    AND name NOT IN ('sessions', 'sign_ins')
                """
            ) { try $0[index: 0] }
            var contents: [String: String] = [:]
            for name in names {
                let columns: [String] = try tx.all("SELECT name FROM pragma_table_info(\(name))") { try $0[index: 0] }
                let line = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
                contents[name] = try tx.value(
                    SQL(
                        stringLiteral: "SELECT coalesce(group_concat(line, char(10)), '') "
                            + "FROM (SELECT \(line) AS line FROM \(name) ORDER BY line)"))
            }
            return contents
        }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String { headers[.location] ?? "" }
}

extension String {
    var formEscaped: String {
        addingPercentEncoding(withAllowedCharacters: .init(charactersIn: "-_.~").union(.alphanumerics)) ?? ""
    }
}
