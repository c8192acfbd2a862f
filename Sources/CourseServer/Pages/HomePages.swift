import Accounts
import Contest
import Courses
import Markup
import Spaces
import Storage
import Surveys

/// The learner's first page: what to do next.
struct HomePage {
    var name: String
    var agenda: Agenda
    var children: [Relative]
    var organisations: [Space]
    /// Those the person is on.
    var trajectories: [Trajectory]
    /// Those that wait for an answer.
    var surveys: [SurveyCard]
    /// Those the person takes part in.
    var contests: [(contest: Contest, state: Registration.State)]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["home.title"], section: .learning,
            content: """
                <h1>\(t.text("home.greeting", ["name": name]))</h1>
                \(agenda.courses.first { $0.next != nil }.map { now($0, t) })
                \(AgendaPart(agenda: agenda).html(t))
                \(when: !children.isEmpty, family(t))
                \(when: !surveys.isEmpty, WaitingSurveys(surveys: surveys).html(t))
                \(when: !contests.isEmpty, CurrentContests(contests: contests).html(t))
                \(when: children.isEmpty || !agenda.courses.isEmpty, list(t))
                \(trajectories.isEmpty ? "<p><a href=\"/trajectories\">\(t["trajectory.mine"])</a></p>" as HTML : ways(t))
                \(when: !organisations.isEmpty, schools(t))
                """)
    }

    private func now(_ course: CourseAtHand, _ t: Words) -> HTML {
        guard let next = course.next else { return .empty }
        return """
            <section class="now stack tight">
            <p class="small muted">\(course.completed == 0 ? t["home.start_here"] : t["home.stopped_here"])</p>
            <h2>\(next.title)</h2>
            <p class="muted">\(course.course.title)</p>
            <p class="row"><a class="btn main" href="/activities/\(next.id.rawValue)">\(
                course.completed == 0 ? t["home.start"] : t["home.continue"])</a></p>
            </section>
            """
    }

    private func list(_ t: Words) -> HTML {
        guard !agenda.courses.isEmpty else {
            return """
                <div class="empty"><p>\(t["home.empty"])</p>\
                <p><a class="btn" href="/catalogue">\(t["home.to_catalogue"])</a></p></div>
                """
        }
        return """
            <section class="stack"><h2>\(t["home.my_courses"])</h2><ul class="list">\(
                agenda.courses.map { course in
                    """
                    <li><div class="grow stack tight"><h3><a href="/courses/\(course.course.id.rawValue)">\(course.course.title)</a></h3>\
                    \(Parts.progress(course.completed, of: course.total, t))</div>\
                    <a class="end" href="/courses/\(course.course.id.rawValue)/grades">\(t["course.my_grades"])</a></li>

                    """ as HTML
                })</ul></section>
            """
    }

    private func ways(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["trajectory.mine"])</h2>\
        \(TrajectoryList(trajectories: trajectories, level: 3).html(t))</section>
        """
    }

    private func family(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["home.children"])</h2><ul class="list">\(
            children.map { "<li><a href=\"/children/\($0.id.rawValue)\">\($0.name.full)</a></li>" as HTML })</ul></section>
        """
    }

    private func schools(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["home.my_organisations"])</h2><ul class="list">\(
            organisations.map { "<li><a href=\"/o/\($0.slug)\">\($0.name)</a></li>" as HTML })</ul></section>
        """
    }
}

/// What waits for a learner: dates that passed, dates ahead, new grades. Nothing when nothing waits.
struct AgendaPart {
    var agenda: Agenda
    /// Links lead to the steps; a parent reads without them.
    var hasLinks = true

    func html(_ t: Words) -> HTML {
        """
        \(when: !agenda.overdue.isEmpty, section(t["agenda.overdue"], agenda.overdue, isLate: true, t))\
        \(when: !agenda.due.isEmpty, section(t["agenda.due"], agenda.due, isLate: false, t))\
        \(when: !agenda.grades.isEmpty, grades(t))
        """
    }

    private func section(_ title: String, _ due: [DueActivity], isLate: Bool, _ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(title)</h2><ul class="list">\(
            due.map { item in
                """
                <li><div class="grow stack tight">\(name(item.activity))<span class="small muted">\(item.course.title)</span></div>\
                <span class="\(isLate ? "tag err" : "tag")">\(t.text("course.due", ["date": t.dateTime(item.dueAt)]))</span></li>

                """ as HTML
            })</ul></section>
        """
    }

    private func grades(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["agenda.grades"])</h2><ul class="list">\(
            agenda.grades.map { grade in
                """
                <li><div class="grow stack tight">\(name(grade.activity))<span class="small muted">\(grade.course.title), \(t.date(grade.gradedAt))</span></div>\
                <b>\(t.number(grade.points.number))\(grade.activity.points.map { " / " + t.number($0.number) } ?? "")</b></li>

                """ as HTML
            })</ul></section>
        """
    }

    private func name(_ activity: Activity) -> HTML {
        hasLinks ? "<a href=\"/activities/\(activity.id.rawValue)\">\(activity.title)</a>" : "<b>\(activity.title)</b>"
    }
}

/// How a child learns, as their parent sees it.
struct ChildPage {
    var child: Relative
    var agenda: Agenda
    var trajectories: [Trajectory]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: child.name.full, section: .learning, crumbs: [Frame.Link(t["home.title"], "/")],
            styles: trajectories.isEmpty ? [] : ["css/trajectory.css"],
            content: """
                <h1>\(child.name.full)</h1>
                \(AgendaPart(agenda: agenda, hasLinks: false).html(t))
                <section class="stack"><h2>\(t["child.courses"])</h2>
                \(when: agenda.courses.isEmpty, "<div class=\"empty\"><p>\(t["child.no_courses"])</p></div>")\
                <ul class="list">\(
                    agenda.courses.map { course in
                        """
                        <li><div class="grow stack tight"><h3>\(course.course.title)</h3>\
                        \(Parts.progress(course.completed, of: course.total, t))\
                        \(course.lastAt.map { "<p class=\"small muted\">\(t.text("child.last", ["date": t.dateTime($0)]))</p>" as HTML })</div></li>

                        """ as HTML
                    })</ul></section>
                \(when: !trajectories.isEmpty, """
                    <section class="stack"><h2>\(t["child.trajectories"])</h2>
                    <ul class="list">\(trajectories.map { trajectory($0, t) })</ul></section>
                    """)
                """)
    }

    /// What they aim at and the way to it, to be read only; notes are between the child and the mentor.
    private func trajectory(_ trajectory: Trajectory, _ t: Words) -> HTML {
        """
        <li><div class="grow stack tight"><h3>\(trajectory.goal)</h3>\(TrajectoryFacts(trajectory: trajectory).html(t))\
        \(TrajectoryBar(trajectory: trajectory).html(t))\
        \(when: !trajectory.steps.isEmpty, "<ol class=\"way\">\(trajectory.steps.map { step($0, t) })</ol>")</div></li>

        """
    }

    private func step(_ step: TrajectoryStep, _ t: Words) -> HTML {
        """
        <li data-state="\(step.isDone ? "done" : "open")"><div class="stack tight">\
        \(TrajectoryStepBody(step: step, level: 4, reader: .parent).html(t))</div></li>

        """
    }
}

/// The door of the network for those who are not signed in.
struct WelcomePage {
    var network: Space?
    var open: [CatalogueEntry]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["welcome.title"],
            content: """
                <div class="stack"><h1>\(t["welcome.heading"])</h1>\
                <p class="prose">\(t["welcome.lead"])</p>\
                <p class="row"><a class="btn main" href="/sign-in">\(t["frame.sign_in"])</a>\
                <a class="btn quiet" href="/join">\(t["welcome.have_code"])</a></p></div>
                \(network.map { "<p><a href=\"/o/\($0.slug)\">\($0.name)</a></p>" as HTML })
                \(CourseList(entries: open, empty: t["catalogue.empty_guest"]).html(t))
                """)
    }
}

/// Courses one may look at.
struct CataloguePage {
    var entries: [CatalogueEntry]
    var isSignedIn: Bool

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["catalogue.title"], section: .catalogue,
            content: """
                <h1>\(t["catalogue.title"])</h1>
                \(CourseList(entries: entries, empty: isSignedIn ? t["catalogue.empty"] : t["catalogue.empty_guest"]).html(t))
                """)
    }
}

/// The teacher's first page.
struct TeachingPage {
    var entries: [CatalogueEntry]
    /// Organisations where the person may found a course.
    var founding: [Space]
    /// Surveys that wait for an answer.
    var surveys: [SurveyCard]
    /// Contests the person takes part in.
    var contests: [(contest: Contest, state: Registration.State)]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["teaching.title"], section: .teaching,
            content: """
                <h1>\(t["teaching.title"])</h1>
                \(when: !surveys.isEmpty, WaitingSurveys(surveys: surveys).html(t))
                \(when: !contests.isEmpty, CurrentContests(contests: contests).html(t))
                \(CourseList(entries: entries, empty: t["teaching.empty"]).html(t))
                \(when: !founding.isEmpty, foundingLinks(t))
                <p><a href="/trajectories">\(t["trajectory.mine"])</a><br><a href="/surveys">\(t["survey.mine"])</a><br><a href="/contests">\(t["contest.all"])</a><br><a href="/documents">\(t["document.mine"])</a></p>
                """)
    }

    private func foundingLinks(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["teaching.new_course"])</h2><ul class="list">\(
            founding.map { "<li><a href=\"/o/\($0.slug)/courses/new\">\($0.name)</a></li>" as HTML })</ul></section>
        """
    }
}

struct CourseList {
    var entries: [CatalogueEntry]
    var empty: String

    func html(_ t: Words) -> HTML {
        guard !entries.isEmpty else { return "<div class=\"empty\"><p>\(empty)</p></div>" }
        return """
            <ul class="list">\(
                entries.map { entry in
                    """
                    <li><div class="grow stack tight"><h2><a href="/courses/\(entry.course.id.rawValue)">\(entry.course.title)</a></h2>\
                    <p class="small muted">\(meta(entry, t))</p>\
                    \(when: !entry.course.summary.isEmpty, "<p>\(entry.course.summary)</p>")</div></li>

                    """ as HTML
                })</ul>
            """
    }

    private func meta(_ entry: CatalogueEntry, _ t: Words) -> String {
        [
            entry.owner, entry.course.hours.map { t.plural("course.hours", count: $0) },
            t.plural("course.learners", count: entry.learners),
        ].compactMap { $0 }.joined(separator: " · ")
    }
}
