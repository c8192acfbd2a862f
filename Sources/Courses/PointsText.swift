import Storage

extension Points {
    /// Points as a person types them: «7», «7,5», «7.25»; at most five places after the mark. Nil for anything else.
    public init?(typed text: String) {
        let text = text.filter { !$0.isWhitespace && $0 != "\u{202F}" }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            (1...7).contains(parts[0].count), let whole = Int64(parts[0])
        else { return nil }
        var hundredThousandths: Int64 = 0
        if parts.count == 2 {
            guard (1...5).contains(parts[1].count), let fraction = Int64(parts[1]) else { return nil }
            hundredThousandths = (0..<5 - parts[1].count).reduce(fraction) { scaled, _ in scaled * 10 }
        }
        self.init(rawValue: whole * 100_000 + hundredThousandths)
    }

    /// The shortest text `init(typed:)` reads back: «7», «7.5».
    public var typed: String {
        let (whole, fraction) = rawValue.quotientAndRemainder(dividingBy: 100_000)
        guard fraction != 0 else { return "\(whole)" }
        var digits = "\(fraction)"
        digits = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// So many percent of the points, exactly; what is finer than a hundred-thousandth is rounded, halves up.
    public func share(percent: Int) -> Points { Points(rawValue: (rawValue * Int64(percent) + 50) / 100) }
}
