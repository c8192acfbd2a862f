import Accounts
import Contest
import Foundation
import Spaces
import Storage
import TestSupport

@testable import CourseServer

extension WebWorld {
    /// A contest of school A from the template, registration open since a moment ago: its author and head organise it.
    func addContest(titled title: String = "Дистанционный учитель", published: Bool = true) async throws -> Contest.ID {
        guard let template = try ContestTemplate.all.get().first else { throw Refused.notFound }
        var outline = try template.outline(from: clock.now.addingTimeInterval(-60))
        outline.title = title
        let id = try await domains.contests.found(outline, in: schoolA.id, by: id(.author))
        if published { try await domains.contests.publish(id, by: self.id(.author)) }
        return id
    }

    /// A registration with everything the contest asks for.
    func registration(in contest: Contest.ID, letter: String = "") async throws -> RegistrationForm {
        let nominations = try await domains.contests.visit(contest, by: id(.author)).nominations
        return RegistrationForm(
            organisation: schoolA.id, nomination: nominations.first?.id, position: "учитель", letter: letter,
            consents: true)
    }

    /// The tutor's registration, handed in and admitted.
    func addEntrant(to contest: Contest.ID, letter: String = "") async throws -> Registration.ID {
        let form = try await registration(in: contest, letter: letter)
        let entrant = try await domains.registrations.submit(form, of: id(.tutor), for: contest)
        try await domains.registrations.admit([entrant.id], to: contest, by: id(.author))
        return entrant.id
    }
}
