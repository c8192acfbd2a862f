import Courses
import Foundation
import Markup
import Quizzes
import Storage

/// A quiz being taken. All pages of questions are in the document, the others hidden, so that going on needs no link.
struct AttemptPage {
    var paper: AttemptPaper
    /// 1-based.
    var page: Int
    var now: Date
    var refusal: String?
    /// The id of the part the refusal is about.
    var field: String?
    /// The submission was asked for and wants a confirmation.
    var confirms = false

    private var id: Attempt.ID { paper.attempt.id }
    /// Pages go forward only: the page at hand is the only one of the document.
    private var isSequential: Bool { paper.attempt.openSlots != nil }
    private var nowMs: Int { Int(now.timeIntervalSince1970 * 1000) }
    private var deadlineMs: Int? { paper.attempt.deadline.map { Int($0.timeIntervalSince1970 * 1000) } }

    func frame(_ t: Words) -> Frame {
        let pages = paper.pages
        return Frame(
            title: paper.title, section: .learning,
            crumbs: .to(paper.course, Frame.Link(paper.title, "/activities/\(paper.attempt.quiz.rawValue)")),
            script: "js/elements/quiz-attempt.js",
            styles: paper.styles,
            content: """
                <quiz-attempt data-attempt="\(id.rawValue)" data-now="\(nowMs)"\(attribute: "data-deadline", deadlineMs)\
                 data-save="/attempts/\(id.rawValue)/answers" data-result="/attempts/\(id.rawValue)/review"\
                 data-messages="\(messages(t))">
                <form method="post" action="/attempts/\(id.rawValue)/page" class="split left" autocomplete="off">
                \(when: paper.attempt.behaviour.hasTries, "<button name=\"go\" value=\"keep\" hidden></button>")
                <input type="hidden" name="page" value="\(page)">
                <aside class="stack">
                \(when: isSequential, "<p class=\"hint\">\(t.text("quiz.page_of", ["number": "\(page)", "count": "\(pages.count)"]))</p>")
                <nav aria-label="\(t["quiz.questions_nav"])"><ul class="qnav">\(grid(pages, t))</ul></nav>
                </aside>
                <div class="stack">
                <h1>\(paper.title)</h1>
                \(Parts.refusal(refusal, field: field))
                \(when: confirms, confirmation(t))
                \(pages.enumerated().map { isSequential && $0 + 1 != page ? .empty : section($1, number: $0 + 1, t) })
                <div class="bar">
                <p class="saved" role="status" data-state="ok">\(t["quiz.all_saved"])</p>
                \(when: paper.attempt.deadline != nil, timer(t))
                \(isSequential ? onward(pages.count, t) : turning(pages.count, t))
                <button name="go" value="finish"\(when: page >= pages.count, " class=\"main\"")>\(t["quiz.finish"])</button>
                </div>
                </div>
                </form>
                </quiz-attempt>
                """)
    }

    private func turning(_ count: Int, _ t: Words) -> HTML {
        """
        <button name="go" value="next"\(when: page >= count, " hidden")\(when: page < count, " class=\"main\"")>\(t["quiz.next"])</button>
        <button name="go" value="previous"\(when: page <= 1, " hidden")>\(t["quiz.previous"])</button>
        """
    }

    private func onward(_ count: Int, _ t: Words) -> HTML {
        guard page < count else { return .empty }
        return """
            <button name="go" value="onward" class="main" data-confirm="\(t["quiz.onward_confirm"])" data-yes="\(t["quiz.next"])">\(t["quiz.next"])</button>
            """
    }

    private func timer(_ t: Words) -> HTML {
        let seconds = max(0, Int((paper.attempt.deadline ?? now).timeIntervalSince(now)))
        return """
            <p><span class="small">\(t["quiz.time_left"])</span> <quiz-timer\(attribute: "data-deadline", deadlineMs) data-now="\(nowMs)"\
             data-messages="\(t.json(["minutes": "quiz.announce_minutes"]))">\(t.clock(seconds))</quiz-timer></p>
            """
    }

    private func grid(_ pages: [[AttemptPaper.Item]], _ t: Words) -> HTML {
        HTML(
            parts: pages.enumerated().filter { !isSequential || $0.offset + 1 == page }.flatMap { index, items in
                items.map { item in
                    let (state, word) = standing(item, t)
                    return """
                        <li><a href="/attempts/\(id.rawValue)?page=\(index + 1)#q\(item.slot.number)" data-page="\(index + 1)" data-slot="\(item.slot.number)"\
                        \(attribute: "data-state", state)>\(item.slot.number)\
                        <span class="vh">\(word)</span></a></li>
                        """
                }
            })
    }

    private func standing(_ item: AttemptPaper.Item, _ t: Words) -> (state: String?, word: String) {
        switch item.play.state {
        case .gradedRight: ("right", t["quiz.right"])
        case .gradedPartial: ("partial", t["quiz.partial"])
        case .gradedWrong: ("wrong", t["quiz.wrong"])
        default: item.slot.response?.isEmpty ?? true ? (nil, "") : ("answered", t["quiz.answered"])
        }
    }

    private func section(_ items: [AttemptPaper.Item], number: Int, _ t: Words) -> HTML {
        """
        <section data-page="\(number)"\(when: number != page, " hidden") aria-label="\(t.text("quiz.page", ["number": "\(number)"]))">\
        \(items.map { QuestionBlock(item: $0, tellsMarks: paper.settings.review == .afterSubmission).form(t) })</section>
        """
    }

    /// What is still unanswered, before the answers are handed in.
    private func confirmation(_ t: Words) -> HTML {
        let open = paper.items.filter { item in
            item.question.question.kind != .description && item.slot.response.map(\.isEmpty) ?? true
        }.map { "\($0.slot.number)" }
        return """
            <div class="note warn" role="alert"><b>\(open.isEmpty
                ? t["quiz.confirm_finish"] : t.text("quiz.unanswered", ["numbers": open.joined(separator: ", ")]))</b>\
            <p class="row"><button name="go" value="submit" class="main">\(t["quiz.submit"])</button></p></div>
            """
    }

    private func messages(_ t: Words) -> String {
        t.json([
            "saved": "quiz.all_saved", "saving": "quiz.saving", "offline": "quiz.offline", "refused": "quiz.refused",
            "closed": "quiz.closed", "signin": "quiz.signed_out", "memory": "quiz.device_full",
            "result": "quiz.to_review",
            "finishing": "quiz.finish_waiting", "cancel": "quiz.finish_cancel", "answered": "quiz.answered",
            "open": "quiz.sign_in_again", "checking": "quiz.check_waiting", "stop": "quiz.check_cancel",
            "turning": "quiz.turn_waiting",
        ])
    }
}

extension AttemptPaper {
    /// The page the learner stands on, from 1, where pages go forward only.
    var page: Int? {
        attempt.openSlots.map { open in
            (pages.firstIndex { $0.contains { $0.slot.number == open.lowerBound } } ?? 0) + 1
        }
    }
}
