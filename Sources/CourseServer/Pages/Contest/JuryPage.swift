import Accounts
import Contest
import Courses
import Foundation
import Markup
import Storage

/// The jury for its organiser and chair: who judges, how far they are, who is given what.
struct JuryPage {
    var visit: ContestVisit
    var board: JuryBoard
    var refusal: String?
    var obstacle: JuryRefusal?
    /// What was typed and refused.
    var fields = FormFields()

    private var base: String { "/contests/\(visit.contest.id.rawValue)/jury" }
    private var labels: EntryLabels { EntryLabels(visit: visit) }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["jury.title"], crumbs: .to(visit.contest, t), styles: ["css/jury.css"],
            content: """
                <h1>\(t["jury.title"])</h1>
                \(ContestNavigation(visit: visit, current: .jury).html(t))
                \(Parts.refusal(refusal))\(obstacle.map { problem($0, t) })
                \(when: visit.stages.judged.count > 1, stages(t))
                \(board.stage.map { progress($0, t) } ?? "<div class=\"note warn\"><b>\(t["jury.refusal_not_judged"])</b></div>")
                \(members(t))
                \(board.stage.map { stage in
                    "\(when: !board.works.isEmpty, works(stage, t))\(assignment(stage, t))\(samples(stage, t))" as HTML
                })
                """)
    }

    private func problem(_ refusal: JuryRefusal, _ t: Words) -> HTML {
        guard case .infeasible(let obstacle) = refusal else { return Parts.refusal(t.text(refusal)) }
        return """
            <div class="note err" role="alert"><b>\(t.text(refusal))</b><ul class="stack tight">\
            \(t.lines(obstacle).map { "<li>\($0)</li>" as HTML })</ul></div>
            """
    }

    private func stages(_ t: Words) -> HTML {
        """
        <nav class="subnav" aria-label="\(t["jury.stages"])"><ul>\(visit.stages.judged.map { stage in
            "<li><a href=\"\(base)?stage=\(stage.id.rawValue)\"\(when: stage.id == board.stage?.id, " aria-current=\"true\"")>\(stage.title)</a></li>" as HTML
        })</ul></nav>
        """
    }

    private func progress(_ stage: Stage, _ t: Words) -> HTML {
        let isLate = board.isOverdue && board.sent < board.assigned
        return """
            <section class="stack tight"><h2>\(stage.title)</h2>
            <p class="\(isLate ? "warn" : "muted")">\(t.text("jury.sent_of", ["sent": "\(board.sent)", "count": "\(board.assigned)"])) · \(t.text("jury.until", ["date": t.dateTime(stage.closesAt)]))\(when: isLate, " · \(t["jury.overdue"])")</p>
            <progress max="\(max(1, board.assigned))" value="\(board.sent)" aria-label="\(t["jury.progress"])"></progress></section>
            """
    }

    // MARK: - Jurors

    private func members(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["jury.members"])</h2>
        \(board.loads.isEmpty
            ? "<div class=\"empty\"><p>\(t["jury.members_none"])</p></div>" as HTML
            : """
            <div class="tw" tabindex="0"><table class="fold"><thead><tr><th scope="col">\(t["jury.juror"])</th><th scope="col">\(t["jury.state"])</th>\
            <th scope="col" class="num">\(t["jury.conflict_count"])</th><th scope="col" class="num">\(t["jury.samples_marked"])</th>\
            <th scope="col" class="num">\(t["jury.load"])</th><th scope="col" class="num">\(t["jury.sent_count"])</th></tr></thead>\
            <tbody>\(board.loads.map { member($0, t) })</tbody></table></div>
            <div>\(board.loads.filter { [.invited, .accepted].contains($0.juror.state) }.map { settings($0, t) })</div>
            """)
        \(when: visit.isOrganiser, invitation(t))</section>
        """
    }

    private func member(_ load: JuryBoard.Load, _ t: Words) -> HTML {
        let juror = load.juror
        let state: HTML =
            switch juror.state {
            case .accepted where juror.declaredAt == nil:
                "<span class=\"tag warn\">\(t["jury.state_undeclared"])</span>"
            case .accepted: "<span class=\"tag ok\">\(t.state(juror.state))</span>"
            case .invited: "<span class=\"tag\">\(t.state(juror.state))</span>"
            case .declined, .withdrawn: "<span class=\"tag err\">\(t.state(juror.state))</span>"
            }
        return """
            <tr><th scope="row">\(juror.name.full)\(when: juror.isChair, " <span class=\"tag live\">\(t["jury.chair"])</span>")</th>\
            <td data-l="\(t["jury.state"])">\(state)\(juror.reason.map { $0.isEmpty ? .empty : " <span class=\"small\">\($0)</span>" as HTML })</td>\
            <td class="num" data-l="\(t["jury.conflict_count"])">\(load.conflicts.count)</td>\
            <td class="num" data-l="\(t["jury.samples_marked"])">\(load.samples) / \(board.samples.count)</td>\
            <td class="num" data-l="\(t["jury.load"])">\(load.assigned)\(juror.capacity.map { " / \($0)" as HTML })</td>\
            <td class="num\(when: board.isOverdue && load.sent < load.assigned, " warn")" data-l="\(t["jury.sent_count"])">\(load.sent)</td></tr>

            """
    }

    private func settings(_ load: JuryBoard.Load, _ t: Words) -> HTML {
        let juror = load.juror
        let path = "\(base)/members/\(juror.id.rawValue)"
        return """
            <details><summary>\(juror.name.short)</summary><div class="stack">
            \(when: visit.isOrganiser, """
                <form class="row" method="post" action="\(path)">\(hiddenStage)\
                <label class="plain"><input type="checkbox" name="chair" value="yes"\(when: juror.isChair, " checked")> \(t["jury.chair"])</label>\
                <label class="plain">\(t["jury.capacity"]) <input class="tiny" name="capacity" inputmode="numeric" value="\(juror.capacity.map { "\($0)" } ?? "")"></label>\
                <button class="small">\(t["jury.save"])</button></form>
                """)
            \(when: !load.conflicts.isEmpty, "<ul class=\"stack tight\">\(load.conflicts.map { conflict($0, path, t) })</ul>")
            \(when: !board.candidates.isEmpty, """
                <form class="row" method="post" action="\(path)/bans">\(hiddenStage)<label class="plain">\(t["jury.ban"]) <select name="entry">\
                \(board.candidates.map { "<option value=\"\($0.id.rawValue)\">\(labels.text($0))</option>" as HTML })</select></label>\
                <input name="reason" aria-label="\(t["jury.reason"])" placeholder="\(t["jury.reason"])" maxlength="\(JurorConflict.noteLimit)"><button class="small">\(t["jury.ban_do"])</button></form>
                """)
            <form class="row" method="post" action="\(path)/withdrawal">\(hiddenStage)<input name="reason" aria-label="\(t["jury.withdraw_reason"])" placeholder="\(t["jury.withdraw_reason"])" maxlength="\(Juror.reasonLimit)">\
            <button class="small risk" data-confirm="\(t["jury.withdraw_juror_confirm"])" data-yes="\(t["jury.withdraw_juror"])">\(t["jury.withdraw_juror"])</button></form>
            </div></details>
            """
    }

    private func conflict(_ conflict: JurorConflict, _ path: String, _ t: Words) -> HTML {
        let entry = board.candidates.first { $0.id == conflict.registration }
        return """
            <li class="row"><span>\(t.kind(conflict.kind)): \(entry.map { labels.text($0) } ?? "—")\
            \(when: labels.showsNames && !conflict.note.isEmpty, " — \(conflict.note)")</span>\
            \(when: conflict.kind == .banned, """
                <form method="post" action="\(path)/bans">\(hiddenStage)<input type="hidden" name="entry" value="\(conflict.registration.rawValue)"><button class="quiet small" name="go" value="lift">\(t["jury.ban_lift"])</button></form>
                """)</li>

            """
    }

    private func invitation(_ t: Words) -> HTML {
        """
        <details\(when: board.loads.isEmpty || fields["logins"] != nil, " open")><summary>\(t["jury.invite_more"])</summary>
        <form class="stack" method="post" action="\(base)/members">\(hiddenStage)
        \(Parts.area("logins", t["jury.invite_logins"], value: fields["logins"] ?? "", hint: t["jury.invite_hint"], rows: 2))
        <label class="plain"><input type="checkbox" name="chair" value="yes"> \(t["jury.invite_chair"])</label>
        \(Parts.button(t["jury.invite"]))</form></details>
        """
    }

    private var hiddenStage: HTML {
        board.stage.map { "<input type=\"hidden\" name=\"stage\" value=\"\($0.id.rawValue)\">" } ?? .empty
    }

    // MARK: - Works

    private func works(_ stage: Stage, _ t: Words) -> HTML {
        let jurors = board.loads.filter { load in
            board.works.contains { $0.sheets.contains { $0.pair.juror == load.juror.id } }
        }.map(\.juror)
        let calls = board.works.filter(\.callsForThird)
        return """
            <section class="stack"><h2>\(t["jury.board"])</h2>
            \(when: !calls.isEmpty, """
                <div class="note warn"><b>\(t["jury.third_proposed"])</b><ul class="stack tight">\(calls.map { work in
                    "<li class=\"row\">\(labels.text(work.entry)) \(third(work, stage, t))</li>" as HTML
                })</ul></div>
                """)
            <div class="tw" tabindex="0"><table class="dense sheet board"><thead><tr><th scope="col">\(t["jury.work_column"])</th>\
            \(jurors.map { "<th scope=\"col\">\($0.name.short)</th>" as HTML })</tr></thead><tbody>\
            \(board.works.map { row($0, jurors, stage, t) })</tbody></table></div></section>
            """
    }

    private func row(_ work: JuryBoard.Work, _ jurors: [Juror], _ stage: Stage, _ t: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(base)/works/\(work.entry.id.rawValue)?stage=\(stage.id.rawValue)">\(labels.text(work.entry))</a>\
        \(when: work.missing > 0, " <span class=\"tag err\">\(t.text("jury.missing", ["count": "\(work.missing)"]))</span>")</th>\
        \(jurors.map { juror in
            let sheet = work.sheets.first { $0.pair.juror == juror.id }
            return "<td>\(sheet.map { SheetState(sheet: $0, isOverdue: board.isOverdue).html(t) } ?? "<span class=\"muted\" aria-hidden=\"true\">·</span>")</td>" as HTML
        })</tr>

        """
    }

    private func third(_ work: JuryBoard.Work, _ stage: Stage, _ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/works/\(work.entry.id.rawValue)/third">\(hiddenStage)<button class="small">\(t["jury.third_call"])</button></form>
        """
    }

    // MARK: - Assignment and samples

    private func assignment(_ stage: Stage, _ t: Words) -> HTML {
        let given = Set(board.works.map(\.entry.id))
        let chosen = Set(fields.all("entry"))
        let usual = given.isEmpty ? Set(board.candidates.map(\.id)) : given
        return """
            <section class="stack"><h2>\(t["jury.assignment"])</h2>
            <p class="prose">\(given.isEmpty ? t.text("jury.assignment_first", ["count": "\(stage.marksPerEntry)"]) : t["jury.assignment_again"])\
            \(when: board.havePassed, " \(t["jury.assignment_passing"])")</p>
            \(board.candidates.isEmpty
                ? "<p class=\"muted\">\(t["jury.refusal_no_entries"])</p>" as HTML
                : """
                <form class="stack" method="post" action="\(base)/plan">\(hiddenStage)
                <details><summary>\(t["jury.entries"]): \(usual.count)</summary><div class="checks">\(board.candidates.map { entry in
                    "<label class=\"plain\"><input type=\"checkbox\" name=\"entry\" value=\"\(entry.id.rawValue)\"\(when: chosen.isEmpty ? usual.contains(entry.id) : chosen.contains("\(entry.id)"), " checked")> \(labels.text(entry))</label>" as HTML
                })</div></details>
                \(Parts.field("seed", t["jury.seed"], value: fields["seed"] ?? "1", hint: t["jury.seed_hint"], attributes: "inputmode=\"numeric\"", short: true))
                \(Parts.button(t["jury.plan"]))</form>
                """)</section>
            """
    }

    private func samples(_ stage: Stage, _ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["jury.samples"])</h2><p class="prose">\(t["jury.samples_why"])</p>
        \(when: !board.samples.isEmpty, """
            <ul class="list">\(board.samples.map { sample in
                """
                <li><div class="grow">\(sample.title) <span class="small muted">\(stage.criteria.map { "\($0.title): \(sample.references[$0.id]?.decimal() ?? "—")" }.joined(separator: " · "))</span></div>\
                <form method="post" action="\(base)/samples/\(sample.id.rawValue)/removal">\(hiddenStage)<button class="quiet small" data-confirm="\(t["jury.sample_remove_confirm"])" data-yes="\(t["jury.remove"])">\(t["jury.remove"])</button></form></li>

                """ as HTML
            })</ul>
            """)
        <details\(when: fields["title"] != nil, " open")><summary>\(t["jury.sample_add"])</summary>
        <form class="stack" method="post" action="\(base)/samples">\(hiddenStage)
        \(Parts.field("title", t["jury.sample_title"], value: fields["title"] ?? ""))
        \(Parts.area("text", t["jury.sample_text"], value: fields["text"] ?? ""))
        \(Parts.field("link", t["jury.sample_link"], value: fields["link"] ?? "", type: "url"))
        <fieldset class="row"><legend>\(t["jury.sample_marks"])</legend>\(stage.criteria.map { criterion in
            """
            <label class="plain">\(criterion.title), \(criterion.lowest.decimal())–\(criterion.highest.decimal()) <input class="tiny" name="m\(criterion.id.rawValue)" inputmode="decimal" value="\(fields["m\(criterion.id)"] ?? "")"></label>
            """ as HTML
        })</fieldset>
        \(Parts.field("tolerance", t["jury.sample_limit"], value: fields["tolerance"] ?? "15", hint: t["jury.sample_limit_hint"], attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.button(t["jury.sample_add"], main: false))</form></details></section>
        """
    }
}

/// How entries are called for those who lead the jury: organisers who do not judge themselves know the names.
struct EntryLabels {
    var visit: ContestVisit

    var showsNames: Bool {
        !visit.contest.rules.isBlind || visit.isOrganiser && visit.juror?.state != .accepted
    }

    func text(_ entry: JudgedEntry) -> String { showsNames ? "\(entry.code) · \(entry.name.short)" : entry.code }
}

/// The state of a sheet as a word with a shape.
struct SheetState {
    var sheet: JurySheet
    var isOverdue: Bool

    func html(_ t: Words) -> HTML {
        switch sheet.state {
        case .assigned, .draft:
            return isOverdue
                ? "<span class=\"tag err\">\(t["jury.late"])</span>"
                : sheet.state == .draft
                    ? "<span class=\"tag warn\">\(t["jury.cell_draft"])</span>"
                    : "<span class=\"tag\">\(t["jury.cell_assigned"])</span>"
        case .sent:
            return sheet.cannotJudge
                ? "<span class=\"tag warn\">\(t["jury.cell_cannot"])</span>"
                : "<span class=\"tag ok\">\(t["jury.cell_sent"])</span>"
        case .recused: return "<span class=\"tag err\">\(t["jury.cell_recused"])</span>"
        case .void: return "<span class=\"tag err\">\(t["jury.cell_void"])</span>"
        }
    }
}
