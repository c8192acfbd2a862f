import Accounts
import Courses
import Foundation
import Markup
import Quizzes
import Storage

/// A finished attempt: what was answered and what it earned.
struct ReviewPage {
    var paper: AttemptPaper
    /// Whose attempt it is, for the teacher; nil for the learner's own.
    var learner: PersonName?
    var grade: Points?
    var now: Date
    /// Names are kept from who marks.
    var hidesName = false
    /// Answers are marked on the desk, question by question: there is a rubric, or two people mark.
    var marksAtDesk = false
    var refusal: String?

    private var id: Attempt.ID { paper.attempt.id }
    private var isTeacher: Bool { learner != nil }
    private var reveals: Bool { isTeacher || paper.reveals(at: now) }

    func frame(_ t: Words) -> Frame {
        let attempt = paper.attempt
        return Frame(
            title: t.text("quiz.review_of", ["title": paper.title]), section: isTeacher ? .teaching : .learning,
            crumbs: .to(
                paper.course,
                Frame.Link(
                    isTeacher ? t["quiz.results"] : paper.title,
                    "/activities/\(attempt.quiz.rawValue)\(isTeacher ? "/results" : "")")),
            styles: paper.styles,
            content: """
                <div class="stack"><h1>\(paper.title)</h1>\(learner.map { "<p>\(hidesName ? t.text("work.number", ["number": "\(attempt.id)"]) : $0.full)</p>" as HTML })</div>
                \(Parts.refusal(refusal))
                <dl class="stats">
                \(when: reveals, "<div><dt>\(t["quiz.marks"])</dt><dd>\(t.number(attempt.marks.number)) / \(t.number(attempt.maximum.number))</dd></div>")
                \(when: reveals, gradeTile(t))
                <div><dt>\(t["quiz.finished"])</dt><dd class="date">\(attempt.finishedAt.map { t.dateTime($0) } ?? t["quiz.in_progress"])</dd></div>
                </dl>
                \(when: attempt.needsGrading, "<p class=\"note warn\"><b>\(t["quiz.needs_grading"])</b></p>")
                \(when: attempt.ending == .timeout, "<p class=\"note\"><b>\(t["quiz.ended_by_time"])</b></p>")
                \(when: !reveals, "<p class=\"note\"><b>\(closed(t))</b></p>")
                \(said.map { "<p class=\"note\"><b>\($0)</b></p>" as HTML })
                <div>\(paper.items.map { block($0, t) })</div>
                <p><a class="btn\(when: !isTeacher, " main")" href="/activities/\(attempt.quiz.rawValue)">\(t["quiz.back_to_quiz"])</a></p>
                """)
    }

    /// What is said of the whole result, once all of it is known.
    private var said: String? {
        let attempt = paper.attempt
        guard reveals, attempt.isFinished, !attempt.needsGrading else { return nil }
        return paper.settings.feedback.said(of: attempt.marks, of: attempt.maximum)
    }

    /// Why marks and keys are not told.
    private func closed(_ t: Words) -> String {
        guard paper.settings.review == .afterClosing else { return t["quiz.review_never"] }
        return paper.reviewOpensAt.map { t.text("quiz.review_later", ["date": t.dateTime($0)]) }
            ?? t["quiz.review_closed"]
    }

    private func gradeTile(_ t: Words) -> HTML {
        guard let grade else { return .empty }
        return """
            <div><dt>\(t["quiz.in_gradebook"])</dt><dd>\(t.number(grade.number)) / \(t.number(Double(paper.settings.points)))</dd></div>
            """
    }

    private func block(_ item: AttemptPaper.Item, _ t: Words) -> HTML {
        let needsTeacher = if case .essay = item.question.question.kind { true } else { false }
        let grading: HTML = "\(when: needsTeacher, gradingForm(item.slot, t))\(historyLink(item, t))"
        return QuestionBlock(item: item, isOwn: !isTeacher).marked(
            reveals: reveals, grading: isTeacher ? grading : .empty, t)
    }

    private func historyLink(_ item: AttemptPaper.Item, _ t: Words) -> HTML {
        guard item.slot.response != nil else { return .empty }
        return """
            <p data-noprint><a class="small" href="/attempts/\(id.rawValue)/slots/\(item.slot.number)/history">\(t["quiz.history"])</a></p>
            """
    }

    private func gradingForm(_ slot: AttemptSlot, _ t: Words) -> HTML {
        if marksAtDesk {
            guard slot.response?.isEmpty == false, paper.attempt.isFinished else { return .empty }
            return """
                <p><a class="btn" href="/attempts/\(id.rawValue)/slots/\(slot.number)/marking">\(t["quiz.to_desk"])</a></p>
                """
        }
        return """
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
