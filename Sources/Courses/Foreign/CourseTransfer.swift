public import Accounts
import Archives
import Foundation
import Markup
public import Spaces

/// Courses from any file we read: our own folder or archive, a Moodle backup, a Common Cartridge, SCORM, H5P. All of
/// them become a course folder first and go through its one door, so nothing is ever half imported.
public struct CourseTransfer: Sendable {
    let courseImport: CourseImport
    let readers: QuestionReaders
    let titles: TransferTitles

    public init(courseImport: CourseImport, readers: QuestionReaders, titles: TransferTitles = TransferTitles()) {
        self.courseImport = courseImport
        self.readers = readers
        self.titles = titles
    }

    /// What would come in from `file`, a folder or an archive called `name`; nothing is stored.
    /// Throws `ArchiveRefusal`, `TransferRefusal`, `CourseFolderProblem`.
    public func check(_ file: String, named name: String) async throws -> TransferReport {
        try await withFolder(of: file, named: name) { folder, report in
            let (activities, questions) = try courseImport.check(folder)
            var report = report
            if report.format == .folder {
                report.activities = activities
                report.questions = questions
            }
            return report
        }
    }

    /// Makes a course of `file`, whole or not at all. Throws what `check` throws.
    public func read(
        _ file: String, named name: String, into parent: Space.ID, by author: User.ID?
    ) async throws -> (course: Course, report: TransferReport) {
        try await withFolder(of: file, named: name) { folder, report in
            // A course of a platform may be empty; a package with nothing in it is none.
            guard [.folder, .moodle].contains(report.format) || !report.activities.isEmpty else {
                throw TransferRefusal.nothingKept
            }
            return (try await courseImport.read(folder, into: parent, by: author), report)
        }
    }

    /// Unpacks, recognises and converts in a temporary folder that is gone afterwards.
    private func withFolder<T>(
        of file: String, named name: String, _ body: (CourseFolder, TransferReport) async throws -> T
    ) async throws -> T {
        let work = NSTemporaryDirectory() + "transfer-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: work) }
        let (unpacked, converted) = (work + "/in", work + "/out")
        for folder in [unpacked, converted] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        if !isFolder.boolValue { try Archive.unpack(file, into: unpacked) }
        let source = isFolder.boolValue ? file : unpacked
        let shape = try ForeignShape(of: source)
        let title = (name as NSString).deletingPathExtension
        func builder(_ format: TransferReport.Format) -> FolderBuilder {
            FolderBuilder(
                folder: CourseFolder(path: converted), report: TransferReport(format: format, title: title),
                titles: titles)
        }
        var result: FolderBuilder
        switch shape {
        case .folder(let folder): return try await body(folder, try Self.report(of: folder))
        case .moodle(let root):
            var conversion = try MoodleConversion(
                try MoodleBackup(folder: root), builder: builder(.moodle), readers: readers, workFolder: work)
            result = try conversion.convert()
        case .cartridge(let root, let manifest):
            var conversion = CartridgeConversion(
                manifest, folder: root, builder: builder(.cartridge), readers: readers)
            result = try conversion.convert()
        case .scorm(let packages):
            result = builder(.scorm)
            result.report.source["manifest"] = packages.count
            try Self.add(packages, to: &result)
        case .h5p(let root):
            result = try H5PConversion.convert(root, original: file, builder: builder(.h5p), readers: readers)
        }
        try result.finish()
        return try await body(CourseFolder(path: converted), result.report)
    }

    private static func add(_ packages: [String], to builder: inout FolderBuilder) throws {
        for folder in packages {
            guard let manifest = try ScormConversion.manifest(in: folder) else {
                builder.lose(.nothingToOpen, builder.report.title, detail: ContentManifest.fileName)
                continue
            }
            if packages.count == 1 {
                let title = manifest.organisations.first?.title ?? ""
                if !title.isEmpty { builder.report.title = title }
                builder.report.version = "\(manifest.schema) \(manifest.version)".trimmingCharacters(in: .whitespaces)
            }
            builder.report.source["organisation", default: 0] += manifest.organisations.count
            builder.report.source["resource", default: 0] += manifest.resources.count
            do {
                try ScormConversion.add(nil, manifest, folder: folder, to: &builder)
            } catch PackageRefusal.unknownStandard(let name) where packages.count == 1 {
                throw TransferRefusal.unknownStandard(name)
            }
        }
    }

    private static func report(of folder: CourseFolder) throws -> TransferReport {
        let outline = try folder.outline()
        var report = TransferReport(format: .folder, title: outline.title)
        report.modules = outline.modules.count
        report.files = try outline.fileNames(in: folder).count
        return report
    }
}

/// What a folder that came from elsewhere is, told by the files every such package has.
enum ForeignShape {
    case folder(CourseFolder)
    case moodle(String)
    case cartridge(String, ContentManifest)
    /// Folders with a manifest each.
    case scorm([String])
    case h5p(String)

    init(of folder: String) throws {
        // Archives are often packed with the folder around the files.
        let inner = Self.entries(folder)
        let roots = [folder] + (inner.count == 1 ? [folder + "/" + inner[0]] : [])
        for root in roots {
            if let shape = try Self.shape(of: root) {
                self = shape
                return
            }
        }
        let nested = inner.map { folder + "/" + $0 }.filter { Self.has(ContentManifest.fileName, in: $0) }
        if !nested.isEmpty {
            self = .scorm(nested)
            return
        }
        for root in roots { try Self.refuseKnown(root) }
        throw TransferRefusal.unknownFormat
    }

    private static func entries(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasPrefix(".") && $0 != "__MACOSX" }.sorted()
    }

    private static func has(_ name: String, in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/" + name)
    }

    private static func shape(of root: String) throws -> ForeignShape? {
        if has(CourseFolder.manifest, in: root) { return .folder(CourseFolder(path: root)) }
        if has("moodle_backup.xml", in: root) { return .moodle(root) }
        if has("h5p.json", in: root) { return .h5p(root) }
        guard has(ContentManifest.fileName, in: root) else { return nil }
        guard let manifest = try ScormConversion.manifest(in: root) else { return .scorm([root]) }
        let isCartridge =
            manifest.schema.lowercased().contains("cartridge") || manifest.signature.contains("imscc")
            || manifest.resources.contains { $0.kind == .quiz }
        return isCartridge ? .cartridge(root, manifest) : .scorm([root])
    }

    /// Names what is known and not read.
    private static func refuseKnown(_ root: String) throws {
        let names = entries(root)
        let endings = Set(names.map { ($0 as NSString).pathExtension.lowercased() })
        if names.contains("moodle.xml") { throw TransferRefusal.formatNotSupported("Moodle 1.9") }
        if names.contains("cmi5.xml") { throw TransferRefusal.formatNotSupported("cmi5") }
        if names.contains("tincan.xml") { throw TransferRefusal.formatNotSupported("xAPI (Tin Can)") }
        if !endings.isDisjoint(with: ["cst", "crs", "des", "au"]) { throw TransferRefusal.formatNotSupported("AICC") }
        if names.contains(where: { $0.hasPrefix("H5P.") }) { throw TransferRefusal.partMissing("h5p.json") }
    }
}
