/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let jury = JuryController(domains: domains, site: site)
    let judging = JudgingController(domains: domains, site: site)
    let sheets = ScoreSheetController(domains: domains, site: site)
    return [
        // The contest itself.
        .get("/contests", contest.list),
        .get("/contests/:contest", contest.show),

        // Works, tasks and lessons.

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

    ]
}
