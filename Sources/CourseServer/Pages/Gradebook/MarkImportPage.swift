import Accounts
import Courses
import Markup
import Spaces
import Storage

/// Marks from a spreadsheet: choosing the file, then looking at what it would change.
struct MarkImportPage {
    var course: Course
    /// Nil before a file is chosen.
    var marks: MarkImport?
    var fileName = ""
    var refusal: String?

    private var base: String { "/courses/\(course.id)/gradebook" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["gradebook.import"], section: .teaching,
            crumbs: [.init(course.title, "/courses/\(course.id)"), .init(t["course.gradebook"], base)],
            content: """
                <h1>\(t["gradebook.import"])</h1>
                \(Parts.refusal(refusal))
                \(marks.map { preview($0, t) })
                <form method="post" action="\(base)/import" enctype="multipart/form-data" class="stack">\
                \(Parts.file("file", t["gradebook.import_file"], accept: ".csv,.xlsx,.txt", hint: t["gradebook.import_hint"]))\
                \(Parts.button(t["gradebook.import_look"], main: marks == nil || marks?.changes.isEmpty == true))</form>
                """)
    }

    private func preview(_ marks: MarkImport, _ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(fileName)</h2>
        \(marks.problems.isEmpty ? ready(marks, t) : problems(marks, t))
        \(when: !marks.ignored.isEmpty, "<p class=\"muted\">\(t.text("gradebook.import_ignored", ["columns": marks.ignored.joined(separator: ", ")]))</p>")</section>
        """
    }

    private func problems(_ marks: MarkImport, _ t: Words) -> HTML {
        """
        <div class="note err" role="alert"><b>\(t.plural("gradebook.import_problems", count: marks.problems.count))</b>\
        <ul>\(marks.problems.prefix(100).map { "<li>\(t.text($0))</li>" as HTML })</ul></div>
        """
    }

    private func ready(_ marks: MarkImport, _ t: Words) -> HTML {
        guard !marks.changes.isEmpty else { return "<p>\(t["gradebook.import_nothing"])</p>" }
        return """
            <form method="post" action="\(base)/import/confirmation" class="stack">
            <div class="tw" tabindex="0" role="region" aria-label="\(fileName)"><table class="dense">
            <caption>\(t.plural("gradebook.import_changes", count: marks.changes.count))</caption>
            <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["gradebook.work"])</th>\
            <th scope="col" class="num">\(t["gradebook.was"])</th><th scope="col" class="num">\(t["gradebook.becomes"])</th></tr></thead>
            <tbody>\(
                marks.changes.prefix(200).map { change in
                    """
                    <tr><th scope="row">\(change.name.full)</th><td>\(change.title)</td>\
                    <td class="num">\(change.cell.seen.flatMap { $0.isEmpty ? nil : $0 } ?? "—")</td><td class="num">\(change.cell.value ?? "")</td></tr>

                    """ as HTML
                })</tbody></table></div>
            \(when: marks.changes.count > 200, "<p class=\"muted\">\(t.plural("gradebook.import_more", count: marks.changes.count - 200))</p>")
            <textarea name="cells" hidden>\(Self.cells(marks))</textarea>
            \(Parts.button(t["gradebook.import_confirm"]))
            </form>
            """
    }

    /// Line by line: column, learner, what stood there, what will. Tabs and line ends part them, so values have none.
    static func cells(_ marks: MarkImport) -> String {
        marks.changes.map { change in
            let value = (change.cell.value ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return "\(change.cell.column)\t\(change.cell.learner)\t\(change.cell.seen ?? "")\t\(value)"
        }.joined(separator: "\n")
    }

    /// The cells of a confirmation, nil when they are not as `cells` wrote them.
    static func changes(_ text: String) -> [CellChange]? {
        var changes: [CellChange] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let learner = User.ID(parts[1]), changes.count < CellChange.limit else {
                return nil
            }
            changes.append(CellChange(column: parts[0], learner: learner, seen: parts[2], value: parts[3]))
        }
        return changes
    }
}
