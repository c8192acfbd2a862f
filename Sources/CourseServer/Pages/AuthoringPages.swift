import Courses
import Foundation
import Markup
import Quizzes
import Spaces
import Storage

/// The form of a course's settings; with no course, of a new one.
struct CourseSettingsPage {
    var course: Course?
    var access: Access?
    /// Where a new course will belong.
    var parent: Space?
    var fields: FormFields
    var refusal: String?
    var done: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: course.map { t.text("course.settings_of", ["course": $0.title]) } ?? t["course.new"],
            section: .teaching,
            crumbs: parent.map { [Frame.Link($0.name, "/o/\($0.slug)")] } ?? [],
            content: """
                <div class="stack"><h1>\(course?.title ?? t["course.new"])</h1>\
                \(course.flatMap { course in access.map { CourseTabs(course: course, current: .settings, access: $0).html(t) } })</div>
                \(Parts.refusal(refusal, field: "title"))\(Parts.done(done))
                <form method="post" action="\(course.map { "/courses/\($0.id.rawValue)/settings" } ?? "/o/\(parent?.slug ?? "")/courses")" class="stack">
                \(when: course != nil, Parts.shown(fields[ShownFields.name] ?? ShownFields(fields).text))\
                \(Parts.field("title", t["course.title"], value: fields["title"] ?? ""))
                \(when: course == nil, Parts.select("template", t["template.field"], [("", t["template.empty"]), ("district", t["template.district"])], chosen: fields["template"], hint: t["template.hint"]))
                \(Parts.area("summary", t["course.summary"], value: fields["summary"] ?? "", hint: t["course.summary_hint"]))
                \(Parts.select("visibility", t["course.visibility"], Space.Visibility.allCases.map { ($0.rawValue, t.visibility($0)) }, chosen: fields["visibility"], hint: t["course.visibility_hint"]))
                \(Parts.select("mode", t["course.admission"], Admission.Mode.allCases.map { ($0.rawValue, t.admission($0)) }, chosen: fields["mode"]))
                \(Parts.field("key", t["course.key"], value: fields["key"] ?? "", hint: t["course.key_author_hint"], attributes: "autocomplete=\"off\""))
                <details\(when: refusal != nil, " open")><summary>\(t["course.more_settings"])</summary><div class="stack">
                \(Parts.field("hours", t["course.hours_field"], value: fields["hours"] ?? "", attributes: "inputmode=\"numeric\"", short: true))
                \(Parts.field("capacity", t["course.capacity"], value: fields["capacity"] ?? "", hint: t["course.capacity_hint"], attributes: "inputmode=\"numeric\"", short: true))
                \(Parts.field("opens", t["course.opens"], value: fields["opens"] ?? "", type: "datetime-local", short: true))
                \(Parts.field("closes", t["course.closes"], value: fields["closes"] ?? "", type: "datetime-local", hint: t["course.closes_hint"], short: true))
                \(Parts.select("format", t["course.format"], CourseFormat.allCases.map { ($0.rawValue, t.format($0)) }, chosen: fields["format"]))
                \(Parts.field("starts_on", t["course.starts_on"], value: fields["starts_on"] ?? "", type: "date", hint: t["course.starts_on_hint"], short: true))
                </div></details>
                \(Parts.button(course == nil ? t["course.create"] : t["authoring.save"]))
                </form>
                \(course.map { course in
                    """
                    <p class="row"><a class="btn" href="/courses/\(course.id.rawValue)/export.zip">\(t["course.export"])</a> \
                    <a class="btn" href="/courses/\(course.id.rawValue)/export.imscc">\(t["course.export_cartridge"])</a></p>
                    <form method="post" action="/courses/\(course.id.rawValue)/copies" class="stack"><h2>\(t["copy.title"])</h2>\
                    <p class="muted">\(t["copy.hint"])</p>\
                    <label class="pick"><input type="checkbox" name="dates" value="keep"><span>\(t["copy.dates"])</span></label>\
                    \(Parts.button(t["copy.submit"], main: false))</form>
                    """ as HTML
                } ?? importForm(t))
                """)
    }

    private func importForm(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["course.import"])</h2>
        <form method="post" action="/o/\(parent?.slug ?? "")/courses/import" enctype="multipart/form-data" class="stack">\
        \(Parts.file("file", t["course.import_file"], accept: ".zip,.mbz,.imscc,.h5p,application/zip,application/gzip", hint: t["course.import_hint"]))\
        \(Parts.button(t["course.import_submit"], main: false))</form></section>
        """
    }
}

/// The form of a new activity, one for each kind, or of a page that is being changed.
struct ActivityFormPage {
    var course: Course
    var kind: Activity.Kind
    /// Where the form goes.
    var action: String
    var fields: FormFields
    var refusal: String?
    /// The text somebody else saved meanwhile; ours stands in the form.
    var theirs: String?
    var isNew = true

    private var takesFiles: Bool { [.file, .video, .assignment, .quiz, .package].contains(kind) }

    private func title(_ t: Words) -> String {
        isNew ? t.text("authoring.new", ["kind": t.kind(kind)]) : t.text("authoring.edit_of", ["kind": t.kind(kind)])
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: title(t), section: .teaching,
            crumbs: .editing(course, t),
            styles: kind == .assignment || kind == .poll ? ["css/work.css"] : ["css/authoring.css"],
            content: """
                <h1>\(title(t))</h1>
                \(Parts.refusal(refusal, field: "title"))
                \(theirs.map { "<details open><summary>\(t["authoring.theirs"])</summary><pre tabindex=\"0\">\($0)</pre></details>" as HTML })
                <form method="post" action="\(action)"\(when: takesFiles, " enctype=\"multipart/form-data\"") class="stack">
                \(fields[ShownFields.name].map(Parts.shown))\
                \(Parts.field("title", t["authoring.title"], value: fields["title"] ?? ""))
                \(inputs(t))
                \(Parts.button(isNew ? t["authoring.add_it"] : t["authoring.save"]))
                </form>
                """)
    }

    private func inputs(_ t: Words) -> HTML {
        switch kind {
        // They have forms of their own: `PageEditPage`, `ExerciseFormPage`.
        case .page, .exercise: return .empty
        case .assignment:
            return
                "\(editor(t, t["work.instructions"], rows: 10))\(AssignmentFields(fields: fields, hasRefusal: refusal != nil).html(t))"
        case .poll: return "\(editor(t, t["poll.intro"], rows: 4))\(PollFields(fields: fields).html(t))"
        case .link:
            return Parts.field(
                "url", t["authoring.url"], value: fields["url"] ?? "", type: "url", hint: t["authoring.url_hint"])
        case .file: return Parts.file("file", t["authoring.file"], accept: nil, hint: t["authoring.file_hint"])
        case .video:
            return """
                \(Parts.file("file", t["authoring.video"], accept: "video/mp4,video/webm", hint: t["authoring.video_hint"]))
                \(Parts.file("captions", t["authoring.captions"], accept: ".vtt,text/vtt", hint: t["authoring.captions_hint"]))
                """
        case .package:
            return """
                \(Parts.file("file", t["package.file"], accept: ".zip,application/zip", hint: t["package.file_hint"]))
                \(Parts.field("points", t["quiz.points_field"], value: fields["points"] ?? "\(Package.defaultPoints)", attributes: "inputmode=\"numeric\"", short: true))
                """
        case .quiz:
            return """
                <question-text data-preview="/questions/preview" data-words="\(t.json(["failed": "editor.failed"]))">\
                <div class="stack tight"><label for="questions">\(t["quiz.questions_field"])</label>\
                <div class="hint" id="questions-hint"><p>\(t["quiz.questions_hint"])</p><pre>\(t["quiz.questions_example"])</pre></div>\
                <textarea id="questions" name="questions" rows="12" aria-describedby="questions-hint">
                \(fields["questions"] ?? "")</textarea></div>\
                <div class="understood" role="status"></div></question-text>
                <details\(when: fields["from_file"] != nil, " open")><summary>\(t["quiz.from_file"])</summary>\(Parts.file("file", t["authoring.gift"], accept: ".gift,.txt,.xml,.dat,.zip,.imscc,.csv,.xlsx,text/plain,text/xml,text/csv", hint: t["authoring.gift_hint"]))</details>
                \(QuizFields(fields: fields).html(t))
                """
        }
    }

    /// A text in Markdown, with the version it was read at.
    private func editor(_ t: Words, _ label: String, rows: Int) -> HTML {
        """
        <input type="hidden" name="version" value="\(fields["version"] ?? "0")">
        <markdown-editor data-preview="/preview" data-draft="\(action)" data-version="\(fields["version"] ?? "0")" data-words="\(Self.editorWords(t))">\
        <div class="stack tight"><label for="text">\(label)</label><p class="hint" id="text-hint">\(t["authoring.markdown_hint"])</p>\
        <textarea id="text" name="text" rows="\(rows)" aria-describedby="text-hint">
        \(fields["text"] ?? "")</textarea></div></markdown-editor>
        """
    }

    static func editorWords(_ t: Words) -> String {
        t.json([
            "bold": "editor.bold", "italic": "editor.italic", "heading": "editor.heading", "list": "editor.list",
            "table": "editor.table", "link": "editor.link", "formula": "editor.formula", "preview": "editor.preview",
            "tools": "editor.tools", "failed": "editor.failed", "restored": "editor.restored",
            "discard": "editor.discard",
        ])
    }
}

/// What a text of questions was understood as, and what stands against it, by line.
struct QuestionsPreview {
    var file: QuestionFile

    func html(_ t: Words) -> HTML {
        """
        \(when: !file.problems.isEmpty, """
            <ul class="note warn">\(file.problems.map { "<li>\(t.text("quiz.file_problem", ["line": "\($0.line)", "text": $0.description]))</li>" as HTML })</ul>
            """)\
        \(when: !file.questions.isEmpty, """
            <h2>\(t.plural("quiz.questions", count: file.questions.count))</h2><ol class="list">\(file.questions.map { question($0, t) })</ol>
            """)
        """
    }

    private func question(_ read: ReadQuestion, _ t: Words) -> HTML {
        """
        <li><div class="grow"><b>\(read.question.stem.plainText)</b>\(answers(read.question))</div>\
        <span class="small muted">\(t.kind(read.question.kind.name))</span></li>
        """
    }

    private func answers(_ question: Question) -> HTML {
        let lines: [(text: String, isRight: Bool)] =
            switch question.kind {
            case .choice(let choice), .multiple(let choice):
                choice.options.map { ($0.text.plainText, $0.fraction > 0) }
            case .shortAnswer(let short): short.patterns.map { ($0.text, true) }
            case .matching(let matching): matching.pairs.map { ("\($0.stem.plainText) → \($0.match)", true) }
            default: []
            }
        return "<ul>\(lines.map { "<li>\($0.isRight ? "✓ " : "— ")\($0.text)</li>" as HTML })</ul>"
    }
}

/// A quiz's questions as read from a file, and what was lost or mended on the way.
struct QuizSettingsPage {
    var course: Course
    var activity: Activity
    var fields: FormFields
    var hasPassword = false
    var questions: [BankQuestion]
    var refusal: String?
    var done: String?
    var problems: [FormatProblem] = []

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["quiz.settings"], section: .teaching,
            crumbs: .editing(course, t, Frame.Link(activity.title, "/activities/\(activity.id.rawValue)")),
            content: """
                <h1>\(activity.title). \(t["quiz.settings"])</h1>
                \(Parts.refusal(refusal, field: "points"))\(Parts.done(done))
                \(when: !problems.isEmpty, problemList(t))
                <form method="post" action="/activities/\(activity.id.rawValue)/quiz" class="stack">
                \(Parts.shown(fields[ShownFields.name] ?? ShownFields(fields).text))\
                \(QuizFields(fields: fields, hasPassword: hasPassword).html(t))\(Parts.button(t["authoring.save"]))</form>
                <p><a class="btn" href="/activities/\(activity.id.rawValue)/questions">\(t.plural("bank.edit_questions", count: questions.count))</a></p>
                """)
    }

    private func problemList(_ t: Words) -> HTML {
        """
        <div class="note warn" role="alert"><b>\(t.plural("quiz.file_problems", count: problems.count))</b><ul>\(
            problems.map { "<li>\(t.text("quiz.file_problem", ["line": "\($0.line)", "text": $0.description]))</li>" as HTML })</ul></div>
        """
    }
}

extension Words {
    func visibility(_ visibility: Space.Visibility) -> String {
        switch visibility {
        case .personal: self["visibility.self"]
        case .group: self["visibility.group"]
        case .school: self["visibility.school"]
        case .network: self["visibility.network"]
        case .open: self["visibility.public"]
        }
    }

    func format(_ format: CourseFormat) -> String {
        switch format {
        case .topics: self["course.format_topics"]
        case .weeks: self["course.format_weeks"]
        }
    }

    func admission(_ mode: Admission.Mode) -> String {
        switch mode {
        case .request: self["admission.request"]
        case .manual: self["admission.manual"]
        case .key: self["admission.key"]
        case .open: self["admission.open"]
        case .organisation: self["admission.organisation"]
        }
    }

    func kind(_ kind: Question.Kind.Name) -> String {
        switch kind {
        case .choice: self["question.choice"]
        case .multiple: self["question.multiple"]
        case .trueFalse: self["question.true_false"]
        case .shortAnswer: self["question.short_answer"]
        case .numeric: self["question.numeric"]
        case .matching: self["question.matching"]
        case .ordering: self["question.ordering"]
        case .gaps: self["question.gaps"]
        case .dragWords: self["question.drag_words"]
        case .textSelection: self["question.text_selection"]
        case .hotSpot: self["question.hot_spot"]
        case .formula: self["question.formula"]
        case .random: self["question.random"]
        case .essay: self["question.essay"]
        case .description: self["question.description"]
        }
    }
}
