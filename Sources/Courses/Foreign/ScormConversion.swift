import Foundation
import Markup

/// SCORM packages on their way into a course folder: one in a file, or several side by side.
enum ScormConversion {
    /// Adds the package in `folder` as an activity, unless nothing in it can be opened.
    static func add(_ title: String?, folder: String, to builder: inout FolderBuilder) throws {
        let manifest: ContentManifest?
        do { manifest = try self.manifest(in: folder) } catch is TransferRefusal { manifest = nil }
        guard let manifest else { return builder.lose(.activityBroken, title ?? "", detail: ContentManifest.fileName) }
        try add(title, manifest, folder: folder, to: &builder)
    }

    static func add(
        _ title: String?, _ manifest: ContentManifest, folder: String, to builder: inout FolderBuilder
    ) throws {
        let files = FolderBuilder.files(in: folder)
        let (package, missing) = try Package.read(manifest, files: Set(files))
        let name = title ?? (package.title.isEmpty ? builder.report.title : package.title)
        for item in package.items {
            let kind = item.file == nil ? (missing.isEmpty ? "chapter" : "item") : item.isAsset ? "asset" : "sco"
            builder.report.source[kind, default: 0] += 1
        }
        for file in missing { builder.lose(.fileMissing, name, detail: file) }
        if manifest.hasSequencing { builder.lose(.sequencingLeftOut, name) }
        guard !package.launchable.isEmpty else { return builder.lose(.nothingToOpen, name) }
        guard files.count <= Package.fileLimit else {
            return builder.lose(.tooMany, name, detail: "\(files.count)")
        }
        try builder.addPackage(name, filesOf: folder)
    }

    /// The manifest of a package, without its root where the file says nothing but that it is XML.
    static func manifest(in folder: String) throws -> ContentManifest? {
        let path = folder + "/" + ContentManifest.fileName
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TransferRefusal.partMissing(ContentManifest.fileName)
        }
        do { return try ContentManifest([UInt8](data)) } catch XMLRefusal.empty { return nil } catch {
            throw TransferRefusal(error, in: ContentManifest.fileName)
        }
    }
}
