/// Count, mean and central power sums of a series that is seen once, value by value.
///
/// P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments", Sandia report SAND2008-6212. A series of equal values has sums of exactly zero.
public struct Moments: Equatable, Sendable, Codable {
    public private(set) var count = 0
    /// 0 of nothing.
    public private(set) var mean = 0.0
    /// Σ(x − mean)², Σ(x − mean)³, Σ(x − mean)⁴.
    public private(set) var sum2 = 0.0
    public private(set) var sum3 = 0.0
    public private(set) var sum4 = 0.0

    public init() {}

    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    public mutating func add(_ value: Double) {
        let before = Double(count)
        count += 1
        let n = Double(count)
        let delta = value - mean
        let step = delta / n
        let square = step * step
        let term = delta * step * before
        mean += step
        sum4 += term * square * (n * n - 3 * n + 3) + 6 * square * sum2 - 4 * step * sum3
        sum3 += term * step * (n - 2) - 3 * step * sum2
        sum2 += term
    }

    /// Sample variance, divided by n − 1; nil of fewer than two values.
    public var variance: Double? { count > 1 ? sum2 / Double(count - 1) : nil }

    /// Sample standard deviation.
    public var deviation: Double? { variance?.squareRoot() }

    /// k₃ ÷ k₂^1.5 by Fisher's k-statistics; nil of fewer than three values or without variance.
    public var skewness: Double? {
        let n = Double(count)
        guard count > 2, let k2 = variance, k2 > 0 else { return nil }
        return n * sum3 / ((n - 1) * (n - 2)) / (k2 * k2.squareRoot())
    }

    /// Excess kurtosis k₄ ÷ k₂² by Fisher's k-statistics; nil of fewer than four values or without variance.
    public var kurtosis: Double? {
        let n = Double(count)
        guard count > 3, let k2 = variance, k2 > 0 else { return nil }
        let k4 = (n * (n + 1) * sum4 - 3 * (n - 1) * sum2 * sum2) / ((n - 1) * (n - 2) * (n - 3))
        return k4 / (k2 * k2)
    }
}

/// How two series that are seen once, pair by pair, vary together.
public struct CoMoments: Equatable, Sendable, Codable {
    public private(set) var x = Spread()
    public private(set) var y = Spread()
    /// Σ(x − mean x)(y − mean y).
    public private(set) var product = 0.0

    public init() {}

    public init(_ pairs: some Sequence<(Double, Double)>) {
        for (x, y) in pairs { add(x, y) }
    }

    public mutating func add(_ first: Double, _ second: Double) {
        let before = first - x.mean
        x.add(first)
        y.add(second)
        product += before * (second - y.mean)
    }

    /// Sample covariance; nil of fewer than two pairs.
    public var covariance: Double? { x.count > 1 ? product / Double(x.count - 1) : nil }

    /// Pearson's correlation, −1…1; nil when either series does not vary.
    public var correlation: Double? {
        guard x.sum2 > 0, y.sum2 > 0 else { return nil }
        return product / (x.sum2 * y.sum2).squareRoot()
    }
}

/// Count, mean and variance of a series, without the higher moments.
public struct Spread: Equatable, Sendable, Codable {
    public private(set) var count = 0
    public private(set) var mean = 0.0
    public private(set) var sum2 = 0.0

    public init() {}

    public mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / Double(count)
        sum2 += delta * (value - mean)
    }

    /// Sample variance, divided by n − 1; nil of fewer than two values.
    public var variance: Double? { count > 1 ? sum2 / Double(count - 1) : nil }
}

/// The middle value, or the mean of the two in the middle; nil of nothing.
public func median(_ values: some Sequence<Double>) -> Double? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
