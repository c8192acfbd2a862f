import Accounts
import Contest
import Courses
import Foundation
import Markup
import Statistics
import Storage

/// A score sheet: marked on a phone by its juror, afterwards read.
struct ScoreSheetPage {
    var visit: ContestVisit
    var shown: SheetVisit
    var now: Date
    var refusal: SheetRefusal?
    /// A change that was refused, as it was typed.
    var change: SheetContent?
    var reason = ""
    var remark = ""

    private var sheet: ScoreSheet { shown.sheet }
    private var base: String { "/contests/\(visit.contest.id.rawValue)/sheets/\(sheet.id.rawValue)" }
    private var isOpen: Bool { shown.isOwn && [.assigned, .draft].contains(sheet.state) && visit.state != .closed }

    func frame(_ t: Words) -> Frame {
        let title = t.text("jury.work", ["entry": shown.entry])
        return Frame(
            title: title,
            crumbs: .to(
                visit.contest, t, Frame.Link(t["jury.judging"], "/contests/\(visit.contest.id.rawValue)/judging")),
            script: isOpen ? "js/elements/score-sheet.js" : "js/app.js", styles: ["css/jury.css"],
            content: """
                <div class="stack tight"><h1>\(title)</h1>
                <p class="muted">\(shown.stage.title)\(shown.organisation.map { " · \($0)" as HTML })\(when: !shown.isOwn, " · \(shown.juror.full)")</p></div>
                \(refusal.map { Parts.refusal(t.text($0)) })
                \(status(t))
                \(JudgedWorkBlock(work: shown.work).html(t))
                \(isOpen ? form(t) : reading(t))
                \(when: isOpen, recusal(t))
                \(when: shown.isOwn && sheet.state == .sent && visit.state != .closed, changing(t))
                \(when: !shown.changes.isEmpty, history(t))
                \(shown.others.map { discussion($0, t) })
                """)
    }

    private func status(_ t: Words) -> HTML {
        switch sheet.state {
        case .assigned, .draft: return .empty
        case .sent:
            return """
                <div class="note ok"><b>\(t["jury.sheet_sent"])</b> \(sheet.sentAt.map { t.dateTime($0) } ?? "")\
                \(shown.next.map { "<p><a class=\"btn\" href=\"/contests/\(visit.contest.id.rawValue)/sheets/\($0.rawValue)\">\(t["jury.next_work"])</a></p>" as HTML })</div>
                """
        case .recused, .void:
            return """
                <div class="note err"><b>\(t.state(sheet.state))</b>\(sheet.reason.map { "<p>\($0)</p>" as HTML })</div>
                """
        }
    }

    private func form(_ t: Words) -> HTML {
        let content = sheet.content
        return """
            <score-sheet data-attempt="sheet-\(sheet.id.rawValue)" data-now="\(Int(now.timeIntervalSince1970 * 1_000))" data-save="\(base)/marks" data-result="\(base)"\
             data-messages="\(messages(t))" data-total="\(t["jury.total"])" data-unfinished="\(t["jury.marked_of"])">
            <form method="post" action="\(base)" autocomplete="off">
            \(shown.stage.criteria.map { criterion in
                let mark = content.marks[criterion.id]
                return MarkField(
                    criterion: criterion, typed: mark?.typed ?? "", comment: mark?.comment ?? "",
                    sequence: mark?.sequence ?? 0
                ).html(t)
            })
            <fieldset class="question" data-slot="0" data-sequence="\(sheet.sequence)"><legend>\(t["jury.whole"])</legend>
            \(Parts.area("comment", t["jury.whole_comment"], value: content.comment, hint: t["jury.comment_hint"], rows: 4))
            <label class="pick"><input type="checkbox" name="cannot" value="yes"\(when: content.cannotJudge, " checked")><span>\(t["jury.cannot"])</span></label>
            </fieldset>
            <div class="bar"><p class="saved" role="status" data-state="ok">\(t["jury.all_saved"])</p>
            <output class="total">\(total(content, t))</output>
            <button name="go" value="keep" class="quiet">\(t["jury.keep"])</button>
            <button name="go" value="send" class="main end">\(t["jury.send"])</button></div>
            </form></score-sheet>
            """
    }

    private func total(_ content: SheetContent, _ t: Words) -> String {
        if let total = content.total(by: shown.stage.criteria) {
            return t.text("jury.total", ["total": t.total(total)])
        }
        return t.text(
            "jury.marked_of",
            [
                "marked": "\(content.marks(by: shown.stage.criteria).count)",
                "count": "\(shown.stage.criteria.count)",
            ])
    }

    private func reading(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(shown.isOwn ? t["jury.your_sheet"] : t["jury.sheet"])</h2>\
        \(MarkTable(content: sheet.content, criteria: shown.stage.criteria).html(t))</section>
        """
    }

    private func recusal(_ t: Words) -> HTML {
        """
        <details><summary>\(t["jury.recuse"])</summary>
        <form class="stack" method="post" action="\(base)/recusal"><p class="hint">\(t["jury.recuse_hint"])</p>
        \(Parts.area("reason", t["jury.reason"], value: reason, rows: 3))
        <p><button class="risk" data-confirm="\(t["jury.recuse_confirm"])" data-yes="\(t["jury.recuse"])">\(t["jury.recuse"])</button></p></form></details>
        """
    }

    private func changing(_ t: Words) -> HTML {
        let content = change ?? sheet.content
        return """
            <details\(when: change != nil, " open")><summary>\(t["jury.change"])</summary>
            <form class="stack" method="post" action="\(base)/changes"><p class="hint">\(t["jury.change_hint"])</p>
            \(shown.stage.criteria.map { criterion in
                let mark = content.marks[criterion.id]
                return MarkField(criterion: criterion, typed: mark?.typed ?? "", comment: mark?.comment ?? "").html(t)
            })
            \(Parts.area("comment", t["jury.whole_comment"], value: content.comment, rows: 3))
            <label class="pick"><input type="checkbox" name="cannot" value="yes"\(when: content.cannotJudge, " checked")><span>\(t["jury.cannot"])</span></label>
            \(Parts.area("reason", t["jury.change_reason"], value: reason, rows: 2))
            \(Parts.button(t["jury.change_save"]))</form></details>
            """
    }

    private func history(_ t: Words) -> HTML {
        """
        <section class="stack" id="history"><h2>\(t["jury.history"])</h2>
        \(shown.changes.map { change in
            """
            <article class="stack tight"><h3>\(t.dateTime(change.changedAt))</h3><p>\(t.text("jury.because", ["reason": change.reason]))</p>
            <details><summary>\(t["jury.before_change"])</summary>\(MarkTable(content: change.old, criteria: shown.stage.criteria).html(t))</details></article>
            """ as HTML
        })</section>
        """
    }

    private func discussion(_ others: [OtherSheet], _ t: Words) -> HTML {
        """
        <section class="stack" id="discussion"><h2>\(t["jury.others"])</h2>
        \(when: others.isEmpty, "<p class=\"muted\">\(t["jury.others_none"])</p>")
        \(others.map { other in
            """
            <article class="stack tight"><h3>\(other.juror.full)\(when: other.sheet.state == .void, " <span class=\"tag err\">\(t["jury.sheet_void"])</span>")</h3>\
            \(MarkTable(content: other.sheet.content, criteria: shown.stage.criteria).html(t))</article>
            """ as HTML
        })
        <h2>\(t["jury.discussion"])</h2>
        \(when: !shown.remarks.isEmpty, """
            <ul class="list">\(shown.remarks.map { author, remark in
                "<li><div class=\"grow\"><b>\(author.short)</b> <span class=\"small muted\">\(t.dateTime(remark.writtenAt))</span><p class=\"lines\">\(remark.text)</p></div></li>" as HTML
            })</ul>
            """)
        \(when: visit.state != .closed, """
            <form class="stack" method="post" action="\(base)/remarks">\(Parts.area("text", t["jury.remark"], value: remark, rows: 3))
            \(Parts.button(t["jury.remark_send"], main: false))</form>
            """)</section>
        """
    }

    private func messages(_ t: Words) -> String {
        t.json([
            "saved": "jury.all_saved", "saving": "quiz.saving", "offline": "jury.offline", "refused": "jury.not_taken",
            "closed": "jury.sheet_over", "signin": "jury.signed_out", "memory": "jury.device_full",
            "result": "jury.open_sheet", "finishing": "jury.send_waiting", "cancel": "jury.send_cancel",
            "open": "quiz.sign_in_again",
        ])
    }
}

/// A criterion to be marked: a row of marks to touch where there are few, else a field.
struct MarkField {
    var criterion: Criterion
    var typed: String
    /// nil where nothing is said beside the mark.
    var comment: String?
    var sequence = 0

    func html(_ t: Words) -> HTML {
        let number = criterion.id.rawValue
        return """
            <fieldset class="question" data-slot="\(number)" data-sequence="\(sequence)" data-weight="\(criterion.weight)" data-lowest="\(criterion.lowest.decimal("."))" data-highest="\(criterion.highest.decimal("."))">\
            <legend>\(criterion.title) <span class="hint">\(t.text("jury.range", ["lowest": criterion.lowest.decimal(), "highest": criterion.highest.decimal()]))\(when: criterion.step != Points(1), ", \(t.text("jury.step", ["step": criterion.step.decimal()]))")</span></legend>
            \(when: !criterion.description.isEmpty, "<p class=\"prose lines\">\(criterion.description)</p>")
            \(criterion.choices.map { choices($0) } ?? input(t))
            \(comment.map { text in
                """
                <div class="field"><label for="c\(number)">\(t["jury.comment"])</label><textarea id="c\(number)" name="c\(number)" rows="2" maxlength="\(ScoreSheet.commentLimit)">
                \(text)</textarea></div>
                """ as HTML
            })</fieldset>

            """
    }

    private func choices(_ choices: [Points]) -> HTML {
        let chosen = (try? criterion.mark(typed: typed)) ?? nil
        let number = criterion.id.rawValue
        // Where every mark has its words they stand beside it, else above the row.
        let isTold = choices.allSatisfy { mark in criterion.levels.contains { $0.points == mark } }
        return """
            \(isTold ? .empty : levels)<div class="marks\(when: isTold, " told")">\(choices.map { mark in
                let words = isTold ? criterion.levels.first { $0.points == mark }?.words ?? "" : ""
                return """
                    <label class="pick"><input type="radio" name="m\(number)" value="\(mark.decimal())"\(when: mark == chosen, " checked")><span><b>\(mark.decimal())</b>\(when: !words.isEmpty, " \(words)")</span></label>
                    """ as HTML
            })</div>
            """
    }

    private func input(_ t: Words) -> HTML {
        let number = criterion.id.rawValue
        return """
            <input class="short" name="m\(number)" value="\(typed)" inputmode="decimal" maxlength="\(ScoreSheet.typedLimit)" autocomplete="off" aria-label="\(t.text("jury.mark_of", ["criterion": criterion.title]))">
            \(levels)
            """
    }

    private var levels: HTML {
        guard !criterion.levels.isEmpty else { return .empty }
        return """
            <ul class="levels small stack tight">\(criterion.levels.map { "<li><b>\($0.points.decimal())</b> \($0.words)</li>" as HTML })</ul>
            """
    }
}

/// A sheet to be read.
struct MarkTable {
    var content: SheetContent
    var criteria: [Criterion]

    func html(_ t: Words) -> HTML {
        """
        <div class="tw" tabindex="0"><table class="fold"><thead><tr><th scope="col">\(t["jury.criterion"])</th><th scope="col" class="num">\(t["jury.mark"])</th><th scope="col">\(t["jury.comment"])</th></tr></thead><tbody>\
        \(criteria.map { criterion in
            let mark = content.marks[criterion.id]
            return """
                <tr><th scope="row">\(criterion.title)</th><td class="num" data-l="\(t["jury.mark"])">\(mark.map { $0.typed.isEmpty ? "—" : $0.typed } ?? "—")</td>\
                <td class="lines" data-l="\(t["jury.comment"])">\(mark?.comment ?? "")</td></tr>
                """ as HTML
        })</tbody></table></div>\
        \(content.total(by: criteria).map { "<p><b>\(t.text("jury.total", ["total": t.total($0)]))</b></p>" as HTML })\
        \(when: content.cannotJudge, "<p class=\"warn\"><b>\(t["jury.cannot"])</b></p>")\
        \(when: !content.comment.isEmpty, "<p class=\"lines\">\(content.comment)</p>")
        """
    }
}
