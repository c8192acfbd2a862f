import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// The text that binds everybody: read in any version, published in a new one.
struct RegulationController: Controller {
    let domains: Domains
    let site: Site

    /// The version in force, or the one of the address.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        var version: Int?
        if let text = context.parameters["version"] {
            guard let number = Int(text) else { throw Refused.notFound }
            version = number
        }
        let (regulation, versions) = try await domains.contests.regulation(of: visit.contest.id, version: version)
        guard regulation != nil || version == nil else { throw Refused.notFound }
        let page = RegulationPage(visit: visit, regulation: regulation, versions: versions)
        return self.page(page.frame, request, context)
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let (regulation, _) = try await domains.contests.regulation(of: visit.contest.id)
        let page = RegulationFormPage(visit: visit, text: regulation?.text ?? "")
        return self.page(page.frame, request, context)
    }

    func publish(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        do {
            try await domains.contests.publish(
                regulation: form["text"] ?? "", of: visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/regulations")
        } catch let refusal as ContestRefusal {
            let page = RegulationFormPage(visit: visit, text: form["text"] ?? "", refusal: refusal)
            return refused(page.frame, request, context)
        }
    }
}
