/// A question as it stands in a file.
public struct ReadQuestion: Equatable, Sendable {
    /// The line the question starts on, from 1.
    public var line: Int
    public var question: Question
    /// What its texts show and the file brings along.
    public var files: [File]

    public init(line: Int, question: Question, files: [File] = []) {
        self.line = line
        self.question = question
        self.files = files
    }

    /// A picture or a sound inside a file of questions.
    public struct File: Equatable, Sendable {
        /// As the texts name it after `@@PLUGINFILE@@/`.
        public var name: String
        public var bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
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
        /// A gap, `{1:SHORTANSWER:=…}`, that cannot be read; it stays in the text.
        case gapBroken(String)
        /// A question of gaps or places that has none.
        case noGaps
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
        /// A question by letters without the letter of the right answer.
        case keyMissing
        /// The letter of the right answer is none of the options'.
        case keyUnknown(String)
        /// A question of a kind we have not.
        case typeNotSupported(String, name: String)
        /// A setting of another program that we have not, in its author's words.
        case settingDropped(String)
        /// An answer to be computed that is no formula.
        case notAFormula(String)
        /// Numbers for the variants of a question were not in the file and were drawn.
        case variantsDrawn
        /// A picture that a question needs and the file does not bring.
        case fileMissing(String)
        /// A picture of a kind whose size we cannot read.
        case pictureSizeGuessed(String)
        /// The first row of a sheet names no columns we know.
        case noColumns
        /// A row of a sheet of a type we do not know.
        case unknownType(String)
        /// A part of a package that cannot be read.
        case partUnreadable(String)
        case encodingGuessed(TextEncoding)
        /// Bytes that are no character of UTF-8.
        case brokenCharacters(count: Int)
    }
}

/// Why a file was not read at all.
public enum FormatRefusal: Error, Equatable, Sendable {
    case tooLarge(bytes: Int, limit: Int)
    /// A file of XML that cannot be read as one.
    case malformed(line: Int)
}
