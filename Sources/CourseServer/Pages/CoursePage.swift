import Courses
import Markup
import Spaces
import Storage

/// What the line of links under a course's title leads to.
struct CourseTabs {
    enum Tab: String { case contents, grades, gradebook, members, settings }

    var course: Course
    var current: Tab
    var access: Access

    func html(_ t: Words) -> HTML {
        var tabs: [(Tab, String, String)] = [(.contents, "", t["course.contents"])]
        if access.ownRoles.contains(.learner) { tabs.append((.grades, "/grades", t["course.my_grades"])) }
        if access.allows(.grade) { tabs.append((.gradebook, "/gradebook", t["course.gradebook"])) }
        if access.allows(.manageMembers) { tabs.append((.members, "/members", t["course.members"])) }
        if access.allows(.author) { tabs.append((.settings, "/settings", t["course.settings"])) }
        guard tabs.count > 1 else { return .empty }
        return """
            <nav class="subnav" aria-label="\(t["course.sections"])"><ul>\(
                tabs.map { tab, path, title in
                    """
                    <li><a href="/courses/\(course.id.rawValue)\(path)"\(when: tab == current, " aria-current=\"page\"")>\(title)</a></li>
                    """ as HTML
                })</ul></nav>
            """
    }
}

/// The course's front page: contents for those who are in, the way in for those who are not.
struct CoursePage {
    var contents: CourseContents
    var access: Access
    var progress: CourseProgress?
    var locks: [Activity.ID: Condition] = [:]
    /// Once the learner has taken the course to its end.
    var completion: CourseCompletion?
    /// Where somebody who asked for a place stands.
    var application: EnrolmentOutcome?
    var refusal: String?
    /// What was typed as the key, kept after a refusal.
    var key = ""

    var course: Course { contents.course }
    private var base: String { "/courses/\(course.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: course.title, section: access.allows(.author) ? .teaching : .learning,
            content: """
                <div class="stack"><h1>\(course.title)</h1>\(CourseTabs(course: course, current: .contents, access: access).html(t))</div>
                \(Parts.refusal(refusal, field: course.admission.mode == .key ? "key" : nil))
                <div class="split">
                <div class="stack wide">\(modules(t))</div>
                <aside class="stack wide">\(aside(t))</aside>
                </div>
                """)
    }

    private func aside(_ t: Words) -> HTML {
        """
        \(progress.map { progress in
            """
            <section class="stack">\(completion.map { t.note($0) })\(Parts.progress(progress.completed(of: contents), of: contents.activities.count, t))\
            \(progress.next(in: contents, locks: locks).map { next in
                """
                <p><a class="btn main" href="/activities/\(next.id.rawValue)">\(progress.activities.isEmpty ? t["home.start"] : t["home.continue"])</a></p>
                """ as HTML
            })</section>
            """ as HTML
        })
        <section class="stack tight"><h2>\(t["course.about"])</h2>\
        <p>\(course.summary)</p>\
        \(course.hours.map { "<p class=\"muted\">\(t.plural("course.hours", count: $0))</p>" as HTML })</section>
        \(when: access.allows(.author), "<p><a class=\"btn\" href=\"\(base)/edit\">\(t["structure.edit"])</a></p>")\
        \(when: progress == nil && !access.allows(.grade), enrolment(t))
        """
    }

    private func enrolment(_ t: Words) -> HTML {
        guard access.isSignedIn else {
            return "<p><a class=\"btn main\" href=\"/sign-in?back=\(base)\">\(t["course.sign_in_to_enrol"])</a></p>"
        }
        if let application { return waiting(application, t) }
        let form: HTML
        switch course.admission.mode {
        case .request:
            form = """
                <form method="post" action="\(base)/enrolment" class="stack">\
                \(Parts.area("note", t["course.request_note"], hint: t["course.request_hint"], rows: 3))\
                \(Parts.button(t["course.request"]))</form>
                """
        case .manual: form = "<p>\(t["course.manual_only"])</p>"
        case .key:
            form = """
                <form method="post" action="\(base)/enrolment" class="stack">\
                \(Parts.field("key", t["course.key"], value: key, hint: t["course.key_hint"]))\
                \(Parts.button(t["course.enrol"]))</form>
                """
        case .open, .organisation:
            form = "<form method=\"post\" action=\"\(base)/enrolment\">\(Parts.button(t["course.enrol"]))</form>"
        }
        return "<section class=\"stack\" id=\"enrolment\"><h2>\(t["course.enrolment"])</h2>\(form)</section>"
    }

    private func waiting(_ application: EnrolmentOutcome, _ t: Words) -> HTML {
        let text =
            switch application {
            case .enrolled: t["course.done"]
            case .requested: t["course.requested"]
            case .waiting(let place): t.text("course.waiting", ["place": "\(place)"])
            }
        return """
            <section class="stack" id="enrolment"><h2>\(t["course.enrolment"])</h2><p>\(text)</p>\
            \(Parts.action(t["course.drop_application"], to: "\(base)/enrolment/withdrawal"))</section>
            """
    }

    private func modules(_ t: Words) -> HTML {
        guard !contents.modules.isEmpty else { return "<div class=\"empty\"><p>\(t["course.no_modules"])</p></div>" }
        return HTML(
            parts: contents.modules.map { module in
                """
                <section class="stack" id="module-\(module.id.rawValue)">\
                \(contents.weekLabel(of: module.id, t).map { "<p class=\"small muted\">\($0)</p>" as HTML })<h2>\(module.title)\(hiddenMark(module.isHidden, t))</h2>\
                \(when: !module.summary.isEmpty, "<p class=\"muted\">\(module.summary)</p>")\
                \(activities(of: module, t))\(when: access.allows(.study) && !module.activities.isEmpty, "<p class=\"small\"><a href=\"/modules/\(module.id.rawValue)/download\">\(t["download.module"])</a></p>")</section>
                """
            })
    }

    private func activities(of module: Module, _ t: Words) -> HTML {
        guard !module.activities.isEmpty else { return "<p class=\"muted\">\(t["course.empty_module"])</p>" }
        let opens = access.allows(.study)
        return """
            <ol class="toc">\(
                module.activities.map { activity in
                    let state = progress.map { $0.isCompleted(activity.id) ? "done" : $0.current == activity.id ? "current" : "open" }
                    return """
                        <li\(attribute: "data-state", state)>\(opens
                            ? "<a href=\"/activities/\(activity.id.rawValue)\">\(label(activity, done: state == "done", t))</a>" as HTML
                            : "<span>\(label(activity, done: false, t))</span>")\
                        \(locks[activity.id].map { "<p class=\"hint\">\(t.lock($0, ConditionNames(contents)))</p>" as HTML })</li>
                        """ as HTML
                })</ol>
            """
    }

    /// Learners never see what is hidden; its authors see that it is.
    private func hiddenMark(_ isHidden: Bool, _ t: Words) -> HTML {
        isHidden ? " <span class=\"tag warn\">\(t["structure.hidden"])</span>" : .empty
    }

    private func label(_ activity: Activity, done: Bool, _ t: Words) -> HTML {
        """
        \(activity.title) <span class="small muted">\(t.kind(activity.kind))\
        \(activity.points.map { $0 > .zero ? ", \(t.points($0))" : "" } ?? "")\
        \(activity.dueAt.map { ", " + t.text("course.due", ["date": t.dateTime($0)]) } ?? "")</span>\
        \(when: done, "<span class=\"vh\">, \(t["course.done"])</span>")\(hiddenMark(activity.isHidden, t))
        """
    }
}

extension Words {
    /// «Курс пройден 12 мая 2026 г., 36 часов», for the learner.
    func note(_ completion: CourseCompletion) -> HTML {
        let date = ["date": date(completion.completedAt)]
        let sentence =
            completion.hours.map {
                text("completion.course_hours", date.merging(["hours": plural("course.hours", count: $0)]) { $1 })
            } ?? text("completion.course", date)
        return "<div class=\"note ok\"><b>\(sentence)</b></div>"
    }

    func kind(_ kind: Activity.Kind) -> String {
        switch kind {
        case .page: self["activity.page"]
        case .video: self["activity.video"]
        case .file: self["activity.file"]
        case .link: self["activity.link"]
        case .quiz: self["activity.quiz"]
        case .package: self["activity.package"]
        case .assignment: self["activity.assignment"]
        case .poll: self["activity.poll"]
        case .exercise: self["activity.exercise"]
        }
    }

    /// «7,5 балла», «10 баллов»; whole numbers agree with their noun.
    func points(_ points: Points) -> String {
        if points.rawValue % 100_000 == 0 { return plural("points", count: Int(points.rawValue / 100_000)) }
        return text("points_fraction", ["number": number(points.number)])
    }
}
