public import Storage

/// How a question answers back while it is being answered, and what its tries are worth. The rules are those of
/// Moodle 4.5's question behaviours.
public enum Behaviour: String, CaseIterable, Codable, Sendable, ColumnValue {
    /// Marked when the attempt is handed in.
    case deferred
    /// Marked once, when the learner asks.
    case immediate
    /// May be asked again and again; each wrong try costs the penalty, the best try counts.
    case adaptive
    case adaptiveWithoutPenalty = "adaptive_without_penalty"
    /// A wrong try brings a hint and another try; each costs the penalty.
    case interactive
    /// The learner says how certain they are, and it weighs. Marked when the attempt is handed in.
    case deferredCertainty = "deferred_certainty"
    case immediateCertainty = "immediate_certainty"
    /// A teacher marks.
    case manual

    /// What the author of a quiz chooses from: a teacher marks what no rule can, whatever was chosen.
    public static let choices = allCases.filter { $0 != .manual }

    /// Whether the learner sends a question of its own accord, before the attempt is handed in.
    public var hasTries: Bool {
        switch self {
        case .deferred, .deferredCertainty, .manual: false
        case .immediate, .immediateCertainty, .adaptive, .adaptiveWithoutPenalty, .interactive: true
        }
    }

    public var asksCertainty: Bool { self == .deferredCertainty || self == .immediateCertainty }

    /// The behaviour of a question of that kind where the quiz has this one: what a person marks has no tries.
    func fitting(_ kind: Question.Kind) -> Behaviour { kind.name == .essay ? .manual : self }
}

/// How certain a learner is of an answer. A. R. Gardner-Medwin, Association for Learning Technology Journal 3, 1995.
public enum Certainty: Int, CaseIterable, Codable, Sendable, ColumnValue {
    /// Below two thirds.
    case low = 1
    /// Two thirds to four fifths.
    case middle
    /// Above four fifths.
    case high

    /// What a right answer earns, in parts of the question's mark.
    public var reward: Double { Double(rawValue) }

    /// What a wrong answer costs.
    public var loss: Double {
        switch self {
        case .low: 0
        case .middle: 2
        case .high: 6
        }
    }

    /// The part of the mark for an answer worth `fraction` without certainty: a share of the reward, or the whole loss
    /// where nothing is right, as Moodle's `question_cbm::adjust_fraction`.
    func adjusted(_ fraction: Double) -> Double { fraction <= 0.00000005 ? -loss : fraction * reward }
}
