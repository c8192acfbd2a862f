import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Media
import NIOCore
import Quizzes
import Spaces
import Storage

/// Modules and activities as authors make them.
struct AuthoringController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let (course, module, kind) = try await place(context)
        if kind == .exercise {
            return page(try await exerciseForm(course, module, request).frame, request, context)
        }
        return page(form(course, module, kind, FormFields(), nil), request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, module, kind) = try await place(context)
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: kind == .quiz ? 32 << 20 : AssetLibrary.sizeLimit, context: context)
        let fields = upload.fields
        let title = fields["title"] ?? ""
        do {
            let id: Activity.ID
            switch kind {
            case .page:
                let text = try domains.courses.render(fields["text"] ?? "")
                id = try await domains.courses.add(.page(text), titled: title, to: module, by: user.id)
            case .link:
                id = try await domains.courses.add(.link(fields["url"] ?? ""), titled: title, to: module, by: user.id)
            case .file:
                let asset = try await asset(upload, "file", for: course)
                id = try await domains.courses.add(.file(asset), titled: title, to: module, by: user.id)
            case .video:
                let asset = try await asset(upload, "file", for: course)
                var video = Video(asset: asset)
                if let captions = upload.file("captions"), captions.size > 0 {
                    video.captions = try await self.asset(upload, "captions", for: course)
                    video.captionsLanguage = context.language.rawValue
                }
                id = try await domains.courses.add(.video(video), titled: title, to: module, by: user.id)
            case .package:
                let (draft, points) = try await HeavyWork.run { try package(upload) }
                id = try await domains.courses.add(
                    .package(draft.package), titled: title.isEmpty ? draft.package.title : title, points: points,
                    to: module, by: user.id
                ) { tx, activity in try draft.install(tx, activity) }
            case .assignment:
                id = try await addAssignment(upload, to: module, of: course, context)
            case .poll:
                id = try await addPoll(fields, to: module, context)
            case .exercise:
                id = try await addExercise(upload, to: module, of: course, context)
            case .quiz:
                let questions = try questions(of: upload)
                let draft = try domains.quizzes.draft(
                    questions, settings: try QuizSettings(fields, context.t), store: store)
                id = try await domains.courses.add(
                    .quiz, titled: title, points: draft.points, to: module, by: user.id
                ) { tx, activity in try draft.install(tx, activity) { $0 } }
                return try await quizPage(
                    id, request, context, problems: questions.problems, done: context.t["quiz.added"])
            }
            return redirect("/activities/\(id)")
        } catch {
            guard let text = context.t.text(authoringError: error) else { throw error }
            if kind == .exercise {
                let form = try await exerciseForm(course, module, fields, refusal: error, text)
                return refused(form.frame, request, context)
            }
            return refused(form(course, module, kind, fields, text), request, context)
        }
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await authored(context)
        if open.activity.kind == .page { return try await pages.edit(request, context: context) }
        if open.activity.kind == .exercise {
            return page(try await exerciseForm(contents.course, open).frame, request, context)
        }
        guard let fields = try await workFields(open, context.t) else { throw Refused.notFound }
        return page(editForm(contents.course, open.activity, fields).frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await authored(context)
        if open.activity.kind == .page { return try await pages.change(request, context: context) }
        guard [.assignment, .poll, .exercise].contains(open.activity.kind) else { throw Refused.notFound }
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: AssetLibrary.sizeLimit, context: context)
        let fields = upload.fields
        do {
            if open.activity.kind == .exercise {
                try await changeExercise(open, of: contents.course, upload, context)
            } else {
                try await changeWork(open, of: contents.course, upload, context)
            }
            return redirect("/activities/\(open.activity.id)")
        } catch {
            guard let text = context.t.text(authoringError: error) else { throw error }
            if open.activity.kind == .exercise {
                let form = try await exerciseForm(contents.course, open, fields, refusal: error, text)
                return refused(form.frame, request, context)
            }
            var form = editForm(contents.course, open.activity, fields)
            form.refusal = text
            if let (change, fields) = try await settingsChange(error, open, fields, context.t) {
                form.refusal = [error is SettingsChanged ? "" : text, change].filter { !$0.isEmpty }
                    .joined(separator: " ")
                form.fields = fields
            }
            if case AuthoringRefusal.changedMeanwhile(_, let theirs) = error {
                form.theirs = theirs
                // Saved again, our text now replaces theirs: the author has seen it.
                form.fields = FormFields(
                    pairs: form.fields.pairs.filter { $0.name != "version" }.map { ($0.name, $0.value) }
                        + [("version", "\(open.version)")])
            }
            return refused(form.frame, request, context)
        }
    }

    func preview(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        guard context.reader.isTeacher else { throw Refused.forbidden(.role(.author)) }
        let fields = try await request.formFields(context: context)
        let text: Page
        do { text = try domains.courses.render(fields["text"] ?? "") } catch let refusal as AuthoringRefusal {
            return Response(
                status: .unprocessableContent, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: context.t.text(refusal))))
        }
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text.html.string)))
    }

    func quiz(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await authored(context)
        return try await quizPage(open.activity.id, request, context)
    }

    func changeQuiz(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await authored(context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        let fields = try await request.formFields(context: context)
        let shown = ShownFields(in: fields)
        var page = QuizSettingsPage(course: contents.course, activity: open.activity, fields: fields, questions: [])
        do {
            let before = try await domains.quizzes.quiz(open.activity.id).settings
            page.hasPassword = before.password != nil
            try await domains.quizzes.change(
                open.activity.id, to: try QuizSettings(fields, context.t, before: before), jobs: domains.jobs
            ) { shown.holds(for: FormFields($0, context.t)) }
            return try await quizPage(open.activity.id, request, context, done: context.t["authoring.saved"])
        } catch is SettingsChanged {
            let now = FormFields(try await domains.quizzes.quiz(open.activity.id).settings, context.t)
            page.fields = fields.showing(now)
            page.refusal = SettingsChange(form: .quiz, names: shown?.changed(in: now) ?? [], now: now).text(context.t)
        } catch let refusal as QuizRefusal {
            page.refusal = context.t.text(refusal)
        }
        page.questions = try await domains.quizzes.questions(of: open.activity.id)
        return refused(page.frame, request, context)
    }

    func exportQuestions(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await authored(context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        let file = try await domains.quizzes.file(of: open.activity.id)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "attachment; filename=\"quiz-\(open.activity.id).\(file.fileExtension)\"",
            ], body: .init(byteBuffer: ByteBuffer(string: file.text)))
    }

    private func quizPage(
        _ id: Activity.ID, _ request: Request, _ context: AppContext, problems: [FormatProblem] = [],
        done: String? = nil
    ) async throws -> Response {
        let (open, contents) = try await domains.courses.open(id)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        let settings = try await domains.quizzes.quiz(id).settings
        let page = QuizSettingsPage(
            course: contents.course, activity: open.activity, fields: FormFields(settings, context.t),
            hasPassword: settings.password != nil,
            questions: try await domains.quizzes.questions(of: id), done: done, problems: problems)
        return self.page(page.frame, request, context)
    }

    private func form(
        _ course: Course, _ module: Module.ID, _ kind: Activity.Kind, _ fields: FormFields, _ refusal: String?
    ) -> (Words) -> Frame {
        if kind == .page {
            return PageEditPage(course: course, newIn: module, fields: fields, refusal: refusal).frame
        }
        return ActivityFormPage(
            course: course, kind: kind, action: "/modules/\(module)/\(kind.rawValue)", fields: fields, refusal: refusal
        ).frame
    }

    /// Pages have drafts and a history, and so a controller of their own.
    private var pages: PageController { PageController(domains: domains, site: site) }

    private func editForm(_ course: Course, _ activity: Activity, _ fields: FormFields) -> ActivityFormPage {
        ActivityFormPage(
            course: course, kind: activity.kind, action: "/activities/\(activity.id)/edit", fields: fields,
            isNew: false)
    }

    private func place(_ context: AppContext) async throws -> (Course, Module.ID, Activity.Kind) {
        let module: Module.ID = try context.parameters.id("module")
        guard let kind = context.parameters["kind"].flatMap({ Activity.Kind(rawValue: String($0)) }) else {
            throw Refused.notFound
        }
        let course = try await domains.courses.course(ofModule: module)
        try await require(.author, in: course.space, context)
        return (course, module, kind)
    }

    private func authored(_ context: AppContext) async throws -> (OpenActivity, CourseContents) {
        let (open, visit) = try await visitActivity(.author, context)
        return (open, visit.contents)
    }

    /// What was typed and, after it, what stands in the file.
    private func questions(of upload: UploadedForm) throws -> QuestionFile {
        let typed = upload.fields["questions"] ?? ""
        let file = upload.file("file").flatMap { $0.size > 0 ? FileManager.default.contents(atPath: $0.path) : nil }
        let read = try file.map { try QuestionFile([UInt8]($0)) }
        guard !typed.allSatisfy(\.isWhitespace) else {
            guard let read else { throw QuizRefusal.noQuestions }
            return read
        }
        let own = try TypedQuestions.read(typed)
        return QuestionFile(
            questions: own.questions + (read?.questions ?? []), problems: own.problems + (read?.problems ?? []))
    }

    /// Puts a file out of a file of questions where the site keeps files.
    private func store(_ file: ReadQuestion.File) throws -> StoredFile? {
        let path = temporaryFolder + "/question-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        return try domains.assets.store(file: path, named: file.name)
    }

    /// Shows what a text of questions was understood as, while it is being typed.
    func previewQuestions(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        guard context.reader.isTeacher else { throw Refused.forbidden(.role(.author)) }
        let fields = try await request.formFields(context: context)
        let reading = try TypedQuestions.read(fields["questions"] ?? "", limit: 1 << 20)
        let html = QuestionsPreview(file: reading).html(context.t)
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: html.bytes)))
    }

    /// A SCORM package out of its archive, its files already where the site keeps files.
    private func package(_ upload: UploadedForm) throws -> (PackageDraft, Points) {
        guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
        let points = upload.fields.optionalNumber("points") ?? Package.defaultPoints
        guard Course.pointsRange.contains(points) else {
            throw AuthoringRefusal.pointsOutOfRange(Course.pointsRange)
        }
        let folder = temporaryFolder + "/package-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Archive.unpack(file.path, into: folder)
        return (try PackageDraft(folder: folder, put: domains.blobs.put(file:)), Points(points))
    }

    func asset(_ upload: UploadedForm, _ name: String, for course: Course) async throws -> Asset {
        guard let file = upload.file(name), file.size > 0 else { throw AuthoringRefusal.fileMissing }
        return try await domains.assets.add(file: file.path, named: file.name, to: course.space)
    }
}

extension Words {
    /// The sentence for a refusal of an author's form, nil for an error of ours.
    func text(authoringError error: any Error) -> String? {
        switch error {
        case let refusal as AuthoringRefusal: text(refusal)
        case is SettingsChanged: self["settings.changed"]
        case let refusal as QuizRefusal: text(refusal)
        case let refusal as AssignmentRefusal: text(refusal)
        case let refusal as PollRefusal: text(refusal)
        case let refusal as ExerciseRefusal: text(refusal)
        case let refusal as AssetRefusal: text(refusal)
        case let refusal as PictureRefusal: text(refusal)
        case let refusal as MarkupRefusal: text(refusal)
        case let refusal as PackageRefusal: text(refusal)
        case let refusal as ArchiveRefusal: text(refusal)
        case FormatRefusal.tooLarge(_, let limit): text("refusal.quiz.file_too_large", ["limit": fileSize(limit)])
        case FormatRefusal.malformed(let line): text("refusal.quiz.file_malformed", ["line": "\(line)"])
        default: nil
        }
    }
}
