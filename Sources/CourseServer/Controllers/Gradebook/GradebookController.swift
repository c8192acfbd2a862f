import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Grades to be looked at: by the teacher, by the learner, in files and on paper.
struct GradebookController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, access) = try await journal(context)
        let page = GradebookPage(sheet: sheet, access: access)
        var response = self.page(page.frame, request, context)
        // An old copy, shown again by the browser's Back, would not hold what was written since.
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        let table = GradebookTable(sheet, context.t)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"gradebook-\(sheet.course.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([table.head] + table.rows))))
    }

    func xlsx(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        let path = temporaryFolder + "/journal-" + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try GradebookTable(sheet, context.t).workbook(named: context.t["course.gradebook"]).write(to: path)
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"gradebook-\(sheet.course.id).xlsx\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    func statement(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, access) = try await journal(context)
        let page = StatementPage(
            sheet: sheet, school: access.path.dropFirst().first?.space.name,
            teachers: try await domains.gradebook.teachers(of: sheet.course), date: domains.now())
        return self.page(page.frame, request, context)
    }

    func own(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Course.ID = try context.parameters.id("course")
        let (sheet, access) = try await domains.gradebook.visitOwn(id, by: user.id)
        if let refusal = access.refusal(of: .study) { throw Refused(refusal) }
        guard access.ownRoles.contains(.learner), let row = sheet.rows.first else {
            throw Refused.forbidden(.notMember)
        }
        let page = GradesPage(
            sheet: sheet, row: row, access: access,
            completion: try await domains.progress.completion(of: user.id, in: id))
        return self.page(page.frame, request, context)
    }
}

extension Controller {
    /// The journal of the address, for who may grade there.
    func journal(_ context: AppContext) async throws -> (GradebookSheet, Access) {
        let (sheet, access) = try await domains.gradebook.visit(
            try context.parameters.id("course"), by: context.user?.id)
        if let refusal = access.refusal(of: .grade) { throw Refused(refusal) }
        return (sheet, access)
    }
}

/// The journal as other programs get it: titles that the import knows again.
struct GradebookTable {
    private let sheet: GradebookSheet
    private let t: Words

    init(_ sheet: GradebookSheet, _ t: Words) {
        self.sheet = sheet
        self.t = t
    }

    var head: [String] {
        [t["gradebook.learner"], t["gradebook.login"]]
            + sheet.columns.map { column in column.heldOn.map { "\(column.title) \($0)" } ?? column.title }
            + [t["gradebook.hundred"]] + (sheet.plan.scale == .hundredPoint ? [] : [t.scale(sheet.plan.scale)])
    }

    var rows: [[String]] {
        sheet.rows.map { row in
            [row.name.full, row.learner.login]
                + row.marks.cells.map { $0?.text(t.decimalSeparator) ?? "" }
                + t.totals(row.total, sheet).map { $0 == "—" ? "" : $0 }
        }
    }

    func workbook(named name: String) -> Workbook {
        let cells = rows.map { row in
            row.enumerated().map { place, text -> Workbook.Cell in
                if text.isEmpty { return .empty }
                guard place > 1, let points = try? Points(decimal: text) else { return .text(text) }
                return .number(points.decimal("."))
            }
        }
        return Workbook(name: name, head: head, rows: cells, widths: [32, 16, 12])
    }
}
