import Contest
import Courses
import Markup
import Storage

/// The stages of a contest in their order, for whoever arranges them.
struct StagesPage {
    var visit: ContestVisit
    var refusal: ContestRefusal?

    private var base: String { "/contests/\(visit.contest.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.stages"], crumbs: .to(visit.contest, t), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(t["contest.stages"])</h1>
                \(ContestNavigation(visit: visit, current: .stages).html(t))
                \(Parts.refusal(refusal.map { t.text($0) }))</div>
                \(visit.stages.isEmpty ? "<div class=\"empty\"><p>\(t["contest.no_stages"])</p></div>" as HTML : "<ol class=\"list\">\(visit.stages.map { stage($0, t) })</ol>")
                \(when: visit.state != .closed, """
                    <section class="stack"><h2>\(t["contest.add_stage"])</h2><p class="row">\(Stage.Kind.allCases.map { kind in
                        "<a class=\"btn\" href=\"\(base)/stages/new?kind=\(kind.rawValue)\">\(t.kind(kind))</a> " as HTML
                    })</p></section>
                    """)
                """)
    }

    private func stage(_ stage: Stage, _ t: Words) -> HTML {
        let path = "\(base)/stages/\(stage.id.rawValue)"
        return """
            <li id="stage-\(stage.id.rawValue)"><div class="grow stack tight"><h2><a href="\(path)/edit">\(stage.title)</a></h2>\
            <p class="small muted">\(t.kind(stage.kind)) · \(t.dateTime(stage.opensAt)) — \(t.dateTime(stage.dueAt))</p>\
            <p class="small muted">\(facts(stage, t).joined(separator: " · "))</p></div>\
            \(when: visit.state != .closed, """
                <div class="row">\(move("up", "↑", "\(t["contest.move_up"]): \(stage.title)", path))\(move("down", "↓", "\(t["contest.move_down"]): \(stage.title)", path))\
                \(Parts.action(t["contest.remove_stage"], to: path + "/removal", "quiet", confirm: t.text("contest.remove_stage_confirm", ["stage": stage.title])))</div>
                """)</li>

            """
    }

    private func move(_ way: String, _ sign: String, _ label: String, _ path: String) -> HTML {
        """
        <form method="post" action="\(path)/position"><input type="hidden" name="to" value="\(way)">\
        <button class="quiet" aria-label="\(label)">\(sign)</button></form>
        """
    }

    private func facts(_ stage: Stage, _ t: Words) -> [String] {
        var facts: [String] = []
        if !stage.tasks.isEmpty { facts.append(t.plural("contest.tasks_count", count: stage.tasks.count)) }
        if !stage.criteria.isEmpty { facts.append(t.plural("contest.criteria_count", count: stage.criteria.count)) }
        if stage.isJudged { facts.append(t.plural("contest.marks_count", count: stage.marksPerEntry)) }
        if let cut = stage.cut { facts.append(t.plural("contest.cut_count", count: cut)) }
        return facts
    }
}

/// A stage being made or changed.
struct StagePage {
    var visit: ContestVisit
    var stage: Stage?
    /// What may prove a task by itself: activities of the contest's course.
    var activities: [Activity]
    var fields: FormFields
    var refusal: ContestRefusal?

    private var base: String { "/contests/\(visit.contest.id.rawValue)/stages" }
    private var kind: Stage.Kind { fields["kind"].flatMap(Stage.Kind.init(rawValue:)) ?? stage?.kind ?? .task }
    private var path: String { stage.map { "\(base)/\($0.id.rawValue)/edit" } ?? base }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: stage?.title ?? t["contest.new_stage"],
            crumbs: .to(visit.contest, t, Frame.Link(t["contest.stages"], base)), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(stage?.title ?? t["contest.new_stage"])</h1><p class="muted">\(t.kind(kind))</p>
                \(Parts.refusal(refusal.map { t.text($0) }))</div>
                <form method="post" action="\(path)" class="stack wide"><input type="hidden" name="kind" value="\(kind.rawValue)">
                <section class="stack">
                \(Parts.field("title", t["contest.stage_title"], value: value("title")))
                \(Parts.area("description", t["contest.stage_description"], value: value("description"), hint: t["contest.markdown_hint"], rows: 4))
                <div class="dates">\(Parts.field("opens", t["contest.stage_opens"], value: value("opens"), type: "datetime-local"))
                \(Parts.field("due", t["contest.stage_due"], value: value("due"), type: "datetime-local"))
                \(Parts.field("closes", t["contest.stage_closes"], value: value("closes"), type: "datetime-local"))</div>
                \(counts(t))</section>
                \(when: kind == .task, tasks(t))\(when: kind == .review || kind == .final, criteria(t))
                \(when: visit.state != .closed, Parts.button(t["contest.save"]))</form>
                """)
    }

    private func counts(_ t: Words) -> HTML {
        let isJudged = kind == .review || kind == .final
        return """
            \(when: kind == .task, "\(pick("late", t["contest.takes_late"]))")
            <div class="dates">\(when: kind == .task, "\(number("late_percent", t["contest.late_percent"]))\(number("late_most", t["contest.late_most"]))")\
            \(when: isJudged, "\(number("marks", t["contest.marks_per_entry"]))\(number("cut", t["contest.stage_cut"]))")\
            \(number("weight", t["contest.stage_weight"]))</div>
            \(when: isJudged, pick("carries", t["contest.carries_over"]))
            """
    }

    // MARK: - Rows

    private func tasks(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.tasks"])</h2><p class="hint">\(t["contest.rows_hint"])</p><div class="rows">\(
            (0..<StageRows.count(of: "t", "service", in: fields)).map { row in
                """
                <fieldset><legend>\(t.text("contest.task_number", ["number": "\(row + 1)"]))</legend>\(hidden("t\(row)-id"))
                \(line("t\(row)-service", t["contest.service"]))\(text("t\(row)-description", t["contest.task_description"]))
                <div class="field"><label for="t\(row)-proof">\(t["contest.proof"])</label><select id="t\(row)-proof" name="t\(row)-proof">\(
                    proofs(t).map { proof in
                        "<option value=\"\(proof.0)\"\(when: proof.0 == value("t\(row)-proof"), " selected")>\(proof.1)</option>" as HTML
                    })</select></div>
                <label class="pick"><input type="checkbox" name="t\(row)-optional" value="yes"\(when: fields["t\(row)-optional"] != nil, " checked")><span>\(t["contest.task_optional"])</span></label></fieldset>

                """ as HTML
            })</div></section>
        """
    }

    private func proofs(_ t: Words) -> [(String, String)] {
        [("link", t["contest.proof_link"]), ("files", t["contest.proof_files"])]
            + activities.map { ("activity:\($0.id)", t.text("contest.proof_activity", ["title": $0.title])) }
    }

    private func criteria(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.criteria"])</h2><p class="hint">\(t["contest.rows_hint"])</p><div class="rows">\(
            (0..<StageRows.count(of: "c", "title", in: fields)).map { row in
                """
                <fieldset><legend>\(t.text("contest.criterion_number", ["number": "\(row + 1)"]))</legend>\(hidden("c\(row)-id"))
                \(line("c\(row)-title", t["contest.criterion"]))\(text("c\(row)-description", t["contest.criterion_description"]))
                <div class="dates">\(short("c\(row)-lowest", t["contest.lowest"]))\(short("c\(row)-highest", t["contest.highest"]))\
                \(short("c\(row)-step", t["contest.step"]))\(short("c\(row)-weight", t["contest.criterion_weight"]))</div>
                \(text("c\(row)-levels", t["contest.levels"], hint: t["contest.levels_hint"]))</fieldset>

                """ as HTML
            })</div></section>
        """
    }

    private func value(_ name: String) -> String { fields[name] ?? "" }

    private func hidden(_ name: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value(name))\">"
    }

    private func line(_ name: String, _ label: String) -> HTML {
        "<div class=\"field\"><label for=\"\(name)\">\(label)</label><input id=\"\(name)\" name=\"\(name)\" value=\"\(value(name))\"></div>"
    }

    private func short(_ name: String, _ label: String) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" value="\(value(name))" class="short" inputmode="decimal"></div>
        """
    }

    private func text(_ name: String, _ label: String, hint: String? = nil) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label>\(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\($0)</p>" as HTML })\
        <textarea id="\(name)" name="\(name)" rows="2"\(when: hint != nil, " aria-describedby=\"\(name)-hint\"")>
        \(value(name))</textarea></div>
        """
    }

    private func number(_ name: StaticString, _ label: String) -> HTML {
        Parts.field(name, label, value: value("\(name)"), type: "number", short: true)
    }

    private func pick(_ name: StaticString, _ label: String) -> HTML {
        """
        <label class="pick"><input type="checkbox" name="\(raw: name)" value="yes"\(when: fields["\(name)"] != nil, " checked")><span>\(label)</span></label>
        """
    }
}

/// The rows of criteria and tasks in a form: `c0-title`, `c0-levels`, …
enum StageRows {
    /// Rows with something in them and two more; the last filled-in one counts, not how many.
    static func count(of letter: String, _ name: String, in fields: FormFields) -> Int {
        min(Contest.partsLimit, (rows(of: letter, in: fields).max() ?? -1) + 3)
    }

    /// Numbers of the rows that have a name or anything else written.
    static func rows(of letter: String, in fields: FormFields) -> [Int] {
        let words = ["title", "service", "description", "levels"]
        return (0..<Contest.partsLimit).filter { row in
            words.contains { !fields.trimmed("\(letter)\(row)-\($0)").isEmpty }
        }
    }
}
