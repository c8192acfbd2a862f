import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// Who played an exercise, how often and how well, and which of its parts were hard.
struct ExerciseResultsPage {
    var activity: Activity
    var course: Course
    var report: ExerciseReport

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("exercise.results_of", ["title": activity.title]), section: .teaching,
            crumbs: .to(activity, in: course),
            styles: ["css/exercises.css"],
            content: """
                <h1>\(t.text("exercise.results_of", ["title": activity.title]))</h1>
                \(report.rows.isEmpty ? nobody(t) : people(t) + parts(t))
                """)
    }

    private func nobody(_ t: Words) -> HTML { "<div class=\"empty\"><p>\(t["exercise.nobody"])</p></div>" }

    private func people(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["exercise.results"])"><table>
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col" class="num">\(t["exercise.tries_head"])</th>\
        <th scope="col" class="num">\(t["exercise.first_head"])</th><th scope="col" class="num">\(t["exercise.best_head"])</th>\
        <th scope="col">\(t["exercise.last_head"])</th></tr></thead>
        <tbody>\(report.rows.map { row in
            """
            <tr><th scope="row">\(row.name.full)</th><td class="num" data-l="\(t["exercise.tries_head"])">\(row.tries)</td>\
            <td class="num" data-l="\(t["exercise.first_head"])">\(row.first.right) / \(row.first.total)</td>\
            <td class="num" data-l="\(t["exercise.best_head"])">\(row.best.right) / \(row.best.total)</td>\
            <td data-l="\(t["exercise.last_head"])">\(t.dateTime(row.lastAt))</td></tr>

            """ as HTML
        })</tbody></table></div>
        """
    }

    private func parts(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["exercise.hard"])</h2><p class="muted">\(t["exercise.hard_hint"])</p>
        <div class="tw" tabindex="0" role="region" aria-label="\(t["exercise.hard"])"><table>
        <thead><tr><th scope="col">\(t["exercise.part_head"])</th><th scope="col" class="num">\(t["exercise.right_head"])</th></tr></thead>
        <tbody>\(report.facility.map { part in
            """
            <tr><th scope="row">\(part.title)</th><td class="num">\(part.of == 0 ? "—" : "\(part.right) / \(part.of)")</td></tr>

            """ as HTML
        })</tbody></table></div></section>
        """
    }
}
