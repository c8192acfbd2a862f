/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let documents = ContestDocumentController(domains: domains, site: site)
    return [
        // The contest itself.
        .get("/contests", contest.list),
        .get("/contests/:contest", contest.show),

        // Works, tasks and lessons.

        // The jury.

        // Results.

        // Papers.
        .get("/contests/:contest/documents", documents.show),
        .post("/contests/:contest/documents", documents.create),

    ]
}
