/// Numbers by chance that a seed decides: the same on every platform and in every release, which neither the standard
/// library's generators nor its shuffling promise.
///
/// Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014. Whoever knows the state knows what comes.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The high half of the product is uniform up to bound/2⁶⁴: nothing, for the length of a list.
    public mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

    /// 0…1, the one excluded.
    public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
