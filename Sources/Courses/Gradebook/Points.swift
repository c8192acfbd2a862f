import Foundation
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

/// Why a text is not points.
public enum DecimalRefusal: Error, Equatable, Sendable {
    case notANumber
    case negative
    /// More places after the comma than are kept.
    case tooPrecise(places: Int)
    case tooLarge
}

extension Points {
    /// Places after the comma.
    public static let places = 5

    /// Reads digits with a decimal comma or point, white space around them and between thousands; exactly, or not at
    /// all. Signs, exponents and names such as `NaN` are not points; below a thousand million. «4 5» are two marks in one
    /// cell, and no number.
    public init(decimal text: some StringProtocol) throws(DecimalRefusal) {
        var bytes: [UInt8] = []
        for scalar in text.trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            guard scalar.isASCII || isSpace || scalar == "\u{2212}" else { throw .notANumber }
            bytes.append(isSpace ? UInt8(ascii: " ") : scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: "-"))
        }
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        bytes = try Self.withoutSpaces(bytes)
        let parts = bytes.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
        guard parts.count <= 2, bytes.count <= 40, parts.contains(where: { !$0.isEmpty }),
            parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw .notANumber }
        let whole = parts[0].drop { $0 == 0x30 }
        var fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.last == 0x30 { fraction.removeLast() }
        guard fraction.count <= Self.places else { throw .tooPrecise(places: Self.places) }
        guard whole.count <= 9 else { throw .tooLarge }
        fraction += [UInt8](repeating: 0x30, count: Self.places - fraction.count)
        let raw = (Array(whole) + fraction).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        guard !isNegative || raw == 0 else { throw .negative }
        self.init(rawValue: raw)
    }

    /// Takes out the spaces between thousands: «1 000», «12 345 678,9».
    private static func withoutSpaces(_ bytes: [UInt8]) throws(DecimalRefusal) -> [UInt8] {
        let space = UInt8(ascii: " ")
        guard bytes.contains(space) else { return bytes }
        let whole = bytes.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ".") }
        let groups = whole.split(separator: space, omittingEmptySubsequences: false)
        guard !bytes.dropFirst(whole.count).contains(space), (1...3).contains(groups[0].count),
            groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { throw .notANumber }
        return groups.flatMap { $0 } + bytes.dropFirst(whole.count)
    }

    /// All the digits there are and no more: «7,5», «10».
    public func decimal(_ separator: String = ",") -> String {
        let (whole, part) = rawValue.magnitude.quotientAndRemainder(dividingBy: 100_000)
        let sign = rawValue < 0 ? "-" : ""
        guard part > 0 else { return sign.isEmpty ? String(whole) : sign + String(whole) }
        var fraction = String(String(100_000 + part).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(sign)\(whole)\(separator)\(fraction)"
    }
}
