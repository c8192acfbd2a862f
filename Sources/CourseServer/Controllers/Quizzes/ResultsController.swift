import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Quizzes
import Spaces
import Storage

/// The results of a quiz: a page, and tables to take away.
struct ResultsController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await quiz(context)
        let page = ResultsPage(
            activity: open.activity, course: visit.course, results: try await results(of: open.activity.id, request))
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let sheet = ResultsSheet(try await results(of: open.activity.id, request), context.t)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"results-\(open.activity.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([sheet.head] + sheet.rows))))
    }

    func xlsx(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let sheet = ResultsSheet(try await results(of: open.activity.id, request), context.t)
        let path = temporaryFolder + "/results-" + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try sheet.workbook(named: context.t["quiz.results"]).write(to: path)
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"results-\(open.activity.id).xlsx\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func results(of quiz: Activity.ID, _ request: Request) async throws -> ResultsTable {
        let counted = request.query("count").flatMap(CountedAttempts.init(rawValue:)) ?? .all
        return try await domains.attempts.results(of: quiz, counting: counted)
    }
}
