import Courses
import Markup
import Media
import Spaces
import Storage

/// The files of a course with what to write to show them on a page: the way without script.
struct FilesPage {
    static let length = 50

    var course: Course
    var access: Access
    var assets: [Asset]
    var hasMore: Bool
    var added: Asset.ID?
    var refusal: String?

    private var base: String { "/courses/\(course.id.rawValue)/files" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["files.title"], section: .teaching,
            crumbs: .editing(course, t),
            content: """
                <div class="stack"><h1>\(t["files.title"])</h1><p class="muted">\(t["files.lead"])</p></div>
                \(Parts.refusal(refusal, field: "file"))
                <form method="post" action="\(base)" enctype="multipart/form-data" class="stack">\
                \(Parts.file("file", t["files.file"], accept: nil, hint: t["files.hint"]))\
                <label class="pick"><input type="checkbox" name="original" value="yes"><span>\(t["files.original"])</span></label>\
                \(Parts.button(t["files.add"]))</form>
                \(assets.isEmpty ? "<div class=\"empty\"><p>\(t["files.empty"])</p></div>" as HTML : list(t))
                \(when: hasMore, "<p><a class=\"btn\" href=\"\(base)?before=\(assets.last?.id.rawValue ?? 0)\">\(t["files.older"])</a></p>")
                """)
    }

    private func list(_ t: Words) -> HTML {
        """
        <ul class="list">\(
            assets.map { asset in
                """
                <li\(when: asset.id == added, " class=\"new\"")><div class="grow stack tight"><a href="\(asset.path)">\(asset.name)</a>\
                <code>\(markdown(asset, t))</code></div><span class="small muted">\(t.fileSize(asset.size))</span></li>
                """ as HTML
            })</ul>
        """
    }

    private func markdown(_ asset: Asset, _ t: Words) -> String {
        asset.type.isPicture || asset.type.isVideo
            ? "![\(t["files.alt"])](\(asset.path))" : "[\(asset.name)](\(asset.path))"
    }
}
