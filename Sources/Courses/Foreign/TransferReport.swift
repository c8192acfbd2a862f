/// What a file of a course held, what of it came in, and what did not and why.
public struct TransferReport: Codable, Equatable, Sendable {
    public enum Format: String, Codable, CaseIterable, Sendable {
        /// Our own folder or its archive.
        case folder
        case moodle, cartridge, scorm, h5p
    }

    public var format: Format
    /// As the file names it: a release of Moodle, an edition of a standard.
    public var version: String
    public var title: String
    /// What stood in the file, by the names of its own format.
    public var source: [String: Int] = [:]
    public var modules = 0
    /// What came in, by kind of activity.
    public var activities: [String: Int] = [:]
    /// Questions that came in, by kind.
    public var questions: [String: Int] = [:]
    /// Pictures, documents and recordings, without those inside packages.
    public var files = 0
    public var losses: [Loss] = []

    public init(format: Format, version: String = "", title: String = "") {
        self.format = format
        self.version = version
        self.title = title
    }

    /// Something that did not come in as it was.
    public struct Loss: Codable, Equatable, Sendable {
        public var reason: Reason
        /// The title of what it happened to.
        public var item: String
        /// A type, a file name, an address: by reason.
        public var detail: String?

        public init(_ reason: Reason, _ item: String, detail: String? = nil) {
            self.reason = reason
            self.item = String(item.prefix(300))
            self.detail = detail.map { String($0.prefix(300)) }
        }
    }

    public enum Reason: String, Codable, CaseIterable, Sendable {
        /// An activity of a kind we have not, its text kept as a page.
        case keptAsPage = "kept_as_page"
        /// A package or exercise kept as a file to download.
        case keptAsFile = "kept_as_file"
        case activityNotSupported = "activity_not_supported"
        case activityEmpty = "activity_empty"
        case activityBroken = "activity_broken"
        case questionNotSupported = "question_not_supported"
        case questionBroken = "question_broken"
        /// A question drawn at random became a certain one.
        case randomQuestionFixed = "random_question_fixed"
        /// Questions of the bank that stand in no quiz; how many.
        case bankQuestionsLeft = "bank_questions_left"
        /// A question of a kind we have not became one of a kind near to it.
        case questionChanged = "question_changed"
        /// How many questions one had to answer.
        case requiredLeftOut = "required_left_out"
        /// An anonymous poll that one could answer again and again.
        case repeatsLeftOut = "repeats_left_out"
        /// A text between questions stands before them now.
        case textMoved = "text_moved"
        /// A text shown after an answer.
        case textLeftOut = "text_left_out"
        /// How many pages of questions became one.
        case pagesJoined = "pages_joined"
        case fileMissing = "file_missing"
        case linkBroken = "link_broken"
        /// People and what they did; how many people.
        case usersLeftOut = "users_left_out"
        case hiddenShown = "hidden_shown"
        case availabilityLeftOut = "availability_left_out"
        case externalTool = "external_tool"
        /// Meant for teachers only.
        case teachersOnly = "teachers_only"
        case sequencingLeftOut = "sequencing_left_out"
        case nothingToOpen = "nothing_to_open"
        case tooMany = "too_many"
    }
}

/// Why a file is no course that could be read.
public enum TransferRefusal: Error, Equatable, Sendable {
    /// Nothing in it says what it is.
    case unknownFormat
    /// Known, and not read: AICC, cmi5, a backup of Moodle 1.9…
    case formatNotSupported(String)
    /// A file that every package of the format has.
    case partMissing(String)
    case malformed(file: String, line: Int)
    /// An IMS package that is neither cartridge nor SCORM, nor holds questions we can read.
    case unknownStandard(String)
    /// Nothing of it could be kept.
    case nothingKept
}

/// The titles given to what has none.
public struct TransferTitles: Sendable {
    public var module = "Раздел"
    public var general = "Общее"
    public var untitled = "Без названия"
    public var introduction = "Вступление"

    public init() {}
}
