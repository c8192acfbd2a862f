import Accounts
import Contest
import Courses
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport
import Testing

@testable import CourseServer

/// Who the columns of the matrix are.
private let columns: [Person?] = [
    nil, .guest, .parent, .learner, .otherLearner, .tutor, .author, .head, .methodist, .administrator,
]

/// A line of the matrix: for each column `y` allowed (a form left empty may come back), `s` asked to sign in,
/// `f` forbidden, `n` not found.
struct MatrixRow: Sendable, CustomTestStringConvertible {
    var route: String
    var expected: String

    init(_ route: String, _ expected: String) {
        self.route = route
        self.expected = expected.replacing(" ", with: "")
    }

    var testDescription: String { route }

    /// Done once, it cannot be done again: everybody needs a world of their own.
    var isDestructive: Bool {
        route.hasSuffix("/removal") || route.hasSuffix("/withdrawal") || route.hasSuffix("/confirmation")
    }

    static let all = ofPeople + ofCourses + ofWork + contests
}

@Suite struct AccessMatrixTests {
    @Test func `every route has a row and every row a route`() async throws {
        let table = try await withWebWorld { world in
            routes(world.domains, world.site, temporaryFolder: world.folder).map { "\($0.method.rawValue) \($0.path)" }
        }

        #expect(Set(table).symmetricDifference(MatrixRow.all.map(\.route)).sorted() == [])
        #expect(Set(table).count == table.count)
        #expect(MatrixRow.all.allSatisfy { $0.expected.count == columns.count })
    }

    @Test(arguments: MatrixRow.all)
    func `each role gets what it may`(row: MatrixRow) async throws {
        let answers =
            if row.isDestructive {
                try await withThrowingTaskGroup(of: (Int, String).self) { group in
                    for (place, person) in columns.enumerated() {
                        group.addTask { (place, try await withWebWorld { try await answer($0, row, person) }) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
                }
            } else {
                try await withWebWorld { world in
                    var answers: [String] = []
                    for person in columns { answers.append(try await answer(world, row, person)) }
                    return answers
                }
            }

        #expect(answers.joined() == row.expected, "\(row.route): \(columns.map { $0?.rawValue ?? "anonymous" })")
    }

    @Test func `a course that is a draft, a group's or the network's is seen by whom it says`() async throws {
        // any gue par  lea oth  tut aut hea  met adm
        let expected: [(Space.Visibility, String)] = [
            (.personal, "snn yn yyy yy"), (.group, "snn yn yyy yy"), (.school, "syy yn yyy yy"),
            (.network, "syy yy yyy yy"), (.open, "yyy yy yyy yy"),
        ]
        try await withWebWorld { world in
            for (visibility, row) in expected {
                try await world.domains.courses.change(
                    world.course.id, to: CourseSettings(title: "Дроби", visibility: visibility))
                var answers = ""
                for person in columns {
                    answers += classified(try await world.get("/courses/\(world.course.id)", as: person))
                }
                #expect(answers == row.replacing(" ", with: ""), "\(visibility)")
            }
        }
    }

    @Test func `what the owner looks at is not for people`() async throws {
        try await withWebWorld { world in
            for person in columns {
                let codes = try await [
                    world.get("/livez", as: person), world.get("/readyz", as: person),
                    world.get("/metrics", as: person),
                ].map(\.status.code)
                #expect(codes == [200, 200, 404])
            }
        }
    }

    @Test func `a token opens the metrics from elsewhere`() async throws {
        var settings = Settings()
        settings.metricsToken = "token-of-the-owner"
        try await withWebWorld(settings) { world in
            let right = try await world.get("/metrics", [.authorization: "Bearer token-of-the-owner"])
            let wrong = try await world.get("/metrics", [.authorization: "Bearer token-of-the-owneR"])
            #expect(right.status == .ok)
            #expect(wrong.status == .notFound)
        }
    }

    @Test func `a role whose term is over opens nothing`() async throws {
        try await withWebWorld { world in
            try await world.domains.spaces.add(
                world.id(.tutor), to: world.course.space, as: .tutor, until: world.clock.now.addingTimeInterval(60))
            #expect(try await world.get("/courses/\(world.course.id)/gradebook", as: .tutor).status == .ok)

            world.clock.advance(61)

            #expect(try await world.get("/courses/\(world.course.id)/gradebook", as: .tutor).status == .notFound)
            let teaching = try await world.get("/teaching", as: .tutor)
            #expect(!teaching.text.contains("/courses/\(world.course.id)"))
        }
    }

    @Test func `a pupil whose term in the school is over does not find its courses`() async throws {
        try await withWebWorld { world in
            try await world.domains.spaces.add(
                world.id(.pupil), to: world.schoolA.id, as: .learner, until: world.clock.now.addingTimeInterval(60))
            world.clock.advance(61)

            #expect(try await world.get("/courses/\(world.course.id)", as: .pupil).status == .notFound)
            let catalogue = try await world.get("/catalogue", as: .pupil)
            #expect(!catalogue.text.contains("/courses/\(world.course.id)"))
        }
    }
}

/// How the site answers `person` on the route of `row`.
private func answer(_ world: WebWorld, _ row: MatrixRow, _ person: Person?) async throws -> String {
    let parts = row.route.split(separator: " ").map(String.init)
    let path = try await address(parts[1], in: world)
    if parts[0] == "GET" { return classified(try await world.get(path, as: person)) }
    switch parts[1] {
    case "/activities/:activity/watching":
        return classified(
            try await world.post(
                path, json: #"{"position_ms":1000,"played_ms":1000,"duration_ms":2000}"#, as: person))
    case "/activities/:activity/tracking":
        return classified(try await world.post(path, json: #"{"item":"i1","values":{}}"#, as: person))
    case "/attempts/:attempt/answers":
        return classified(try await world.post(path, json: #"{"device":"phone","answers":[]}"#, as: person))
    case "/courses/:course/gradebook/marks":
        return classified(try await world.post(path, json: #"{"cells":[]}"#, as: person))
    case "/activities/:activity/submission/draft":
        return classified(try await world.post(path, json: #"{"device":"phone","answers":[]}"#, as: person))
    case "/courses/:course/organisation-enrolment":
        return classified(try await world.post(path, [("organisation", "\(world.schoolA.id)")], as: person))
    case "/modules/:module/details", "/activities/:activity/title":
        return classified(try await world.post(path, [("title", "Название")], as: person))
    case "/contests/:contest/sheets/:sheet/marks":
        return classified(try await world.post(path, json: #"{"device":"phone","answers":[]}"#, as: person))
    case let route where route.hasPrefix("/contests/:contest/jury"):
        return classified(try await world.post(path, try await world.juryFields(of: path), as: person))
    default: return classified(try await world.post(path, as: person))
    }
}

private func classified(_ response: TestResponse) -> String {
    switch response.status.code {
    case 300..<400: response.location.hasPrefix("/sign-in") ? "s" : "y"
    case 200..<300, 422: "y"
    case 401: "s"
    case 403: "f"
    case 404: "n"
    default: " \(response.status.code) "
    }
}
