/// The addresses of contests, part by part.
func contestRoutes(_ domains: Domains, _ site: Site, temporaryFolder: String) -> [Route] {
    let contest = ContestController(domains: domains, site: site)
    let founding = ContestFoundingController(domains: domains, site: site)
    let settings = ContestSettingsController(domains: domains, site: site)
    let stage = StageController(domains: domains, site: site)
    let regulation = RegulationController(domains: domains, site: site)
    let registration = RegistrationController(domains: domains, site: site)
    let registrations = RegistrationDeskController(domains: domains, site: site, temporaryFolder: temporaryFolder)
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

        // The jury.

        // Results.

    ]
}
