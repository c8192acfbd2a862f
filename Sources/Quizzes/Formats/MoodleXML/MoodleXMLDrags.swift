import FoundationEssentials
import Markup

/// Words and markers that are dragged.
extension MoodleXMLQuestion {
    func dragWords(_ stem: inout RichText) throws(Unreadable) -> Question.Kind {
        let words = (element.children("dragbox") + element.children("selectoption")).map { box in
            Question.DragWords.Word(
                text(box) ?? RichText("", format: .html), group: number(box.value("group")) ?? 1,
                isReusable: box["infinite"] != nil)
        }
        let (source, places) = Self.numbered(stem.source, wordCount: words.count)
        guard !places.isEmpty else { throw Unreadable(problem: .noGaps) }
        stem.source = source
        return .dragWords(
            .init(
                words: words, places: places.map { .init(word: $0) }, isList: type == "gapselect",
                shuffles: flag("shuffleanswers", otherwise: true)))
    }

    /// Moodle's `[[3]]` names a word, ours a place: the text with its places in their order, and the words they have.
    static func numbered(_ text: String, wordCount: Int) -> (text: String, words: [Int]) {
        var words: [Int] = []
        let renamed = text.replacing(/\[\[(\d{1,4})\]\]/) { match in
            guard let number = Int(match.1), 1...max(1, wordCount) ~= number, wordCount > 0 else {
                return String(match.0)
            }
            words.append(number - 1)
            return "[[\(words.count)]]"
        }
        return (renamed, words)
    }

    mutating func dragOntoPicture() throws(Unreadable) -> Question.Kind {
        var words: [Question.DragWords.Word] = []
        var indexes: [String: Int] = [:]
        for (index, drag) in element.children("drag").enumerated() {
            let label = text(drag)?.source ?? ""
            let number = drag.value("no") ?? "\(index + 1)"
            let image = files.drags[drag.value("no") ?? ""]
            if image == nil, label.isEmpty { notes.append(.fileMissing(number)) }
            indexes[number] = index
            let markup = image.map { "<img src=\"@@PLUGINFILE@@/\($0)\" alt=\"\(attribute(label))\">" }
            words.append(
                .init(
                    markup.map { RichText($0, format: .html) } ?? text(drag) ?? RichText(number, format: .plain),
                    group: self.number(drag.value("draggroup")) ?? 1, isReusable: drag["infinite"] != nil))
        }
        let places = inOrder(element.children("drop")).compactMap { drop -> Question.DragWords.Place? in
            guard let word = indexes[drop.value("choice") ?? ""] else { return nil }
            let point = Question.Point(x: number(drop.value("xleft")) ?? 0, y: number(drop.value("ytop")) ?? 0)
            return .init(word: word, point: point, label: drop.value("text"))
        }
        guard !places.isEmpty else { throw Unreadable(problem: .noGaps) }
        return .dragWords(
            .init(
                words: words, places: places,
                shuffles: element["shuffleanswers"] != nil
                    && flag(
                        "shuffleanswers", otherwise: true),
                picture: try picture()))
    }

    mutating func hotSpot() throws(Unreadable) -> Question.Kind {
        var markers: [Question.HotSpot.Marker] = []
        var indexes: [String: Int] = [:]
        for (index, drag) in element.children("drag").enumerated() {
            indexes[drag.value("no") ?? "\(index + 1)"] = index
            let count = number(drag.value("noofdrags")) ?? 1
            markers.append(
                .init(text(drag) ?? RichText("", format: .html), count: drag["infinite"] != nil ? 0 : max(0, count)))
        }
        var zones: [Question.HotSpot.Zone] = []
        for drop in inOrder(element.children("drop")) {
            let coordinates = drop.value("coords") ?? ""
            guard let marker = indexes[drop.value("choice") ?? ""],
                let shape = Question.HotSpot.Shape(moodle: drop.value("shape") ?? "", coordinates)
            else {
                notes.append(.settingDropped("область \(coordinates)"))
                continue
            }
            zones.append(.init(marker: marker, shape))
        }
        guard !markers.isEmpty, !zones.isEmpty else { throw Unreadable(problem: .noGaps) }
        return .hotSpot(.init(picture: try picture(), markers: markers, zones: zones))
    }

    /// A question on a picture is none without it.
    private mutating func picture() throws(Unreadable) -> Question.Picture {
        guard let name = files.picture, let bytes = files.bytes(of: name) else {
            throw Unreadable(problem: .fileMissing(element["file"]?.attributes["name"] ?? "фон"))
        }
        let size = PictureSize(bytes)
        if size == nil { notes.append(.pictureSizeGuessed(name)) }
        return .init(
            source: "@@PLUGINFILE@@/\(name)", alternative: "", width: size?.width ?? 600, height: size?.height ?? 400)
    }

    private func inOrder(_ drops: [XMLElement]) -> [XMLElement] {
        drops.enumerated().sorted { left, right in
            let numbers = (number(left.element.value("no")) ?? 0, number(right.element.value("no")) ?? 0)
            return (numbers.0, left.offset) < (numbers.1, right.offset)
        }.map(\.element)
    }

    private func attribute(_ text: String) -> String {
        HTML(text: RichText(text, format: .html).plainText).description
    }
}

extension Question.HotSpot.Shape {
    /// `circle` and `x,y;r`, `rectangle` and `x,y;width,height`, `polygon` and its corners.
    init?(moodle name: String, _ coordinates: String) {
        let groups = coordinates.split(separator: ";").map { group in
            group.split(separator: ",").compactMap { parseNumber($0).flatMap { Double($0.description) } }
        }
        guard groups.count <= 1_000, groups.allSatisfy({ $0.allSatisfy { abs($0) < 100_000 } }) else { return nil }
        let numbers = groups.map { $0.map { Int($0.rounded()) } }
        switch name.lowercased() {
        case "circle" where numbers.count == 2 && numbers[0].count == 2 && numbers[1].count == 1:
            self = .circle(centre: .init(x: numbers[0][0], y: numbers[0][1]), radius: numbers[1][0])
        case "rectangle" where numbers.count == 2 && numbers[0].count == 2 && numbers[1].count == 2:
            self = .rectangle(
                corner: .init(x: numbers[0][0], y: numbers[0][1]), width: numbers[1][0], height: numbers[1][1])
        case "polygon" where numbers.count > 2 && numbers.allSatisfy { $0.count == 2 }:
            self = .polygon(numbers.map { .init(x: $0[0], y: $0[1]) })
        default: return nil
        }
    }

    /// The name and the coordinates.
    var moodle: (name: String, coordinates: String) {
        switch self {
        case .circle(let centre, let radius): ("circle", "\(centre.x),\(centre.y);\(radius)")
        case .rectangle(let corner, let width, let height):
            ("rectangle", "\(corner.x),\(corner.y);\(width),\(height)")
        case .polygon(let corners): ("polygon", corners.map { "\($0.x),\($0.y)" }.joined(separator: ";"))
        }
    }
}
