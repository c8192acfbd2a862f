import Courses
import Markup
import Storage

/// What one gets, and how large it is, before it is on its way.
struct ModuleDownloadPage {
    /// Without video.
    var pack: ModulePack

    func frame(_ t: Words) -> Frame {
        let module = pack.materials.module
        return Frame(
            title: t.text("download.title", ["module": module.title]), section: .learning,
            crumbs: .to(pack.course),
            content: """
                <div class="stack"><h1>\(t.text("download.title", ["module": module.title]))</h1>
                <p class="prose">\(t["download.lead"])</p>
                <form action="/modules/\(module.id.rawValue)/module.zip" class="stack">
                \(when: pack.videoSize > 0, """
                    <label class="pick"><input type="checkbox" name="video" value="yes"><span>\(
                        t.text("download.with_video", ["size": t.fileSize(pack.videoSize)]))</span></label>
                    """)
                <p><button class="main">\(t.text("download.submit", ["size": t.fileSize(pack.size)]))</button></p></form>
                <p class="muted small prose">\(t["download.hint"])</p></div>
                """)
    }
}
