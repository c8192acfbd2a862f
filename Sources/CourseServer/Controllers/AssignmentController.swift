import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import Quizzes
import Spaces
import Storage

/// A learner's work: the draft that saves itself, its files, handing in and taking back.
struct AssignmentController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    /// The draft as the script sends it, in the way answers of a quiz are sent.
    func save(_ request: Request, context: AppContext) async throws -> Response {
        guard let user = context.user else { return json("{\"error\":\"signed_out\"}", status: .unauthorized) }
        let activity = try await studied(context)
        let body = try await request.body.collect(upTo: 2 << 20)
        guard let sent = try? JSONDecoder().decode(SentAnswers.self, from: Data(body.readableBytesView)), sent.isSane
        else { return json("{\"error\":\"malformed\"}", status: .badRequest) }
        guard let answer = sent.answers.last?.submitted, let text = answer.fields.first?.value else {
            return json("{\"saved\":[],\"state\":\"open\"}")
        }
        do {
            let kept = try await domains.assignments.saveDraft(
                text, sequence: answer.sequence, of: user.id, for: activity)
            return json("{\"saved\":[{\"slot\":\(answer.slot),\"sequence\":\(kept)}],\"state\":\"open\"}")
        } catch is SubmissionRefusal { return json("{\"error\":\"closed\"}", status: .conflict) }
    }

    /// The form: keeps the text, then hands it in if the button says so.
    func submit(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let activity = try await studied(context)
        let form = try await request.formFields(context: context, limit: 2 << 20)
        return try await answer(request, context, activity) {
            if let text = form["s1"] {
                _ = try await domains.assignments.saveDraft(text, sequence: nil, of: user.id, for: activity)
            }
            if form["go"] == "submit" { try await domains.assignments.handIn(by: user.id, for: activity) }
        }
    }

    func attach(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let activity = try await studied(context)
        let limit = FileLimits.megabytesRange.upperBound * 1_000_000
        let upload = try await request.uploadedForm(folder: temporaryFolder, fileLimit: limit, context: context)
        return try await answer(request, context, activity) {
            guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
            try await domains.assignments.attach(
                file.path, named: file.name, size: file.size, by: user.id, to: activity)
        }
    }

    func detach(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let activity = try await studied(context)
        let file: SubmissionFile.ID = try context.parameters.id("file")
        return try await answer(request, context, activity) {
            try await domains.assignments.detach(file, by: user.id, from: activity)
        }
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let activity = try await studied(context)
        return try await answer(request, context, activity) {
            try await domains.assignments.returnToDraft(by: user.id, for: activity)
        }
    }

    /// A file of a work, for its learner and for who marks in the course; for others there is none.
    func file(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (file, work, access) = try await domains.assignments.file(
            try context.parameters.id("file"), of: try context.parameters.id("submission"), by: user.id)
        let isOwn = work.submission?.learner == user.id
        guard access.allows(.grade) || isOwn && access.allows(.study) else { throw Refused.notFound }
        let hidesNames = work.assignment.hidesNames && !isOwn
        return try MediaResponse.respond(
            path: domains.assets.path(of: file.asset), size: file.asset.size, type: file.asset.type.rawValue,
            etag: "\"\(file.asset.digest.rawValue.prefix(32))\"", name: hidesNames ? file.hiddenName : file.asset.name,
            attachment: !file.asset.type.isPicture && file.asset.type != .pdf, cacheControl: "private, no-store",
            request: request, context: context)
    }

    /// Back to the step; a refusal shows the step with it.
    private func answer(
        _ request: Request, _ context: AppContext, _ activity: Activity.ID, _ act: () async throws -> Void
    ) async throws -> Response {
        do {
            try await act()
            return redirect("/activities/\(activity)#work")
        } catch {
            guard let text = context.t.text(workError: error) else { throw error }
            return try await ActivityController(domains: domains, site: site).show(request, context, refusal: text)
        }
    }

    /// The assignment of the address, for a learner of its course.
    private func studied(_ context: AppContext) async throws -> Activity.ID {
        let (open, visit) = try await visitActivity(.study, context)
        guard open.activity.kind == .assignment else { throw Refused.notFound }
        guard visit.progress != nil else { throw Refused.forbidden(.notMember) }
        return open.activity.id
    }
}

extension SubmissionFile {
    /// The name without what a learner may have written in it: «file-17.docx».
    var hiddenName: String {
        let ending = asset.name.split(separator: ".").dropFirst().last.map { ".\($0.prefix(8))" } ?? ""
        return "file-\(id)\(ending)"
    }
}

extension Words {
    /// The sentence for a refusal of a work or its mark, nil for an error of ours.
    func text(workError error: any Error) -> String? {
        switch error {
        case let refusal as SubmissionRefusal: text(refusal)
        case let refusal as MarkingRefusal: text(refusal)
        default: text(authoringError: error)
        }
    }
}
