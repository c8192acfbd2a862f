import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Media
import Spaces
import Storage

/// An entrant's desk: what there is to do, works and proofs with their versions.
struct ContestWorkController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func desk(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, desk) = try await entrant(context)
        let page = WorkDeskPage(visit: visit, desk: desk, now: domains.now())
        return self.page(page.frame, request, context)
    }

    func stage(_ request: Request, context: AppContext) async throws -> Response {
        try await show(.stage(try context.parameters.id("stage")), request, context)
    }

    func task(_ request: Request, context: AppContext) async throws -> Response {
        try await show(.task(try context.parameters.id("task")), request, context)
    }

    func sendToStage(_ request: Request, context: AppContext) async throws -> Response {
        try await send(to: .stage(try context.parameters.id("stage")), request, context)
    }

    func sendToTask(_ request: Request, context: AppContext) async throws -> Response {
        try await send(to: .task(try context.parameters.id("task")), request, context)
    }

    /// A file of a work, for its entrant and for organisers; for others there is none.
    func file(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await contest(context)
        let file = try await domains.works.file(
            try context.parameters.id("file"), in: visit.contest.id, for: user.id, isOrganiser: visit.isOrganiser)
        return try respond(with: file, request, context)
    }

    private func show(_ target: WorkTarget, _ request: Request, _ context: AppContext) async throws -> Response {
        let (visit, desk) = try await entrant(context)
        let page = try workPage(target, visit, desk, sent: request.query("sent").flatMap { Int($0) })
        return self.page(page.frame, request, context)
    }

    /// The form counts as sent when it began to arrive: files take long on slow links.
    private func send(to target: WorkTarget, _ request: Request, _ context: AppContext) async throws -> Response {
        let begunAt = domains.now()
        let (visit, desk) = try await entrant(context)
        var page = try workPage(target, visit, desk, sent: nil)
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: WorkVersion.sizeLimit * WorkVersion.fileLimit, context: context)
        do {
            let version = try await domains.works.send(
                WorkDraft(upload), to: target, in: visit.contest.id, by: desk.registration.user, begunAt: begunAt)
            return redirect("\(page.address)?sent=\(version.number)")
        } catch {
            guard let text = context.t.text(workOrAsset: error) else { throw error }
            (page.fields, page.refusal) = (upload.fields, text)
            return refused(page.frame, request, context)
        }
    }

    /// The page of a target of this contest. Throws `Refused.notFound` for any other.
    private func workPage(
        _ target: WorkTarget, _ visit: ContestVisit, _ desk: WorkDesk, sent: Int?
    ) throws -> ContestWorkPage {
        let place: (Stage, ContestTask?)? =
            switch target {
            case .stage(let id): desk.stage(id).flatMap { $0.isJudged ? ($0, nil) : nil }
            case .task(let id): desk.task(id).map { ($0.0, $0.1) }
            }
        guard let (stage, task) = place else { throw Refused.notFound }
        return ContestWorkPage(
            visit: visit, desk: desk, stage: stage, task: task, now: domains.now(),
            sent: desk.versions(of: target).first { $0.number == sent })
    }

    private func entrant(_ context: AppContext) async throws -> (ContestVisit, WorkDesk) {
        _ = try context.requireUser()
        let visit = try await contest(context)
        guard visit.registration?.state == .admitted else { throw Refused.forbidden(.notMember) }
        return (visit, try await domains.works.desk(of: visit))
    }
}

extension Controller {
    func respond(with file: WorkFile, _ request: Request, _ context: AppContext) throws -> Response {
        try MediaResponse.respond(
            path: domains.assets.path(of: file.asset), size: file.asset.size, type: file.asset.type.rawValue,
            etag: "\"\(file.asset.digest.rawValue.prefix(32))\"", name: file.asset.name,
            attachment: !file.asset.type.isPicture && file.asset.type != .pdf, cacheControl: "private, no-store",
            request: request, context: context)
    }
}

extension WorkDraft {
    init(_ upload: UploadedForm) {
        let fields = upload.fields
        self.init(
            text: fields["text"] ?? "", link: fields["link"] ?? "",
            kept: fields.all("keep").compactMap { WorkFile.ID($0) }, files: upload.newFiles,
            key: fields.trimmed("key"))
    }
}

extension UploadedForm {
    /// What was chosen in the input `file`. The form has to live as long as their paths are in use.
    var newFiles: [NewFile] { files("file").map { NewFile(path: $0.path, name: $0.name, size: $0.size) } }
}

extension Words {
    /// The sentence for a refusal of a work, nil for an error of ours.
    func text(workOrAsset error: any Error) -> String? {
        switch error {
        case let refusal as WorkRefusal: text(refusal)
        case let refusal as AssetRefusal: text(refusal)
        default: nil
        }
    }
}
