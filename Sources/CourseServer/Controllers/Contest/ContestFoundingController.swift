import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// Contests of an organisation: the list, and founding one from a template or from an earlier one.
struct ContestFoundingController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await organisation(context)
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await organisation(context)
        let form = try await request.formFields(context: context)
        do {
            let (outline, original) = try await outline(form, page, context.t)
            let id: Contest.ID
            if form["rehearsal"] != nil {
                id = try await domains.contests.rehearse(
                    outline, entrants: try form.number("entrants", .entrants) ?? 0, in: page.space.id,
                    copying: original, by: user.id)
            } else {
                id = try await domains.contests.found(outline, in: page.space.id, copying: original, by: user.id)
            }
            return redirect("/contests/\(id)/settings?founded=yes")
        } catch let refusal as ContestRefusal {
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    /// What to begin from: `template:KEY`, `contest:NUMBER` or nothing.
    private func outline(
        _ form: FormFields, _ page: OrganisationContestsPage, _ t: Words
    ) async throws -> (ContestOutline, copying: Contest.ID?) {
        guard let start = t.timeZone.startOfDay(form.trimmed("start")) else { throw ContestRefusal.startMissing }
        let basis = (form["basis"] ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        var outline: ContestOutline
        var original: Contest.ID?
        switch (basis.first, basis.last) {
        case ("template", let key):
            guard let template = page.templates.first(where: { $0.key == key }) else { throw Refused.badRequest }
            outline = try template.outline(from: start)
        case ("contest", let number):
            guard let id = number.flatMap({ Contest.ID($0) }) else { throw Refused.badRequest }
            outline = try await domains.contests.outline(copying: id, of: page.space.id, startingOn: start)
            original = id
        default:
            outline = ContestOutline(
                title: "", registrationOpens: start, registrationCloses: start.addingTimeInterval(14 * 86_400 - 60))
        }
        if !form.trimmed("title").isEmpty { outline.title = form["title"] ?? "" }
        return (outline, original)
    }

    private func organisation(_ context: AppContext) async throws -> OrganisationContestsPage {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        try await require(.createCourse, in: space.id, context)
        let tomorrow = context.t.timeZone.day(of: domains.now().addingTimeInterval(86_400))
        return OrganisationContestsPage(
            space: space, contests: try await domains.contests.all(of: space.id),
            templates: try ContestTemplate.all.get(),
            fields: FormFields(pairs: [("start", tomorrow), ("entrants", "12")]))
    }
}

extension FormFields {
    /// A whole number; nil for an empty field. Throws `ContestRefusal.notANumber`.
    func number(_ name: String, _ field: ContestRefusal.Field) throws(ContestRefusal) -> Int? {
        let text = trimmed(name)
        guard !text.isEmpty else { return nil }
        guard let number = Int(text) else { throw .notANumber(field) }
        return number
    }
}
