import Accounts
import Courses
import Foundation
import Markup
import Media
import Storage

/// A learner's work under the text of an assignment: what is asked, the draft, what was handed in, what it earned.
struct WorkBlock {
    var work: Work
    var activity: Activity.ID
    var now: Date

    private var base: String { "/activities/\(activity.rawValue)/submission" }

    func html(_ t: Words) -> HTML {
        """
        <div class="stack">\(AssignmentFacts(assignment: work.assignment, due: work.due, isExtended: work.isExtended).html(t))\
        \(RubricTable(rubric: work.settings.rubric, mark: nil).folded(t))</div>
        <section class="stack" id="work"><h2>\(t["work.mine"])</h2>
        \(state(t))
        \(work.isDraft ? draft(t) : handedIn(t))
        </section>
        \(marked(t))
        \(history(t))
        """
    }

    private func state(_ t: Words) -> HTML {
        if let current = work.current, !work.isDraft {
            let kind: StaticString = work.mark == nil ? "note" : "note ok"
            return """
                <div class="\(raw: kind)" role="status"><b>\(work.mark == nil ? t["work.waits"] : t["work.is_marked"])</b>\
                <p>\(t.text("work.handed_in_at", ["date": t.dateTime(current.submittedAt)])) \(late(current, t))</p></div>
                """
        }
        guard let refusal = work.refusalToHandIn(at: now) else {
            guard let due = work.due, now > due else { return .empty }
            return """
                <div class="note warn"><b>\(t.text("work.overdue", ["date": t.dateTime(due)]))</b>\
                \(when: work.settings.late.percentPerDay > 0, "<p>\(t.text("work.late_now", ["percent": t.percent(Double(work.settings.late.share(at: now, due: work.due)))]))</p>")</div>
                """
        }
        return "<div class=\"note err\"><b>\(t.text(refusal))</b></div>"
    }

    private func late(_ version: SubmittedVersion, _ t: Words) -> HTML {
        let days = work.daysLate(version)
        return days > 0 ? "<span class=\"tag warn\">\(t.plural("work.late", count: days))</span>" : .empty
    }

    /// The draft saves itself by the script that keeps answers of quizzes; the button keeps it without one.
    private func draft(_ t: Words) -> HTML {
        let submission = work.submission
        let isSaved = submission.map { !$0.draft.isEmpty } ?? false
        return """
            <quiz-attempt data-attempt="draft-\(activity.rawValue)" data-now="\(Int(now.timeIntervalSince1970 * 1000))"\
             data-save="/activities/\(activity.rawValue)/submission/draft" data-result="/activities/\(activity.rawValue)" data-messages="\(messages(t))">
            <div class="stack">
            <form method="post" action="\(base)" id="draft" class="stack" autocomplete="off">\(when: work.settings.takesText, """
                <fieldset data-slot="1" data-sequence="\(submission?.sequence ?? 0)"><label for="s1">\(t["work.text"])</label>
                <textarea id="s1" name="s1" rows="10">
                \(submission?.draft ?? "")</textarea></fieldset>
                """)</form>
            \(when: work.settings.files.count > 0, files(t))
            <div class="bar">\(when: work.settings.takesText, "<p class=\"saved\" role=\"status\" data-state=\"ok\">\(isSaved ? t["work.draft_saved"] : t["work.draft_empty"])</p>")\
            \(when: work.settings.takesText, "<button form=\"draft\" name=\"go\" value=\"save\" class=\"end\">\(t["work.save_draft"])</button>")\
            <button form="draft" name="go" value="submit" class="main"\(when: work.refusalToHandIn(at: now) != nil, " disabled")>\(t["work.hand_in"])</button></div>
            </div></quiz-attempt>
            """
    }

    private func files(_ t: Words) -> HTML {
        let limits = work.settings.files
        let held = work.draftFiles
        return """
            <div class="stack"><h3>\(t["work.files"])</h3>
            \(when: !held.isEmpty, """
                <ul class="list">\(held.map { file in
                    """
                    <li><span class="grow">\(link(file, t))</span>\
                    \(Parts.action(t["work.detach"], to: "\(base)/files/\(file.id.rawValue)/removal"))</li>
                    """ as HTML
                })</ul>
                """)
            \(when: held.count < limits.count, """
                <form method="post" action="\(base)/files" enctype="multipart/form-data" class="stack" data-autosubmit>\
                \(Parts.file("file", t["work.file"], accept: nil, hint: t.limits(limits)))\
                \(Parts.button(t["work.attach"], main: false))</form>
                """)</div>
            """
    }

    private func link(_ file: SubmissionFile, _ t: Words) -> HTML {
        work.submission.map { FileLink(file: file, submission: $0.id).html(t) } ?? .empty
    }

    private func handedIn(_ t: Words) -> HTML {
        guard let current = work.current else { return .empty }
        return """
            \(when: work.mark == nil, VersionBlock(work: work, version: current).html(t))
            \(when: work.mayReturnToDraft(at: now), Parts.action(
                work.mark == nil ? t["work.take_back"] : t["work.once_more"], to: "\(base)/withdrawal", "small"))
            \(work.attemptsLeft.map { "<p class=\"muted small\">\(t.plural("work.attempts_left", count: $0))</p>" as HTML })
            """
    }

    /// The latest marked version, shown also while another is being written.
    private func marked(_ t: Words) -> HTML {
        guard let mark = work.mark, let current = work.current else { return .empty }
        return """
            <section class="stack" id="mark"><h2>\(t["work.result"])</h2>
            \(MarkBlock(work: work, mark: mark).html(t))
            \(VersionBlock(work: work, version: current).html(t))</section>
            """
    }

    private func history(_ t: Words) -> HTML {
        let earlier = work.versions.filter { $0.number != work.submission?.version }
        guard !earlier.isEmpty else { return .empty }
        return """
            <section class="stack"><h2>\(t["work.earlier"])</h2>\(earlier.reversed().map { version in
                """
                <details><summary>\(t.text("work.version", ["number": "\(version.number)", "date": t.dateTime(version.submittedAt)]))\
                \(when: version.isWithdrawn, " <span class=\"tag\">\(t["work.withdrawn"])</span>")</summary>
                <div class="stack">\(work.marks[version.number].map { MarkBlock(work: work, mark: $0).html(t) })\
                \(VersionBlock(work: work, version: version).html(t))</div></details>
                """ as HTML
            })</section>
            """
    }

    private func messages(_ t: Words) -> String {
        t.json([
            "saved": "work.draft_saved", "saving": "quiz.saving", "offline": "work.offline",
            "refused": "work.draft_refused", "closed": "work.draft_refused", "signin": "quiz.signed_out",
            "memory": "quiz.device_full", "result": "work.reload", "finishing": "work.hand_in_waiting",
            "cancel": "quiz.finish_cancel", "open": "quiz.sign_in_again",
        ])
    }
}

/// A link to a file of a work, with its size.
struct FileLink {
    var file: SubmissionFile
    var submission: Submission.ID
    /// In place of the file's own name, which may tell whose it is.
    var name: String?

    func html(_ t: Words) -> HTML {
        """
        <a href="/submissions/\(submission.rawValue)/files/\(file.id.rawValue)">\(name ?? file.asset.name)</a> \
        <span class="muted small">\(t.fileSize(file.asset.size))</span>
        """
    }
}

/// When and how a work is to be handed in.
struct AssignmentFacts {
    var assignment: Assignment
    var due: Date?
    var isExtended = false

    func html(_ t: Words) -> HTML {
        let settings = assignment.settings
        let late = settings.late
        return """
            <ul class="facts">\
            \(due.map { "<li>\(isExtended ? t.text("work.due_extended", ["date": t.dateTime($0)]) : t.text("work.due", ["date": t.dateTime($0)]))</li>" as HTML })\
            \(when: settings.points > .zero, "<li>\(t.points(settings.points))</li>")\
            <li>\(settings.attempts.map { t.plural("work.attempts", count: $0) } ?? t["work.attempts_unlimited"])</li>\
            \(when: due != nil && late.percentPerDay > 0, "<li>\(t.text("work.late_rule", ["percent": t.percent(Double(late.percentPerDay)), "floor": t.percent(Double(late.floor))]))</li>")\
            \(late.closing(due: due).map { "<li>\(t.text("work.closes", ["date": t.dateTime($0)]))</li>" as HTML })\
            \(settings.pass.map { "<li>\(t.text("work.pass", ["percent": t.percent(Double($0))]))</li>" as HTML })\
            \(when: settings.isBlind, "<li>\(t["work.is_blind"])</li>")</ul>
            """
    }
}

extension Words {
    /// «До 5 файлов, каждый до 20 МБ: docx, pdf.»
    func limits(_ limits: FileLimits) -> String {
        let words = ["size": fileSize(limits.bytes), "kinds": limits.kinds.joined(separator: ", ")]
        return limits.kinds.isEmpty
            ? plural("work.file_limits", count: limits.count, words)
            : plural("work.file_limits_of_kinds", count: limits.count, words)
    }
}
