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
                text +=
                    "<question type=\"category\"><category>\(MoodleXMLWriter.plain(category))</category></question>\n"
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
    let question: Question
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

    var type: String {
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
