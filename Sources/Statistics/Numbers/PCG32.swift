/// Random numbers that are the same on every machine and with every version of the compiler: what was drawn by lot, or
/// computed from random samples, can be computed again.
///
/// PCG-XSH-RR 64/32; M. O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for random
/// number generation", Harvey Mudd College, 2014.
public struct PCG32: Sendable {
    private var state: UInt64 = 0
    private let increment: UInt64

    /// Generators of one seed and different streams are independent of one another.
    public init(seed: UInt64, stream: UInt64 = 54) {
        increment = stream << 1 | 1
        _ = next()
        state &+= seed
        _ = next()
    }

    public mutating func next() -> UInt32 {
        let old = state
        state = old &* 6_364_136_223_846_793_005 &+ increment
        let mixed = UInt32(truncatingIfNeeded: (old >> 18 ^ old) >> 27)
        let turn = UInt32(truncatingIfNeeded: old >> 59)
        return mixed >> turn | mixed << ((0 &- turn) & 31)
    }

    /// An even chance for each of 0..<`bound`, which is above 0 and below 2³². D. Lemire, "Fast random integer generation
    /// in an interval", ACM Transactions on Modeling and Computer Simulation 29, 2019.
    public mutating func next(below bound: Int) -> Int {
        let width = UInt64(bound)
        var product = UInt64(next()) * width
        if UInt32(truncatingIfNeeded: product) < UInt32(width) {
            let threshold = (0 &- UInt32(width)) % UInt32(width)
            while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next()) * width }
        }
        return Int(product >> 32)
    }

    /// Even on [0, 1), 32 bits of it.
    public mutating func nextUniform() -> Double { Double(next()) / 4_294_967_296 }

    /// All orders equally likely: R. Durstenfeld, Algorithm 235, Communications of the ACM 7, 1964.
    public mutating func shuffle<Element>(_ values: inout [Element]) {
        for last in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(last, next(below: last + 1)) }
    }
}
