import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct ScheduleWebTests {
    @Test func `a locked step says when it opens, shows nothing and takes nothing`() async throws {
        try await withWebWorld { world in
            let opensAt = world.clock.now.addingTimeInterval(86_400)
            try await world.domains.schedules.set(ActivitySchedule(condition: .from(opensAt)), of: world.page)
            try await world.domains.schedules.set(ActivitySchedule(condition: .from(opensAt)), of: world.quiz)

            let page = try await world.get("/activities/\(world.page)", as: .learner)
            #expect(page.status == .ok)
            #expect(page.text.contains("Откроется"))
            #expect(!page.text.contains("Доли"))
            #expect(try await world.post("/activities/\(world.page)/completion", as: .learner).status == .forbidden)
            #expect(try await world.post("/activities/\(world.quiz)/attempts", as: .classmate).status == .forbidden)
            #expect(try await world.get("/activities/\(world.page)", as: .author).text.contains("Доли"))

            world.clock.advance(86_401)
            #expect(try await world.get("/activities/\(world.page)", as: .learner).text.contains("Доли"))
        }
    }

    @Test func `conditions are put together by a form without a script`() async throws {
        try await withWebWorld { world in
            let address = "/activities/\(world.quiz)/schedule"
            let added = try await world.post(address, [("due", "2014-01-10T18:00"), ("add", "or:from")], as: .author)
            #expect(added.text.contains("name=\"v0.0.date\""))
            #expect(added.text.contains("2014-01-10T18:00"))

            let saved = try await world.post(
                address,
                [
                    ("due", "2014-01-10T18:00"), ("completion", "passed"), ("percent", "60"), ("v0.0.kind", "from"),
                    ("v0.0.date", "2013-12-25T09:00"), ("v0.1.kind", "completed"), ("v0.1.activity", "\(world.page)"),
                    ("v1.0.kind", "completed"), ("v1.0.activity", "\(world.link)"), ("v2.0.kind", "until"),
                    ("v2.0.date", ""), ("v2.0.remove", "yes"),
                ], as: .author)
            #expect(saved.status == .seeOther)

            let schedule = try await world.domains.schedules.schedule(of: world.quiz)
            let opensAt = Date(timeIntervalSince1970: 1_387_936_800)  // 25 December 2013, 09:00 at UTC+7
            #expect(schedule.dueAt == Date(timeIntervalSince1970: 1_389_351_600))
            #expect(schedule.completion == .passed(percent: 60))
            #expect(
                schedule.condition
                    == .any([.all([.from(opensAt), .completed(world.page)]), .completed(world.link)]))
            let again = try await world.get(address, as: .author)
            #expect(again.text.contains("value=\"2013-12-25T09:00\""))
        }
    }

    @Test(arguments: [
        [("due", "завтра")], [("due", "2014-02-30T10:00")], [("v0.0.kind", "from")],
        [("v0.0.kind", "completed"), ("v0.0.activity", "x")], [("v0.0.kind", "group"), ("v0.0.group", "999")],
        [("completion", "passed"), ("percent", "101")], [("completion", "passed"), ("percent", "NaN")],
    ])
    func `a schedule that says nothing sensible is refused and changes nothing`(fields: [(String, String)]) async throws
    {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let response = try await world.post(
                    "/activities/\(world.quiz)/schedule", fields + [("due", "2014-01-10T18:00")], as: .author)
                #expect(response.status == .unprocessableContent)
            }
            #expect(changed.isEmpty)
        }
    }

    @Test func `a parent sees the child they are related to, and no other`() async throws {
        try await withWebWorld { world in
            try await world.domains.families.relate(world.id(.parent), to: world.id(.learner))

            let own = try await world.get("/children/\(world.id(.learner))", as: .parent)
            #expect(own.status == .ok)
            #expect(own.text.contains(world.course.title))
            #expect(try await world.get("/children/\(world.id(.classmate))", as: .parent).status == .notFound)
            #expect(try await world.get("/", as: .parent).text.contains("/children/\(world.id(.learner))"))
        }
    }

    @Test func `a parent reads what the child aims at, and no note of it`() async throws {
        try await withWebWorld { world in
            let (learner, ways) = (world.id(.learner), world.domains.trajectories)
            try await world.domains.families.relate(world.id(.parent), to: learner)
            let address = "/children/\(learner)"
            #expect(try await !world.get(address, as: .parent).text.contains("К чему идёт"))
            let id = try await ways.begin(TrajectoryAim(goal: "Поступить на биофак", mentor: "tutor"), by: learner)
            try await ways.add(Plan(title: "Олимпиада"), to: id, by: learner)
            try await ways.add(world.course.id, to: id, by: learner)
            try await ways.write("Между нами", on: id, by: world.id(.tutor))
            let mentored = try await ways.begin(TrajectoryAim(goal: "Чужая цель"), by: world.id(.classmate))

            let page = try await world.get(address, as: .parent).text

            #expect(page.contains("Поступить на биофак") && page.contains("Олимпиада"))
            #expect(page.contains(world.course.title))
            #expect(!page.contains("Между нами") && !page.contains("Чужая цель"))
            #expect(
                !page.contains("/trajectories/\(id)") && !page.contains("<form method=\"post\" class=\"row handles"))
            for way in [id, mentored] {
                #expect(try await world.get("/trajectories/\(way)", as: .parent).status == .notFound)
            }
        }
    }

    @Test func `a school relates its own children only`() async throws {
        try await withWebWorld { world in
            let (own, other) = (world.people[.learner]!.login, world.people[.otherLearner]!.login)
            let parent = world.people[.parent]!.login

            let refused = try await world.post(
                "/o/school-a/families", [("child", other), ("parent", parent)], as: .head)
            #expect(refused.status == .unprocessableContent)
            let related = try await world.post(
                "/o/school-a/families", [("child", own), ("parent", parent)], as: .head)
            #expect(related.status == .seeOther)
        }
    }

    @Test func `a list of logins is enrolled whole or not at all`() async throws {
        try await withWebWorld { world in
            let (pupil, classmate) = (world.people[.pupil]!.login, world.people[.classmate]!.login)
            let members = "/courses/\(world.course.id)/members"

            let changed = try await world.changes {
                let response = try await world.post(members, [("login", "\(pupil); nobody\n\(classmate)")], as: .author)
                #expect(response.status == .unprocessableContent)
                #expect(response.text.contains("nobody"))
            }
            #expect(changed.isEmpty)
            let enrolled = try await world.post(members, [("login", "\(pupil);\(classmate)\n")], as: .author)
            #expect(enrolled.location.hasSuffix("enrolled=2"))
        }
    }
}
