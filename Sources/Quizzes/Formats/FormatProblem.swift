/// A question as it stands in a file.
public struct ReadQuestion: Equatable, Sendable {
    /// The line the question starts on, from 1.
    public var line: Int
    public var question: Question

    public init(line: Int, question: Question) {
        self.line = line
        self.question = question
    }
}

/// What a file of questions held: every block of answers in it is either a question here or a problem with `lost` set.
public struct QuestionFile: Equatable, Sendable {
    public var questions: [ReadQuestion]
    /// In the order of their lines.
    public var problems: [FormatProblem]

    public init(questions: [ReadQuestion], problems: [FormatProblem]) {
        self.questions = questions
        self.problems = problems
    }
}

/// Something in a file the author should know about.
public struct FormatProblem: Equatable, Sendable {
    /// Counted from 1.
    public var line: Int
    public var kind: Kind
    /// Whether a question of the file did not come through. Otherwise it did, and the author should look at it.
    public var lost: Bool

    public init(line: Int, kind: Kind, lost: Bool) {
        self.line = line
        self.kind = kind
        self.lost = lost
    }

    /// What happened. The texts quoted are cut to a few dozen characters.
    public enum Kind: Equatable, Sendable {
        /// `{` without its `}`.
        case unclosedBrace
        /// `}` without its `{`.
        case unopenedBrace
        /// Braces inside answers, not escaped; they were taken as text.
        case bracesTakenAsText
        /// More than one block of answers in one question.
        case severalAnswerBlocks(count: Int)
        /// Gaps of the Cloze format, `{1:SHORTANSWER:=…}`.
        case embeddedAnswers(count: Int)
        /// An ordering question, `{>…}`.
        case ordering
        case notANumber(String)
        case noNumbers
        /// An item of a matching question without `->`.
        case noArrow(String)
        /// A matching question without a row to match.
        case noPairs
        case emptyOptionDropped
        /// One option to choose from, or one pair to match: too few for a question.
        case tooFewAnswers(count: Int)
        /// No option gives a full or partial mark.
        case noRightAnswer
        /// A weight outside −100…100 % was brought to the nearest bound.
        case weightOutOfRange(String)
        /// A question began without a blank line before it.
        case missingBlankLine
        /// Characters after the answers that are not a text, as `";`.
        case trailingCharactersDropped(String)
        /// A block of answers stood apart from its question, after a blank line.
        case answersApart
        /// Lines that look like answers stand in a text without braces.
        case answersWithoutBraces
        /// Answers to a question without a text.
        case noStem
        case encodingGuessed(TextEncoding)
        /// Bytes that are no character of UTF-8.
        case brokenCharacters(count: Int)
    }
}

/// Why a file was not read at all.
public enum FormatRefusal: Error, Equatable, Sendable {
    case tooLarge(bytes: Int, limit: Int)
}
