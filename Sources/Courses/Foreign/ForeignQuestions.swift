public import Foundation
public import Markup

/// Questions of another format, as a quiz of a course folder keeps them.
public struct ForeignQuestions: Sendable {
    public var text: CourseExport.QuestionText
    /// How many of each kind.
    public var kinds: [String: Int]
    public var losses: [TransferReport.Loss]

    public init(text: CourseExport.QuestionText, kinds: [String: Int] = [:], losses: [TransferReport.Loss] = []) {
        self.text = text
        self.kinds = kinds
        self.losses = losses
    }

    public var count: Int { kinds.values.reduce(0, +) }
}

/// How a text of another system is to be read.
public enum ForeignTextFormat: Sendable { case html, plain, markdown }

/// Readers of questions. `Quizzes` stands above `Courses`, so they come in as closures.
public struct QuestionReaders: Sendable {
    /// Gives a text its Markdown; `owner` is the identifier of the question, whose files it shows.
    public typealias Texts = (_ source: String, _ format: ForeignTextFormat, _ owner: String) -> String

    /// `<question>` elements of a Moodle backup.
    public var moodle: @Sendable (_ questions: [XMLElement], _ texts: @escaping Texts) -> ForeignQuestions
    /// `<item>` elements of QTI 1.2.
    public var qti: @Sendable (_ items: [XMLElement], _ texts: @escaping Texts) -> ForeignQuestions
    /// `content.json` of an H5P exercise; `library` is its main library, `H5P.MultiChoice`.
    public var h5p: @Sendable (_ content: Data, _ library: String, _ texts: @escaping Texts) -> ForeignQuestions

    public init(
        moodle: @escaping @Sendable ([XMLElement], @escaping Texts) -> ForeignQuestions,
        qti: @escaping @Sendable ([XMLElement], @escaping Texts) -> ForeignQuestions,
        h5p: @escaping @Sendable (Data, String, @escaping Texts) -> ForeignQuestions
    ) {
        self.moodle = moodle
        self.qti = qti
        self.h5p = h5p
    }
}
