import Accounts
import Courses
import Foundation
import Storage
import Yams

/// Trajectories of the seeds, begun a month ago by the doors everybody uses.
struct SeedTrajectory: Decodable {
    struct Step: Decodable {
        /// The folder of a seed course; otherwise the step has a title.
        var course: String?
        var title: String?
        /// Days from today, and the hour of the clock there.
        var starts: Double?
        var hour: Double?
        var address: String?
        var done: Bool?
    }

    struct Note: Decodable {
        var author: String
        /// Days from today.
        var day: Double
        var text: String
    }

    var owner: String
    var mentor: String
    var goal: String
    /// Days from today.
    var due: Double
    var steps: [Step]
    var notes: [Note]

    static func all(in file: String) throws -> [SeedTrajectory] {
        try YAMLDecoder().decode([SeedTrajectory].self, from: String(contentsOfFile: file, encoding: .utf8))
    }

    func begin(
        _ users: [String: User.ID], _ courses: [String: Course.ID], _ domains: Domains, _ clock: SeedClock
    ) async throws {
        guard let owner = users[owner] else { return }
        clock.goBack(days: 30)
        let id = try await domains.trajectories.begin(
            TrajectoryAim(goal: goal, dueAt: day(due), mentor: mentor), by: owner)
        for step in steps {
            if let course = step.course.flatMap({ courses[$0] }) {
                try await domains.trajectories.add(course, to: id, by: owner)
            } else if let title = step.title {
                let startsAt = step.starts.map { day($0).addingTimeInterval((step.hour ?? 0) * 3_600) }
                let plan = Plan(title: title, startsAt: startsAt, address: step.address)
                let added = try await domains.trajectories.add(plan, to: id, by: owner)
                clock.goBack(days: -(step.starts ?? 0))
                if step.done == true { try await domains.trajectories.tick(added, done: true, in: id, by: owner) }
                clock.goBack(days: 30)
            }
        }
        for note in notes {
            guard let author = users[note.author] else { continue }
            clock.goBack(days: -note.day)
            try await domains.trajectories.write(note.text, on: id, by: author)
        }
        clock.goBack(days: 0)
    }

    /// Midnight, so many days from today.
    private func day(_ offset: Double) -> Date {
        let zone = TimeZoneSetting.standard
        return zone.startOfDay(zone.day(of: Date().addingTimeInterval(offset * 86_400))) ?? Date()
    }
}
