import Accounts
import Courses
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// Who is in a course: enrolment by teachers, invitations.
struct MembersController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil)
    }

    private func show(
        _ request: Request, _ context: AppContext, refusal: String?, login: String = ""
    ) async throws -> Response {
        let (course, access) = try await course(.manageMembers, context)
        let organisations = try await domains.spaces.organisations(near: access)
        let completions = try await domains.progress.completions(in: course.id)
        let page = MembersPage(
            course: course, access: access, members: try await domains.spaces.members(of: course.space, limit: 500),
            completed: Dictionary(uniqueKeysWithValues: completions.map { ($0.learner, $0.completedAt) }),
            applications: try await domains.enrolments.applications(to: course.id),
            invitations: try await domains.invitations.invitations(to: course.space), organisations: organisations,
            publicAddress: site.address(request, context), refusal: refusal,
            done: request.query("enrolled").flatMap { Int($0) }.map {
                context.t.plural("members.enrolled", count: $0)
            },
            login: login)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func enrol(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        let form = try await request.formFields(context: context)
        // A login, a column out of a table, or a whole list: whatever separates them.
        let logins = (form["login"] ?? "").split { $0.isWhitespace || ",;".contains($0) }.map(String.init)
        do {
            guard !logins.isEmpty else { throw MembersRefusal.noLogin }
            guard logins.count <= 500 else { throw MembersRefusal.tooMany(limit: 500) }
            let found = try await domains.accounts.users(logins: logins)
            let unknown = logins.filter { found[$0.lowercased()] == nil }
            guard unknown.isEmpty else { throw MembersRefusal.unknown(unknown) }
            let learners = Array(Set(found.values)).sorted()
            try await domains.enrolments.enrol(
                learners, byTeacherIn: course.id, until: try form.instant("until", context.t))
            return redirect("/courses/\(course.id)/members?enrolled=\(learners.count)")
        } catch let refusal as MembersRefusal {
            return try await show(request, context, refusal: context.t.text(refusal), login: form["login"] ?? "")
        } catch let refusal as AuthoringRefusal {
            return try await show(request, context, refusal: context.t.text(refusal), login: form["login"] ?? "")
        } catch let refusal as EnrolmentRefusal {
            return try await show(request, context, refusal: context.t.text(refusal), login: form["login"] ?? "")
        }
    }

    func enrolOrganisation(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.manageMembers, context)
        let form = try await request.formFields(context: context)
        let known = try await domains.spaces.organisations(near: access)
        guard let organisation = known.first(where: { "\($0.id)" == form["organisation"] }) else {
            throw Refused.badRequest
        }
        do {
            let count = try await domains.enrolments.enrolAll(of: organisation.id, in: course.id)
            return redirect("/courses/\(course.id)/members?enrolled=\(count)")
        } catch let refusal as EnrolmentRefusal {
            return try await show(request, context, refusal: context.t.text(refusal))
        }
    }

    func admit(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        let learner: User.ID = try context.parameters.id("user")
        // Only who asked: the address names nobody else.
        guard try await domains.enrolments.application(of: learner, to: course.id) != nil else {
            return redirect("/courses/\(course.id)/members")
        }
        do {
            try await domains.enrolments.enrol([learner], byTeacherIn: course.id)
            return redirect("/courses/\(course.id)/members?enrolled=1")
        } catch let refusal as EnrolmentRefusal {
            return try await show(request, context, refusal: context.t.text(refusal))
        }
    }

    func turnDown(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        try await domains.enrolments.dropApplication(of: try context.parameters.id("user"), to: course.id)
        return redirect("/courses/\(course.id)/members")
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        try await domains.enrolments.withdraw(try context.parameters.id("user"), from: course.id)
        return redirect("/courses/\(course.id)/members")
    }

    func invite(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, _) = try await course(.manageMembers, context)
        let form = try await request.formFields(context: context)
        guard let seats = form.int("seats"), (1...1000).contains(seats), let days = form.int("days"),
            (1...365).contains(days)
        else { return try await show(request, context, refusal: context.t["invitation.out_of_range"]) }
        _ = try await domains.invitations.invite(
            to: course.space, as: .learner, seats: seats, days: days, by: user.id)
        return redirect("/courses/\(course.id)/members")
    }

    func withdrawInvitation(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        try await domains.invitations.withdraw(try context.parameters.id("invitation"), from: course.space)
        return redirect("/courses/\(course.id)/members")
    }
}

/// Why a list of logins was not enrolled; nobody of it was.
enum MembersRefusal: Error, Equatable {
    case noLogin
    case tooMany(limit: Int)
    case unknown([String])
}

/// Coming in by an invitation.
struct JoinController: Controller {
    let domains: Domains
    let site: Site
    let limiter: RateLimiter<String>

    func find(_ request: Request, context: AppContext) async throws -> Response {
        guard let code = request.query("code"), !code.isEmpty else {
            return page(JoinPage(code: "", isSignedIn: context.user != nil).frame, request, context)
        }
        return redirect("/join/\(Invitation.normalised(code).filter { $0.isASCII && ($0.isLetter || $0.isNumber) })")
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil)
    }

    private func show(_ request: Request, _ context: AppContext, refusal: String?) async throws -> Response {
        let code = String(context.parameters["code"] ?? "")
        var found = JoinPage(code: code, isSignedIn: context.user != nil, refusal: refusal)
        try limit(context)
        do {
            let invitation = try await domains.invitations.invitation(code: code)
            found.invitation = invitation
            found.space = try await domains.spaces.space(invitation.space)
        } catch let unknown as InvitationRefusal {
            found.refusal = refusal ?? context.t.text(unknown)
        }
        return page(found.frame, request, context, status: found.refusal == nil ? .ok : .unprocessableContent)
    }

    func accept(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        try limit(context)
        do {
            let invitation = try await domains.invitations.accept(
                code: String(context.parameters["code"] ?? ""), by: user.id
            ) { [now = domains.now] tx, invitation in
                try tx.enrolInvited(user.id, to: invitation, at: now())
            }
            let space = try await domains.spaces.space(invitation.space)
            guard space.kind == .course else { return redirect("/o/\(space.slug)") }
            return redirect("/courses/\(try await domains.courses.course(inSpace: space.id).id)")
        } catch let refusal as InvitationRefusal {
            return try await show(request, context, refusal: context.t.text(refusal))
        } catch let refusal as EnrolmentRefusal {
            return try await show(request, context, refusal: context.t.text(refusal))
        }
    }

    /// Codes are short: who tries many is asked to wait.
    private func limit(_ context: AppContext) throws {
        if limiter.take(context.remoteAddress) != nil { throw HTTPError(.tooManyRequests) }
    }
}
