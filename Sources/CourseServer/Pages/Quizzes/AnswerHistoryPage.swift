import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// Every answer a learner sent to one question, for the teacher.
struct AnswerHistoryPage {
    var history: AnswerHistory

    private var attempt: Attempt { history.paper.attempt }
    private var number: Int { history.item.slot.number }

    func frame(_ t: Words) -> Frame {
        let title = t.text("quiz.history_of", ["number": "\(number)"])
        return Frame(
            title: "\(title). \(history.paper.title)", section: .teaching,
            crumbs: .to(
                history.paper.course, Frame.Link(t["quiz.results"], "/activities/\(attempt.quiz.rawValue)/results"),
                Frame.Link(
                    t.text("quiz.review_of", ["title": history.paper.title]),
                    "/attempts/\(attempt.id.rawValue)/review#q\(number)")),
            styles: history.paper.styles,
            content: """
                <div class="stack"><h1>\(title)</h1>
                <p>\(history.hidesName ? t.text("work.number", ["number": "\(attempt.id)"]) : history.learner.full)</p>
                <div class="stem">\(history.item.question.sheet.stem)</div></div>
                \(history.entries.isEmpty ? "<div class=\"empty\"><p>\(t["quiz.no_answer"])</p></div>" as HTML : table(t))
                """)
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["quiz.history"])"><table class="dense">
        <thead><tr><th scope="col">\(t["quiz.history_at"])</th><th scope="col">\(t["quiz.history_event"])</th>\
        <th scope="col">\(t["stat.answer"])</th></tr></thead>
        <tbody>\(history.entries.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ entry: AnswerHistory.Entry, _ t: Words) -> HTML {
        let event =
            switch entry.event {
            case .saved: t["quiz.history_saved"]
            case .checked: t["quiz.history_checked"]
            case .wentOn: t["quiz.history_went_on"]
            }
        return """
            <tr><th scope="row">\(t.dateTime(entry.at))</th><td data-l="\(t["quiz.history_event"])">\(event)</td>\
            <td data-l="\(t["stat.answer"])">\(answer(entry, t))</td></tr>

            """
    }

    private func answer(_ entry: AnswerHistory.Entry, _ t: Words) -> HTML {
        guard let response = entry.response, !response.isEmpty else { return "—" }
        var item = history.item
        if let former = entry.former { item.question = former }
        return """
            \(QuestionBlock(item: item).said(response))\
            \(when: entry.former != nil, " <span class=\"tag\">\(t["quiz.history_former"])</span>")
            """
    }
}
