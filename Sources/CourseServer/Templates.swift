import Courses
import Documents
import Foundation
import Surveys
import Yams

/// The district's template of a course: a course folder to begin from, and what a course must have.
struct CourseTemplate: Sendable {
    var folder: CourseFolder
    var requirements: CourseRequirements

    static let district = Result { try CourseTemplate(path: Bundle.module.bundleURL.path + "/Templates/district") }

    init(path: String) throws {
        folder = CourseFolder(path: path)
        requirements = try CourseRequirements(
            yaml: try String(contentsOfFile: path + "/requirements.yaml", encoding: .utf8))
    }
}

/// A survey to begin from: questions, scales and how they are read.
struct SurveyTemplate: Sendable {
    /// The name of its file, by which it is chosen.
    var key: String
    var settings: SurveySettings
    var content: SurveyContent

    static let all = Result {
        let folder = Bundle.module.bundleURL.path + "/Templates/surveys"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try SurveyTemplate(path: folder + "/" + $0) }
    }

    /// Statements are numbered from one; a number below zero counts against its scale.
    private struct Outline: Decodable {
        var title: String
        var introduction: String
        var anonymous: Bool
        var direction: String
        var lowest: Int
        var answers: [String]
        var questions: String
        var scales: String
        var keys: [String: [Int]]
    }

    init(path: String) throws {
        key = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let outline = try YAMLDecoder().decode(Outline.self, from: String(contentsOfFile: path, encoding: .utf8))
        settings = SurveySettings(
            title: outline.title, introduction: outline.introduction, isAnonymous: outline.anonymous)
        content = SurveyContent(
            questions: try SurveyQuestion.questions(in: outline.questions),
            answers: try AnswerScale(text: outline.answers.joined(separator: "\n"), lowest: outline.lowest),
            direction: SurveyContent.Direction(rawValue: outline.direction) ?? .strength)
        let statements = content.statements
        content.scales = try Scale.scales(in: outline.scales).map { scale in
            var scale = scale
            scale.keys = (outline.keys[scale.name] ?? []).compactMap { number in
                guard statements.indices.contains(abs(number) - 1) else { return nil }
                return ScaleKey(question: statements[abs(number) - 1], isReversed: number < 0)
            }
            return scale
        }
    }
}

/// A paper to begin from: its text, and the letters its numbers begin with.
struct PaperTemplate: Sendable {
    /// The name of its file, by which it is chosen.
    var key: String
    var name: String
    var series: String
    var content: TemplateContent

    /// In the order of the kinds.
    static let all = Result {
        let kinds = Document.Kind.allCases
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try PaperTemplate(path: folder + "/" + $0) }
            .sorted { kinds.firstIndex(of: $0.content.kind)! < kinds.firstIndex(of: $1.content.kind)! }  // of all cases
    }

    static let printer = Result {
        DocumentPrinter(style: try String(contentsOfFile: folder + "/layout.css", encoding: .utf8))
    }

    private static let folder = Bundle.module.bundleURL.path + "/Templates/documents"

    private struct Outline: Decodable {
        var name: String
        var kind: Document.Kind
        var sheet: TemplateContent.Sheet
        var series: String
        var text: String
    }

    init(path: String) throws {
        key = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let outline = try YAMLDecoder().decode(Outline.self, from: String(contentsOfFile: path, encoding: .utf8))
        (name, series) = (outline.name, outline.series)
        content = try TemplateContent(kind: outline.kind, sheet: outline.sheet, text: outline.text).checked()
    }
}
