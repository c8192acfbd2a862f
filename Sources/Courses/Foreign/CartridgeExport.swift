import Archives
import Foundation
import Markup

/// Writes courses as Common Cartridges 1.3, by way of their folders: what a folder holds, a cartridge gets.
///
/// Pages become web content, quizzes QTI 1.2. What the cartridge's profile has no question for, matching, numbers and
/// plain texts, is written as Canvas writes it beside its cartridges. A SCORM package goes along as a packed file.
public struct CartridgeExport: Sendable {
    /// A quiz's file of questions as a QTI document with the title and settings of its outline.
    public typealias QuizWriter = @Sendable (_ outline: QuizOutline, _ questions: [UInt8]) throws -> String

    let courseExport: CourseExport
    let writeQuiz: QuizWriter

    public init(courseExport: CourseExport, writeQuiz: @escaping QuizWriter) {
        self.courseExport = courseExport
        self.writeQuiz = writeQuiz
    }

    /// Writes the course as one file at `path`. Throws `NoRow` when there is no such course.
    public func write(_ id: Course.ID, to path: String) async throws {
        let work = NSTemporaryDirectory() + "cartridge-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: work) }
        let source = CourseFolder(path: work + "/course")
        try await courseExport.write(id, to: source)
        var writer = CartridgeWriter(
            source: source, target: CourseFolder(path: work + "/cartridge"), writeQuiz: writeQuiz)
        try writer.write()
        try Archive.pack(FolderBuilder.files(in: writer.target.path), of: writer.target.path, to: path)
    }
}

private struct CartridgeWriter {
    let source: CourseFolder
    let target: CourseFolder
    let writeQuiz: CartridgeExport.QuizWriter
    private var items = ""
    private var resources = ""
    private var number = 0
    private var media: Set<String> = []

    init(source: CourseFolder, target: CourseFolder, writeQuiz: @escaping CartridgeExport.QuizWriter) {
        self.source = source
        self.target = target
        self.writeQuiz = writeQuiz
    }

    mutating func write() throws {
        let outline = try source.outline()
        for (place, module) in outline.modules.enumerated() {
            items += "<item identifier=\"module_\(place + 1)\"><title>\(escaped(module.title))</title>\n"
            for step in module.activities { try write(step.activity) }
            items += "</item>\n"
        }
        try target.write(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <manifest identifier="course" xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" \
            xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest">
            <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion>
            <lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>\(escaped(outline.title))</lomimscc:string>\
            </lomimscc:title></lomimscc:general></lomimscc:lom></metadata>
            <organizations><organization identifier="organisation" structure="rooted-hierarchy">
            <item identifier="root">
            \(items)</item></organization></organizations>
            <resources>
            \(resources)</resources>
            </manifest>

            """, to: ContentManifest.fileName)
    }

    private mutating func write(_ activity: ActivityOutline) throws {
        switch activity {
        case .page(let page): try writePage(page)
        case .file(let file): addFile(try copy(file.file), titled: file.title)
        case .video(let video): addFile(try copy(video.file), titled: video.title)
        case .link(let link):
            let name = "links/\(next()).xml"
            try target.write(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"><title>\(escaped(link.title))</title>\
                <url href="\(escaped(link.url))" target="_blank"/></webLink>

                """, to: name)
            add(name, type: "imswl_xmlv1p3", titled: link.title)
        case .quiz(let quiz):
            let name = "quizzes/\(next()).xml"
            let document = try writeQuiz(quiz, try source.bytes(quiz.file))
            for address in links(in: document) { _ = try? copy(address) }
            try target.write(document, to: name)
            add(name, type: "imsqti_xmlv1p2/imscc_xmlv1p3/assessment", titled: quiz.title)
        // A cartridge has no place for what is handed in: what is to be done goes along as a page.
        case .assignment(let work): try writePage(FileOutline(title: work.title, file: work.file))
        case .poll(let poll): try writePage(FileOutline(title: poll.title, file: poll.file))
        case .exercise(let exercise):
            if let file = exercise.file { try writePage(FileOutline(title: exercise.title, file: file)) }
        case .package(let package):
            let name = "packages/\(next()).zip"
            let folder = source.path + "/" + package.folder
            try FileManager.default.createDirectory(
                atPath: target.path + "/packages", withIntermediateDirectories: true)
            try Archive.pack(FolderBuilder.files(in: folder), of: folder, to: target.path + "/" + name)
            addFile(name, titled: package.title)
        }
    }

    private mutating func writePage(_ page: FileOutline) throws {
        let markdown = try source.text(page.file)
        for file in PageLinks(page: page.file).files(in: markdown, of: source) { _ = try copy(file) }
        let name = "pages/\(next()).html"
        try target.write(
            """
            <!DOCTYPE html>
            <html><head><meta charset="utf-8"><title>\(escaped(page.title))</title></head>
            <body>
            \(try Markdown.portable(markdown))
            </body></html>

            """, to: name)
        add(name, type: "webcontent", titled: page.title)
    }

    /// Places of the media that a document of texts shows.
    private func links(in document: String) -> [String] {
        document.matches(of: /\.\.\/(media\/[^"&<> )]+)/).map { String($0.1) }
    }

    /// Copies a file of the folder to the same place of the cartridge, once.
    private mutating func copy(_ name: String) throws -> String {
        guard media.insert(name).inserted else { return name }
        try target.copy(try source.existing(name), to: name)
        resources +=
            "<resource identifier=\"file_\(media.count)\" type=\"webcontent\" href=\"\(address(name))\"><file href=\"\(address(name))\"/></resource>\n"
        return name
    }

    private mutating func next() -> Int {
        number += 1
        return number
    }

    /// Lists a file as a resource and an item of the open module.
    private mutating func add(_ name: String, type: String, titled title: String) {
        resources +=
            "<resource identifier=\"resource_\(number)\" type=\"\(type)\" href=\"\(address(name))\"><file href=\"\(address(name))\"/></resource>\n"
        items +=
            "<item identifier=\"item_\(number)\" identifierref=\"resource_\(number)\"><title>\(escaped(title))</title></item>\n"
    }

    private mutating func addFile(_ name: String, titled title: String) {
        number += 1
        add(name, type: "webcontent", titled: title)
    }

    private func escaped(_ text: String) -> String { HTML(text: text).description }

    private func address(_ name: String) -> String {
        escaped(
            name.split(separator: "/").map {
                String($0).addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
            }
            .joined(separator: "/"))
    }
}
