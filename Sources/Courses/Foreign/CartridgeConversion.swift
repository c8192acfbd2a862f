import Foundation
import Markup

/// Turns a Common Cartridge, thick or thin, into a course folder.
struct CartridgeConversion {
    let folder: String
    let manifest: ContentManifest
    let readers: QuestionReaders
    var builder: FolderBuilder
    /// Files of the cartridge by their place, as they are on disk.
    private let files: Set<String>
    private var done: Set<String> = []

    init(_ manifest: ContentManifest, folder: String, builder: FolderBuilder, readers: QuestionReaders) {
        self.manifest = manifest
        self.folder = folder
        self.builder = builder
        self.readers = readers
        files = Set(FolderBuilder.files(in: folder))
    }

    mutating func convert() throws -> FolderBuilder {
        builder.report.version = [manifest.schema, manifest.version].filter { !$0.isEmpty }.joined(separator: " ")
        if let title = manifest.title { builder.report.title = title }
        for resource in manifest.resources { builder.report.source[resource.kind.rawValue, default: 0] += 1 }
        var entries = manifest.items
        // The one root of a cartridge is not a chapter.
        while entries.count == 1, entries[0].resource == nil, !entries[0].items.isEmpty,
            entries[0].title.isEmpty || entries[0].items.contains(where: { !$0.items.isEmpty })
        {
            entries = entries[0].items
        }
        let loose = entries.filter { $0.resource != nil && $0.items.isEmpty }
        if !loose.isEmpty {
            builder.beginModule(builder.report.title)
            for entry in loose { try add(entry) }
        }
        for chapter in entries where chapter.resource == nil || !chapter.items.isEmpty {
            builder.beginModule(chapter.title)
            if chapter.resource != nil { try add(chapter, alone: true) }
            for entry in chapter.items { try add(entry) }
        }
        try addNestedQuestions()
        try addTheRest()
        return builder
    }

    /// An entry and, in the same module, those under it.
    private mutating func add(_ entry: ContentManifest.Item, alone: Bool = false) throws {
        if let identifier = entry.resource {
            if let resource = manifest.resource(identifier) {
                try add(resource, titled: entry.title)
            } else {
                builder.lose(.fileMissing, entry.title, detail: identifier)
            }
        } else if entry.items.isEmpty {
            builder.lose(.activityNotSupported, entry.title, detail: "header")
        }
        if !alone { for inner in entry.items { try add(inner) } }
    }

    /// What stands in no table of contents: tests, pages and documents come after the rest.
    private mutating func addTheRest() throws {
        let variants = Set(manifest.resources.compactMap { $0.variant == nil ? nil : $0.identifier })
        let rest = manifest.resources.filter { resource in
            guard !done.contains(resource.identifier), !variants.contains(resource.identifier) else { return false }
            switch resource.kind {
            case .settings: return false
            case .file: return isDocument(resource)
            default: return true
            }
        }
        guard !rest.isEmpty else { return }
        builder.beginModule(builder.titles.general)
        for resource in rest {
            // A document that a page shows has come along with it.
            if resource.kind == .file, let place = resource.href, builder.isPlaced(folder + "/" + place) { continue }
            try add(resource, titled: "")
        }
    }

    /// WebCT and Blackboard Vista pack each question as a package of its own inside the package.
    private mutating func addNestedQuestions() throws {
        let nested = manifest.resources.filter { $0.type == "webct.manifest" }
        var items: [XMLElement] = []
        for resource in nested {
            let places = (document(resource)?.descendants("resource") ?? [])
                .filter { $0.attributes["type"]?.lowercased().contains("qti") == true }
                .flatMap { $0.children("file") }.compactMap { $0.attributes["href"] }
            let found = places.compactMap { parsed(Self.plain($0)) }.flatMap { $0.descendants("item") }
            guard !found.isEmpty else { continue }
            items += found
            done.insert(resource.identifier)
        }
        guard !items.isEmpty else { return }
        let title = builder.report.title
        let questions = try read(items, from: "", of: title)
        guard questions.count > 0 else { return builder.lose(.activityEmpty, title, detail: "quiz") }
        builder.beginModule(title)
        try builder.addQuiz(QuizOutline(title: title, file: ""), questions)
    }

    private func isDocument(_ resource: ContentManifest.Resource) -> Bool {
        let documents: Set<String> = [
            "pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx", "odp", "xls", "xlsx", "ods", "csv", "txt", "zip", "mp4",
            "webm",
        ]
        guard let place = resource.href else { return false }
        return documents.contains((place as NSString).pathExtension.lowercased())
    }

    private mutating func add(_ resource: ContentManifest.Resource, titled title: String) throws {
        done.insert(resource.identifier)
        let title = title.isEmpty ? self.title(of: resource) : title
        if !resource.roles.isEmpty, !resource.roles.contains("Learner") {
            return builder.lose(.teachersOnly, title)
        }
        switch resource.kind {
        case .page, .task: try page(resource, title)
        case .file:
            guard let place = resource.href ?? resource.files.first, files.contains(place) else {
                return builder.lose(.fileMissing, title, detail: resource.href ?? resource.identifier)
            }
            try builder.addFile(title, folder + "/" + place, named: (place as NSString).lastPathComponent)
        case .link: try link(resource, title)
        case .discussion, .assignment: try topic(resource, title)
        case .quiz: try quiz(resource, title)
        case .questionBank: try questionBank(resource, title)
        case .tool: builder.lose(.externalTool, title, detail: document(resource)?.value("launch_url"))
        case .settings: break
        case .other: builder.lose(.activityNotSupported, title, detail: resource.type)
        }
    }

    private func title(of resource: ContentManifest.Resource) -> String {
        if resource.kind == .page || resource.kind == .task, let place = resource.page,
            let html = text(place), let match = html.firstMatch(of: /<title>([^<]{1,300})<\/title>/)
        {
            return String(match.1).replacing("&amp;", with: "&").replacing("&lt;", with: "<")
        }
        let document = document(resource)
        return document?.value("title") ?? document?["assessment"]?.attributes["title"]
            ?? resource.href.map { ($0 as NSString).lastPathComponent } ?? resource.identifier
    }
}

// MARK: - Resources

extension CartridgeConversion {
    private mutating func page(_ resource: ContentManifest.Resource, _ title: String) throws {
        guard let place = resource.page, let html = text(place) else {
            return builder.lose(.fileMissing, title, detail: resource.page ?? resource.identifier)
        }
        let markdown = try self.markdown(html, from: place, of: title)
        if markdown.isEmpty && resource.kind == .page {
            return builder.lose(.activityEmpty, title, detail: resource.type)
        }
        try builder.addPage(title, markdown.isEmpty ? MarkdownWords.escaped(title) : markdown)
        if resource.kind == .task { builder.lose(.keptAsPage, title, detail: "assignment") }
    }

    private mutating func link(_ resource: ContentManifest.Resource, _ title: String) throws {
        guard let document = document(resource) else {
            return builder.lose(.fileMissing, title, detail: resource.files.first ?? resource.identifier)
        }
        try builder.addLink(title, document["url"]?.attributes["href"] ?? "")
    }

    /// A discussion or an assignment with its text and files.
    private mutating func topic(_ resource: ContentManifest.Resource, _ title: String) throws {
        guard let document = document(resource) else {
            return builder.lose(.fileMissing, title, detail: resource.files.first ?? resource.identifier)
        }
        let place = resource.files.first ?? resource.href ?? ""
        var parts: [String] = []
        if let text = document["text"] {
            parts.append(
                text.attributes["texttype"] == "text/plain"
                    ? MarkdownWords.paragraphs(text.text) : try markdown(text.text, from: place, of: title))
        }
        for attachment in document.descendants("attachment") {
            guard let address = attachment.attributes["href"] else { continue }
            if let found = find(address, from: place),
                let stored = try builder.place(folder + "/" + found, named: (found as NSString).lastPathComponent)
            {
                parts.append("[\(MarkdownWords.escaped((found as NSString).lastPathComponent))](../\(stored))")
            } else {
                builder.lose(.fileMissing, title, detail: address)
            }
        }
        let markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        try builder.addPage(title, markdown.isEmpty ? MarkdownWords.escaped(title) : markdown)
        builder.lose(.keptAsPage, title, detail: resource.kind.rawValue)
    }

    private mutating func quiz(_ resource: ContentManifest.Resource, _ title: String) throws {
        guard let document = fullQuiz(resource) ?? document(resource) else {
            return builder.lose(.activityBroken, title, detail: resource.type)
        }
        let questions = try read(document.descendants("item"), from: resource.files.first ?? "", of: title)
        guard questions.count > 0 else { return builder.lose(.activityEmpty, title, detail: "quiz") }
        var outline = QuizOutline(title: title, file: "")
        let fields = (document["assessment"]?["qtimetadata"]?.children("qtimetadatafield") ?? []).map {
            ($0.value("fieldlabel") ?? "", $0.value("fieldentry") ?? "")
        }
        let settings = Dictionary(fields) { first, _ in first }
        outline.attempts = settings["cc_maxattempts"].flatMap { Int($0) }.flatMap { (1...100).contains($0) ? $0 : nil }
        outline.timeLimitMinutes = (settings["qmd_timelimit"] ?? settings["cc_timelimit"]).flatMap { Int($0) }
            .flatMap { (1...1_440).contains($0) ? $0 : nil }
        try builder.addQuiz(outline, questions)
    }

    /// Canvas keeps beside the cartridge's test the whole of it, with the kinds the standard has not.
    private func fullQuiz(_ resource: ContentManifest.Resource) -> XMLElement? {
        let place = "non_cc_assessments/\(resource.identifier).xml.qti"
        guard files.contains(place), let full = parsed(place) else { return nil }
        return full.descendants("item").isEmpty ? nil : full
    }

    private mutating func questionBank(_ resource: ContentManifest.Resource, _ title: String) throws {
        let items = document(resource)?.descendants("item") ?? []
        builder.lose(.bankQuestionsLeft, title, detail: "\(items.count)")
    }

    private mutating func read(_ items: [XMLElement], from place: String, of title: String) throws -> ForeignQuestions {
        var builder = self.builder
        var failure: (any Error)?
        let resolver = self
        let questions = readers.qti(items) { source, format, _ in
            switch format {
            case .plain: return MarkdownWords.paragraphs(source)
            case .markdown: return source
            case .html:
                do { return try builder.markdown(source, of: title) { resolver.resolve($0, from: place) } } catch {
                    failure = error
                    return ""
                }
            }
        }
        if let failure { throw failure }
        self.builder = builder
        self.builder.report.losses += questions.losses
        return questions
    }
}

// MARK: - Files

extension CartridgeConversion {
    private mutating func markdown(_ html: String, from place: String, of title: String) throws -> String {
        let resolver = self
        return try builder.markdown(html, of: title) { resolver.resolve($0, from: place) }
    }

    private func resolve(_ address: String, from place: String) -> ForeignAddress {
        if address.hasPrefix("#") || address.hasPrefix("mailto:") || address.hasPrefix("tel:") { return .asWritten }
        if address.contains("://") || address.hasPrefix("//") || address.hasPrefix("data:") {
            return address.hasPrefix("data:") ? .broken : .asWritten
        }
        guard let found = find(address, from: place) else { return .broken }
        // Another page of the cartridge is an activity of its own: a file is what can be linked to.
        if ["html", "htm", "xml"].contains((found as NSString).pathExtension.lowercased()) { return .broken }
        return .file(path: folder + "/" + found, name: (found as NSString).lastPathComponent)
    }

    /// The file an address of a page means: beside it, or counted from where cartridges keep their files.
    private func find(_ address: String, from place: String) -> String? {
        let bare = String(address.prefix { $0 != "?" && $0 != "#" })
        let decoded = bare.removingPercentEncoding ?? bare
        for mark in ["$IMS-CC-FILEBASE$", "$1EdTech-CC-FILEBASE$", "$IMS_CC_FILEBASE$"] {
            guard let range = decoded.firstRange(of: mark) else { continue }
            let rest = String(decoded[range.upperBound...].drop { $0 == "/" })
            let sides = ["", "web_resources/", (place as NSString).deletingLastPathComponent + "/"]
            return sides.map { Self.plain($0 + rest) }.first(where: files.contains)
        }
        if decoded.contains("$") { return nil }
        return [(place as NSString).deletingLastPathComponent + "/" + decoded, decoded].map(Self.plain)
            .first(where: files.contains)
    }

    private static func plain(_ path: String) -> String {
        path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }.joined(separator: "/")
    }

    private func text(_ place: String) -> String? {
        guard files.contains(place), let data = FileManager.default.contents(atPath: folder + "/" + place),
            data.count <= CourseFolder.textLimit
        else { return nil }
        return String(validating: data, as: UTF8.self) ?? String(data: data, encoding: .windowsCP1252)
    }

    private func document(_ resource: ContentManifest.Resource) -> XMLElement? {
        let candidates = resource.files + [resource.href].compactMap { $0 }
        return candidates.lazy.filter { $0.hasSuffix(".xml") || $0.hasSuffix(".qti") }.compactMap { parsed($0) }.first
    }

    private func parsed(_ place: String) -> XMLElement? {
        guard files.contains(place), let data = FileManager.default.contents(atPath: folder + "/" + place) else {
            return nil
        }
        return try? XMLElement([UInt8](data))
    }
}

extension ContentManifest.Resource {
    /// What a resource of a cartridge is to us.
    enum Kind: String {
        case page, file, link, discussion, assignment, task, quiz, tool, settings, other
        case questionBank = "question_bank"
    }

    var kind: Kind {
        switch type {
        case let type where type.hasPrefix("imswl"): .link
        case let type where type.hasPrefix("imsdt"): .discussion
        case let type where type.hasPrefix("assignment_xml"): .assignment
        case let type where type.hasPrefix("imsbasiclti"): .tool
        case let type where type.contains("qti"): type.hasSuffix("question-bank") ? .questionBank : .quiz
        case let type where type.hasPrefix("webcontent"): page == nil ? .file : .page
        case let type where type.hasPrefix("associatedcontent"):
            files.contains { $0.hasSuffix("/assignment_settings.xml") } ? .task : .settings
        default: .other
        }
    }

    /// The page it opens.
    var page: String? {
        ([href].compactMap { $0 } + files).first {
            ["html", "htm", "xhtml"].contains(($0 as NSString).pathExtension.lowercased())
        }
    }
}
