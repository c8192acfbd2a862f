import Courses
import Foundation
import Markup
import Media
import Quizzes
import Storage

/// A module as a folder that opens without a server: pages with plain links, the files they show, one style sheet.
struct ModulePack {
    var materials: ModuleMaterials
    /// The exercises among the activities.
    var exercises: [Activity.ID: Exercise]
    var course: Course
    /// Where the site is, for what cannot be taken along: `https://belovo.example`.
    var site: String
    var withVideo: Bool

    /// Texts by the names of their files.
    private(set) var pages: [(name: String, html: HTML)] = []
    /// Files by the names they have in the folder.
    private(set) var files: [String: Asset] = [:]

    init(
        materials: ModuleMaterials, exercises: [Activity.ID: Exercise], course: Course, site: String, withVideo: Bool,
        _ t: Words
    ) {
        self.materials = materials
        self.exercises = exercises
        self.course = course
        self.site = site
        self.withVideo = withVideo
        let bodies = materials.activities.map { body(of: $0, t) }
        pages = [("index.html", page(title: materials.module.title, content: contents(t), t))]
        for (place, activity) in materials.activities.enumerated() {
            let content: HTML = "<article>\(bodies[place])</article>\(way(from: place, t))"
            pages.append((Self.name(place), page(title: activity.activity.title, content: content, t)))
        }
    }

    /// Bytes before packing.
    var size: Int { files.values.reduce(0) { $0 + $1.size } + pages.reduce(0) { $0 + $1.html.bytes.count } }

    /// Bytes of the module's videos, taken along or not.
    var videoSize: Int {
        let films = exercises.values.compactMap { $0.settings.media.flatMap { materials.files[$0] } }
        return films.filter(\.type.isVideo).reduce(0) { $0 + $1.size }
            + materials.activities.reduce(0) { sum, activity in
                if case .video(let video) = activity.body { sum + video.asset.size } else { sum }
            }
    }

    private static func name(_ place: Int) -> String { "step-\(place < 9 ? "0" : "")\(place + 1).html" }

    /// The file's place in the folder; its own name, in whatever alphabet, stands beside the link.
    private mutating func take(_ asset: Asset) -> String {
        let ending = (asset.name as NSString).pathExtension.lowercased()
        let isPlain =
            (1...8).contains(ending.utf8.count) && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let name = "files/\(asset.id)" + (isPlain ? ".\(ending)" : "")
        files[name] = asset
        return name
    }

    private mutating func body(of open: OpenActivity, _ t: Words) -> HTML {
        let address = "\(site)/activities/\(open.activity.id)"
        switch open.body {
        case .page(let page): return "\(SafeHTML(stored: settled(page.html.string)))"
        case .link(let link): return "<p><a href=\"\(url: link)\">\(link)</a></p>"
        case .file(let asset):
            return "<p><a href=\"\(take(asset))\">\(asset.name)</a> (\(t.fileSize(asset.size)))</p>"
        case .video(let video):
            guard withVideo else {
                return """
                    <p>\(t.text("download.video_left", ["size": t.fileSize(video.asset.size)])) <a href="\(address)">\(t["download.on_site"])</a></p>
                    """
            }
            let (file, poster) = (take(video.asset), video.poster.map { take($0) })
            let captions = video.captions.map { take($0) }
            return """
                <video controls preload="metadata" src="\(file)"\(attribute: "poster", poster)>\(captions.map { file in
                    """
                    <track kind="captions" src="\(file)" srclang="\(video.captionsLanguage ?? "ru")" label="\(t["video.captions"])">
                    """ as HTML
                })</video>
                """
        case .exercise(let page):
            let text = settled(page.html.string)
            guard let exercise = exercises[open.activity.id] else {
                return "\(SafeHTML(stored: text))\(left(address, t))"
            }
            return "\(SafeHTML(stored: text))\(sheet(exercise, t))\(left(address, t, exercise))"
        case .assignment(let page), .poll(let page):
            return "\(SafeHTML(stored: settled(page.html.string)))\(left(address, t))"
        case .quiz, .package: return left(address, t)
        }
    }

    /// What is done on the site.
    private func left(_ address: String, _ t: Words, _ exercise: Exercise? = nil) -> HTML {
        let text =
            exercise == nil
            ? t["download.quiz_left"]
            : exercise?.kind == .cards ? t["download.cards_left"] : t["download.exercise_left"]
        return "<p>\(text) <a href=\"\(address)\">\(t["download.on_site"])</a></p>"
    }

    /// The exercise to be solved on paper, its pictures and its recording taken along.
    private mutating func sheet(_ exercise: Exercise, _ t: Words) -> HTML {
        var taken: [String: String] = [:]
        for picture in exercise.content.pictures { taken[picture] = place(of: picture) }
        var player = HTML.empty
        if let media = exercise.settings.media, let asset = materials.files[media] {
            if asset.type.isAudio {
                player = "<audio controls preload=\"metadata\" src=\"\(take(asset))\"></audio>\n"
            } else if withVideo {
                player = "<video controls preload=\"metadata\" src=\"\(take(asset))\"></video>\n"
            } else {
                player = "<p>\(t.text("download.video_left", ["size": t.fileSize(asset.size)]))</p>\n"
            }
        }
        let sheet = ExerciseSheet(exercise: exercise, address: { [taken] in taken[$0] }, isPaper: false)
        return "\(player)\(sheet.html(t))"
    }

    /// Where a file of the course lies in the folder, nil when it is not taken along.
    private mutating func place(of address: String) -> String? {
        let parts = address.split(separator: "/")
        guard parts.count == 3, parts[0] == "media", let id = Asset.ID(String(parts[1])),
            let asset = materials.files[id],
            withVideo || !asset.type.isVideo
        else { return nil }
        return take(asset)
    }

    /// Addresses of the course's own files lead into the folder, other links of the site to the site. Of a picture that
    /// cannot be taken along its alternative text stays: a pack loads nothing from elsewhere.
    private mutating func settled(_ html: String) -> String {
        html.replacing(/(src|href|poster)="(\/[^"]*)"/) { match in
            if let place = place(of: String(match.2)) { return "\(match.1)=\"\(place)\"" }
            return match.1 == "href" ? "href=\"\(site)\(match.2)\"" : "\(match.1)=\"files/absent\""
        }
    }

    private func contents(_ t: Words) -> HTML {
        """
        <p>\(course.title)</p>
        \(when: !materials.module.summary.isEmpty, "<p>\(materials.module.summary)</p>")
        <ol>\(materials.activities.enumerated().map { place, open in
            "<li><a href=\"\(Self.name(place))\">\(open.activity.title)</a> <small>\(t.kind(open.activity.kind))</small></li>" as HTML
        })</ol>
        <p><a href="\(site)/courses/\(course.id.rawValue)">\(t["download.on_site"])</a></p>
        """
    }

    private func way(from place: Int, _ t: Words) -> HTML {
        """
        <nav>\(when: place > 0, "<a href=\"\(Self.name(place - 1))\">\(t["activity.previous"])</a> ")\
        <a href="index.html">\(t["course.contents"])</a>\
        \(when: place + 1 < materials.activities.count, " <a href=\"\(Self.name(place + 1))\">\(t["activity.next"])</a>")</nav>
        """
    }

    private func page(title: String, content: HTML, _ t: Words) -> HTML {
        """
        <!doctype html>
        <html lang="\(t.language.rawValue)">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) — \(materials.module.title)</title><link rel="stylesheet" href="style.css"></head>
        <body><main><h1>\(title)</h1>
        \(content)</main></body>
        </html>
        """
    }
}

extension ModulePack {
    /// Puts the pack into `folder`, which must be new. Files are linked, not copied: packing reads them where they are.
    func write(to folder: String, style: [UInt8], path: (Asset) -> String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
        try Data(style).write(to: URL(fileURLWithPath: folder + "/style.css"))
        for (name, html) in pages { try Data(html.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
        for (name, asset) in files {
            let source = URL(fileURLWithPath: path(asset)).absoluteURL.path
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: source)
        }
    }

    var names: [String] { ["style.css"] + pages.map(\.name) + files.keys }
}
