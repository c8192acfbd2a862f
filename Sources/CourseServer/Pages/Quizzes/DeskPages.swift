import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// The questions of a quiz that people mark: how far each is, and what it is marked by.
struct HandQuestionsPage {
    var activity: Activity
    var course: Course
    var questions: [HandQuestion]
    var marker: User.ID
    /// Whether the reader may say what is marked by.
    var maySetRubric: Bool
    var refusal: String?
    /// The rubric that was refused.
    var typed: (question: BankQuestion.ID, text: String)?
    var done: String?

    private var base: String { "/activities/\(activity.id.rawValue)/marking" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["quiz.marking"], section: .teaching,
            crumbs: .results(of: activity, in: course, t),
            styles: ["css/work.css"],
            content: """
                <h1>\(activity.title). \(t["quiz.marking"])</h1>
                \(Parts.refusal(refusal))\(Parts.done(done))
                \(when: questions.isEmpty, "<div class=\"empty\"><p>\(t["quiz.marking_none"])</p></div>")
                \(questions.map { block($0, t) })
                """)
    }

    private func block(_ question: HandQuestion, _ t: Words) -> HTML {
        let waiting = question.answers.count { $0.waits(for: marker) }
        return """
            <section class="stack"><h2>\(shortened(question.question.question.stem.plainText, to: 120))</h2>
            <p>\(t.text("work.marked_of", ["marked": "\(question.settled)", "count": "\(question.answers.count)"]))</p>
            <progress max="\(max(1, question.answers.count))" value="\(question.settled)" aria-label="\(t["work.marked_label"])"></progress>
            \(when: waiting > 0, "<p><a class=\"btn main\" href=\"\(base)/\(question.id.rawValue)\">\(t.plural("quiz.mark_answers", count: waiting))</a></p>")
            \(when: maySetRubric || !question.rubric.isEmpty, rubric(question, t))</section>
            """
    }

    private func rubric(_ question: HandQuestion, _ t: Words) -> HTML {
        let isTyped = typed?.question == question.id
        return """
            <details\(when: isTyped, " open")><summary>\(t["quiz.rubric"])</summary>\
            \(maySetRubric
                ? """
                <form method="post" action="\(base)/\(question.id.rawValue)/rubric" class="stack">\
                <div class="field"><label for="rubric-\(question.id.rawValue)">\(t["quiz.rubric_field"])</label>\
                <p class="hint" id="rubric-\(question.id.rawValue)-hint">\(t["quiz.rubric_hint"])</p>\
                <textarea id="rubric-\(question.id.rawValue)" name="rubric" rows="8" aria-describedby="rubric-\(question.id.rawValue)-hint">
                \(isTyped ? typed?.text ?? "" : question.rubric.text)</textarea></div>\(Parts.button(t["authoring.save"], main: false))</form>
                """ as HTML
                : "<div class=\"passage plain\">\(question.rubric.text)</div>")</details>
            """
    }
}

/// One answer to one question on the desk of who marks it, the next a key away.
struct DeskPage {
    var desk: HandPaper
    var form: FormFields?
    var refusal: String?

    private var quiz: Activity.ID { desk.paper.attempt.quiz }
    private var slot: AttemptSlot { desk.item.slot }

    private static func address(_ answer: HandAnswer) -> String {
        "/attempts/\(answer.attempt.rawValue)/slots/\(answer.slot)/marking"
    }

    func frame(_ t: Words) -> Frame {
        let name =
            desk.hidesNames ? t.text("work.number", ["number": "\(desk.paper.attempt.id)"]) : desk.learner.full
        return Frame(
            title: "\(name). \(desk.paper.title)", section: .teaching,
            crumbs: .to(
                desk.paper.course, Frame.Link(desk.paper.title, "/activities/\(quiz.rawValue)"),
                Frame.Link(t["quiz.marking"], "/activities/\(quiz.rawValue)/marking")),
            styles: ["css/work.css"] + desk.paper.styles,
            content: """
                <div class="stack tight"><h1>\(name)</h1>
                <p class="muted">\(t.text("work.marked_of", ["marked": "\(desk.question.settled)", "count": "\(desk.question.answers.count)"]))</p></div>
                \(Parts.refusal(refusal, field: desk.question.rubric.isEmpty ? "points" : nil))
                <marking-desk class="split desk">
                <div class="stack">\(QuestionBlock(item: desk.item, isOwn: false).marked(reveals: true, t))\(look(t))</div>
                <aside class="stack">\(mark(t))\(neighbours(t))</aside>
                </marking-desk>
                """)
    }

    /// What whoever wrote the question wants the marker to look for.
    private func look(_ t: Words) -> HTML {
        guard case .essay(let essay) = desk.item.question.question.kind, let info = essay.graderInfo else {
            return .empty
        }
        return "<div class=\"note\"><b>\(t["quiz.grader_info"])</b><p>\(info.plainText)</p></div>"
    }

    private func mark(_ t: Words) -> HTML {
        """
        <form method="post" action="\(Self.address(desk.answer))" class="stack mark" id="mark">
        <h2>\(t["quiz.mark_title"])</h2>
        \(when: desk.paper.settings.tolerance != nil, "<p class=\"hint\">\(t["quiz.two_markers"])</p>")
        \(desk.question.rubric.isEmpty ? points(t) : levels(t))
        \(Parts.area("comment", t["quiz.comment"], value: form?["comment"] ?? desk.own?.comment ?? slot.comment ?? "", hint: t["quiz.desk_hint"], rows: 6))
        <div class="row"><button name="go" value="next" class="main">\(desk.next == nil ? t["work.save_and_end"] : t["work.save_and_next"])</button>\
        <button name="go" value="stay">\(t["work.save_mark"])</button></div></form>
        """
    }

    private func points(_ t: Words) -> HTML {
        Parts.field(
            "points", t.text("quiz.mark_of", ["maximum": t.exact(slot.maximum)]),
            value: form?["points"] ?? (desk.own?.mark ?? slot.mark).map { t.exact($0) } ?? "",
            attributes: "inputmode=\"decimal\" autocomplete=\"off\" autofocus", short: true)
    }

    private func levels(_ t: Words) -> HTML {
        let rubric = desk.question.rubric
        let chosen = desk.own.map { rubric.levels(of: $0.rubric) } ?? []
        return """
            \(rubric.criteria.enumerated().map { place, criterion in
                let given = form?.int("level-\(place)") ?? (chosen.indices.contains(place) ? chosen[place] : nil)
                return """
                    <fieldset><legend>\(criterion.title)</legend>\(criterion.levels.enumerated().map { number, level in
                        """
                        <label class="pick"><input type="radio" name="level-\(place)" value="\(number)" data-points="\(level.points.typed)"\(when: given == number, " checked")>\
                        <span><b class="num">\(t.exact(level.points))</b> \(level.text)</span></label>
                        """ as HTML
                    })</fieldset>
                    """ as HTML
            })
            <p>\(t["work.sum"]) <output class="num" data-sum data-separator="\(t.decimalSeparator)">—</output> / \(t.exact(rubric.maximum))</p>
            """
    }

    private func neighbours(_ t: Words) -> HTML {
        """
        <nav class="row" aria-label="\(t["quiz.answers_nav"])">\
        \(desk.previous.map { "<a class=\"btn\" href=\"\(Self.address($0))\">\(t["quiz.answer_before"])</a>" as HTML })\
        \(desk.following.map { "<a class=\"btn\" href=\"\(Self.address($0))\">\(t["quiz.answer_after"])</a>" as HTML })</nav>
        """
    }
}
