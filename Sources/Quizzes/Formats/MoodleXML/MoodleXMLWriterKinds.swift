import Foundation

/// What a question of each kind has beside its texts.
extension MoodleXMLWriter {
    mutating func writeContent() {
        switch question.kind {
        case .choice(let choice), .multiple(let choice): writeChoice(choice, isSingle: question.kind.name == .choice)
        case .trueFalse(let content):
            text += answer(content.key ? 1 : 0, "true", content.feedbackIfTrue)
            text += answer(content.key ? 0 : 1, "false", content.feedbackIfFalse)
        case .shortAnswer(let content):
            text += value("usecase", content.isCaseSensitive ? "1" : "0")
            for pattern in content.patterns { text += answer(pattern.fraction, pattern.text, pattern.feedback) }
        case .numeric(let content):
            for expected in content.answers { writeNumber(expected) }
            writeUnits(content.units, content.unitPenalty)
        case .matching(let matching):
            text += value("shuffleanswers", "\(matching.shuffles)")
            for pair in matching.pairs {
                text += rich("subquestion", pair.stem, with: "<answer>\(Self.plain(pair.match))</answer>")
            }
            for distractor in matching.distractors {
                let answer = "<answer>\(Self.plain(distractor))</answer>"
                text += rich("subquestion", RichText("", format: .html), with: answer)
            }
        case .ordering(let content): writeOrdering(content)
        case .dragWords(let content):
            if content.picture == nil { writeWords(content) } else { writeOntoPicture(content) }
        case .textSelection(let content):
            let (open, close) = delimiters(content)
            text += value("delimitchars", "\(open)\(close)")
        case .hotSpot(let content): writeHotSpot(content)
        case .formula(let content): writeFormula(content)
        case .essay(let essay): writeEssay(essay)
        case .gaps, .random, .description: break
        }
    }

    private mutating func writeChoice(_ choice: Question.Choice, isSingle: Bool, with rest: String = "") {
        text += value("single", "\(isSingle)") + value("shuffleanswers", "\(choice.shuffles)")
        for option in choice.options {
            text += answer(
                option.fraction, option.text.source, option.feedback, format: option.text.format, with: rest)
        }
    }

    private mutating func writeNumber(_ answer: Question.Numeric.Answer) {
        switch answer.expected {
        case .anything: text += self.answer(answer.fraction, "*", answer.feedback)
        case .number(let number, let tolerance):
            let (size, kind) =
                switch tolerance {
                case .absolute(let size): (size, "2")
                case .relative(let size): (size, "1")
                case .geometric(let size): (size, "3")
                }
            text += self.answer(
                answer.fraction, "\(number)", answer.feedback,
                with: value("tolerance", "\(size)") + value("tolerancetype", kind))
        }
    }

    private mutating func writeUnits(_ units: [Question.Numeric.Unit], _ penalty: Question.Numeric.UnitPenalty?) {
        let (type, share): (Int, Double) =
            switch penalty {
            case nil: (0, 0.1)
            case .ofEarned(let share): (1, share)
            case .ofWhole(let share): (2, share)
            }
        text += value("unitgradingtype", "\(type)") + value("unitpenalty", "\(share)")
        text += value("showunits", units.isEmpty ? "3" : "0")
        if units.isEmpty { return }
        text += "<units>\n"
        for unit in units {
            text += "<unit>" + value("multiplier", "\(unit.factor)") + value("unit_name", unit.name) + "</unit>\n"
        }
        text += "</units>\n"
    }

    private mutating func writeOrdering(_ content: Question.Ordering) {
        text += value("layouttype", content.isHorizontal ? "HORIZONTAL" : "VERTICAL")
        text += value(
            "selecttype", content.subset.map { $0.isContiguous ? "CONTIGUOUS" : "RANDOM" } ?? "ALL")
        text += value("selectcount", "\(content.subset?.count ?? max(2, content.items.count))")
        text += value("gradingtype", OrderingWords.name(of: content.rule)) + value("showgrading", "SHOW")
        for (place, item) in content.items.enumerated() {
            text += answer(Double(place + 1) / 100, item.text.source, item.feedback, format: item.text.format)
        }
    }

    private mutating func writeWords(_ content: Question.DragWords) {
        text += value("shuffleanswers", content.shuffles ? "1" : "0")
        for word in content.words {
            let marks = value("group", "\(word.group)") + (word.isReusable ? "<infinite/>" : "")
            text += rich(content.isList ? "selectoption" : "dragbox", word.text, with: marks)
        }
    }

    private mutating func writeOntoPicture(_ content: Question.DragWords) {
        if content.shuffles { text += "<shuffleanswers/>\n" }
        writePicture(content.picture)
        for (index, word) in content.words.enumerated() {
            let image = word.text.source.firstMatch(of: /<img src="(@@PLUGINFILE@@\/[^"]+)"/).flatMap {
                file(at: String($0.1))
            }
            let marks = value("draggroup", "\(word.group)") + (word.isReusable ? "<infinite/>" : "")
            text += "<drag format=\"\(name(of: word.text.format))\"><no>\(index + 1)</no>"
            if let image {
                let label = word.text.source.firstMatch(of: /\salt="([^"]*)"/).map { String($0.1) } ?? ""
                text += Self.plain(decodedEntities(label)) + marks + Self.element(image) + "</drag>\n"
            } else {
                text += Self.plain(word.text.source) + marks + "</drag>\n"
            }
        }
        for (index, place) in content.places.enumerated() {
            text += "<drop>\(Self.plain(place.label ?? ""))<no>\(index + 1)</no><choice>\(place.word + 1)</choice>"
            text += "<xleft>\(place.point?.x ?? 0)</xleft><ytop>\(place.point?.y ?? 0)</ytop></drop>\n"
        }
    }

    private mutating func writePicture(_ picture: Question.Picture?) {
        if let file = picture.flatMap({ file(at: $0.source) }) { text += Self.element(file) }
    }

    private mutating func writeHotSpot(_ content: Question.HotSpot) {
        writePicture(content.picture)
        for (index, marker) in content.markers.enumerated() {
            text += "<drag format=\"\(name(of: marker.text.format))\"><no>\(index + 1)</no>"
            text += Self.plain(marker.text.source) + (marker.count == 0 ? "<infinite/>" : "")
            text += "<noofdrags>\(max(1, marker.count))</noofdrags></drag>\n"
        }
        for (index, zone) in content.zones.enumerated() {
            let (shape, coordinates) = zone.shape.moodle
            text += "<drop><no>\(index + 1)</no><choice>\(zone.marker + 1)</choice>"
            text += "<shape>\(shape)</shape><coords>\(coordinates)</coords></drop>\n"
        }
    }

    private mutating func writeFormula(_ content: Question.Formula) {
        switch content.asks {
        case .number(let answers, let units):
            for answer in answers {
                let kind =
                    switch answer.toleranceKind {
                    case .relative: "1"
                    case .absolute: "2"
                    case .geometric: "3"
                    }
                let marks =
                    value("tolerance", "\(answer.tolerance)") + value("tolerancetype", kind)
                    + value("correctanswerformat", answer.digits.areSignificant ? "2" : "1")
                    + value("correctanswerlength", "\(answer.digits.count)")
                text += self.answer(answer.fraction, answer.expression, answer.feedback, with: marks)
            }
            writeUnits(units, nil)
        case .choice(let choice), .multiple(let choice):
            let isSingle = if case .choice = content.asks { true } else { false }
            writeChoice(
                choice, isSingle: isSingle, with: value("tolerance", "0.01") + value("tolerancetype", "1"))
        }
        text += "<dataset_definitions>\n"
        for (index, variable) in content.variables.enumerated() {
            text +=
                "<dataset_definition><status>\(Self.plain("private"))</status><name>\(Self.plain(variable.name))</name>"
            text += "<type>\(type)</type>"
            text += "<distribution>\(Self.plain(variable.isLogarithmic ? "loguniform" : "uniform"))</distribution>"
            text += "<minimum>\(Self.plain("\(variable.minimum)"))</minimum>"
            text += "<maximum>\(Self.plain("\(variable.maximum)"))</maximum>"
            text += "<decimals>\(Self.plain("\(variable.decimals)"))</decimals>"
            text += "<itemcount>\(content.variants.count)</itemcount>\n<dataset_items>\n"
            for (row, values) in content.variants.enumerated() where values.indices ~= index {
                text += "<dataset_item><number>\(row + 1)</number><value>\(values[index])</value></dataset_item>\n"
            }
            text +=
                "</dataset_items><number_of_items>\(content.variants.count)</number_of_items></dataset_definition>\n"
        }
        text += "</dataset_definitions>\n"
    }

    private mutating func writeEssay(_ essay: Question.Essay) {
        let (format, attachments): (String, Int) =
            switch essay.reply {
            case .text: ("editor", 0)
            case .files(let limit): ("noinline", max(1, limit))
            case .recording: ("noinline", 1)
            }
        text += value("responseformat", format) + value("responserequired", format == "editor" ? "1" : "0")
        text += value("attachments", "\(attachments)") + value("attachmentsrequired", attachments > 0 ? "1" : "0")
        if let info = essay.graderInfo { text += rich("graderinfo", info) }
        if let template = essay.template { text += rich("responsetemplate", RichText(template, format: .plain)) }
    }
}
