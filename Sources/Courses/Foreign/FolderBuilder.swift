import Foundation
import Glibc
import Markup

/// Writes a course of another format as a folder of ours, and counts what came in and what did not.
struct FolderBuilder {
    let folder: CourseFolder
    let titles: TransferTitles
    var report: TransferReport
    var summary = ""
    private(set) var modules: [ModuleOutline] = []
    private var media: [String: String] = [:]
    private var takenNames: Set<String> = []
    private var pages = 0
    private var keptModules: Set<Int> = []

    init(folder: CourseFolder, report: TransferReport, titles: TransferTitles) {
        self.folder = folder
        self.report = report
        self.titles = titles
    }

    /// Opens a module; what is added stands in it. Left empty, it is kept only if asked for.
    mutating func beginModule(_ title: String, summary: String = "", isKeptEmpty: Bool = false) {
        guard modules.count < CourseFolder.moduleLimit else {
            lose(.tooMany, title)
            return
        }
        let summary = String(summary.prefix(Course.summaryLimit))
        if isKeptEmpty { keptModules.insert(modules.count) }
        modules.append(
            ModuleOutline(title: self.title(title), summary: summary.isEmpty ? nil : summary, activities: []))
    }

    mutating func lose(_ reason: TransferReport.Reason, _ item: String, detail: String? = nil) {
        report.losses.append(.init(reason, item, detail: detail))
    }

    mutating func addPage(_ title: String, _ markdown: String) throws {
        let parts = Self.parts(of: markdown)
        for (number, part) in parts.enumerated() {
            let name = nextName("page.md")
            try folder.write(part + "\n", to: name)
            let title = parts.count > 1 ? "\(title) (\(number + 1)/\(parts.count))" : title
            add(.page(FileOutline(title: self.title(title), file: name)), "page", title)
        }
    }

    mutating func addAssignment(_ title: String, _ markdown: String, _ settings: AssignmentSettings) throws {
        let name = nextName("assignment.md")
        try folder.write(markdown + "\n", to: name)
        let outline = AssignmentOutline(settings, titled: self.title(title), file: name, rubric: nil)
        add(.assignment(outline), "assignment", title)
    }

    /// `outline` without its names, which are given here.
    mutating func addPoll(_ outline: PollOutline, _ markdown: String, _ questions: [PollQuestion]) throws {
        var outline = outline
        outline.title = title(outline.title)
        outline.file = nextName("poll.md")
        outline.questions = nextName("questions.txt")
        try folder.write(markdown + "\n", to: outline.file)
        try folder.write(PollQuestion.text(of: questions) + "\n", to: outline.questions)
        add(.poll(outline), "poll", outline.title)
    }

    /// A link, if its address is one; otherwise a page that shows it.
    mutating func addLink(_ title: String, _ address: String) throws {
        if let link = try? ActivityBody.link(address).checked(), case .link(let url) = link {
            add(.link(LinkOutline(title: self.title(title), url: url)), "link", title)
        } else {
            lose(.linkBroken, title, detail: address)
            try addPage(title, MarkdownWords.escaped(address.isEmpty ? title : address))
        }
    }

    /// A file to download, or a video to watch; false when there are no bytes in it.
    @discardableResult
    mutating func addFile(_ title: String, _ path: String, named name: String) throws -> Bool {
        guard let place = try place(path, named: name) else {
            lose(.fileMissing, title, detail: name)
            return false
        }
        let isVideo =
            ["mp4", "m4v", "webm"].contains((name as NSString).pathExtension.lowercased())
            && isVideo(path)
        if isVideo {
            add(.video(VideoOutline(title: self.title(title), file: place)), "video", title)
        } else {
            add(.file(FileOutline(title: self.title(title), file: place)), "file", title)
        }
        return true
    }

    mutating func addQuiz(_ outline: QuizOutline, _ questions: ForeignQuestions) throws {
        var outline = outline
        outline.title = title(outline.title)
        outline.file = nextName("quiz." + questions.text.fileExtension)
        try folder.write(questions.text.text, to: outline.file)
        report.questions.merge(questions.kinds) { $0 + $1 }
        add(.quiz(outline), "quiz", outline.title)
    }

    /// Copies a package's files; the folder holds `imsmanifest.xml`.
    mutating func addPackage(_ title: String, filesOf source: String) throws {
        let name = nextName("package")
        for file in Self.files(in: source) { try folder.copy(source + "/" + file, to: name + "/" + file) }
        add(
            .package(PackageOutline(title: self.title(title), folder: name, points: Package.defaultPoints)), "package",
            title)
    }

    /// Puts a file among the course's media and says where, seen from the folder; nil when it has no bytes.
    mutating func place(_ path: String, named name: String) throws -> String? {
        if let known = media[path] { return known }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
        let place = "media/" + freeName(name)
        try folder.copy(path, to: place)
        media[path] = place
        report.files += 1
        return place
    }

    /// Writes `course.yaml`.
    mutating func finish() throws {
        modules = modules.enumerated().filter { !$1.activities.isEmpty || keptModules.contains($0) }.map(\.element)
        report.modules = modules.count
        report.title = title(report.title)
        let outline = CourseOutline(
            title: report.title, summary: summary.isEmpty ? nil : String(summary.prefix(Course.summaryLimit)),
            modules: modules)
        try folder.write(outline)
    }

    private mutating func add(_ activity: ActivityOutline, _ kind: String, _ title: String) {
        if modules.isEmpty { beginModule(report.title) }
        guard modules.reduce(0, { $0 + $1.activities.count }) < CourseFolder.activityLimit else {
            return lose(.tooMany, title)
        }
        modules[modules.count - 1].activities.append(StepOutline(activity))
        report.activities[kind, default: 0] += 1
    }

    /// Whether the file already stands among the media.
    func isPlaced(_ path: String) -> Bool { media[path] != nil }

    func title(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? titles.untitled : String(line.prefix(Course.titleLimit))
    }

    private mutating func nextName(_ ending: String) -> String {
        pages += 1
        let number = String(pages)
        return "module-\(max(1, modules.count))/" + String(repeating: "0", count: max(0, 3 - number.count)) + number
            + "-" + ending
    }

    /// A name that a Markdown link can hold, used once.
    private mutating func freeName(_ name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? "file"
        let plain = String(
            last.precomposedStringWithCanonicalMapping.map { character in
                character.isLetter || character.isNumber || "-_.~".contains(character) ? character : "-"
            }.suffix(120))
        let base = (plain as NSString).deletingPathExtension
        let ending = (plain as NSString).pathExtension
        var candidate = plain
        var number = 1
        while !takenNames.insert(candidate.lowercased()).inserted {
            number += 1
            candidate = "\(base)-\(number)" + (ending.isEmpty ? "" : ".\(ending)")
        }
        return candidate
    }

    private func isVideo(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let head = [UInt8]((try? file.read(upToCount: 16)) ?? Data())
        return MediaHead.isVideo(head)
    }

    /// A text too long for a page, cut between its blocks.
    private static func parts(of markdown: String) -> [String] {
        guard markdown.utf8.count > partLimit else { return [markdown] }
        var parts: [String] = []
        var part = ""
        for block in markdown.replacing("\r\n", with: "\n").split(separator: "\n\n") {
            for piece in pieces(of: String(block)) {
                if !part.isEmpty, part.utf8.count + piece.utf8.count > partLimit {
                    parts.append(part)
                    part = ""
                }
                part += (part.isEmpty ? "" : "\n\n") + piece
            }
        }
        return part.isEmpty ? parts : parts + [part]
    }

    private static func pieces(of block: String) -> [String] {
        guard block.utf8.count > partLimit else { return [block] }
        var pieces: [String] = []
        var rest = block[...]
        while !rest.isEmpty {
            // A character is at most a few dozen bytes; a quarter of the limit in characters is safe for Cyrillic.
            pieces.append(String(rest.prefix(partLimit / 8)))
            rest = rest.dropFirst(partLimit / 8)
        }
        return pieces
    }

    /// Bytes of a page's text, well below what Markdown takes.
    private static let partLimit = 200_000

    /// The files under a folder, with `/` between folders, sorted.
    static func files(in folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return found.filter { name in
            var status = stat()
            return lstat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        }.sorted()
    }
}

extension FolderBuilder {
    /// HTML of another system as Markdown of a page in a module's folder. `resolve` finds the file an address means.
    mutating func markdown(
        _ html: String, of item: String, resolve: (_ address: String) -> ForeignAddress
    ) throws -> String {
        var found: [String: String] = [:]
        var lost: [String] = []
        let addresses = Set(try Self.addresses(in: html))
        for address in addresses.sorted() {
            switch resolve(address) {
            case .file(let path, let name):
                if let place = try place(path, named: name) {
                    found[address] = "../" + place
                } else {
                    lost.append(address)
                }
            case .address(let new): found[address] = new
            case .broken:
                lost.append(address)
                found[address] = ""
            case .asWritten: continue
            }
        }
        for address in lost { lose(.linkBroken, item, detail: address) }
        do {
            return try Markdown.source(fromHTML: html) { [found] in found[$0] }
        } catch MarkupRefusal.tooLarge, MarkupRefusal.tooManyNodes {
            lose(.activityBroken, item)
            return ""
        }
    }

    /// The addresses `html` shows, as written.
    private static func addresses(in html: String) throws -> [String] {
        var seen: [String] = []
        let collected = AddressBook()
        _ = try? Markdown.source(fromHTML: html) { address in
            collected.addresses.append(address)
            return nil
        }
        seen = collected.addresses
        return seen
    }
}

/// Addresses noted while a text is read; used by one call only.
private final class AddressBook {
    var addresses: [String] = []
}

/// What an address of another system turned out to be.
enum ForeignAddress {
    case file(path: String, name: String)
    case address(String)
    /// It led somewhere that does not come along: the words stay, the link goes.
    case broken
    case asWritten
}

enum MediaHead {
    /// MP4 and WebM by their first bytes.
    static func isVideo(_ head: [UInt8]) -> Bool {
        head.count >= 12 && (Array(head[4..<8]) == Array("ftyp".utf8) || head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]))
    }
}

enum MarkdownWords {
    /// Words without markup, as Markdown.
    static func escaped(_ text: String) -> String {
        (try? Markdown.source(fromHTML: text.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))) ?? ""
    }

    /// Lines of plain text, as paragraphs and line breaks.
    static func paragraphs(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").split(separator: "\n\n").map { paragraph in
            paragraph.split(separator: "\n").map { escaped(String($0)) }.joined(separator: "\\\n")
        }.joined(separator: "\n\n")
    }
}
