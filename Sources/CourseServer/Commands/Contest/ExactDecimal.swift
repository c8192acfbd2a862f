/// A number of a table, digit by digit: `units` over ten to the power of `places`.
struct ExactDecimal: Equatable {
    var units: Int64
    var places: Int
    /// Whether digits after the ninth place were rounded off.
    var isRounded = false

    static let mostPlaces = 9

    enum Reading: Equatable {
        case number(ExactDecimal)
        case notANumber, tooLarge
    }

    /// Reads a decimal with point or comma, below a thousand million. Names such as `NaN`, exponents and hexadecimal
    /// digits are not numbers of a table.
    static func read(_ text: String) -> Reading {
        var (units, places, digits, extra, hasPoint, isNegative) = (Int64(0), 0, 0, UInt8(0), false, false)
        var isRounded = false
        // A minus from a word processor is not the one of the keyboard.
        let plain = text.utf8.allSatisfy { $0 < 0x80 } ? text : text.replacing("\u{2212}", with: "-")
        for (order, byte) in plain.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where order == 0: isNegative = true
            case UInt8(ascii: "+") where order == 0: break
            case UInt8(ascii: ".") where !hasPoint, UInt8(ascii: ",") where !hasPoint: hasPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                digits += 1
                if hasPoint, places == mostPlaces {
                    if !isRounded { extra = digit }
                    isRounded = isRounded || digit > 0
                    continue
                }
                guard hasPoint || units < 100_000_000 else { return .tooLarge }
                units = units * 10 + Int64(digit)
                if hasPoint { places += 1 }
            default: return .notANumber
            }
        }
        guard digits > 0 else { return .notANumber }
        if isRounded, extra >= 5 { units += 1 }
        while places > 0, units % 10 == 0 {
            units /= 10
            places -= 1
        }
        return .number(ExactDecimal(units: isNegative ? -units : units, places: places, isRounded: isRounded))
    }

    /// The same number over ten to the power of as many places or more.
    func units(places: Int) -> Int64 { units * Self.power(places - self.places) }

    static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
