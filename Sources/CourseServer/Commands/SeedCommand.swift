import Accounts
import Archives
import ArgumentParser
import Contest
import Courses
import Foundation
import Quizzes
import Spaces
import Storage
import Synchronization

struct SeedCommand: AsyncParsableCommand {
    enum Stage: String, CaseIterable, ExpressibleByArgument {
        /// Organisations and people.
        case empty
        /// Courses too, with everybody enrolled and nobody started.
        case enrolling
        /// Learners at various stages of progress, a contest in its third week.
        case running
        /// The contest is at its end: results are published, papers issued.
        case graded
    }

    static let configuration = CommandConfiguration(
        commandName: "seed", abstract: "Загружает показательную сеть: район, школы, людей, курсы, конкурс.")

    @OptionGroup var data: DataOptions
    @Option(help: "empty, enrolling, running or graded.") var stage: Stage = .running
    @Option(help: "Folder of the seeds.") var seeds = "Seeds"

    func run() async throws {
        let (opened, folder) = try await data.open()
        guard try await opened.spaces.root() == nil else {
            throw CommandFailure("База данных не пуста: показательная сеть загружается только в новую.")
        }
        let clock = SeedClock()
        let domains = Domains(database: opened.database, blobs: opened.blobs, now: { clock.now })
        let network = SeedNetwork(domains: domains, folder: seeds, temporaryFolder: folder + "/incoming", clock: clock)
        do {
            try await network.load(stage)
        } catch let problem as CourseFolderProblem {
            throw CommandFailure(Words(.ru).text(problem))
        }
        await domains.database.shutdown()
    }
}

/// A clock that the seeds set, so that a course looks as if it had run for weeks.
final class SeedClock: Sendable {
    private let shift = Mutex<TimeInterval>(0)

    var now: Date { Date().addingTimeInterval(-shift.withLock { $0 }) }

    /// Sets the clock `days` days back.
    func goBack(days: Double) { shift.withLock { $0 = days * 86_400 } }

    func go(to instant: Date) { shift.withLock { $0 = -instant.timeIntervalSinceNow } }
}

/// The demo network, read from the seeds' text files through the doors everybody uses.
struct SeedNetwork {
    let domains: Domains
    let folder: String
    let temporaryFolder: String
    let clock: SeedClock

    func load(_ stage: SeedCommand.Stage) async throws {
        // Before the first day of the contest, which has run for a quarter at its end.
        clock.goBack(days: stage == .graded ? 140 : 60)
        let (spaces, users) = try await loadNetwork()
        guard stage != .empty else { return }
        let courses = try await loadCourses(spaces, users)
        let places = try rows("network/progress.csv")
        for place in places {
            guard let user = users[place("login")], let course = courses[place("course")] else { continue }
            try await domains.enrolments.enrol([user], byTeacherIn: course)
        }
        print("Курсов: \(courses.count), зачислений: \(places.count).")
        if stage == .enrolling {
            try await addTasks(courses, users, [])
        } else {
            try await run(courses, users, spaces, places)
        }
        try await playContest(stage, spaces, users)
    }

    /// Organisations and people, who agree to the processing of their data.
    func loadNetwork() async throws -> (spaces: [String: Space.ID], users: [String: User.ID]) {
        let spaces = try await loadOrganisations()
        let users = try await loadPeople(spaces)
        try await publishConsent(givenBy: Array(users.values))
        print("Организаций: \(spaces.count), людей: \(users.count).")
        return (spaces, users)
    }

    /// Comes last: numbers of what was there before it stay what they were.
    @discardableResult
    func playContest(
        _ stage: SeedCommand.Stage, _ spaces: [String: Space.ID], _ users: [String: User.ID]
    ) async throws -> Contest.ID {
        var contest = try SeedContest(
            domains: domains, clock: clock, folder: folder + "/contest", temporaryFolder: temporaryFolder,
            spaces: spaces, users: users, today: SeedContest.today(stage))
        let id = try await contest.play()
        print("Конкурс «\(contest.plan.title)»: /contests/\(id), участников \(contest.entrants.count).")
        print("Его видят: metodist — организатор, uchitel — участник, ponomarenko.lv — член жюри.")
        return id
    }

    private func run(
        _ courses: [String: Course.ID], _ users: [String: User.ID], _ spaces: [String: Space.ID], _ places: [Row]
    ) async throws {
        var teachers: [SeedLearner] = []
        for (number, place) in places.enumerated() {
            guard let user = users[place("login")], let course = courses[place("course")] else { continue }
            // Everybody at their own pace: the later in the list, the later they began.
            let learner = SeedLearner(
                user: user, stage: Double(place("stage")) ?? 0, skill: Double(place("skill")) ?? 0.5,
                seed: UInt64(place("seed")) ?? UInt64(number))
            try await learner.take(course, domains, clock, startedDaysAgo: 40 - Double(number % 30))
            if place("course") == Self.teachersCourse { teachers.append(learner) }
        }
        try await addTasks(courses, users, teachers)
        clock.goBack(days: 0)
        try await gradeEssays(users)
        for trajectory in try SeedTrajectory.all(in: folder + "/network/trajectories.yaml") {
            try await trajectory.begin(users, courses, domains, clock)
        }
        for survey in try SeedSurvey.all(in: folder + "/network/surveys.yaml") {
            try await survey.ask(users, spaces, domains, clock)
        }
        print("Слушатели прошли свои шаги, журнал оценок заполнен.")
    }

    private static let teachersCourse = "distance-course"

    private func addTasks(
        _ courses: [String: Course.ID], _ users: [String: User.ID], _ learners: [SeedLearner]
    ) async throws {
        guard let course = courses[Self.teachersCourse], let author = users["metodist"] else { return }
        let seeds = SeedTasks(domains: domains, folder: folder, clock: clock)
        let tasks = try await seeds.add(to: course, by: author)
        try await seeds.take(tasks, learners, markedBy: author)
    }

    private func loadOrganisations() async throws -> [String: Space.ID] {
        var spaces: [String: Space.ID] = [:]
        for row in try rows("network/organisations.csv") {
            let card = OrganisationCard(
                type: OrganisationType(rawValue: row("type")) ?? .district, shortName: row("short_name"),
                city: row("city"), host: row("host").isEmpty ? nil : row("host"))
            let space = try await domains.spaces.create(
                row("kind") == "district" ? .district : .organisation, named: row("name"), slug: row("key"),
                in: spaces[row("parent")], visibility: .open, organisation: card)
            spaces[row("key")] = space.id
        }
        return spaces
    }

    private func loadPeople(_ spaces: [String: Space.ID]) async throws -> [String: User.ID] {
        let root = try await domains.spaces.root()
        var users: [String: User.ID] = [:]
        for row in try rows("network/people.csv") {
            let user = try await domains.accounts.register(
                NewUser(
                    login: row("login"),
                    name: PersonName(
                        surname: row("surname"), given: row("given_name"),
                        patronymic: row("patronymic").isEmpty ? nil : row("patronymic")),
                    email: row("email").isEmpty ? nil : row("email"), password: row("password"),
                    mustChangePassword: false))
            users[user.login] = user.id
            guard let role = Role(rawValue: row("role")), let space = spaces[row("organisation")] else { continue }
            try await domains.spaces.add(user.id, to: space, as: role)
            // Who leads the network leads it from the top.
            if let root, role == .administrator || role == .methodist {
                try await domains.spaces.add(user.id, to: root.id, as: role)
            }
        }
        for row in try rows("network/families.csv") {
            guard let parent = users[row("parent")], let child = users[row("child")] else { continue }
            try await domains.families.relate(parent, to: child)
        }
        return users
    }

    private func publishConsent(givenBy users: [User.ID]) async throws {
        let text = try String(contentsOfFile: folder + "/network/consent.txt", encoding: .utf8)
        let lines = text.split(separator: "\n", maxSplits: 1).map(String.init)
        let document = try await domains.consents.publish(
            purpose: AccountController.purpose, title: lines[0],
            text: lines[1].trimmingCharacters(in: .whitespacesAndNewlines))
        for user in users.sorted() { try await domains.consents.give(document.id, by: user) }
    }

    private func loadCourses(
        _ spaces: [String: Space.ID], _ users: [String: User.ID]
    ) async throws -> [String: Course.ID] {
        var courses: [String: Course.ID] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/courses").sorted() {
            let copy = temporaryFolder + "/seed-" + name
            try? FileManager.default.removeItem(atPath: copy)
            try FileManager.default.createDirectory(atPath: temporaryFolder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: copy) }
            try FileManager.default.copyItem(atPath: folder + "/courses/" + name, toPath: copy)
            if FileManager.default.fileExists(atPath: copy + "/media/video-slides.txt") {
                try makeMedia(into: copy + "/media")
            }
            let place = try SeedPlace(folder: copy)
            guard let space = spaces[place.organisation] else {
                throw CommandFailure("\(name)/course.yaml: нет организации «\(place.organisation)».")
            }
            let course = try await domains.courseImport.read(
                CourseFolder(path: copy), into: space, by: users[place.owner])
            for author in place.authors { try await add(users[author], as: .author, to: course) }
            for tutor in place.tutors { try await add(users[tutor], as: .tutor, to: course) }
            courses[name] = course.id
            print("Курс «\(course.title)» загружен.")
        }
        return courses
    }

    private func add(_ user: User.ID?, as role: Role, to course: Course) async throws {
        if let user { try await domains.spaces.add(user, to: course.space, as: role) }
    }

    private func makeMedia(into media: String) throws {
        print("Готовим видео для курса…")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: folder + "/make-media")
        process.arguments = [media]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailure("Видео не сделано: нужен ffmpeg.") }
    }

    /// Tutors have looked at two essays of three.
    private func gradeEssays(_ users: [String: User.ID]) async throws {
        guard let tutor = users["metodist"] else { return }
        for entry in try await domains.courses.taught(by: tutor) {
            let quizzes = try await domains.courses.contents(entry.course.id).activities.filter { $0.kind == .quiz }
            for quiz in quizzes {
                let waiting = try await domains.attempts.results(of: quiz.id).filter(\.attempt.needsGrading)
                for (number, result) in waiting.enumerated() where number % 3 != 2 {
                    let paper = try await domains.attempts.paper(result.attempt.id)
                    for item in paper.items where item.question.question.kind.name == .essay {
                        try await domains.attempts.mark(
                            slot: item.slot.number, of: result.attempt.id,
                            as: Points(rawValue: item.slot.maximum.rawValue * (number % 2 == 0 ? 9 : 7) / 10),
                            comment: "Цель названа, шаги понятны. Добавьте, как вы узнаете, что ученик справился.",
                            by: tutor)
                    }
                }
            }
        }
    }

    /// A table's row: from a column's name to its text.
    typealias Row = (String) -> String

    private func rows(_ name: String) throws -> [Row] { try Self.rows(of: folder + "/" + name) }

    static func rows(of path: String) throws -> [Row] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("Нет файла \(path).")
        }
        let table = try CSV([UInt8](content))
        guard let header = table.rows.first?.cells else { return [] }
        return table.rows.dropFirst().map { row in
            let fields = Dictionary(zip(header, row.cells)) { first, _ in first }
            return { fields[$0] ?? "" }
        }
    }
}
