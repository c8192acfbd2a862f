import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Writing marks: many cells by the script, a column or a cell by a form.
struct MarksController: Controller {
    let domains: Domains
    let site: Site

    /// Cells as the script sends them: all are taken or none, and the answer names which and why.
    func save(_ request: Request, context: AppContext) async throws -> Response {
        guard let user = context.user else { return json("{\"error\":\"signed_out\"}", status: .unauthorized) }
        let (course, _) = try await course(.grade, context)
        let body = try await request.body.collect(upTo: 1 << 20)
        guard let sent = try? JSONDecoder().decode(SentCells.self, from: Data(body.readableBytesView)),
            sent.cells.count <= CellChange.limit
        else { return json("{\"error\":\"malformed\"}", status: .badRequest) }
        do {
            let receipt = try await domains.gradeEntry.enter(
                sent.cells.map(\.change), in: course.id, by: user.id, source: sent.isPaste == true ? .paste : .hand)
            let sheet = try await domains.gradebook.sheet(of: course.id)
            let learners = Set(sent.cells.map(\.u))
            return json(WrittenCells(sheet, context.t, of: learners, changed: receipt.changed).json)
        } catch GradebookRefusal.cells(let problems) {
            return json(RefusedCells(problems, context.t).json, status: .unprocessableContent)
        }
    }

    func undo(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, _) = try await course(.grade, context)
        let wantsJSON = request.headers[.accept]?.contains("json") == true
        do {
            let count = try await domains.gradeEntry.undo(in: course.id, by: user.id)
            if wantsJSON {
                let sheet = try await domains.gradebook.sheet(of: course.id)
                return json(WrittenCells(sheet, context.t, changed: count).json)
            }
            return redirect("/courses/\(course.id)/gradebook")
        } catch let refusal as GradebookRefusal {
            if wantsJSON {
                var problems: [CellProblem] = []
                if case .cells(let cells) = refusal { problems = cells }
                return json(
                    RefusedCells(problems, context.t, message: context.t.text(refusal)).json,
                    status: .unprocessableContent)
            }
            let (sheet, access) = try await journal(context)
            let page = GradebookPage(sheet: sheet, access: access, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    /// A column by its form.
    func saveColumn(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (sheet, access) = try await journal(context)
        let column = try column(of: sheet, context)
        let form = try await request.formFields(context: context)
        let changes = form.pairs.compactMap { name, value -> CellChange? in
            guard name.hasPrefix("v."), let learner = User.ID(String(name.dropFirst(2))) else { return nil }
            let (seen, comment, seenComment) = (form["s.\(learner)"], form["k.\(learner)"], form["o.\(learner)"])
            // What was not touched does not write over what came meanwhile.
            if value == seen && comment == seenComment { return nil }
            return CellChange(
                column: column.id.description, learner: learner, seen: seen, value: value == seen ? nil : value,
                comment: comment == seenComment ? nil : comment, seenComment: seenComment)
        }
        do {
            try await domains.gradeEntry.enter(changes, in: sheet.course.id, by: user.id)
            return redirect("/courses/\(sheet.course.id)/gradebook/columns/\(column.id.description)")
        } catch let refusal as GradebookRefusal {
            let page = GradeColumnPage(sheet: sheet, access: access, column: column, typed: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func cell(_ request: Request, context: AppContext) async throws -> Response {
        page(try await cellPage(context).frame, request, context)
    }

    func saveCell(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await cellPage(context)
        let form = try await request.formFields(context: context)
        let (seen, comment) = (form["seen"], form["comment"]?.replacing("\r\n", with: "\n"))
        let seenComment = form["seen_comment"]?.replacing("\r\n", with: "\n")
        let change = CellChange(
            column: page.column.id.description, learner: page.row.learner.id, seen: seen,
            value: form["value"] == seen ? nil : form["value"], comment: comment == seenComment ? nil : comment,
            seenComment: seenComment, isExcluded: form["seen"] == nil ? nil : form["excluded"] != nil)
        do {
            let because = String(form.trimmed("because").prefix(300))
            try await domains.gradeEntry.enter([change], in: page.sheet.course.id, by: user.id, because: because)
            return redirect(page.address)
        } catch let refusal as GradebookRefusal {
            page.refusal = context.t.text(refusal)
            page.typed = form
            return refused(page.frame, request, context)
        }
    }

    private func cellPage(_ context: AppContext) async throws -> MarkPage {
        let (sheet, access) = try await journal(context)
        let column = try column(of: sheet, context)
        let learner: User.ID = try context.parameters.id("user")
        guard let row = sheet.rows.first(where: { $0.learner.id == learner }) else { throw Refused.notFound }
        return MarkPage(
            sheet: sheet, access: access, column: column, row: row,
            history: try await domains.gradebook.history(of: column.id, for: learner))
    }
}

extension Controller {
    /// The column of the address. Throws `Refused.notFound` when the journal has no such one.
    func column(of sheet: GradebookSheet, _ context: AppContext) throws -> GradeColumn {
        guard let text = context.parameters["column"], let id = GradeColumn.ID(String(text)),
            let column = sheet.column(id)
        else { throw Refused.notFound }
        return column
    }
}

/// What the script sends.
private struct SentCells: Decodable {
    struct Cell: Decodable {
        var c: String
        var u: Int64
        var seen: String?
        var value: String

        var change: CellChange {
            CellChange(column: String(c.prefix(40)), learner: User.ID(rawValue: u), seen: seen, value: value)
        }
    }

    var cells: [Cell]
    var isPaste: Bool?

    enum CodingKeys: String, CodingKey {
        case cells
        case isPaste = "paste"
    }
}

/// What the script gets of the learners whose cells were written, or of all: their cells that hold something, as they are
/// now, and their totals.
private struct WrittenCells: Encodable {
    struct Row: Encodable {
        var u: Int64
        /// By columns: text and signs.
        var m: [String: [String]]
        var t: [String]
    }

    /// How many cells are other than before, in words.
    var message: String
    var rows: [Row]

    init(_ sheet: GradebookSheet, _ t: Words, of learners: Set<Int64>? = nil, changed: Int) {
        message = t.plural("gradebook.pasted", count: changed)
        rows = sheet.rows.filter { learners?.contains($0.learner.id.rawValue) ?? true }.map { row in
            Row(
                u: row.learner.id.rawValue,
                m: Dictionary(
                    uniqueKeysWithValues: zip(sheet.columns, row.marks.cells).compactMap { column, mark in
                        mark.map { (column.id.description, [$0.text(t.decimalSeparator), $0.signs ?? ""]) }
                    }),
                t: t.totals(row.total, sheet))
        }
    }
}

private struct RefusedCells: Encodable {
    struct Cell: Encodable {
        var c: String
        var u: Int64
        var why: String
    }

    var message: String
    var cells: [Cell]

    init(_ problems: [CellProblem], _ t: Words, message: String? = nil) {
        self.message = message ?? t.plural("gradebook.cells_refused", count: problems.count)
        cells = problems.prefix(50).map { Cell(c: $0.column, u: $0.learner.rawValue, why: t.text($0)) }
    }
}

extension Encodable {
    fileprivate var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
