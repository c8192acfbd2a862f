import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Spaces
import Storage

/// A page as its authors write it: draft, publication, history.
struct PageController: Controller {
    let domains: Domains
    let site: Site

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, page, course) = try await authored(context)
        let (draft, others) = try await domains.courses.draft(of: open.activity.id, by: user.id)
        var form = PageEditPage(course: course, activity: open.activity, others: others)
        form.draft = draft
        form.published = page.markdown
        form.isBehind = draft.map { $0.baseVersion != open.version } ?? false
        form.fields = FormFields(pairs: [
            ("title", draft?.title ?? open.activity.title), ("text", draft?.markdown ?? page.markdown),
            ("version", "\(draft?.baseVersion ?? open.version)"), ("revision", "\(draft?.revision ?? 0)"),
        ])
        return self.page(form.frame, request, context)
    }

    /// Publishes: what is in the form becomes what learners read.
    func change(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, _, course) = try await authored(context)
        let fields = try await request.formFields(context: context)
        do {
            let text = try domains.courses.render(fields["text"] ?? "")
            try await domains.courses.change(
                page: open.activity.id, titled: fields["title"] ?? "", to: text, version: fields.int("version") ?? 0,
                by: user.id)
            return redirect("/activities/\(open.activity.id)")
        } catch {
            guard let text = context.t.text(authoringError: error) else { throw error }
            var form = PageEditPage(course: course, activity: open.activity)
            form.fields = fields
            form.refusal = text
            if case AuthoringRefusal.changedMeanwhile(_, let theirs) = error {
                // Saved again, our text now replaces theirs: the author has seen it.
                form.merge(with: theirs, version: open.version)
            }
            return refused(form.frame, request, context)
        }
    }

    private struct Saved: Encodable {
        var saved: String?
        var revision: Int?
        var error: String?
    }

    /// Keeps a draft; answers a script in JSON and a form with the page again.
    func keepDraft(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, _, course) = try await authored(context)
        let fields = try await request.formFields(context: context)
        let isScript = request.headers[.accept] == "application/json"
        do {
            let draft = try await domains.courses.keep(
                draftOf: open.activity.id, titled: fields["title"] ?? "", markdown: fields["text"] ?? "",
                baseVersion: fields.int("version") ?? open.version, revision: fields.int("revision") ?? 0, by: user.id)
            guard isScript else { return redirect("/activities/\(open.activity.id)/edit") }
            return try answer(Saved(saved: context.t.time(draft.savedAt), revision: draft.revision))
        } catch let refusal as AuthoringRefusal {
            if isScript { return try answer(Saved(error: context.t.text(refusal)), status: .conflict) }
            var form = PageEditPage(course: course, activity: open.activity)
            form.fields = fields
            form.refusal = context.t.text(refusal)
            if case .draftElsewhere(let theirs) = refusal {
                let (draft, _) = try await domains.courses.draft(of: open.activity.id, by: user.id)
                form.merge(with: theirs, version: fields.int("version") ?? open.version, revision: draft?.revision ?? 0)
            }
            return refused(form.frame, request, context)
        }
    }

    func discardDraft(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, _, _) = try await authored(context)
        try await domains.courses.discardDraft(of: open.activity.id, by: user.id)
        return redirect("/activities/\(open.activity.id)/edit")
    }

    // MARK: - History

    func history(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _, course) = try await authored(context)
        let before = request.query("before").flatMap { Int($0) }
        let page = HistoryPage(
            course: course, activity: open.activity,
            history: try await domains.courses.history(of: open.activity.id, before: before))
        return self.page(page.frame, request, context)
    }

    /// One version beside another: `with`, or the one learners read.
    func version(_ request: Request, context: AppContext) async throws -> Response {
        let (open, published, course) = try await authored(context)
        let number = try number(context)
        let (title, markdown) = try await domains.courses.version(number, of: open.activity.id)
        var page = VersionPage(
            course: course, activity: open.activity, number: number, title: title, current: open.version,
            comparedWith: open.version, diff: TextDiff(from: markdown, to: published.markdown))
        if let other = request.query("with").flatMap({ Int($0) }), other != open.version {
            let (_, text) = try await domains.courses.version(other, of: open.activity.id)
            page.comparedWith = other
            page.diff = TextDiff(from: markdown, to: text)
        }
        return self.page(page.frame, request, context)
    }

    func restore(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, _, _) = try await authored(context)
        let fields = try await request.formFields(context: context)
        do {
            try await domains.courses.restore(
                version: try number(context), of: open.activity.id, current: fields.int("version") ?? 0, by: user.id)
            return redirect("/activities/\(open.activity.id)")
        } catch AuthoringRefusal.changedMeanwhile {
            // Nothing was typed that could be lost: the history, as it stands now, says what happened.
            return redirect("/activities/\(open.activity.id)/history")
        }
    }

    private func number(_ context: AppContext) throws -> Int {
        guard let number = context.parameters["version"].flatMap({ Int($0) }) else { throw Refused.notFound }
        return number
    }

    private func answer(_ saved: Saved, status: HTTPResponse.Status = .ok) throws -> Response {
        json(String(decoding: try JSONEncoder().encode(saved), as: UTF8.self), status: status)
    }

    private func authored(_ context: AppContext) async throws -> (OpenActivity, Page, Course) {
        let (open, visit) = try await visitActivity(.author, context)
        guard case .page(let page) = open.body else { throw Refused.notFound }
        return (open, page, visit.course)
    }
}
