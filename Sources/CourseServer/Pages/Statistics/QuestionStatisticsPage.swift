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
    private var base: String { "/activities/\(activity.id.rawValue)/statistics" }
    private var query: String { statistics.counted == .first ? "" : "?count=\(statistics.counted.rawValue)" }

    func frame(_ t: Words) -> Frame {
        let title = t.text("quiz.question", ["number": "\(question.number)"])
        return Frame(
            title: "\(title). \(t.text("stat.title_of", ["title": activity.title]))", section: .teaching,
            crumbs: [
                Frame.Link(course.title, "/courses/\(course.id.rawValue)"),
                Frame.Link(activity.title, "/activities/\(activity.id.rawValue)"),
                Frame.Link(t["stat.title"], base + query),
            ],
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
        <section class="stack" aria-labelledby="figures"><h2 id="figures">\(t["stat.figures"])</h2>
        \(Figures.list(Figures.of(question, t), t))</section>
        """
    }

    private func group(_ group: AnswerGroup, _ t: Words) -> HTML {
        """
        \(group.row.map { "<h3>\(title(ofRow: $0, t))</h3>" as HTML })
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["stat.answers"] + (group.row.map { " \($0 + 1)" } ?? ""))"><table class="dense answers">
        <thead><tr><th scope="col">\(t["stat.answer"])</th><th scope="col">\(t["stat.chosen"])</th>\
        <th scope="col">\(t["stat.weak"])</th><th scope="col">\(t["stat.middling"])</th><th scope="col">\(t["stat.strong"])</th>\
        <th scope="col" class="num">\(t["stat.correlation"])</th></tr></thead>
        <tbody>\(group.answers.map { row($0, in: group, t) })</tbody></table></div>
        \(when: group.unlisted > 0, "<p class=\"muted\">\(t.plural("stat.unlisted", count: group.unlisted))</p>")
        """
    }

    private func title(ofRow row: Int, _ t: Words) -> HTML {
        switch question.question.question.kind {
        case .gaps, .dragWords: "\(t.text("quiz.gap", ["number": "\(row + 1)"]))"
        default: "\(question.question.sheet.part(row))"
        }
    }

    private func row(_ answer: AnswerGroup.Answer, in group: AnswerGroup, _ t: Words) -> HTML {
        let figures = answer.statistics
        let thirds = zip([t["stat.weak"], t["stat.middling"], t["stat.strong"]], figures.thirds)
        return """
            <tr\(when: answer.isKey, " class=\"key\"")><th scope="row">\(text(answer.label, in: group, t))\(key(answer, t))</th>\
            <td data-l="\(t["stat.chosen"])"><span class="facility">\(figures.count) · \(t.share(figures.share * 100))\(Figures.bar(figures.share * 100))</span></td>\
            \(thirds.map { name, share in
                "<td data-l=\"\(name)\"><span class=\"facility\">\(t.share(share * 100))\(Figures.bar(share * 100))</span></td>" as HTML
            })\
            <td data-l="\(t["stat.correlation"])" class="num">\(t.figure(figures.correlation))</td></tr>

            """
    }

    private func text(_ label: AnswerGroup.Label, in group: AnswerGroup, _ t: Words) -> HTML {
        switch (label, question.question.question.kind) {
        case (.option(let place), .gaps(let content)):
            "<div>\(question.question.sheet.part(content.offset(of: group.row ?? 0) + place))</div>"
        case (.option(let place), .choice), (.option(let place), .multiple):
            "<div>\(question.question.sheet.part(place))</div>"
        case (.none, _): "<span class=\"muted\">\(t["quiz.no_answer"])</span>"
        default: "\(shortened(t.plain(label, of: question.question.question), to: 200))"
        }
    }

    private func key(_ answer: AnswerGroup.Answer, _ t: Words) -> HTML {
        guard answer.isKey else { return .empty }
        let fraction = answer.statistics.fraction
        return fraction >= 1
            ? " <span class=\"tag ok\">\(t["stat.key"])</span>"
            : " <span class=\"tag ok\">\(t.text("stat.part_key", ["share": t.share(fraction * 100)]))</span>"
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
            <button type="button" data-print>\(t["stat.print"])</button></p>
            """
    }
}
