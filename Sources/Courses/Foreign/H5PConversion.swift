import Foundation
import Markup

/// An H5P package: its questions come in where we have their kinds, the rest stays a file to download. Its program is
/// not run here.
enum H5PConversion {
    private struct Card: Decodable {
        var title: String?
        var mainLibrary: String?
        var language: String?
    }

    static func convert(
        _ folder: String, original: String, builder: FolderBuilder, readers: QuestionReaders
    ) throws -> FolderBuilder {
        var builder = builder
        guard let data = FileManager.default.contents(atPath: folder + "/h5p.json") else {
            throw TransferRefusal.partMissing("h5p.json")
        }
        guard let card = try? JSONDecoder().decode(Card.self, from: data), let library = card.mainLibrary else {
            throw TransferRefusal.malformed(file: "h5p.json", line: 1)
        }
        guard let content = FileManager.default.contents(atPath: folder + "/content/content.json") else {
            throw TransferRefusal.partMissing("content/content.json")
        }
        guard (try? JSONSerialization.jsonObject(with: content, options: [.fragmentsAllowed])) != nil else {
            throw TransferRefusal.malformed(file: "content/content.json", line: 1)
        }
        let title = card.title ?? builder.report.title
        builder.report.title = title
        builder.report.version = library
        builder.report.source[library] = 1
        builder.beginModule(title)
        var inner = builder
        let questions = readers.h5p(content, library) { source, format, _ in
            switch format {
            case .plain: MarkdownWords.paragraphs(source)
            case .markdown: source
            case .html: (try? inner.markdown(source, of: title) { _ in .asWritten }) ?? ""
            }
        }
        builder = inner
        if questions.count > 0 { try builder.addQuiz(QuizOutline(title: title, file: ""), questions) }
        builder.report.losses += questions.losses
        if questions.count == 0 || !questions.losses.isEmpty {
            try builder.addFile(title, original, named: title + ".h5p")
            builder.lose(.keptAsFile, title, detail: library)
        }
        return builder
    }
}
