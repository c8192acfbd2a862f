import Foundation
import Markup

/// `imsmanifest.xml`: what IMS Content Packaging, SCORM and Common Cartridge have in common.
struct ContentManifest: Equatable, Sendable {
    static let fileName = "imsmanifest.xml"

    /// An entry of the table of contents: a chapter, or what opens a resource.
    struct Item: Equatable, Sendable {
        var identifier: String
        var title: String
        var resource: String?
        /// As written, with its `?` or `#`.
        var parameters: String
        var isVisible: Bool
        /// From `adlcp`: what the package wants to be told, and the score to be reached.
        var launchData: String
        var masteryScore: Double?
        var items: [Item]
    }

    struct Resource: Equatable, Sendable {
        var identifier: String
        var type: String
        /// `sco` or `asset`, in lower case.
        var scormType: String?
        /// Where it is opened, counted from the manifest's folder, without query and fragment.
        var href: String?
        /// What followed the file's name in the address.
        var query: String
        var files: [String]
        var dependencies: [String]
        /// `Learner`, `Instructor`, `Mentor`: whom a cartridge shows it to; empty is everybody.
        var roles: Set<String>
        /// A resource that says the same by other means, of a type that is better kept.
        var variant: String?
    }

    var identifier: String
    var schema: String
    var version: String
    var title: String?
    var organisations: [Item]
    /// The entry opened when there are several.
    var defaultOrganisation: String?
    var resources: [Resource]
    var hasSequencing: Bool
    /// The manifest's root and namespaces as one text, by which its standard is recognised.
    var signature: String

    /// Items of the default organisation, or of the first.
    var items: [Item] {
        let chosen = organisations.first { $0.identifier == defaultOrganisation } ?? organisations.first
        return chosen?.items ?? []
    }

    func resource(_ identifier: String) -> Resource? { resources.first { $0.identifier == identifier } }

    init(_ bytes: [UInt8]) throws(XMLRefusal) {
        let root = try XMLElement(bytes)
        let base = root.attributes["base"] ?? ""
        identifier = root.attributes["identifier"] ?? ""
        schema = root.at("metadata/schema")?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        version = root.at("metadata/schemaversion")?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        title = (root["metadata"]?.at("lom/general/title")).flatMap(Self.string)
        let organisations = root["organizations"]
        defaultOrganisation = organisations?.attributes["default"]
        self.organisations = organisations?.children("organization").map { Self.item($0, depth: 0) } ?? []
        let resources = root["resources"]
        let resourcesBase = base + (resources?.attributes["base"] ?? "")
        self.resources = resources?.children("resource").map { Resource($0, base: resourcesBase) } ?? []
        hasSequencing = !root.descendants("sequencing").isEmpty
        // Namespaces are not kept with elements, and the first kilobytes hold them all.
        signature = String(decoding: bytes.prefix(6_000), as: UTF8.self).lowercased()
    }

    private static let depthLimit = 20

    private static func item(_ element: XMLElement, depth: Int) -> Item {
        let mastery = element.value("masteryscore") ?? element.descendants("minNormalizedMeasure").first?.text
        return Item(
            identifier: element.attributes["identifier"] ?? "",
            title: element.value("title") ?? "", resource: element.attributes["identifierref"],
            parameters: element.attributes["parameters"] ?? "", isVisible: element.attributes["isvisible"] != "false",
            launchData: element.value("datafromlms") ?? element.value("dataFromLMS") ?? "",
            masteryScore: mastery.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) },
            items: depth < depthLimit ? element.children("item").map { item($0, depth: depth + 1) } : [])
    }

    private static func string(_ title: XMLElement) -> String? {
        let text = (title["string"] ?? title["langstring"] ?? title).text.trimmingCharacters(
            in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }
}

extension ContentManifest.Resource {
    fileprivate init(_ element: XMLElement, base: String) {
        let base = base + (element.attributes["base"] ?? "")
        identifier = element.attributes["identifier"] ?? ""
        type = (element.attributes["type"] ?? "").lowercased()
        scormType = (element.attributes["scormtype"] ?? element.attributes["scormType"])?.lowercased()
        let written = element.attributes["href"].flatMap { $0.isEmpty ? nil : $0 }
        let end = written?.firstIndex { $0 == "?" || $0 == "#" }
        query = end.map { String(written![$0...]) } ?? ""  // an index of it
        href = written.map { Self.place(String($0[..<(end ?? $0.endIndex)]), base: base) }
        files = element.children("file").compactMap { $0.attributes["href"] }.map { Self.place($0, base: base) }
        dependencies = element.children("dependency").compactMap { $0.attributes["identifierref"] }
        roles = Set(
            element.descendants("intendedEndUserRole").compactMap { $0.value("value") ?? $0["value"]?.value("string") })
        variant = element.descendants("variant").first?.attributes["identifierref"]
    }

    /// A written address as a place in the package: escapes decoded, `./` and `x/../` gone.
    private static func place(_ written: String, base: String) -> String {
        let decoded = written.removingPercentEncoding ?? written
        if decoded.contains("://") { return decoded }
        var parts: [Substring] = []
        for part in (base + decoded).replacing("\\", with: "/").split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
