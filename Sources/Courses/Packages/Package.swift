public import Storage

/// An interactive package made elsewhere: its table of contents, and by which rules it talks to us.
public struct Package: Codable, Equatable, Sendable {
    /// The run-time interface its pages look for.
    public enum Standard: String, Codable, CaseIterable, Sendable, ColumnValue {
        case scorm12 = "scorm_1.2"
        case scorm2004 = "scorm_2004"
    }

    /// An entry of the table of contents.
    public struct Item: Codable, Equatable, Sendable {
        public var identifier: String
        public var title: String
        /// Chapters it stands in.
        public var level: Int
        /// What it opens, a file of the package; nil for a chapter.
        public var file: String?
        /// `?…` or `#…` after the file.
        public var query: String
        /// A page that only shows something: opened, it is done.
        public var isAsset: Bool
        public var launchData: String
        /// 1.2: of 100; 2004: of 1.
        public var masteryScore: Double?
    }

    public var standard: Standard
    /// As the package calls its edition.
    public var edition: String
    public var title: String
    public var items: [Item]

    /// The entries that can be opened.
    public var launchable: [Item] { items.filter { $0.file != nil } }

    public func item(_ identifier: String) -> Item? { launchable.first { $0.identifier == identifier } }
}

/// A file of a package.
public struct PackageFile: Equatable, Sendable {
    /// With `/` between folders.
    public var path: String
    public var digest: Digest
    /// Bytes; a package may hold empty files.
    public var size: Int

    public init(path: String, digest: Digest, size: Int) {
        self.path = path
        self.digest = digest
        self.size = size
    }
}

/// Why a folder is no package that could be run.
public enum PackageRefusal: Error, Equatable, Sendable {
    case noManifest
    case malformedManifest(line: Int)
    /// The manifest names nothing to open, or what it names is not there.
    case nothingToOpen
    case tooManyFiles(limit: Int)
    /// Another standard; its name.
    case unknownStandard(String)
}

extension Package {
    static let itemLimit = 2_000
    public static let fileLimit = 10_000
    public static let defaultPoints = 10

    /// What a manifest says of a package whose files are `files`. Items whose file is missing are named in `missing`.
    static func read(
        _ manifest: ContentManifest, files: Set<String>
    ) throws(PackageRefusal) -> (package: Package, missing: [String]) {
        let standard = try Standard(of: manifest)
        var items: [Item] = []
        var missing: [String] = []
        func add(_ entries: [ContentManifest.Item], level: Int) {
            for entry in entries where items.count < itemLimit {
                let resource = entry.resource.flatMap(manifest.resource)
                var item = Item(
                    identifier: entry.identifier.isEmpty ? "item-\(items.count + 1)" : entry.identifier,
                    title: entry.title.isEmpty ? entry.identifier : entry.title, level: level,
                    file: resource?.href, query: "", isAsset: resource?.scormType == "asset",
                    launchData: entry.launchData, masteryScore: entry.masteryScore)
                if let resource { item.query = joined(resource.query, entry.parameters) }
                if let file = item.file {
                    if let known = files.contains(file) ? file : files.first(where: { $0.caseFoldedEquals(file) }) {
                        item.file = known
                    } else {
                        missing.append(file)
                        item.file = nil
                    }
                }
                items.append(item)
                add(entry.items, level: level + 1)
            }
        }
        add(manifest.items, level: 0)
        // Some packages list only a resource and no table of contents.
        if manifest.items.isEmpty {
            for resource in manifest.resources where resource.scormType == "sco" {
                guard let file = resource.href, files.contains(file) else { continue }
                items.append(
                    Item(
                        identifier: resource.identifier, title: manifest.title ?? resource.identifier, level: 0,
                        file: file, query: resource.query, isAsset: false, launchData: "", masteryScore: nil))
            }
        }
        let chosen = manifest.organisations.first { $0.identifier == manifest.defaultOrganisation }
        let title = (chosen ?? manifest.organisations.first)?.title ?? ""
        let package = Package(
            standard: standard, edition: manifest.version, title: title.isEmpty ? manifest.title ?? "" : title,
            items: items)
        return (package, missing)
    }

    /// A query of its own and the parameters of the item, as SCORM 2004's content aggregation joins them.
    private static func joined(_ query: String, _ parameters: String) -> String {
        if parameters.isEmpty { return query }
        if parameters.hasPrefix("#") { return query.contains("#") ? query : query + parameters }
        let bare = parameters.drop { $0 == "?" || $0 == "&" }
        return query.isEmpty ? "?" + bare : query + "&" + bare
    }
}

extension Package.Standard {
    init(of manifest: ContentManifest) throws(PackageRefusal) {
        let version = manifest.version.lowercased()
        let signature = manifest.signature
        if version.contains("2004") || version.contains("1.3") && manifest.schema.lowercased().contains("scorm")
            || signature.contains("adlcp_v1p3") || signature.contains("imsss")
        {
            self = .scorm2004
        } else if version.hasPrefix("1.2") || signature.contains("adlcp_rootv1p2")
            || manifest.schema.lowercased().contains("scorm")
            || manifest.resources.contains(where: { $0.scormType != nil })
        {
            self = .scorm12
        } else {
            throw .unknownStandard(manifest.schema.isEmpty ? "IMS Content Packaging" : manifest.schema)
        }
    }
}

extension String {
    fileprivate func caseFoldedEquals(_ other: String) -> Bool {
        utf8.count == other.utf8.count && lowercased() == other.lowercased()
    }
}
