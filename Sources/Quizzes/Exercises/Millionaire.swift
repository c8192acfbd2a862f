/// A game of «millionaire» as far as it has come: questions are asked one by one, and a wrong answer ends it. Twice one is
/// helped: two wrong answers are taken away, and one mistake is forgiven. The page carries the game from turn to turn;
/// what it says of the helps is believed, for they are worth no points.
public struct MillionaireGame: Equatable, Sendable {
    public enum Turn: String, Sendable { case answer, fifty, second, stop }

    /// Up to the question that is asked.
    public var answers: ExerciseAnswers
    /// The question that is asked, from 0.
    public var asked: Int
    /// The question at which two answers were taken away, or one mistake is forgiven.
    public var fifty: Int?
    public var second: Int?
    /// The forgiven answer, the author's number.
    public var missed: Int?
    public var isOver = false

    public init(_ questions: [ExerciseQuestion]) {
        answers = ExerciseAnswers([String](repeating: "", count: questions.count))
        asked = 0
    }

    /// The game as a form brings it back. Answers before the asked question that are not right end it.
    public init(
        _ questions: [ExerciseQuestion], _ answers: ExerciseAnswers, asked: Int, fifty: Int?, second: Int?, missed: Int?
    ) {
        self.init(questions)
        self.asked = min(max(0, asked), questions.count - 1)
        self.answers = answers
        (self.fifty, self.second, self.missed) = (fifty, second, missed)
        isOver = !(0..<self.asked).allSatisfy { questions[$0].isRight(answers, at: $0) }
    }

    /// Takes a turn; false when there is nothing to take: no answer, or a help that was used.
    public mutating func take(_ turn: Turn, _ questions: [ExerciseQuestion]) -> Bool {
        guard !isOver else { return true }
        switch turn {
        case .fifty:
            guard fifty == nil, questions[asked].options.count > 2 else { return false }
            fifty = asked
            answers.given[asked] = ""
        case .second:
            guard second == nil else { return false }
            second = asked
            answers.given[asked] = ""
        case .stop:
            answers.given[asked] = ""
            isOver = true
        case .answer:
            guard let chosen = answers.numbers(asked).first else { return false }
            if questions[asked].isRight(answers, at: asked) {
                missed = nil
                asked += 1
                isOver = asked == questions.count
            } else if second == asked, missed == nil {
                missed = chosen
                answers.given[asked] = ""
            } else {
                isOver = true
            }
        }
        return true
    }

    /// The answers one may choose from, the author's numbers in the order they are shown.
    public func options(_ questions: [ExerciseQuestion], _ play: ExercisePlay) -> [Int] {
        guard questions.indices.contains(asked) else { return [] }
        let question = questions[asked]
        let shown = play.order(of: question.options.count, list: asked + 1)
        let wrong = play.order(of: question.options.count, list: -asked - 1).filter { !question.options[$0].isRight }
        return shown.filter { option in
            if option == missed, second == asked { return false }
            return fifty != asked || question.options[option].isRight || option == wrong.first
        }
    }
}
