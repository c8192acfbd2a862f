/// How often each answer to a question, or to one part of it, was given at each try.
///
/// Moodle's analysis of responses with all tries: what was marked at the learner's wish counts as a try each time, and
/// what stood there at the end as one more, if it had changed since. Who tried nothing answered nothing at the first try.
public struct TryCounts: Equatable, Sendable {
    /// The row of a matching, the gap, the item; nil for the whole question.
    public var row: Int?
    public var answers: [Answer]
    /// How many attempts came to each try, from the first.
    public var attempts: [Int]
    /// Different typed answers besides those listed.
    public var unlisted: Int

    public struct Answer: Equatable, Sendable {
        public var label: AnswerGroup.Label
        /// Part of the mark the answer gives, −1…1.
        public var fraction: Double
        /// By try, from the first; as many as the most anybody needed.
        public var counts: [Int]
    }
}

extension AnswerClasses.Part {
    func tries(_ answers: [CountedAnswer]) -> TryCounts {
        let most = answers.lazy.map(\.tries.count).max() ?? 0
        var counts = Array(repeating: Array(repeating: 0, count: max(most, 1)), count: offered.count + 1)
        for answer in answers {
            for (number, response) in answer.tries.enumerated() {
                for place in chosen(response, answer.variant) ?? [offered.count] { counts[place][number] += 1 }
            }
            if answer.tries.isEmpty { counts[offered.count][0] += 1 }
        }
        var labelled = zip(offered, counts).map { offered, counts in
            TryCounts.Answer(label: offered.label, fraction: offered.fraction, counts: counts)
        }
        if counts[offered.count].contains(where: { $0 > 0 }) {
            labelled.append(TryCounts.Answer(label: .none, fraction: 0, counts: counts[offered.count]))
        }
        return TryCounts(
            row: row, answers: labelled,
            attempts: (0..<max(most, 1)).map { number in answers.count { max($0.tries.count, 1) > number } },
            unlisted: unlisted)
    }
}
