public import Storage

/// Points of an activity, exact to 1/100000 as marks are kept: sums and limits are not blurred by binary fractions.
public struct Points: RawRepresentable, Hashable, Comparable, Sendable, ColumnValue {
    /// Hundred-thousandths of a point.
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    public init(_ whole: Int) { rawValue = Int64(whole) * 100_000 }

    /// The nearest value to `number`, halves away from zero. The number must be finite and below 10^12.
    public init(rounding number: Double) { rawValue = Int64((number * 100_000).rounded()) }

    public static let zero = Points(rawValue: 0)

    public var number: Double { Double(rawValue) / 100_000 }

    public static func < (left: Points, right: Points) -> Bool { left.rawValue < right.rawValue }

    public static func + (left: Points, right: Points) -> Points { Points(rawValue: left.rawValue + right.rawValue) }

    public static func += (left: inout Points, right: Points) { left = left + right }
}
