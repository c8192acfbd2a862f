import Courses
import Markup
import Media
import Quizzes
import Storage

/// The form of an exercise; with no kind chosen, the choice of one.
struct ExerciseFormPage {
    var course: Course
    /// Where the form goes.
    var action: String
    var kind: Exercise.Kind?
    var fields: FormFields
    /// The course's films and recordings, where one is asked for.
    var media: [Asset]
    var refusal: String?
    var problems: [ExerciseProblem] = []
    /// The text somebody else saved meanwhile; ours stands in the form.
    var theirs: String?
    var isNew = true

    func frame(_ t: Words) -> Frame {
        Frame(
            title: title(t), section: .teaching,
            crumbs: .editing(course, t),
            styles: ["css/exercises.css"],
            content: "<h1>\(title(t))</h1>\(kind.map { form($0, t) } ?? choice(t))")
    }

    private func title(_ t: Words) -> String {
        guard let kind else { return t["exercise.new"] }
        return isNew
            ? t.text("exercise.new_of", ["kind": t.kind(kind)]) : t.text("exercise.edit_of", ["kind": t.kind(kind)])
    }

    private func choice(_ t: Words) -> HTML {
        """
        <p>\(t["exercise.choose_kind"])</p>
        <ul class="list">\(Exercise.Kind.allCases.map { kind in
            """
            <li><div class="grow"><h2><a href="\(action)/new?kind=\(kind.rawValue)">\(t.kind(kind))</a></h2><p class="muted">\(t.about(kind))</p></div></li>

            """ as HTML
        })</ul>
        """
    }

    private func form(_ kind: Exercise.Kind, _ t: Words) -> HTML {
        """
        \(Parts.refusal(refusal, field: "source"))\
        \(when: !problems.isEmpty, "<ul class=\"note warn\">\(problems.map { "<li>\(t.text($0))</li>" as HTML })</ul>")\
        \(theirs.map { "<details open><summary>\(t["authoring.theirs"])</summary><pre tabindex=\"0\">\($0)</pre></details>" as HTML })
        <form method="post" action="\(action)"\(when: kind == .media, " enctype=\"multipart/form-data\"") class="stack">
        <input type="hidden" name="kind" value="\(kind.rawValue)"><input type="hidden" name="version" value="\(fields["version"] ?? "0")">
        \(Parts.field("title", t["authoring.title"], value: fields["title"] ?? t.kind(kind)))
        \(when: kind == .media, recordings(t))
        <exercise-editor data-preview="/exercises/preview" data-draft="\(action)" data-version="\(fields["version"] ?? "0")" \
        data-words="\(t.json(["failed": "editor.failed", "restored": "editor.restored", "discard": "editor.discard"]))">\
        <div class="stack tight"><label for="source">\(t["exercise.text"])</label>\
        <div class="hint" id="source-hint"><p>\(t.hint(kind))</p>\(when: kind.takesPictures, "<p>\(t["exercise.pictures_hint"])</p>")<pre>\(t.example(kind))</pre></div>\
        <textarea id="source" name="source" rows="10" aria-describedby="source-hint" spellcheck="true">
        \(fields["source"] ?? "")</textarea></div>\
        \(when: kind == .wordSearch, directions(t))\
        <section class="understood stack" role="status"></section></exercise-editor>
        <details><summary>\(t["course.more_settings"])</summary><div class="stack">
        \(Parts.area("text", t["exercise.task"], value: fields["text"] ?? "", hint: t["authoring.markdown_hint"], rows: 3))
        \(Parts.field("points", t["exercise.points"], value: fields["points"] ?? "\(ExerciseSettings.defaultPoints)", hint: t["exercise.points_hint"], attributes: "inputmode=\"numeric\"", short: true))
        </div></details>
        \(Parts.button(isNew ? t["authoring.add_it"] : t["authoring.save"]))
        </form>
        """
    }

    private func directions(_ t: Words) -> HTML {
        Parts.select(
            "directions", t["exercise.directions"],
            ExerciseSettings.Directions.allCases.map { ($0.rawValue, t.directions($0)) },
            chosen: fields["directions"])
    }

    private func recordings(_ t: Words) -> HTML {
        """
        \(when: !media.isEmpty, Parts.select("media", t["exercise.recording"], [("", t["exercise.recording_new"])] + media.map { ("\($0.id)", $0.name) }, chosen: fields["media"]))\
        \(Parts.file("file", t["exercise.recording_file"], accept: "video/mp4,video/webm,audio/mpeg,audio/mp4,audio/ogg", hint: t["authoring.video_hint"]))
        """
    }
}

/// What a text is understood as: the problems by line, and the exercise as it will be played.
struct ExercisePreview {
    private let settings: ExerciseSettings
    private let reading: ExerciseReading
    private let refusal: ExerciseRefusal?

    init(_ fields: FormFields) {
        settings =
            (try? ExerciseSettings(fields)) ?? ExerciseSettings(kind: .pairs, text: fields["source"] ?? "")
        do throws(ExerciseRefusal) {
            (reading, refusal) = (try settings.reading(), nil)
        } catch { (reading, refusal) = (ExerciseReading(), error) }
    }

    func html(_ t: Words) -> HTML {
        """
        \(refusal.map { "<p class=\"note warn\"><b>\(t.text($0))</b></p>" as HTML })\
        \(when: !reading.problems.isEmpty, "<ul class=\"note warn\">\(reading.problems.map { "<li>\(t.text($0))</li>" as HTML })</ul>")\
        \(reading.content.map { shown($0, t) })
        """
    }

    private func shown(_ content: ExerciseContent, _ t: Words) -> HTML {
        let exercise = Exercise(settings: settings, content: content, secret: Array("preview".utf8), shareCode: nil)
        let play = ExercisePlay(exercise, name: "0000000000000000")
        var leftOut: [String] = []
        if case .crossword(let crossword) = content { leftOut = crossword.leftOut }
        return """
            <h2>\(t["exercise.preview"])</h2>\
            \(when: !leftOut.isEmpty, "<p class=\"note warn\"><b>\(t.text("exercise.left_out", ["words": leftOut.joined(separator: ", ")]))</b></p>")\
            <fieldset class="stack" disabled><legend class="vh">\(t["exercise.preview"])</legend>\
            \(ExerciseBoard(content: content, play: play, isPreview: true).html(t))</fieldset>
            """
    }
}
