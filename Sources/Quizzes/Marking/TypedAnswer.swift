/// A short answer as a learner typed it, made comparable with patterns.
struct TypedAnswer {
    private let characters: [Character]
    private let isCaseSensitive: Bool

    init(_ text: String, isCaseSensitive: Bool) {
        self.isCaseSensitive = isCaseSensitive
        characters = folded(text, isCaseSensitive: isCaseSensitive)
    }

    /// Whether the whole answer fits `pattern`, where `*` stands for any text and `\*` for an asterisk.
    /// Linear in the length of both, however many asterisks there are.
    func matches(_ pattern: String) -> Bool {
        let parts = self.parts(of: pattern)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return parts.first.map { $0 == characters[...] } ?? characters.isEmpty
        }
        guard characters.count >= first.count + last.count, characters.starts(with: first),
            characters.suffix(last.count).elementsEqual(last)
        else { return false }
        var rest = characters[first.count..<(characters.count - last.count)]
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            // The leftmost place leaves the most room for what follows, so nothing is ever tried again.
            guard let end = endOfFirst(part, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    /// Whether the answer is `pattern` with one slip: a letter too many, too few, another, or two that changed places.
    /// Only in five characters and more, and not where there are digits, which are never a slip. F. J. Damerau, "A
    /// technique for computer detection and correction of spelling errors", 1964.
    func isSlip(of pattern: String) -> Bool {
        let parts = self.parts(of: pattern)
        guard parts.count == 1, let pattern = parts.first.map(Array.init), pattern.count >= 5,
            abs(pattern.count - characters.count) <= 1, characters != pattern
        else { return false }
        let start = zip(pattern, characters).prefix { $0 == $1 }.count
        let (left, right) = (pattern[start...], characters[start...])
        let differing = left.prefix(2) + right.prefix(2)
        guard !differing.contains(where: { $0.isNumber }) else { return false }
        return left.dropFirst() == right.dropFirst() || left.dropFirst() == right || left == right.dropFirst()
            || left.count > 1 && right.count > 1 && left.prefix(2).elementsEqual(right.prefix(2).reversed())
                && left.dropFirst(2) == right.dropFirst(2)
    }

    /// What stands between the asterisks of `pattern`, in order.
    private func parts(of pattern: String) -> [ArraySlice<Character>] {
        var parts: [ArraySlice<Character>] = [[]]
        var isEscaped = false
        for character in folded(pattern, isCaseSensitive: isCaseSensitive) {
            if character == "*" {
                if isEscaped {
                    parts[parts.count - 1].removeLast()
                    parts[parts.count - 1].append("*")
                } else {
                    parts.append([])
                }
            } else {
                parts[parts.count - 1].append(character)
            }
            isEscaped = character == "\\"
        }
        return parts
    }
}

/// Case, when it does not matter, and «ё» folded; white space collapsed. Swift compares characters by canonical
/// equivalence, so Unicode normal forms need no care.
func folded(_ text: String, isCaseSensitive: Bool) -> [Character] {
    let collapsed = collapsingSpaces(text)
    return (isCaseSensitive ? collapsed : collapsed.lowercased()).map { $0 == "ё" ? "е" : $0 == "Ё" ? "Е" : $0 }
}

/// Where the first occurrence of `part` in `text` ends. Knuth, Morris & Pratt, "Fast pattern matching in strings", 1977.
private func endOfFirst(_ part: ArraySlice<Character>, in text: ArraySlice<Character>) -> Int? {
    let part = Array(part)
    var borders = [0]
    var border = 0
    for character in part.dropFirst() {
        while border > 0, part[border] != character { border = borders[border - 1] }
        if part[border] == character { border += 1 }
        borders.append(border)
    }
    var matched = 0
    for index in text.indices {
        while matched > 0, part[matched] != text[index] { matched = borders[matched - 1] }
        if part[matched] == text[index] { matched += 1 }
        if matched == part.count { return index + 1 }
    }
    return nil
}
