import Accounts
import Archives
import Courses
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces

/// Grades for the teacher and for the learner.
struct GradebookController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.grade, context)
        let page = GradebookPage(sheet: try await domains.gradebook.sheet(of: course.id), access: access)
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.grade, context)
        let sheet = try await domains.gradebook.sheet(of: course.id)
        let t = context.t
        let head =
            [t["gradebook.learner"]] + sheet.columns.map(\.title)
            + [t["gradebook.sum"], t["gradebook.hundred"], t["gradebook.five"]]
        let rows = sheet.rows.map { row -> [String] in
            let total = sheet.total(of: row)
            return [row.name.full] + sheet.columns.map { row.grades[$0.id].map { t.plainNumber($0.number) } ?? "" } + [
                t.plainNumber(total.earned.number), total.hundredPoint.map { t.plainNumber($0) } ?? "",
                total.fivePoint().map { "\($0)" } ?? "",
            ]
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"gradebook-\(course.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([head] + rows))))
    }

    func own(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, access) = try await course(.study, context)
        guard access.ownRoles.contains(.learner) else { throw Refused.forbidden(.notMember) }
        let (contents, grades) = try await domains.gradebook.grades(of: user.id, in: course.id)
        return page(GradesPage(contents: contents, grades: grades, access: access).frame, request, context)
    }
}

extension Words {
    /// A number for a table of another program: this language's decimal mark, nothing between thousands.
    func plainNumber(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let text = hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
        return text.replacing(".", with: decimalSeparator)
    }
}
