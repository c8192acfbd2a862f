import Courses
import Foundation
import Markup
import Storage

/// A poll under its text: its questions, or what has been answered.
struct PollBlock {
    var poll: Poll
    var activity: Activity
    /// For a learner of the course.
    var status: PollStatus?
    /// What all answered, if the learner may see it.
    var report: PollReport?
    /// What was sent and refused.
    var form: FormFields?
    var isTeacher: Bool

    private var base: String { "/activities/\(activity.id.rawValue)/answers" }

    func html(_ t: Words) -> HTML {
        """
        <section class="stack" id="poll">
        <p class="muted">\(poll.isAnonymous ? t["poll.is_anonymous"] : t["poll.is_named"])\(activity.dueAt.map { " " + t.text("poll.closes_at", ["date": t.dateTime($0)]) } ?? "")</p>
        \(status.map { own($0, t) })
        \(when: isTeacher, "<p><a class=\"btn\" href=\"\(base)\">\(t["poll.to_results"])</a></p>")
        \(when: status == nil, questions(nil, isOpen: false, t))
        </section>
        \(report.map { PollCharts(report: $0).html(t) })
        """
    }

    private func own(_ status: PollStatus, _ t: Words) -> HTML {
        """
        \(when: status.hasAnswered, "<div class=\"note ok\" role=\"status\"><b>\(t["poll.thanks"])</b></div>")
        \(when: !status.hasAnswered && status.isClosed, "<div class=\"note\"><b>\(t["poll.is_closed"])</b></div>")
        \(when: status.mayAnswer, """
            <form method="post" action="\(base)" class="stack">\(questions(status.own, isOpen: true, t))\
            \(Parts.button(status.hasAnswered ? t["poll.change"] : t["poll.send"]))</form>
            """)
        """
    }

    private func questions(_ own: PollSheet?, isOpen: Bool, _ t: Words) -> HTML {
        HTML(
            parts: poll.questions.enumerated().map { place, question in
                """
                <fieldset class="question"\(when: !isOpen, " disabled")><legend>\(place + 1). \(question.text)</legend>\(inputs(question, place, own, t))</fieldset>

                """
            })
    }

    private func inputs(_ question: PollQuestion, _ place: Int, _ own: PollSheet?, _ t: Words) -> HTML {
        let sent =
            form?.all("q\(place)") ?? (own.map { $0.answers.indices.contains(place) ? $0.answers[place] : [] } ?? [])
        func picks(_ type: StaticString) -> HTML {
            HTML(
                parts: question.options.enumerated().map { number, option in
                    """
                    <label class="pick"><input type="\(raw: type)" name="q\(place)" value="\(number)"\(when: sent.contains("\(number)"), " checked")><span>\(option)\(end(of: question, number))</span></label>
                    """
                })
        }
        switch question.kind {
        case .single, .scale: return picks("radio")
        case .several: return picks("checkbox")
        case .words:
            return """
                <textarea name="q\(place)" rows="3" aria-label="\(question.text)" maxlength="\(PollQuestion.answerLimit)">
                \(sent.first ?? "")</textarea>
                """
        }
    }

    private func end(of question: PollQuestion, _ number: Int) -> HTML {
        guard case .scale(let low, let high) = question.kind else { return .empty }
        let words = number == 0 ? low : number == question.options.count - 1 ? high : ""
        return words.isEmpty ? .empty : " — \(words)"
    }
}

/// Everybody's answers as bars.
struct PollCharts {
    var report: PollReport

    func html(_ t: Words) -> HTML {
        """
        <section class="stack wide" id="results"><h2>\(t["poll.results"])</h2>
        \(when: !report.isTooFew && report.sheets.count < report.answered, "<p class=\"note\">\(t.text("poll.by_steps", ["shown": "\(report.sheets.count)", "answered": "\(report.answered)"]))</p>")
        \(report.isTooFew
            ? "<div class=\"empty\"><p>\(report.isClosed ? t.plural("poll.too_few", count: Poll.fewest) : t.plural("poll.too_few_yet", count: Poll.first))</p></div>" as HTML
            : HTML(parts: report.tallies.enumerated().map { chart($1, $0 + 1, t) }))</section>
        """
    }

    private func chart(_ tally: PollTally, _ number: Int, _ t: Words) -> HTML {
        """
        <figure class="stack tight"><figcaption><h3>\(number). \(tally.question.text)</h3>
        <p>\(t.plural("poll.answered", count: tally.answered))\(tally.mean.map { ". " + t.text("poll.mean", ["mean": t.number($0)]) } ?? "")</p></figcaption>
        \(tally.question.kind == .words ? words(tally) : bars(tally, t))</figure>
        """
    }

    private func words(_ tally: PollTally) -> HTML {
        "<ul class=\"list\">\(tally.words.map { "<li><p class=\"passage plain\">\($0)</p></li>" as HTML })</ul>"
    }

    private func bars(_ tally: PollTally, _ t: Words) -> HTML {
        """
        <ul class="bars">\(zip(tally.question.options, tally.counts).enumerated().map { place, bar in
            let share = tally.answered > 0 ? Double(bar.1) / Double(tally.answered) * 100 : 0
            return """
                <li><span>\(bar.0)\(end(of: tally.question, place))</span><span class="num">\(bar.1) · \(t.percent(share, digits: 0))</span>\
                <svg width="100%" height="12" aria-hidden="true"><rect class="ground" width="100%" height="12" rx="3"></rect>\
                <rect class="value" width="\(Int(share.rounded()))%" height="12" rx="3"></rect></svg></li>

                """ as HTML
        })</ul>
        """
    }

    private func end(of question: PollQuestion, _ place: Int) -> String {
        guard case .scale(let low, let high) = question.kind else { return "" }
        let words = place == 0 ? low : place == question.options.count - 1 ? high : ""
        return words.isEmpty ? "" : " — \(words)"
    }
}

/// The answers to a poll on a page of their own, to be printed or taken away as a table.
struct PollResultsPage {
    var activity: Activity
    var course: Course
    var report: PollReport
    var isTeacher: Bool

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("poll.results_of", ["title": activity.title]), section: isTeacher ? .teaching : .learning,
            crumbs: .to(activity, in: course),
            styles: ["css/work.css"],
            content: """
                <div class="stack"><h1>\(activity.title)</h1>
                <p>\(t.text("poll.turnout", ["answered": "\(report.answered)", "asked": "\(report.asked)"])) \(report.poll.isAnonymous ? t["poll.is_anonymous"] : t["poll.is_named"])</p>
                \(when: isTeacher, """
                    <p class="row">\(when: !report.isTooFew, "<a class=\"btn\" href=\"/activities/\(activity.id.rawValue)/answers.csv\">\(t["poll.csv"])</a>")\
                    <button type="button" data-print>\(t["poll.print"])</button></p>
                    """)</div>
                \(PollCharts(report: report).html(t))
                """)
    }
}
