import Courses
import FoundationEssentials
import Markup

/// The kinds of a Moodle backup that keep their parts in tables of their own.
extension MoodleBackupQuestion {
    /// Texts to a right, a partly right and a wrong answer, other than those Moodle puts into every question.
    var outcomes: Question.Outcomes? {
        guard let settings = plugin?.children.first(where: { $0["correctfeedback"] != nil }) else { return nil }
        func said(_ name: String) -> RichText? {
            guard let text = text(settings, name) else { return nil }
            return MoodleXMLQuestion.usualOutcomes.contains(text.plainText.withoutOuterBlanks) ? nil : text
        }
        let outcomes = Question.Outcomes(
            right: said("correctfeedback"), partial: said("partiallycorrectfeedback"),
            wrong: said("incorrectfeedback"))
        return outcomes.isEmpty ? nil : outcomes
    }

    var units: [Question.Numeric.Unit] {
        (plugin?["numerical_units"]?.children("numerical_unit") ?? []).compactMap { unit in
            guard let name = unit.value("unit"), let factor = unit.value("multiplier").flatMap({ parseNumber($0) }),
                factor != 0
            else { return nil }
            return .init(name, factor: factor)
        }
    }

    var unitPenalty: Question.Numeric.UnitPenalty? {
        let options = plugin?["numerical_options"]?["numerical_option"]
        let share = options?.value("unitpenalty").flatMap { Double($0) } ?? 0
        return switch options?.value("unitgradingtype") {
        case "1": .ofEarned(min(1, max(0, share)))
        case "2": .ofWhole(min(1, max(0, share)))
        default: nil
        }
    }

    func essay() -> Question.Essay {
        let settings = plugin?["essay"]
        let attachments = settings?.value("attachments").flatMap { Int($0) } ?? 0
        let template = settings.flatMap { text($0, "responsetemplate") }?.plainText
        return Question.Essay(
            graderInfo: settings.flatMap { text($0, "graderinfo") }, template: template,
            reply: settings?.value("responseformat") == "noinline"
                ? .files(limit: attachments > 0 ? attachments : 20) : .text)
    }

    /// The fraction of an answer is its place.
    func ordering() -> Question.Kind? {
        let sorted = answers.enumerated().sorted { left, right in
            let places = [left, right].map { $0.element.value("fraction").flatMap { Double($0) } ?? 0 }
            return (places[0], left.offset) < (places[1], right.offset)
        }.map(\.element)
        let items = sorted.compactMap { answer in
            text(answer, "answertext", format: "answerformat").map {
                Question.Ordering.Item($0, feedback: text(answer, "feedback"))
            }
        }
        guard items.count > 1 else { return nil }
        let settings = plugin?["ordering"]
        return .ordering(
            OrderingWords.ordering(
                items, select: settings?.value("selecttype") ?? "0",
                count: settings?.value("selectcount").flatMap { Int($0) }, layout: settings?.value("layouttype") ?? "0",
                grading: settings?.value("gradingtype") ?? "0"))
    }

    /// The parts are questions of their own; the text has `{#1}` in their places.
    func gaps(_ stem: inout RichText) -> Question.Kind? {
        let sequence = plugin?["multianswer"]?.value("sequence")?.split(separator: ",").map(String.init) ?? []
        var gaps: [Question.Gaps.Gap] = []
        for (index, id) in sequence.enumerated() {
            guard let part = source.parts[id.trimmingSpaces()], let gap = gap(part) else { return nil }
            gaps.append(gap)
            stem.source = stem.source.replacing("{#\(index + 1)}", with: "[[\(index + 1)]]")
                .replacing("{\\#\(index + 1)}", with: "[[\(index + 1)]]")
        }
        return gaps.isEmpty ? nil : .gaps(.init(gaps))
    }

    /// By its tables or, where they say nothing, by its text: `{1:SHORTANSWER:=…}`.
    private func gap(_ element: XMLElement) -> Question.Gaps.Gap? {
        let part = MoodleBackupQuestion(element: element, source: source)
        let weight = element.value("defaultmark").flatMap { Double($0) }.map { max(0, $0) } ?? 1
        let layout: Question.Gaps.Layout =
            switch part.plugin?["multichoice"]?.value("layout") {
            case "1": .column
            case "2": .row
            default: .list
            }
        var stem = RichText("")
        switch part.kind(&stem) {
        case .shortAnswer(let content): return .init(weight: weight, .text(content))
        case .numeric(let content): return .init(weight: weight, .number(content))
        case .choice(let content): return .init(weight: weight, .choice(content, layout))
        // Several answers stand below or beside each other; a list holds one.
        case .multiple(let content):
            return .init(weight: weight, .multiple(content, layout == .list ? .column : layout))
        default: break
        }
        let text = ClozeText(RichText(element["questiontext"]?.text ?? "", format: .html))
        guard text.gaps.count == 1, var gap = text.gaps.first else { return nil }
        gap.answer = gap.answer.withTexts {
            RichText.markdown(source.texts($0.source, .html, place("questiontext"))) ?? $0
        }
        return gap
    }

    /// The group stands in the feedback: alone, or in PHP's serialised form with whether the word is used again.
    func dragWords(_ stem: inout RichText) -> Question.Kind? {
        let words = answers.map { answer in
            let settings = answer["feedback"]?.text.trimmingSpaces() ?? ""
            let group = settings.firstMatch(of: /"draggroup";(?:s:\d+:"|i:)(\d+)/).map { String($0.1) } ?? settings
            return Question.DragWords.Word(
                text(answer, "answertext", format: "answerformat") ?? RichText("", format: .markdown),
                group: Int(group) ?? 1,
                isReusable: settings.contains(/"infinite";(?:b:1|i:1|s:1:"1")/))
        }
        // Markdown escapes the brackets.
        let source = stem.source.replacing("\\[", with: "[").replacing("\\]", with: "]")
        let (numbered, places) = MoodleXMLQuestion.numbered(source, wordCount: words.count)
        guard !places.isEmpty else { return nil }
        stem.source = numbered
        return .dragWords(
            .init(
                words: words, places: places.map { .init(word: $0) }, isList: type == "gapselect",
                shuffles: plugin?[type]?.value("shuffleanswers") != "0"))
    }

    func formula() -> Question.Kind? {
        let asks: Question.Formula.Asks
        if type == "calculatedmulti" {
            guard let choice = self.options() else { return nil }
            let single = plugin?["calculated_options"]?["calculated_option"]?.value("single")
            asks = single == "0" ? .multiple(choice) : .choice(choice)
        } else {
            guard let answers = formulaAnswers() else { return nil }
            asks = .number(answers, units)
        }
        var variables: [Question.Formula.Variable] = []
        var columns: [[Int: Decimal]] = []
        for definition in plugin?["dataset_definitions"]?.children("dataset_definition") ?? [] {
            // `uniform:1:10:1`: the distribution, the bounds and the decimals.
            let options = definition.value("options")?.split(separator: ":").map(String.init) ?? []
            func bound(_ place: Int) -> Decimal? { options.indices ~= place ? parseNumber(options[place]) : nil }
            guard let name = definition.value("name") else { continue }
            let decimals = options.indices ~= 3 ? Int(options[3]) ?? 1 : 1
            variables.append(
                .init(
                    name, minimum: bound(1) ?? 1, maximum: bound(2) ?? 10, decimals: min(20, max(0, decimals)),
                    isLogarithmic: options.first == "loguniform"))
            var column: [Int: Decimal] = [:]
            for item in definition["dataset_items"]?.children("dataset_item") ?? [] {
                guard let number = (item.value("number") ?? item.value("itemnumber")).flatMap({ Int($0) }),
                    let value = item.value("value").flatMap({ parseNumber($0) })
                else { continue }
                column[number] = value
            }
            columns.append(column)
        }
        let variants = MoodleXMLQuestion.rows(of: columns).prefix(Question.Formula.variantLimit)
        return variants.isEmpty && !variables.isEmpty
            ? nil : .formula(.init(asks: asks, variables: variables, variants: Array(variants)))
    }

    private func formulaAnswers() -> [Question.Formula.Answer]? {
        let records = plugin?["calculated_records"]?.children("calculated_record") ?? []
        var read: [Question.Formula.Answer] = []
        for answer in answers {
            let expression = answer.value("answertext") ?? ""
            guard expression == "*" || (try? ArithmeticExpression(expression)) != nil else { return nil }
            let record = records.first { $0.value("answer") == answer.attributes["id"] }
            let kind: Question.Formula.ToleranceKind =
                switch record?.value("tolerancetype") {
                case "1": .relative
                case "3": .geometric
                default: .absolute
                }
            read.append(
                .init(
                    expression, tolerance: record?.value("tolerance").flatMap { parseNumber($0) }?.magnitude ?? 0,
                    toleranceKind: kind, fraction: fraction(answer, 0...1), feedback: text(answer, "feedback"),
                    digits: .init(
                        record?.value("correctanswerlength").flatMap { Int($0) } ?? 2,
                        areSignificant: record?.value("correctanswerformat") == "2")))
        }
        return read.isEmpty ? nil : read
    }
}
