import Contest
import Storage

@testable import CourseServer

extension MatrixRow {
    static let contests = [
        //                                                               any gue par  lea oth  tut aut hea  met adm
        // School A's contest: its author, head and those above organise it; the tutor takes part.
        MatrixRow("GET /contests", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest", "yyy yy yyy yy"),
        MatrixRow("GET /o/:slug/contests", "sff ff fyy yy"),
        MatrixRow("POST /o/:slug/contests", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/progress", "snn nn yyy yy"),
        MatrixRow("GET /contests/:contest/settings", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/settings", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/nominations", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/nominations", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/dates", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/publication", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/closing", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/removal", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/stages", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/stages/new", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/stages", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/stages/:stage/edit", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/stages/:stage/edit", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/stages/:stage/position", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/stages/:stage/removal", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/regulations", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/regulations/new", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/regulations", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/regulations/:version", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/registration", "syy yy yyy yy"),
        MatrixRow("POST /contests/:contest/registration", "syy yy yyy yy"),
        MatrixRow("POST /contests/:contest/registration/withdrawal", "snn nn ynn nn"),
        MatrixRow("GET /contests/:contest/registration/receipt", "snn nn ynn nn"),
        MatrixRow("GET /contests/:contest/registrations", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/registrations.csv", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/registrations.xlsx", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/registrations/admission", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/registrations/:registration", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/registrations/:registration/decision", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/documents", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/documents", "sff ff fyy yy"),

        // A contest of the district; the author is its only entrant.
        MatrixRow("GET /contests/:contest/works", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/works/:stage", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/works/:stage", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/tasks/:task", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/tasks/:task", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/works/files/:file", "snn nn nyn yy"),
        MatrixRow("GET /contests/:contest/proofs", "sff ff fff yy"),
        MatrixRow("POST /contests/:contest/proofs", "sff ff fff yy"),
        MatrixRow("POST /contests/:contest/proofs/reopening", "sff ff fff yy"),
        MatrixRow("GET /contests/:contest/extensions", "sff ff fff yy"),
        MatrixRow("POST /contests/:contest/extensions", "sff ff fff yy"),
        MatrixRow("GET /contests/:contest/finalists", "sff ff fff yy"),
        MatrixRow("GET /contests/:contest/lessons", "yyy yy yyy yy"),
        MatrixRow("POST /contests/:contest/lessons", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/lessons/new", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/lessons/:lesson", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/lessons/:lesson/edit", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/edit", "sff ff fyf ff"),
        MatrixRow("GET /contests/:contest/lessons/:lesson/files/:file", "yyy yy yyy yy"),
        // Colleagues are those who teach or lead somewhere; a refusal by the clock is not one of rights.
        MatrixRow("POST /contests/:contest/lessons/:lesson/enrolment", "sff ff yyy yy"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/withdrawal", "syy yy yyy yy"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/beginning", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/ending", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/failure", "sff ff fyf ff"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/presence", "sff ff yyy yy"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/departure", "syy yy yyy yy"),
        MatrixRow("POST /contests/:contest/lessons/:lesson/ratings", "syy yy yyy yy"),

        // The tutor chairs the jury; a juror's table and sheets exist for nobody else.
        MatrixRow("GET /contests/:contest/jury", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/members", "sff ff fff yy"),
        MatrixRow("POST /contests/:contest/jury/members/:juror", "sff ff fff yy"),
        MatrixRow("POST /contests/:contest/jury/members/:juror/withdrawal", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/members/:juror/bans", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/samples", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/samples/:sample/removal", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/plan", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/assignment", "sff ff yff yy"),
        MatrixRow("GET /contests/:contest/jury/works/:registration", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/jury/works/:registration/third", "sff ff yff yy"),
        MatrixRow("POST /contests/:contest/sheets/:sheet/voiding", "sff ff yff yy"),
        MatrixRow("GET /contests/:contest/judging", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/judging/acceptance", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/judging/refusal", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/judging/withdrawal", "snn nn ynn nn"),
        MatrixRow("GET /contests/:contest/judging/conflicts", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/judging/conflicts", "snn nn ynn nn"),
        MatrixRow("GET /contests/:contest/judging/samples/:sample", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/judging/samples/:sample", "snn nn ynn nn"),
        MatrixRow("GET /contests/:contest/sheets/:sheet", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/sheets/:sheet", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/sheets/:sheet/marks", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/sheets/:sheet/changes", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/sheets/:sheet/recusal", "snn nn ynn nn"),
        MatrixRow("POST /contests/:contest/sheets/:sheet/remarks", "snn nn ynn nn"),

        // Of school A: the learner is an entrant with an appeal, the tutor a juror.
        MatrixRow("GET /contests/:contest/results", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/results/draft", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/results/publications", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/results/decisions", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/results/vacancies", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/protocol", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/table.csv", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/table.xlsx", "yyy yy yyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/sheets.csv", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/sheets.xlsx", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/results/versions/:result/snapshot.json", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/appeals", "snn yn yyy yy"),
        MatrixRow("POST /contests/:contest/appeals", "snn yn yyy yy"),
        MatrixRow("POST /contests/:contest/appeals/:appeal/decision", "snn yn yyy yy"),
        MatrixRow("GET /contests/:contest/votes", "yyy yy yyy yy"),
        MatrixRow("POST /contests/:contest/votes", "syy yy yyy yy"),
        MatrixRow("POST /contests/:contest/votes/flags", "sff ff fyy yy"),
        MatrixRow("POST /contests/:contest/votes/publication", "sff ff fyy yy"),
        MatrixRow("GET /contests/:contest/log", "sff ff yyy yy"),
    ]
}

/// What stands in the address of a contest's part. Each part has a contest in the state it is about.
func contestAddress(_ path: String, _ world: WebWorld) async throws -> [String: String] {
    let part = path.split(separator: "/").dropFirst(2).first.map(String.init) ?? ""
    if ["works", "tasks", "proofs", "extensions", "finalists", "lessons"].contains(part) {
        let contest = try await world.addWorkContest()
        return [
            "contest": "\(contest.id)", "stage": "\(contest.final.id)", "task": "\(contest.tasks[0].id)",
            "lesson": "\(contest.lesson)",
            "file": "\(path.contains("/lessons/") ? contest.lessonFile : contest.workFile)",
        ]
    }
    if ["jury", "judging", "sheets"].contains(part) {
        let judged = try await world.addJudged()
        return [
            "contest": "\(judged.contest)", "registration": "\(judged.entries[0])", "sample": "\(judged.sample)",
            "juror": judged.jurors[.juror].map { "\($0)" } ?? "",
            "sheet": judged.sheets[.tutor].map { "\($0[0])" } ?? "",
        ]
    }
    if ["results", "appeals", "votes", "log"].contains(part) {
        let judged = try await world.addResults()
        var values = ["contest": "\(judged.contest)"]
        if path.contains(":result") { values["result"] = "\(try await world.publish(judged))" }
        if path.contains(":appeal") {
            _ = try await world.publish(judged)
            values["appeal"] =
                "\(try await world.domains.appeals.file("Почему?", against: judged.stage, in: judged.contest, by: world.id(.learner)))"
        }
        return values
    }
    let contest = try await world.addContest()
    return [
        "contest": "\(contest)", "registration": "\(try await world.addEntrant(to: contest))",
        "stage": "\(try await world.domains.contests.visit(contest, by: nil).stages[5].id)", "version": "1",
    ]
}
