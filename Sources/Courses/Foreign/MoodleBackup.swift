import Foundation
import Markup

/// A Moodle backup, unpacked: what stands where, with the files by their contexts. People are never read.
struct MoodleBackup {
    struct Section {
        var identifier: String
        var title: String?
        var number: Int
        var summary: String
        var isVisible: Bool
        /// Course module numbers in the order shown.
        var sequence: [String]
    }

    struct ActivityEntry {
        var module: String
        var section: String
        var kind: String
        var title: String
        var directory: String
    }

    struct StoredFile {
        var context: String
        var component: String
        var area: String
        var item: String
        /// Folder and name, `/pictures/leaf.png`.
        var path: String
        var hash: String
        var isMain: Bool
    }

    let folder: String
    /// Nothing stands in the description.
    let isShell: Bool
    var title: String
    var release: String
    var summary = ""
    var sections: [Section] = []
    var activities: [ActivityEntry] = []
    var people = 0
    private var files: [String: [StoredFile]] = [:]

    init(folder: String) throws {
        self.folder = folder
        // A shell of a backup has an empty description: a course without anything in it.
        let root = try Self.document(folder, "moodle_backup.xml", orEmpty: XMLElement(name: "moodle_backup"))
        isShell = root.children.isEmpty
        let information = root["information"] ?? XMLElement(name: "information")
        title = information.value("original_course_fullname")?.realValue ?? information.value("name") ?? ""
        release = information.value("moodle_release") ?? information.value("backup_release") ?? ""
        activities = (information.at("contents/activities")?.children("activity") ?? []).map { entry in
            ActivityEntry(
                module: entry.value("moduleid") ?? "", section: entry.value("sectionid") ?? "",
                kind: entry.value("modulename") ?? "", title: entry.value("title") ?? "",
                directory: entry.value("directory") ?? "")
        }
        if let course = try optional("course/course.xml") {
            title = course.value("fullname")?.realValue ?? title
            summary = course.value("summary")?.realValue ?? ""
        }
        for entry in information.at("contents/sections")?.children("section") ?? [] {
            guard let directory = entry.value("directory"), let section = try optional(directory + "/section.xml")
            else { continue }
            sections.append(
                Section(
                    identifier: section.attributes["id"] ?? "", title: section.value("name")?.realValue,
                    number: section.value("number").flatMap { Int($0) } ?? 0,
                    summary: section.value("summary")?.realValue ?? "", isVisible: section.value("visible") != "0",
                    sequence: section.value("sequence")?.split(separator: ",").map(String.init) ?? []))
        }
        sections.sort { $0.number < $1.number }
        people = try optional("users.xml")?.children("user").count ?? 0
        for file in try optional("files.xml")?.children("file") ?? [] {
            guard let stored = StoredFile(file) else { continue }
            files[stored.context, default: []].append(stored)
        }
    }

    /// The parsed part at `name`, nil when the backup has none.
    func optional(_ name: String) throws -> XMLElement? {
        guard isInside(name), FileManager.default.fileExists(atPath: folder + "/" + name) else { return nil }
        return try Self.document(folder, name)
    }

    static func document(_ folder: String, _ name: String, orEmpty empty: XMLElement? = nil) throws -> XMLElement {
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            throw TransferRefusal.partMissing(name)
        }
        do { return try XMLElement([UInt8](data)) } catch let refusal {
            if refusal == .empty, let empty { return empty }
            throw TransferRefusal(refusal, in: name)
        }
    }

    private func isInside(_ name: String) -> Bool { !name.hasPrefix("/") && !name.split(separator: "/").contains("..") }

    /// Files of an activity's context, in one area or in all.
    func files(of context: String, area: String? = nil) -> [StoredFile] {
        (files[context] ?? []).filter { area == nil || $0.area == area }
    }

    func path(of file: StoredFile) -> String { "\(folder)/files/\(file.hash.prefix(2))/\(file.hash)" }

    /// What `@@PLUGINFILE@@/leaf.png` means in a text of `context`, its own `area` and `item` first.
    func resolve(_ address: String, in context: String, area: String? = nil, item: String? = nil) -> ForeignAddress {
        if address.hasPrefix("$@") { return .broken }
        guard let mark = address.firstRange(of: "@@PLUGINFILE@@") else { return .asWritten }
        let written = address[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let name = written.removingPercentEncoding ?? String(written)
        let candidates = (files[context] ?? []).filter { $0.path == name || $0.path == "/" + name }
        let best = candidates.first { $0.area == area && (item == nil || $0.item == item) } ?? candidates.first
        guard let best else { return .broken }
        return .file(path: path(of: best), name: (best.path as NSString).lastPathComponent)
    }
}

extension MoodleBackup.StoredFile {
    fileprivate init?(_ element: XMLElement) {
        guard let name = element.value("filename"), name != ".", let hash = element.value("contenthash"),
            hash.count == 40, hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        context = element.value("contextid") ?? ""
        component = element.value("component") ?? ""
        area = element.value("filearea") ?? ""
        item = element.value("itemid") ?? ""
        path = (element.value("filepath") ?? "/") + name
        self.hash = hash
        isMain = element.value("sortorder").map { $0 != "0" } ?? false
    }
}

extension String {
    /// The text, nil for how a backup writes that there is none.
    var realValue: String? { self == "$@NULL@$" || isEmpty ? nil : self }
}

extension TransferRefusal {
    init(_ refusal: XMLRefusal, in file: String) {
        switch refusal {
        case .malformed(let line): self = .malformed(file: file, line: line)
        default: self = .malformed(file: file, line: 1)
        }
    }
}
