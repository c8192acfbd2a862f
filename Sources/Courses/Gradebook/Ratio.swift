/// A natural number of any length. Sums of fractions with thirty different denominators outgrow every machine word.
struct Natural: Hashable, Comparable, Sendable {
    /// The number, while it fits into a machine word: nearly always, and then nothing is allocated.
    private(set) var word: UInt64?
    /// Else in the number system of 2^32, the lowest digit first, no zero last: three digits or more.
    private var long: [UInt32]?

    init(_ value: UInt64) { word = value }

    private init(digits: [UInt32]) {
        let count = (digits.lastIndex { $0 != 0 } ?? -1) + 1
        if count > 2 {
            long = Array(digits[..<count])
        } else {
            word = digits.prefix(count).reversed().reduce(0) { $0 << 32 | UInt64($1) }
        }
    }

    private var digits: [UInt32] {
        long ?? [UInt32(truncatingIfNeeded: word ?? 0), UInt32((word ?? 0) >> 32)]
    }

    var isZero: Bool { word == 0 }

    static func + (left: Natural, right: Natural) -> Natural {
        if let one = left.word, let other = right.word {
            let (sum, overflows) = one.addingReportingOverflow(other)
            if !overflows { return Natural(sum) }
        }
        var (longer, shorter) = (left.digits, right.digits)
        if longer.count < shorter.count { swap(&longer, &shorter) }
        var carry: UInt64 = 0
        for place in longer.indices {
            let other = place < shorter.count ? UInt64(shorter[place]) : 0
            let sum = UInt64(longer[place]) + other + carry
            longer[place] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        if carry > 0 { longer.append(UInt32(carry)) }
        return Natural(digits: longer)
    }

    static func * (left: Natural, right: Natural) -> Natural {
        if let one = left.word, let other = right.word {
            let (product, overflows) = one.multipliedReportingOverflow(by: other)
            if !overflows { return Natural(product) }
        }
        let (one, other) = (left.digits, right.digits)
        var product = [UInt32](repeating: 0, count: one.count + other.count)
        for (place, digit) in one.enumerated() {
            var carry: UInt64 = 0
            for (offset, second) in other.enumerated() {
                let sum = UInt64(digit) * UInt64(second) + UInt64(product[place + offset]) + carry
                product[place + offset] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            product[place + other.count] = UInt32(carry)
        }
        return Natural(digits: product)
    }

    static func < (left: Natural, right: Natural) -> Bool {
        if let one = left.word, let other = right.word { return one < other }
        guard let one = left.long, let other = right.long else { return left.long == nil }
        guard one.count == other.count else { return one.count < other.count }
        for (digit, second) in zip(one.reversed(), other.reversed()) where digit != second { return digit < second }
        return false
    }
}

/// An exact fraction, not negative: what shares of points add up to before anybody rounds. Not in lowest terms: fractions
/// of one denominator, as points are, add up without a division.
public struct Ratio: Comparable, Sendable {
    let numerator: Natural
    /// Not zero.
    let denominator: Natural

    public static let zero = Ratio(0, 1)
    public static let one = Ratio(1, 1)

    public init(_ numerator: UInt64, _ denominator: UInt64) {
        self.init(Natural(numerator), Natural(denominator))
    }

    /// Points as a number; points below zero count as none.
    public init(_ points: Points) { self.init(UInt64(max(0, points.rawValue)), 100_000) }

    /// Terms below it are left as they are: their products still fit into a machine word.
    private static let reducedFrom: UInt64 = 1 << 32

    private init(_ numerator: Natural, _ denominator: Natural) {
        guard let one = numerator.word, let other = denominator.word, max(one, other) >= Self.reducedFrom else {
            (self.numerator, self.denominator) = (numerator, denominator)
            return
        }
        let divisor = max(1, Self.greatestCommonDivisor(one, other))
        (self.numerator, self.denominator) = (Natural(one / divisor), Natural(other / divisor))
    }

    public var isZero: Bool { numerator.isZero }

    public static func == (left: Ratio, right: Ratio) -> Bool { !(left < right) && !(right < left) }

    public static func < (left: Ratio, right: Ratio) -> Bool {
        if let one = left.numerator.word, let two = left.denominator.word, let three = right.numerator.word,
            let four = right.denominator.word
        {
            return UInt128(one) * UInt128(four) < UInt128(three) * UInt128(two)
        }
        return left.numerator * right.denominator < right.numerator * left.denominator
    }

    public static func + (left: Ratio, right: Ratio) -> Ratio {
        if left.denominator == right.denominator {
            return Ratio(left.numerator + right.numerator, left.denominator)
        }
        return Ratio(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    public static func * (left: Ratio, right: Ratio) -> Ratio {
        Ratio(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    /// `right` must not be zero.
    public static func / (left: Ratio, right: Ratio) -> Ratio {
        precondition(!right.isZero, "a share of nothing")
        if left.denominator == right.denominator { return Ratio(left.numerator, right.numerator) }
        return Ratio(left.numerator * right.denominator, left.denominator * right.numerator)
    }

    /// The nearest whole number of `units` in it, halves up; `units` of 100 000 gives points, of 10 000 hundredths of a
    /// per cent. What is over 2^62 is 2^62.
    public func rounded(units: UInt64) -> Int64 {
        let doubled = numerator * Natural(2 * units) + denominator
        let divisor = denominator * Natural(2)
        var (low, high): (UInt64, UInt64) = (0, 1)
        while high < 1 << 62, !(doubled < divisor * Natural(high)) { high <<= 1 }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if doubled < divisor * Natural(middle) { high = middle } else { low = middle }
        }
        return Int64(low)
    }

    /// Rounded to 1/100 000 of a point, halves up.
    public var points: Points { Points(rawValue: rounded(units: 100_000)) }

    private static func greatestCommonDivisor(_ one: UInt64, _ other: UInt64) -> UInt64 {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }
}
