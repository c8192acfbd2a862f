import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// What a recount after a mended question would change, before it is made; and the way back from the last one.
struct RegradePage {
    var activity: Activity
    var course: Course
    var report: RegradeReport
    var refusal: String?
    var done: String?

    private var base: String { "/activities/\(activity.id.rawValue)/regrade" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["regrade.title"], section: .teaching,
            crumbs: .results(of: activity, in: course, t),
            content: """
                <h1>\(activity.title). \(t["regrade.title"])</h1>
                \(Parts.refusal(refusal))\(Parts.done(done))
                \(report.attempts == 0 ? "<div class=\"empty\"><p>\(t["regrade.nothing"])</p></div>" as HTML : plan(t))
                \(report.last.map { last in
                    """
                    <section class="stack"><h2>\(t["regrade.last"])</h2><p>\(t.text("regrade.made", ["date": t.dateTime(last.madeAt)]))</p>\
                    \(Parts.action(t["regrade.undo"], to: "\(base)/undo", "release", confirm: t["regrade.undo_confirm"]))</section>
                    """ as HTML
                })
                """)
    }

    private func plan(_ t: Words) -> HTML {
        """
        <section class="stack"><ul class="stack tight">\
        <li>\(t.plural("regrade.questions", count: report.mended.count))</li>\
        <li>\(t.plural("regrade.attempts", count: report.attempts))</li>\
        <li>\(t.plural("regrade.changes", count: report.changes.count))</li>\
        \(when: report.byHand > 0, "<li>\(t.plural("regrade.by_hand", count: report.byHand))</li>")\
        \(when: report.untranslatable > 0, "<li>\(t.plural("regrade.untranslatable", count: report.untranslatable))</li>")</ul>
        \(when: !report.changes.isEmpty, table(t))
        <form method="post" action="\(base)"><button class="main">\(t["regrade.apply"])</button></form>
        <p class="hint">\(t["regrade.hint"])</p></section>
        """
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["regrade.title"])"><table class="dense">
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["quiz.attempt"])</th>\
        <th scope="col">\(t["regrade.of_questions"])</th><th scope="col" class="num">\(t["quiz.marks"])</th>\
        <th scope="col" class="num">\(t["quiz.in_gradebook"])</th></tr></thead>
        <tbody>\(report.changes.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ change: RegradeReport.Change, _ t: Words) -> HTML {
        let marks = change.marks.map { "«\($0.question)»: \(points($0.before, t)) → \(points($0.after, t))" }
        return """
            <tr><th scope="row"><a href="/attempts/\(change.attempt.id.rawValue)/review">\(change.name.full)</a></th>\
            <td data-l="\(t["quiz.attempt"])">\(change.attempt.number)</td>\
            <td data-l="\(t["regrade.of_questions"])">\(marks.joined(separator: "; "))</td>\
            <td data-l="\(t["quiz.marks"])" class="num">\(points(change.attempt.marks, t)) → \(points(change.after, t))</td>\
            <td data-l="\(t["quiz.in_gradebook"])" class="num">\(points(change.gradeBefore, t)) → \(points(change.gradeAfter, t))</td></tr>

            """
    }

    private func points(_ points: Points?, _ t: Words) -> String { points.map { t.number($0.number) } ?? "—" }
}
