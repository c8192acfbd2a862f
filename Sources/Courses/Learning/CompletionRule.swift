/// When a step counts as done.
public enum CompletionRule: Equatable, Sendable {
    /// The learner opened it.
    case opened
    /// The learner says so; a film that was played counts as well.
    case confirmed
    /// Work was handed in: a quiz, an assignment, a poll, an exercise played once.
    case handedIn
    /// It has a grade, whatever grade.
    case graded
    /// Its grade is at least so many percent.
    case passed(percent: Int)
}

/// What a learner did with a step.
public enum Accomplishment: Equatable, Sendable {
    case opened
    case confirmed
    case played
    case handedIn
    case graded(Points)
}

extension CompletionRule {
    /// Whether `done` completes a step that gives at most `points`.
    public func isMet(by done: Accomplishment, of points: Points?) -> Bool {
        switch (self, done) {
        case (.opened, _): true
        case (.confirmed, .confirmed), (.confirmed, .played): true
        case (.handedIn, .handedIn), (.graded, .graded): true
        case (.passed(let percent), .graded(let earned)):
            points.map { $0 > .zero && earned.reaches(percent: percent, of: $0) } ?? false
        default: false
        }
    }

    /// The rule of a kind of activity unless its author chose another.
    public static func standard(for kind: Activity.Kind) -> CompletionRule {
        switch kind {
        case .page, .video: .confirmed
        case .file, .link: .opened
        case .quiz, .assignment, .poll, .exercise, .package: .handedIn
        }
    }

    /// The rules that make sense for a kind.
    public static func choices(for kind: Activity.Kind) -> [CompletionRule] {
        switch kind {
        case .page, .video, .file, .link: [.confirmed, .opened]
        case .quiz, .assignment, .exercise, .package: [.handedIn, .graded, .passed(percent: 60)]
        case .poll: [.handedIn, .opened]
        }
    }

    /// `opened`, `passed:60`: as it is stored and as a course's folder spells it.
    public var word: String {
        switch self {
        case .opened: "opened"
        case .confirmed: "confirmed"
        case .handedIn: "handed_in"
        case .graded: "graded"
        case .passed(let percent): "passed:\(percent)"
        }
    }

    public init?(word: String) {
        switch word {
        case "opened": self = .opened
        case "confirmed": self = .confirmed
        case "handed_in": self = .handedIn
        case "graded": self = .graded
        default:
            guard word.hasPrefix("passed:"), let percent = Int(word.dropFirst(7)), (1...100).contains(percent) else {
                return nil
            }
            self = .passed(percent: percent)
        }
    }
}
