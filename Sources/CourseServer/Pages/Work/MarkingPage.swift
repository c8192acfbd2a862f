import Accounts
import Courses
import Markup
import Spaces
import Storage

/// One work, as who marks it sees it: the text with remarks on the left, the mark on the right.
struct MarkingPage {
    var paper: MarkingPaper
    /// What was sent and refused.
    var form: FormFields?
    var refusal: String?

    private var work: Work { paper.work }
    private var base: String { "/submissions/\(paper.submission.id.rawValue)" }
    private var hidesNames: Bool { work.assignment.hidesNames }

    func frame(_ t: Words) -> Frame {
        let activity = paper.activity
        let name = hidesNames ? t.text("work.number", ["number": "\(paper.submission.number)"]) : paper.learner.full
        return Frame(
            title: "\(name). \(activity.title)", section: .teaching,
            crumbs: .works(of: activity, in: paper.course, t),
            styles: ["css/work.css"],
            content: """
                <div class="stack tight"><h1>\(name)</h1>
                <p class="muted">\(t.text("work.marked_of", ["marked": "\(paper.marked)", "count": "\(paper.handedIn)"]))</p></div>
                \(Parts.refusal(refusal))
                <marking-desk class="split desk">
                <div class="stack">\(work.current.map { current($0, t) } ?? "<div class=\"empty\"><p>\(t["work.not_handed_in"])</p></div>")\(earlier(t))</div>
                <aside class="stack">\(work.current.map { mark($0, t) })</aside>
                </marking-desk>
                """)
    }

    private func current(_ version: SubmittedVersion, _ t: Words) -> HTML {
        let days = work.daysLate(version)
        return """
            <p>\(title(of: version, t))\
            \(when: days > 0 && !hidesNames, " <span class=\"tag warn\">\(t.plural("work.late", count: days))</span>")</p>
            \(VersionBlock(work: work, version: version, hidesNames: hidesNames, action: { removal($0, t) }).html(t))
            \(when: !version.text.isEmpty, remarkForm(version, t))
            """
    }

    /// While names are hidden, when it came is hidden too: who has a date of their own is known.
    private func title(of version: SubmittedVersion, _ t: Words) -> String {
        hidesNames
            ? t.text("work.version_number", ["number": "\(version.number)"])
            : t.text("work.version", ["number": "\(version.number)", "date": t.dateTime(version.submittedAt)])
    }

    private func removal(_ remark: Annotation, _ t: Words) -> HTML {
        Parts.action(t["work.remove_remark"], to: "\(base)/annotations/\(remark.id.rawValue)/removal", "quiet small")
    }

    private func remarkForm(_ version: SubmittedVersion, _ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/annotations" class="stack remark" data-text="text-\(version.number)">
        <h2>\(t["work.new_remark"])</h2><p class="hint">\(t["work.remark_hint"])</p>
        <input type="hidden" name="version" value="\(version.number)"><input type="hidden" name="start" value=""><input type="hidden" name="end" value="">
        \(Parts.area("quote", t["work.quote"], value: form?["quote"] ?? "", rows: 2))
        \(Parts.area("comment", t["work.comment"], value: form?["comment"] ?? "", rows: 3))
        \(Parts.button(t["work.add_remark"], main: false))</form>
        """
    }

    private func mark(_ version: SubmittedVersion, _ t: Words) -> HTML {
        let mark = work.mark
        let settings = work.settings
        let share = settings.late.share(at: version.submittedAt, due: work.due)
        return """
            <form method="post" action="\(base)/mark" class="stack mark" id="mark">
            <h2>\(t["work.mark"])</h2><input type="hidden" name="version" value="\(version.number)">
            \(settings.rubric.isEmpty ? points(mark, t) : levels(mark, t))
            \(when: share < 100 && !hidesNames, "<p class=\"note warn\"><b>\(t.text("work.share", ["percent": t.percent(Double(share))]))</b></p>")
            \(Parts.area("feedback", t["work.feedback"], value: form?["feedback"] ?? mark?.feedback ?? "", hint: t["work.feedback_hint"], rows: 6))
            <div class="row"><button name="go" value="next" class="main">\(paper.next == nil ? t["work.save_and_end"] : t["work.save_and_next"])</button>\
            <button name="go" value="stay">\(t["work.save_mark"])</button></div>
            \(when: !work.assignment.isReleased, "<p class=\"hint\">\(t["work.kept_back"])</p>")</form>
            \(feedbackFiles(version, t))
            """
    }

    private func points(_ mark: WorkMark?, _ t: Words) -> HTML {
        let maximum = work.settings.points
        guard maximum > .zero else { return "<p class=\"muted\">\(t["work.no_points"])</p>" }
        return Parts.field(
            "points", t.text("work.points_of", ["maximum": t.exact(maximum)]),
            value: form?["points"] ?? mark.map { t.exact($0.points) } ?? "",
            attributes: "inputmode=\"decimal\" autocomplete=\"off\"",
            short: true)
    }

    private func levels(_ mark: WorkMark?, _ t: Words) -> HTML {
        let rubric = work.settings.rubric
        let chosen = mark.map { rubric.levels(of: $0.rubric) } ?? []
        return """
            \(rubric.criteria.enumerated().map { place, criterion in
                let given = form?.int("level-\(place)") ?? (chosen.indices.contains(place) ? chosen[place] : nil)
                return """
                    <fieldset><legend>\(criterion.title)</legend>\(criterion.levels.enumerated().map { number, level in
                        """
                        <label class="pick"><input type="radio" name="level-\(place)" value="\(number)" data-points="\(level.points.typed)"\(when: given == number, " checked")>\
                        <span><b class="num">\(t.exact(level.points))</b> \(level.text)</span></label>
                        """ as HTML
                    })</fieldset>
                    """ as HTML
            })
            <p>\(t["work.sum"]) <output class="num" data-sum data-separator="\(t.decimalSeparator)">\(mark.map { t.exact($0.points) } ?? "—")</output> / \(t.exact(rubric.maximum))</p>
            """
    }

    private func feedbackFiles(_ version: SubmittedVersion, _ t: Words) -> HTML {
        let files = work.files(of: version.number, feedback: true)
        return """
            <section class="stack"><h2>\(t["work.feedback_files"])</h2>
            \(when: !files.isEmpty, """
                <ul class="list">\(files.map { file in
                    """
                    <li><span class="grow">\(FileLink(file: file, submission: paper.submission.id).html(t))</span>\
                    \(Parts.action(t["work.detach"], to: "\(base)/feedback/\(file.id.rawValue)/removal"))</li>
                    """ as HTML
                })</ul>
                """)
            <form method="post" action="\(base)/feedback" enctype="multipart/form-data" class="stack">\
            <input type="hidden" name="version" value="\(version.number)">\(Parts.file("file", t["work.feedback_file"], accept: nil))\
            \(Parts.button(t["work.attach"], main: false))</form></section>
            """
    }

    private func earlier(_ t: Words) -> HTML {
        HTML(
            parts: work.versions.filter { $0.number != paper.submission.version && !$0.isWithdrawn }.reversed().map {
                version in
                """
                <details><summary>\(title(of: version, t))</summary>
                <div class="stack">\(work.marks[version.number].map { MarkBlock(work: work, mark: $0).html(t) })\
                \(VersionBlock(work: work, version: version, hidesNames: hidesNames).html(t))</div></details>
                """
            })
    }
}
