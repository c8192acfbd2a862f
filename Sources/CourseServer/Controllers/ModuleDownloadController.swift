import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Media
import Quizzes
import Spaces
import Storage

/// A module to take along where the link is weak.
struct ModuleDownloadController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let pack = try await pack(request, context, withVideo: false)
        return page(ModuleDownloadPage(pack: pack).frame, request, context)
    }

    func pack(_ request: Request, context: AppContext) async throws -> Response {
        let pack = try await pack(request, context, withVideo: request.query("video") == "yes")
        let folder = temporaryFolder + "/module-" + UUID().uuidString
        let archive = folder + ".zip"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let style = site.assets.contents(of: "css/module.css").map { Array($0.readableBytesView) } ?? []
        // The response holds the file open; its name may go at once.
        defer { try? FileManager.default.removeItem(atPath: archive) }
        try await HeavyWork.run {
            try pack.write(to: folder, style: style, path: domains.assets.path(of:))
            try Archive.pack(pack.names, of: folder, to: archive)
        }
        let size = (try FileManager.default.attributesOfItem(atPath: archive)[.size] as? NSNumber)?.intValue ?? 0
        return try MediaResponse.respond(
            path: archive, size: size, type: "application/zip", etag: "\"\(UUID().uuidString)\"",
            name: "\(pack.materials.module.title.prefix(80)).zip", attachment: true, cacheControl: "private, no-store",
            request: request, context: context)
    }

    private func pack(_ request: Request, _ context: AppContext, withVideo: Bool) async throws -> ModulePack {
        let (materials, visit) = try await domains.courses.visit(
            try context.parameters.id("module", as: Module.ID.self), by: context.user?.id)
        if let refusal = visit.access.refusal(of: .study) { throw Refused(refusal) }
        let exercises = materials.activities.map(\.activity).filter { $0.kind == .exercise }
        return ModulePack(
            materials: materials, exercises: try await domains.exercises.exercises(exercises.map(\.id)),
            course: visit.course, site: site.address(request, context), withVideo: withVideo, context.t)
    }
}
