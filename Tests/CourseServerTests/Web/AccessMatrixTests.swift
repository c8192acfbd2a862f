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

    static let all =
        [
            //                                                               any gue par  lea oth  tut aut hea  met adm
            MatrixRow("GET /", "yyy yy yyy yy"),
            MatrixRow("GET /catalogue", "yyy yy yyy yy"),
            MatrixRow("GET /teaching", "syy yy yyy yy"),
            MatrixRow("GET /schools", "sff ff fff yy"),
            MatrixRow("GET /help", "yyy yy yyy yy"),
            MatrixRow("GET /search", "yyy yy yyy yy"),
            MatrixRow("GET /calendar", "syy yy yyy yy"),
            MatrixRow("POST /calendar/feed", "syy yy yyy yy"),
            MatrixRow("POST /calendar/feed/removal", "syy yy yyy yy"),
            // Whoever has the secret needs nothing else.
            MatrixRow("GET /calendar/feed/:secret", "yyy yy yyy yy"),
            MatrixRow("GET /language/:language", "yyy yy yyy yy"),
            MatrixRow("GET /accessibility", "yyy yy yyy yy"),
            MatrixRow("POST /accessibility", "yyy yy yyy yy"),
            MatrixRow("GET /sign-in", "yyy yy yyy yy"),
            MatrixRow("POST /session", "yyy yy yyy yy"),
            MatrixRow("POST /sign-out", "yyy yy yyy yy"),
            MatrixRow("GET /me", "syy yy yyy yy"),
            MatrixRow("POST /me/password", "syy yy yyy yy"),
            MatrixRow("POST /me/sessions/end", "syy yy yyy yy"),
            MatrixRow("GET /consent", "syy yy yyy yy"),
            MatrixRow("POST /consent", "syy yy yyy yy"),
            MatrixRow("POST /consent/withdrawal", "syy yy yyy yy"),

            // The learner's own way, with the tutor for a mentor: for others it does not exist.
            MatrixRow("GET /trajectories", "syy yy yyy yy"),
            MatrixRow("GET /trajectories/new", "syy yy yyy yy"),
            MatrixRow("POST /trajectories", "syy yy yyy yy"),
            MatrixRow("GET /trajectories/:trajectory", "snn yn ynn nn"),
            MatrixRow("POST /trajectories/:trajectory/notes", "snn yn ynn nn"),
            MatrixRow("GET /trajectories/:trajectory/edit", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/edit", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/completion", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/resumption", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/removal", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/courses", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/plans", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/steps/:step/position", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/steps/:step/completion", "snn yn fnn nn"),
            MatrixRow("POST /trajectories/:trajectory/steps/:step/removal", "snn yn fnn nn"),
            // The step is still there: nothing to bring back.
            MatrixRow("POST /trajectories/:trajectory/steps/:step/restoration", "snn nn fnn nn"),

            MatrixRow("GET /o/:slug", "yyy yy yyy yy"),
            MatrixRow("GET /o/:slug/people", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/families", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/families/:user/:parent/removal", "sff ff ffy yy"),
            MatrixRow("GET /children/:user", "snn nn nnn nn"),
            MatrixRow("POST /o/:slug/people/lists", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/people/lists/:list/confirmation", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/people/:user/password", "sff ff ffy yy"),
            MatrixRow("GET /o/:slug/marks", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/marks", "sff ff ffy yy"),
            MatrixRow("GET /o/:slug/requirements", "sff ff fff yy"),
            MatrixRow("POST /o/:slug/requirements", "sff ff fff yy"),
            MatrixRow("GET /o/:slug/courses/new", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/courses", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/courses/import", "sff ff fyy yy"),

            MatrixRow("GET /o/:slug/surveys", "sff ff ffy yy"),
            MatrixRow("POST /o/:slug/surveys", "sff ff ffy yy"),
            MatrixRow("GET /surveys", "syy yy yyy yy"),
            // The district asks authors of school A; the author has answered and shares the profile with the tutor.
            MatrixRow("GET /surveys/:survey", "snn nn nyy yy"),
            MatrixRow("POST /surveys/:survey/draft", "snn nn nyy yy"),
            MatrixRow("POST /surveys/:survey/answers", "snn nn nyy yy"),
            MatrixRow("GET /surveys/:survey/edit", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/edit", "snn nn nff yy"),
            MatrixRow("GET /surveys/:survey/scales", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/scales", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/publication", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/closing", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/copies", "snn nn nff yy"),
            MatrixRow("POST /surveys/:survey/removal", "snn nn nff yy"),
            MatrixRow("GET /surveys/:survey/results", "snn nn nfy yy"),
            MatrixRow("GET /surveys/:survey/results.csv", "snn nn nfy yy"),
            MatrixRow("GET /surveys/:survey/results.xlsx", "snn nn nfy yy"),
            MatrixRow("GET /surveys/:survey/profile", "snn nn nyn nn"),
            MatrixRow("GET /surveys/:survey/profiles/:user", "snn nn yyn nn"),
            MatrixRow("POST /surveys/:survey/shares", "snn nn nyn nn"),
            MatrixRow("POST /surveys/:survey/shares/:user/removal", "snn nn nyn nn"),

            MatrixRow("GET /documents", "syy yy yyy yy"),
            // The learner's, issued by school A.
            MatrixRow("GET /documents/:document", "snn yn nyy yy"),
            MatrixRow("POST /documents/:document/revocation", "snn nn nyy yy"),
            MatrixRow("GET /check", "yyy yy yyy yy"),
            MatrixRow("GET /check/:code", "yyy yy yyy yy"),
            MatrixRow("GET /o/:slug/documents", "sff ff fyy yy"),
            MatrixRow("GET /o/:slug/documents.csv", "sff ff fyy yy"),
            MatrixRow("GET /o/:slug/documents/new", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents", "sff ff fyy yy"),
            MatrixRow("GET /o/:slug/documents/batches/:batch", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents/batches/:batch/printing", "sff ff fyy yy"),
            // It is not printed yet.
            MatrixRow("GET /o/:slug/documents/batches/:batch/file", "sff ff fnn nn"),
            MatrixRow("GET /o/:slug/documents/templates", "sff ff fyy yy"),
            MatrixRow("GET /o/:slug/documents/templates/new", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents/templates", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents/preview", "sff ff fyy yy"),
            MatrixRow("GET /o/:slug/documents/templates/:template", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents/templates/:template", "sff ff fyy yy"),
            MatrixRow("POST /o/:slug/documents/templates/:template/removal", "sff ff fyy yy"),

            MatrixRow("GET /courses/:course", "syy yn yyy yy"),
            MatrixRow("POST /courses/:course/enrolment", "syy yn yyy yy"),
            MatrixRow("POST /courses/:course/enrolment/withdrawal", "syy yn yyy yy"),
            MatrixRow("GET /courses/:course/settings", "sff fn fyf yy"),
            MatrixRow("POST /courses/:course/settings", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/export.zip", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/export.imscc", "sff fn fyf yy"),
            MatrixRow("POST /courses/:course/modules", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/edit", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/check", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/trash", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/files", "sff fn fyf yy"),
            MatrixRow("POST /courses/:course/files", "sff fn fyf yy"),
            // A copy is founded where the course stands: its author there may not be one of the school.
            MatrixRow("POST /courses/:course/copies", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/grades", "sff yn fff ff"),
            MatrixRow("GET /courses/:course/gradebook", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook.csv", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook.xlsx", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/statement", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/marks", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/undo", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/import", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/import", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/import/confirmation", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/settings", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/settings", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/categories/new", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/categories", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/categories/:category", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/categories/:category", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/categories/:category/removal", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/columns/new", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/columns", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/columns/:column", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/columns/:column/marks", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/columns/:column/settings", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/columns/:column/removal", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/gradebook/columns/:column/learners/:user", "sff fn yyy yy"),
            MatrixRow("POST /courses/:course/gradebook/columns/:column/learners/:user", "sff fn yyy yy"),
            MatrixRow("GET /courses/:course/members", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/members", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/members/:user/withdrawal", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/applications/:user/admission", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/applications/:user/refusal", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/organisation-enrolment", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/invitations", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/invitations/:invitation/withdrawal", "sff fn fyy yy"),
            MatrixRow("GET /courses/:course/groups", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/groups", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/groups/:group", "sff fn fyy yy"),
            MatrixRow("POST /courses/:course/groups/:group/removal", "sff fn fyy yy"),
            MatrixRow("GET /join", "yyy yy yyy yy"),
            MatrixRow("GET /join/:code", "yyy yy yyy yy"),
            MatrixRow("POST /join/:code", "syy yy yyy yy"),

            MatrixRow("GET /modules/:module/download", "sff yn yyy yy"),
            MatrixRow("GET /modules/:module/module.zip", "sff yn yyy yy"),
            MatrixRow("GET /modules/:module/:kind/new", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/:kind", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/position", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/details", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/visibility", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/removal", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/restoration", "sff fn fnf nn"),
            MatrixRow("POST /modules/:module/copy", "sff fn fyf yy"),
            MatrixRow("POST /modules/:module/course", "sff fn fyf yy"),
            MatrixRow("POST /preview", "sff ff yyy yy"),
            MatrixRow("POST /questions/preview", "sff ff yyy yy"),
            MatrixRow("GET /activities/:activity", "sff yn yyy yy"),
            MatrixRow("POST /activities/:activity/completion", "sff yn fff ff"),
            MatrixRow("POST /activities/:activity/watching", "sff yn fff ff"),
            MatrixRow("GET /activities/:activity/player", "sff yn yyy yy"),
            MatrixRow("POST /activities/:activity/tracking", "sff yn fff ff"),
            MatrixRow("GET /activities/:activity/edit", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/edit", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/schedule", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/schedule", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/draft", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/draft/removal", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/history", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/history/:version", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/history/:version/restoration", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/position", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/title", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/visibility", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/copy", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/removal", "sff fn fyf yy"),
            // Nothing was removed that could come back.
            MatrixRow("POST /activities/:activity/restoration", "sff fn fnf nn"),
            MatrixRow("GET /activities/:activity/quiz", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/quiz", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/questions.gift", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/questions", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/questions/new", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/questions", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/questions/arrangement", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/questions/taken", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/questions/:question/edit", "sff fn fyf yy"),
            MatrixRow("POST /activities/:activity/questions/:question/edit", "sff fn fyf yy"),
            MatrixRow("GET /courses/:course/bank", "sff fn fyf yy"),
            MatrixRow("POST /courses/:course/bank", "sff fn fyf yy"),
            // Who teaches below an organisation takes from its bank; who authors in it keeps it.
            MatrixRow("GET /o/:slug/bank", "snn nn yyy yy"),
            MatrixRow("POST /o/:slug/bank", "snn nn fyf yy"),
            MatrixRow("GET /questions/:question", "snn nn fyf yy"),
            MatrixRow("GET /activities/:activity/results", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/results.csv", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/results.xlsx", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/marking", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/marking/:question", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/marking/:question/rubric", "sff fn fyf yy"),
            MatrixRow("GET /activities/:activity/overrides", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/overrides", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/overrides/removal", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/regrade", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/regrade", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/regrade/undo", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/statistics", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/statistics.csv", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/statistics/answers.csv", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/statistics/:question", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/attempts", "sff yn fff ff"),

            MatrixRow("GET /activities/:activity/exercise", "sff yn yyy yy"),
            // Who teaches may play, and leaves no try behind.
            MatrixRow("POST /activities/:activity/tries", "sff yn yyy yy"),
            MatrixRow("GET /activities/:activity/tries", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/sheet", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/sharing", "sff fn fyf yy"),
            MatrixRow("POST /exercises/preview", "sff ff yyy yy"),
            // Whoever has the code plays.
            MatrixRow("GET /x/:code", "yyy yy yyy yy"),
            MatrixRow("POST /x/:code", "yyy yy yyy yy"),
            MatrixRow("GET /x/:code/media/:asset/:name", "yyy yy yyy yy"),

            // Another's attempt does not exist for who may not grade it; for who may, only its review does.
            MatrixRow("GET /attempts/:attempt", "snn yn nnn nn"),
            MatrixRow("POST /attempts/:attempt/answers", "snn yn nnn nn"),
            MatrixRow("POST /attempts/:attempt/page", "snn yn nnn nn"),
            MatrixRow("GET /attempts/:attempt/review", "snn yn yyy yy"),
            MatrixRow("POST /attempts/:attempt/slots/:slot/mark", "snn fn yyy yy"),
            // The question of this attempt asks for no file: its learner is told so, for others there is no attempt.
            MatrixRow("POST /attempts/:attempt/slots/:slot/files", "snn yn nnn nn"),
            MatrixRow("GET /attempts/:attempt/slots/:slot/files/:asset", "snn nn nnn nn"),
            MatrixRow("POST /attempts/:attempt/slots/:slot/files/:asset/removal", "snn yn nnn nn"),
            MatrixRow("GET /attempts/:attempt/slots/:slot/marking", "snn fn yyy yy"),
            MatrixRow("POST /attempts/:attempt/slots/:slot/marking", "snn fn yyy yy"),
            MatrixRow("GET /attempts/:attempt/slots/:slot/history", "snn fn yyy yy"),

            MatrixRow("POST /activities/:activity/submission/draft", "sff yn fff ff"),
            MatrixRow("POST /activities/:activity/submission", "sff yn fff ff"),
            MatrixRow("POST /activities/:activity/submission/files", "sff yn fff ff"),
            MatrixRow("POST /activities/:activity/submission/files/:file/removal", "sff yn fff ff"),
            MatrixRow("POST /activities/:activity/submission/withdrawal", "sff yn fff ff"),
            MatrixRow("GET /activities/:activity/submissions", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/submissions/next", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/submissions/release", "sff fn yyy yy"),
            MatrixRow("GET /activities/:activity/extensions", "sff fn yyy yy"),
            MatrixRow("POST /activities/:activity/extensions", "sff fn yyy yy"),

            // Another's work does not exist for who may not mark it; its learner is led back to the step.
            MatrixRow("GET /submissions/:submission", "snn yn yyy yy"),
            MatrixRow("POST /submissions/:submission/mark", "snn fn yyy yy"),
            MatrixRow("POST /submissions/:submission/annotations", "snn fn yyy yy"),
            MatrixRow("POST /submissions/:submission/annotations/:annotation/removal", "snn fn yyy yy"),
            MatrixRow("POST /submissions/:submission/feedback", "snn fn yyy yy"),
            MatrixRow("POST /submissions/:submission/feedback/:file/removal", "snn fn yyy yy"),
            MatrixRow("GET /submissions/:submission/files/:file", "snn yn yyy yy"),

            MatrixRow("POST /activities/:activity/answers", "sff yn fff ff"),
            MatrixRow("GET /activities/:activity/answers", "sff yn yyy yy"),
            MatrixRow("GET /activities/:activity/answers.csv", "sff fn yyy yy"),

            // A file tells nothing of itself to who may not study it.
            MatrixRow("GET /media/:asset/:name", "snn yn yyy yy"),

            // The pass in the address is the right: a frame without an origin has no cookies.
            MatrixRow("GET /run/:pass/launch.js", "yyy yy yyy yy"),
            MatrixRow("GET /run/:pass/files/**", "yyy yy yyy yy"),
        ] + contests
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

/// The address of a route in this world.
private func address(_ path: String, in world: WebWorld) async throws -> String {
    let ofQuiz =
        [
            "quiz", "questions.gift", "results", "attempts", "statistics", "statistics.csv", "statistics/answers.csv",
            "statistics/:question",
            "results.csv", "results.xlsx", "marking", "marking/:question", "marking/:question/rubric", "overrides",
            "overrides/removal", "regrade", "regrade/undo",
        ].contains { path.hasSuffix("/:activity/" + $0) } || path.hasPrefix("/activities/:activity/questions")
    let ofAssignment = ["/submission", "/submissions", "/extensions"].contains {
        path.hasPrefix("/activities/:activity" + $0)
    }
    let ofPoll = path.hasPrefix("/activities/:activity/answers")
    let activity = ofAssignment ? world.assignment : ofPoll ? world.poll : ofQuiz ? world.quiz : world.page
    var values: [String: String] = [
        "submission": "\(world.submission)", "file": "\(world.workFile)", "slug": world.schoolA.slug,
        "course": "\(world.course.id)", "module": "\(world.module)", "kind": "page",
        "activity": "\(activity)", "user": "\(world.id(.pupil))", "language": "en",
        "attempt": "\(world.attempt)", "asset": "\(world.asset.id)", "name": world.asset.name,
        "invitation": "\(world.invitation.id)", "code": world.invitation.code,
    ]
    // Only a district has requirements of its own.
    if path.hasSuffix("/requirements") { values["slug"] = world.district.slug }
    if path.contains(":group") {
        var group = try await world.domains.schedules.groups(in: world.course.id).first?.id
        if group == nil { group = try await world.domains.schedules.addGroup("5–6 классы", to: world.course.id) }
        values["group"] = group.map { "\($0)" }
    }
    if path.contains(":question") {
        values["question"] = try await world.domains.quizzes.questions(of: world.quiz).first.map { "\($0.id)" }
    }
    if path.contains("/marking") {
        try await world.handInEssay()
        values["question"] = try await world.domains.attempts.handQuestions(of: world.quiz).first.map { "\($0.id)" }
    }
    if path.contains("/families/") {
        try await world.domains.families.relate(world.id(.parent), to: world.id(.pupil))
        values["parent"] = "\(world.id(.parent))"
    }
    if path.hasPrefix("/activities/"), path.contains(":version") {
        values["version"] = "1"
        let text = try world.domains.courses.render("Новый текст")
        let version = try await world.domains.courses.open(world.page).0.version
        try await world.domains.courses.change(
            page: world.page, titled: "Страница", to: text, version: version, by: world.id(.author))
    }
    if path.contains("/gradebook/columns/") {
        let column = try await world.domains.gradebookAuthoring.add(
            OwnColumn(title: "У доски", maximum: Points(5)), to: world.course.id)
        values["column"] = column.description
        values["user"] = "\(world.id(.classmate))"
    }
    if path.contains(":category") {
        let category = GradeCategory(id: GradeCategory.ID(rawValue: 0), title: "Контрольные")
        values["category"] = "\(try await world.domains.gradebookAuthoring.add(category, to: world.course.id))"
    }
    if path.contains("/player") || path.contains("/tracking") || path.contains(":pass") {
        let package = try await world.addPackage()
        values["activity"] = "\(package)"
        values["pass"] = try await world.pass(to: package)
    }
    if path.hasPrefix("/x/") || ["/exercise", "/tries", "/sheet", "/sharing"].contains(where: path.hasSuffix) {
        let exercise = try await world.addExercise(
            .pairs, "![кот](\(world.asset.path)) = cat\nёж = hedgehog", isShared: true)
        values["activity"] = "\(exercise)"
        values["code"] = try await world.domains.exercises.exercise(exercise).shareCode
    }
    if path.contains(":slot") { values["slot"] = "\(try await world.essaySlot())" }
    if path.contains(":secret") { values["secret"] = try await world.domains.calendar.openFeed(of: world.id(.learner)) }
    if path.contains(":annotation") || path.contains("feedback/:file") {
        let feedback = world.folder + "/feedback.txt"
        try Data("feedback".utf8).write(to: URL(fileURLWithPath: feedback))
        try await world.domains.assignments.attachFeedback(
            feedback, named: "feedback.txt", to: world.submission, version: 1)
        try await world.domains.assignments.annotate(
            world.submission, version: 1, at: 0..<3, quoting: "", "Ваша?", by: world.id(.tutor))
        let paper = try await world.domains.assignments.paper(world.submission, by: world.id(.tutor))
        values["annotation"] = "\(paper.work.annotations[0].id)"
        values["file"] = "\(paper.work.files(of: 1, feedback: true)[0].id)"
    }
    if path.contains(":document") || path.contains(":batch") || path.hasPrefix("/check") {
        let paper = try await world.addPaper()
        (values["document"], values["batch"], values["code"]) = ("\(paper.id)", "\(paper.batch)", paper.checkCode)
    }
    if path.contains(":template") {
        let template = try PaperTemplate.all.get()[0]
        values["template"] =
            "\(try await world.domains.documents.keep(template.content, named: "Свой", in: world.schoolA.id, by: world.id(.head)))"
    }
    if path.contains(":trajectory") {
        let learner = world.id(.learner)
        let trajectory = try await world.domains.trajectories.begin(
            TrajectoryAim(goal: "Цель", mentor: "tutor"), by: learner)
        values["trajectory"] = "\(trajectory)"
        let plan = Plan(title: "Дело")
        values["step"] = "\(try await world.domains.trajectories.add(plan, to: trajectory, by: learner))"
    }
    if path.contains(":survey") {
        let survey = try await world.addSurvey(asking: [.author])
        try await world.answer(survey, as: [.author])
        try await world.domains.surveys.share(survey, of: world.id(.author), withLogin: "tutor")
        values["survey"] = "\(survey)"
        values["user"] = "\(world.id(path.contains("/profiles/") ? .author : .tutor))"
    }
    if path.contains(":contest") {
        for (name, value) in try await contestAddress(path, world) { values[name] = value }
    }
    if path.contains(":list") {
        let list = try await world.domains.peopleImport.upload(
            Array("Фамилия;Имя\nНовикова;Анна\n".utf8), named: "7А.csv", to: world.schoolA.id, role: .learner,
            by: world.id(.head))
        values["list"] = "\(list.id)"
    }
    return path.split(separator: "/").reduce(into: path == "/" ? "/" : "") { address, part in
        address +=
            "/"
            + (part == "**" ? "one.html" : part.hasPrefix(":") ? values[String(part.dropFirst())] ?? "" : String(part))
    }
}
