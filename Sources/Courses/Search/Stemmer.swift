import CStemmer
import Foundation

/// Words in the form in which they are compared: lower case, ё as е, without endings.
///
/// Snowball's Russian stemmer takes Cyrillic words and its English one the others, on the index's side and the query's,
/// so both databases find the same. Not for two threads at once.
final class Stemmer {
    /// A word and where it stands in its text.
    struct Word: Equatable {
        var stem: String
        var range: Range<String.Index>
    }

    /// Characters of a word that count; the rest of a longer one is passed over.
    static let wordLimit = 40

    // Both languages are compiled into every libstemmer.
    private let russian = sb_stemmer_new("russian", "UTF_8")!
    private let english = sb_stemmer_new("english", "UTF_8")!

    deinit {
        sb_stemmer_delete(russian)
        sb_stemmer_delete(english)
    }

    /// The words of `text` in their order, each with its stem.
    func words(of text: String) -> some Sequence<Word> {
        WordRanges(text: text).lazy.map { [self] range in Word(stem: stem(of: text[range]), range: range) }
    }

    /// `Задачи` → `задач`, `ёлка` → `елк`.
    func stem(of word: Substring) -> String {
        var folded = String(word.prefix(Self.wordLimit)).lowercased().precomposedStringWithCanonicalMapping
            .replacing("ё", with: "е")
        let stemmer = folded.utf8.allSatisfy { $0 < 0x80 } ? english : russian
        return folded.withUTF8 { bytes in
            guard let stem = sb_stemmer_stem(stemmer, bytes.baseAddress, Int32(bytes.count)) else { return "" }
            return String(
                decoding: UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(stemmer))), as: UTF8.self)
        }
    }
}

/// Runs of letters and digits; a soft hyphen or an accent inside does not end one.
private struct WordRanges: Sequence, IteratorProtocol {
    let text: String
    private var place: String.Index

    init(text: String) {
        self.text = text
        place = text.startIndex
    }

    mutating func next() -> Range<String.Index>? {
        while place < text.endIndex, !text[place].isLetter, !text[place].isNumber { text.formIndex(after: &place) }
        guard place < text.endIndex else { return nil }
        let start = place
        while place < text.endIndex, text[place].isLetter || text[place].isNumber { text.formIndex(after: &place) }
        return start..<place
    }
}
