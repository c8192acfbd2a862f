import Archives
import Foundation
import Markup

/// One activity of a backup on its way into a course folder.
struct MoodleActivity {
    let title: String
    let kind: String
    let body: XMLElement
    let context: String

    func convert(_ conversion: inout MoodleConversion) throws {
        switch kind {
        case "page": try page(&conversion, body.value("content"), format: body.value("contentformat"), area: "content")
        case "label": try page(&conversion, body.value("intro"), format: body.value("introformat"), area: "intro")
        case "url": try conversion.builder.addLink(title, body.value("externalurl") ?? "")
        case "resource": try resource(&conversion)
        case "folder": try folder(&conversion)
        case "book": try book(&conversion)
        case "lesson": try lesson(&conversion)
        case "forum": try forum(&conversion)
        case "glossary": try glossary(&conversion)
        case "quiz": try quiz(&conversion)
        case "scorm": try package(&conversion)
        case "h5pactivity", "hvp": try file(&conversion, area: "package", kept: true)
        case "assign": try assignment(&conversion)
        case "choice": try choice(&conversion)
        case "feedback": try questionnaire(&conversion)
        case "lti": conversion.builder.lose(.externalTool, title, detail: body.value("toolurl")?.realValue)
        default: conversion.builder.lose(.activityNotSupported, title, detail: kind)
        }
    }

    func text(
        _ conversion: inout MoodleConversion, _ source: String?, _ format: String?, area: String?, item: String? = nil
    ) throws -> String {
        try conversion.text(source, format: format, in: context, area: area, item: item, of: title)
    }

    func intro(_ conversion: inout MoodleConversion) throws -> String {
        try text(&conversion, body.value("intro"), body.value("introformat"), area: "intro")
    }

    private func page(
        _ conversion: inout MoodleConversion, _ source: String?, format: String?, area: String
    ) throws {
        let markdown = try text(&conversion, source, format, area: area)
        if markdown.isEmpty { return conversion.builder.lose(.activityEmpty, title, detail: kind) }
        try conversion.builder.addPage(title, markdown)
    }

    // MARK: Files

    private func resource(_ conversion: inout MoodleConversion) throws {
        let files = conversion.backup.files(of: context, area: "content")
        guard !files.isEmpty else {
            let reference = body.value("reference") ?? ""
            return conversion.builder.lose(.fileMissing, title, detail: reference)
        }
        let main = files.first(where: \.isMain) ?? files[0]
        for file in [main] + files.filter({ $0.path != main.path }) {
            let name = (file.path as NSString).lastPathComponent
            try conversion.builder.addFile(
                file.path == main.path ? title : "\(title): \(name)", conversion.backup.path(of: file), named: name)
        }
    }

    private func file(_ conversion: inout MoodleConversion, area: String, kept: Bool) throws {
        guard let file = conversion.backup.files(of: context, area: area).first else {
            return conversion.builder.lose(.fileMissing, title)
        }
        let name = (file.path as NSString).lastPathComponent
        if try conversion.builder.addFile(title, conversion.backup.path(of: file), named: name), kept {
            conversion.builder.lose(.keptAsFile, title, detail: kind)
        }
    }

    /// A folder of files is a page with links to them.
    private func folder(_ conversion: inout MoodleConversion) throws {
        var lines: [String] = []
        for file in conversion.backup.files(of: context, area: "content").sorted(by: { $0.path < $1.path }) {
            let name = String(file.path.drop { $0 == "/" })
            if let place = try conversion.builder.place(
                conversion.backup.path(of: file), named: (name as NSString).lastPathComponent)
            {
                lines.append("- [\(MarkdownWords.escaped(name))](../\(place))")
            } else {
                conversion.builder.lose(.fileMissing, title, detail: name)
            }
        }
        let markdown = [try intro(&conversion), lines.joined(separator: "\n")].filter { !$0.isEmpty }
        if markdown.isEmpty { return conversion.builder.lose(.activityEmpty, title, detail: kind) }
        try conversion.builder.addPage(title, markdown.joined(separator: "\n\n"))
    }

    /// A SCORM package inside the backup is run as one.
    private func package(_ conversion: inout MoodleConversion) throws {
        guard let file = conversion.backup.files(of: context, area: "package").first else {
            return conversion.builder.lose(.fileMissing, title)
        }
        let folder = conversion.workFolder + "/scorm-" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Archive.unpack(conversion.backup.path(of: file), into: folder)
            try ScormConversion.add(title, folder: folder, to: &conversion.builder)
        } catch is ArchiveRefusal { conversion.builder.lose(.activityBroken, title, detail: kind) }
    }

    // MARK: Texts

    private func book(_ conversion: inout MoodleConversion) throws {
        let chapters = body.at("chapters")?.children("chapter") ?? []
        let sorted = chapters.sorted { (Int($0.value("pagenum") ?? "") ?? 0) < (Int($1.value("pagenum") ?? "") ?? 0) }
        let introduction = try intro(&conversion)
        if !introduction.isEmpty { try conversion.builder.addPage(title, introduction) }
        for chapter in sorted {
            let name = conversion.plain(chapter.value("title") ?? "")
            let markdown = try text(
                &conversion, chapter.value("content"), chapter.value("contentformat"), area: "chapter",
                item: chapter.attributes["id"])
            if chapter.value("hidden") == "1" { conversion.builder.lose(.hiddenShown, "\(title): \(name)") }
            try conversion.builder.addPage(name.isEmpty ? title : name, markdown.isEmpty ? "*" + name + "*" : markdown)
        }
        if sorted.isEmpty && introduction.isEmpty { conversion.builder.lose(.activityEmpty, title, detail: kind) }
    }

    /// Content pages of a lesson in their order; its questions and jumps do not come along.
    private func lesson(_ conversion: inout MoodleConversion) throws {
        let pages = body["pages"]?.children("page") ?? []
        var byNumber = Dictionary(pages.map { ($0.attributes["id"] ?? "", $0) }) { first, _ in first }
        var ordered: [XMLElement] = []
        var next = pages.first { $0.value("prevpageid") == "0" }
        while let page = next, byNumber.removeValue(forKey: page.attributes["id"] ?? "") != nil {
            ordered.append(page)
            next = page.value("nextpageid").flatMap { byNumber[$0] }
        }
        ordered += pages.filter { byNumber[$0.attributes["id"] ?? ""] != nil }
        for page in ordered {
            let name = conversion.plain(page.value("title") ?? title)
            // 20 is a page of content; 21, 30 and 31 are ends of branches and clusters.
            guard page.value("qtype") == "20" else {
                if let type = page.value("qtype"), let number = Int(type), number < 20 {
                    conversion.builder.lose(.questionNotSupported, "\(title): \(name)", detail: "lesson")
                }
                continue
            }
            let markdown = try text(
                &conversion, page.value("contents"), page.value("contentsformat"), area: "page_contents",
                item: page.attributes["id"])
            if !markdown.isEmpty { try conversion.builder.addPage(name, markdown) }
        }
        if ordered.isEmpty { conversion.builder.lose(.activityEmpty, title, detail: kind) }
    }

    /// The first posts of a forum's discussions; who wrote them is not read.
    private func forum(_ conversion: inout MoodleConversion) throws {
        var parts = body.value("type") == "news" ? [] : [try intro(&conversion)]
        for discussion in body["discussions"]?.children("discussion") ?? [] {
            let posts = discussion["posts"]?.children("post") ?? []
            guard let first = posts.first(where: { $0.value("parent") == "0" }) ?? posts.first else { continue }
            let subject = MarkdownWords.escaped(first.value("subject") ?? discussion.value("name") ?? "")
            let message = try text(
                &conversion, first.value("message"), first.value("messageformat"), area: "post",
                item: first.attributes["id"])
            parts.append("## \(subject)\n\n\(message)")
        }
        let markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        if markdown.isEmpty { return conversion.builder.lose(.activityEmpty, title, detail: kind) }
        try conversion.builder.addPage(title, markdown)
        conversion.builder.lose(.keptAsPage, title, detail: kind)
    }

    private func glossary(_ conversion: inout MoodleConversion) throws {
        var parts = [try intro(&conversion)]
        for entry in body["entries"]?.children("entry") ?? [] {
            let meaning = try text(
                &conversion, entry.value("definition"), entry.value("definitionformat"), area: "entry",
                item: entry.attributes["id"])
            parts.append("**\(MarkdownWords.escaped(entry.value("concept") ?? ""))**\n\n\(meaning)")
        }
        let markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        if markdown.isEmpty { return conversion.builder.lose(.activityEmpty, title, detail: kind) }
        try conversion.builder.addPage(title, markdown)
        conversion.builder.lose(.keptAsPage, title, detail: kind)
    }

    // MARK: Works

    private func assignment(_ conversion: inout MoodleConversion) throws {
        var parts = [
            try intro(&conversion),
            try text(&conversion, body.value("activity"), body.value("activityformat"), area: "activityattachment"),
        ]
        for file in conversion.backup.files(of: context, area: "introattachment") {
            let name = (file.path as NSString).lastPathComponent
            if let place = try conversion.builder.place(conversion.backup.path(of: file), named: name) {
                parts.append("[\(MarkdownWords.escaped(name))](../\(place))")
            }
        }
        parts.removeAll(where: \.isEmpty)
        try conversion.builder.addAssignment(
            title, parts.isEmpty ? MarkdownWords.escaped(title) : parts.joined(separator: "\n\n"), try settings())
    }

    /// The date at `name`; Moodle writes none as 0.
    func instant(_ name: String) -> Date? {
        body.value(name).flatMap { Int($0) }.flatMap { $0 > 0 ? Date(timeIntervalSince1970: Double($0)) : nil }
    }

    /// What of the assignment's settings we have too; what is out of our ranges takes the nearest value.
    private func settings() throws -> AssignmentSettings {
        func number(_ name: String) -> Int? { body.value(name).flatMap { Int($0) } }
        func plugin(_ plugin: String, _ name: String) -> Int? {
            (body["plugin_configs"]?.children("plugin_config") ?? []).first {
                $0.value("plugin") == plugin && $0.value("subtype") == "assignsubmission" && $0.value("name") == name
            }?.value("value").flatMap { Int($0) }
        }
        var settings = AssignmentSettings()
        // A negative grade is the number of a scale.
        settings.points = Points(min(Course.pointsRange.upperBound, max(0, number("grade") ?? 0)))
        settings.dueAt = instant("duedate")
        settings.late.closesAt = instant("cutoffdate").flatMap { closes in
            settings.dueAt.map { closes < $0 } ?? false ? nil : closes
        }
        settings.takesText = plugin("onlinetext", "enabled") == 1
        let takesFiles = plugin("file", "enabled") == 1
        settings.files = FileLimits(
            count: takesFiles ? min(20, max(1, plugin("file", "maxfilesubmissions") ?? 1)) : 0,
            megabytes: settings.files.megabytes, kinds: "")
        if !settings.takesText && !takesFiles { settings.takesText = true }
        settings.attempts = number("maxattempts").flatMap { AssignmentSettings.attemptsRange.contains($0) ? $0 : nil }
        settings.isBlind = number("blindmarking") == 1
        return (try? settings.checked()) ?? AssignmentSettings()
    }

    // MARK: Quizzes

    /// Words of ours for Moodle's; behaviours of plug-ins are those of every quiz.
    private static let behaviours = [
        "deferredfeedback": "deferred", "immediatefeedback": "immediate", "interactive": "interactive",
        "adaptive": "adaptive", "adaptivenopenalty": "adaptive_without_penalty", "deferredcbm": "deferred_certainty",
        "immediatecbm": "immediate_certainty",
    ]

    private func quiz(_ conversion: inout MoodleConversion) throws {
        let introduction = try intro(&conversion)
        let elements = conversion.questions(of: body, titled: title)
        let questions = try conversion.read(elements, titled: title)
        if !introduction.isEmpty {
            try conversion.builder.addPage("\(title). \(conversion.builder.titles.introduction)", introduction)
        }
        guard questions.count > 0 else { return conversion.builder.lose(.activityEmpty, title, detail: kind) }
        var outline = QuizOutline(title: title, file: "")
        outline.points = body.value("grade").flatMap { Double($0) }.map { min(1_000, max(1, Int($0.rounded()))) }
        outline.timeLimitMinutes = body.value("timelimit").flatMap { Int($0) }
            .flatMap { $0 > 0 ? min(1_440, max(1, ($0 + 59) / 60)) : nil }
        outline.attempts = body.value("attempts_number").flatMap { Int($0) }.flatMap { $0 > 0 ? min(100, $0) : nil }
        outline.grading = ["1": "highest", "2": "average", "3": "first", "4": "last"][body.value("grademethod") ?? "1"]
        outline.questionsPerPage = body.value("questionsperpage").flatMap { Int($0) }
            .map { $0 > 0 ? min(100, $0) : 100 }
        outline.shuffle = body.value("shuffleanswers") != "0"
        outline.behaviour = body.value("preferredbehaviour").flatMap { Self.behaviours[$0] }
        try conversion.builder.addQuiz(outline, questions)
    }
}

extension MoodleConversion {
    /// Reads questions, their texts with the files they show.
    fileprivate mutating func read(_ elements: [XMLElement], titled title: String) throws -> ForeignQuestions {
        // The builder is lent to the closure for the time of the call.
        var builder = self.builder
        var failure: (any Error)?
        let backup = self.backup
        let parts = parts(of: elements)
        let owners = elements.map { $0.attributes["id"] ?? "" } + parts.keys
        let contexts = Dictionary(owners.map { ($0, context(ofQuestion: $0)) }) { first, _ in first }
        let source = MoodleQuestions(asked: elements, parts: parts) { source, format, place in
            switch format {
            case .plain: return MarkdownWords.paragraphs(source)
            case .markdown: return source
            case .html:
                do {
                    return try builder.markdown(source, of: title) {
                        backup.resolve($0, in: contexts[place.question] ?? "", area: place.area, item: place.item)
                    }
                } catch {
                    failure = error
                    return ""
                }
            }
        } picture: { place in
            do {
                let files = backup.files(of: contexts[place.question] ?? "", area: place.area)
                guard let file = files.first(where: { $0.item == place.item }) else { return nil }
                let path = backup.path(of: file)
                guard let name = try builder.place(path, named: (file.path as NSString).lastPathComponent) else {
                    return nil
                }
                return ForeignPicture(address: "../" + name, head: Self.head(of: path))
            } catch {
                failure = error
                return nil
            }
        }
        let questions = readers.moodle(source)
        if let failure { throw failure }
        self.builder = builder
        self.builder.report.losses += questions.losses
        return questions
    }

    /// As much of a picture as tells its size.
    private static func head(of path: String) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        return [UInt8]((try? file.read(upToCount: 1 << 20)) ?? Data())
    }
}
