import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// A question in its form: what is asked and what is right at once, all else one step away.
struct QuestionFormPage {
    var draft: QuestionDraft
    var course: Course
    var quiz: Activity
    /// Nil when it is new.
    var question: BankQuestion.ID?
    /// It lives in the bank of an organisation: saved, it becomes a copy of the course's own.
    var isShared: Bool
    var categories: [String]
    var opened: QuestionBank.Opened?
    var preview: BankQuestion?
    private(set) var refusal: String?
    private(set) var refusedField: QuestionDraft.Field?

    init(
        draft: QuestionDraft, course: Course, quiz: Activity, question: BankQuestion.ID?, isShared: Bool,
        categories: [String]
    ) {
        self.draft = draft
        self.course = course
        self.quiz = quiz
        self.question = question
        self.isShared = isShared
        self.categories = categories
    }

    mutating func refuse(_ error: any Error, _ text: String) {
        refusal = text
        refusedField = (error as? DraftProblem)?.field
    }

    private var base: String { "/activities/\(quiz.id.rawValue)/questions" }
    private var kind: Question.Kind.Name { draft.kind }

    private var fields: QuestionFields { QuestionFields(draft: draft, refused: refusedField) }

    func frame(_ t: Words) -> Frame {
        let title =
            question == nil ? t.text("bank.new", ["kind": t.kind(kind)]) : t.text("bank.edit", ["kind": t.kind(kind)])
        return Frame(
            title: title, section: .teaching,
            crumbs: .to(quiz, in: course, Frame.Link(t["bank.questions"], base)),
            styles: ["css/authoring.css", "css/questions.css", "css/bank.css"],
            content: """
                <h1>\(title)</h1>
                \(Parts.refusal(refusal, field: refusedField?.rawValue))
                \(when: isShared, "<p class=\"note\">\(t["bank.shared_note"])</p>")
                <question-editor data-kind="\(kind.rawValue)" data-files="/courses/\(course.id.rawValue)/files" data-words="\(words(t))">
                <form method="post" action="\(question.map { "\(base)/\($0.rawValue)/edit" } ?? base)" class="stack">
                <input type="hidden" name="kind" value="\(kind.rawValue)">
                \(opened?.versions.last.map { "<input type=\"hidden\" name=\"version\" value=\"\($0.number)\">" as HTML })
                \(fields.html(t))
                \(fields.extras(categories: categories, t))
                <p class="row"><button class="main" name="go" value="save">\(t["authoring.save"])</button>\
                <button name="go" value="preview">\(t["bank.preview"])</button>\
                <a class="btn quiet" href="\(base)">\(t["bank.cancel"])</a></p>
                </form></question-editor>
                \(preview.map { shown($0, t) })
                \(opened.map { history($0, t) })
                """)
    }

    private func shown(_ question: BankQuestion, _ t: Words) -> HTML {
        "<section class=\"stack preview\" aria-labelledby=\"preview\"><h2 id=\"preview\">\(t["bank.preview_title"])</h2>\(QuestionBlock.sample(question).form(t))</section>"
    }

    private func history(_ opened: QuestionBank.Opened, _ t: Words) -> HTML {
        guard opened.versions.count > 1 else { return .empty }
        return """
            <details><summary>\(t.plural("bank.versions", count: opened.versions.count))</summary><ol class="list">\(
                opened.versions.reversed().map { version in
                    """
                    <li><span class="grow">\(t.text("bank.version", ["number": "\(version.number)"])), <span class="date">\(t.dateTime(version.madeAt))</span>\
                    \(version.author.map { ", \($0.short)" as HTML })</span>\
                    <a href="/questions/\(version.id.rawValue)">\(t["bank.look"])</a></li>
                    """ as HTML
                })</ol></details>
            """
    }

    private func words(_ t: Words) -> String {
        t.json([
            "gap": "bank.gap_insert", "typed": "bank.gap_typed", "number": "bank.gap_number", "list": "bank.gap_list",
            "several": "bank.gap_several", "answers": "bank.gap_answers", "put": "bank.gap_put",
            "cancel": "bank.cancel",
            "circle": "bank.area_circle", "rectangle": "bank.area_rectangle", "polygon": "bank.area_polygon",
            "draw": "bank.area_draw", "named": "bank.area_name", "undo": "bank.area_undo", "word": "bank.word_mark",
            "point": "bank.place_point", "placed": "bank.place_word",
            "upload": "bank.picture_upload", "media": "bank.media", "media_alt": "bank.media_alt",
            "alt_hint": "visual.alt_hint", "file": "visual.file", "insert": "visual.insert",
            "uploading": "visual.uploading", "upload_failed": "visual.upload_failed", "formula": "visual.formula",
            "tex": "visual.tex", "tex_hint": "visual.tex_hint", "tex_bad": "visual.tex_bad",
            "displayed": "visual.displayed",
        ])
    }
}
