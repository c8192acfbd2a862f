/// Marks the words that were looked for, and cuts the piece of a text where they stand.
struct Snippets {
    /// Characters before the first word found, and altogether.
    static let lead = 60
    static let length = 220

    let stems: [String]
    private let stemmer = Stemmer()

    init(stems: [String]) { self.stems = stems }

    func marked(_ text: String) -> [SearchText] { marked(text, text.startIndex..<text.endIndex) }

    /// Around the first word found; empty where there is none.
    func snippet(of text: String) -> [SearchText] {
        guard let first = stemmer.words(of: text).first(where: { isSought($0.stem) }) else { return [] }
        var start =
            text.index(first.range.lowerBound, offsetBy: -Self.lead, limitedBy: text.startIndex)
            ?? text.startIndex
        if start > text.startIndex {
            // From the beginning of a word on.
            start = text[start..<first.range.lowerBound].firstIndex(of: " ").map(text.index(after:)) ?? start
        }
        var end = text.index(start, offsetBy: Self.length, limitedBy: text.endIndex) ?? text.endIndex
        if end < text.endIndex {
            end = text[first.range.upperBound..<max(end, first.range.upperBound)].lastIndex(of: " ") ?? end
        }
        var pieces = marked(text, start..<max(end, first.range.upperBound))
        if start > text.startIndex { pieces.insert(SearchText("… "), at: 0) }
        if end < text.endIndex { pieces.append(SearchText(" …")) }
        return pieces
    }

    private func isSought(_ stem: String) -> Bool {
        stems.contains { SearchQuery.isBeginning($0) ? stem.hasPrefix($0) : stem == $0 }
    }

    private func marked(_ text: String, _ range: Range<String.Index>) -> [SearchText] {
        let part = String(text[range])
        var pieces: [SearchText] = []
        var place = part.startIndex
        for word in stemmer.words(of: part) where isSought(word.stem) {
            if place < word.range.lowerBound { pieces.append(SearchText(String(part[place..<word.range.lowerBound]))) }
            pieces.append(SearchText(String(part[word.range]), isFound: true))
            place = word.range.upperBound
        }
        if place < part.endIndex { pieces.append(SearchText(String(part[place...]))) }
        return pieces
    }
}

enum Spelling {
    /// How many letters were added, left out, changed or exchanged with their neighbours on the way from `typed` to
    /// `word` or to a beginning of it: a slip may have hidden an ending from the stemmer.
    ///
    /// Damerau 1964, in the form of optimal string alignment.
    static func slips(from typed: String, to word: String) -> Int {
        let (first, second) = (Array(typed.unicodeScalars), Array(word.unicodeScalars))
        guard !first.isEmpty, !second.isEmpty else { return first.count }
        var before: [Int] = []
        var previous = Array(0...second.count)
        for row in 1...first.count {
            var current = [row]
            for column in 1...second.count {
                let isSame = first[row - 1] == second[column - 1]
                var least = min(
                    previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
                    least = min(least, before[column - 2] + 1)
                }
                current.append(least)
            }
            (before, previous) = (previous, current)
        }
        return previous.min() ?? 0
    }
}
