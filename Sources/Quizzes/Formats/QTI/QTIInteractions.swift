import FoundationEssentials
import Markup

/// The interactions that stand by themselves.
extension QTIAssessmentItem {
    mutating func blockKind(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        switch interaction.name {
        case "choiceInteraction":
            let elements = interaction.children("simpleChoice")
            guard let read = choice(elements, interaction) else {
                // A questionnaire has no key: whoever made it wants an answer that nobody marks.
                return nil
            }
            let words = read.choice.options.map { $0.text.plainText.lowercased() }
            if !read.isMultiple, words == ["true", "false"] || words == ["верно", "неверно"] {
                let options = read.choice.options
                return .trueFalse(
                    .init(
                        key: options[0].fraction > options[1].fraction, feedbackIfTrue: options[0].feedback,
                        feedbackIfFalse: options[1].feedback))
            }
            return read.isMultiple ? .multiple(read.choice) : .choice(read.choice)
        case "extendedTextInteraction":
            let model = response(interaction)?.correct.joined(separator: "\n") ?? ""
            return .essay(.init(graderInfo: graderInfo ?? (model.isEmpty ? nil : RichText(model, format: .plain))))
        case "uploadInteraction": return .essay(.init(graderInfo: graderInfo, reply: .files(limit: 1)))
        case "matchInteraction": return matching(interaction)
        case "associateInteraction": return association(interaction)
        case "orderInteraction": return order(interaction)
        case "gapMatchInteraction": return gapMatch(interaction, &stem)
        case "hottextInteraction": return hotText(interaction, &stem)
        case "hotspotInteraction", "selectPointInteraction": return hotSpot(interaction)
        case "graphicGapMatchInteraction": return graphicGapMatch(interaction)
        case "sliderInteraction":
            guard let value = response(interaction)?.correct.first.flatMap({ parseNumber($0) }) else { return nil }
            return .numeric(
                .init(answers: [.init(.number(value, tolerance(of: response(interaction)?.identifier ?? "")))]))
        default: return nil
        }
    }

    private func pairs(_ interaction: XMLElement) -> [(String, String)] {
        guard let response = response(interaction) else { return [] }
        let values = response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct
        return values.compactMap { value in
            let parts = value.split(whereSeparator: \.isWhitespace).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    private func matching(_ interaction: XMLElement) -> Question.Kind? {
        let sets = interaction.children("simpleMatchSet").map { $0.children("simpleAssociableChoice") }
        guard sets.count == 2 else { return nil }
        let pairs = pairs(interaction)
        var rows = sets[0]
        var columns = sets[1]
        func matches(_ row: XMLElement, _ isSwapped: Bool) -> [String] {
            pairs.filter { (isSwapped ? $0.1 : $0.0) == row.attributes["identifier"] }.map { isSwapped ? $0.0 : $0.1 }
        }
        // Each row has one match at most; where it is the other way round, sides change places.
        var isSwapped = false
        if rows.contains(where: { matches($0, false).count > 1 }) {
            isSwapped = true
            swap(&rows, &columns)
            if rows.contains(where: { matches($0, true).count > 1 }) { return nil }
        }
        let texts = columns.map { ($0.attributes["identifier"] ?? "", plain($0)) }
        var matching = Question.Matching(pairs: [], shuffles: interaction.attributes["shuffle"] == "true")
        for row in rows {
            guard let match = matches(row, isSwapped).first, let text = texts.first(where: { $0.0 == match })?.1 else {
                continue
            }
            matching.pairs.append(.init(stem: rich(row), match: text))
        }
        let used = Set(matching.pairs.map(\.match))
        matching.distractors = texts.map(\.1).filter { !used.contains($0) && !$0.isEmpty }
        return matching.pairs.isEmpty ? nil : .matching(matching)
    }

    private func association(_ interaction: XMLElement) -> Question.Kind? {
        let choices = interaction.children("simpleAssociableChoice")
        func element(_ id: String) -> XMLElement? { choices.first { $0.attributes["identifier"] == id } }
        let rows = pairs(interaction).compactMap { pair in
            element(pair.0).flatMap { left in
                element(pair.1).map { Question.Matching.Pair(stem: rich(left), match: plain($0)) }
            }
        }
        return rows.isEmpty ? nil : .matching(.init(pairs: rows, shuffles: interaction.attributes["shuffle"] == "true"))
    }

    private func order(_ interaction: XMLElement) -> Question.Kind? {
        let choices = interaction.children("simpleChoice")
        let items = (response(interaction)?.correct ?? []).compactMap { id in
            choices.first { $0.attributes["identifier"] == id }
        }
        guard items.count > 1, items.count == choices.count else { return nil }
        return .ordering(
            .init(
                items: items.map { .init(rich($0), feedback: feedback(of: $0)) }, rule: .allOrNothing,
                isHorizontal: interaction.attributes["orientation"] == "horizontal"))
    }

    private func gapMatch(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        let choices = interaction.children.filter { $0.name == "gapText" || $0.name == "gapImg" }
        let pairs = pairs(interaction)
        var places: [Question.DragWords.Place] = []
        let text = QTIMarkup.html(in: interaction) { element in
            switch element.name {
            case "gapText", "gapImg", "prompt": return ""
            case "gap":
                let id = element.attributes["identifier"] ?? ""
                let right = pairs.first { $0.1 == id }?.0
                guard let word = choices.firstIndex(where: { $0.attributes["identifier"] == right }) else {
                    return "_____"
                }
                places.append(.init(word: word))
                return "[[\(places.count)]]"
            default: return nil
            }
        }
        guard !places.isEmpty else { return nil }
        stem.source = [stem.source, tidied(text)].filter { !$0.isEmpty }.joined(separator: "\n")
        return .dragWords(
            .init(words: words(choices), places: places, shuffles: interaction.attributes["shuffle"] == "true"))
    }

    private func words(_ choices: [XMLElement]) -> [Question.DragWords.Word] {
        choices.map { choice in
            .init(rich(choice), isReusable: (choice.attributes["matchMax"] ?? "1") != "1")
        }
    }

    private func hotText(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        guard let response = response(interaction) else { return nil }
        let right = Set(
            response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct)
        let fragments = interaction.descendants("hottext")
        guard !right.isEmpty else { return nil }
        let wrong = fragments.filter { !right.contains($0.attributes["identifier"] ?? "") }
        let isPlain = wrong.allSatisfy { fragment in
            Question.TextSelection(plain(fragment)).fragments.count == 1
        }
        if isPlain {
            let marked = QTIMarkup.html(in: interaction) { element in
                if element.name == "prompt" { return "" }
                guard element.name == "hottext" else { return nil }
                let text = HTML(text: plain(element)).description
                return right.contains(element.attributes["identifier"] ?? "") ? "\u{2}\(text)\u{3}" : text
            }
            let text = RichText(marked, format: .html).plainText.replacing("\\", with: "\\\\")
                .replacing("[", with: "\\[").replacing("]", with: "\\]")
                .replacing("\u{2}", with: "[").replacing("\u{3}", with: "]").withoutOuterBlanks
            return .textSelection(.init(text))
        }
        let text = QTIMarkup.html(in: interaction) { $0.name == "prompt" ? "" : nil }
        stem.source += "\n" + tidied(text)
        guard let read = choice(fragments, interaction) else { return nil }
        return read.isMultiple ? .multiple(read.choice) : .choice(read.choice)
    }

    // MARK: Pictures

    private mutating func picture(_ interaction: XMLElement) -> Question.Picture? {
        let element = interaction["object"] ?? interaction["img"] ?? interaction["picture"]?["img"]
        guard let element, let source = element.attributes["data"] ?? element.attributes["src"] else { return nil }
        let name = source.replacing("@@PLUGINFILE@@/", with: "")
        let read = files.first { $0.name == name }.flatMap { PictureSize($0.bytes) }
        func side(_ name: String) -> Int? {
            element.attributes[name].flatMap { Int($0.filter(\.isNumber)) }.flatMap { 1...100_000 ~= $0 ? $0 : nil }
        }
        let size = (side("width") ?? read?.width, side("height") ?? read?.height)
        if size.0 == nil || size.1 == nil { notes.append(.pictureSizeGuessed(name)) }
        return .init(
            source: source, alternative: element.attributes["alt"] ?? element.text.trimmingSpaces(),
            width: size.0 ?? 600, height: size.1 ?? 400)
    }

    private mutating func hotSpot(_ interaction: XMLElement) -> Question.Kind? {
        guard let response = response(interaction), let picture = picture(interaction) else { return nil }
        var shapes: [Question.HotSpot.Shape] = []
        let right = Set(
            response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct)
        for choice in interaction.children("hotspotChoice") where right.contains(choice.attributes["identifier"] ?? "")
        {
            let (name, coordinates) = (choice.attributes["shape"] ?? "", choice.attributes["coords"] ?? "")
            Question.HotSpot.Shape(qti: name, coordinates, in: picture).map { shapes.append($0) }
        }
        if interaction.name == "selectPointInteraction" {
            for area in response.areas where area.value > 0 {
                Question.HotSpot.Shape(qti: area.shape, area.coordinates, in: picture).map { shapes.append($0) }
            }
            if shapes.isEmpty {
                for point in response.correct {
                    Question.HotSpot.Shape(qti: "circle", point.replacing(" ", with: ",") + ",10", in: picture)
                        .map { shapes.append($0) }
                }
            }
        }
        guard !shapes.isEmpty else { return nil }
        return .hotSpot(
            .init(
                picture: picture, markers: [.init(RichText("", format: .plain), count: shapes.count)],
                zones: shapes.map { .init(marker: 0, $0) }))
    }

    private mutating func graphicGapMatch(_ interaction: XMLElement) -> Question.Kind? {
        guard let picture = picture(interaction) else { return nil }
        let choices = interaction.children.filter { $0.name == "gapText" || $0.name == "gapImg" }
        let pairs = pairs(interaction)
        var places: [Question.DragWords.Place] = []
        for spot in interaction.children("associableHotspot") {
            let id = spot.attributes["identifier"] ?? ""
            let right = pairs.first { $0.1 == id }?.0
            let shape = Question.HotSpot.Shape(
                qti: spot.attributes["shape"] ?? "", spot.attributes["coords"] ?? "", in: picture)
            guard let word = choices.firstIndex(where: { $0.attributes["identifier"] == right }), let shape else {
                continue
            }
            places.append(.init(word: word, point: shape.corner, label: spot.attributes["hotspotLabel"]))
        }
        guard !places.isEmpty else { return nil }
        return .dragWords(.init(words: words(choices), places: places, picture: picture))
    }
}
