import Foundation
import Markup

/// Writes questions as a QTI 2.1 package: a manifest, a test with a section for each category, an item for each question.
enum QTI2Writer {
    /// The files of the package by their names. Random questions have no item: there is nothing of theirs to ask.
    static func files(_ questions: [ReadQuestion]) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var resources = ""
        var sections: [(title: String, refs: String)] = []
        for (index, read) in questions.enumerated() {
            var writer = QTI2ItemWriter(read, identifier: "item\(index + 1)")
            guard let item = writer.item() else { continue }
            let name = "item\(index + 1).xml"
            files.append((name, Array(item.utf8)))
            for file in read.files where !files.contains(where: { $0.name == "media/\(file.name)" }) {
                files.append(("media/\(file.name)", file.bytes))
            }
            let media = read.files.map { "<file href=\"media/\(escaped($0.name))\"/>" }.joined()
            resources +=
                "<resource identifier=\"item\(index + 1)\" type=\"imsqti_item_xmlv2p1\" href=\"\(name)\"><file href=\"\(name)\"/>\(media)</resource>\n"
            let ref = "<assessmentItemRef identifier=\"item\(index + 1)\" href=\"\(name)\"/>\n"
            if sections.last?.title == read.question.category {
                sections[sections.count - 1].refs += ref
            } else {
                sections.append((read.question.category, ref))
            }
        }
        let written = sections.enumerated().map { index, section in
            let levels = levels(of: section.title).enumerated().map {
                "<assessmentSection identifier=\"section\(index + 1)-\($0 + 1)\" title=\"\(escaped($1))\" visible=\"true\">\n"
            }
            return levels.joined() + section.refs + levels.map { _ in "</assessmentSection>\n" }.joined()
        }.joined()
        files.append(("test.xml", Array(test(written).utf8)))
        files.append(("imsmanifest.xml", Array(manifest(resources).utf8)))
        return files
    }

    /// The sections of a category's path, where `//` is a slash in a name; one without a name where there is no path.
    private static func levels(of path: String) -> [String] {
        path.replacing("//", with: "\u{1}").split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("\u{1}", with: "/")
        }
    }

    private static func test(_ sections: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="test" title="test">
        <testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">
        \(sections)</testPart></assessmentTest>

        """
    }

    private static func manifest(_ resources: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="manifest">
        <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>
        <organizations/>
        <resources>
        <resource identifier="test" type="imsqti_test_xmlv2p1" href="test.xml"><file href="test.xml"/></resource>
        \(resources)</resources></manifest>

        """
    }

    static func escaped(_ text: String) -> String { MoodleXMLWriter.escaped(text) }
}

/// One question as an item.
private struct QTI2ItemWriter {
    private let question: Question
    private let identifier: String
    private var declarations = ""
    private var processing = ""
    private var feedbackIsOfChoices = false

    init(_ read: ReadQuestion, identifier: String) {
        // A question with variants goes out with the numbers of its first.
        question = read.question.resolved(0)
        self.identifier = identifier
    }

    mutating func item() -> String? {
        guard let body = body() else { return nil }
        let said = [
            ("correct", question.outcomes?.right), ("partial", question.outcomes?.partial),
            ("incorrect", question.outcomes?.wrong), ("general", question.generalFeedback),
        ].compactMap { name, text in
            text.map {
                "<modalFeedback outcomeIdentifier=\"FEEDBACKBASIC\" identifier=\"\(name)\" showHide=\"show\">\(markup($0))</modalFeedback>\n"
            }
        }.joined()
        var rules = processing
        if !said.isEmpty, !processing.isEmpty {
            rules += """
                <responseCondition><responseIf><match><variable identifier="SCORE"/><variable identifier="MAXSCORE"/></match>\
                \(basic("correct"))</responseIf><responseElseIf><gt><variable identifier="SCORE"/>\
                <baseValue baseType="float">0</baseValue></gt>\(basic("partial"))</responseElseIf>\
                <responseElse>\(basic("incorrect"))</responseElse></responseCondition>
                """
        }
        if feedbackIsOfChoices {
            rules += "<setOutcomeValue identifier=\"FEEDBACK\"><variable identifier=\"RESPONSE\"/></setOutcomeValue>"
        }
        let cardinality = declarations.contains("cardinality=\"multiple\"") ? "multiple" : "single"
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="\(identifier)" \
            title="\(QTI2Writer.escaped(question.name))" adaptive="false" timeDependent="false">
            \(declarations)<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" \
            normalMaximum="\(question.defaultMark)"/>
            <outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue>\
            <value>\(question.defaultMark)</value></defaultValue></outcomeDeclaration>
            <outcomeDeclaration identifier="FEEDBACK" cardinality="\(cardinality)" baseType="identifier"/>
            <outcomeDeclaration identifier="FEEDBACKBASIC" cardinality="single" baseType="identifier"/>
            <itemBody>\(body)</itemBody>
            \(rules.isEmpty ? "" : "<responseProcessing>\(rules)</responseProcessing>\n")\(said)</assessmentItem>

            """
    }

    private func basic(_ name: String) -> String {
        "<setOutcomeValue identifier=\"FEEDBACKBASIC\"><baseValue baseType=\"identifier\">\(name)</baseValue></setOutcomeValue>"
    }

    private mutating func body() -> String? {
        let stem = "<div>\(markup(question.stem))</div>"
        switch question.kind {
        case .choice(let choice): return stem + choices(choice, isMultiple: false)
        case .multiple(let choice): return stem + choices(choice, isMultiple: true)
        case .trueFalse(let content):
            let options = [
                Question.Option(
                    text: RichText("Верно", format: .plain), fraction: content.key ? 1 : 0,
                    feedback: content.feedbackIfTrue),
                Question.Option(
                    text: RichText("Неверно", format: .plain), fraction: content.key ? 0 : 1,
                    feedback: content.feedbackIfFalse),
            ]
            return stem + choices(.init(options: options, shuffles: false), isMultiple: false)
        case .shortAnswer(let content): return stem + "<p>\(entry(.text(content), "RESPONSE"))</p>"
        case .numeric(let content): return stem + "<p>\(entry(.number(content), "RESPONSE"))</p>"
        case .matching(let matching): return stem + match(matching)
        case .ordering(let content): return stem + order(content)
        case .gaps(let content): return gaps(content)
        case .dragWords(let content):
            return content.picture.map { stem + graphicGaps(content, $0) } ?? gapMatch(content)
        case .textSelection(let content): return stem + hotText(content)
        case .hotSpot(let content): return stem + hotSpot(content)
        case .essay(let essay):
            let rubric = essay.graderInfo.map { "<rubricBlock view=\"scorer\"><div>\(markup($0))</div></rubricBlock>" }
            declare("RESPONSE", "single", essay.reply == .text ? "string" : "file", "")
            let field =
                essay.reply == .text
                ? "<extendedTextInteraction responseIdentifier=\"RESPONSE\"/>"
                : "<uploadInteraction responseIdentifier=\"RESPONSE\"/>"
            return (rubric ?? "") + stem + field
        case .description: return stem
        case .formula, .random: return nil
        }
    }

    private mutating func declare(_ name: String, _ cardinality: String, _ type: String, _ content: String) {
        declarations +=
            "<responseDeclaration identifier=\"\(name)\" cardinality=\"\(cardinality)\" baseType=\"\(type)\">\(content)</responseDeclaration>\n"
    }

    private func correct(_ values: [String]) -> String {
        let all = values.map { "<value>\(QTI2Writer.escaped($0))</value>" }.joined()
        return all.isEmpty ? "" : "<correctResponse>\(all)</correctResponse>"
    }

    private func mapping(_ values: [(String, Double)], isCaseSensitive: Bool? = nil) -> String {
        let mark = isCaseSensitive.map { " caseSensitive=\"\($0)\"" } ?? ""
        let entries = values.map {
            "<mapEntry mapKey=\"\(QTI2Writer.escaped($0.0))\" mappedValue=\"\($0.1 * question.defaultMark)\"\(mark)/>"
        }
        return "<mapping defaultValue=\"0\">\(entries.joined())</mapping>"
    }

    /// Adds what a response is worth to the score.
    private mutating func score(_ response: String, _ operation: String = "mapResponse") {
        processing += """
            <setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>\
            <\(operation) identifier="\(response)"/></sum></setOutcomeValue>
            """
    }

    private mutating func scoreIfCorrect(_ response: String) {
        processing += """
            <responseCondition><responseIf><match><variable identifier="\(response)"/><correct identifier="\(response)"/>\
            </match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">\(question.defaultMark)</baseValue>\
            </setOutcomeValue></responseIf></responseCondition>
            """
    }
}

extension QTI2ItemWriter {
    private mutating func choices(_ choice: Question.Choice, isMultiple: Bool) -> String {
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

    private mutating func entry(_ answer: Question.Gaps.Answer, _ name: String) -> String {
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

    private mutating func gaps(_ content: Question.Gaps) -> String {
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

    private mutating func match(_ matching: Question.Matching) -> String {
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

    private mutating func order(_ content: Question.Ordering) -> String {
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

    private mutating func gapMatch(_ content: Question.DragWords) -> String {
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

    private mutating func graphicGaps(_ content: Question.DragWords, _ picture: Question.Picture) -> String {
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

    private mutating func hotText(_ content: Question.TextSelection) -> String {
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
        return "<hottextInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\"><p>\(text)</p></hottextInteraction>"
    }

    private mutating func hotSpot(_ content: Question.HotSpot) -> String {
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

    // MARK: - Texts

    private func plain(_ text: RichText) -> String { QTI2Writer.escaped(text.plainText) }

    /// A text as XHTML: the cleaned HTML with its empty tags closed. What still is no XML goes out as its words.
    private func markup(_ text: RichText) -> String {
        guard text.format != .plain, let rendered = try? text.rendered(formulas: nil) else { return plain(text) }
        let html = Markdown.portable(rendered).replacing("@@PLUGINFILE@@/", with: "media/")
        let closed = html.replacing(/<(br|hr|img|col|source|track|wbr)((?:\s[^<>]*?)?)\/?>/) { "<\($0.1)\($0.2)/>" }
            .replacing(/\s(controls|loop|muted|checked|disabled|open|allowfullscreen)(?=[\s>\/])/) {
                " \($0.1)=\"\($0.1)\""
            }
        let document = repairedXML(Array("<x>\(closed)</x>".utf8))
        guard (try? XMLElement(document)) != nil else { return plain(text) }
        return String(String(decoding: document, as: UTF8.self).dropFirst(3).dropLast(4))
    }
}
