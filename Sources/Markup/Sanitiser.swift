/// Cleaner of rich text written by people.
///
/// The text is parsed and written anew from the tree: nothing of its markup is copied, so the result holds only the
/// elements and attributes named in `Vocabulary`, nested as HTML allows. Cleaning what is clean changes nothing.
/// Nothing in the result makes a browser ask another site for anything: outside pictures and recordings become links.
public enum Sanitiser {
    public struct Limits: Sendable {
        /// Of the text given, in UTF-8.
        public var bytes = 1 << 20
        /// Elements, texts and comments.
        public var nodes = 50_000
        /// Elements inside one another; deeper ones lose their tags, and from 250 on libxml2 reads no further.
        public var depth = 100

        public init() {}
    }

    /// Cleans `html`. Takes about 0.15 µs a byte.
    public static func clean(_ html: String, limits: Limits = Limits()) throws(MarkupRefusal) -> SafeHTML {
        guard html.utf8.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        guard let tree = Tree(html: html), let root = tree.root else { return .empty }
        var writer = CleanWriter(limits: limits, capacity: html.utf8.count + 64)
        try writer.writeChildren(of: root, in: CleanWriter.Context())
        return SafeHTML(string: String(decoding: writer.output, as: UTF8.self))
    }
}

/// Why a text was not taken.
public enum MarkupRefusal: Error, Equatable, Sendable {
    /// Longer than `limit` bytes of UTF-8.
    case tooLarge(limit: Int)
    /// More than `limit` elements and pieces of text.
    case tooManyNodes(limit: Int)
}
