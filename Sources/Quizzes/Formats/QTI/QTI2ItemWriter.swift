import Foundation
import Markup

/// One question as an item.
struct QTI2ItemWriter {
    let question: Question
    private let identifier: String
    private var declarations = ""
    var processing = ""
    var feedbackIsOfChoices = false

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

    mutating func declare(_ name: String, _ cardinality: String, _ type: String, _ content: String) {
        declarations +=
            "<responseDeclaration identifier=\"\(name)\" cardinality=\"\(cardinality)\" baseType=\"\(type)\">\(content)</responseDeclaration>\n"
    }

    func correct(_ values: [String]) -> String {
        let all = values.map { "<value>\(QTI2Writer.escaped($0))</value>" }.joined()
        return all.isEmpty ? "" : "<correctResponse>\(all)</correctResponse>"
    }

    func mapping(_ values: [(String, Double)], isCaseSensitive: Bool? = nil) -> String {
        let mark = isCaseSensitive.map { " caseSensitive=\"\($0)\"" } ?? ""
        let entries = values.map {
            "<mapEntry mapKey=\"\(QTI2Writer.escaped($0.0))\" mappedValue=\"\($0.1 * question.defaultMark)\"\(mark)/>"
        }
        return "<mapping defaultValue=\"0\">\(entries.joined())</mapping>"
    }

    /// Adds what a response is worth to the score.
    mutating func score(_ response: String, _ operation: String = "mapResponse") {
        processing += """
            <setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>\
            <\(operation) identifier="\(response)"/></sum></setOutcomeValue>
            """
    }

    mutating func scoreIfCorrect(_ response: String) {
        processing += """
            <responseCondition><responseIf><match><variable identifier="\(response)"/><correct identifier="\(response)"/>\
            </match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">\(question.defaultMark)</baseValue>\
            </setOutcomeValue></responseIf></responseCondition>
            """
    }

    // MARK: - Texts

    func plain(_ text: RichText) -> String { QTI2Writer.escaped(text.plainText) }

    /// A text as XHTML: the cleaned HTML with its empty tags closed. What still is no XML goes out as its words.
    func markup(_ text: RichText) -> String {
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
