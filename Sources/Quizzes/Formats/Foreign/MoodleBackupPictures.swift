import Courses
import FoundationEssentials
import Markup

/// Words and markers on a picture: tables `drags` and `drops`, files in the areas `bgimage` and `dragimage`.
extension MoodleBackupQuestion {
    func dragOntoPicture() -> Question.Kind? {
        guard let picture else { return nil }
        var words: [Question.DragWords.Word] = []
        var indexes: [String: Int] = [:]
        for (index, drag) in drags.enumerated() {
            indexes[drag.value("no") ?? ""] = index
            let label = drag.value("label") ?? ""
            let shown = source.picture(place("dragimage", drag.attributes["id"]))
                .map { "![\(Self.alternative(label))](\($0.address))" }
            words.append(
                .init(
                    RichText.markdown(shown ?? source.texts(label, .html, place("questiontext")))
                        ?? RichText("—", format: .markdown),
                    group: drag.value("draggroup").flatMap { Int($0) } ?? 1, isReusable: drag.value("infinite") == "1"))
        }
        let places = drops.compactMap { drop -> Question.DragWords.Place? in
            guard let word = indexes[drop.value("choice") ?? ""] else { return nil }
            let label = drop.value("label") ?? ""
            return .init(
                word: word, point: .init(x: pixels(drop.value("xleft")), y: pixels(drop.value("ytop"))),
                label: label.isEmpty ? nil : label)
        }
        guard !places.isEmpty else { return nil }
        return .dragWords(.init(words: words, places: places, shuffles: shuffles, picture: picture))
    }

    func hotSpot() -> Question.Kind? {
        guard let picture else { return nil }
        var markers: [Question.HotSpot.Marker] = []
        var indexes: [String: Int] = [:]
        for (index, drag) in drags.enumerated() {
            indexes[drag.value("no") ?? ""] = index
            let count = drag.value("noofdrags").flatMap { Int($0) } ?? 1
            markers.append(
                .init(
                    RichText.markdown(source.texts(drag.value("label") ?? "", .html, place("questiontext")))
                        ?? RichText("", format: .markdown),
                    count: drag.value("infinite") == "1" ? 0 : max(0, count)))
        }
        let zones = drops.compactMap { drop -> Question.HotSpot.Zone? in
            guard let marker = indexes[drop.value("choice") ?? ""],
                let shape = Question.HotSpot.Shape(moodle: drop.value("shape") ?? "", drop.value("coords") ?? "")
            else { return nil }
            return .init(marker: marker, shape)
        }
        // A zone that cannot be read would make another question of it.
        guard !markers.isEmpty, !zones.isEmpty, zones.count == drops.count else { return nil }
        return .hotSpot(.init(picture: picture, markers: markers, zones: zones))
    }

    /// A question on a picture is none without it.
    private var picture: Question.Picture? {
        guard let file = source.picture(place("bgimage")) else { return nil }
        let size = PictureSize(file.head)
        return .init(source: file.address, alternative: "", width: size?.width ?? 600, height: size?.height ?? 400)
    }

    private var shuffles: Bool { plugin?[type]?.value("shuffleanswers") == "1" }
    private var drags: [XMLElement] { inOrder(plugin?["drags"]?.children("drag") ?? []) }
    private var drops: [XMLElement] { inOrder(plugin?["drops"]?.children("drop") ?? []) }

    private func inOrder(_ elements: [XMLElement]) -> [XMLElement] {
        elements.enumerated().sorted { left, right in
            let numbers = [left, right].map { $0.element.value("no").flatMap { Int($0) } ?? 0 }
            return (numbers[0], left.offset) < (numbers[1], right.offset)
        }.map(\.element)
    }

    private func pixels(_ text: String?) -> Int {
        text.flatMap { Double($0) }.flatMap { abs($0) < 100_000 ? Int($0.rounded()) : nil } ?? 0
    }

    private static func alternative(_ label: String) -> String {
        RichText(label, format: .html).plainText.replacing("[", with: "(").replacing("]", with: ")")
            .replacing("\n", with: " ")
    }
}
