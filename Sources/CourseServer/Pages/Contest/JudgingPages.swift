import Accounts
import Contest
import Courses
import Foundation
import Markup
import Statistics
import Storage

/// A juror's table: the invitation first, then conflicts, then works.
struct JudgingPage {
    var visit: ContestVisit
    var desk: JurorDesk
    var now: Date
    var refusal: String?

    private var base: String { "/contests/\(visit.contest.id.rawValue)/judging" }
    private var waiting: Int { desk.rows.count { [.assigned, .draft].contains($0.state) } }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["jury.judging"], crumbs: .to(visit.contest, t), styles: ["css/jury.css"],
            content: """
                <h1>\(t["jury.judging"])</h1>
                \(ContestNavigation(visit: visit, current: .judging).html(t))
                \(Parts.refusal(refusal))
                \(content(t))
                """)
    }

    private func content(_ t: Words) -> HTML {
        switch desk.juror.state {
        case .invited: return invitation(t)
        case .declined:
            return
                "<div class=\"note\"><b>\(t["jury.you_declined"])</b></div>\(Parts.action(t["jury.accept_after_all"], to: base + "/acceptance"))"
        case .withdrawn:
            return
                "<div class=\"note\"><b>\(t["jury.you_withdrew"])</b>\(desk.juror.reason.map { "<p>\($0)</p>" as HTML })</div>"
        case .accepted where desk.juror.declaredAt == nil:
            return """
                <div class="note warn"><b>\(t["jury.declare_first"])</b><p>\(t["jury.declare_why"])</p></div>
                <p><a class="btn main" href="\(base)/conflicts">\(t["jury.declare"])</a></p>
                """
        case .accepted: return works(t)
        }
    }

    private func invitation(_ t: Words) -> HTML {
        """
        <section class="now stack"><h2>\(desk.juror.isChair ? t["jury.invited_as_chair"] : t["jury.invited"])</h2>
        <p class="prose">\(t["jury.invitation"])</p>
        <div class="row">\(Parts.action(t["jury.accept"], to: base + "/acceptance", "main"))</div>
        <details><summary>\(t["jury.decline"])</summary>
        <form class="stack" method="post" action="\(base)/refusal">\(Parts.area("reason", t["jury.decline_reason"], rows: 3))
        \(Parts.button(t["jury.decline"], main: false))</form></details></section>
        """
    }

    private func works(_ t: Words) -> HTML {
        """
        <div class="stack wide">
        \(when: !desk.samples.isEmpty, samples(t))
        \(visit.stages.judged.map { stage(self.rows(of: $0), $0, t) })
        <section class="stack"><h2>\(t["jury.my_part"])</h2>
        <p><a href="\(base)/conflicts">\(t["jury.conflicts_edit"])</a></p>
        <details><summary>\(t["jury.withdraw"])</summary>
        <form class="stack" method="post" action="\(base)/withdrawal"><p class="hint">\(t["jury.withdraw_hint"])</p>
        \(Parts.area("reason", t["jury.reason"], rows: 3))
        <p><button class="risk" data-confirm="\(t["jury.withdraw_confirm"])" data-yes="\(t["jury.withdraw"])">\(t["jury.withdraw"])</button></p></form></details></section>
        </div>
        """
    }

    private func rows(of stage: Stage) -> [JurorDesk.Row] { desk.rows.filter { $0.stage == stage.id } }

    private func stage(_ rows: [JurorDesk.Row], _ stage: Stage, _ t: Words) -> HTML {
        let sent = rows.count { $0.state == .sent }
        let counted = rows.count { [.assigned, .draft, .sent].contains($0.state) }
        let isOverdue = stage.closesAt < now && sent < counted
        return """
            <section class="stack"><h2>\(stage.title)</h2>
            \(rows.isEmpty
                ? "<p class=\"muted\">\(t["jury.no_works_yet"])</p>" as HTML
                : """
                <p class="\(isOverdue ? "warn" : "muted")">\(t.text("jury.sent_of", ["sent": "\(sent)", "count": "\(counted)"])) · \(t.text("jury.until", ["date": t.dateTime(stage.closesAt)]))\(when: isOverdue, " · \(t["jury.overdue"])")</p>
                <progress max="\(max(1, counted))" value="\(sent)" aria-label="\(t["jury.progress"])"></progress>
                <ul class="list">\(rows.map { row($0, of: stage, t) })</ul>
                """)</section>
            """
    }

    private func row(_ row: JurorDesk.Row, of stage: Stage, _ t: Words) -> HTML {
        let state: HTML =
            switch row.state {
            case .assigned: "<span class=\"tag\">\(t.state(row.state))</span>"
            case .draft:
                "<span class=\"tag warn\">\(t.text("jury.marked_of", ["marked": "\(row.marked)", "count": "\(stage.criteria.count)"]))</span>"
            case .sent: "<span class=\"tag ok\">\(t.state(row.state))</span>"
            case .recused, .void: "<span class=\"tag err\">\(t.state(row.state))</span>"
            }
        return """
            <li><div class="grow"><h3><a href="/contests/\(visit.contest.id.rawValue)/sheets/\(row.id.rawValue)">\(t.text("jury.work", ["entry": row.entry]))</a></h3></div>\
            \(row.total.map { "<span class=\"num\">\(t.total($0))</span>" as HTML })\(state)</li>

            """
    }

    private func samples(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["jury.samples"])</h2><p class="muted">\(t["jury.samples_lead"])</p>
        <ul class="list">\(desk.samples.map { sample in
            let criteria = visit.stages.first { $0.id == sample.stage }?.criteria ?? []
            return """
                <li><div class="grow"><h3><a href="\(base)/samples/\(sample.id.rawValue)">\(sample.title)</a></h3></div>\(verdict(sample.isPassed(by: criteria), t))</li>

                """
        })</ul></section>
        """
    }

    private func verdict(_ isPassed: Bool?, _ t: Words) -> HTML {
        guard let isPassed else { return "<span class=\"tag\">\(t["jury.sample_waits"])</span>" }
        return isPassed
            ? "<span class=\"tag ok\">\(t["jury.sample_near"])</span>"
            : "<span class=\"tag warn\">\(t["jury.sample_far"])</span>"
    }
}

/// Declares what may stand between a juror and entrants: names without codes.
struct ConflictsPage {
    var visit: ContestVisit
    var form: ConflictForm
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)/judging"
        return Frame(
            title: t["jury.conflicts"], crumbs: .to(visit.contest, t, Frame.Link(t["jury.judging"], base)),
            styles: ["css/jury.css"],
            content: """
                <h1>\(t["jury.conflicts"])</h1>
                <p class="prose">\(t["jury.conflicts_lead"])</p>
                \(Parts.refusal(refusal))
                <form class="stack wide" method="post" action="\(base)/conflicts">
                \(when: !form.organisations.isEmpty, organisations(t))
                <fieldset class="stack"><legend>\(t["jury.conflicts_people"])</legend>
                \(form.entrants.isEmpty
                    ? "<p class=\"muted\">\(t["jury.no_entrants"])</p>" as HTML
                    : "<ul class=\"list conflicts\">\(form.entrants.map { entrant($0, t) })</ul>")</fieldset>
                <div class="stack"><p class="hint">\(t["jury.conflicts_confirm"])</p>\(Parts.button(t["jury.conflicts_save"]))</div>
                </form>
                """)
    }

    private func organisations(_ t: Words) -> HTML {
        """
        <fieldset class="stack tight"><legend>\(t["jury.conflicts_organisations"])</legend>\
        \(form.organisations.map { organisation in
            """
            <label class="pick"><input type="checkbox" name="organisation" value="\(organisation.id.rawValue)"\(when: organisation.isNamed || organisation.isOwn, " checked")\(when: organisation.isOwn, " disabled")><span>\(organisation.name)\
            \(when: organisation.isOwn, " <span class=\"small muted\">\(t["jury.own_organisation"])</span>")</span></label>
            """ as HTML
        })</fieldset>
        """
    }

    private func entrant(_ entrant: ConflictForm.Entrant, _ t: Words) -> HTML {
        let number = entrant.user.rawValue
        let state: HTML =
            entrant.isColleague
            ? "<span class=\"tag warn\">\(t["jury.conflict_organisation"])</span>"
            : """
            <select name="k\(number)" aria-label="\(t.text("jury.conflict_with", ["name": entrant.name.full]))"><option value="">\(t["jury.conflict_none"])</option>\
            \(JurorConflict.Kind.ownChoices.map { "<option value=\"\($0.rawValue)\"\(when: $0 == entrant.declared, " selected")>\(t.kind($0))</option>" as HTML })</select>\
            <input name="n\(number)" value="\(entrant.note)" maxlength="\(JurorConflict.noteLimit)" placeholder="\(t["jury.conflict_note"])" aria-label="\(t.text("jury.conflict_note_on", ["name": entrant.name.full]))">
            """
        return """
            <li><div class="grow"><b>\(entrant.name.full)</b>\(entrant.organisation.map { "<p class=\"small muted\">\($0)</p>" as HTML })</div>\(state)</li>

            """
    }
}

/// A sample: marked once, then the distance to the reference.
struct SamplePage {
    var visit: ContestVisit
    var stage: Stage
    var sample: CalibrationSample
    var typed: [Criterion.ID: String] = [:]
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)/judging"
        return Frame(
            title: sample.title, crumbs: .to(visit.contest, t, Frame.Link(t["jury.judging"], base)),
            styles: ["css/jury.css"],
            content: """
                <h1>\(sample.title)</h1>
                \(Parts.refusal(refusal))
                \(JudgedWorkBlock(work: JudgedWork(text: sample.text, links: sample.link.isEmpty ? [] : [sample.link])).html(t))
                \(sample.isMarked ? distances(t) : form(base, t))
                """)
    }

    private func form(_ base: String, _ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/samples/\(sample.id.rawValue)">\
        \(stage.criteria.map { criterion in
            MarkField(criterion: criterion, typed: typed[criterion.id] ?? "", comment: nil).html(t)
        })\
        <div class="bar"><button class="main">\(t["jury.sample_compare"])</button></div></form>
        """
    }

    private func distances(_ t: Words) -> HTML {
        let isPassed = sample.isPassed(by: stage.criteria) ?? false
        return """
            <div class="note \(isPassed ? "ok" : "warn")" role="status"><b>\(isPassed ? t["jury.sample_near"] : t["jury.sample_far"])</b>\
            <p>\(t.text("jury.sample_tolerance", ["percent": "\(sample.tolerance)"]))</p></div>
            <div class="tw" tabindex="0"><table class="fold"><thead><tr><th scope="col">\(t["jury.criterion"])</th><th scope="col" class="num">\(t["jury.your_mark"])</th>\
            <th scope="col" class="num">\(t["jury.reference"])</th><th scope="col" class="num">\(t["jury.distance"])</th></tr></thead><tbody>\
            \(stage.criteria.map { criterion in
                let distance = sample.distance(on: criterion)
                return """
                    <tr><th scope="row">\(criterion.title)</th><td class="num" data-l="\(t["jury.your_mark"])">\(sample.marks[criterion.id]?.decimal() ?? "—")</td>\
                    <td class="num" data-l="\(t["jury.reference"])">\(sample.references[criterion.id]?.decimal() ?? "—")</td>\
                    <td class="num\(when: distance?.isWithin == false, " warn")" data-l="\(t["jury.distance"])">\(distance?.points.decimal() ?? "—")</td></tr>
                    """ as HTML
            })</tbody></table></div>
            """
    }
}

/// The work that is judged.
struct JudgedWorkBlock {
    var work: JudgedWork

    func html(_ t: Words) -> HTML {
        guard !work.isEmpty else { return "<p class=\"muted\">\(t["jury.work_empty"])</p>" }
        return """
            <section class="stack work" aria-label="\(t["jury.work_label"])">\(when: !work.title.isEmpty, "<h2>\(work.title)</h2>")\
            \(when: !work.text.isEmpty, "<div class=\"prose\">\(HTML.markdown(work.text, t))</div>")\
            \(when: !work.links.isEmpty || !work.files.isEmpty, """
                <ul class="stack tight">\(work.links.map { "<li><a href=\"\(url: $0)\" rel=\"noopener noreferrer\" target=\"_blank\">\($0)</a></li>" as HTML })\
                \(work.files.map { "<li><a href=\"\(url: $0.address)\">\($0.name)</a></li>" as HTML })</ul>
                """)</section>
            """
    }
}

extension Words {
    /// A sheet's total on a scale of 100, two places.
    func total(_ total: Rational) -> String {
        let text = total.decimal(places: 2)
        return language == .en ? text : text.replacing(".", with: ",")
    }
}
