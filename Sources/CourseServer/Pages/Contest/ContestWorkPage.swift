import Accounts
import Contest
import Courses
import Foundation
import Markup
import Media
import Storage

/// One task, or the work of one stage: what is asked, the form, what was sent so far.
struct ContestWorkPage {
    var visit: ContestVisit
    var desk: WorkDesk
    var stage: Stage
    /// Nil for the work of the stage itself.
    var task: ContestTask?
    var now: Date
    /// The version just sent.
    var sent: WorkVersion?
    var fields: FormFields?
    var refusal: String?

    private var target: WorkTarget { task.map { .task($0.id) } ?? .stage(stage.id) }
    var address: String { "/contests/\(desk.contest.id)\(target.path)" }
    private var versions: [WorkVersion] { desk.versions(of: target) }
    private var proof: TaskProof? { task.flatMap { desk.proofs[$0.id] } }
    private var extended: Date? { desk.extensions[stage.id] }

    func frame(_ t: Words) -> Frame {
        let text = task?.description ?? stage.description
        return Frame(
            title: task?.service ?? stage.title,
            crumbs: .to(
                visit.contest, t, Frame.Link(t["contestwork.title"], "/contests/\(desk.contest.id)/works")),
            content: """
                <div class="stack"><h1>\(task?.service ?? stage.title)</h1>
                <p class="muted">\(when: task != nil, "\(stage.title). ")\(t.due(of: stage, extendedTo: extended)) \(StagePhaseTag(stage: stage, extended: extended, now: now).html(t))</p>
                <p class="muted small">\(t.serverTime(now))</p></div>
                \(Parts.refusal(refusal))
                \(sent.map { Parts.done(t.text("contestwork.sent", ["number": "\($0.number)", "date": t.dateTime($0.sentAt)])) })
                \(named(t))
                \(when: !text.isEmpty, "<div class=\"prose\">\(HTML.markdown(text, t))</div>")
                \(state(t))
                \(form(t))
                \(history(t))
                """)
    }

    /// A file's name tells jurors whose work it is.
    private func named(_ t: Words) -> HTML {
        let names = (versions.last?.files ?? []).map(\.asset.name).filter { desk.name.isTold(by: $0) }
        guard !names.isEmpty, task == nil else { return .empty }
        return """
            <div class="note warn"><b>\(t["contestwork.name_told"])</b><p>\(t.text("contestwork.name_told_text", ["files": names.joined(separator: ", ")]))</p></div>
            """
    }

    private func state(_ t: Words) -> HTML {
        if let task, let activity = task.proof.activityID {
            return """
                <div class="stack"><p>\(ProofTag(task: task, proof: proof).html(t)) \(t["contestwork.by_course"])</p>
                <p><a class="btn\(when: proof == nil, " main")" href="/activities/\(activity.rawValue)">\(t["contestwork.to_activity"])</a></p></div>
                """
        }
        guard task != nil else {
            return desk.counting(in: stage).map {
                "<p>\(t.counting($0.version, percentOff: $0.percentOff))</p>" as HTML
            }
                ?? .empty
        }
        switch proof?.state {
        case .accepted: return "<div class=\"note ok\"><b>\(t["contestwork.is_accepted"])</b></div>"
        case .waiting: return "<div class=\"note\"><b>\(t["contestwork.is_waiting"])</b></div>"
        case .returned:
            return """
                <div class="note err"><b>\(t["contestwork.is_returned"])</b><p class="passage">\(proof?.comment ?? "")</p></div>
                """
        case nil: return .empty
        }
    }

    private func form(_ t: Words) -> HTML {
        if let task, task.proof.activityID != nil || proof?.state == .accepted { return .empty }
        if let closed = desk.refusal(in: stage, at: now), fields == nil {
            return "<p class=\"note\"><b>\(t.text(closed))</b></p>"
        }
        let last = versions.last
        let takesFiles = task == nil || task?.proof == .files
        let kept = fields.map { Set($0.all("keep")) }
        return """
            <section class="stack"><h2>\(versions.isEmpty ? t["contestwork.send_title"] : t["contestwork.send_again"])</h2>
            \(lateNote(t))
            <form method="post" action="\(address)" class="stack"\(when: takesFiles, " enctype=\"multipart/form-data\"")>
            <input type="hidden" name="key" value="\(fields?["key"] ?? Hashing.code(length: 20))">
            \(Parts.field("link", t["contestwork.link"], value: fields?["link"] ?? last?.link ?? "", type: "url", hint: t["contestwork.link_hint"]))
            \(Parts.area("text", task == nil ? t["contestwork.text"] : t["contestwork.comment"], value: fields?["text"] ?? last?.text ?? "", hint: t["authoring.markdown_hint"], rows: task == nil ? 10 : 4))
            \(when: takesFiles && last?.files.isEmpty == false, """
                <fieldset class="stack tight"><legend>\(t["contestwork.keep_files"])</legend>\((last?.files ?? []).map { file in
                    """
                    <label class="pick"><input type="checkbox" name="keep" value="\(file.id.rawValue)"\(when: kept?.contains("\(file.id)") ?? true, " checked")><span>\(file.asset.name)</span></label>

                    """ as HTML
                })</fieldset>
                """)
            \(when: takesFiles, ContestFilesField().html(t))
            \(Parts.button(t["contestwork.send"]))</form></section>
            """
    }

    private func lateNote(_ t: Words) -> HTML {
        guard let percent = stage.percentOff(sentAt: now, extendedTo: extended),
            !stage.isInTime(now, extendedTo: extended)
        else { return .empty }
        let inTime = versions.last { stage.isInTime($0.sentAt, extendedTo: extended) }
        let cost =
            task == nil && percent > 0 ? t.text("contestwork.late_costs", ["percent": t.percent(Double(percent))]) : nil
        return """
            <div class="note warn"><b>\(t["contestwork.late"])</b>\(cost.map { "<p>\($0)</p>" as HTML })\
            \(task == nil ? inTime.map { "<p>\(t.text("contestwork.in_time_counts", ["number": "\($0.number)"]))</p>" as HTML } : nil)</div>
            """
    }

    private func history(_ t: Words) -> HTML {
        guard !versions.isEmpty else { return .empty }
        let counting = task == nil ? desk.counting(in: stage)?.version.id : versions.last?.id
        return """
            <section class="stack" id="versions"><h2>\(t["contestwork.versions"])</h2>\(versions.reversed().map { version in
                """
                <details\(when: version.id == versions.last?.id, " open")><summary>\(t.text("contestwork.version", ["number": "\(version.number)", "date": t.dateTime(version.sentAt)]))\
                \(when: version.id == counting, " <span class=\"tag ok\">\(t["contestwork.counted"])</span>")\
                \(when: !stage.isInTime(version.sentAt, extendedTo: extended), " <span class=\"tag warn\">\(t["contestwork.sent_late"])</span>")</summary>
                \(WorkVersionBlock(version: version, contest: desk.contest.id, showsHash: true).html(t))</details>
                """ as HTML
            })</section>
            """
    }
}

/// A version's link, text and files, with the fingerprint of all that.
struct WorkVersionBlock {
    var version: WorkVersion
    var contest: Contest.ID
    /// For the entrant, who may one day have to show what was sent.
    var showsHash = false

    func html(_ t: Words) -> HTML {
        """
        <div class="stack tight">\(version.link.map { "<p><a href=\"\(url: $0)\" rel=\"noopener noreferrer nofollow\">\($0)</a></p>" as HTML })\
        \(when: !version.text.isEmpty, "<div class=\"prose\">\(HTML.markdown(version.text, t))</div>")\
        \(ContestFiles(files: version.files, base: "/contests/\(contest)/works/files").html(t))\
        \(when: showsHash, "<p class=\"small muted\">SHA-256 <code>\(version.hash)</code></p>")</div>
        """
    }
}

/// Files with their sizes.
struct ContestFiles {
    var files: [WorkFile]
    var base: String

    func html(_ t: Words) -> HTML {
        guard !files.isEmpty else { return .empty }
        return """
            <ul class="list">\(files.map { file in
                """
                <li><span class="grow"><a href="\(base)/\(file.id.rawValue)">\(file.asset.name)</a> <span class="muted small">\(t.fileSize(file.asset.size))</span></span></li>

                """ as HTML
            })</ul>
            """
    }
}

/// Several files at once.
struct ContestFilesField {
    func html(_ t: Words) -> HTML {
        """
        <div class="upload"><label for="file">\(t["contestwork.files"])</label>\
        <p class="hint" id="file-hint">\(t.plural("work.file_limits", count: WorkVersion.fileLimit, ["size": t.fileSize(WorkVersion.sizeLimit)]))</p>\
        <input id="file" name="file" type="file" multiple aria-describedby="file-hint"></div>
        """
    }
}

extension ContestTask.Proof {
    var activityID: Activity.ID? {
        if case .activity(let id) = self { id } else { nil }
    }
}
