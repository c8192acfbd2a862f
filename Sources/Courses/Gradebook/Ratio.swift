/// A natural number of any length. Sums of fractions with thirty different denominators outgrow every machine word.
struct Natural: Hashable, Comparable, Sendable {
    /// In the number system of 2^32, the lowest digit first, no zero last; zero has none.
    private var digits: [UInt32]

    init(_ value: UInt64) {
        digits = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
        trim()
    }

    var isZero: Bool { digits.isEmpty }

    /// The number, if it fits into a machine word.
    var word: UInt64? {
        switch digits.count {
        case 0: 0
        case 1: UInt64(digits[0])
        case 2: UInt64(digits[1]) << 32 | UInt64(digits[0])
        default: nil
        }
    }

    static func + (left: Natural, right: Natural) -> Natural {
        if let one = left.word, let other = right.word {
            let (sum, overflows) = one.addingReportingOverflow(other)
            if !overflows { return Natural(sum) }
        }
        var (longer, shorter) = (left, right)
        if longer.digits.count < shorter.digits.count { swap(&longer, &shorter) }
        var carry: UInt64 = 0
        for place in longer.digits.indices {
            let other = place < shorter.digits.count ? UInt64(shorter.digits[place]) : 0
            let sum = UInt64(longer.digits[place]) + other + carry
            longer.digits[place] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        if carry > 0 { longer.digits.append(UInt32(carry)) }
        return longer
    }

    static func * (left: Natural, right: Natural) -> Natural {
        if let one = left.word, let other = right.word {
            let (product, overflows) = one.multipliedReportingOverflow(by: other)
            if !overflows { return Natural(product) }
        }
        var product = Natural(0)
        product.digits = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
        for (place, digit) in left.digits.enumerated() {
            var carry: UInt64 = 0
            for (offset, other) in right.digits.enumerated() {
                let sum = UInt64(digit) * UInt64(other) + UInt64(product.digits[place + offset]) + carry
                product.digits[place + offset] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            product.digits[place + right.digits.count] = UInt32(carry)
        }
        product.trim()
        return product
    }

    static func < (left: Natural, right: Natural) -> Bool {
        guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
        for (one, other) in zip(left.digits.reversed(), right.digits.reversed()) where one != other {
            return one < other
        }
        return false
    }

    private mutating func trim() { while digits.last == 0 { digits.removeLast() } }
}

/// An exact fraction, not negative: what shares of points add up to before anybody rounds.
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

    private init(_ numerator: Natural, _ denominator: Natural) {
        guard let one = numerator.word, let other = denominator.word else {
            (self.numerator, self.denominator) = (numerator, denominator)
            return
        }
        let divisor = max(1, Self.greatestCommonDivisor(one, other))
        (self.numerator, self.denominator) = (Natural(one / divisor), Natural(other / divisor))
    }

    public var isZero: Bool { numerator.isZero }

    public static func == (left: Ratio, right: Ratio) -> Bool {
        left.numerator * right.denominator == right.numerator * left.denominator
    }

    public static func < (left: Ratio, right: Ratio) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
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
