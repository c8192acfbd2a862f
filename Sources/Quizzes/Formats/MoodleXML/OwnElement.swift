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
        let question = try? JSONDecoder().decode(Question.self, from: Data(own.text.utf8))
        // Anyone can write such an element: nothing in it may be what no other reader would give.
        return question.flatMap { $0.isSound ? $0 : nil }
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

extension Question {
    /// Whether its numbers are in their ranges and its indexes lead somewhere.
    fileprivate var isSound: Bool {
        guard 0...1e9 ~= defaultMark, 0...1 ~= penalty else { return false }
        switch kind {
        case .choice(let choice), .multiple(let choice): return choice.isSound
        case .shortAnswer(let content): return content.isSound
        case .numeric(let content): return content.isSound
        case .matching(let matching): return !matching.pairs.isEmpty
        case .ordering(let content):
            return content.items.count > 1 && 2...content.items.count ~= content.subset?.count ?? 2
        case .gaps(let content):
            return !content.gaps.isEmpty && content.gaps.allSatisfy { 0...1e6 ~= $0.weight && $0.answer.isSound }
        case .dragWords(let content):
            return content.places.allSatisfy { content.words.indices ~= $0.word && $0.point?.isSound ?? true }
                && content.words.allSatisfy { 0...1_000 ~= $0.group } && content.picture?.isSound ?? true
        case .hotSpot(let content):
            return content.picture.isSound && content.markers.allSatisfy { 0...1_000 ~= $0.count }
                && content.zones.allSatisfy { content.markers.indices ~= $0.marker && $0.shape.isSound }
        case .formula(let content): return content.isSound
        case .essay(let essay):
            switch essay.reply {
            case .text: return true
            case .files(let limit): return 1...1_000 ~= limit
            case .recording(let seconds): return 1...36_000 ~= seconds
            }
        case .trueFalse, .textSelection, .random, .description: return true
        }
    }
}

extension Question.Choice {
    fileprivate var isSound: Bool { !options.isEmpty && options.allSatisfy { -1...1 ~= $0.fraction } }
}

extension Question.ShortAnswer {
    fileprivate var isSound: Bool { !patterns.isEmpty && patterns.allSatisfy { 0...1 ~= $0.fraction } }
}

extension Question.Numeric {
    fileprivate var isSound: Bool {
        let share: Double =
            switch unitPenalty {
            case .ofEarned(let share), .ofWhole(let share): share
            case nil: 0
            }
        return !answers.isEmpty && answers.allSatisfy { 0...1 ~= $0.fraction } && 0...1 ~= share
    }
}

extension Question.Gaps.Answer {
    fileprivate var isSound: Bool {
        switch self {
        case .text(let content): content.isSound
        case .number(let content): content.isSound
        case .choice(let choice, _), .multiple(let choice, _): choice.isSound
        }
    }
}

extension Question.Point {
    fileprivate var isSound: Bool { -100_000...100_000 ~= x && -100_000...100_000 ~= y }
}

extension Question.Picture {
    fileprivate var isSound: Bool { 1...100_000 ~= width && 1...100_000 ~= height }
}

extension Question.HotSpot.Shape {
    fileprivate var isSound: Bool {
        switch self {
        case .circle(let centre, let radius): centre.isSound && 0...100_000 ~= radius
        case .rectangle(let corner, let width, let height):
            corner.isSound && 0...100_000 ~= width && 0...100_000 ~= height
        case .polygon(let corners): corners.count > 2 && corners.count <= 1_000 && corners.allSatisfy(\.isSound)
        }
    }
}

extension Question.Formula {
    fileprivate var isSound: Bool {
        let isAskable: Bool =
            switch asks {
            case .number(let answers, _):
                answers.allSatisfy { 0...1 ~= $0.fraction && 0...30 ~= $0.digits.count }
            case .choice(let choice), .multiple(let choice): choice.isSound
            }
        return isAskable && variants.count <= Self.variantLimit && variables.allSatisfy { 0...30 ~= $0.decimals }
            && variants.allSatisfy { $0.count == variables.count }
    }
}
