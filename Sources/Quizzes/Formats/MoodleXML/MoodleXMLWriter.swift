import Foundation
import Markup

extension MoodleXML {
    /// Writes questions so that `read` gives equal ones back. What Moodle's elements cannot say stands in one of ours
    /// beside them, which Moodle passes over.
    public static func write(_ questions: [Question]) -> String {
        write(questions.map { ReadQuestion(line: 1, question: $0) })
    }

    /// The same with the files the questions came with.
    public static func write(_ questions: [ReadQuestion]) -> String {
        var text = ""
        var category = ""
        for read in questions {
            if read.question.category != category {
                category = read.question.category
                text += "<question type=\"category\"><category>\(MoodleXMLWriter.plain(category))</category></question>\n"
            }
            var writer = MoodleXMLWriter(read)
            text += writer.written()
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n\(text)</quiz>\n"
    }
}

/// One question as Moodle writes it.
struct MoodleXMLWriter {
    var text = ""
    private let question: Question
    private let files: [ReadQuestion.File]

    init(_ read: ReadQuestion) {
        question = read.question
        files = read.files
    }

    mutating func written() -> String {
        text = "<question type=\"\(type)\">\n<name>\(Self.plain(question.name))</name>\n"
        if case .textSelection(let content) = question.kind {
            text += rich("introduction", question.stem) + rich("questiontext", delimited(content))
        } else {
            text += rich("questiontext", stem)
        }
        if let feedback = question.generalFeedback { text += rich("generalfeedback", feedback) }
        text += value("defaultgrade", "\(question.defaultMark)") + value("penalty", "\(question.penalty)")
        if let idNumber = question.idNumber { text += value("idnumber", idNumber) }
        writeContent()
        for (name, said) in [
            ("correctfeedback", question.outcomes?.right), ("partiallycorrectfeedback", question.outcomes?.partial),
            ("incorrectfeedback", question.outcomes?.wrong),
        ] {
            if let said { text += rich(name, said) }
        }
        for hint in question.hints {
            let marks = (hint.clearsWrong ? "<clearwrong/>" : "") + (hint.showsRightCount ? "<shownumcorrect/>" : "")
            text += rich("hint", hint.text, with: marks)
        }
        if !question.tags.isEmpty {
            text += "<tags>" + question.tags.map { "<tag>\(Self.plain($0))</tag>" }.joined() + "</tags>\n"
        }
        text += own()
        return text + "</question>\n"
    }

    /// The whole question, unless the elements tell it all.
    private func own() -> String {
        guard let element = try? XMLElement(Array((text + "</question>").utf8)) else { return "" }
        var reader = MoodleXMLQuestion(element)
        let (read, problems) = reader.read(category: question.category)
        if read == question, problems.isEmpty { return "" }
        guard let (json, digest) = OwnElement.text(question, in: element) else { return "" }
        return "<\(OwnElement.name) digest=\"\(digest)\">\(Self.escaped(json))</\(OwnElement.name)>\n"
    }

    private var type: String {
        switch question.kind {
        case .choice, .multiple: "multichoice"
        case .trueFalse: "truefalse"
        case .shortAnswer: "shortanswer"
        case .numeric: "numerical"
        case .matching: "matching"
        case .ordering: "ordering"
        case .gaps: "cloze"
        case .dragWords(let content):
            content.picture != nil ? "ddimageortext" : content.isList ? "gapselect" : "ddwtos"
        case .textSelection: "wordselect"
        case .hotSpot: "ddmarker"
        case .formula(let content):
            if case .number = content.asks { "calculated" } else { "calculatedmulti" }
        case .random: "random"
        case .essay: "essay"
        case .description: "description"
        }
    }

    /// The text with its gaps as Moodle marks them.
    private var stem: RichText {
        switch question.kind {
        case .gaps(let content): return Cloze.text(question.stem, content.gaps)
        case .dragWords(let content) where content.picture == nil:
            let source = question.stem.source.replacing(/\[\[(\d{1,4})\]\]/) { match in
                guard let number = Int(match.1), content.places.indices ~= number - 1 else { return String(match.0) }
                return "[[\(content.places[number - 1].word + 1)]]"
            }
            return RichText(source, format: question.stem.format)
        default: return question.stem
        }
    }

    private func delimited(_ content: Question.TextSelection) -> RichText {
        let (open, close) = delimiters(content)
        let text = content.pieces.map { piece in
            switch piece {
            case .text(let text), .fragment(let text, isRight: false): text
            case .fragment(let text, isRight: true): "\(open)\(text)\(close)"
            }
        }.joined()
        return RichText(text, format: .plain)
    }

    /// A pair of marks that the text does not have.
    func delimiters(_ content: Question.TextSelection) -> (Character, Character) {
        let plain = content.pieces.map { piece in
            switch piece {
            case .text(let text), .fragment(let text, _): text
            }
        }.joined()
        let pairs: [(Character, Character)] = [("[", "]"), ("{", "}"), ("<", ">"), ("@", "@"), ("|", "|")]
        return pairs.first { !plain.contains($0.0) && !plain.contains($0.1) } ?? pairs[0]
    }

    // MARK: - Elements

    func answer(
        _ fraction: Double, _ answer: String, _ feedback: RichText?, format: RichText.Format? = nil,
        with rest: String = ""
    ) -> String {
        let percent = (Decimal(string: "\(fraction)") ?? 0) * 100
        let kind = format.map { " format=\"\(name(of: $0))\"" } ?? ""
        let files = files(in: answer)
        return "<answer fraction=\"\(percent)\"\(kind)>\(Self.plain(answer))\(files)"
            + (feedback.map { rich("feedback", $0) } ?? "") + rest + "</answer>\n"
    }

    func rich(_ name: String, _ text: RichText, with rest: String = "") -> String {
        "<\(name) format=\"\(self.name(of: text.format))\">\(Self.plain(text.source))\(files(in: text.source))\(rest)</\(name)>\n"
    }

    /// The files a text names.
    private func files(in text: String) -> String {
        guard text.contains("@@PLUGINFILE@@/") else { return "" }
        return files.filter { file in
            let encoded = file.name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file.name
            return text.contains("@@PLUGINFILE@@/\(file.name)") || text.contains("@@PLUGINFILE@@/\(encoded)")
        }.map(Self.element).joined()
    }

    /// The file at an address of the form `@@PLUGINFILE@@/name`.
    func file(at address: String) -> ReadQuestion.File? {
        guard address.hasPrefix("@@PLUGINFILE@@/") else { return nil }
        let name = String(address.dropFirst("@@PLUGINFILE@@/".count))
        return files.first { $0.name == name || $0.name == name.removingPercentEncoding }
    }

    static func element(_ file: ReadQuestion.File) -> String {
        let parts = file.name.split(separator: "/").map(String.init)
        let folder = parts.dropLast().isEmpty ? "/" : "/" + parts.dropLast().joined(separator: "/") + "/"
        let data = Data(file.bytes).base64EncodedString()
        return
            "<file name=\"\(escaped(parts.last ?? file.name))\" path=\"\(escaped(folder))\" encoding=\"base64\">\(data)</file>\n"
    }

    func name(of format: RichText.Format) -> String {
        switch format {
        case .moodle: "moodle_auto_format"
        case .plain: "plain_text"
        case .html: "html"
        case .markdown: "markdown"
        }
    }

    static func plain(_ text: String) -> String { "<text>\(escaped(text))</text>" }

    func value(_ name: String, _ text: String) -> String { "<\(name)>\(Self.escaped(text))</\(name)>\n" }

    /// A carriage return would be read back as a line end, were it not a reference; what XML cannot hold is left out.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\r": result += "&#13;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            default:
                if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}

extension MoodleXMLWriter {
    private mutating func writeContent() {
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
            text += "<dataset_definition><status>\(Self.plain("private"))</status><name>\(Self.plain(variable.name))</name>"
            text += "<type>\(type)</type>"
            text += "<distribution>\(Self.plain(variable.isLogarithmic ? "loguniform" : "uniform"))</distribution>"
            text += "<minimum>\(Self.plain("\(variable.minimum)"))</minimum>"
            text += "<maximum>\(Self.plain("\(variable.maximum)"))</maximum>"
            text += "<decimals>\(Self.plain("\(variable.decimals)"))</decimals>"
            text += "<itemcount>\(content.variants.count)</itemcount>\n<dataset_items>\n"
            for (row, values) in content.variants.enumerated() where values.indices ~= index {
                text += "<dataset_item><number>\(row + 1)</number><value>\(values[index])</value></dataset_item>\n"
            }
            text += "</dataset_items><number_of_items>\(content.variants.count)</number_of_items></dataset_definition>\n"
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
