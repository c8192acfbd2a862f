import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// One score sheet: marked, kept, sent, changed with a reason, talked over.
struct ScoreSheetController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil)
    }

    private func show(
        _ request: Request, _ context: AppContext, refusal: SheetRefusal?, change: SheetContent? = nil,
        reason: String = "", remark: String = ""
    ) async throws -> Response {
        let (visit, user) = try await judged(context)
        let sheet = try await domains.scoreSheets.visit(
            try context.parameters.id("sheet"), in: visit.contest.id, by: user)
        let page = ScoreSheetPage(
            visit: visit, shown: sheet, now: domains.now(), refusal: refusal, change: change, reason: reason,
            remark: remark)
        var response = self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
        // An old copy, shown again by the browser's Back, would put old marks over the new ones.
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    /// Marks as the script sends them, each by itself.
    func keep(_ request: Request, context: AppContext) async throws -> Response {
        guard context.user != nil else { return json("{\"error\":\"signed_out\"}", status: .unauthorized) }
        let (visit, user) = try await judged(context)
        let body = try await request.body.collect(upTo: 1 << 20)
        guard let sent = try? JSONDecoder().decode(SentMarks.self, from: Data(body.readableBytesView)), sent.isSane
        else { return json("{\"error\":\"malformed\"}", status: .badRequest) }
        let receipt = try await domains.scoreSheets.keep(
            sent.answers.map(\.entry), in: try context.parameters.id("sheet"), of: visit.contest.id, by: user)
        return json(receipt.json)
    }

    /// The whole form, as a browser without script sends it: keeps the marks, then sends the sheet if the button says so.
    func turn(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        let id: ScoreSheet.ID = try context.parameters.id("sheet")
        let form = try await request.formFields(context: context)
        let shown = try await domains.scoreSheets.visit(id, in: visit.contest.id, by: user)
        guard shown.isOwn else { throw Refused.notFound }
        let sequence = Int(domains.now().timeIntervalSince1970 * 1_000)
        let entries = shown.stage.criteria.compactMap { criterion -> SheetEntry? in
            let old = shown.sheet.content.marks[criterion.id]
            let entry = SheetEntry(
                place: .criterion(criterion.id),
                // A browser does not send a row of marks of which none is chosen.
                typed: form["m\(criterion.id)"] == nil ? old?.typed ?? "" : form.trimmed("m\(criterion.id)"),
                comment: form["c\(criterion.id)"] ?? "", sequence: max(sequence, (old?.sequence ?? 0) + 1))
            guard form["c\(criterion.id)"] != nil,
                entry.typed != old?.typed ?? "" || entry.comment.plainLines != (old?.comment ?? "").plainLines
            else { return nil }
            return entry
        }
        let content = shown.sheet.content
        var whole = SheetEntry(
            place: .whole, comment: form["comment"] ?? "", cannotJudge: form["cannot"] == "yes",
            sequence: max(sequence, shown.sheet.sequence + 1))
        if form["comment"] == nil { (whole.comment, whole.cannotJudge) = (content.comment, content.cannotJudge) }
        let isWholeNew =
            whole.comment.plainLines != content.comment.plainLines || whole.cannotJudge != content.cannotJudge
        let receipt = try await domains.scoreSheets.keep(
            entries + (isWholeNew ? [whole] : []), in: id, of: visit.contest.id, by: user)
        if receipt.refused.contains(where: { _ in !receipt.isOver }) {
            return try await show(request, context, refusal: .tooLong(limit: ScoreSheet.commentLimit))
        }
        guard form["go"] == "send" else { return redirect("/contests/\(visit.contest.id)/sheets/\(id)") }
        do {
            try await domains.scoreSheets.send(id, of: visit.contest.id, by: user)
            return redirect("/contests/\(visit.contest.id)/sheets/\(id)")
        } catch let refusal as SheetRefusal {
            return try await show(request, context, refusal: refusal)
        }
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        let id: ScoreSheet.ID = try context.parameters.id("sheet")
        let form = try await request.formFields(context: context)
        let shown = try await domains.scoreSheets.visit(id, in: visit.contest.id, by: user)
        var content = SheetContent(comment: form["comment"] ?? "", cannotJudge: form["cannot"] == "yes")
        for criterion in shown.stage.criteria {
            content.marks[criterion.id] = SheetMark(
                typed: form.trimmed("m\(criterion.id)"), comment: form["c\(criterion.id)"] ?? "")
        }
        do {
            try await domains.scoreSheets.change(
                id, to: content, because: form["reason"] ?? "", in: visit.contest.id, by: user)
            return redirect("/contests/\(visit.contest.id)/sheets/\(id)#history")
        } catch let refusal as SheetRefusal {
            return try await show(
                request, context, refusal: refusal, change: content, reason: form["reason"] ?? "")
        }
    }

    func recuse(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        let form = try await request.formFields(context: context)
        do {
            try await domains.scoreSheets.recuse(
                try context.parameters.id("sheet"), because: form["reason"] ?? "", in: visit.contest.id, by: user)
            return redirect("/contests/\(visit.contest.id)/judging")
        } catch let refusal as SheetRefusal {
            return try await show(request, context, refusal: refusal, reason: form["reason"] ?? "")
        }
    }

    func remark(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        let id: ScoreSheet.ID = try context.parameters.id("sheet")
        let form = try await request.formFields(context: context)
        do {
            try await domains.scoreSheets.remark(form["text"] ?? "", on: id, of: visit.contest.id, by: user)
            return redirect("/contests/\(visit.contest.id)/sheets/\(id)#discussion")
        } catch let refusal as SheetRefusal {
            return try await show(request, context, refusal: refusal, remark: form["text"] ?? "")
        }
    }
}

/// The body of an autosave: slot 0 is the whole sheet, others are criteria.
struct SentMarks: Decodable {
    struct Answer: Decodable {
        var slot: Int64
        var sequence: Int
        var fields: [[String]]

        var entry: SheetEntry {
            func value(_ name: String) -> String? { fields.first { $0.count == 2 && $0[0] == name }?[1] }
            guard slot > 0 else {
                return SheetEntry(
                    place: .whole, comment: value("comment") ?? "", cannotJudge: value("cannot") == "yes",
                    sequence: sequence)
            }
            return SheetEntry(
                place: .criterion(Criterion.ID(rawValue: slot)),
                typed: (value("m\(slot)") ?? "").trimmingCharacters(in: .whitespacesAndNewlines),
                comment: value("c\(slot)") ?? "", sequence: sequence)
        }
    }

    var device: String
    var answers: [Answer]

    var isSane: Bool {
        (1...64).contains(device.utf8.count) && answers.count <= 500
            && answers.allSatisfy { $0.slot >= 0 && $0.sequence > 0 && $0.sequence < 1 << 53 && $0.fields.count <= 10 }
    }
}

extension SheetEntry.Place {
    fileprivate var slot: Int64 {
        switch self {
        case .criterion(let id): id.rawValue
        case .whole: 0
        }
    }
}

extension SheetReceipt {
    fileprivate var json: String {
        let saved = saved.map { "{\"slot\":\($0.place.slot),\"sequence\":\($0.sequence)}" }.joined(separator: ",")
        let refused = refused.map { "\($0.slot)" }.joined(separator: ",")
        return "{\"saved\":[\(saved)],\"refused\":[\(refused)],\"state\":\"\(isOver ? "finished" : "open")\"}"
    }
}

extension String {
    /// Browsers end lines of forms with two characters.
    fileprivate var plainLines: String { replacing("\r\n", with: "\n").replacing("\r", with: "\n") }
}
