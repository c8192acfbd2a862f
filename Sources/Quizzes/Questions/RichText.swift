/// A text of a question with the markup it is written in.
public struct RichText: Codable, Equatable, Hashable, Sendable {
    public var source: String
    public var format: Format

    public init(_ source: String, format: Format = .moodle) {
        self.source = source
        self.format = format
    }

    /// How `source` is to be read; the names are those GIFT writes in brackets.
    public enum Format: String, CaseIterable, Codable, Sendable {
        /// HTML in which line ends are line breaks.
        case moodle
        /// Shown letter by letter.
        case plain
        case html
        case markdown
    }

    /// The words alone: tags and Markdown marks dropped, entities decoded, paragraphs on lines of their own.
    /// For titles, search and reports; linear in the length of `source`.
    public var plainText: String {
        switch format {
        case .plain: source
        case .moodle: withoutTags(source, keepingLines: true)
        case .html: withoutTags(source, keepingLines: false)
        case .markdown: withoutTags(withoutMarkdown(source), keepingLines: true)
        }
    }
}
