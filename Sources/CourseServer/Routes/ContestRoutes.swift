/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let work = ContestWorkController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let proof = ProofController(domains: domains, site: site)
    let lesson = OwnLessonController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    return [
        // The contest itself.
        .get("/contests", contest.list),
        .get("/contests/:contest", contest.show),

        // Works, tasks and lessons.
        .get("/contests/:contest/work", work.desk),
        .get("/contests/:contest/work/:stage", work.stage),
        .post("/contests/:contest/work/:stage", work.sendToStage),
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

        // Results.

    ]
}
