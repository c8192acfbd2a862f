import Courses
import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Media
import NIOCore
import Spaces
import Storage

/// The files of a course as its author puts them into pages. Pictures are made light on the way in.
struct FilesController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let files = try await files(of: course, access, request)
        guard request.headers[.accept] == "application/json" else { return page(files.frame, request, context) }
        return try answer(files.assets.map { Added($0) })
    }

    private struct Added: Encodable {
        var src: String?
        var name: String?
        var kind: String?
        var width: Int?
        var height: Int?
        /// Bytes of what was kept.
        var size: Int?
        var error: String?

        init(_ asset: Asset, _ picture: Picture? = nil) {
            (src, name, size) = (asset.path, asset.name, asset.size)
            kind =
                asset.type.isPicture ? "picture" : asset.type.isVideo ? "video" : asset.type.isAudio ? "audio" : "file"
            (width, height) = (picture?.width, picture?.height)
        }

        init(error: String) { self.error = error }
    }

    /// Takes a file; answers a script in JSON and a form with the list.
    func add(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let isScript = request.headers[.accept] == "application/json"
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: AssetLibrary.sizeLimit, context: context)
        do {
            guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
            let (asset, picture) = try await keep(
                file, in: course, asPicture: upload.fields["as"] == "picture",
                original: upload.fields["original"] != nil)
            guard isScript else { return redirect("/courses/\(course.id)/files?added=\(asset.id)") }
            return try answer(Added(asset, picture))
        } catch {
            guard let text = context.t.text(authoringError: error) else { throw error }
            if isScript { return try answer(Added(error: text), status: .unprocessableContent) }
            var list = try await files(of: course, access, request)
            list.refusal = text
            return refused(list.frame, request, context)
        }
    }

    private func keep(
        _ file: UploadedFile, in course: Course, asPicture: Bool, original: Bool
    ) async throws -> (Asset, Picture?) {
        let name = file.name
        let head = [UInt8](
            (try? FileHandle(forReadingFrom: URL(fileURLWithPath: file.path)).read(upToCount: 4096)) ?? Data())
        guard asPicture || MediaType(sniffing: head).isPicture else {
            return (try await domains.assets.add(file: file.path, named: name, to: course.space), nil)
        }
        guard file.size <= Picture.sizeLimit else {
            throw PictureRefusal.tooLarge(name: name, limit: Picture.sizeLimit)
        }
        let bytes = [UInt8](FileManager.default.contents(atPath: file.path) ?? Data())
        let picture = try await withCheckedThrowingContinuation { continuation in
            Self.pictures.async {
                continuation.resume(with: Result { try Picture.make(from: bytes, named: name) })
            }
        }
        if original { _ = try await domains.assets.add(file: file.path, named: name, to: course.space) }
        return (try await domains.assets.add(picture, from: name, to: course.space), picture)
    }

    /// Away from the threads that answer requests, one at a time: a picture takes a second of a processor and its memory.
    private static let pictures = DispatchQueue(label: "pictures", qos: .utility)

    private func files(of course: Course, _ access: Access, _ request: Request) async throws -> FilesPage {
        let before = request.query("before").flatMap { Asset.ID($0) }
        let assets = try await domains.assets.list(of: course.space, before: before, limit: FilesPage.length + 1)
        return FilesPage(
            course: course, access: access, assets: Array(assets.prefix(FilesPage.length)),
            hasMore: assets.count > FilesPage.length, added: request.query("added").flatMap { Asset.ID($0) })
    }

    private func answer(_ added: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return json(String(decoding: try encoder.encode(added), as: UTF8.self), status: status)
    }
}
