import Accounts
import Courses
import Markup
import Quizzes
import Storage

/// Who takes a quiz by rules of their own, and the form to give them.
struct OverridesPage {
    var activity: Activity
    var course: Course
    var settings: QuizSettings
    var given: [GivenOverride]
    var groups: [CourseGroup]
    var learners: [(id: User.ID, name: PersonName)]
    var fields = FormFields()
    var refusal: String?

    private var base: String { "/activities/\(activity.id.rawValue)/overrides" }

    private func bearers(_ t: Words) -> [(bearer: ExtensionBearer, name: String)] {
        groups.map { (.group($0.id), t.text("work.extension_group", ["group": $0.name])) }
            + learners.map { (.learner($0.id), $0.name.full) }
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["override.title"], section: .teaching,
            crumbs: .results(of: activity, in: course, t),
            content: """
                <div class="stack"><h1>\(activity.title). \(t["override.title"])</h1><p class="muted">\(t["override.intro"])</p></div>
                \(Parts.refusal(refusal, field: "for"))
                \(given.isEmpty ? "<div class=\"empty\"><p>\(t["override.none"])</p></div>" as HTML : list(t))
                \(when: !groups.isEmpty || !learners.isEmpty, form(t))
                """)
    }

    private func list(_ t: Words) -> HTML {
        let names = bearers(t)
        return """
            <ul class="list">\(given.map { given in
                """
                <li><div class="grow"><b>\(names.first { $0.bearer == given.bearer }?.name ?? "—")</b>\
                <p class="small muted">\(rules(given.override, t).joined(separator: " · "))</p></div>\
                <form method="post" action="\(base)/removal"><input type="hidden" name="for" value="\(given.bearer.formValue)">\
                <button class="quiet">\(t["override.remove"])</button></form></li>
                """ as HTML
            })</ul>
            """
    }

    private func rules(_ override: QuizOverride, _ t: Words) -> [String] {
        [
            override.opensAt.map { t.text("override.opens", ["date": t.dateTime($0)]) },
            override.closesAt.map { t.text("override.closes", ["date": t.dateTime($0)]) },
            override.timeLimitMinutes.map { t.plural("override.limit", count: $0) },
            override.extraMinutes.map { t.plural("override.extra", count: $0) },
            override.attempts.map { t.plural("quiz.attempts", count: $0) },
        ].compactMap { $0 }
    }

    private func form(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["override.new"])</h2>
        <form method="post" action="\(base)" class="stack">
        \(Parts.select("for", t["work.extension_learner"], bearers(t).map { ($0.bearer.formValue, $0.name) }, chosen: fields["for"]))
        \(when: settings.timeLimitMinutes != nil, number("extra", t["override.extra_field"], t))
        \(number("time_limit", t["override.limit_field"], t))
        \(number("attempts", t["quiz.attempts_field"], t))
        \(Parts.field("opens", t["quiz.opens_field"], value: fields["opens"] ?? "", type: "datetime-local", short: true))
        \(Parts.field("closes", t["quiz.closes_field"], value: fields["closes"] ?? "", type: "datetime-local", hint: t["override.empty_hint"], short: true))
        \(Parts.button(t["override.give"]))</form></section>
        """
    }

    private func number(_ name: StaticString, _ label: String, _ t: Words) -> HTML {
        Parts.field(name, label, value: fields["\(name)"] ?? "", attributes: "inputmode=\"numeric\"", short: true)
    }
}
