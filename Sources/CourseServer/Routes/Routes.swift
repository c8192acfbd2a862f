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
    let reply = ReplyController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let question = QuestionController(domains: domains, site: site)
    let bank = BankController(domains: domains, site: site)
    let authoring = AuthoringController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let structure = StructureController(domains: domains, site: site)
    let page = PageController(domains: domains, site: site)
    let copy = CopyController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let review = ReviewController(domains: domains, site: site)
    let files = FilesController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let attempt = AttemptController(domains: domains, site: site)
    let results = ResultsController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let desk = DeskController(domains: domains, site: site)
    let overrides = OverrideController(domains: domains, site: site)
    let regrade = RegradeController(domains: domains, site: site)
    let statistics = StatisticsController(domains: domains, site: site)
    let assignment = AssignmentController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let marking = MarkingController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let poll = PollController(domains: domains, site: site)
    let exercise = ExerciseController(domains: domains, site: site)
    let sharedExercise = SharedExerciseController(
        domains: domains, site: site, limiter: RateLimiter(perSecond: 0.5, burst: 60))
    let gradebook = GradebookController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let marks = MarksController(domains: domains, site: site)
    let grading = GradingController(domains: domains, site: site)
    let markImport = MarkImportController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let schedule = ScheduleController(domains: domains, site: site)
    let people = PeopleController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let join = JoinController(domains: domains, site: site, limiter: RateLimiter(perSecond: 0.2, burst: 20))
    let media = MediaController(domains: domains, site: site)
    let search = SearchController(domains: domains, site: site)
    let calendar = CalendarController(domains: domains, site: site)
    let trajectory = TrajectoryController(domains: domains, site: site)
    let download = ModuleDownloadController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let package = PackageController(domains: domains, site: site)
    let survey = SurveyController(domains: domains, site: site)
    let document = DocumentController(domains: domains, site: site)
    let documentTemplate = DocumentTemplateController(domains: domains, site: site)
    let check = CheckController(domains: domains, site: site, limiter: RateLimiter(perSecond: 0.2, burst: 20))
    let surveyAnswer = SurveyAnswerController(domains: domains, site: site)
    let surveyResults = SurveyResultsController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    return [
        .get("/", front.index),
        .get("/catalogue", front.catalogue),
        .get("/teaching", front.teaching),
        .get("/schools", front.schools),
        .get("/help", front.help),
        .get("/search", search.show),
        .get("/calendar", calendar.show),
        .post("/calendar/feed", calendar.openFeed),
        .post("/calendar/feed/removal", calendar.closeFeed),
        .get("/calendar/feed/:secret", calendar.feed),
        .get("/trajectories", trajectory.list),
        .get("/trajectories/new", trajectory.new),
        .post("/trajectories", trajectory.create),
        .get("/trajectories/:trajectory", trajectory.show),
        .get("/trajectories/:trajectory/edit", trajectory.edit),
        .post("/trajectories/:trajectory/edit", trajectory.change),
        .post("/trajectories/:trajectory/completion", trajectory.finish),
        .post("/trajectories/:trajectory/resumption", trajectory.resume),
        .post("/trajectories/:trajectory/removal", trajectory.remove),
        .post("/trajectories/:trajectory/courses", trajectory.addCourse),
        .post("/trajectories/:trajectory/plans", trajectory.addPlan),
        .post("/trajectories/:trajectory/steps/:step/position", trajectory.move),
        .post("/trajectories/:trajectory/steps/:step/completion", trajectory.tick),
        .post("/trajectories/:trajectory/steps/:step/removal", trajectory.removeStep),
        .post("/trajectories/:trajectory/steps/:step/restoration", trajectory.restoreStep),
        .post("/trajectories/:trajectory/notes", trajectory.write),
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
        .post("/o/:slug/families", people.relate),
        .post("/o/:slug/families/:user/:parent/removal", people.separate),
        .get("/children/:user", people.child),
        .get("/o/:slug/marks", grading.table),
        .post("/o/:slug/marks", grading.changeTable),
        .get("/o/:slug/requirements", review.requirements),
        .post("/o/:slug/requirements", review.changeRequirements),
        .get("/o/:slug/courses/new", course.new),
        .post("/o/:slug/courses", course.create),
        .post("/o/:slug/courses/import", course.importCourse),

        .get("/o/:slug/surveys", survey.list),
        .post("/o/:slug/surveys", survey.create),
        .get("/surveys", survey.own),
        .get("/surveys/:survey", surveyAnswer.show),
        .post("/surveys/:survey/draft", surveyAnswer.keep),
        .post("/surveys/:survey/answers", surveyAnswer.answer),
        .get("/surveys/:survey/edit", survey.edit),
        .post("/surveys/:survey/edit", survey.change),
        .get("/surveys/:survey/scales", survey.scales),
        .post("/surveys/:survey/scales", survey.changeScales),
        .post("/surveys/:survey/publication", survey.publish),
        .post("/surveys/:survey/closing", survey.close),
        .post("/surveys/:survey/copies", survey.copy),
        .post("/surveys/:survey/removal", survey.remove),
        .get("/surveys/:survey/results", surveyResults.show),
        .get("/surveys/:survey/results.csv", surveyResults.csv),
        .get("/surveys/:survey/results.xlsx", surveyResults.xlsx),
        .get("/surveys/:survey/profile", surveyAnswer.profile),
        .get("/surveys/:survey/profiles/:user", surveyAnswer.shared),
        .post("/surveys/:survey/shares", surveyAnswer.share),
        .post("/surveys/:survey/shares/:user/removal", surveyAnswer.unshare),

        .get("/documents", document.own),
        .get("/documents/:document", document.show),
        .post("/documents/:document/revocation", document.revoke),
        .get("/check", check.form),
        .get("/check/:code", check.show),
        .get("/o/:slug/documents", document.list),
        .get("/o/:slug/documents.csv", document.csv),
        .get("/o/:slug/documents/new", document.new),
        .post("/o/:slug/documents", document.create),
        .get("/o/:slug/documents/batches/:batch", document.batch),
        .post("/o/:slug/documents/batches/:batch/printing", document.print),
        .get("/o/:slug/documents/batches/:batch/file", document.file),
        .get("/o/:slug/documents/templates", documentTemplate.list),
        .get("/o/:slug/documents/templates/new", documentTemplate.new),
        .post("/o/:slug/documents/templates", documentTemplate.create),
        .post("/o/:slug/documents/preview", documentTemplate.preview),
        .get("/o/:slug/documents/templates/:template", documentTemplate.edit),
        .post("/o/:slug/documents/templates/:template", documentTemplate.change),
        .post("/o/:slug/documents/templates/:template/removal", documentTemplate.remove),

        .get("/courses/:course", course.show),
        .post("/courses/:course/enrolment", course.enrol),
        .post("/courses/:course/enrolment/withdrawal", course.dropApplication),
        .get("/courses/:course/settings", course.settings),
        .post("/courses/:course/settings", course.changeSettings),
        .get("/courses/:course/export.zip", course.export),
        .get("/courses/:course/export.imscc", course.exportCartridge),
        .post("/courses/:course/copies", copy.copyCourse),
        .get("/courses/:course/edit", structure.show),
        .get("/courses/:course/check", review.show),
        .get("/courses/:course/trash", structure.trash),
        .get("/courses/:course/files", files.show),
        .post("/courses/:course/files", files.add),
        .post("/courses/:course/modules", structure.addModule),
        .get("/courses/:course/grades", gradebook.own),
        .get("/courses/:course/gradebook", gradebook.show),
        .get("/courses/:course/gradebook.csv", gradebook.csv),
        .get("/courses/:course/gradebook.xlsx", gradebook.xlsx),
        .get("/courses/:course/gradebook/statement", gradebook.statement),
        .post("/courses/:course/gradebook/marks", marks.save),
        .post("/courses/:course/gradebook/undo", marks.undo),
        .get("/courses/:course/gradebook/import", markImport.show),
        .post("/courses/:course/gradebook/import", markImport.upload),
        .post("/courses/:course/gradebook/import/confirmation", markImport.confirm),
        .get("/courses/:course/gradebook/settings", grading.settings),
        .post("/courses/:course/gradebook/settings", grading.changeSettings),
        .get("/courses/:course/gradebook/categories/new", grading.newCategory),
        .post("/courses/:course/gradebook/categories", grading.createCategory),
        .get("/courses/:course/gradebook/categories/:category", grading.category),
        .post("/courses/:course/gradebook/categories/:category", grading.changeCategory),
        .post("/courses/:course/gradebook/categories/:category/removal", grading.removeCategory),
        .get("/courses/:course/gradebook/columns/new", grading.newColumn),
        .post("/courses/:course/gradebook/columns", grading.createColumn),
        .get("/courses/:course/gradebook/columns/:column", grading.column),
        .post("/courses/:course/gradebook/columns/:column/marks", marks.saveColumn),
        .post("/courses/:course/gradebook/columns/:column/settings", grading.changeColumn),
        .post("/courses/:course/gradebook/columns/:column/removal", grading.removeColumn),
        .get("/courses/:course/gradebook/columns/:column/learners/:user", marks.cell),
        .post("/courses/:course/gradebook/columns/:column/learners/:user", marks.saveCell),
        .get("/courses/:course/members", members.show),
        .post("/courses/:course/members", members.enrol),
        .post("/courses/:course/members/:user/withdrawal", members.withdraw),
        .post("/courses/:course/applications/:user/admission", members.admit),
        .post("/courses/:course/applications/:user/refusal", members.turnDown),
        .post("/courses/:course/organisation-enrolment", members.enrolOrganisation),
        .post("/courses/:course/invitations", members.invite),
        .post("/courses/:course/invitations/:invitation/withdrawal", members.withdrawInvitation),
        .get("/courses/:course/groups", schedule.groups),
        .post("/courses/:course/groups", schedule.addGroup),
        .post("/courses/:course/groups/:group", schedule.changeGroup),
        .post("/courses/:course/groups/:group/removal", schedule.removeGroup),
        .get("/join", join.find),
        .get("/join/:code", join.show),
        .post("/join/:code", join.accept),

        .post("/modules/:module/position", structure.moveModule),
        .post("/modules/:module/details", structure.changeModule),
        .post("/modules/:module/visibility", structure.hideModule),
        .post("/modules/:module/removal", structure.removeModule),
        .post("/modules/:module/restoration", structure.restoreModule),
        .post("/modules/:module/copy", copy.copyModule),
        .post("/modules/:module/course", copy.promote),
        .get("/modules/:module/download", download.show),
        .get("/modules/:module/module.zip", download.pack),
        .get("/modules/:module/:kind/new", authoring.new),
        .post("/modules/:module/:kind", authoring.create),
        .post("/preview", authoring.preview),
        .post("/questions/preview", authoring.previewQuestions),
        .get("/activities/:activity", activity.show),
        .post("/activities/:activity/completion", activity.complete),
        .post("/activities/:activity/watching", activity.watch),
        .get("/activities/:activity/player", package.show),
        .post("/activities/:activity/tracking", package.track),
        .get("/activities/:activity/schedule", schedule.show),
        .post("/activities/:activity/schedule", schedule.change),
        .get("/activities/:activity/edit", authoring.edit),
        .post("/activities/:activity/edit", authoring.change),
        .post("/activities/:activity/draft", page.keepDraft),
        .post("/activities/:activity/draft/removal", page.discardDraft),
        .get("/activities/:activity/history", page.history),
        .get("/activities/:activity/history/:version", page.version),
        .post("/activities/:activity/history/:version/restoration", page.restore),
        .post("/activities/:activity/position", structure.move),
        .post("/activities/:activity/title", structure.rename),
        .post("/activities/:activity/visibility", structure.hide),
        .post("/activities/:activity/copy", copy.copyActivity),
        .post("/activities/:activity/removal", structure.remove),
        .post("/activities/:activity/restoration", structure.restore),
        .get("/activities/:activity/quiz", authoring.quiz),
        .post("/activities/:activity/quiz", authoring.changeQuiz),
        .get("/activities/:activity/questions", question.list),
        .get("/activities/:activity/questions/new", question.new),
        .post("/activities/:activity/questions", question.create),
        .post("/activities/:activity/questions/arrangement", question.arrange),
        .post("/activities/:activity/questions/taken", question.take),
        .get("/activities/:activity/questions/:question/edit", question.edit),
        .post("/activities/:activity/questions/:question/edit", question.change),
        .get("/courses/:course/bank", bank.ofCourse),
        .post("/courses/:course/bank", bank.changeOfCourse),
        .get("/o/:slug/bank", bank.ofOrganisation),
        .post("/o/:slug/bank", bank.changeOfOrganisation),
        .get("/questions/:question", bank.question),
        .get("/activities/:activity/questions.gift", authoring.exportQuestions),
        .get("/activities/:activity/results", results.show),
        .get("/activities/:activity/results.csv", results.csv),
        .get("/activities/:activity/results.xlsx", results.xlsx),
        .get("/activities/:activity/marking", desk.list),
        .get("/activities/:activity/marking/:question", desk.next),
        .post("/activities/:activity/marking/:question/rubric", desk.setRubric),
        .get("/activities/:activity/overrides", overrides.show),
        .post("/activities/:activity/overrides", overrides.create),
        .post("/activities/:activity/overrides/removal", overrides.remove),
        .get("/activities/:activity/regrade", regrade.show),
        .post("/activities/:activity/regrade", regrade.create),
        .post("/activities/:activity/regrade/undo", regrade.undo),
        .get("/activities/:activity/statistics", statistics.show),
        .get("/activities/:activity/statistics.csv", statistics.csv),
        .get("/activities/:activity/statistics/answers.csv", statistics.answers),
        .get("/activities/:activity/statistics/:question", statistics.question),
        .post("/activities/:activity/attempts", attempt.create),

        .get("/attempts/:attempt", attempt.show),
        .post("/attempts/:attempt/answers", attempt.save),
        .post("/attempts/:attempt/page", attempt.turn),
        .get("/attempts/:attempt/review", attempt.review),
        .post("/attempts/:attempt/slots/:slot/mark", attempt.mark),
        .post("/attempts/:attempt/slots/:slot/files", reply.attach),
        .get("/attempts/:attempt/slots/:slot/files/:asset", reply.show),
        .post("/attempts/:attempt/slots/:slot/files/:asset/removal", reply.detach),
        .get("/attempts/:attempt/slots/:slot/marking", desk.show),
        .post("/attempts/:attempt/slots/:slot/marking", desk.mark),
        .get("/attempts/:attempt/slots/:slot/history", desk.history),

        .post("/activities/:activity/submission/draft", assignment.save),
        .post("/activities/:activity/submission", assignment.submit),
        .post("/activities/:activity/submission/files", assignment.attach),
        .post("/activities/:activity/submission/files/:file/removal", assignment.detach),
        .post("/activities/:activity/submission/withdrawal", assignment.withdraw),
        .get("/activities/:activity/submissions", marking.list),
        .get("/activities/:activity/submissions/next", marking.next),
        .post("/activities/:activity/submissions/release", marking.release),
        .get("/activities/:activity/extensions", marking.extensions),
        .post("/activities/:activity/extensions", marking.extend),
        .get("/submissions/:submission", marking.show),
        .post("/submissions/:submission/mark", marking.mark),
        .post("/submissions/:submission/annotations", marking.annotate),
        .post("/submissions/:submission/annotations/:annotation/removal", marking.removeAnnotation),
        .post("/submissions/:submission/feedback", marking.attach),
        .post("/submissions/:submission/feedback/:file/removal", marking.detach),
        .get("/submissions/:submission/files/:file", assignment.file),

        .post("/activities/:activity/answers", poll.answer),
        .get("/activities/:activity/answers", poll.results),
        .get("/activities/:activity/answers.csv", poll.csv),

        .get("/activities/:activity/exercise", exercise.show),
        .post("/activities/:activity/tries", exercise.take),
        .get("/activities/:activity/tries", exercise.results),
        .post("/activities/:activity/sharing", exercise.share),
        .get("/activities/:activity/sheet", exercise.sheet),
        .post("/exercises/preview", exercise.preview),
        .get("/x/:code", sharedExercise.show),
        .post("/x/:code", sharedExercise.take),
        .get("/x/:code/media/:asset/:name", sharedExercise.file),

        .get("/media/:asset/:name", media.show),
        .get("/run/:pass/launch.js", package.launch),
        .get("/run/:pass/files/**", package.file),
    ] + contestRoutes(domains, site, temporaryFolder: temporaryFolder)
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
    router.get("/worker.js", use: OfflineWorker(site: site).show)
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
