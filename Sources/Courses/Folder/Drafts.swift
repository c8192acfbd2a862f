public import Media
public import Storage

/// What `Quizzes` makes of a quiz's file, ready to be stored with the activity.
public struct QuizDraft: Sendable {
    public var points: Points
    /// Its questions by kind.
    public var kinds: [String: Int]
    /// Stores the quiz; `settle` gives a text the final addresses of the files it shows.
    public var install: @Sendable (Transaction, Activity.ID, _ settle: (String) -> String) throws -> Void

    public init(
        points: Points, kinds: [String: Int] = [:],
        install: @escaping @Sendable (Transaction, Activity.ID, (String) -> String) throws -> Void
    ) {
        self.points = points
        self.kinds = kinds
        self.install = install
    }
}

/// What `Quizzes` makes of the questions that random places draw from.
public struct BankDraft: Sendable {
    /// Puts the questions into the course's bank, but those that it or a bank above it has.
    public var install: @Sendable (Transaction, Course, _ settle: (String) -> String) throws -> Void

    public init(install: @escaping @Sendable (Transaction, Course, (String) -> String) throws -> Void) {
        self.install = install
    }
}

/// What `Quizzes` makes of an exercise's text, ready to be stored with the activity.
public struct ExerciseDraft: Sendable {
    public var points: Points?
    /// Stores the exercise; `media` is the file it plays, `settle` gives a text the final addresses of its files.
    public var install:
        @Sendable (Transaction, Activity.ID, _ media: Asset.ID?, _ settle: (String) -> String) throws -> Void

    public init(
        points: Points?,
        install: @escaping @Sendable (Transaction, Activity.ID, Asset.ID?, (String) -> String) throws -> Void
    ) {
        self.points = points
        self.install = install
    }
}
