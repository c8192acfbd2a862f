import Foundation
import Markup
public import Storage

/// A package read from an unpacked folder, ready to be stored with its activity.
public struct PackageDraft: Sendable {
    public let package: Package
    let files: [PackageFile]

    /// Reads the manifest of `folder` and, with `put`, hands every file over to be kept. Throws `PackageRefusal`.
    public init(folder: String, put: ((String) throws -> Digest)?) throws {
        let names = FolderBuilder.files(in: folder)
        guard names.contains(ContentManifest.fileName),
            let data = FileManager.default.contents(atPath: folder + "/" + ContentManifest.fileName)
        else { throw PackageRefusal.noManifest }
        guard names.count <= Package.fileLimit else { throw PackageRefusal.tooManyFiles(limit: Package.fileLimit) }
        let manifest: ContentManifest
        do { manifest = try ContentManifest([UInt8](data)) } catch XMLRefusal.malformed(let line) {
            throw PackageRefusal.malformedManifest(line: line)
        } catch XMLRefusal.empty { throw PackageRefusal.nothingToOpen } catch {
            throw PackageRefusal.malformedManifest(line: 1)
        }
        package = try Package.read(manifest, files: Set(names)).package
        guard !package.launchable.isEmpty else { throw PackageRefusal.nothingToOpen }
        guard let put else {
            files = []
            return
        }
        files = try names.map { name in
            let path = folder + "/" + name
            let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
            return PackageFile(path: name, digest: try put(path), size: size)
        }
    }

    /// Stores the package with its activity, in the transaction that makes it.
    public func install(_ tx: Transaction, _ activity: Activity.ID) throws {
        try tx.insert(package, files, of: activity)
    }
}
