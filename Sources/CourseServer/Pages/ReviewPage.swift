import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// A finished attempt: what was answered and what it earned.
struct ReviewPage {
    var paper: AttemptPaper
    /// Whose attempt it is, for the teacher; nil for the learner's own.
    var learner: PersonName?
    var grade: Points?
    var refusal: String?

    private var id: Attempt.ID { paper.attempt.id }
    private var isTeacher: Bool { learner != nil }
    private var reveals: Bool { isTeacher || paper.settings.review == .afterSubmission }

    func frame(_ t: Words) -> Frame {
        let attempt = paper.attempt
        return Frame(
            title: t.text("quiz.review_of", ["title": paper.title]), section: isTeacher ? .teaching : .learning,
            crumbs: [
                Frame.Link(paper.course.title, "/courses/\(paper.course.id.rawValue)"),
                Frame.Link(
                    isTeacher ? t["quiz.results"] : paper.title,
                    "/activities/\(attempt.quiz.rawValue)\(isTeacher ? "/results" : "")"),
            ],
            styles: paper.styles,
            content: """
                <div class="stack"><h1>\(paper.title)</h1>\(learner.map { "<p>\($0.full)</p>" as HTML })</div>
                \(Parts.refusal(refusal))
                <dl class="stats">
                \(when: reveals, "<div><dt>\(t["quiz.marks"])</dt><dd>\(t.number(attempt.marks.number)) / \(t.number(attempt.maximum.number))</dd></div>")
                \(when: reveals, gradeTile(t))
                <div><dt>\(t["quiz.finished"])</dt><dd class="date">\(attempt.finishedAt.map { t.dateTime($0) } ?? t["quiz.in_progress"])</dd></div>
                </dl>
                \(when: attempt.needsGrading, "<p class=\"note warn\"><b>\(t["quiz.needs_grading"])</b></p>")
                \(when: attempt.ending == .timeout, "<p class=\"note\"><b>\(t["quiz.ended_by_time"])</b></p>")
                \(when: !reveals, "<p class=\"note\"><b>\(t["quiz.review_never"])</b></p>")
                <div>\(paper.items.map { block($0, t) })</div>
                <p><a class="btn\(when: !isTeacher, " main")" href="/activities/\(attempt.quiz.rawValue)">\(t["quiz.back_to_quiz"])</a></p>
                """)
    }

    private func gradeTile(_ t: Words) -> HTML {
        guard let grade else { return .empty }
        return """
            <div><dt>\(t["quiz.in_gradebook"])</dt><dd>\(t.number(grade.number)) / \(t.number(Double(paper.settings.points)))</dd></div>
            """
    }

    private func block(_ item: AttemptPaper.Item, _ t: Words) -> HTML {
        let needsTeacher = if case .essay = item.question.question.kind { true } else { false }
        return QuestionBlock(item: item, isOwn: !isTeacher).marked(
            reveals: reveals, grading: isTeacher && needsTeacher ? gradingForm(item.slot, t) : .empty, t)
    }

    private func gradingForm(_ slot: AttemptSlot, _ t: Words) -> HTML {
        """
        <form method="post" action="/attempts/\(id.rawValue)/slots/\(slot.number)/mark" class="stack">
        <div class="field"><label for="mark-\(slot.number)">\(t.text("quiz.mark_of", ["maximum": t.number(slot.maximum.number)]))</label>\
        <input id="mark-\(slot.number)" name="mark" class="short" inputmode="decimal" value="\(slot.mark.map { t.number($0.number) } ?? "")"></div>
        <div class="field"><label for="comment-\(slot.number)">\(t["quiz.comment"])</label>\
        <textarea id="comment-\(slot.number)" name="comment" rows="3">
        \(slot.comment ?? "")</textarea></div>
        \(Parts.button(t["quiz.save_mark"], main: false))</form>
        """
    }
}

/// All attempts at a quiz, for the teacher.
struct ResultsPage {
    var activity: Activity
    var course: Course
    var results: [AttemptResult]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["quiz.results"], section: .teaching,
            crumbs: [
                Frame.Link(course.title, "/courses/\(course.id.rawValue)"),
                Frame.Link(activity.title, "/activities/\(activity.id.rawValue)"),
            ],
            content: """
                <h1>\(activity.title). \(t["quiz.results"])</h1>
                \(when: results.isEmpty, "<div class=\"empty\"><p>\(t["quiz.no_results"])</p></div>")
                \(when: !results.isEmpty, "<p class=\"row\"><a class=\"btn\" href=\"/activities/\(activity.id.rawValue)/statistics\">\(t["stat.title"])</a></p>")
                \(when: !results.isEmpty, table(t))
                """)
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["quiz.results"])"><table class="dense">
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["quiz.attempt"])</th>\
        <th scope="col">\(t["quiz.finished"])</th><th scope="col" class="num">\(t["quiz.marks"])</th><th scope="col">\(t["quiz.state"])</th></tr></thead>
        <tbody>\(results.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ result: AttemptResult, _ t: Words) -> HTML {
        let attempt = result.attempt
        return """
            <tr><th scope="row"><a href="/attempts/\(attempt.id.rawValue)/review">\(result.name.full)</a></th>\
            <td data-l="\(t["quiz.attempt"])">\(attempt.number)</td>\
            <td data-l="\(t["quiz.finished"])">\(attempt.finishedAt.map { t.dateTime($0) } ?? "")</td>\
            <td data-l="\(t["quiz.marks"])" class="num">\(attempt.isFinished ? "\(t.number(attempt.marks.number)) / \(t.number(attempt.maximum.number))" : "")</td>\
            <td data-l="\(t["quiz.state"])">\(state(attempt, t))</td></tr>

            """
    }

    private func state(_ attempt: Attempt, _ t: Words) -> HTML {
        if attempt.needsGrading { return "<span class=\"tag warn\">\(t["quiz.waits_for_teacher"])</span>" }
        return attempt.isFinished ? "\(t["quiz.marked"])" : "\(t["quiz.in_progress"])"
    }
}
