public import Courses
import FoundationEssentials
import Markup

/// Writes a quiz as QTI 1.2 by the profile of Common Cartridge.
enum QTIWriter {
    static func write(_ questions: [Question], outline: QuizOutline) throws -> String {
        var fields = [
            ("cc_profile", "cc.exam.v0p1"), ("qmd_assessmenttype", "Examination"), ("qmd_scoretype", "Percentage"),
        ]
        fields.append(("cc_maxattempts", outline.attempts.map { "\($0)" } ?? "unlimited"))
        if let minutes = outline.timeLimitMinutes { fields.append(("qmd_timelimit", "\(minutes)")) }
        let items = try questions.enumerated().map { place, question in
            var writer = QTIItemWriter(question, number: place + 1)
            return try writer.xml()
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
            <assessment ident="assessment" title="\(escaped(outline.title))">\(metadata(fields))
            <section ident="root_section">
            \(items.joined(separator: "\n"))
            </section></assessment></questestinterop>

            """
    }

    static func metadata(_ fields: [(String, String)]) -> String {
        "<qtimetadata>"
            + fields.map {
                "<qtimetadatafield><fieldlabel>\($0.0)</fieldlabel><fieldentry>\($0.1)</fieldentry></qtimetadatafield>"
            }.joined() + "</qtimetadata>"
    }

    static func escaped(_ text: String) -> String { HTML(text: text).description }
}

private struct QTIItemWriter {
    private var question: Question
    private let number: Int
    private var feedback: [(name: String, text: RichText)] = []

    init(_ question: Question, number: Int) {
        self.question = question.nearestInQTI
        self.number = number
    }

    mutating func xml() throws -> String {
        if let general = question.generalFeedback { feedback.append(("general_fb", general)) }
        let (type, response, conditions) = try parts()
        let shown = feedback.filter { $0.name != "general_fb" }.map { entry in
            // The condition of an option that scores nothing shows its feedback.
            condition(
                "<varequal respident=\"response1\">\(entry.name.dropLast(3))</varequal>", score: nil, shows: entry.name)
        }
        let texts = try feedback.map {
            "<itemfeedback ident=\"\($0.name)\"><flow_mat>\(try material($0.text))</flow_mat></itemfeedback>"
        }
        return """
            <item ident="item_\(number)" title="\(QTIWriter.escaped(question.name))"><itemmetadata>\
            \(QTIWriter.metadata(metadata(type)))</itemmetadata>
            <presentation>\(try material(question.stem))\(response)</presentation>
            <resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>\
            \(shown.joined())\(conditions.joined())</resprocessing>\(texts.joined())</item>
            """
    }

    /// The weight goes by the name that those who read such an item look for.
    private func metadata(_ type: String) -> [(String, String)] {
        let isProfiled = type.hasPrefix("cc.")
        let kind = (isProfiled ? "cc_profile" : "question_type", type)
        guard question.defaultMark != 1, question.kind != .description else { return [kind] }
        return [kind, (isProfiled ? "cc_weighting" : "points_possible", "\(question.defaultMark)")]
    }

    private mutating func parts() throws -> (type: String, response: String, conditions: [String]) {
        switch question.kind {
        case .choice(let choice): return try options(choice, isMultiple: false)
        case .multiple(let choice): return try options(choice, isMultiple: true)
        case .trueFalse(let content):
            if let text = content.feedbackIfTrue { feedback.append(("true_fb", text)) }
            if let text = content.feedbackIfFalse { feedback.append(("false_fb", text)) }
            let labels = [("true", "True"), ("false", "False")].map { label($0.0, plain($0.1)) }
            return (
                "cc.true_false.v0p1", list("response1", "Single", labels),
                [condition("<varequal respident=\"response1\">\(content.key)</varequal>", score: 1)]
            )
        case .shortAnswer(let content):
            let conditions = content.patterns.map { pattern in
                let mark = content.isCaseSensitive ? "Yes" : "No"
                let text = pattern.text.replacing("\\*", with: "*")
                return condition(
                    "<varequal respident=\"response1\" case=\"\(mark)\">\(QTIWriter.escaped(text))</varequal>",
                    score: pattern.fraction)
            }
            return ("cc.fib.v0p1", typed, conditions)
        case .essay: return ("cc.essay.v0p1", typed, [])
        case .gaps(let content): return gaps(content)
        case .ordering, .dragWords, .textSelection, .hotSpot, .formula, .random, .description:
            return ("text_only_question", "", [])
        case .numeric(let content):
            return ("numerical_question", typed, content.answers.compactMap { numeric($0) })
        case .matching(let content): return try matching(content)
        }
    }

    private mutating func options(
        _ choice: Question.Choice, isMultiple: Bool
    ) throws -> (String, String, [String]) {
        var labels: [String] = []
        for (index, option) in choice.options.enumerated() {
            labels.append(label("option_\(index)", try material(option.text)))
            if let text = option.feedback { feedback.append(("option_\(index)_fb", text)) }
        }
        func equal(_ index: Int) -> String { "<varequal respident=\"response1\">option_\(index)</varequal>" }
        guard isMultiple else {
            let scoring = choice.options.indices.filter { choice.options[$0].fraction > 0 }
            return (
                "cc.multiple_choice.v0p1", list("response1", "Single", labels, shuffles: choice.shuffles),
                scoring.map { condition(equal($0), score: choice.options[$0].fraction) }
            )
        }
        let tests = choice.options.indices.map {
            choice.options[$0].fraction > 0 ? equal($0) : "<not>\(equal($0))</not>"
        }
        return (
            "cc.multiple_response.v0p1", list("response1", "Multiple", labels, shuffles: choice.shuffles),
            [condition("<and>\(tests.joined())</and>", score: 1)]
        )
    }

    private func numeric(_ answer: Question.Numeric.Answer) -> String? {
        guard case .number(let value, let tolerance) = answer.expected else { return nil }
        let (lower, upper) = tolerance.interval(around: value)
        return condition(
            "<vargte respident=\"response1\">\(lower)</vargte><varlte respident=\"response1\">\(upper)</varlte>",
            score: answer.fraction)
    }

    private func matching(_ content: Question.Matching) throws -> (String, String, [String]) {
        let choices = content.choices
        let labels = choices.indices.map { label("match_\($0)", plain(choices[$0])) }
        var response = ""
        var conditions: [String] = []
        for (index, pair) in content.pairs.enumerated() {
            response += list("response_\(index)", "Single", labels, before: try material(pair.stem))
            let right = choices.firstIndex(of: pair.match) ?? 0
            conditions.append(
                condition(
                    "<varequal respident=\"response_\(index)\">match_\(right)</varequal>",
                    score: 1 / Double(content.pairs.count)))
        }
        return ("matching_question", response, conditions)
    }

    /// Lists and fields as Canvas has them: `[gap1]` in the text and a list of answers for each.
    private mutating func gaps(_ content: Question.Gaps) -> (String, String, [String]) {
        let isChosen = content.gaps.allSatisfy { if case .choice = $0.answer { true } else { false } }
        var response = ""
        var conditions: [String] = []
        for (index, gap) in content.gaps.enumerated() {
            let name = "gap\(index + 1)"
            if question.stem.source.contains("[[\(index + 1)]]") {
                question.stem.source = question.stem.source.replacing("[[\(index + 1)]]", with: "[\(name)]")
            } else {
                question.stem.source += " [\(name)]"
            }
            let answers = gap.answer.words.filter { isChosen || $0.fraction > 0 }
            let labels = answers.enumerated().map { label("\(name)_\($0)", plain($1.text)) }
            response += list("response_\(name)", "Single", labels, before: plain(name))
            for (place, answer) in answers.enumerated() where answer.fraction > 0 {
                conditions.append(
                    condition(
                        "<varequal respident=\"response_\(name)\">\(name)_\(place)</varequal>",
                        score: answer.fraction / Double(content.gaps.count)))
            }
        }
        return (isChosen ? "multiple_dropdowns_question" : "fill_in_multiple_blanks_question", response, conditions)
    }

    private var typed: String {
        "<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib><response_label ident=\"answer1\"/></render_fib></response_str>"
    }

    private func list(
        _ name: String, _ cardinality: String, _ labels: [String], before: String = "", shuffles: Bool = true
    ) -> String {
        """
        <response_lid ident="\(name)" rcardinality="\(cardinality)">\(before)<render_choice shuffle="\(shuffles ? "Yes" : "No")">\
        \(labels.joined())</render_choice></response_lid>
        """
    }

    private func label(_ name: String, _ material: String) -> String {
        "<response_label ident=\"\(name)\">\(material)</response_label>"
    }

    private func condition(_ test: String, score: Double?, shows: String? = nil) -> String {
        let set =
            score.map { "<setvar action=\"Set\" varname=\"SCORE\">\(($0 * 10_000).rounded() / 100)</setvar>" } ?? ""
        let shown = shows.map { "<displayfeedback feedbacktype=\"Response\" linkrefid=\"\($0)\"/>" } ?? ""
        return
            "<respcondition continue=\"\(score == nil ? "Yes" : "No")\"><conditionvar>\(test)</conditionvar>\(set)\(shown)</respcondition>"
    }

    private func material(_ text: RichText) throws -> String {
        let html = Markdown.portable(try text.rendered(formulas: nil))
        return "<material><mattext texttype=\"text/html\">\(QTIWriter.escaped(html))</mattext></material>"
    }

    private func plain(_ text: String) -> String {
        "<material><mattext texttype=\"text/plain\">\(QTIWriter.escaped(text))</mattext></material>"
    }
}

extension Question.Gaps.Answer {
    /// The words of its answers with what each is worth.
    fileprivate var words: [(text: String, fraction: Double)] {
        switch self {
        case .text(let content): content.patterns.map { ($0.text.replacing("\\*", with: "*"), $0.fraction) }
        case .number(let content):
            content.answers.compactMap { answer in
                if case .number(let value, _) = answer.expected { ("\(value)", answer.fraction) } else { nil }
            }
        case .choice(let choice, _), .multiple(let choice, _):
            choice.options.map { ($0.text.plainText, $0.fraction) }
        }
    }
}

extension Question {
    /// The question of the kind that is nearest among those of QTI 1.2. A place on a picture has none: its text stays.
    fileprivate var nearestInQTI: Question {
        var question = resolved(0)
        switch question.kind {
        case .ordering(let content):
            question.kind = .matching(
                .init(
                    pairs: content.items.enumerated().map {
                        .init(stem: RichText("\($0 + 1)", format: .plain), match: $1.text.plainText)
                    }, shuffles: false))
        case .dragWords(let content) where content.picture == nil:
            question.kind = .gaps(
                .init(
                    content.places.indices.map { place in
                        let options = content.words(for: place).map { word in
                            Option(
                                text: content.words[word].text, fraction: word == content.places[place].word ? 1 : 0)
                        }
                        return .init(.choice(.init(options: options, shuffles: content.shuffles), .list))
                    }))
        case .dragWords(let content):
            question.kind = .matching(
                .init(
                    pairs: content.places.enumerated().map { index, place in
                        .init(
                            stem: RichText(place.label ?? "\(index + 1)", format: .plain),
                            match: content.words.indices ~= place.word ? content.words[place.word].text.plainText : "")
                    }))
        case .textSelection(let content):
            let fragments = content.fragments
            let share = 1 / Double(max(1, fragments.count(where: \.isRight)))
            question.kind = .multiple(
                .init(
                    options: fragments.map {
                        Option(text: RichText($0.text, format: .plain), fraction: $0.isRight ? share : 0)
                    }, shuffles: false))
        default: break
        }
        return question
    }
}

extension CartridgeExport {
    /// Writes quizzes of cartridges.
    public static let quizWriter: QuizWriter = { outline, bytes in
        try QTIWriter.write(try QuestionFile(bytes).questions.map(\.question), outline: outline)
    }
}
