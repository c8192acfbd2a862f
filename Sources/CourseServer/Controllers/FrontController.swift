import Accounts
import Contest
import Courses
import HTTPTypes
import Hummingbird
import Spaces
import Surveys

/// The first pages, help, language and appearance.
struct FrontController: Controller {
    let domains: Domains
    let site: Site

    func index(_ request: Request, context: AppContext) async throws -> Response {
        if let host = request.head.authority.map(hostName), let space = try await domains.spaces.space(host: host) {
            return try await organisation(space, request, context)
        }
        guard let user = context.user else {
            let page = WelcomePage(
                network: try await domains.spaces.root(), open: try await domains.courses.catalogue(for: nil))
            return self.page(page.frame, request, context)
        }
        if context.roles.isDisjoint(with: [.learner]), context.reader.isTeacher { return redirect("/teaching") }
        let page = HomePage(
            name: user.email == nil ? user.name.given : user.name.address,
            agenda: try await domains.progress.agenda(of: user.id),
            children: try await domains.families.children(of: user.id),
            organisations: try await domains.spaces.organisations(of: user.id),
            trajectories: try await domains.trajectories.current(of: user.id),
            surveys: try await domains.surveys.waiting(for: user.id),
            contests: try await domains.contests.current(of: user.id))
        return self.page(page.frame, request, context)
    }

    func catalogue(_ request: Request, context: AppContext) async throws -> Response {
        let page = CataloguePage(
            entries: try await domains.courses.catalogue(for: context.user?.id), isSignedIn: context.user != nil)
        return self.page(page.frame, request, context)
    }

    func teaching(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let page = TeachingPage(
            entries: try await domains.courses.taught(by: user.id),
            founding: try await domains.spaces.organisations(of: user.id, allowing: .createCourse),
            surveys: try await domains.surveys.waiting(for: user.id),
            contests: try await domains.contests.current(of: user.id))
        return self.page(page.frame, request, context)
    }

    func schools(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        guard let root = try await domains.spaces.root() else { throw Refused.notFound }
        try await require(.managePeople, in: root.id, context)
        return redirect("/o/\(root.slug)")
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        return try await organisation(space, request, context)
    }

    private func organisation(_ space: Space, _ request: Request, _ context: AppContext) async throws -> Response {
        let access = try await require(.view, in: space.id, context)
        let children = try await domains.spaces.children(of: space.id, kinds: [.district, .organisation])
        let courses = try await domains.courses.catalogue(for: context.user?.id, in: space.id)
        let page = OrganisationPage(
            space: space, parent: access.path.count > 1 ? access.path[1].space : nil, children: children,
            courses: courses, access: access)
        return self.page(page.frame, request, context)
    }

    func help(_ request: Request, context: AppContext) async throws -> Response {
        page(HelpPage().frame, request, context)
    }

    func language(_ request: Request, context: AppContext) async throws -> Response {
        guard let code = context.parameters["language"], let language = Language(rawValue: String(code)) else {
            throw Refused.notFound
        }
        var response = redirect(Request.localPath(request.query("back")))
        response.setCookie(context.cookie("lang", language.rawValue))
        return response
    }

    func accessibility(_ request: Request, context: AppContext) async throws -> Response {
        let page = AccessibilityPage(
            preferences: context.preferences, back: Request.localPath(request.query("back")))
        return self.page(page.frame, request, context)
    }

    func changeAccessibility(_ request: Request, context: AppContext) async throws -> Response {
        let form = try await request.formFields(context: context)
        let resets = form["reset"] != nil
        var response = redirect("/accessibility?back=\(Request.localPath(form["back"]).queryEscaped)")
        let chosen = Preferences { resets ? nil : form[$0] }
        for (name, _) in Preferences.choices {
            response.setCookie(context.cookie(name, chosen[name] ?? "", lasts: chosen[name] != nil))
        }
        return response
    }

    private func hostName(_ authority: String) -> String {
        String(authority.split(separator: ":").first ?? "")
    }
}

extension AppContext {
    /// A cookie of this site for a year; one that does not last is taken away.
    func cookie(_ name: String, _ value: String, lasts: Bool = true, httpOnly: Bool = true) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: lasts ? 365 * 86_400 : 0, path: "/", secure: isSecure,
            httpOnly: httpOnly, sameSite: .lax)
    }
}
