public import Statistics

/// The answers to a question, or to one row of a matching, and who gave them.
public struct AnswerGroup: Equatable, Sendable {
    /// The row of a matching; nil for the whole question.
    public var row: Int?
    public var answers: [Answer]
    /// Different typed answers besides those listed.
    public var unlisted: Int

    public struct Answer: Equatable, Sendable {
        public var label: Label
        public var statistics: ChoiceStatistics

        public var isKey: Bool { statistics.fraction > 0 }
    }

    public enum Label: Hashable, Sendable {
        /// The option at this index.
        case option(Int)
        case truth(Bool)
        /// What was typed, as most of those who typed it did.
        case typed(String)
        case match(String)
        /// The place in an order, the zone of a picture, from 1.
        case place(Int)
        /// What is computed of the numbers each learner was given.
        case expression(String)
        /// Anything that is not among the answers offered.
        case other
        /// Nothing was answered.
        case none
    }
}

extension AnswerClasses.Part {
    /// Who gave which answer; `rests` are the marks of the attempts without the question.
    func group(_ answers: [CountedAnswer], _ rests: [Int64], _ bands: ScoreBands) -> AnswerGroup {
        // Whoever chose nothing is one answer more.
        let nothing = offered.count
        let chosen = answers.map { answer in
            answer.response.flatMap { self.chosen($0, answer.variant) } ?? [nothing]
        }
        let hasNone = chosen.contains([nothing])
        let labels = offered.map(\.label) + (hasNone ? [.none] : [])
        let statistics = choiceStatistics(
            fractions: offered.map(\.fraction) + (hasNone ? [0] : []), answers: chosen, rests: rests, bands: bands)
        return AnswerGroup(
            row: row, answers: zip(labels, statistics).map { AnswerGroup.Answer(label: $0, statistics: $1) },
            unlisted: unlisted)
    }
}
