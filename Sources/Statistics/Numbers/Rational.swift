/// A fraction kept exactly, for what a regulation computes: a tie is a tie, and rounding sees every digit.
///
/// It is not reduced, so that sums over one table cost an addition; equal fractions are equal whatever their
/// denominators. Comparing and rounding cannot overflow; arithmetic traps where integers would.
public struct Rational: Comparable, Sendable {
    public let numerator: Int128
    /// Above 0.
    public let denominator: Int128

    public init(_ numerator: Int128, over denominator: Int128 = 1) {
        precondition(denominator > 0)
        self.numerator = numerator
        self.denominator = denominator
    }

    /// `number` in whole 10⁻⁹, so that figures of a model compare the same on every machine. It must be finite and below
    /// 10¹⁸.
    public init(quantising number: Double) {
        self.init(Int128((number * 1e9).rounded()), over: 1_000_000_000)
    }

    public static let zero = Rational(0)

    public var number: Double { Double(numerator) / Double(denominator) }

    public static func == (left: Rational, right: Rational) -> Bool { compare(left, right) == 0 }

    public static func < (left: Rational, right: Rational) -> Bool { compare(left, right) < 0 }

    /// The sign of left − right.
    private static func compare(_ left: Rational, _ right: Rational) -> Int {
        func sign<Value: Comparable>(_ first: Value, _ second: Value) -> Int {
            first < second ? -1 : first == second ? 0 : 1
        }
        if left.denominator == right.denominator { return sign(left.numerator, right.numerator) }
        // Marks are short, and 64 bits by 64 never overflow: thousands of samples are compared this way.
        if left.isShort, right.isShort {
            return sign(left.numerator * right.denominator, right.numerator * left.denominator)
        }
        let first = left.numerator.multipliedFullWidth(by: right.denominator)
        let second = right.numerator.multipliedFullWidth(by: left.denominator)
        return first.high == second.high ? sign(first.low, second.low) : sign(first.high, second.high)
    }

    private var isShort: Bool {
        let limit: Int128 = 1 << 63
        return denominator < limit && numerator < limit && numerator > -limit
    }

    public static func + (left: Rational, right: Rational) -> Rational {
        if left.denominator == right.denominator {
            return Rational(left.numerator + right.numerator, over: left.denominator)
        }
        return Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            over: left.denominator * right.denominator)
    }

    public static func * (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.numerator, over: left.denominator * right.denominator)
    }

    /// The nearest fraction of `places` decimal places, 0…9; halves go away from zero, as protocols of sport round.
    public func rounded(places: Int) -> Rational {
        let scale = Self.powerOfTen(places)
        let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        let (part, left) = (rest * scale).quotientAndRemainder(dividingBy: denominator)
        let isHalf = left.magnitude >= denominator.magnitude - left.magnitude
        return Rational(whole * scale + part + (isHalf ? numerator.signum() : 0), over: scale)
    }

    /// Digits with a decimal point: as many places as are asked for, or what remains of nine without closing noughts.
    public func decimal(places: Int? = nil) -> String {
        let kept = places ?? 9
        let units = rounded(places: kept).numerator
        let (whole, part) = units.magnitude.quotientAndRemainder(dividingBy: UInt128(Self.powerOfTen(kept)))
        let sign = units < 0 ? "-" : ""
        guard kept > 0 else { return "\(sign)\(whole)" }
        let digits = String(part)
        var fraction = String(repeating: "0", count: kept - digits.count) + digits
        if places == nil { while fraction.hasSuffix("0") { fraction.removeLast() } }
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }

    static func powerOfTen(_ exponent: Int) -> Int128 {
        precondition((0...18).contains(exponent))
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

/// The greatest common divisor of two numbers above 0, by Euclid.
func greatestCommonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    return first
}
