import Courses
import Markup
import Quizzes
import Statistics
import Storage

/// One question with who chose which answer.
struct QuestionStatisticsPage {
    var activity: Activity
    var course: Course
    var statistics: QuizStatistics
    /// Among the quiz's questions, from 0.
    var place: Int

    private var question: QuestionStatistics { statistics.questions[place] }
    private var names: AnswerNames { AnswerNames(question: question.question) }
    private var base: String { "/activities/\(activity.id.rawValue)/statistics" }
    private var query: String { statistics.counted == .first ? "" : "?count=\(statistics.counted.rawValue)" }

    func frame(_ t: Words) -> Frame {
        let title = t.text("quiz.question", ["number": "\(question.number)"])
        return Frame(
            title: "\(title). \(t.text("stat.title_of", ["title": activity.title]))", section: .teaching,
            crumbs: .to(activity, in: course, Frame.Link(t["stat.title"], base + query)),
            styles: ["css/statistics.css"],
            content: """
                <div class="stack wide"><div class="stack"><h1>\(title)</h1>
                <div class="stem">\(question.question.sheet.stem)</div>
                \(FlagList(question: question).html(t))
                \(when: statistics.test.count > 0 && statistics.isTooFew, "<div class=\"note warn\"><b>\(t.plural("stat.too_few", count: statistics.test.count))</b> \(t["stat.too_few_why"])</div>")</div>
                \(statistics.test.count == 0 ? "<div class=\"empty\"><p>\(t["stat.empty"])</p></div>" : whole(t))
                \(neighbours(t))</div>
                """)
    }

    private func whole(_ t: Words) -> HTML {
        """
        \(when: !question.answers.isEmpty, """
            <section class="stack" aria-labelledby="answers"><h2 id="answers">\(t["stat.answers"])</h2>
            <p class="muted">\(t["stat.thirds_mean"])</p>
            \(question.answers.map { group($0, t) })</section>
            """)
        \(when: !question.tries.isEmpty, TryTable(names: names, tries: question.tries).html(t))
        <section class="stack" aria-labelledby="figures"><h2 id="figures">\(t["stat.figures"])</h2>
        \(Figures.list(Figures.of(question, t), t))</section>
        """
    }

    private func group(_ group: AnswerGroup, _ t: Words) -> HTML {
        """
        \(group.row.map { "<h3>\(names.title(ofRow: $0, t))</h3>" as HTML })
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["stat.answers"] + (group.row.map { " \($0 + 1)" } ?? ""))"><table class="dense answers">
        <thead><tr><th scope="col">\(t["stat.answer"])</th><th scope="col">\(t["stat.chosen"])</th>\
        <th scope="col">\(t["stat.weak"])</th><th scope="col">\(t["stat.middling"])</th><th scope="col">\(t["stat.strong"])</th>\
        <th scope="col" class="num">\(t["stat.correlation"])</th></tr></thead>
        <tbody>\(group.answers.map { row($0, in: group, t) })</tbody></table></div>
        \(when: group.unlisted > 0, "<p class=\"muted\">\(t.plural("stat.unlisted", count: group.unlisted))</p>")
        """
    }

    private func row(_ answer: AnswerGroup.Answer, in group: AnswerGroup, _ t: Words) -> HTML {
        let figures = answer.statistics
        let thirds = zip([t["stat.weak"], t["stat.middling"], t["stat.strong"]], figures.thirds)
        return """
            <tr\(when: answer.isKey, " class=\"key\"")><th scope="row">\(names.html(answer.label, inRow: group.row, t))\(names.key(figures.fraction, t))</th>\
            <td data-l="\(t["stat.chosen"])"><span class="facility">\(figures.count) · \(t.share(figures.share * 100))\(Figures.bar(figures.share * 100))</span></td>\
            \(thirds.map { name, share in
                "<td data-l=\"\(name)\"><span class=\"facility\">\(t.share(share * 100))\(Figures.bar(share * 100))</span></td>" as HTML
            })\
            <td data-l="\(t["stat.correlation"])" class="num">\(t.figure(figures.correlation))</td></tr>

            """
    }

    private func neighbours(_ t: Words) -> HTML {
        func link(_ place: Int, _ title: String) -> HTML {
            let question = statistics.questions[place]
            return
                "<a class=\"btn\" href=\"\(base)/\(question.question.id.rawValue)\(query)\">\(title) \(question.number)</a>"
        }
        return """
            <p class="row" data-noprint>\(when: place > 0, link(max(0, place - 1), "← " + t["stat.question"]))\
            \(when: place + 1 < statistics.questions.count, link(min(place + 1, statistics.questions.count - 1), "→ " + t["stat.question"]))\
            <a class="btn" href="\(base)\(query)">\(t["stat.to_table"])</a>\
            <a class="btn" href="\(base)/answers.csv\(query)">\(t["stat.answers_csv"])</a>\
            <button type="button" data-print>\(t["stat.print"])</button></p>
            """
    }
}
