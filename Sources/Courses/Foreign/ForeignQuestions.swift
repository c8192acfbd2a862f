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

/// A picture that a question shows beside its texts.
public struct ForeignPicture: Sendable {
    /// As the texts of the course folder address it.
    public var address: String
    /// Its first bytes, which tell its size.
    public var head: [UInt8]
}

/// A text or a picture of a question, by which Moodle keeps its files.
public struct MoodlePlace {
    /// The number of the question.
    public var question: String
    /// The file area: `questiontext`, `answer`, `bgimage`.
    public var area: String
    /// The number of what the area belongs to: the question, one of its answers or hints.
    public var item: String

    public init(question: String, area: String, item: String) {
        self.question = question
        self.area = area
        self.item = item
    }
}

/// Questions of a Moodle backup and what they are made of.
public struct MoodleQuestions {
    /// Gives a text its Markdown.
    public typealias Texts = (_ source: String, _ format: ForeignTextFormat, _ place: MoodlePlace) -> String
    public typealias Pictures = (_ place: MoodlePlace) -> ForeignPicture?

    /// `<question>` elements.
    public var asked: [XMLElement]
    /// Those that are asked inside of others, by their numbers.
    public var parts: [String: XMLElement]
    public var texts: Texts
    public var picture: Pictures

    public init(
        asked: [XMLElement], parts: [String: XMLElement] = [:], texts: @escaping Texts,
        picture: @escaping Pictures = { _ in nil }
    ) {
        self.asked = asked
        self.parts = parts
        self.texts = texts
        self.picture = picture
    }
}

/// Readers of questions. `Quizzes` stands above `Courses`, so they come in as closures.
public struct QuestionReaders: Sendable {
    /// Gives a text its Markdown; `owner` is the identifier of the question, whose files it shows.
    public typealias Texts = (_ source: String, _ format: ForeignTextFormat, _ owner: String) -> String

    public var moodle: @Sendable (MoodleQuestions) -> ForeignQuestions
    /// `<item>` elements of QTI 1.2.
    public var qti: @Sendable (_ items: [XMLElement], _ texts: @escaping Texts) -> ForeignQuestions
    /// `content.json` of an H5P exercise; `library` is its main library, `H5P.MultiChoice`.
    public var h5p: @Sendable (_ content: Data, _ library: String, _ texts: @escaping Texts) -> ForeignQuestions

    public init(
        moodle: @escaping @Sendable (MoodleQuestions) -> ForeignQuestions,
        qti: @escaping @Sendable ([XMLElement], @escaping Texts) -> ForeignQuestions,
        h5p: @escaping @Sendable (Data, String, @escaping Texts) -> ForeignQuestions
    ) {
        self.moodle = moodle
        self.qti = qti
        self.h5p = h5p
    }
}
