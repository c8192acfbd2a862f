/// How one answer to a question was chosen: by whom, and what that says of it.
public struct ChoiceStatistics: Equatable, Sendable {
    /// How many attempts gave the answer.
    public var count: Int
    /// Of all attempts, 0…1.
    public var share: Double
    /// In the weak, the middling and the strong third of the attempts, 0…1 of each third.
    public var thirds: [Double]
    /// Correlation of having given the answer with the rest of the test, −1…1; nil when that does not vary.
    public var correlation: Double?
    /// Part of the mark the answer gives, −1…1.
    public var fraction: Double
}

/// What a methodist should look at.
public enum ItemFlag: Equatable, Hashable, Sendable {
    /// Fewer than a fifth of the marks were earned.
    case tooHard
    /// More than nine tenths were.
    case tooEasy
    /// Strong and weak learners do alike: discrimination under 20 %.
    case weakDiscrimination
    /// Weak learners do better than strong ones.
    case negativeDiscrimination
    /// Under 3 % choose the wrong answer: it distracts nobody.
    case idleDistractor(Int)
    /// Strong learners choose the wrong answer more than weak ones do.
    case attractsTheStrong(Int)
    /// A wrong answer goes with the rest of the test better than the right one: the key may be wrong.
    case suspiciousKey(Int)
}

/// The answers to one question of a test. `answers` has the chosen answers of each attempt by their index, in the order
/// of the table's attempts; `rest` the marks of each attempt without this question.
public func choiceStatistics(
    fractions: [Double], answers: [[Int]], rests: [Int64], bands: ScoreBands
) -> [ChoiceStatistics] {
    let thirds = bands.thirds
    return fractions.indices.map { option in
        let chosen = answers.map { $0.contains(option) }
        let count = chosen.count { $0 }
        return ChoiceStatistics(
            count: count, share: answers.isEmpty ? 0 : Double(count) / Double(answers.count),
            thirds: thirds.map { third in
                third.isEmpty ? 0 : Double(third.count { chosen[$0] }) / Double(third.count)
            },
            correlation: CoMoments(zip(chosen, rests).map { ($0 ? 1 : 0, Double($1)) }).correlation,
            fraction: fractions[option])
    }
}

extension ItemStatistics {
    /// From how many attempts on a figure says anything.
    public static let leastCount = 10

    /// What is odd about the item, the most serious first; nothing while there are few attempts.
    public func flags(choices: [ChoiceStatistics] = []) -> [ItemFlag] {
        guard count >= Self.leastCount else { return [] }
        var flags: [ItemFlag] = []
        let best = choices.filter { $0.fraction > 0 }.compactMap(\.correlation).max()
        for (place, choice) in choices.enumerated() where choice.fraction <= 0 {
            guard let correlation = choice.correlation, correlation > 0 else { continue }
            if correlation > best ?? 1 {
                flags.append(.suspiciousKey(place))
            } else {
                flags.append(.attractsTheStrong(place))
            }
        }
        if let discrimination, discrimination < 0 {
            flags.append(.negativeDiscrimination)
        } else if let discrimination, discrimination < 20 {
            flags.append(.weakDiscrimination)
        }
        if let facility, facility < 20 { flags.append(.tooHard) }
        if let facility, facility > 90 { flags.append(.tooEasy) }
        for (place, choice) in choices.enumerated() where choice.fraction <= 0 && choice.share < 0.03 {
            flags.append(.idleDistractor(place))
        }
        return flags
    }
}
