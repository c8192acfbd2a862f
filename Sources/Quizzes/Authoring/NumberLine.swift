import FoundationEssentials

extension Question.Numeric {
    /// Reads `3,14 ± 0,01`, `9,8 ± 5 %`, `10..20` or `*`: what a teacher types for a number. Nil when it is none.
    static func expected(_ text: String) -> Expected? {
        let text = text.replacing("+-", with: "±").replacing("+/-", with: "±")
        if text.trimmingSpaces() == "*" { return .anything }
        if let dots = text.firstRange(of: "..") {
            guard let lower = parseNumber(text[..<dots.lowerBound]), let upper = parseNumber(text[dots.upperBound...])
            else { return nil }
            return .range(lower, upper)
        }
        let parts = text.split(separator: "±", maxSplits: 1, omittingEmptySubsequences: false)
        guard let value = parseNumber(parts[0]) else { return nil }
        guard parts.count == 2 else { return .number(value, .none) }
        var size = parts[1].trimmingSpaces()
        let isGeometric = size.first == "×" || size.first == "*"
        if isGeometric { size.removeFirst() }
        let isRelative = size.last == "%"
        if isRelative { size.removeLast() }
        guard let number = parseNumber(size) else { return nil }
        if isGeometric { return .number(value, .geometric(number)) }
        return .number(value, isRelative ? .relative(number / 100) : .absolute(number))
    }

    static func written(_ expected: Expected) -> String {
        switch expected {
        case .anything: "*"
        case .number(let value, .absolute(let size)):
            size == 0 ? comma(value) : "\(comma(value)) ± \(comma(size))"
        case .number(let value, .relative(let size)): "\(comma(value)) ± \(comma(size * 100))%"
        case .number(let value, .geometric(let size)): "\(comma(value)) ± ×\(comma(size))"
        }
    }

    private static func comma(_ number: Decimal) -> String { number.description.replacing(".", with: ",") }
}
