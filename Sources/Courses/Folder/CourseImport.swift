public import Accounts
public import Foundation
import Markup
public import Media
public import Spaces
public import Storage

/// Reads course folders into courses. `Quizzes` stands above `Courses`, so it comes in as a closure.
public struct CourseImport: Sendable {
    public typealias QuizReader =
        @Sendable (_ outline: QuizOutline, _ gift: [UInt8], _ links: (String) -> String) throws -> QuizDraft
    public typealias BankReader =
        @Sendable (_ file: String, _ bytes: [UInt8], _ links: (String) -> String) throws -> BankDraft
    public typealias ExerciseReader = @Sendable (_ outline: ExerciseOutline, _ text: String) throws -> ExerciseDraft

    let database: any Database
    let courses: Courses
    let assets: AssetLibrary
    let readers: Readers
    let now: @Sendable () -> Date

    /// What other targets read of their activities.
    struct Readers: Sendable {
        var quiz: QuizReader
        var bank: BankReader
        var exercise: ExerciseReader
    }

    public init(
        database: any Database, courses: Courses, assets: AssetLibrary, now: @escaping @Sendable () -> Date,
        readQuiz: @escaping QuizReader, readBank: @escaping BankReader, readExercise: @escaping ExerciseReader
    ) {
        self.database = database
        self.courses = courses
        self.assets = assets
        self.now = now
        self.readers = Readers(quiz: readQuiz, bank: readBank, exercise: readExercise)
    }

    /// Whether what is read keeps its days: a course taught again next year does not.
    public enum Dates: Sendable { case kept, dropped }

    /// What `read` would make of the folder, by kind of activity and of question, with nothing stored. Throws what `read`
    /// throws.
    func check(_ folder: CourseFolder) throws -> (activities: [String: Int], questions: [String: Int]) {
        let outline = try folder.outline()
        _ = try outline.settings()
        let names = try outline.fileNames(in: folder).sorted()
        for name in names { _ = try folder.existing(name) }
        let reader = ModuleReader(
            folder: folder, courses: courses, names: names, dates: .kept, readers: readers, storesFile: nil)
        _ = try outline.bank.map(reader.bank)
        var (activities, questions): ([String: Int], [String: Int]) = ([:], [:])
        for activity in try outline.modules.flatMap({ try reader.module($0).activities }) {
            activities[activity.body.kind.rawValue, default: 0] += 1
            if case .quiz(let draft) = activity.body { questions.merge(draft.kinds) { $0 + $1 } }
        }
        return (activities, questions)
    }

    /// Makes a course of `folder` inside `parent`, whole or not at all. Throws `CourseFolderProblem`.
    public func read(
        _ folder: CourseFolder, into parent: Space.ID, by author: User.ID?, dates: Dates = .kept,
        changing change: @Sendable (inout CourseSettings) -> Void = { _ in }
    ) async throws -> Course {
        let outline = try folder.outline()
        var settings = try outline.settings()
        if dates == .dropped { (settings.admission.opensAt, settings.admission.closesAt) = (nil, nil) }
        change(&settings)
        settings = try folderProblem { [settings] () throws(AuthoringRefusal) in try settings.checked() }
        let prepared = try prepare(outline, of: folder, dates)
        return try await database.write { [now, settings] tx in
            let course = try tx.foundCourse(settings, language: outline.language ?? "ru", in: parent, at: now())
            if let author { try tx.addMember(author, to: course.space, as: .author, at: now()) }
            let installed = try prepared.install(into: course, by: author, at: now(), tx)
            if let grading = prepared.grading { try tx.install(grading, in: course.id, installed.activities) }
            return course
        }
    }

    /// Adds the modules of `folder` at the end of a course and answers with them. Throws `CourseFolderProblem`.
    @discardableResult
    public func add(
        _ folder: CourseFolder, to course: Course.ID, by author: User.ID?, dates: Dates = .kept,
        titled title: @Sendable (String) -> String = { $0 }
    ) async throws -> [Module.ID] {
        var outline = try folder.outline()
        for place in outline.modules.indices { outline.modules[place].title = title(outline.modules[place].title) }
        let prepared = try prepare(outline, of: folder, dates)
        return try await database.write { [now] tx in
            try prepared.install(into: try tx.course(course), by: author, at: now(), tx).modules
        }
    }

    /// Adds the activities of `folder` at the end of a module and answers with them. Throws `CourseFolderProblem`.
    @discardableResult
    public func add(
        _ folder: CourseFolder, to module: Module.ID, by author: User.ID?, dates: Dates = .kept
    ) async throws -> [Activity.ID] {
        let prepared = try prepare(try folder.outline(), of: folder, dates)
        return try await database.write { [now] tx in
            try prepared.install(into: module, by: author, at: now(), tx)
        }
    }

    /// Everything that is done before the transaction. The files first: their bytes may lie on disk without a row, a row
    /// never without its bytes. Texts are rendered with addresses that get their numbers inside the transaction.
    private func prepare(_ outline: CourseOutline, of folder: CourseFolder, _ dates: Dates) throws -> PreparedCourse {
        let names = try outline.fileNames(in: folder).sorted()
        let files = try names.map { name in
            try assets.store(file: try folder.existing(name), named: (name as NSString).lastPathComponent)
        }
        let reader = ModuleReader(
            folder: folder, courses: courses, names: names, dates: dates, readers: readers,
            storesFile: assets.blobs.put(file:))
        return PreparedCourse(
            files: files, modules: try outline.modules.map(reader.module), bank: try outline.bank.map(reader.bank),
            grading: outline.grading,
            groups: Array((outline.groups ?? []).prefix(CourseGroup.countLimit)), dates: dates)
    }
}

/// Modules read and rendered, and the files they show.
private struct PreparedCourse: Sendable {
    var files: [StoredFile]
    var modules: [ModuleDraft]
    var bank: BankDraft?
    var grading: GradingOutline?
    var groups: [String]
    var dates: CourseImport.Dates

    @discardableResult
    func install(
        into course: Course, by author: User.ID?, at instant: Date, _ tx: Transaction
    ) throws -> (modules: [Module.ID], activities: [[Activity.ID]]) {
        let assets = try files.map { try tx.addAsset($0, to: course.space, at: instant) }
        var installed: (modules: [Module.ID], activities: [[Activity.ID]]) = ([], [])
        for module in modules {
            let id = try tx.insertModule(module.title, summary: module.summary, into: course.id)
            if module.isHidden { try tx.run("UPDATE modules SET is_hidden = 1 WHERE id = \(id)") }
            installed.modules.append(id)
            installed.activities.append(
                try module.activities.map { try $0.insert(assets, into: id, by: author, at: instant, tx) })
        }
        try installConditions(installed.activities, in: course.id, tx)
        try bank?.install(tx, course) { NumberedAddress.settle($0, assets) }
        return installed
    }

    /// Groups are made where the course has none of the name; conditions once every step has its number.
    private func installConditions(_ activities: [[Activity.ID]], in course: Course.ID, _ tx: Transaction) throws {
        var known = Dictionary(uniqueKeysWithValues: try tx.groups(in: course).map { ($0.name, $0.id) })
        for name in groups where known[name] == nil {
            known[name] = try tx.value(
                "INSERT INTO course_groups (course_id, name) VALUES (\(course), \(name)) RETURNING id")
        }
        let places = ConditionPlaces(activities: activities, groups: known)
        var conditions: [Activity.ID: Condition] = [:]
        for (module, steps) in zip(modules, activities) {
            for (step, id) in zip(module.activities, steps) {
                conditions[id] = try step.opens.flatMap {
                    try places.condition(of: $0, keepingDates: dates == .kept)
                }
            }
        }
        for (id, condition) in conditions {
            do {
                try condition.check(for: id, among: conditions, groups: Set(known.values))
            } catch {
                throw CourseFolderProblem(file: CourseFolder.manifest, kind: .manifestMalformed("opens: \(error)"))
            }
            var rule = try tx.rule(of: id)
            rule.condition = condition
            try tx.set(rule, of: id)
        }
    }

    func install(into module: Module.ID, by author: User.ID?, at instant: Date, _ tx: Transaction) throws
        -> [Activity.ID]
    {
        let course = try tx.course(try tx.module(module).course)
        let assets = try files.map { try tx.addAsset($0, to: course.space, at: instant) }
        let activities = try modules.flatMap(\.activities).map { activity in
            try activity.insert(assets, into: module, by: author, at: instant, tx)
        }
        try bank?.install(tx, course) { NumberedAddress.settle($0, assets) }
        return activities
    }
}

/// A module read and rendered; its files are known by their places in the list of the folder's files.
private struct ModuleDraft: Sendable {
    var title: String
    var summary: String
    var isHidden: Bool
    var activities: [FolderActivity]
}

private struct FolderActivity: Sendable {
    enum Body: Sendable {
        case page(Page)
        case file(Int)
        case video(Int, poster: Int?, captions: Int?, language: String?)
        case link(String)
        case quiz(QuizDraft)
        case package(PackageDraft, points: Points?)
        case assignment(Page, AssignmentSettings)
        case poll(Page, Poll, closesAt: Date?)
        case exercise(Page, ExerciseDraft, media: Int?)

        var kind: Activity.Kind {
            switch self {
            case .page: .page
            case .file: .file
            case .video: .video
            case .link: .link
            case .quiz: .quiz
            case .package: .package
            case .assignment: .assignment
            case .poll: .poll
            case .exercise: .exercise
            }
        }
    }

    var title: String
    var body: Body
    var isHidden = false
    var dueAt: Date?
    var opens: [[ConditionOutline]]?
    var completion: CompletionRule?

    func insert(
        _ assets: [Asset], into module: Module.ID, by author: User.ID?, at instant: Date, _ tx: Transaction
    ) throws -> Activity.ID {
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
        case .exercise(let page, let exercise, _):
            stored = .exercise(settle(page))
            points = exercise.points
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
        case .package(let package, let most):
            stored = .package(package.package)
            points = most
        }
        let draft = try folderProblem { () throws(AuthoringRefusal) in
            ActivityDraft(kind: stored.kind, title: title, points: points, body: try stored.checked())
        }
        let id = try tx.insert(draft, into: module, by: author, at: instant)
        switch body {
        case .quiz(let quiz): try quiz.install(tx, id, settle)
        case .package(let package, _): try package.install(tx, id)
        case .assignment(_, let settings): try tx.storeAssignment(settings, of: id)
        case .poll(_, let poll, let closesAt): try tx.storePoll(poll, closesAt: closesAt, of: id)
        case .exercise(_, let exercise, let media):
            try exercise.install(tx, id, media.map { assets[$0].id }, settle)
        case .page, .file, .video, .link: break
        }
        if isHidden { try tx.hide(id, true) }
        if let dueAt { try tx.setDue(dueAt, of: id) }
        if let completion { try tx.set(completion: completion, of: id) }
        return id
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
    let dates: CourseImport.Dates
    let readers: CourseImport.Readers
    /// Puts a package's file where the site keeps files; nil when the folder is only looked at.
    let storesFile: ((String) throws -> Digest)?

    func module(_ outline: ModuleOutline) throws -> ModuleDraft {
        ModuleDraft(
            title: try title(outline.title), summary: outline.summary ?? "", isHidden: outline.hidden ?? false,
            activities: try outline.activities.map(step))
    }

    func bank(_ file: String) throws -> BankDraft { try readers.bank(file, try folder.bytes(file), links(of: file)) }

    private func step(_ outline: StepOutline) throws -> FolderActivity {
        var activity = try activity(outline.activity)
        activity.isHidden = outline.hidden ?? false
        activity.dueAt = dates == .kept ? outline.dueAt : nil
        activity.opens = outline.opens
        activity.completion = try outline.completion.map { word in
            guard let rule = CompletionRule(word: word) else {
                throw CourseFolderProblem(
                    file: CourseFolder.manifest,
                    kind: .unknownWord(word, known: ["opened", "confirmed", "handed_in", "graded", "passed:60"]))
            }
            return rule
        }
        return activity
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
        case .quiz(var quiz):
            if dates == .dropped { quiz.dropDates() }
            let draft = try readers.quiz(quiz, try folder.bytes(quiz.file), links(of: quiz.file))
            return FolderActivity(title: try title(quiz.title), body: .quiz(draft))
        case .package(let package):
            let points = package.points ?? Package.defaultPoints
            guard Course.pointsRange.contains(points) else {
                throw CourseFolderProblem(
                    file: CourseFolder.manifest, kind: .authoring(.pointsOutOfRange(Course.pointsRange)))
            }
            _ = try folder.existing(package.folder + "/" + ContentManifest.fileName)
            let draft: PackageDraft
            do {
                draft = try PackageDraft(folder: folder.path + "/" + package.folder, put: storesFile)
            } catch let refusal as PackageRefusal {
                throw CourseFolderProblem(file: package.folder, kind: .package(refusal))
            }
            return FolderActivity(title: try title(package.title), body: .package(draft, points: Points(points)))
        case .assignment(let outline):
            var settings = try outline.settings(rubric: try outline.rubric.map { try folder.text($0) })
            if dates == .dropped { (settings.dueAt, settings.late.closesAt) = (nil, nil) }
            return FolderActivity(
                title: try title(outline.title), body: .assignment(try page(outline.file), settings))
        case .poll(let outline):
            let (poll, closesAt) = try outline.poll(try folder.text(outline.questions))
            return FolderActivity(
                title: try title(outline.title),
                body: .poll(try page(outline.file), poll, closesAt: dates == .kept ? closesAt : nil))
        case .exercise(let outline):
            let draft = try readers.exercise(outline, links(of: outline.text)(try folder.text(outline.text)))
            return FolderActivity(
                title: try title(outline.title),
                body: .exercise(
                    try outline.file.map(page) ?? Page(markdown: "", html: .empty), draft,
                    media: try outline.media.map(place)))
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
                mode: try word(enrolment?.mode, else: .manual), key: enrolment?.key, opensAt: enrolment?.opens,
                closesAt: enrolment?.closes, capacity: enrolment?.capacity),
            format: try word(format, else: .topics), startsAt: startsAt)
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
        if let bank { names.formUnion(PageLinks(page: bank).files(in: try folder.text(bank), of: folder)) }
        for step in modules.flatMap(\.activities) {
            switch step.activity {
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
            case .exercise(let outline):
                for text in [outline.file, outline.text].compactMap({ $0 }) {
                    names.formUnion(PageLinks(page: text).files(in: try folder.text(text), of: folder))
                }
                if let media = outline.media { names.insert(media) }
            case .link, .package: continue
            }
        }
        return names
    }
}
