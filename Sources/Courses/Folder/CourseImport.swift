public import Accounts
public import Foundation
import Markup
public import Media
public import Spaces
public import Storage

/// What `Quizzes` makes of a quiz's file, ready to be stored with the activity.
public struct QuizDraft: Sendable {
    public var points: Points
    /// Stores the quiz; `settle` gives a text the final addresses of the files it shows.
    public var install: @Sendable (Transaction, Activity.ID, _ settle: (String) -> String) throws -> Void

    public init(
        points: Points, install: @escaping @Sendable (Transaction, Activity.ID, (String) -> String) throws -> Void
    ) {
        self.points = points
        self.install = install
    }
}

/// Reads course folders into courses. `Quizzes` stands above `Courses`, so it comes in as a closure.
public struct CourseImport: Sendable {
    public typealias QuizReader =
        @Sendable (_ outline: QuizOutline, _ gift: [UInt8], _ links: (String) -> String) throws -> QuizDraft

    let database: any Database
    let courses: Courses
    let assets: AssetLibrary
    let readQuiz: QuizReader
    let now: @Sendable () -> Date

    public init(
        database: any Database, courses: Courses, assets: AssetLibrary, now: @escaping @Sendable () -> Date,
        readQuiz: @escaping QuizReader
    ) {
        self.database = database
        self.courses = courses
        self.assets = assets
        self.now = now
        self.readQuiz = readQuiz
    }

    /// Makes a course of `folder` inside `parent`, whole or not at all. Throws `CourseFolderProblem`.
    public func read(_ folder: CourseFolder, into parent: Space.ID, by author: User.ID?) async throws -> Course {
        let outline = try folder.outline()
        let settings = try outline.settings()
        // The files first: their bytes may lie on disk without a row, a row never without its bytes.
        let names = try outline.fileNames(in: folder).sorted()
        let files = try names.map { name in
            try assets.store(file: try folder.copyOut(name), named: (name as NSString).lastPathComponent)
        }
        // Texts are rendered before the transaction, with addresses that get their numbers inside it.
        let reader = ModuleReader(folder: folder, courses: courses, names: names, readQuiz: readQuiz)
        let modules = try outline.modules.map(reader.module)
        return try await database.write { [now] tx in
            let course = try tx.foundCourse(settings, language: outline.language ?? "ru", in: parent, at: now())
            if let author { try tx.addMember(author, to: course.space, as: .author, at: now()) }
            let assets = try files.map { try tx.addAsset($0, to: course.space, at: now()) }
            for module in modules {
                let id = try tx.insertModule(module.title, summary: module.summary, into: course.id)
                for activity in module.activities { try activity.insert(assets, into: id, by: author, at: now(), tx) }
            }
            return course
        }
    }
}

/// A module read and rendered; its files are known by their places in the list of the folder's files.
private struct ModuleDraft: Sendable {
    var title: String
    var summary: String
    var activities: [FolderActivity]
}

private struct FolderActivity: Sendable {
    enum Body: Sendable {
        case page(Page)
        case file(Int)
        case video(Int, poster: Int?, captions: Int?, language: String?)
        case link(String)
        case quiz(QuizDraft)
        case assignment(Page, AssignmentSettings)
        case poll(Page, Poll, closesAt: Date?)
    }

    var title: String
    var body: Body

    func insert(
        _ assets: [Asset], into module: Module.ID, by author: User.ID?, at instant: Date, _ tx: Transaction
    ) throws {
        func settle(_ text: String) -> String { NumberedAddress.settle(text, assets) }
        func settle(_ page: Page) -> Page {
            Page(markdown: settle(page.markdown), html: SafeHTML(stored: settle(page.html.string)))
        }
        let stored: ActivityBody
        var points: Points?
        switch body {
        case .page(let page): stored = .page(settle(page))
        case .assignment(let page, _): stored = .assignment(settle(page))
        case .poll(let page, _, _): stored = .poll(settle(page))
        case .file(let file): stored = .file(assets[file])
        case .video(let file, let poster, let captions, let language):
            stored = .video(
                Video(
                    asset: assets[file], poster: poster.map { assets[$0] }, captions: captions.map { assets[$0] },
                    captionsLanguage: language))
        case .link(let url): stored = .link(url)
        case .quiz(let quiz):
            stored = .quiz
            points = quiz.points
        }
        let draft = try folderProblem { () throws(AuthoringRefusal) in
            ActivityDraft(kind: stored.kind, title: title, points: points, body: try stored.checked())
        }
        let id = try tx.insert(draft, into: module, by: author, at: instant)
        switch body {
        case .quiz(let quiz): try quiz.install(tx, id, settle)
        case .assignment(_, let settings): try tx.storeAssignment(settings, of: id)
        case .poll(_, let poll, let closesAt): try tx.storePoll(poll, closesAt: closesAt, of: id)
        case .page, .file, .video, .link: break
        }
    }
}

/// `/media/new-3/picture.png`: the fourth file of a folder, before it has a number of its own.
private enum NumberedAddress {
    static func of(_ place: Int, named name: String) -> String {
        "/media/new-\(place)/" + (Asset.pathSegment((name as NSString).lastPathComponent))
    }

    static func settle(_ text: String, _ assets: [Asset]) -> String {
        guard text.contains("/media/new-") else { return text }
        var text = text
        for (place, asset) in assets.enumerated() {
            text = text.replacing("/media/new-\(place)/", with: "/media/\(asset.id)/")
        }
        return text
    }
}

private struct ModuleReader {
    let folder: CourseFolder
    let courses: Courses
    let names: [String]
    let readQuiz: CourseImport.QuizReader

    func module(_ outline: ModuleOutline) throws -> ModuleDraft {
        ModuleDraft(
            title: try title(outline.title), summary: outline.summary ?? "",
            activities: try outline.activities.map(activity))
    }

    private func activity(_ outline: ActivityOutline) throws -> FolderActivity {
        switch outline {
        case .page(let page):
            return FolderActivity(title: try title(page.title), body: .page(try self.page(page.file)))
        case .file(let file):
            return FolderActivity(title: try title(file.title), body: .file(try place(file.file)))
        case .video(let video):
            let body = FolderActivity.Body.video(
                try place(video.file), poster: try video.poster.map(place), captions: try video.captions.map(place),
                language: video.captionsLanguage)
            return FolderActivity(title: try title(video.title), body: body)
        case .link(let link): return FolderActivity(title: try title(link.title), body: .link(link.url))
        case .quiz(let quiz):
            let draft = try readQuiz(quiz, try folder.bytes(quiz.file), links(of: quiz.file))
            return FolderActivity(title: try title(quiz.title), body: .quiz(draft))
        case .assignment(let outline):
            let settings = try outline.settings(rubric: try outline.rubric.map { try folder.text($0) })
            return FolderActivity(
                title: try title(outline.title), body: .assignment(try page(outline.file), settings))
        case .poll(let outline):
            let (poll, closesAt) = try outline.poll(try folder.text(outline.questions))
            return FolderActivity(
                title: try title(outline.title), body: .poll(try page(outline.file), poll, closesAt: closesAt))
        }
    }

    private func page(_ file: String) throws -> Page { try courses.render(links(of: file)(try folder.text(file))) }

    private func title(_ text: String) throws -> String {
        try folderProblem { () throws(AuthoringRefusal) in try Course.checked(title: text) }
    }

    private func place(_ name: String) throws -> Int {
        guard let place = names.firstIndex(of: name) else { throw CourseFolderProblem(file: name, kind: .fileMissing) }
        return place
    }

    /// Gives the texts of `file` the numbered addresses of the files they show.
    private func links(of file: String) -> (String) -> String {
        { text in
            PageLinks(page: file).rewriting(text) { name in
                names.firstIndex(of: name).map { NumberedAddress.of($0, named: name) }
            }
        }
    }
}

/// Says where an authoring refusal comes from.
private func folderProblem<T>(_ body: () throws(AuthoringRefusal) -> T) throws(CourseFolderProblem) -> T {
    do { return try body() } catch {
        throw CourseFolderProblem(file: CourseFolder.manifest, kind: .authoring(error))
    }
}

extension CourseOutline {
    func settings() throws(CourseFolderProblem) -> CourseSettings {
        let settings = CourseSettings(
            title: title, summary: summary ?? "", hours: hours, visibility: try word(visibility, else: .personal),
            admission: Admission(
                mode: try word(enrolment?.mode, else: .manual), key: enrolment?.key, capacity: enrolment?.capacity))
        return try folderProblem { () throws(AuthoringRefusal) in try settings.checked() }
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ text: String?, else fallback: Word
    ) throws(CourseFolderProblem) -> Word where Word.RawValue == String {
        guard let text else { return fallback }
        guard let word = Word(rawValue: text) else {
            throw CourseFolderProblem(
                file: CourseFolder.manifest, kind: .unknownWord(text, known: Word.allCases.map(\.rawValue)))
        }
        return word
    }

    /// Every file that becomes an asset: files, videos, posters, captions, and what pages and quizzes show.
    func fileNames(in folder: CourseFolder) throws -> Set<String> {
        var names: Set<String> = []
        for activity in modules.flatMap(\.activities) {
            switch activity {
            case .file(let outline): names.insert(outline.file)
            case .video(let outline):
                names.formUnion([outline.file, outline.poster, outline.captions].compactMap { $0 })
            case .page(let outline):
                names.formUnion(PageLinks(page: outline.file).files(in: try folder.text(outline.file), of: folder))
            case .quiz(let outline):
                names.formUnion(PageLinks(page: outline.file).files(in: try folder.text(outline.file), of: folder))
            case .assignment(let outline):
                names.formUnion(PageLinks(page: outline.file).files(in: try folder.text(outline.file), of: folder))
            case .poll(let outline):
                names.formUnion(PageLinks(page: outline.file).files(in: try folder.text(outline.file), of: folder))
            case .link: continue
            }
        }
        return names
    }
}
