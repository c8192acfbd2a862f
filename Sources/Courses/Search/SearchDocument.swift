public import Storage

/// Something that search finds: what a reader knows it by, and the words in it.
public struct SearchDocument: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        /// Title and summary: for whoever sees the course.
        case course
        /// A module's title and summary: for whoever may study.
        case module
        /// A step with its text and the names of its files: for whoever may study.
        case activity
        /// A question of a quiz: for whoever may change the course.
        case question
    }

    public var kind: Kind
    /// The number of the course, module, activity or question.
    public var item: Int64
    public var course: Course.ID
    /// For a module itself; where the module is hidden, so is what stands in it.
    public var module: Module.ID?
    /// For an activity itself, and for a question its quiz.
    public var activity: Activity.ID?
    public var title: String
    public var text: String

    public init(
        kind: Kind, item: Int64, course: Course.ID, module: Module.ID? = nil, activity: Activity.ID? = nil,
        title: String, text: String
    ) {
        self.kind = kind
        self.item = item
        self.course = course
        self.module = module
        self.activity = activity
        self.title = title
        self.text = text
    }
}

extension SearchDocument {
    /// Characters of a text that are kept and looked through.
    static let textLimit = 200_000
    /// Different words of one document that are kept.
    static let wordsLimit = 10_000

    /// How much each stem says of the document: a word of the title as much as ten of the text, where five are the most.
    func weights(_ stemmer: Stemmer) -> [String: Int] {
        var weights: [String: Int] = [:]
        for word in stemmer.words(of: text) {
            if weights.count >= Self.wordsLimit && weights[word.stem] == nil { continue }
            weights[word.stem] = min(5, weights[word.stem, default: 0] + 1)
        }
        for stem in Set(stemmer.words(of: title).map(\.stem)) { weights[stem, default: 0] += 10 }
        return weights
    }
}
