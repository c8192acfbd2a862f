import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// A teacher who registers for a contest.
struct RegistrationController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await form(context)
        return self.page(page.frame, request, context)
    }

    /// Hands in, or with the button `keep` keeps what is there.
    func save(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await form(context)
        let contest = page.visit.contest.id
        let fields = try await request.formFields(context: context)
        do {
            if fields["keep"] != nil {
                try await domains.registrations.keep(RegistrationForm(fields), of: user.id, for: contest)
                return redirect("/contests/\(contest)/registration")
            }
            try await domains.registrations.submit(RegistrationForm(fields), of: user.id, for: contest)
            return redirect("/contests/\(contest)/registration/receipt")
        } catch let refusal as Registration.Refusal {
            (page.fields, page.refusal) = (fields, refusal)
            return refused(page.frame, request, context)
        }
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await form(context)
        guard page.visit.registration != nil else { throw Refused.notFound }
        do {
            try await domains.registrations.withdraw(user.id, from: page.visit.contest.id)
            return redirect("/contests/\(page.visit.contest.id)/registration")
        } catch let refusal as Registration.Refusal {
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    func receipt(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await form(context)
        guard let user = context.user, let registration = page.visit.registration, registration.receipt != nil else {
            throw Refused.notFound
        }
        let receipt = ReceiptPage(
            visit: page.visit, registration: registration, name: user.name, organisations: page.organisations)
        return self.page(receipt.frame, request, context)
    }

    private func form(_ context: AppContext) async throws -> RegistrationPage {
        let visit = try await contest(context)
        let user = try context.requireUser()
        return RegistrationPage(
            visit: visit, organisations: try await domains.registrations.organisations(of: user.id),
            fields: FormFields(visit.registration), now: domains.now())
    }
}

extension FormFields {
    init(_ registration: Registration?) {
        guard let registration else {
            self.init()
            return
        }
        var pairs = [
            ("organisation", registration.organisation.map { "\($0)" } ?? ""),
            ("nomination", registration.nomination.map { "\($0)" } ?? ""), ("position", registration.position),
            ("subject", registration.subject), ("letter", registration.letter),
        ]
        if registration.state == .submitted { pairs.append(("consent", "yes")) }
        self.init(pairs: pairs)
    }
}

extension RegistrationForm {
    init(_ form: FormFields) {
        self.init(
            organisation: form["organisation"].flatMap { Space.ID($0) },
            nomination: form["nomination"].flatMap { Nomination.ID($0) }, position: form["position"] ?? "",
            subject: form["subject"] ?? "", letter: form["letter"] ?? "", consents: form["consent"] != nil)
    }
}
