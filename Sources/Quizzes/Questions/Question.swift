/// A question of the bank as its author wrote it: a value without identity. Storage adds ids and versions.
public struct Question: Equatable, Sendable {
    /// How teachers recognise the question in lists; learners do not see it.
    public var name: String
    /// Path of the category, as `$course$/top/Дроби`. Empty: the default category of the course.
    public var category: String
    /// What the learner is asked.
    public var stem: RichText
    /// What everyone reads after answering, whatever the answer was.
    public var generalFeedback: RichText?
    /// What is said to a right, a partly right and a wrong answer, whatever it was.
    public var outcomes: Outcomes?
    /// Largest mark when the quiz does not say otherwise; at least 0.
    public var defaultMark: Double
    /// Part of the mark taken for each wrong try, 0…1.
    public var penalty: Double
    /// The identifier another system gave the question.
    public var idNumber: String?
    public var tags: [String]
    /// Shown one after another when an interactive question was answered wrongly.
    public var hints: [Hint]
    public var kind: Kind

    /// - Parameters:
    ///   - defaultMark: 1 when absent; 0 for a description, which asks nothing.
    ///   - penalty: one third when absent; 1 for true/false, where a second try would know the key.
    public init(
        name: String, category: String = "", stem: RichText, generalFeedback: RichText? = nil,
        outcomes: Outcomes? = nil,
        defaultMark: Double? = nil, penalty: Double? = nil, idNumber: String? = nil, tags: [String] = [],
        hints: [Hint] = [],
        kind: Kind
    ) {
        self.name = name
        self.category = category
        self.stem = stem
        self.generalFeedback = generalFeedback
        self.outcomes = outcomes
        self.defaultMark = defaultMark ?? (kind == .description ? 0 : 1)
        self.penalty = penalty ?? (kind.name == .trueFalse ? 1 : 1.0 / 3)
        self.idNumber = idNumber
        self.tags = tags
        self.hints = hints
        self.kind = kind
    }

    public struct Outcomes: Codable, Equatable, Sendable {
        public var right: RichText?
        public var partial: RichText?
        public var wrong: RichText?

        public init(right: RichText? = nil, partial: RichText? = nil, wrong: RichText? = nil) {
            self.right = right
            self.partial = partial
            self.wrong = wrong
        }

        public var isEmpty: Bool { right == nil && partial == nil && wrong == nil }
    }

    /// Help after a wrong try.
    public struct Hint: Codable, Equatable, Sendable {
        public var text: RichText
        /// Whether what was wrong is taken out of the answer for the next try.
        public var clearsWrong: Bool
        /// Whether the learner is told how many parts were right.
        public var showsRightCount: Bool

        public init(text: RichText, clearsWrong: Bool = false, showsRightCount: Bool = false) {
            self.text = text
            self.clearsWrong = clearsWrong
            self.showsRightCount = showsRightCount
        }
    }

    /// What the learner does, and what is right.
    public enum Kind: Equatable, Sendable {
        /// One option is chosen.
        case choice(Choice)
        /// Several options may be chosen.
        case multiple(Choice)
        case trueFalse(TrueFalse)
        case shortAnswer(ShortAnswer)
        case numeric(Numeric)
        case matching(Matching)
        case ordering(Ordering)
        /// A text with gaps of any kind.
        case gaps(Gaps)
        /// A text or a picture with places for given words.
        case dragWords(DragWords)
        /// A text in which words are to be marked.
        case textSelection(TextSelection)
        /// A picture on which places are to be shown.
        case hotSpot(HotSpot)
        /// Numbers of one's own for each learner.
        case formula(Formula)
        /// Any question of a category, another one for each learner.
        case random(Random)
        /// A text, a file or a recording a teacher marks.
        case essay(Essay)
        /// A text to read; nothing is asked.
        case description

        /// The kind without its content: what storage indexes and pages switch on.
        public enum Name: String, CaseIterable, Codable, Sendable {
            case choice, multiple, trueFalse, shortAnswer, numeric, matching, ordering, gaps, dragWords, textSelection
            case hotSpot, formula, random, essay, description
        }

        public var name: Name {
            switch self {
            case .choice: .choice
            case .multiple: .multiple
            case .trueFalse: .trueFalse
            case .shortAnswer: .shortAnswer
            case .numeric: .numeric
            case .matching: .matching
            case .ordering: .ordering
            case .gaps: .gaps
            case .dragWords: .dragWords
            case .textSelection: .textSelection
            case .hotSpot: .hotSpot
            case .formula: .formula
            case .random: .random
            case .essay: .essay
            case .description: .description
            }
        }
    }

    /// Options to choose from, for one choice and for several.
    public struct Choice: Equatable, Sendable {
        public var options: [Option]
        /// Whether each learner sees the options in an order of their own.
        public var shuffles: Bool
        /// Of several: the whole mark for exactly the right options, nothing for any other choice.
        public var isAllOrNothing: Bool

        public init(options: [Option], shuffles: Bool = true, isAllOrNothing: Bool = false) {
            self.options = options
            self.shuffles = shuffles
            self.isAllOrNothing = isAllOrNothing
        }
    }

    /// A key or a distractor.
    public struct Option: Codable, Equatable, Sendable {
        public var text: RichText
        /// Part of the mark the option gives, −1…1.
        public var fraction: Double
        public var feedback: RichText?

        public init(text: RichText, fraction: Double, feedback: RichText? = nil) {
            self.text = text
            self.fraction = fraction
            self.feedback = feedback
        }
    }

    public struct TrueFalse: Codable, Equatable, Sendable {
        public var key: Bool
        public var feedbackIfTrue: RichText?
        public var feedbackIfFalse: RichText?

        public init(key: Bool, feedbackIfTrue: RichText? = nil, feedbackIfFalse: RichText? = nil) {
            self.key = key
            self.feedbackIfTrue = feedbackIfTrue
            self.feedbackIfFalse = feedbackIfFalse
        }
    }

    public struct ShortAnswer: Equatable, Sendable {
        /// In the author's order: among patterns of one fraction the first that matches wins.
        public var patterns: [Pattern]
        public var isCaseSensitive: Bool
        /// One slip of the pen in a word of five letters or more still earns `TypedAnswer.worthOfTypo`.
        public var forgivesTypo: Bool

        public init(patterns: [Pattern], isCaseSensitive: Bool = false, forgivesTypo: Bool = false) {
            self.patterns = patterns
            self.isCaseSensitive = isCaseSensitive
            self.forgivesTypo = forgivesTypo
        }

        /// What a typed answer is compared with: `*` stands for any text, `\*` for an asterisk.
        public struct Pattern: Codable, Equatable, Sendable {
            public var text: String
            /// Part of the mark, 0…1.
            public var fraction: Double
            public var feedback: RichText?

            public init(text: String, fraction: Double, feedback: RichText? = nil) {
                self.text = text
                self.fraction = fraction
                self.feedback = feedback
            }
        }
    }

    public struct Matching: Codable, Equatable, Sendable {
        public var pairs: [Pair]
        /// Matches that belong to no row and only make guessing harder.
        public var distractors: [String]
        /// Whether each learner sees the rows in an order of their own. The matches always have one.
        public var shuffles: Bool

        public init(pairs: [Pair], distractors: [String] = [], shuffles: Bool = true) {
            self.pairs = pairs
            self.distractors = distractors
            self.shuffles = shuffles
        }

        /// Every different text a row can be matched with: of the pairs in order, then the distractors.
        /// A response names a match by its index here.
        public var choices: [String] {
            var seen: Set<String> = []
            return (pairs.map(\.match) + distractors).filter { seen.insert($0).inserted }
        }

        /// A row and what belongs to it.
        public struct Pair: Codable, Equatable, Sendable {
            public var stem: RichText
            public var match: String

            public init(stem: RichText, match: String) {
                self.stem = stem
                self.match = match
            }
        }
    }

    /// What a teacher marks.
    public struct Essay: Equatable, Sendable {
        /// What the teacher who marks the essay should look for; learners do not see it.
        public var graderInfo: RichText?
        /// What stands in the field at first.
        public var template: String?
        public var reply: Reply

        public init(graderInfo: RichText? = nil, template: String? = nil, reply: Reply = .text) {
            self.graderInfo = graderInfo
            self.template = template
            self.reply = reply
        }

        /// What the learner hands in.
        public enum Reply: Codable, Equatable, Sendable {
            case text
            /// Files, so many at most.
            case files(limit: Int)
            /// Speech recorded on the page, so many seconds at most.
            case recording(seconds: Int)
        }
    }

    /// A place in a quiz for a question chosen when an attempt starts.
    public struct Random: Codable, Equatable, Sendable {
        /// Path of the category of the bank.
        public var category: String
        public var includesSubcategories: Bool
        /// Every one of them has to be there.
        public var tags: [String]

        public init(category: String, includesSubcategories: Bool = true, tags: [String] = []) {
            self.category = category
            self.includesSubcategories = includesSubcategories
            self.tags = tags
        }
    }
}
