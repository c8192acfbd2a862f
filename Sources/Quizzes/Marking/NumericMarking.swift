public import FoundationEssentials

/// The number a learner typed, whatever unit stands after it: where a question asks for no unit, none is marked.
/// A second number is not a unit: «5 или 6» is no answer.
func typedNumber(_ text: String) -> Decimal? {
    guard let (number, rest) = parseNumberAndRest(text) else { return nil }
    let isUnit = rest.split(separator: " ").allSatisfy { word in
        word.first.map { $0.isLetter || "%‰°$€₽£/'\"′″".contains($0) } ?? true
    }
    return isUnit ? number : nil
}

extension Question.Numeric {
    /// What was typed, in the first unit, and whether a unit of the question stood after it. An unknown one leaves the
    /// number as it is. Units differ in case, as MW and mW do.
    func numberInFirstUnit(_ text: String) -> (number: Decimal?, isUnitRight: Bool) {
        guard let (number, rest) = parseNumberAndRest(text) else { return (nil, false) }
        let name = rest.filter { !$0.isWhitespace }
        guard let unit = units.first(where: { $0.name.filter { !$0.isWhitespace } == name }) else {
            return (typedNumber(text), false)
        }
        return (number / unit.factor, true)
    }
}

extension Question.Numeric.Expected {
    /// Whether `number` is right; nil is what was typed and is no number.
    func admits(_ number: Decimal?) -> Bool {
        switch self {
        case .anything: return true
        case .number(let value, let tolerance):
            guard let number else { return false }
            let (lower, upper) = tolerance.interval(around: value)
            return lower <= number && number <= upper
        }
    }
}

extension Question.Numeric.Tolerance {
    /// The numbers that count as `value`, both ends included. The formulas are those of Moodle 4.5,
    /// `qtype_numerical_answer::get_tolerance_interval`, without its allowance for binary rounding: ours is decimal.
    public func interval(around value: Decimal) -> (lower: Decimal, upper: Decimal) {
        switch self {
        case .absolute(let size):
            return (value - size.magnitude, value + size.magnitude)
        case .relative(let size):
            let reach = size.magnitude * value.magnitude
            return (value - reach, value + reach)
        case .geometric(let size):
            let quotient = 1 + size.magnitude
            return value >= 0 ? (value / quotient, value * quotient) : (value * quotient, value / quotient)
        }
    }
}
