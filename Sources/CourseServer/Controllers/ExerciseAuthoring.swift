import Accounts
import Courses
import Foundation
import Hummingbird
import Markup
import Media
import Quizzes
import Storage

/// Exercises as authors make and change them.
extension AuthoringController {
    func addExercise(
        _ upload: UploadedForm, to module: Module.ID, of course: Course, _ context: AppContext
    ) async throws -> Activity.ID {
        let page = try domains.courses.render(upload.fields["text"] ?? "")
        var settings = try ExerciseSettings(upload.fields)
        // What cannot be understood is said before a film is stored.
        _ = try settings.content()
        settings.media = try await media(of: settings, upload, course)
        let draft = try domains.exercises.draft(settings)
        return try await domains.courses.add(
            .exercise(page), titled: upload.fields["title"] ?? "", points: draft.points, to: module,
            by: try context.requireUser().id
        ) { tx, id in try draft.install(tx, id, nil) { $0 } }
    }

    func changeExercise(
        _ open: OpenActivity, of course: Course, _ upload: UploadedForm, _ context: AppContext
    ) async throws {
        let fields = upload.fields
        var settings = try ExerciseSettings(fields)
        _ = try settings.content()
        settings.media = try await media(of: settings, upload, course)
        try await domains.exercises.change(
            open.activity.id, titled: fields["title"] ?? "", to: try domains.courses.render(fields["text"] ?? ""),
            settings, version: fields.int("version") ?? 0, by: try context.requireUser().id)
    }

    /// The choice of a kind or, once it is chosen, the empty form.
    func exerciseForm(_ course: Course, _ module: Module.ID, _ request: Request) async throws -> ExerciseFormPage {
        let kind = request.query("kind").flatMap(Exercise.Kind.init(rawValue:))
        return ExerciseFormPage(
            course: course, action: "/modules/\(module)/exercise", kind: kind, fields: FormFields(),
            media: kind == .media ? try await domains.exercises.recordings(of: course) : [])
    }

    func exerciseForm(
        _ course: Course, _ module: Module.ID, _ fields: FormFields, refusal error: any Error, _ text: String
    ) async throws -> ExerciseFormPage {
        let kind = fields["kind"].flatMap(Exercise.Kind.init(rawValue:))
        return ExerciseFormPage(
            course: course, action: "/modules/\(module)/exercise", kind: kind, fields: fields,
            media: kind == .media ? try await domains.exercises.recordings(of: course) : [], refusal: text,
            problems: (error as? ExerciseRefusal)?.problems ?? [])
    }

    /// The form of an exercise as it stands or, refused, as it was filled in.
    func exerciseForm(
        _ course: Course, _ open: OpenActivity, _ typed: FormFields? = nil, refusal error: (any Error)? = nil,
        _ text: String? = nil
    ) async throws -> ExerciseFormPage {
        let settings = try await domains.exercises.exercise(open.activity.id).settings
        var fields = typed ?? FormFields(settings, open)
        var theirs: String?
        if case .changedMeanwhile? = error as? AuthoringRefusal {
            theirs = settings.text
            // Saved again, our text now replaces theirs: the author has seen it.
            fields = FormFields(
                pairs: fields.pairs.filter { $0.name != "version" }.map { ($0.name, $0.value) }
                    + [("version", "\(open.version)")])
        }
        return ExerciseFormPage(
            course: course, action: "/activities/\(open.activity.id)/edit",
            kind: fields["kind"].flatMap(Exercise.Kind.init(rawValue:)) ?? settings.kind, fields: fields,
            media: settings.kind == .media ? try await domains.exercises.recordings(of: course) : [], refusal: text,
            problems: (error as? ExerciseRefusal)?.problems ?? [], theirs: theirs, isNew: false)
    }

    /// The file that came with the form, or the one chosen from the course's.
    private func media(of settings: ExerciseSettings, _ upload: UploadedForm, _ course: Course) async throws -> Asset
        .ID?
    {
        guard settings.kind == .media else { return nil }
        if let file = upload.file("file"), file.size > 0 { return try await asset(upload, "file", for: course).id }
        guard let chosen = Asset.ID(upload.fields["media"] ?? "") else { throw ExerciseRefusal.mediaMissing }
        return chosen
    }
}

extension ExerciseRefusal {
    fileprivate var problems: [ExerciseProblem] { if case .problems(let problems) = self { problems } else { [] } }
}

extension ExerciseSettings {
    init(_ form: FormFields) throws {
        guard let kind = Exercise.Kind(rawValue: form["kind"] ?? ""),
            let directions = Directions(rawValue: form["directions"] ?? Directions.straight.rawValue)
        else { throw Refused.badRequest }
        self.init(
            kind: kind, text: form["source"] ?? "", points: form.optionalNumber("points") ?? Self.defaultPoints,
            directions: directions)
    }
}

extension FormFields {
    fileprivate init(_ settings: ExerciseSettings, _ open: OpenActivity) {
        var intro = ""
        if case .exercise(let page) = open.body { intro = page.markdown }
        self.init(pairs: [
            ("title", open.activity.title), ("version", "\(open.version)"), ("kind", settings.kind.rawValue),
            ("source", settings.text), ("points", "\(settings.points)"),
            ("directions", settings.directions.rawValue), ("text", intro),
            ("media", settings.media.map { "\($0)" } ?? ""),
        ])
    }
}
