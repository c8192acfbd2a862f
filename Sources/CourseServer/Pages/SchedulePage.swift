import Accounts
import Courses
import Markup
import Spaces
import Storage

/// Dates of a step, what opens it, and when it counts as done.
struct SchedulePage {
    var activity: Activity
    var contents: CourseContents
    var groups: [CourseGroup]
    var form: ScheduleForm
    var refusal: String?
    var done: String?

    private var others: [Activity] { contents.activities.filter { $0.id != activity.id } }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["schedule.title"], section: .teaching,
            crumbs: .to(activity, in: contents.course),
            content: """
                <h1>\(activity.title). \(t["schedule.title"])</h1>
                \(Parts.refusal(refusal))\(Parts.done(done))
                <form method="post" action="/activities/\(activity.id.rawValue)/schedule" class="stack wide">\(Parts.shown(form.shown))
                <section class="stack">
                \(Parts.field("due", t["schedule.due"], value: form.due, type: "datetime-local", hint: t["schedule.due_hint"], short: true))
                \(completion(t))
                </section>
                <section class="stack"><h2>\(t["schedule.opens"])</h2>
                \(form.variants.isEmpty ? "<p class=\"muted\">\(t["schedule.always_open"])</p>" as HTML : variants(t))
                \(adders("or", form.variants.isEmpty ? t["schedule.add"] : t["schedule.add_variant"], t))
                </section>
                \(Parts.button(t["authoring.save"]))
                </form>
                """)
    }

    private func completion(_ t: Words) -> HTML {
        let standard = t.completion(.standard(for: activity.kind))
        let choices = CompletionRule.choices(for: activity.kind)
        let takesPercent = choices.contains { if case .passed = $0 { true } else { false } }
        return """
            \(Parts.select(
                "completion", t["schedule.completion"],
                [("", t.text("schedule.completion_standard", ["rule": standard]))] + choices.map { ($0.formWord, t.completion($0)) },
                chosen: form.completion))
            \(when: takesPercent, Parts.field("percent", t["schedule.pass_percent"], value: form.percent, type: "number", attributes: "min=\"1\" max=\"100\"", short: true))
            """
    }

    private func variants(_ t: Words) -> HTML {
        HTML(
            parts: form.variants.enumerated().map { number, rows in
                """
                \(when: number > 0, "<p class=\"muted\">\(t["schedule.or"])</p>")
                <fieldset class="stack"><legend>\(t.text("schedule.variant", ["number": "\(number + 1)"]))</legend>
                \(rows.enumerated().map { row($1, "v\(number).\($0)", t) })
                \(adders("\(number)", t["schedule.add_and"], t))</fieldset>
                """
            })
    }

    private func row(_ row: ConditionRow, _ name: String, _ t: Words) -> HTML {
        let title = t.title(row.kind)
        let remove: HTML = """
            <label class="small"><input type="checkbox" name="\(name).remove" value="yes"> \(t["schedule.remove"])</label>
            """
        let field: HTML =
            switch row.kind {
            case .from, .until:
                """
                <input type="datetime-local" class="short" name="\(name).date" value="\(row.date)" aria-label="\(title)">
                """
            case .completed: choice("\(name).activity", others, row.activity, title)
            case .grade:
                """
                \(choice("\(name).activity", others.filter { ($0.points ?? .zero) > .zero }, row.activity, title))
                <input type="number" class="short" min="1" max="100" name="\(name).percent" value="\(row.percent)" aria-label="\(t["schedule.pass_percent"])">
                """
            case .group:
                """
                <select name="\(name).group" aria-label="\(title)">\(groups.map { group in
                    "<option value=\"\(group.id.rawValue)\"\(when: "\(group.id)" == row.group, " selected")>\(group.name)</option>" as HTML
                })</select>
                """
            }
        return """
            <div class="row"><input type="hidden" name="\(name).kind" value="\(row.kind.rawValue)">\
            <b class="small">\(title)</b> \(field) \(remove)</div>

            """
    }

    private func choice(_ name: String, _ activities: [Activity], _ chosen: String, _ label: String) -> HTML {
        """
        <select name="\(name)" aria-label="\(label)">\(activities.map { activity in
            "<option value=\"\(activity.id.rawValue)\"\(when: "\(activity.id)" == chosen, " selected")>\(activity.title)</option>" as HTML
        })</select>
        """
    }

    private func adders(_ place: String, _ title: String, _ t: Words) -> HTML {
        let kinds = ConditionRow.Kind.allCases.filter { kind in
            switch kind {
            case .from, .until: true
            case .completed: !others.isEmpty
            case .grade: others.contains { ($0.points ?? .zero) > .zero }
            case .group: !groups.isEmpty
            }
        }
        return """
            <p class="row small"><span class="muted">\(title)</span>\(kinds.map { kind in
                "<button name=\"add\" value=\"\(place):\(kind.rawValue)\" class=\"quiet\">\(t.title(kind))</button>" as HTML
            })</p>
            """
    }
}

/// Classes, class-sets and teams of a course.
struct GroupsPage {
    var course: Course
    var access: Access
    var groups: [CourseGroup]
    var learners: [(id: User.ID, name: PersonName)]
    var refusal: String?
    var name = ""

    private var base: String { "/courses/\(course.id.rawValue)/groups" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["groups.title"], section: .teaching,
            crumbs: [Frame.Link(t["course.members"], "/courses/\(course.id.rawValue)/members")],
            content: """
                <div class="stack"><h1>\(course.title)</h1>\(CourseTabs(course: course, current: .members, access: access).html(t))</div>
                <div class="stack tight"><h2>\(t["groups.title"])</h2><p class="muted">\(t["groups.hint"])</p></div>
                \(Parts.refusal(refusal, field: "name"))
                \(groups.map { section($0, t) })
                <form method="post" action="\(base)" class="stack">\
                \(Parts.field("name", t["groups.name"], value: name, hint: t["groups.name_hint"]))\
                \(Parts.button(t["groups.add"], main: false))</form>
                """)
    }

    private func section(_ group: CourseGroup, _ t: Words) -> HTML {
        let members = Set(group.learners)
        return """
            <section class="stack" id="group-\(group.id.rawValue)"><h3>\(group.name) <span class="small muted">\(t.plural("groups.learners", count: group.learners.count))</span></h3>
            <details><summary>\(t["groups.change"])</summary>
            <form method="post" action="\(base)/\(group.id.rawValue)" class="stack">\(
                learners.map { learner in
                    """
                    <label><input type="checkbox" name="learner" value="\(learner.id.rawValue)"\(when: members.contains(learner.id), " checked")> \(learner.name.full)</label>
                    """ as HTML
                })\(Parts.button(t["authoring.save"], main: false))</form></details>
            \(Parts.action(t["groups.remove"], to: "\(base)/\(group.id.rawValue)/removal", "quiet small", confirm: t.text("groups.confirm_removal", ["name": group.name])))
            </section>

            """
    }
}

extension CompletionRule {
    /// The value of the form's choice: the percent has a field of its own.
    fileprivate var formWord: String { if case .passed = self { "passed" } else { word } }
}

extension Words {
    func completion(_ rule: CompletionRule) -> String {
        switch rule {
        case .opened: self["completion.opened"]
        case .confirmed: self["completion.confirmed"]
        case .handedIn: self["completion.handed_in"]
        case .graded: self["completion.graded"]
        case .passed: self["completion.passed"]
        }
    }

    fileprivate func title(_ kind: ConditionRow.Kind) -> String {
        switch kind {
        case .from: self["condition.title.from"]
        case .until: self["condition.title.until"]
        case .completed: self["condition.title.completed"]
        case .grade: self["condition.title.grade"]
        case .group: self["condition.title.group"]
        }
    }
}

// MARK: - The sentence a learner reads

/// What stands in conditions, by its name.
struct ConditionNames {
    var activities: [Activity.ID: Activity]
    var groups: [CourseGroup.ID: String] = [:]

    init(_ contents: CourseContents, groups: [CourseGroup] = []) {
        activities = Dictionary(uniqueKeysWithValues: contents.activities.map { ($0.id, $0) })
        self.groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0.name) })
    }
}

extension Words {
    /// «Откроется 12 октября 2013 г., 09:00 или после теста «Дроби».»; for what has closed, when it did.
    func lock(_ condition: Condition, _ names: ConditionNames) -> String {
        if case .until(let instant) = condition { return text("condition.closed", ["date": dateTime(instant)]) }
        return text("condition.opens", ["when": phrase(condition, names, nested: false)])
    }

    private func phrase(_ condition: Condition, _ names: ConditionNames, nested: Bool) -> String {
        switch condition {
        case .from(let instant): return text("condition.from", ["date": dateTime(instant)])
        case .until(let instant): return text("condition.until", ["date": dateTime(instant)])
        case .completed(let id): return text("condition.completed", ["title": names.activities[id]?.title ?? ""])
        case .grade(let id, let percent):
            return text(
                "condition.grade", ["title": names.activities[id]?.title ?? "", "percent": "\(percent)"])
        case .group(let id):
            return names.groups[id].map { text("condition.group", ["name": $0]) } ?? self["condition.other_group"]
        case .all(let parts): return joined(parts, self["condition.and"], names, nested: nested)
        case .any(let parts): return joined(parts, self["condition.or"], names, nested: nested)
        }
    }

    private func joined(_ parts: [Condition], _ word: String, _ names: ConditionNames, nested: Bool) -> String {
        let text = parts.map { phrase($0, names, nested: true) }.joined(separator: " \(word) ")
        return nested ? "(\(text))" : text
    }
}
