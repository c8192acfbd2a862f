public import Storage

/// How grades become one. The sorts and their results are those of Moodle's gradebook
/// (docs.moodle.org, "Grade aggregation"), which teachers bring with them.
public enum Aggregation: String, CaseIterable, Sendable, ColumnValue {
    /// Points earned over the points there were: the longer a work, the more it counts.
    case sum
    /// The mean of the shares; every work counts alike.
    case mean
    /// The mean of the shares by their weights.
    case weightedMean = "weighted_mean"
    case median
    /// The most frequent share, of equally frequent ones the highest.
    case mode
    case highest, lowest
}

/// The rule of a category or of the whole course.
public struct GradeRule: Equatable, Sendable {
    public var aggregation: Aggregation
    /// So many of the lowest shares do not count.
    public var dropLowest: Int
    /// What was not done is a zero; else it does not count.
    public var missingIsZero: Bool
    /// Out of how many points the category itself is; a sum is out of what stands in it.
    public var maximum: Points

    public static let dropRange = 0...20

    public init(
        _ aggregation: Aggregation = .sum, dropLowest: Int = 0, missingIsZero: Bool = false,
        maximum: Points = Points(100)
    ) {
        self.aggregation = aggregation
        self.dropLowest = dropLowest
        self.missingIsZero = missingIsZero
        self.maximum = maximum
    }
}

/// One of the things a rule makes a total of: a work or a category.
public struct GradePart: Equatable, Sendable {
    /// In points; nil when missing.
    public var earned: Ratio?
    /// Above zero.
    public var maximum: Ratio
    /// Counts in a weighted mean alone.
    public var weight: Points
    /// Adds to what was earned and not to what there was; never dropped, never missing. In a median, a mode, the highest
    /// and the lowest it is a part like the others.
    public var isExtra: Bool
    /// Taken out by the teacher: neither missing nor a zero.
    public var isExcluded: Bool

    public init(
        earned: Ratio?, maximum: Ratio, weight: Points = Points(1), isExtra: Bool = false, isExcluded: Bool = false
    ) {
        self.earned = earned
        self.maximum = maximum
        self.weight = weight
        self.isExtra = isExtra
        self.isExcluded = isExcluded
    }

    /// What was earned of the maximum; more than everything is everything.
    var share: Ratio? { earned.map { min($0 / maximum, .one) } }
}

/// What became of a part in a total.
public enum PartState: Equatable, Sendable {
    case counted
    /// Missing, and the rule says that is a zero.
    case zero
    case missing
    case excluded
    case dropped
}

/// A total, exact, and how it came about.
public struct Aggregate: Equatable, Sendable {
    /// In points, at most `possible`; nil while nothing counts.
    public var earned: Ratio?
    public var possible: Ratio
    /// Of each part, in their order.
    public var states: [PartState]

    /// Nothing is left to count: there are no parts, or every one is excluded.
    public var isExcluded: Bool { states.allSatisfy { $0 == .excluded } }

    public var share: Ratio? { possible.isZero ? nil : earned.map { $0 / possible } }
}

extension GradeRule {
    /// The total of `parts`. Nothing is rounded; who shows or keeps a number rounds it once, halves up.
    ///
    /// Of equally low shares the one with the greater maximum is dropped first, then the earlier.
    public func total(of parts: [GradePart]) -> Aggregate {
        var states = parts.map { part -> PartState in
            if part.isExcluded { return .excluded }
            if part.earned != nil { return .counted }
            return missingIsZero && !part.isExtra ? .zero : .missing
        }
        func share(_ place: Int) -> Ratio { parts[place].share ?? .zero }
        if dropLowest > 0 {
            for place in lowestFirst(parts, states).prefix(dropLowest) { states[place] = .dropped }
        }
        let counting = parts.indices.filter { states[$0] == .counted || states[$0] == .zero }

        if aggregation == .sum {
            let regular = counting.filter { !parts[$0].isExtra }
            let possible = regular.reduce(Ratio.zero) { $0 + parts[$1].maximum }
            guard !possible.isZero else {
                return Aggregate(earned: nil, possible: greatest(of: parts, states), states: states)
            }
            let earned = counting.reduce(Ratio.zero) { $0 + min(parts[$1].earned ?? .zero, parts[$1].maximum) }
            return Aggregate(earned: min(earned, possible), possible: possible, states: states)
        }
        let possible = Ratio(maximum)
        let shares = counting.map(share)
        let whole: Ratio?
        switch aggregation {
        case .sum, .mean: whole = mean(counting.map { (share($0), .one, parts[$0].isExtra) })
        case .weightedMean: whole = mean(counting.map { (share($0), Ratio(parts[$0].weight), parts[$0].isExtra) })
        case .median: whole = Self.median(shares.sorted())
        case .mode: whole = Self.mode(shares.sorted())
        case .highest: whole = shares.max()
        case .lowest: whole = shares.min()
        }
        return Aggregate(earned: whole.map { min($0, .one) * possible }, possible: possible, states: states)
    }

    private func lowestFirst(_ parts: [GradePart], _ states: [PartState]) -> [Int] {
        let shares = parts.map { $0.share ?? .zero }
        let candidates = parts.indices.filter { (states[$0] == .counted || states[$0] == .zero) && !parts[$0].isExtra }
        return candidates.sorted { left, right in
            if shares[left] != shares[right] { return shares[left] < shares[right] }
            if parts[left].maximum != parts[right].maximum { return parts[left].maximum > parts[right].maximum }
            return left < right
        }
    }

    /// What a sum would be out of, were everything done.
    private func greatest(of parts: [GradePart], _ states: [PartState]) -> Ratio {
        parts.indices.filter { states[$0] != .excluded && !parts[$0].isExtra }.reduce(.zero) { $0 + parts[$1].maximum }
    }

    private func mean(_ parts: [(share: Ratio, weight: Ratio, isExtra: Bool)]) -> Ratio? {
        let weights = parts.reduce(Ratio.zero) { $1.isExtra ? $0 : $0 + $1.weight }
        guard !weights.isZero else { return nil }
        return parts.reduce(Ratio.zero) { $0 + $1.share * $1.weight } / weights
    }

    private static func median(_ sorted: [Ratio]) -> Ratio? {
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / Ratio(2, 1)
    }

    private static func mode(_ sorted: [Ratio]) -> Ratio? {
        var best: (share: Ratio, count: Int)?
        var run = 0
        for place in sorted.indices {
            run = place > 0 && sorted[place] == sorted[place - 1] ? run + 1 : 1
            if run >= best?.count ?? 0 { best = (sorted[place], run) }
        }
        return best?.share
    }
}
