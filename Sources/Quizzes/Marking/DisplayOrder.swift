/// The order in which a learner sees the options or the rows of `question`: their indexes as the author wrote them.
/// One seed always gives one order, on every platform and release.
public func displayOrder(of question: Question, seed: UInt64) -> [Int] {
    switch question.kind {
    case .choice(let choice), .multiple(let choice):
        choice.shuffles ? permutation(of: choice.options.count, seed: seed) : Array(choice.options.indices)
    case .matching(let matching):
        matching.shuffles ? permutation(of: matching.pairs.count, seed: seed) : Array(matching.pairs.indices)
    case .trueFalse, .shortAnswer, .numeric, .essay, .description:
        []
    }
}

/// The order in which a learner sees `matching.choices`. Never the author's by intent: that one is the key.
public func displayOrderOfChoices(in matching: Question.Matching, seed: UInt64) -> [Int] {
    // Another stream than the rows', or row n would always stand beside its match.
    permutation(of: matching.choices.count, seed: ~seed)
}

/// Fisher & Yates, in the form of Durstenfeld, "Algorithm 235: random permutation", 1964. Written out because the
/// standard library does not promise the same shuffle from one release to the next.
func permutation(of count: Int, seed: UInt64) -> [Int] {
    var generator = SplitMix64(state: seed)
    var order = Array(0..<count)
    for last in order.indices.reversed().dropLast() {
        order.swapAt(last, Int(generator.next(below: UInt64(last + 1))))
    }
    return order
}

/// Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014.
private struct SplitMix64 {
    var state: UInt64

    mutating func next(below bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        // The high half of the product is uniform up to bound/2⁶⁴: nothing, for the length of a list.
        return (mixed ^ (mixed >> 31)).multipliedFullWidth(by: bound).high
    }
}
