/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let result = ResultController(domains: domains, site: site, temporaryFolder: temporaryFolder)
    let appeal = AppealController(domains: domains, site: site)
    // A school behind one address votes in a lesson: a class at once, then one each two seconds.
    let vote = VoteController(domains: domains, site: site, limiter: RateLimiter(perSecond: 0.5, burst: 40))
    let log = ContestLogController(domains: domains, site: site)
    return [
        // The contest itself.
        .get("/contests", contest.list),
        .get("/contests/:contest", contest.show),

        // Works, tasks and lessons.

        // The jury.

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

    ]
}
