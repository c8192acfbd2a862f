import Foundation
import Markup

/// What Moodle's elements have no place for: the whole question, in an element that Moodle passes over.
///
/// It holds only while the question around it is the one it was written with: whoever mends a text in the file by hand
/// is read as they wrote it.
enum OwnElement {
    static let name = "courseserver"

    /// The question in `element`, unless there is none or the rest was changed since.
    static func question(in element: XMLElement) -> Question? {
        guard let own = element[name], own.attributes["digest"] == digest(of: element) else { return nil }
        return try? JSONDecoder().decode(Question.self, from: Data(own.text.utf8))
    }

    /// As JSON, with the digest of what stands around it.
    static func text(_ question: Question, in element: XMLElement) -> (json: String, digest: String)? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(question) else { return nil }
        return (String(decoding: data, as: UTF8.self), digest(of: element))
    }

    /// FNV-1a, 64 bits, of the names, fractions and texts in an element, indentation aside.
    private static func digest(of element: XMLElement) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func take(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        func take(_ element: XMLElement) {
            take(element.name)
            for name in ["type", "format", "fraction", "name"] { take(element.attributes[name] ?? "") }
            let children = element.children
            if children.isEmpty { take(element.text.withoutOuterBlanks) }
            for child in children where child.name != name { take(child) }
        }
        take(element)
        return String(hash, radix: 16)
    }
}
