import Archives
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage
import Surveys

/// What a survey's answers say together: of the whole for who asks, of their organisation for who leads one.
struct SurveyResultsController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let results = try await results(request, context)
        return page(SurveyResultsPage(results: results).frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let results = try await results(request, context)
        let table = SurveyTable(results, context.t)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"survey-\(results.visit.survey.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([table.head] + table.rows))))
    }

    func xlsx(_ request: Request, context: AppContext) async throws -> Response {
        let results = try await results(request, context)
        let path = temporaryFolder + "/survey-" + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SurveyTable(results, context.t).workbook(named: context.t["survey.results"]).write(to: path)
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"survey-\(results.visit.survey.id).xlsx\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func results(_ request: Request, _ context: AppContext) async throws -> SurveyResults {
        let visit = try await survey(context)
        guard visit.seesResults else { throw Refused.forbidden(.role(.managePeople)) }
        let (turnout, report) = try await domains.surveys.report(of: visit.survey.id)
        var results = SurveyResults(visit: visit, turnout: turnout, report: report)
        let slug = request.query("school")
        results.place = turnout.firstIndex { turnout in
            slug.map { turnout.space.slug == $0 } ?? !visit.manages && visit.leads.contains(turnout.space.id)
        }
        if slug != nil {
            guard let place = results.place, visit.manages || visit.leads.contains(turnout[place].space.id) else {
                throw Refused.notFound
            }
        }
        if report != nil, let previous = visit.survey.previous {
            results.earlier = try await domains.surveys.report(of: previous).report
        }
        return results
    }
}

/// The results as far as one person may see them.
struct SurveyResults {
    var visit: SurveyVisit
    var turnout: [Turnout]
    var report: SurveyReport?
    /// The organisation looked at; nil for the whole.
    var place: Int?
    var earlier: SurveyReport?

    /// Nil while the survey goes on, and where too few answered. Who does not manage the survey has no whole.
    var group: GroupReport? {
        guard let report else { return nil }
        return place.map { report.groups[$0] } ?? (visit.manages ? report.whole : nil)
    }

    /// The same group when the survey was asked before.
    var earlierGroup: GroupReport? {
        guard let earlier else { return nil }
        guard let place else { return visit.manages ? earlier.whole : nil }
        let id = turnout[place].space.id
        return earlier.turnout.firstIndex { $0.space.id == id }.flatMap { earlier.groups[$0] }
    }

    /// Places of the organisations the person may look at.
    var places: [Int] {
        turnout.indices.filter { visit.manages || visit.leads.contains(turnout[$0].space.id) }
    }

    /// The earlier value of a scale of the same name, 0…100.
    func earlierPercent(of scale: Scale) -> Double? {
        guard let place = earlier?.content.scales.firstIndex(where: { $0.name == scale.name }) else { return nil }
        return earlierGroup?.scales[place]?.measure.percent
    }

    func earlierPercent(of question: SurveyQuestion) -> Double? {
        guard let place = earlier?.content.questions.firstIndex(where: { $0.text == question.text }) else { return nil }
        return earlierGroup?.questions[place]?.measure?.percent
    }
}
