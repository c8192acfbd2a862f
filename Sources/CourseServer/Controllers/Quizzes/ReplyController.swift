import Accounts
import Courses
import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import Media
import Quizzes
import Spaces
import Storage

/// Files and recordings that answer a question.
struct ReplyController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    /// One at a time, off the threads that answer requests.
    private static let recordings = DispatchQueue(label: "recordings", qos: .utility)

    /// Takes a file, and with it whatever else the form has: a browser without script sends it all at once.
    func attach(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (id, slot) = try place(context)
        let isScript = request.headers[.accept] == "application/json"
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: Attempts.replySizeLimit, context: context)
        do {
            let attempts = AttemptController(domains: domains, site: site)
            if !isScript { try await attempts.keep(upload.fields, in: id, by: user.id) }
            guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
            await withCheckedContinuation { continuation in
                Self.recordings.async { continuation.resume(returning: Recording.time(file: file.path)) }
            }
            let stored = try domains.assets.store(file: file.path, named: file.name)
            try await domains.attempts.attach(stored, to: slot, of: id, by: user.id)
            return isScript ? json("{}") : redirect("/attempts/\(id)#q\(slot)")
        } catch {
            guard let text = context.t.text(replyError: error) else { throw error }
            guard !isScript else { return json("{\"error\":\(quoted(text))}", status: .unprocessableContent) }
            return try await AttemptController(domains: domains, site: site)
                .show(request, context: context, refusal: text, field: "q\(slot)")
        }
    }

    func detach(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (id, slot) = try place(context)
        let asset: Asset.ID = try context.parameters.id("asset")
        do {
            try await domains.attempts.detach(asset, from: slot, of: id, by: user.id)
        } catch {
            guard let text = context.t.text(replyError: error) else { throw error }
            return try await AttemptController(domains: domains, site: site)
                .show(request, context: context, refusal: text, field: "q\(slot)")
        }
        return redirect("/attempts/\(id)#q\(slot)")
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Attempt.ID = try context.parameters.id("attempt")
        let slot: Identifier<AttemptSlot> = try context.parameters.id("slot")
        let asset = try await domains.attempts.file(
            try context.parameters.id("asset"), in: Int(slot.rawValue), of: id, by: user.id)
        return try MediaResponse.respond(
            path: domains.assets.path(of: asset), size: asset.size, type: asset.type.rawValue,
            etag: "\"\(asset.digest.rawValue.prefix(32))\"", name: asset.name, attachment: !asset.type.isShownInPlace,
            cacheControl: "private, no-store", request: request, context: context)
    }

    private func place(_ context: AppContext) throws -> (Attempt.ID, Int) {
        let slot: Identifier<AttemptSlot> = try context.parameters.id("slot")
        return (try context.parameters.id("attempt"), Int(slot.rawValue))
    }
}

extension Words {
    /// Why a file was not taken, and how to go on; nil for other errors.
    func text(replyError error: any Error) -> String? {
        switch error {
        case ReplyRefusal.notAsked: self["reply.not_asked"]
        case ReplyRefusal.tooMany(let limit): plural("reply.too_many", count: limit)
        case let refusal as AttemptRefusal: text(refusal)
        default: text(authoringError: error)
        }
    }
}
