import Foundation
import Markup

/// Turns a Moodle backup into a course folder, activity by activity.
struct MoodleConversion {
    let backup: MoodleBackup
    let readers: QuestionReaders
    var builder: FolderBuilder
    /// Where the packages of the backup are unpacked for a while.
    let workFolder: String
    private var bank: MoodleBank

    init(_ backup: MoodleBackup, builder: FolderBuilder, readers: QuestionReaders, workFolder: String) throws {
        self.backup = backup
        self.builder = builder
        self.readers = readers
        self.workFolder = workFolder
        bank = MoodleBank(try backup.optional("questions.xml"))
    }

    mutating func convert() throws -> FolderBuilder {
        builder.report.version = backup.release
        if !backup.title.isEmpty { builder.report.title = backup.title }
        if backup.isShell { builder.lose(.activityEmpty, builder.report.title, detail: "moodle_backup.xml") }
        builder.summary = plain(backup.summary)
        for activity in backup.activities { builder.report.source[activity.kind, default: 0] += 1 }
        if backup.people > 0 { builder.lose(.usersLeftOut, backup.title, detail: "\(backup.people)") }
        var left = backup.activities
        for section in backup.sections {
            let title =
                section.title
                ?? (section.number == 0 ? builder.titles.general : "\(builder.titles.module) \(section.number)")
            let summary = plain(section.summary)
            // A section nobody named and nothing stands in is not worth a module.
            builder.beginModule(title, summary: summary, isKeptEmpty: section.title != nil || !summary.isEmpty)
            if !section.isVisible { builder.lose(.hiddenShown, title) }
            let mine = left.filter { $0.section == section.identifier || section.sequence.contains($0.module) }
            left.removeAll { activity in mine.contains { $0.directory == activity.directory } }
            let order = Dictionary(section.sequence.enumerated().map { ($1, $0) }) { first, _ in first }
            let sorted = mine.enumerated().sorted {
                (order[$0.element.module] ?? .max, $0.offset) < (order[$1.element.module] ?? .max, $1.offset)
            }
            for (_, activity) in sorted { try convert(activity) }
        }
        if !left.isEmpty {
            builder.beginModule(backup.title)
            for activity in left { try convert(activity) }
        }
        let unused = bank.count - bank.used.count
        if unused > 0 { builder.lose(.bankQuestionsLeft, backup.title, detail: "\(unused)") }
        return builder
    }

    /// One activity: a part that cannot be read is a loss, the rest goes on.
    private mutating func convert(_ entry: MoodleBackup.ActivityEntry) throws {
        let document: XMLElement?
        do { document = try backup.optional("\(entry.directory)/\(entry.kind).xml") } catch is TransferRefusal {
            return builder.lose(.activityBroken, entry.title, detail: entry.kind)
        }
        guard let document,
            let body = document.children.first(where: { $0.name == entry.kind }) ?? document.children.first
        else { return builder.lose(.activityBroken, entry.title, detail: entry.kind) }
        let module = try? backup.optional(entry.directory + "/module.xml")
        let title = body.value("name")?.realValue.map(plain) ?? entry.title
        let context = document.attributes["contextid"] ?? ""
        let before = builder.report.activities.values.reduce(0, +)
        try MoodleActivity(title: title, kind: entry.kind, body: body, context: context).convert(&self)
        guard builder.report.activities.values.reduce(0, +) > before else { return }
        if module?.value("visible") == "0" { builder.lose(.hiddenShown, title) }
        if let module, Self.isConditional(module) { builder.lose(.availabilityLeftOut, title) }
    }

    private static func isConditional(_ module: XMLElement) -> Bool {
        if let rule = module.value("availability")?.realValue, rule.contains("\"type\"") { return true }
        return module["availability_info"]?.children.isEmpty == false
            || ["availablefrom", "availableuntil"].contains { (module.value($0)?.realValue ?? "0") != "0" }
    }

    func plain(_ html: String) -> String {
        let text = (try? Markdown.source(fromHTML: html)).flatMap { try? Markdown.plainText($0) } ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A text of an activity as Markdown; `format` as Moodle numbers it.
    mutating func text(
        _ source: String?, format: String?, in context: String, area: String? = nil, item: String? = nil,
        of title: String
    ) throws -> String {
        guard let source = source?.realValue else { return "" }
        switch format {
        case "2": return MarkdownWords.paragraphs(source)
        case "4": return source
        case "0":
            let html = source.replacing("\r\n", with: "\n").replacing("\n", with: "<br>")
            return try builder.markdown(html, of: title) { [backup] in
                backup.resolve($0, in: context, area: area, item: item)
            }
        default:
            return try builder.markdown(source, of: title) { [backup] in
                backup.resolve($0, in: context, area: area, item: item)
            }
        }
    }

    /// The questions of a quiz's slots in order, those drawn at random replaced by ones of their category;
    /// each with the mark of its slot.
    mutating func questions(of quiz: XMLElement, titled title: String) -> [XMLElement] {
        let slots = MoodleSlot.all(of: quiz, bank)
        var elements: [XMLElement] = []
        var taken = Set(slots.compactMap { if case .question(let id) = $0.source { id } else { nil } })
        for slot in slots {
            switch slot.source {
            case .question(let id):
                guard let question = bank.questions[id] else {
                    builder.lose(.questionBroken, title, detail: id)
                    continue
                }
                bank.used.insert(id)
                elements.append(question.marked(slot.mark))
            case .random(let category, let deep):
                let free = bank.questions(in: category, deep: deep).first { !taken.contains($0) }
                guard let free, let question = bank.questions[free] else {
                    builder.lose(.questionNotSupported, title, detail: "random")
                    continue
                }
                taken.insert(free)
                bank.used.insert(free)
                builder.lose(.randomQuestionFixed, title, detail: question.value("name"))
                elements.append(question.marked(slot.mark))
            }
        }
        return elements
    }

    /// The context whose files a question shows.
    func context(ofQuestion id: String) -> String { bank.contexts[id] ?? "" }

    /// The questions that are asked inside of `elements`, by their numbers.
    func parts(of elements: [XMLElement]) -> [String: XMLElement] {
        let wholes = elements.filter { $0.value("qtype") == "multianswer" }
        return Dictionary(
            wholes.flatMap { whole in bank.parts(of: whole).map { ($0.attributes["id"] ?? "", $0) } }
        ) { first, _ in first }
    }
}

extension XMLElement {
    /// The question with another largest mark.
    fileprivate func marked(_ mark: Double) -> XMLElement {
        var question = self
        question.content.removeAll { if case .element(let child) = $0 { child.name == "defaultmark" } else { false } }
        question.content.append(.element(XMLElement(name: "defaultmark", content: [.text("\(mark)")])))
        return question
    }
}
