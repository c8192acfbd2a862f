import Foundation

extension Response {
    /// The answer to `old` as an answer to `new`, the same question mended: options, rows, words and items are known by
    /// their texts when their order has changed, else by their places. Nil when the answer means nothing there: what was
    /// chosen is gone, or it is a question of another kind.
    func translated(from old: Question, to new: Question) -> Response? {
        switch (self, old.kind, new.kind) {
        case (.choice(let option), .choice(let before), .choice(let after)):
            return before.places(in: after)[option].map(Response.choice)
        case (.multiple(let chosen), .multiple(let before), .multiple(let after)):
            let places = before.places(in: after)
            return .multiple(chosen.compactMap { places[$0] }.sorted())
        case (.multiple(let chosen), .textSelection(let before), .textSelection(let after)):
            let places = Places(before.fragments.map(\.text), in: after.fragments.map(\.text))
            return .multiple(chosen.compactMap { places[$0] }.sorted())
        case (.matching(let matches), .matching(let before), .matching(let after)):
            let rows = Places(before.pairs.map(\.stem.plainText), in: after.pairs.map(\.stem.plainText))
            return .matching(Self.moved(matches, rows, Places(before.choices, in: after.choices)))
        case (.matching(let matches), .dragWords(let before), .dragWords(let after)):
            let places = Places(before.places.map { _ in "" }, in: after.places.map { _ in "" })
            let words = Places(before.words.map(\.text.plainText), in: after.words.map(\.text.plainText))
            return .matching(Self.moved(matches, places, words))
        case (.ordering(let placed), .ordering(let before), .ordering(let after)):
            let items = Places(before.items.map(\.text.plainText), in: after.items.map(\.text.plainText))
            guard before.items.count == after.items.count, placed.keys.allSatisfy({ items[$0] != nil }) else {
                return nil
            }
            return .ordering(Self.moved(placed, items))
        case (.gaps(let texts), .gaps(let before), .gaps(let after)):
            return .gaps(
                Dictionary(
                    uniqueKeysWithValues: texts.compactMap { gap, text in
                        guard before.gaps.indices.contains(gap), after.gaps.indices.contains(gap) else { return nil }
                        return before.gaps[gap].answer.moved(text, to: after.gaps[gap].answer).map { (gap, $0) }
                    }))
        case (.places(let points), .hotSpot(let before), .hotSpot(let after)):
            let markers = Places(before.markers.map(\.text.plainText), in: after.markers.map(\.text.plainText))
            return .places(Self.moved(points, markers))
        case (.trueFalse, .trueFalse, .trueFalse), (.shortAnswer, .shortAnswer, .shortAnswer),
            (.numeric, .numeric, .numeric), (.essay, .essay, .essay), (.files, .essay, .essay):
            return self
        default: return nil
        }
    }

    private static func moved<Value>(_ parts: [Int: Value], _ places: Places) -> [Int: Value] {
        Dictionary(
            parts.sorted { $0.key < $1.key }.compactMap { part, value in places[part].map { ($0, value) } }
        ) { first, _ in first }
    }

    private static func moved(_ parts: [Int: Int], _ places: Places, _ values: Places) -> [Int: Int] {
        moved(parts.compactMapValues { values[$0] }, places)
    }
}

/// Where the parts of a question stand in its next version.
struct Places: Equatable {
    private var places: [Int?]

    /// A part is the one of the same text, of several equal ones the nearest free in order; a part whose text was changed
    /// is the one in its place, if no other came there and their number is the same.
    init(_ old: [String], in new: [String]) {
        places = Array(repeating: nil, count: old.count)
        var free = Set(new.indices)
        for place in old.indices where new.indices.contains(place) && old[place] == new[place] {
            places[place] = place
            free.remove(place)
        }
        for place in old.indices where places[place] == nil {
            guard let found = free.sorted().first(where: { new[$0] == old[place] }) else { continue }
            places[place] = found
            free.remove(found)
        }
        guard old.count == new.count else { return }
        for place in old.indices where places[place] == nil && free.contains(place) { places[place] = place }
    }

    subscript(place: Int) -> Int? { places.indices.contains(place) ? places[place] : nil }
}

extension Question.Choice {
    fileprivate func places(in new: Question.Choice) -> Places {
        Places(options.map(\.text.plainText), in: new.options.map(\.text.plainText))
    }
}

extension Question.Gaps.Answer {
    /// What stands in a gap: a text as typed, or the numbers of options.
    fileprivate func moved(_ text: String, to new: Question.Gaps.Answer) -> String? {
        switch (self, new) {
        case (.text, .text), (.number, .number): text
        case (.choice(let before, _), .choice(let after, _)):
            Int(text).flatMap { before.places(in: after)[$0] }.map { "\($0)" }
        case (.multiple(let before, _), .multiple(let after, _)):
            text.split(separator: ",").compactMap { Int($0) }.compactMap { before.places(in: after)[$0] }.sorted()
                .map { "\($0)" }.joined(separator: ",")
        default: nil
        }
    }
}

extension Question {
    /// Whether a learner who was given numbers by `variant` has the same ones in `new`.
    func keepsNumbers(of variant: Int?, in new: Question) -> Bool {
        guard case .formula(let before) = kind, let variant else { return true }
        guard case .formula(let after) = new.kind, before.variants.indices ~= variant,
            after.variants.indices ~= variant
        else { return false }
        return before.variants[variant] == after.variants[variant]
            && before.variables.map(\.name) == after.variables.map(\.name)
    }
}
