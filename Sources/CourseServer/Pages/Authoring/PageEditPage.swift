import Accounts
import Courses
import Markup
import Storage

/// The form of a page: two fields, an editor around the second. With no activity, of a new page.
struct PageEditPage {
    var course: Course
    var activity: Activity?
    /// Where a new page goes.
    var action = ""
    var others: [DraftOfAnother] = []
    var fields = FormFields()
    var draft: PageDraft?
    /// What learners read.
    var published = ""
    /// The draft began from an older version than the one learners read.
    var isBehind = false
    var refusal: String?
    /// The text somebody else, or another window, saved meanwhile; ours stands in the form.
    var theirs: String?

    init(course: Course, activity: Activity, others: [DraftOfAnother] = []) {
        self.course = course
        self.activity = activity
        self.others = others
        action = "/activities/\(activity.id)/edit"
    }

    init(course: Course, newIn module: Module.ID, fields: FormFields, refusal: String?) {
        self.course = course
        self.fields = fields
        self.refusal = refusal
        action = "/modules/\(module)/page"
    }

    /// Shows both texts; the next saving puts ours in the place of theirs.
    mutating func merge(with theirs: String, version: Int, revision: Int? = nil) {
        self.theirs = theirs
        fields = FormFields(pairs: [
            ("title", fields["title"] ?? ""), ("text", fields["text"] ?? ""), ("version", "\(version)"),
            ("revision", revision.map { "\($0)" } ?? fields["revision"] ?? "0"),
        ])
    }

    func frame(_ t: Words) -> Frame {
        let title =
            activity == nil
            ? t.text("authoring.new", ["kind": t.kind(.page)]) : t.text("authoring.edit_of", ["kind": t.kind(.page)])
        return Frame(
            title: title, section: .teaching,
            crumbs: .editing(course, t),
            styles: ["css/authoring.css"],
            content: """
                <h1>\(title)</h1>
                \(Parts.refusal(refusal, field: theirs == nil ? "title" : "text"))
                \(theirs.map { mergeView($0, t) })\(notes(t))
                <form method="post" action="\(action)" class="stack">
                \(Parts.field("title", t["authoring.title"], value: fields["title"] ?? ""))
                \(editor(t))
                <div class="bar">\(buttons(t))</div>
                </form>
                \(activity.map { links($0, t) })
                """)
    }

    private func notes(_ t: Words) -> HTML {
        """
        \(when: draft != nil && theirs == nil, draftNote(t))\
        \(others.map { other in
            """
            <p class="note">\(t.text("page.draft_of", ["name": other.author.full, "time": t.dateTime(other.savedAt)]))</p>
            """ as HTML
        })
        """
    }

    private func draftNote(_ t: Words) -> HTML {
        guard let draft, let activity else { return .empty }
        return """
            <div class="note\(isBehind ? " warn" : "")"><p>\(isBehind ? t.text("page.draft_behind", ["time": t.dateTime(draft.savedAt)]) : t.text("page.draft_yours", ["time": t.dateTime(draft.savedAt)]))</p>\
            \(when: isBehind, DiffView(diff: TextDiff(from: published, to: draft.markdown)).html(t))\
            \(Parts.action(t["page.draft_discard"], to: "/activities/\(activity.id.rawValue)/draft/removal", "quiet small", confirm: t["page.draft_discard_ask"]))</div>
            """
    }

    private func mergeView(_ theirs: String, _ t: Words) -> HTML {
        """
        <section class="stack" id="merge"><h2>\(t["page.merge"])</h2><p class="muted">\(t["page.merge_hint"])</p>
        \(DiffView(diff: TextDiff(from: theirs, to: fields["text"] ?? "")).html(t))
        <details><summary>\(t["authoring.theirs"])</summary><pre tabindex="0">\(theirs)</pre></details></section>
        """
    }

    private func editor(_ t: Words) -> HTML {
        let version = fields["version"] ?? "0"
        let revision = fields["revision"] ?? "0"
        return """
            <input type="hidden" name="version" value="\(version)"><input type="hidden" name="revision" value="\(revision)">
            <page-editor data-preview="/preview" data-files="/courses/\(course.id.rawValue)/files"\
            \(attribute: "data-save", activity.map { "/activities/\($0.id.rawValue)/draft" })\
            \(when: theirs != nil, " data-merging") data-words="\(Self.words(t))">\
            <markdown-editor data-preview="/preview" data-draft="\(action)" data-version="\(version).\(revision)" data-words="\(ActivityFormPage.editorWords(t))">\
            <div class="stack tight"><label for="text">\(t["authoring.text"])</label><p class="hint" id="text-hint">\(t["authoring.markdown_hint"])</p>\
            <textarea id="text" name="text" rows="18" aria-describedby="text-hint">
            \(fields["text"] ?? "")</textarea></div></markdown-editor></page-editor>
            """
    }

    private func buttons(_ t: Words) -> HTML {
        guard let activity else { return "<button class=\"main\">\(t["authoring.add_it"])</button>" }
        return """
            <button class="main">\(t["page.publish"])</button>\
            <button formaction="/activities/\(activity.id.rawValue)/draft" data-keep>\(t["page.keep_draft"])</button>\
            <span class="saved" role="status" hidden></span>
            """
    }

    private func links(_ activity: Activity, _ t: Words) -> HTML {
        """
        <p class="row small"><a href="/activities/\(activity.id.rawValue)">\(t["page.as_learner"])</a>\
        <a href="/activities/\(activity.id.rawValue)/history">\(t["history.link"])</a></p>
        """
    }

    private static func words(_ t: Words) -> String {
        t.json([
            "tools": "visual.tools", "bold": "visual.bold", "italic": "visual.italic", "strike": "visual.strike",
            "code": "visual.code", "paragraph": "visual.paragraph", "heading2": "visual.heading2",
            "heading3": "visual.heading3", "bullets": "visual.bullets", "numbers": "visual.numbers",
            "quote": "visual.quote", "callout": "visual.callout", "note": "visual.note", "tip": "visual.tip",
            "important": "visual.important", "warning": "visual.warning", "table": "visual.table",
            "row": "visual.row", "column": "visual.column", "row_less": "visual.row_less",
            "column_less": "visual.column_less", "table_less": "visual.table_less", "link": "visual.link",
            "unlink": "visual.unlink", "picture": "visual.picture", "video": "visual.video",
            "video_known": "visual.video_known", "video_new": "visual.video_new",
            "formula": "visual.formula", "rule": "visual.rule", "undo": "visual.undo", "redo": "visual.redo",
            "visual": "visual.visual", "markdown": "visual.markdown", "text": "visual.text",
            "insert": "visual.insert", "cancel": "visual.cancel", "address": "visual.address",
            "address_words": "visual.address_words", "file": "visual.file", "alt": "visual.alt",
            "alt_hint": "visual.alt_hint", "alt_missing": "visual.alt_missing", "tex": "visual.tex",
            "tex_hint": "visual.tex_hint", "tex_bad": "visual.tex_bad", "displayed": "visual.displayed",
            "uploading": "visual.uploading", "upload_failed": "visual.upload_failed", "saving": "visual.saving",
            "saved": "visual.saved", "offline": "visual.offline", "verbatim": "visual.verbatim",
            "style": "visual.style", "kind": "visual.kind", "change": "visual.change", "compare": "visual.compare",
            "drop": "visual.drop",
        ])
    }
}

/// Two texts as one, with what went and what came.
struct DiffView {
    var diff: TextDiff

    func html(_ t: Words) -> HTML {
        guard diff.hasChanges else { return "<p class=\"muted\">\(t["diff.none"])</p>" }
        return """
            <div class="diff" tabindex="0" role="region" aria-label="\(t["diff.label"])">\(stretches.map { stretch($0, t) })</div>
            """
    }

    private enum Stretch {
        case lines(ArraySlice<TextDiff.Line>)
        case same(Int)
    }

    /// Lines far from any change are counted rather than shown.
    private var stretches: [Stretch] {
        let near = 2
        var shown = [Bool](repeating: false, count: diff.lines.count)
        for (place, line) in diff.lines.enumerated() where line.change != .same {
            for index in max(0, place - near)...min(diff.lines.count - 1, place + near) { shown[index] = true }
        }
        var stretches: [Stretch] = []
        var index = 0
        while index < shown.count {
            let end = shown[index...].firstIndex { $0 != shown[index] } ?? shown.count
            stretches.append(shown[index] ? .lines(diff.lines[index..<end]) : .same(end - index))
            index = end
        }
        return stretches
    }

    private func stretch(_ stretch: Stretch, _ t: Words) -> HTML {
        switch stretch {
        case .same(let count): "<p class=\"small muted\">\(t.plural("diff.same", count: count))</p>"
        case .lines(let lines): HTML(parts: lines.map { line($0, t) })
        }
    }

    private func line(_ line: TextDiff.Line, _ t: Words) -> HTML {
        switch line.change {
        case .same: "<p>\(line.pieces.map { HTML(text: $0.text) })</p>"
        case .removed:
            """
            <p class="gone"><span class="vh">\(t["diff.removed"]): </span>\(
                line.pieces.map { $0.change == .removed ? "<del>\($0.text)</del>" : HTML(text: $0.text) })</p>
            """
        case .added:
            """
            <p class="come"><span class="vh">\(t["diff.added"]): </span>\(
                line.pieces.map { $0.change == .added ? "<ins>\($0.text)</ins>" : HTML(text: $0.text) })</p>
            """
        }
    }
}
