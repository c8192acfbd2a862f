import Accounts
import HTTPTypes
import Hummingbird

/// Signing in and out, the person's own page, consent.
struct AccountController: Controller {
    static let purpose = "personal-data"

    let domains: Domains
    let site: Site

    func signIn(_ request: Request, context: AppContext) async throws -> Response {
        if context.user != nil { return redirect(Request.localPath(request.query("back"))) }
        return page(SignInPage(back: Request.localPath(request.query("back"))).frame, request, context)
    }

    func createSession(_ request: Request, context: AppContext) async throws -> Response {
        let form = try await request.formFields(context: context)
        let back = Request.localPath(form["back"])
        do {
            let (session, token) = try await domains.sessions.signIn(
                login: form["login"] ?? "", password: form["password"] ?? "", from: visitor(request, context))
            var next = back
            if session.user.mustChangePassword {
                next = "/me#password"
            } else if try await !domains.consents.isGiven(by: session.user.id, purpose: Self.purpose) {
                next = "/consent?back=\(back.queryEscaped)"
            }
            var response = redirect(next)
            response.setCookie(context.sessionCookie(token))
            return response
        } catch let refusal as SignInRefusal {
            let page = SignInPage(login: form["login"] ?? "", back: back, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func signOut(_ request: Request, context: AppContext) async throws -> Response {
        if let session = context.session {
            try await domains.sessions.signOut(session, from: visitor(request, context))
        }
        var response = redirect("/")
        response.setCookie(context.sessionCookie(nil))
        return response
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await account(request, context, done: request.query("saved") == nil ? nil : context.t["account.saved"])
    }

    private func account(
        _ request: Request, _ context: AppContext, refusal: String? = nil, done: String? = nil
    ) async throws -> Response {
        let user = try context.requireUser()
        let page = AccountPage(
            user: user, log: try await domains.sessions.log(of: user.id),
            consents: try await domains.consents.given(by: user.id), refusal: refusal, done: done)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func changePassword(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let form = try await request.formFields(context: context)
        do {
            try await domains.accounts.changePassword(
                of: user.id, from: form["current"] ?? "", to: form["new"] ?? "", keeping: context.session?.id)
            return redirect("/me?saved=password")
        } catch let refusal as PasswordRefusal {
            return try await account(request, context, refusal: context.t.text(refusal))
        }
    }

    func endSessions(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        try await domains.sessions.signOutEverywhere(user.id, keeping: context.session?.id)
        return redirect("/me?saved=sessions")
    }

    func consent(_ request: Request, context: AppContext) async throws -> Response {
        try await consent(request, context, refusal: nil, back: Request.localPath(request.query("back")))
    }

    private func consent(
        _ request: Request, _ context: AppContext, refusal: String?, back: String
    ) async throws -> Response {
        let user = try context.requireUser()
        let page = ConsentPage(
            document: try await domains.consents.current(purpose: Self.purpose),
            isGiven: try await domains.consents.isGiven(by: user.id, purpose: Self.purpose), back: back,
            refusal: refusal)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func giveConsent(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let form = try await request.formFields(context: context)
        let back = Request.localPath(form["back"])
        guard let document = try await domains.consents.current(purpose: Self.purpose) else { throw Refused.notFound }
        guard form["agree"] == "yes", form["document"] == "\(document.id)" else {
            return try await consent(request, context, refusal: context.t["consent.must_tick"], back: back)
        }
        if try await !domains.consents.isGiven(by: user.id, purpose: Self.purpose) {
            try await domains.consents.give(document.id, by: user.id)
        }
        return redirect(back)
    }

    func withdrawConsent(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        try await domains.consents.withdraw(purpose: Self.purpose, by: user.id)
        return redirect("/me")
    }

    private func visitor(_ request: Request, _ context: AppContext) -> Visitor {
        Visitor(address: context.remoteAddress, browser: request.headers[.userAgent] ?? "")
    }
}

extension AppContext {
    /// `__Host-` binds the cookie to this host and to TLS; without TLS browsers refuse that name.
    var sessionCookieName: String { isSecure ? "__Host-session" : "session" }

    func sessionCookie(_ token: String?) -> Cookie {
        Cookie(
            name: sessionCookieName, value: token ?? "", maxAge: token == nil ? 0 : 90 * 86_400, path: "/",
            secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}
