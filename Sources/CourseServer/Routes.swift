import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// A line of the route table.
struct Route: Sendable {
    var method: HTTPRequest.Method
    var path: String
    var handler: @Sendable (Request, AppContext) async throws -> Response

    static func get(_ path: String, _ handler: @escaping @Sendable (Request, AppContext) async throws -> Response)
        -> Route
    {
        Route(method: .get, path: path, handler: handler)
    }

    static func post(_ path: String, _ handler: @escaping @Sendable (Request, AppContext) async throws -> Response)
        -> Route
    {
        Route(method: .post, path: path, handler: handler)
    }
}

/// Every address of the site. Addresses are nouns; each change of state is a POST to a noun.
func routes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let front = FrontController(domains: domains, site: site)
    let account = AccountController(domains: domains, site: site)
    let course = CourseController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let members = MembersController(domains: domains, site: site)
    let activity = ActivityController(domains: domains, site: site)
    let authoring = AuthoringController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let attempt = AttemptController(domains: domains, site: site)
    let gradebook = GradebookController(domains: domains, site: site)
    let people = PeopleController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let join = JoinController(domains: domains, site: site, limiter: RateLimiter(perSecond: 0.2, burst: 20))
    let media = MediaController(domains: domains, site: site)
    let package = PackageController(domains: domains, site: site)
    return [
        .get("/", front.index),
        .get("/catalogue", front.catalogue),
        .get("/teaching", front.teaching),
        .get("/schools", front.schools),
        .get("/help", front.help),
        .get("/language/:language", front.language),
        .get("/accessibility", front.accessibility),
        .post("/accessibility", front.changeAccessibility),

        .get("/sign-in", account.signIn),
        .post("/session", account.createSession),
        .post("/sign-out", account.signOut),
        .get("/me", account.show),
        .post("/me/password", account.changePassword),
        .post("/me/sessions/end", account.endSessions),
        .get("/consent", account.consent),
        .post("/consent", account.giveConsent),
        .post("/consent/withdrawal", account.withdrawConsent),

        .get("/o/:slug", front.show),
        .get("/o/:slug/people", people.show),
        .post("/o/:slug/people/lists", people.upload),
        .post("/o/:slug/people/lists/:list/confirmation", people.confirm),
        .post("/o/:slug/people/:user/password", people.resetPassword),
        .get("/o/:slug/courses/new", course.new),
        .post("/o/:slug/courses", course.create),
        .post("/o/:slug/courses/import", course.importCourse),

        .get("/courses/:course", course.show),
        .post("/courses/:course/enrolment", course.enrol),
        .get("/courses/:course/settings", course.settings),
        .post("/courses/:course/settings", course.changeSettings),
        .get("/courses/:course/export.zip", course.export),
        .get("/courses/:course/export.imscc", course.exportCartridge),
        .post("/courses/:course/modules", course.addModule),
        .get("/courses/:course/grades", gradebook.own),
        .get("/courses/:course/gradebook", gradebook.show),
        .get("/courses/:course/gradebook.csv", gradebook.csv),
        .get("/courses/:course/members", members.show),
        .post("/courses/:course/members", members.enrol),
        .post("/courses/:course/members/:user/withdrawal", members.withdraw),
        .post("/courses/:course/organisation-enrolment", members.enrolOrganisation),
        .post("/courses/:course/invitations", members.invite),
        .post("/courses/:course/invitations/:invitation/withdrawal", members.withdrawInvitation),
        .get("/join", join.find),
        .get("/join/:code", join.show),
        .post("/join/:code", join.accept),

        .get("/modules/:module/:kind/new", authoring.new),
        .post("/modules/:module/:kind", authoring.create),
        .post("/preview", authoring.preview),
        .get("/activities/:activity", activity.show),
        .post("/activities/:activity/completion", activity.complete),
        .post("/activities/:activity/watching", activity.watch),
        .get("/activities/:activity/player", package.show),
        .post("/activities/:activity/tracking", package.track),
        .get("/activities/:activity/edit", authoring.edit),
        .post("/activities/:activity/edit", authoring.change),
        .post("/activities/:activity/removal", authoring.remove),
        .get("/activities/:activity/quiz", authoring.quiz),
        .post("/activities/:activity/quiz", authoring.changeQuiz),
        .get("/activities/:activity/questions.gift", authoring.exportQuestions),
        .get("/activities/:activity/results", attempt.results),
        .post("/activities/:activity/attempts", attempt.create),

        .get("/attempts/:attempt", attempt.show),
        .post("/attempts/:attempt/answers", attempt.save),
        .post("/attempts/:attempt/page", attempt.turn),
        .get("/attempts/:attempt/review", attempt.review),
        .post("/attempts/:attempt/slots/:slot/mark", attempt.mark),

        .get("/media/:asset/:name", media.show),
        .get("/run/:pass/launch.js", package.launch),
        .get("/run/:pass/files/**", package.file),
    ]
}

/// What the server's owner looks at; not pages.
struct Operations: Sendable {
    let domains: Domains
    let metrics: RequestMetrics
    let metricsToken: String?

    /// The process runs.
    func live(_ request: Request, context: AppContext) async throws -> Response { text("ok") }

    /// The database takes writes.
    func ready(_ request: Request, context: AppContext) async throws -> Response {
        do {
            try await domains.database.write { tx in try tx.run("DELETE FROM jobs WHERE id = -1") }
            return text("ok")
        } catch { return text("database: \(error)", status: .serviceUnavailable) }
    }

    /// For whoever stands on this machine, or brings the token.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        // A proxy on this machine is local too, but whom it speaks for is not.
        let isLocal =
            ["127.0.0.1", "::1"].contains(context.channel.remoteAddress?.ipAddress ?? "")
            && request.headers[.forwardedFor] == nil
        let token = request.headers[.authorization]?.split(separator: " ").last.map(String.init) ?? ""
        let isKnown = metricsToken.map { Hashing.equal(Array($0.utf8), Array(token.utf8)) } ?? false
        guard isLocal || isKnown else { throw Refused.notFound }
        return text(metrics.text)
    }

    private func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The router: middleware from the outside in, then the table.
func router(
    _ domains: Domains, _ site: Site, settings: Settings, metrics: RequestMetrics, temporaryFolder: String
) -> Router<AppContext> {
    let isSecure = settings.certificate != nil
    let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: LogMiddleware(metrics: metrics))
    router.add(middleware: SecurityHeadersMiddleware(isSecure: isSecure))
    router.add(middleware: RequestIDMiddleware(isSecure: isSecure, trustsProxy: settings.trustsProxy))
    router.add(middleware: ErrorMiddleware(site: site))
    router.add(middleware: BodyDeadlineMiddleware())
    router.get("/assets/**") { [assets = site.assets] request, context in
        let path = context.parameters.getCatchAll().joined(separator: "/")
        guard let response = assets.respond(to: path, request: request) else { throw HTTPError(.notFound) }
        return response
    }
    let operations = Operations(domains: domains, metrics: metrics, metricsToken: settings.metricsToken)
    router.get("/livez", use: operations.live)
    router.get("/readyz", use: operations.ready)
    router.get("/metrics", use: operations.show)
    let pages = router.group()
        .add(middleware: CompressionMiddleware())
        .add(middleware: SessionMiddleware(domains: domains))
        .add(middleware: ErrorMiddleware(site: site))
        .add(middleware: OriginGuardMiddleware(origins: Set([site.publicAddress].compactMap { $0 })))
    for route in routes(domains, site, temporaryFolder: temporaryFolder) {
        pages.on(RouterPath(route.path), method: route.method, use: route.handler)
    }
    pages.get("**") { _, _ -> Response in throw Refused.notFound }
    return router
}
