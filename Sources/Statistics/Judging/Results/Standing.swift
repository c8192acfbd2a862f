/// An entry's score and the places it takes, first and last of those that equals share: 3...4 reads «3–4».
public struct Standing: Equatable, Sendable {
    public let entry: Int
    public let score: Score
    public internal(set) var places: ClosedRange<Int>

    public init(entry: Int, score: Score, places: ClosedRange<Int>) {
        self.entry = entry
        self.score = score
        self.places = places
    }

    public var isShared: Bool { places.count > 1 }
}

/// Standings in the order of places, entries of one place by their number. Entries without a score have no place.
public func standings(of scores: [Score?]) -> [Standing] {
    let ranked = scores.indices.filter { scores[$0] != nil }
    let sorted = ranked.sorted { first, second in
        guard let left = scores[first], let right = scores[second] else { return false }
        return left == right ? first < second : left > right
    }
    var result: [Standing] = []
    for entry in sorted {
        guard let score = scores[entry] else { continue }
        if let last = result.last, last.score == score {
            let places = last.places.lowerBound...last.places.upperBound + 1
            for place in places.lowerBound - 1..<result.count { result[place].places = places }
            result.append(Standing(entry: entry, score: score, places: places))
        } else {
            let place = result.count + 1
            result.append(Standing(entry: entry, score: score, places: place...place))
        }
    }
    return result
}
