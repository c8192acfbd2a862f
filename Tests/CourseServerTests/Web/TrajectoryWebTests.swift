import Accounts
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import Testing

@testable import CourseServer

@Suite struct TrajectoryWebTests {
    @Test func `a refused form comes back with everything that was typed`() async throws {
        try await withWebWorld { world in
            let typed = [("goal", "Стать наставником"), ("due", "2014-05-01"), ("mentor", "pupil")]
            let refused = try await world.post("/trajectories", typed, as: .learner)

            #expect(refused.status == .unprocessableContent)
            for (_, value) in typed { #expect(refused.text.contains(value), "\(value)") }
            let id = try await world.domains.trajectories.begin(TrajectoryAim(goal: "Цель"), by: world.id(.learner))
            let plan = [("title", "Семинар"), ("starts", "2013-12-20T15:00"), ("address", "ftp://belovo")]
            let again = try await world.post("/trajectories/\(id)/plans", plan, as: .learner)
            #expect(again.status == .unprocessableContent)
            for (_, value) in plan { #expect(again.text.contains(value), "\(value)") }
        }
    }

    @Test func `a mentor reads and writes notes, and finds nothing to change`() async throws {
        try await withWebWorld { world in
            let (learner, ways) = (world.id(.learner), world.domains.trajectories)
            let id = try await ways.begin(TrajectoryAim(goal: "Цель", mentor: "tutor"), by: learner)
            try await ways.add(Plan(title: "Семинар"), to: id, by: learner)

            let page = try await world.get("/trajectories/\(id)", as: .tutor).text

            #expect(page.contains("/trajectories/\(id)/notes") && page.contains("Семинар"))
            for action in ["/plans", "/courses", "/completion", "/removal", "/edit", "/position"] {
                #expect(!page.contains("/trajectories/\(id)\(action)") && !page.contains("\(action)\""), "\(action)")
            }
        }
    }

    @Test func `a course taken to its end says so to its learner and to its teacher`() async throws {
        try await withWebWorld { world in
            let course = try await world.domains.courses.found(
                CourseSettings(title: "Короткий", hours: 6, visibility: .school), in: world.schoolA.id,
                by: world.id(.author))
            let module = try await world.domains.courses.addModule("Модуль", to: course.id)
            let link = try await world.domains.courses.add(
                .link("https://example.org/"), titled: "Ссылка", to: module, by: world.id(.author))
            try await world.domains.enrolments.enrol([world.id(.learner)], byTeacherIn: course.id)
            let address = "/courses/\(course.id)"
            #expect(try await !world.get(address + "/members", as: .author).text.contains("Курс пройден"))
            #expect(try await !world.get(address, as: .learner).text.contains("Курс пройден"))

            try await world.domains.progress.complete(link, by: world.id(.learner))

            for path in ["", "/grades"] {
                #expect(
                    try await world.get(address + path, as: .learner).text.contains(
                        "Курс пройден 5\u{A0}декабря 2013\u{A0}г., 6\u{A0}часов"))
            }
            let members = try await world.get(address + "/members", as: .author).text
            #expect(members.contains("5\u{A0}декабря 2013\u{A0}г.") && members.contains("1 прошёл курс"))
        }
    }
}
