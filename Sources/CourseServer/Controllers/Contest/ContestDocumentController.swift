import Accounts
import Contest
import Documents
import Hummingbird
import Storage

/// Papers of a contest, issued by its organiser.
struct ContestDocumentController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let group = request.query("group").flatMap(RecipientGroup.Kind.init(rawValue:))
        let fields = FormFields(pairs: [
            ("group", (group ?? .participants).rawValue), ("template", (group ?? .participants).paper),
            ("occasion", visit.contest.title), ("dated", context.t.date(domains.now())),
            ("all", "1"),
        ])
        let page = try await page(visit, fields)
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        var page = try await page(visit, form)
        do {
            guard let choice = page.choices.first(where: { $0.key == form["template"] }) else {
                throw DocumentRefusal.templateMissing
            }
            guard let group = form["group"].flatMap(RecipientGroup.Kind.init(rawValue:)) else {
                throw DocumentRefusal.noRecipients
            }
            let paper = ContestPaper(
                content: choice.content, series: choice.series(form, context.t, domains.now()),
                occasion: form["occasion"] ?? "", dated: form["dated"] ?? "", place: form.trimmed("place"),
                award: form.trimmed("award"))
            try await domains.contestDocuments.issue(
                paper, to: Set(form.all("person").compactMap { User.ID($0) }), in: group, of: visit.contest.id,
                by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/documents")
        } catch let refusal as DocumentRefusal {
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    private func page(_ visit: ContestVisit, _ fields: FormFields) async throws -> ContestDocumentsPage {
        ContestDocumentsPage(
            visit: visit, choices: try await choices(of: visit.contest.space),
            groups: try await domains.contestDocuments.recipients(of: visit.contest.id),
            batches: try await domains.contestDocuments.batches(of: visit.contest.id), fields: fields)
    }
}

extension RecipientGroup.Kind {
    /// The shipped template most often given to them.
    fileprivate var paper: String {
        switch self {
        case .participants: "certificate"
        case .finalists, .laureates: "diploma"
        case .jurors: "thanks"
        }
    }
}
