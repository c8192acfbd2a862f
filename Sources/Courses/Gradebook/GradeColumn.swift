public import Storage

/// A column of the journal: an activity that gives points, or one the teacher drew.
public struct GradeColumn: Equatable, Sendable, Identifiable {
    public enum ID: Hashable, Sendable {
        case activity(Activity.ID)
        case own(OwnColumn.ID)
    }

    public let id: ID
    public var title: String
    /// The day of the lesson, `2013-12-05`.
    public var heldOn: String?
    /// Nil when only attendance is noted.
    public var maximum: Points?
    public var placement: Placement

    public init(id: ID, title: String, heldOn: String? = nil, maximum: Points?, placement: Placement = Placement()) {
        self.id = id
        self.title = title
        self.heldOn = heldOn
        self.maximum = maximum
        self.placement = placement
    }

    /// How a column counts.
    public struct Placement: Equatable, Sendable {
        /// Nil: right in the course.
        public var category: GradeCategory.ID?
        public var weight: Points
        public var isExtra: Bool

        public init(category: GradeCategory.ID? = nil, weight: Points = Points(1), isExtra: Bool = false) {
            self.category = category
            self.weight = weight
            self.isExtra = isExtra
        }
    }
}

extension GradeColumn.ID: LosslessStringConvertible {
    /// `a12` is an activity's, `c5` a teacher's own.
    public var description: String {
        switch self {
        case .activity(let id): "a\(id)"
        case .own(let id): "c\(id)"
        }
    }

    public init?(_ description: String) {
        let number = String(description.dropFirst())
        switch description.first {
        case "a":
            guard let id = Activity.ID(number) else { return nil }
            self = .activity(id)
        case "c":
            guard let id = OwnColumn.ID(number) else { return nil }
            self = .own(id)
        default: return nil
        }
    }
}

/// A column without an activity, as its form describes it: a test on paper, an answer at the board, a lesson.
public struct OwnColumn: Equatable, Sendable {
    public typealias ID = Identifier<OwnColumn>

    public var title: String
    public var heldOn: String?
    public var maximum: Points?
    public var placement: GradeColumn.Placement

    public static let limit = 300

    public init(
        title: String, heldOn: String? = nil, maximum: Points?,
        placement: GradeColumn.Placement = GradeColumn.Placement()
    ) {
        self.title = title
        self.heldOn = heldOn
        self.maximum = maximum
        self.placement = placement
    }
}

/// Columns that are counted together, and how.
public struct GradeCategory: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<GradeCategory>

    public let id: ID
    public var title: String
    public var rule: GradeRule
    public var weight: Points
    public var isExtra: Bool

    public static let limit = 50

    public init(
        id: ID, title: String, rule: GradeRule = GradeRule(.mean), weight: Points = Points(1), isExtra: Bool = false
    ) {
        self.id = id
        self.title = title
        self.rule = rule
        self.weight = weight
        self.isExtra = isExtra
    }
}

/// How a course makes one grade of many, and how it shows it.
public struct GradingPlan: Equatable, Sendable {
    public var rule: GradeRule
    public var scale: GradeScale
    public var categories: [GradeCategory]

    public init(
        rule: GradeRule = GradeRule(), scale: GradeScale = .fivePoint, categories: [GradeCategory] = []
    ) {
        self.rule = rule
        self.scale = scale
        self.categories = categories
    }
}

/// Why the journal's settings or columns were not accepted as written.
public enum GradebookRefusal: Error, Equatable, Sendable {
    case title(AuthoringRefusal)
    case points(DecimalRefusal)
    case pointsOutOfRange(ClosedRange<Int>)
    case weightOutOfRange(ClosedRange<Int>)
    case dropOutOfRange(ClosedRange<Int>)
    case dateMalformed
    case tooManyColumns(limit: Int)
    case tooManyCategories(limit: Int)
    case unknownCategory
    /// 5 must ask for more than 4, and 4 for more than 3.
    case thresholdsOutOfOrder
    /// None of the cells was taken.
    case cells([CellProblem])
    case nothingToUndo
}
