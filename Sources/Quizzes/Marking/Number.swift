public import FoundationEssentials

/// The number a person typed, or nil. Takes a decimal comma or point, spaces (thin and non-breaking too) between
/// thousands, a Unicode minus, and exponents as `1,5e3`, `1.5·10^3`, `1.5×10**3`, `10³`. Where commas and points both
/// occur, the last of them is decimal; a lone comma or point is always decimal, even in `1,000`.
public func parseNumber(_ text: some StringProtocol) -> Decimal? {
    guard let (number, rest) = parseNumberAndRest(text), rest.isEmpty else { return nil }
    return number
}

/// The number `text` starts with, and what follows it without spaces at its ends: a unit, perhaps.
func parseNumberAndRest(_ text: some StringProtocol) -> (number: Decimal, rest: String)? {
    // Nobody types a longer number; the bound makes hostile input cheap.
    guard text.utf8.count <= 1000 else { return nil }
    var scanner = NumberScanner(text)
    guard let number = scanner.number() else { return nil }
    return (number, scanner.rest)
}

private struct NumberScanner {
    private let characters: [Character]
    private var position = 0

    init(_ text: some StringProtocol) {
        characters = collapsingSpaces(text).flatMap(NumberScanner.plain)
    }

    /// One spelling for the signs of numbers: superscripts become `^3`, Cyrillic «е» and «х» their Latin twins.
    private static func plain(_ character: Character) -> [Character] {
        switch character {
        case "−", "–", "‒", "﹣", "－": ["-"]
        case "＋": ["+"]
        case "×", "·", "⋅", "∙", "*", "x", "X", "х", "Х": ["*"]
        case "е", "Е", "E": ["e"]
        default:
            if let power = superscripts.firstIndex(of: character) {
                ["^", power == 10 ? "-" : Character(String(power))]
            } else {
                [character]
            }
        }
    }

    private static let superscripts: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻"]

    var rest: String {
        String(characters[min(position, characters.count)...]).trimmingSpaces()
    }

    mutating func number() -> Decimal? {
        let sign = takeSign()
        guard var mantissa = takeMantissa() else { return nil }
        var power = 0
        if let exponent = takeExponent() {
            power = exponent
        } else if mantissa == "10", let exponent = takePower() {
            (mantissa, power) = ("1", exponent)
        }
        // The range of Decimal: 38 digits and powers of ten to ±127.
        guard mantissa.count <= 120, abs(power) <= 120, let number = Decimal(string: "\(sign)\(mantissa)e\(power)"),
            !number.isNaN
        else { return nil }
        return number
    }

    private mutating func takeSign() -> String {
        guard let sign = peek(), sign == "-" || sign == "+" else { return "" }
        position += 1
        if peek() == " " { position += 1 }
        return sign == "-" ? "-" : ""
    }

    /// Digits with their separators, given back with a point and without grouping.
    private mutating func takeMantissa() -> String? {
        var taken: [Character] = []
        while let character = peek() {
            if character.isASCIIDigit || character == "." || character == "," {
                taken.append(character)
                position += 1
            } else if character == " ", taken.last?.isASCIIDigit == true, !taken.contains("."), !taken.contains(","),
                hasGroupOfThree(after: position)
            {
                position += 1
            } else {
                break
            }
        }
        guard taken.contains(where: \.isASCIIDigit) else { return nil }
        return withDecimalPoint(taken)
    }

    private func hasGroupOfThree(after space: Int) -> Bool {
        let following = characters[(space + 1)...].prefix(4)
        return following.prefix(3).count == 3 && following.prefix(3).allSatisfy(\.isASCIIDigit)
            && following.dropFirst(3).first?.isASCIIDigit != true
    }

    private func withDecimalPoint(_ taken: [Character]) -> String? {
        let separators = taken.filter { !$0.isASCIIDigit }
        guard let last = separators.last else { return String(taken) }
        let isDecimal = separators.count { $0 == last } == 1
        let parts = taken.split(separator: last, omittingEmptySubsequences: false)
        let whole = isDecimal ? Array(parts[0]) : taken
        let groups = whole.split(omittingEmptySubsequences: false) { !$0.isASCIIDigit }
        // Another kind of separator may stand only between thousands: 1,234.5 and 1.234.567, not 1.2.3.
        guard Set(whole.filter { !$0.isASCIIDigit }).count <= 1,
            groups.count == 1
                || groups[0].count <= 3 && !groups[0].isEmpty && groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        let digits = String(groups.joined())
        return isDecimal ? "\(digits.isEmpty ? "0" : digits).\(parts[1].isEmpty ? "0" : String(parts[1]))" : digits
    }

    /// `e3`, `*10^3`, `* 10**-3`, or nothing taken.
    private mutating func takeExponent() -> Int? {
        let start = position
        if peek() == " " { position += 1 }
        if take("e"), let power = takeInteger() { return power }
        position = start
        if peek() == " " { position += 1 }
        if take("*") {
            if peek() == " " { position += 1 }
            if take("1"), take("0"), let power = takePower() { return power }
        }
        position = start
        return nil
    }

    /// `^3` or `**3`; superscripts repeat their `^` before each digit.
    private mutating func takePower() -> Int? {
        let start = position
        if take("^") || take("*") && take("*"), let power = takeInteger() { return power }
        position = start
        return nil
    }

    private mutating func takeInteger() -> Int? {
        let isNegative = takeSign() == "-"
        var digits = ""
        while let character = peek(), character.isASCIIDigit || character == "^" {
            if character != "^" { digits.append(character) }
            position += 1
        }
        return Int(digits).map { isNegative ? -$0 : $0 }
    }

    private func peek() -> Character? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard peek() == character else { return false }
        position += 1
        return true
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}

extension StringProtocol {
    /// The text without white space at its ends.
    func trimmingSpaces() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
