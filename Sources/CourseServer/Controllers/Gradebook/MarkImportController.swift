import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// Marks from a spreadsheet: first a look at what they would change, then all of them or none.
struct MarkImportController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.grade, context)
        return page(MarkImportPage(course: course).frame, request, context)
    }

    func upload(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        let upload = try await request.uploadedForm(folder: temporaryFolder, fileLimit: 8 << 20, context: context)
        var page = MarkImportPage(course: sheet.course)
        guard let file = upload.file("file"), file.size > 0 else {
            page.refusal = context.t["gradebook.import_file_missing"]
            return refused(page.frame, request, context)
        }
        page.fileName = file.name
        do {
            let marks = MarkImport(try rows(of: file), into: sheet)
            page.marks = marks
            return self.page(
                page.frame, request, context, status: marks.problems.isEmpty ? .ok : .unprocessableContent)
        } catch let refusal as CSVRefusal {
            page.refusal = context.t.text(refusal)
        } catch let refusal as ArchiveRefusal {
            page.refusal = context.t.text(refusal)
        }
        return refused(page.frame, request, context)
    }

    func confirm(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, _) = try await course(.grade, context)
        let form = try await request.formFields(context: context)
        guard let changes = MarkImportPage.changes(form["cells"] ?? "") else { throw Refused.badRequest }
        do {
            try await domains.gradeEntry.enter(changes, in: course.id, by: user.id, source: .file)
            return redirect("/courses/\(course.id)/gradebook")
        } catch let refusal as GradebookRefusal {
            var page = MarkImportPage(course: course)
            page.refusal = context.t.text(refusal)
            if case .cells(let problems) = refusal {
                page.marks = MarkImport(problems: problems)
            }
            return refused(page.frame, request, context)
        }
    }

    /// A workbook is a zip and begins as one; everything else is text.
    private func rows(of file: UploadedFile) throws -> [CSV.Row] {
        let bytes = [UInt8](FileManager.default.contents(atPath: file.path) ?? Data())
        guard bytes.starts(with: [0x50, 0x4B]) else { return try CSV(bytes).rows }
        let folder = temporaryFolder + "/workbook-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try CSV.rows(ofWorkbook: file.path, unpackingInto: folder)
    }
}
