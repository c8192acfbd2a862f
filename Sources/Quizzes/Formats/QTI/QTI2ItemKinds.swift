import Foundation

/// The interaction of each kind.
extension QTI2ItemWriter {
    mutating func choices(_ choice: Question.Choice, isMultiple: Bool) -> String {
        let named = choice.options.enumerated().map { ("choice\($0 + 1)", $1) }
        let right = named.filter { $0.1.fraction > 0 }.map(\.0)
        let isMapped = !choice.isAllOrNothing
        declare(
            "RESPONSE", isMultiple ? "multiple" : "single", "identifier",
            correct(isMultiple ? right : Array(right.prefix(1)))
                + (isMapped ? mapping(named.filter { $0.1.fraction != 0 }.map { ($0.0, $0.1.fraction) }) : ""))
        if isMapped { score("RESPONSE") } else { scoreIfCorrect("RESPONSE") }
        let texts = named.map { id, option in
            let feedback = option.feedback.map {
                "<feedbackInline outcomeIdentifier=\"FEEDBACK\" identifier=\"\(id)\" showHide=\"show\">\(markup($0))</feedbackInline>"
            }
            if feedback != nil { feedbackIsOfChoices = true }
            return "<simpleChoice identifier=\"\(id)\">\(markup(option.text))\(feedback ?? "")</simpleChoice>\n"
        }
        return
            "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"\(choice.shuffles)\" maxChoices=\"\(isMultiple ? 0 : 1)\">\n\(texts.joined())</choiceInteraction>"
    }

    mutating func entry(_ answer: Question.Gaps.Answer, _ name: String) -> String {
        switch answer {
        case .text(let content):
            let values = content.patterns.map { ($0.text.replacing("\\*", with: "*"), $0.fraction) }
            declare(
                name, "single", "string",
                correct(values.filter { $0.1 == 1 }.prefix(1).map(\.0))
                    + mapping(values, isCaseSensitive: content.isCaseSensitive))
            score(name)
        case .number(let content):
            let numbers = content.answers.compactMap { answer -> (Decimal, Question.Numeric.Tolerance, Double)? in
                guard case .number(let value, let tolerance) = answer.expected else { return nil }
                return (value, tolerance, answer.fraction)
            }
            declare(
                name, "single", "float",
                correct(numbers.prefix(1).map { "\($0.0)" }) + mapping(numbers.map { ("\($0.0)", $0.2) }))
            for (value, tolerance, fraction) in numbers {
                let (mode, size): (String, Decimal) =
                    switch tolerance {
                    case .absolute(let size): ("absolute", size)
                    case .relative(let size): ("relative", size * 100)
                    case .geometric(let size): ("relative", size * 100)
                    }
                processing += """
                    <responseCondition><responseIf><equal toleranceMode="\(mode)" tolerance="\(size) \(size)">\
                    <variable identifier="\(name)"/><baseValue baseType="float">\(value)</baseValue></equal>\
                    <setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>\
                    <baseValue baseType="float">\(fraction * question.defaultMark)</baseValue></sum></setOutcomeValue>\
                    </responseIf></responseCondition>
                    """
            }
        case .choice(let choice, _), .multiple(let choice, _):
            let named = choice.options.enumerated().map { ("\(name)choice\($0 + 1)", $1) }
            declare(
                name, "single", "identifier",
                correct(named.filter { $0.1.fraction > 0 }.prefix(1).map(\.0))
                    + mapping(named.filter { $0.1.fraction != 0 }.map { ($0.0, $0.1.fraction) }))
            score(name)
            let texts = named.map { "<inlineChoice identifier=\"\($0.0)\">\(plain($0.1.text))</inlineChoice>" }.joined()
            return
                "<inlineChoiceInteraction responseIdentifier=\"\(name)\" shuffle=\"\(choice.shuffles)\">\(texts)</inlineChoiceInteraction>"
        }
        return "<textEntryInteraction responseIdentifier=\"\(name)\"/>"
    }

    mutating func gaps(_ content: Question.Gaps) -> String {
        var text = markup(question.stem)
        for (index, gap) in content.gaps.enumerated() {
            let field = entry(gap.answer, "RESPONSE\(index + 1)")
            if let place = text.firstRange(of: "[[\(index + 1)]]") {
                text.replaceSubrange(place, with: field)
            } else {
                text += " " + field
            }
        }
        return "<div>\(text)</div>"
    }

    mutating func match(_ matching: Question.Matching) -> String {
        let choices = matching.choices
        let pairs = matching.pairs.enumerated().map { index, pair in
            "row\(index + 1) match\((choices.firstIndex(of: pair.match) ?? 0) + 1)"
        }
        declare(
            "RESPONSE", "multiple", "directedPair",
            correct(pairs) + mapping(pairs.map { ($0, 1 / Double(pairs.count)) }))
        score("RESPONSE")
        let rows = matching.pairs.enumerated().map {
            "<simpleAssociableChoice identifier=\"row\($0 + 1)\" matchMax=\"1\">\(markup($1.stem))</simpleAssociableChoice>"
        }
        let columns = choices.enumerated().map {
            "<simpleAssociableChoice identifier=\"match\($0 + 1)\" matchMax=\"0\">\(QTI2Writer.escaped($1))</simpleAssociableChoice>"
        }
        return
            "<matchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"\(matching.shuffles)\" maxAssociations=\"\(pairs.count)\"><simpleMatchSet>\(rows.joined())</simpleMatchSet><simpleMatchSet>\(columns.joined())</simpleMatchSet></matchInteraction>"
    }

    mutating func order(_ content: Question.Ordering) -> String {
        let names = content.items.indices.map { "item\($0 + 1)" }
        declare("RESPONSE", "ordered", "identifier", correct(names))
        scoreIfCorrect("RESPONSE")
        let items = zip(names, content.items).map {
            "<simpleChoice identifier=\"\($0)\">\(markup($1.text))</simpleChoice>"
        }
        return
            "<orderInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" orientation=\"\(content.isHorizontal ? "horizontal" : "vertical")\">\(items.joined())</orderInteraction>"
    }

    private func words(_ content: Question.DragWords) -> String {
        content.words.enumerated().map { index, word in
            "<gapText identifier=\"word\(index + 1)\" matchMax=\"\(word.isReusable ? 0 : 1)\">\(plain(word.text))</gapText>"
        }.joined()
    }

    private mutating func declarePlaces(_ content: Question.DragWords) {
        let pairs = content.places.enumerated().map { "word\($1.word + 1) place\($0 + 1)" }
        declare(
            "RESPONSE", "multiple", "directedPair",
            correct(pairs) + mapping(pairs.map { ($0, 1 / Double(max(1, pairs.count))) }))
        score("RESPONSE")
    }

    mutating func gapMatch(_ content: Question.DragWords) -> String {
        declarePlaces(content)
        var text = markup(question.stem)
        for index in content.places.indices {
            let gap = "<gap identifier=\"place\(index + 1)\"/>"
            if let place = text.firstRange(of: "[[\(index + 1)]]") {
                text.replaceSubrange(place, with: gap)
            } else {
                text += " " + gap
            }
        }
        return
            "<gapMatchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"\(content.shuffles)\">\(words(content))<div>\(text)</div></gapMatchInteraction>"
    }

    private func object(_ picture: Question.Picture) -> String {
        let address = picture.source.replacing("@@PLUGINFILE@@/", with: "media/")
        return
            "<object type=\"image/*\" data=\"\(QTI2Writer.escaped(address))\" width=\"\(picture.width)\" height=\"\(picture.height)\">\(QTI2Writer.escaped(picture.alternative))</object>"
    }

    mutating func graphicGaps(_ content: Question.DragWords, _ picture: Question.Picture) -> String {
        declarePlaces(content)
        let spots = content.places.enumerated().map { index, place in
            let point = place.point ?? .init(x: 0, y: 0)
            let label = place.label.map { " hotspotLabel=\"\(QTI2Writer.escaped($0))\"" } ?? ""
            return
                "<associableHotspot identifier=\"place\(index + 1)\" matchMax=\"1\" shape=\"rect\" coords=\"\(point.x),\(point.y),\(point.x + 80),\(point.y + 30)\"\(label)/>"
        }.joined()
        return
            "<graphicGapMatchInteraction responseIdentifier=\"RESPONSE\">\(object(picture))\(words(content))\(spots)</graphicGapMatchInteraction>"
    }

    mutating func hotText(_ content: Question.TextSelection) -> String {
        var right: [String] = []
        var text = ""
        var index = 0
        for piece in content.pieces {
            switch piece {
            case .text(let plain): text += QTI2Writer.escaped(plain)
            case .fragment(let word, let isRight):
                index += 1
                if isRight { right.append("word\(index)") }
                text += "<hottext identifier=\"word\(index)\">\(QTI2Writer.escaped(word))</hottext>"
            }
        }
        declare("RESPONSE", "multiple", "identifier", correct(right))
        scoreIfCorrect("RESPONSE")
        return
            "<hottextInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\"><p>\(text)</p></hottextInteraction>"
    }

    mutating func hotSpot(_ content: Question.HotSpot) -> String {
        let share = question.defaultMark / Double(max(1, content.zones.count))
        let areas = content.zones.map { zone in
            let (shape, coordinates) = zone.shape.qti
            return "<areaMapEntry shape=\"\(shape)\" coords=\"\(coordinates)\" mappedValue=\"\(share)\"/>"
        }
        declare("RESPONSE", "multiple", "point", "<areaMapping defaultValue=\"0\">\(areas.joined())</areaMapping>")
        score("RESPONSE", "mapResponsePoint")
        let names = content.markers.map { plain($0.text) }.filter { !$0.isEmpty }.joined(separator: ", ")
        let prompt = names.isEmpty ? "" : "<prompt>\(names)</prompt>"
        return
            "<selectPointInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"\(content.zones.count)\">\(prompt)\(object(content.picture))</selectPointInteraction>"
    }
}
