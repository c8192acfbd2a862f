import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// The people of an organisation: list, import, new passwords.
struct PeopleController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await space(context)
        return page(try await people(of: space).frame, request, context)
    }

    func upload(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let space = try await space(context)
        let upload = try await request.uploadedForm(folder: temporaryFolder, fileLimit: 512 << 20, context: context)
        guard let file = upload.file("file"), file.size > 0 else {
            var page = try await people(of: space)
            page.refusal = context.t["people.file_missing"]
            return refused(page.frame, request, context)
        }
        guard let role = Role(rawValue: upload.fields["role"] ?? "learner"),
            PeopleList.roles.contains(role)
        else { throw Refused.badRequest }
        let bytes: [UInt8]
        do { bytes = try await list(in: file) } catch {
            let problem = (error as? ListProblem).map { context.t.text($0) }
            guard let text = problem ?? context.t.text(importError: error) else { throw error }
            var page = try await people(of: space)
            page.refusal = text
            return refused(page.frame, request, context)
        }
        let pending = try await domains.peopleImport.upload(
            bytes, named: file.name, to: space.id, role: role, by: user.id)
        let page = PeopleListPage(space: space, pending: pending)
        return self.page(
            page.frame, request, context, status: pending.list.problems.isEmpty ? .ok : .unprocessableContent)
    }

    /// The largest table of people, bytes; a backup of a course may be larger.
    private static let tableLimit = 8 << 20

    /// The table itself, or the one that a Moodle backup makes.
    private func list(in file: UploadedFile) async throws -> [UInt8] {
        let people = try await HeavyWork.run { [temporaryFolder] in
            try MoodlePeople.table(of: file.path, temporaryFolder: temporaryFolder)
        }
        guard people == nil else { return people ?? [] }
        guard file.size <= Self.tableLimit else {
            throw ListProblem(line: 0, kind: .unreadable(.tooLarge(limit: Self.tableLimit)))
        }
        return [UInt8](FileManager.default.contents(atPath: file.path) ?? Data())
    }

    func confirm(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await space(context)
        let id: PendingList.ID = try context.parameters.id("list")
        do {
            let entered = try await domains.peopleImport.confirm(id, in: space.id)
            let pending = PendingList(id: id, space: space.id, fileName: "", list: PeopleList())
            let page = PeopleListPage(space: space, pending: pending, entered: entered)
            var response = self.page(page.frame, request, context)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let problem as ListProblem {
            var page = try await people(of: space)
            page.refusal = context.t.text(problem)
            return refused(page.frame, request, context)
        }
    }

    func resetPassword(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await space(context)
        let id: User.ID = try context.parameters.id("user")
        let member = try await domains.spaces.members(of: space.id, limit: 5_000).first { $0.user == id }
        guard let member else { throw Refused.notFound }
        try await requireStandingOver(id, context)
        let password = Accounts.issuedPassword()
        try await domains.accounts.resetPassword(of: id, to: password)
        var page = try await people(of: space)
        page.issued = (member.name.full, password)
        var response = self.page(page.frame, request, context)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A head may not take over who leads the network or another school, nor a methodist an administrator.
    private func requireStandingOver(_ user: User.ID, _ context: AppContext) async throws {
        let roles = Set(try await domains.spaces.memberships(of: user).map(\.role))
        guard let root = try await domains.spaces.root() else { return }
        if roles.contains(.administrator) { try await require(.administer, in: root.id, context) }
        if !roles.isDisjoint(with: [.methodist, .head]) { try await require(.managePeople, in: root.id, context) }
    }

    /// Relates a parent to a child; the child is of this organisation.
    func relate(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await space(context)
        let fields = try await request.formFields(context: context)
        let logins = [fields.trimmed("child"), fields.trimmed("parent")]
        let found = try await domains.accounts.users(logins: logins)
        var page = try await people(of: space)
        page.family = (child: logins[0], parent: logins[1])
        if let unknown = logins.first(where: { found[$0.lowercased()] == nil }) {
            page.refusal = context.t.text("members.no_such_login", ["login": unknown])
            return refused(page.frame, request, context)
        }
        // Both were found just now.
        let (child, parent) = (found[logins[0].lowercased()]!, found[logins[1].lowercased()]!)
        guard page.members.contains(where: { $0.user == child }) else {
            page.refusal = context.t.text("family.other_organisation", ["login": logins[0]])
            return refused(page.frame, request, context)
        }
        do {
            try await domains.families.relate(parent, to: child)
            return redirect("/o/\(space.slug)/people#families")
        } catch let refusal as FamilyRefusal {
            page.refusal = context.t.text(refusal)
            return refused(page.frame, request, context)
        }
    }

    func separate(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await space(context)
        let child: User.ID = try context.parameters.id("user")
        let page = try await people(of: space)
        guard page.members.contains(where: { $0.user == child }) else { throw Refused.notFound }
        try await domains.families.separate(try context.parameters.id("parent"), from: child)
        return redirect("/o/\(space.slug)/people#families")
    }

    /// How a child learns, for their parent.
    func child(_ request: Request, context: AppContext) async throws -> Response {
        let parent = try context.requireUser()
        let id: User.ID = try context.parameters.id("user")
        guard let child = try await domains.families.children(of: parent.id).first(where: { $0.id == id }) else {
            throw Refused.notFound
        }
        let page = ChildPage(
            child: child, agenda: try await domains.progress.agenda(of: id),
            trajectories: try await domains.trajectories.own(of: id))
        return self.page(page.frame, request, context)
    }

    private func people(of space: Space) async throws -> PeoplePage {
        let members = try await domains.spaces.members(of: space.id, limit: 1_000)
        return PeoplePage(
            space: space, members: members, families: try await domains.families.pairs(of: members.map(\.user)))
    }

    private func space(_ context: AppContext) async throws -> Space {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        try await require(.managePeople, in: space.id, context)
        return space
    }
}
