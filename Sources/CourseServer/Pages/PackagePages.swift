import Courses
import Foundation
import Markup
import Spaces
import Storage

/// A package on the page of its activity: what it holds, how far the learner is, the way in.
struct PackageBlock {
    var package: Package
    var activity: Activity.ID
    /// For a learner.
    var progress: PackageProgress?

    func html(_ t: Words) -> HTML {
        if package.launchable.count == 1, let item = package.launchable.first {
            let track = progress?.tracks[item.identifier]
            return """
                <div class="stack"><p><a class="btn main" href="\(address(item))">\(track == nil ? t["package.open"] : t["package.continue"])</a></p>\
                \(track.map { "<ul class=\"facts\"><li>\(t.state($0))</li>\(t.score($0).map { "<li>\($0)</li>" as HTML })</ul>" as HTML })\
                \(when: progress == nil, "<p class=\"muted small\">\(t["package.preview"])</p>")</div>
                """
        }
        return """
            <div class="stack">\(when: progress == nil, "<p class=\"muted small\">\(t["package.preview"])</p>")
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["package.contents"])"><table>
            <thead><tr><th scope="col">\(t["package.item"])</th><th scope="col">\(t["package.state"])</th>\
            <th scope="col" class="num">\(t["package.score"])</th></tr></thead>
            <tbody>\(package.items.map { row($0, t) })</tbody></table></div></div>
            """
    }

    private func row(_ item: Package.Item, _ t: Words) -> HTML {
        guard item.file != nil else { return "<tr><th scope=\"rowgroup\" colspan=\"3\">\(item.title)</th></tr>" }
        let track = progress?.tracks[item.identifier]
        return """
            <tr><td data-l="\(t["package.item"])"><a href="\(address(item))">\(item.title)</a></td>\
            <td data-l="\(t["package.state"])">\(track.map { t.state($0) } ?? t["package.not_started"])</td>\
            <td data-l="\(t["package.score"])" class="num">\(track.flatMap { t.score($0) } ?? "—")</td></tr>
            """
    }

    private func address(_ item: Package.Item) -> String {
        "/activities/\(activity)/player?item=\(item.identifier.queryEscaped)"
    }
}

extension Words {
    func state(_ track: PackageTrack) -> String {
        if track.isCompleted { return self["package.done"] }
        return track.isPassed == false ? self["package.failed"] : self["package.in_progress"]
    }

    func score(_ track: PackageTrack) -> String? {
        track.score.map { text("package.percent", ["percent": number(Double($0.rawValue) / 1_000)]) }
    }
}

/// The page around a running package.
struct PackagePlayerPage {
    var activity: Activity
    var course: Course
    var package: Package
    var item: Package.Item
    /// Opens the package's files to the frame.
    var pass: String
    /// For a learner; nobody else's work is kept.
    var progress: PackageProgress?

    private var base: String { "/activities/\(activity.id)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: item.title.isEmpty ? activity.title : item.title, section: .learning,
            crumbs: .to(activity, in: course), styles: ["css/package.css"],
            content: """
                <div class="stack">
                <h1>\(item.title.isEmpty ? activity.title : item.title)</h1>
                \(when: progress == nil, "<p class=\"note\">\(t["package.preview"])</p>")
                \(when: package.launchable.count > 1, menu(t))
                <package-player data-channel="\(pass)" data-item="\(item.identifier)"\
                \(attribute: "data-tracking", progress == nil ? nil : base + "/tracking")\
                 data-words="\(t.json(["saved": "package.saved", "failed": "package.save_failed", "refused": "package.refused", "done": "package.done"]))">\
                <iframe title="\(t.text("package.frame", ["title": item.title.isEmpty ? activity.title : item.title]))" \
                sandbox="allow-scripts allow-forms allow-modals allow-popups" referrerpolicy="no-referrer" \
                allow="fullscreen; autoplay" src="\(source)"></iframe>\
                <p class="small muted" role="status"></p></package-player>
                <noscript><p class="note warn">\(t["package.no_script"])</p></noscript>
                <p><a class="btn" href="\(base)">\(t["package.leave"])</a></p>
                </div>
                """)
    }

    private var source: String {
        let path = (item.file ?? "").split(separator: "/").map {
            String($0).addingPercentEncoding(withAllowedCharacters: Self.allowed) ?? ""
        }.joined(separator: "/")
        return "/run/\(pass)/files/\(path)\(item.query)"
    }

    private static let allowed = CharacterSet.alphanumerics.intersection(
        CharacterSet(charactersIn: "\u{21}"..."\u{7E}")
    )
    .union(CharacterSet(charactersIn: "-_.~"))

    private func menu(_ t: Words) -> HTML {
        """
        <details><summary>\(t["package.contents"])</summary><ol class="toc">\(package.items.map { entry in
            guard entry.file != nil else { return "<li><b>\(entry.title)</b></li>" }
            let isCurrent = entry.identifier == item.identifier
            let isDone = progress?.tracks[entry.identifier]?.isCompleted == true
            return """
                <li data-state="\(isDone ? "done" : isCurrent ? "current" : "open")">\
                <a href="\(base)/player?item=\(entry.identifier.queryEscaped)"\(when: isCurrent, " aria-current=\"page\"")>\(entry.title)\
                \(when: isDone, "<span class=\"vh\">, \(t["package.done"])</span>")</a></li>
                """ as HTML
        })</ol></details>
        """
    }
}
