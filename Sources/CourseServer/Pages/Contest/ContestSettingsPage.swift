import Contest
import Courses
import Markup
import Spaces
import Storage

/// The contest as a whole: what is written of it, its rules in figures, its way from a draft to the end.
struct ContestSettingsPage {
    var visit: ContestVisit
    var courses: [ContestCourse]
    var fields: FormFields
    var refusal: String?
    var done: String?
    /// By how many days the dates were to be moved, kept after a refusal.
    var days = ""

    private var contest: Contest { visit.contest }
    private var base: String { "/contests/\(visit.contest.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.settings"], crumbs: .to(contest, t), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(contest.title)</h1>
                \(ContestNavigation(visit: visit, current: .settings).html(t))
                \(Parts.refusal(refusal))\(Parts.done(done))</div>
                <div class="split"><form method="post" action="\(base)/settings" class="stack wide">
                \(Parts.shown(ShownFields(fields).text(orShown: fields)))
                \(general(t))\(threshold(t))\(scoring(t))\(lesson(t))\(scoreboard(t))
                \(when: visit.state != .closed, Parts.button(t["contest.save"]))</form>
                <aside class="stack wide">\(steps(t))\(shift(t))\(ending(t))</aside></div>
                """)
    }

    private func general(_ t: Words) -> HTML {
        """
        <section class="stack">
        \(Parts.field("title", t["contest.title_field"], value: value("title")))
        \(Parts.area("summary", t["contest.summary_field"], value: value("summary"), hint: t["contest.summary_hint"], rows: 6))
        <div class="dates">\(Parts.field("opens", t["contest.registration_opens"], value: value("opens"), type: "datetime-local"))
        \(Parts.field("closes", t["contest.registration_closes"], value: value("closes"), type: "datetime-local"))</div>
        \(Parts.select("course", t["contest.course"], [("", t["contest.no_course"])] + courses.map { ("\($0.id)", $0.title) }, chosen: value("course"), hint: t["contest.course_hint"]))
        </section>
        """
    }

    private func threshold(_ t: Words) -> HTML {
        guard PlainThreshold(contest.rules.threshold) != nil else {
            return
                "<section class=\"stack\"><h2>\(t["contest.threshold"])</h2><p class=\"note\">\(t["contest.threshold_complex"])</p></section>"
        }
        return """
            <section class="stack"><h2>\(t["contest.threshold"])</h2><p class="hint">\(t["contest.threshold_hint"])</p>
            <div class="dates">\(number("services", t["contest.services"]))\(number("weeks", t["contest.weeks"]))\
            \(Parts.field("rating", t["contest.rating"], value: value("rating"), attributes: "inputmode=\"decimal\"", short: true))\(number("finalists", t["contest.finalists"]))</div>
            \(pick("lesson_developed", t["contest.lesson_developed"]))\(pick("lesson_run", t["contest.lesson_run"]))</section>
            """
    }

    private func scoring(_ t: Words) -> HTML {
        let steps: [(value: String, title: String)] =
            [
                ("", "—"), ("highestMarks", t["contest.tie_highest"]), ("pairwiseMajority", t["contest.tie_pairwise"]),
                ("decision", t["contest.tie_decision"]),
            ]
            + (0..<criteria).map { ("criterion:\($0)", t.text("contest.tie_criterion", ["number": "\($0 + 1)"])) }
        return """
            <section class="stack"><h2>\(t["contest.scoring"])</h2>
            \(Parts.select("method", t["contest.method"], ScoringRules.Method.allCases.map { ($0.rawValue, t.method($0)) }, chosen: value("method")))
            <div class="dates">\(number("trim", t["contest.trim"]))\(number("decimals", t["contest.decimals"]))\
            \(number("third_expert_gap", t["contest.third_expert_gap"]))\(number("least", t["contest.least"]))</div>
            <fieldset class="ties"><legend>\(t["contest.ties"])</legend>\(
                (1...4).map { place in
                    """
                    <label class="vh" for="tie\(place)">\(t.text("contest.tie_step", ["number": "\(place)"]))</label>\
                    <select id="tie\(place)" name="tie\(place)">\(steps.map { step in
                        "<option value=\"\(step.value)\"\(when: step.value == value("tie\(place)"), " selected")>\(step.title)</option>" as HTML
                    })</select>
                    """ as HTML
                })</fieldset>
            \(Parts.select("cut", t["contest.cut"], ScoringRules.Cut.allCases.map { ($0.rawValue, t.cut($0)) }, chosen: value("cut")))
            <div class="dates">\(number("appeal_days", t["contest.appeal_days"]))</div>
            \(pick("blind", t["contest.blind"]))</section>
            """
    }

    private func lesson(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.lesson"])</h2>
        <div class="dates">\(number("minutes", t["contest.lesson_minutes"]))\(number("colleagues", t["contest.lesson_colleagues"]))\
        \(number("stay", t["contest.lesson_stay"]))\(number("rating_hours", t["contest.rating_hours"]))\(number("capacity", t["contest.capacity"]))</div>
        \(Parts.area("questions", t["contest.rating_questions"], value: value("questions"), hint: t["contest.rating_questions_hint"], rows: 5))</section>
        """
    }

    private func scoreboard(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.scoreboard"])</h2>
        \(Parts.select("scoreboard", t["contest.scoreboard_seen"], [("public", t["contest.scoreboard_public"]), ("closed", t["contest.scoreboard_closed"])], chosen: value("scoreboard")))
        <div class="dates">\(number("freeze_hours", t["contest.freeze_hours"], hint: t["contest.freeze_hint"]))</div></section>
        """
    }

    /// What there is to do till publication.
    private func steps(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.parts_title"])</h2><ul class="list">
        <li><a class="grow" href="\(base)/regulations">\(t["contest.regulation"])</a></li>
        <li><a class="grow" href="\(base)/nominations">\(t["contest.nominations"])</a><span class="muted">\(visit.nominations.count)</span></li>
        <li><a class="grow" href="\(base)/stages">\(t["contest.stages"])</a><span class="muted">\(visit.stages.count)</span></li></ul>
        \(when: visit.state == .draft, Parts.action(t["contest.publish"], to: base + "/publication", "main"))\
        \(when: visit.state == .draft, "<p class=\"hint\">\(t["contest.publish_hint"])</p>")</section>
        """
    }

    private func shift(_ t: Words) -> HTML {
        guard visit.state != .closed else { return .empty }
        let movesAll = visit.state == .draft || contest.isRehearsal
        return """
            <section class="stack"><h2>\(t["contest.shift"])</h2><form method="post" action="\(base)/dates" class="stack">
            \(Parts.field("days", t["contest.shift_days"], value: days, type: "number", hint: movesAll ? t["contest.shift_all_hint"] : t["contest.shift_hint"], short: true))
            \(Parts.button(t["contest.shift_do"], main: false))</form></section>
            """
    }

    private func ending(_ t: Words) -> HTML {
        let mayClose = visit.state != .draft && visit.state != .closed
        let mayRemove = visit.state == .draft || contest.isRehearsal
        guard mayClose || mayRemove else { return .empty }
        return """
            <section class="stack"><h2>\(t["contest.ending"])</h2><div class="row">\
            \(when: mayClose, Parts.action(t["contest.close"], to: base + "/closing", "plain", confirm: t["contest.close_confirm"]))\
            \(when: mayRemove, Parts.action(t["contest.remove"], to: base + "/removal", "risk", confirm: t["contest.remove_confirm"]))</div></section>
            """
    }

    private var criteria: Int { visit.stages.map(\.criteria.count).max() ?? 0 }

    private func value(_ name: String) -> String { fields[name] ?? "" }

    private func number(_ name: StaticString, _ label: String, hint: String? = nil) -> HTML {
        Parts.field(name, label, value: value("\(name)"), type: "number", hint: hint, short: true)
    }

    private func pick(_ name: StaticString, _ label: String) -> HTML {
        """
        <label class="pick"><input type="checkbox" name="\(raw: name)" value="yes"\(when: fields["\(name)"] != nil, " checked")><span>\(label)</span></label>

        """
    }
}

extension ShownFields {
    /// What a form that came back showed at first, else what it shows now.
    func text(orShown fields: FormFields) -> String { fields[ShownFields.name] ?? text }
}

extension Words {
    func method(_ method: ScoringRules.Method) -> String {
        switch method {
        case .mean: self["contest.method_mean"]
        case .sum: self["contest.method_sum"]
        case .trimmed: self["contest.method_trimmed"]
        case .median: self["contest.method_median"]
        case .places: self["contest.method_places"]
        case .copeland: self["contest.method_copeland"]
        case .schulze: self["contest.method_schulze"]
        case .kemeny: self["contest.method_kemeny"]
        case .severity: self["contest.method_severity"]
        }
    }

    func cut(_ cut: ScoringRules.Cut) -> String {
        switch cut {
        case .admittingTied: self["contest.cut_admitting"]
        case .excludingTied: self["contest.cut_excluding"]
        case .breakingTies: self["contest.cut_breaking"]
        }
    }
}
