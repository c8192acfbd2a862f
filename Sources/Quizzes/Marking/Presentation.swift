import Statistics

/// How one learner meets a question: the order of what is shown, and the numbers its fields go by.
///
/// Fields are numbered by their places on the learner's page, never by the author's order, which would tell the key: in
/// a matching the author's first row belongs to the first match, and in an ordering the first item is the first.
public struct Presentation: Equatable, Sendable {
    /// The question asked, its variant chosen.
    public let question: Question
    /// Options, rows or items as they are shown, by the author's index.
    public let order: [Int]
    /// The matches of a matching, the words to be dragged.
    public let choices: [Int]
    /// The options of each gap.
    public let gaps: [[Int]]
    /// Attempts begun before fields had numbers of their own use the author's.
    private let isNumberedByAuthor: Bool

    /// One seed always gives one order, on every platform and release. It has to be a secret of the attempt, or the order
    /// could be computed back.
    public init(_ question: Question, seed: UInt64, isNumberedByAuthor: Bool = false) {
        self.question = question
        self.isNumberedByAuthor = isNumberedByAuthor
        var choices: [Int] = []
        var gaps: [[Int]] = []
        switch question.kind {
        case .choice(let choice), .multiple(let choice):
            order = choice.order(seed: seed)
        case .matching(let matching):
            order =
                matching.shuffles ? permutation(of: matching.pairs.count, seed: seed) : Array(matching.pairs.indices)
            // Another stream than the rows', or row n would always stand beside its match.
            choices = permutation(of: matching.choices.count, seed: ~seed)
        case .ordering(let ordering):
            order = ordering.order(seed: seed)
        case .dragWords(let content):
            order = Array(content.places.indices)
            choices =
                content.shuffles ? permutation(of: content.words.count, seed: ~seed) : Array(content.words.indices)
        case .gaps(let content):
            order = Array(content.gaps.indices)
            gaps = content.gaps.enumerated().map { index, gap in
                switch gap.answer {
                case .choice(let choice, _), .multiple(let choice, _): choice.order(seed: seed &+ UInt64(index) &+ 1)
                case .text, .number: []
                }
            }
        case .trueFalse, .shortAnswer, .numeric, .textSelection, .hotSpot, .formula, .random, .essay, .description:
            order = []
        }
        self.choices = choices
        self.gaps = gaps
    }

    /// The number a field shows for the author's index `index` in `order`.
    public func number(of index: Int, in order: [Int]) -> Int {
        isNumberedByAuthor ? index : order.firstIndex(of: index) ?? index
    }

    /// The author's index a field's number stands for; nil when there is none.
    func index(of number: Int, in order: [Int]) -> Int? {
        guard !isNumberedByAuthor else { return order.contains(number) ? number : nil }
        return order.indices ~= number ? order[number] : nil
    }

    public func number(ofOption option: Int) -> Int { number(of: option, in: order) }
    public func number(ofChoice choice: Int) -> Int { number(of: choice, in: choices) }
}

extension Question.Choice {
    fileprivate func order(seed: UInt64) -> [Int] {
        shuffles ? permutation(of: options.count, seed: seed) : Array(options.indices)
    }
}

extension Question.Ordering {
    /// The items one learner gets, never in the right order where there is another: what nobody touched is no answer.
    fileprivate func order(seed: UInt64) -> [Int] {
        let all = permutation(of: items.count, seed: seed)
        guard let subset, subset.count < items.count, subset.count > 0 else { return mixed(all) }
        if subset.isContiguous {
            let first = Int(seed % UInt64(items.count - subset.count + 1))
            return mixed(all.filter { first..<(first + subset.count) ~= $0 })
        }
        return mixed(Array(all.prefix(subset.count)))
    }

    private func mixed(_ order: [Int]) -> [Int] {
        guard order.count > 1, order == order.sorted() else { return order }
        return Array(order.dropFirst()) + [order[0]]
    }

    /// How many items one learner puts in order.
    public var askedCount: Int { min(subset?.count ?? items.count, items.count) }
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
