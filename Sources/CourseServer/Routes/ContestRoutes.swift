/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let founding = ContestFoundingController(domains: domains, site: site)
    let settings = ContestSettingsController(domains: domains, site: site)
    let stage = StageController(domains: domains, site: site)
    let regulation = RegulationController(domains: domains, site: site)
    let registration = RegistrationController(domains: domains, site: site)
    let registrations = RegistrationDeskController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let work = ContestWorkController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let proof = ProofController(domains: domains, site: site)
    let lesson = OwnLessonController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let documents = ContestDocumentController(domains: domains, site: site)
    let jury = JuryController(domains: domains, site: site)
    let judging = JudgingController(domains: domains, site: site)
    let sheets = ScoreSheetController(domains: domains, site: site)
    let result = ResultController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let appeal = AppealController(domains: domains, site: site)
    // A school behind one address votes in a lesson: a class at once, then one each two seconds.
    let vote = VoteController(domains: domains, site: site, limiter: RateLimiter(perSecond: 0.5, burst: 40))
    let log = ContestLogController(domains: domains, site: site)
    return [
        // The contest itself.
        .get("/contests", contest.list),
        .get("/contests/:contest", contest.show),
        .get("/o/:slug/contests", founding.list),
        .post("/o/:slug/contests", founding.create),
        .get("/contests/:contest/progress", contest.progress),
        .get("/contests/:contest/settings", settings.show),
        .post("/contests/:contest/settings", settings.change),
        .get("/contests/:contest/nominations", settings.nominations),
        .post("/contests/:contest/nominations", settings.changeNominations),
        .post("/contests/:contest/dates", settings.shift),
        .post("/contests/:contest/publication", settings.publish),
        .post("/contests/:contest/closing", settings.close),
        .post("/contests/:contest/removal", settings.remove),
        .get("/contests/:contest/stages", stage.list),
        .get("/contests/:contest/stages/new", stage.new),
        .post("/contests/:contest/stages", stage.create),
        .get("/contests/:contest/stages/:stage/edit", stage.edit),
        .post("/contests/:contest/stages/:stage/edit", stage.change),
        .post("/contests/:contest/stages/:stage/position", stage.move),
        .post("/contests/:contest/stages/:stage/removal", stage.remove),
        .get("/contests/:contest/regulations", regulation.show),
        .get("/contests/:contest/regulations/new", regulation.edit),
        .post("/contests/:contest/regulations", regulation.publish),
        .get("/contests/:contest/regulations/:version", regulation.show),
        .get("/contests/:contest/registration", registration.show),
        .post("/contests/:contest/registration", registration.save),
        .post("/contests/:contest/registration/withdrawal", registration.withdraw),
        .get("/contests/:contest/registration/receipt", registration.receipt),
        .get("/contests/:contest/registrations", registrations.list),
        .get("/contests/:contest/registrations.csv", registrations.csv),
        .get("/contests/:contest/registrations.xlsx", registrations.xlsx),
        .post("/contests/:contest/registrations/admission", registrations.admit),
        .get("/contests/:contest/registrations/:registration", registrations.show),
        .post("/contests/:contest/registrations/:registration/decision", registrations.decide),

        // Works, tasks and lessons.
        .get("/contests/:contest/works", work.desk),
        .get("/contests/:contest/works/:stage", work.stage),
        .post("/contests/:contest/works/:stage", work.sendToStage),
        .get("/contests/:contest/tasks/:task", work.task),
        .post("/contests/:contest/tasks/:task", work.sendToTask),
        .get("/contests/:contest/works/files/:file", work.file),
        .get("/contests/:contest/proofs", proof.queue),
        .post("/contests/:contest/proofs", proof.check),
        .post("/contests/:contest/proofs/reopening", proof.reopen),
        .get("/contests/:contest/extensions", proof.extensions),
        .post("/contests/:contest/extensions", proof.extend),
        .get("/contests/:contest/finalists", proof.finalists),
        .get("/contests/:contest/lessons", lesson.timetable),
        .post("/contests/:contest/lessons", lesson.book),
        .get("/contests/:contest/lessons/new", lesson.new),
        .get("/contests/:contest/lessons/:lesson", lesson.show),
        .get("/contests/:contest/lessons/:lesson/edit", lesson.edit),
        .post("/contests/:contest/lessons/:lesson/edit", lesson.change),
        .get("/contests/:contest/lessons/:lesson/files/:file", lesson.file),
        .post("/contests/:contest/lessons/:lesson/enrolment", lesson.enrol),
        .post("/contests/:contest/lessons/:lesson/withdrawal", lesson.withdraw),
        .post("/contests/:contest/lessons/:lesson/beginning", lesson.start),
        .post("/contests/:contest/lessons/:lesson/ending", lesson.end),
        .post("/contests/:contest/lessons/:lesson/failure", lesson.fail),
        .post("/contests/:contest/lessons/:lesson/presence", lesson.enter),
        .post("/contests/:contest/lessons/:lesson/departure", lesson.leave),
        .post("/contests/:contest/lessons/:lesson/ratings", lesson.rate),

        // The jury.
        .get("/contests/:contest/jury", jury.show),
        .post("/contests/:contest/jury/members", jury.invite),
        .post("/contests/:contest/jury/members/:juror", jury.change),
        .post("/contests/:contest/jury/members/:juror/withdrawal", jury.withdraw),
        .post("/contests/:contest/jury/members/:juror/bans", jury.ban),
        .post("/contests/:contest/jury/samples", jury.addSample),
        .post("/contests/:contest/jury/samples/:sample/removal", jury.removeSample),
        .post("/contests/:contest/jury/plan", jury.plan),
        .post("/contests/:contest/jury/assignment", jury.assign),
        .get("/contests/:contest/jury/works/:registration", jury.work),
        .post("/contests/:contest/jury/works/:registration/third", jury.callThird),
        .post("/contests/:contest/sheets/:sheet/voiding", jury.void),
        .get("/contests/:contest/judging", judging.show),
        .post("/contests/:contest/judging/acceptance", judging.accept),
        .post("/contests/:contest/judging/refusal", judging.decline),
        .post("/contests/:contest/judging/withdrawal", judging.withdraw),
        .get("/contests/:contest/judging/conflicts", judging.conflicts),
        .post("/contests/:contest/judging/conflicts", judging.declare),
        .get("/contests/:contest/judging/samples/:sample", judging.sample),
        .post("/contests/:contest/judging/samples/:sample", judging.markSample),
        .get("/contests/:contest/sheets/:sheet", sheets.show),
        .post("/contests/:contest/sheets/:sheet", sheets.turn),
        .post("/contests/:contest/sheets/:sheet/marks", sheets.keep),
        .post("/contests/:contest/sheets/:sheet/changes", sheets.change),
        .post("/contests/:contest/sheets/:sheet/recusal", sheets.recuse),
        .post("/contests/:contest/sheets/:sheet/remarks", sheets.remark),

        // Results.
        .get("/contests/:contest/results", result.show),
        .get("/contests/:contest/results/draft", result.draft),
        .post("/contests/:contest/results/publications", result.publish),
        .post("/contests/:contest/results/decisions", result.decide),
        .post("/contests/:contest/results/vacancies", result.keepPlaces),
        .get("/contests/:contest/results/versions/:result", result.version),
        .get("/contests/:contest/results/versions/:result/protocol", result.protocolSheet),
        .get("/contests/:contest/results/versions/:result/table.csv", result.csv),
        .get("/contests/:contest/results/versions/:result/table.xlsx", result.xlsx),
        .get("/contests/:contest/results/versions/:result/sheets.csv", result.sheetsCSV),
        .get("/contests/:contest/results/versions/:result/sheets.xlsx", result.sheetsXLSX),
        .get("/contests/:contest/results/versions/:result/snapshot.json", result.snapshot),
        .get("/contests/:contest/appeals", appeal.show),
        .post("/contests/:contest/appeals", appeal.file),
        .post("/contests/:contest/appeals/:appeal/decision", appeal.decide),
        .get("/contests/:contest/votes", vote.show),
        .post("/contests/:contest/votes", vote.vote),
        .post("/contests/:contest/votes/flags", vote.decide),
        .post("/contests/:contest/votes/publication", vote.publish),
        .get("/contests/:contest/log", log.show),

        // Papers.
        .get("/contests/:contest/documents", documents.show),
        .post("/contests/:contest/documents", documents.create),

    ]
}
