import Foundation
public import Media
import Spaces
public import Storage
import Yams

/// Writes courses as folders of readable files. What was exported, imported again, gives an equal course.
public struct CourseExport: Sendable {
    /// A quiz as its outline (title and file are filled in here) and its questions.
    /// `localised` gives a text the places in the folder of the files it shows.
    public typealias QuizWriter =
        @Sendable (Transaction, Activity.ID, _ localised: (String) -> String) throws -> (QuizOutline, QuestionText)

    /// An exercise as its outline (title and files are filled in here), its text and the file it plays.
    public typealias ExerciseWriter =
        @Sendable (Transaction, Activity.ID) throws -> (ExerciseOutline, text: String, media: Asset.ID?)

    /// The questions that random places of these quizzes draw from and that stand in none of them; nil when there are none.
    public typealias BankWriter =
        @Sendable (Transaction, [Activity.ID], _ localised: (String) -> String) throws -> QuestionText?

    /// What other targets write of their activities.
    struct Writers: Sendable {
        var quiz: QuizWriter
        var bank: BankWriter
        var exercise: ExerciseWriter
    }

    /// The questions of a quiz as a text file.
    public enum QuestionText: Equatable, Sendable {
        case gift(String)
        /// Moodle's XML.
        case xml(String)

        public var text: String {
            switch self {
            case .gift(let text), .xml(let text): text
            }
        }

        /// How the name of its file ends.
        public var fileExtension: String {
            switch self {
            case .gift: "gift"
            case .xml: "xml"
            }
        }
    }

    let database: any Database
    let assets: AssetLibrary
    let writers: Writers

    public init(
        database: any Database, assets: AssetLibrary, writeQuiz: @escaping QuizWriter,
        writeBank: @escaping BankWriter, writeExercise: @escaping ExerciseWriter
    ) {
        self.database = database
        self.assets = assets
        self.writers = Writers(quiz: writeQuiz, bank: writeBank, exercise: writeExercise)
    }

    /// What of a course is written.
    public enum Part: Equatable, Sendable {
        case all
        case module(Module.ID)
        case activity(Activity.ID)
    }

    /// Writes the course, or a part of it, into `folder`, which must be empty or new.
    public func write(_ id: Course.ID, _ part: Part = .all, to folder: CourseFolder) async throws {
        let writers = writers
        let (outline, files) = try await database.read { tx in
            var writer = FolderWriter(names: AssetNames(try tx.assets(of: try tx.course(id).space)))
            let contents = try tx.contents(of: try tx.course(id)).only(part)
            var outline = try writer.outline(of: contents, writers, tx)
            if part == .all { outline.grading = try tx.gradingOutline(of: contents) }
            return (outline, writer.files)
        }
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        guard try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else {
            throw CocoaError(.fileWriteFileExists)
        }
        for (name, content) in files {
            switch content {
            case .text(let text): try folder.write(text, to: name)
            case .asset(let asset): try folder.copy(assets.path(of: asset), to: name)
            case .blob(let digest): try folder.copy(assets.blobs.path(of: digest), to: name)
            }
        }
        try folder.write(outline)
    }
}

extension CourseContents {
    fileprivate func only(_ part: CourseExport.Part) -> CourseContents {
        var contents = self
        switch part {
        case .all: break
        case .module(let id): contents.modules.removeAll { $0.id != id }
        case .activity(let id):
            for place in modules.indices { contents.modules[place].activities.removeAll { $0.id != id } }
            contents.modules.removeAll(where: \.activities.isEmpty)
        }
        return contents
    }
}

extension YAMLEncoder {
    static var readable: YAMLEncoder {
        let encoder = YAMLEncoder()
        encoder.options.allowUnicode = true
        encoder.options.width = -1
        return encoder
    }
}

/// The file names assets get in an exported folder: `media/` and their own, numbered where two are called the same.
private struct AssetNames {
    var places: [Asset.ID: (asset: Asset, name: String)] = [:]

    init(_ assets: [Asset]) {
        var taken: Set<String> = []
        for asset in assets {
            let name = asset.name as NSString
            var candidate = asset.name
            var number = 1
            while !taken.insert(candidate.lowercased()).inserted {
                number += 1
                let ending = name.pathExtension.isEmpty ? "" : "." + name.pathExtension
                candidate = "\(name.deletingPathExtension)-\(number)\(ending)"
            }
            places[asset.id] = (asset, "media/" + candidate)
        }
    }

    /// The asset a page's address `/media/17/picture.png` leads to.
    func place(of address: String) -> (asset: Asset, name: String)? {
        let parts = address.split(separator: "/")
        guard address.hasPrefix("/media/"), parts.count == 3, let id = Asset.ID(String(parts[1])) else { return nil }
        return places[id]
    }
}

private struct FolderWriter {
    enum Content: Sendable {
        case text(String)
        case asset(Asset)
        case blob(Digest)
    }

    let names: AssetNames
    var files: [String: Content] = [:]

    init(names: AssetNames) { self.names = names }

    mutating func outline(
        of contents: CourseContents, _ writers: CourseExport.Writers, _ tx: Transaction
    ) throws -> CourseOutline {
        let course = contents.course
        var modules: [ModuleOutline] = []
        let groups = try tx.groups(in: course.id)
        let places = ConditionPlaces(
            activities: contents.modules.map { $0.activities.map(\.id) },
            groups: Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.id) }))
        for (number, module) in contents.modules.enumerated() {
            var activities: [StepOutline] = []
            for (step, activity) in module.activities.enumerated() {
                let name = "module-\(twoDigits(number + 1))/\(twoDigits(step + 1))"
                var outline = StepOutline(
                    try outline(of: activity, named: name, writers, tx), hidden: activity.isHidden ? true : nil,
                    dueAt: activity.dueAt)
                let rule = try tx.rule(of: activity.id)
                outline.opens = rule.condition.flatMap { places.outline(of: $0) }
                outline.completion = rule.completion?.word
                activities.append(outline)
            }
            modules.append(
                ModuleOutline(
                    title: module.title, summary: module.summary.isEmpty ? nil : module.summary,
                    hidden: module.isHidden ? true : nil, activities: activities))
        }
        var outline = CourseOutline(
            title: course.title, summary: course.summary.isEmpty ? nil : course.summary, hours: course.hours,
            language: course.language, visibility: course.visibility.rawValue,
            enrolment: EnrolmentOutline(
                mode: course.admission.mode.rawValue, key: course.admission.key, capacity: course.admission.capacity,
                opens: course.admission.opensAt, closes: course.admission.closesAt),
            format: course.format == .topics ? nil : course.format.rawValue, startsAt: course.startsAt, modules: modules
        )
        outline.groups = groups.isEmpty ? nil : groups.map(\.name)
        let quizzes = contents.modules.flatMap(\.activities).filter { $0.kind == .quiz }.map(\.id)
        if let bank = try writers.bank(tx, quizzes, { localised($0) }) {
            let name = "bank/questions.\(bank.fileExtension)"
            files[name] = .text(bank.text)
            outline.bank = name
        }
        return outline
    }

    private mutating func outline(
        of activity: Activity, named name: String, _ writers: CourseExport.Writers, _ tx: Transaction
    ) throws -> ActivityOutline {
        switch try tx.openActivity(activity.id).body {
        case .page(let page):
            files[name + "-page.md"] = .text(localised(page.markdown))
            return .page(FileOutline(title: activity.title, file: name + "-page.md"))
        case .file(let asset): return .file(FileOutline(title: activity.title, file: add(asset)))
        case .link(let url): return .link(LinkOutline(title: activity.title, url: url))
        case .video(let video):
            return .video(
                VideoOutline(
                    title: activity.title, file: add(video.asset), poster: video.poster.map { add($0) },
                    captions: video.captions.map { add($0) }, captionsLanguage: video.captionsLanguage))
        case .quiz:
            var (outline, questions) = try writers.quiz(tx, activity.id) { localised($0) }
            outline.title = activity.title
            outline.file = "\(name)-quiz.\(questions.fileExtension)"
            files[outline.file] = .text(questions.text)
            return .quiz(outline)
        case .package:
            let folder = name + "-package"
            for file in try tx.packageFiles(activity.id) { files["\(folder)/\(file.path)"] = .blob(file.digest) }
            return .package(
                PackageOutline(
                    title: activity.title, folder: folder, points: activity.points.map { Int($0.rawValue / 100_000) }))
        case .assignment(let page):
            let settings = try tx.assignment(activity.id).settings
            files[name + "-assignment.md"] = .text(localised(page.markdown))
            let rubric = settings.rubric.isEmpty ? nil : name + "-rubric.txt"
            if let rubric { files[rubric] = .text(settings.rubric.text + "\n") }
            return .assignment(
                AssignmentOutline(settings, titled: activity.title, file: name + "-assignment.md", rubric: rubric))
        case .poll(let page):
            let poll = try tx.poll(activity.id)
            files[name + "-poll.md"] = .text(localised(page.markdown))
            files[name + "-questions.txt"] = .text(PollQuestion.text(of: poll.questions) + "\n")
            return .poll(
                PollOutline(
                    title: activity.title, file: name + "-poll.md", questions: name + "-questions.txt",
                    anonymous: poll.isAnonymous, changeable: poll.isChangeable, results: poll.results.rawValue,
                    closes: activity.dueAt?.formatted(.iso8601)))
        case .exercise(let page):
            var (outline, text, media) = try writers.exercise(tx, activity.id)
            (outline.title, outline.text) = (activity.title, name + "-exercise.txt")
            files[outline.text] = .text(localised(text) + "\n")
            if !page.markdown.isEmpty {
                outline.file = name + "-task.md"
                files[name + "-task.md"] = .text(localised(page.markdown))
            }
            if let media = media.flatMap({ names.places[$0]?.asset }) { outline.media = add(media) }
            return .exercise(outline)
        }
    }

    private mutating func add(_ asset: Asset) -> String {
        let name = names.places[asset.id]?.name ?? "media/\(asset.id)"
        files[name] = .asset(asset)
        return name
    }

    /// Addresses of the server become places in the folder, and the files they show come along.
    private mutating func localised(_ text: String) -> String {
        var shown: [(Asset, String)] = []
        let text = PageLinks.rewritingDestinations(of: text) { address in
            guard let place = names.place(of: address) else { return nil }
            shown.append((place.asset, place.name))
            return "../" + place.name
        }
        for (asset, name) in shown { files[name] = .asset(asset) }
        return text
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
