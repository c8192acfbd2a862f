import Accounts
import Courses
import Markup
import Storage

/// A version as it was handed in: its text with remarks beside it, and its files.
struct VersionBlock {
    var work: Work
    var version: SubmittedVersion
    /// For who marks: names of files are hidden too.
    var hidesNames = false
    /// What stands with each remark, such as a button that takes it away.
    var action: (Annotation) -> HTML = { _ in .empty }

    func html(_ t: Words) -> HTML {
        let remarks = work.annotations(of: version.number)
        let files = work.files(of: version.number)
        return """
            \(when: !version.text.isEmpty, """
                <div class="remarked\(remarks.isEmpty ? "" : " beside")"><div class="passage" id="text-\(version.number)">\(passage(remarks))</div>\(when: !remarks.isEmpty, list(remarks, t))</div>
                """)
            \(when: !files.isEmpty, """
                <ul class="list">\(files.enumerated().map { place, file in
                    "<li><span class=\"grow\">\(link(file, place, t))</span></li>" as HTML
                })</ul>
                """)
            """
    }

    private func link(_ file: SubmissionFile, _ place: Int, _ t: Words) -> HTML {
        guard let submission = work.submission else { return .empty }
        let name = hidesNames ? t.text("work.hidden_file", ["number": "\(place + 1)"]) : nil
        return FileLink(file: file, submission: submission.id, name: name).html(t)
    }

    /// Numbers of remarks are written by the stylesheet: a selection in the text counts its own characters only.
    private func passage(_ remarks: [Annotation]) -> HTML {
        let numbers = Dictionary(uniqueKeysWithValues: remarks.enumerated().map { ($1.id, $0 + 1) })
        return HTML(
            parts: Annotation.stretches(of: version.text, remarks).map { stretch in
                guard !stretch.under.isEmpty else { return HTML(text: stretch.text) }
                return """
                    <mark>\(stretch.text)</mark>\(stretch.closing.map { id in
                        "<a class=\"ref\" href=\"#remark-\(id.rawValue)\" data-n=\"\(numbers[id] ?? 0)\" aria-label=\"\(numbers[id] ?? 0)\"></a>" as HTML
                    })
                    """
            })
    }

    private func list(_ remarks: [Annotation], _ t: Words) -> HTML {
        """
        <ol class="remarks" aria-label="\(t["work.remarks"])">\(remarks.map { remark in
            """
            <li id="remark-\(remark.id.rawValue)"><p>\(remark.comment)</p><p class="muted small">\(remark.author.short)</p>\(action(remark))</li>
            """ as HTML
        })</ol>
        """
    }
}

/// What a version earned and why.
struct MarkBlock {
    var work: Work
    var mark: WorkMark

    func html(_ t: Words) -> HTML {
        let maximum = work.settings.points
        let feedback = work.files(of: mark.version, feedback: true)
        return """
            <dl class="stats">\(when: maximum > .zero, "<div><dt>\(t["work.grade"])</dt><dd>\(t.exact(mark.grade)) / \(t.exact(maximum))</dd></div>")\
            \(when: mark.share < 100 && maximum > .zero, "<div><dt>\(t["work.before_late"])</dt><dd>\(t.exact(mark.points))</dd></div>")\
            <div><dt>\(t["work.marked_by"])</dt><dd class="date">\(mark.marker.short)</dd></div>\
            <div><dt>\(t["work.marked_at"])</dt><dd class="date">\(t.dateTime(mark.markedAt))</dd></div></dl>
            \(when: mark.share < 100, "<p class=\"muted\">\(t.text("work.share", ["percent": t.percent(Double(mark.share))]))</p>")
            \(RubricTable(rubric: mark.rubric, mark: mark.rubric).chosen(t))
            \(when: !mark.feedback.isEmpty, "<div class=\"feedback\"><p class=\"passage plain\">\(mark.feedback)</p></div>")
            \(when: !feedback.isEmpty, """
                <ul class="list">\(feedback.map { file in
                    "<li><span class=\"grow\">\(work.submission.map { FileLink(file: file, submission: $0.id).html(t) })</span></li>" as HTML
                })</ul>
                """)
            """
    }
}

/// Criteria with their levels.
struct RubricTable {
    var rubric: Rubric
    var mark: Rubric?

    /// For a learner before the work: what is looked at.
    func folded(_ t: Words) -> HTML {
        guard !rubric.isEmpty else { return .empty }
        return """
            <details><summary>\(t["work.rubric"])</summary><div class="stack">\(rubric.criteria.map { criterion in
                """
                <div class="stack tight"><h3>\(criterion.title)</h3><ul class="list">\(criterion.levels.map { level in
                    "<li><span class=\"grow\">\(level.text)</span><span class=\"num\">\(t.exact(level.points))</span></li>" as HTML
                })</ul></div>
                """ as HTML
            })</div></details>
            """
    }

    /// With a mark: the level chosen in each criterion.
    func chosen(_ t: Words) -> HTML {
        guard !rubric.isEmpty else { return .empty }
        return """
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["work.rubric"])"><table>
            <thead><tr><th scope="col">\(t["work.criterion"])</th><th scope="col">\(t["work.level"])</th><th scope="col" class="num">\(t["work.points"])</th></tr></thead>
            <tbody>\(rubric.criteria.map { criterion in
                """
                <tr><th scope="row">\(criterion.title)</th><td data-l="\(t["work.level"])">\(criterion.levels.first?.text ?? "")</td>\
                <td class="num" data-l="\(t["work.points"])">\(criterion.levels.first.map { t.exact($0.points) } ?? "")</td></tr>

                """ as HTML
            })</tbody></table></div>
            """
    }
}

extension Words {
    /// Points to the last of their places: «7,5».
    func exact(_ points: Points) -> String { points.typed.replacing(".", with: decimalSeparator) }
}
