import FoundationEssentials
import Markup

/// Gaps, orders and formulas of QTI 1.2, each program's in its own way.
extension QTIItem {
    /// Canvas's blanks and lists: `[name]` in the text, and a list of answers called `response_name`.
    func gaps(_ lists: [XMLElement], isTyped: Bool) -> Question.Kind? {
        var gaps: [Question.Gaps.Gap] = []
        for list in lists {
            let labels = list.descendants("response_label").map { ($0.attributes["ident"] ?? "", $0) }
            let id = list.attributes["ident"] ?? ""
            let right = Set(
                conditions.filter { score(of: $0) != nil }.flatMap { $0.descendants("varequal") }
                    .filter { $0.attributes["respident"] == id }.map { $0.text.trimmingSpaces() })
            guard !labels.isEmpty, isTyped || !right.isEmpty else { return nil }
            if isTyped {
                let patterns = labels.map { Question.ShortAnswer.Pattern(text: plain($0.1), fraction: 1) }
                gaps.append(.init(.text(.init(patterns: patterns.filter { !$0.text.isEmpty }))))
            } else {
                let options = labels.map { label in
                    Question.Option(
                        text: RichText(plain(label.1), format: .plain), fraction: right.contains(label.0) ? 1 : 0)
                }
                gaps.append(.init(.choice(.init(options: options), .list)))
            }
        }
        return gaps.isEmpty ? nil : .gaps(.init(gaps))
    }

    /// The names of the places of a text with gaps, in the order of their lists.
    var places: [String] {
        (presentation?.descendants("response_lid") ?? []).map { list in
            let id = list.attributes["ident"] ?? ""
            return id.hasPrefix("response_") ? String(id.dropFirst("response_".count)) : id
        }
    }

    /// Several fields in one text, as WebCT and Respondus write them.
    func blanks(_ fields: [XMLElement]) -> Question.Kind? {
        let gaps = fields.compactMap { field -> Question.Gaps.Gap? in
            let id = field.attributes["ident"] ?? ""
            let equals = element.children("resprocessing").flatMap { $0.children("respcondition") }
                .compactMap { $0["conditionvar"] }.flatMap { $0.descendants("varequal") }
                .filter { $0.attributes["respident"] == id }
            let words = equals.map { $0.text.trimmingSpaces() }.filter { !$0.isEmpty }
            let patterns = words.map {
                Question.ShortAnswer.Pattern(text: $0.replacing("*", with: "\\*"), fraction: 1)
            }
            let isExact = equals.contains { $0.attributes["case"]?.lowercased() == "yes" }
            return patterns.isEmpty ? nil : .init(.text(.init(patterns: patterns, isCaseSensitive: isExact)))
        }
        return gaps.count == fields.count ? .gaps(.init(gaps)) : nil
    }

    /// The text with its fields where they stand; nil where there is one at most.
    var textWithBlanks: RichText? {
        guard let presentation, presentation.descendants("response_str").count > 1 else { return nil }
        var text = ""
        var count = 0
        func gather(_ element: XMLElement) {
            for child in element.children {
                switch child.name {
                case "material": text += markdown(child)
                case "response_str":
                    count += 1
                    text += " [[\(count)]] "
                default: gather(child)
                }
            }
        }
        gather(presentation)
        return rich(text)
    }

    /// Words whose places in the answer have numbers.
    func ordering(_ list: XMLElement) -> Question.Kind? {
        let labels = list.descendants("response_label").map { ($0.attributes["ident"] ?? "", rich(markdown($0))) }
        let equals = conditions.compactMap { $0["conditionvar"] }.flatMap { $0.descendants("varequal") }
        let order = equals.enumerated().sorted { left, right in
            let places = [left, right].map { Int($0.element.attributes["index"] ?? "") ?? 0 }
            return (places[0], left.offset) < (places[1], right.offset)
        }.map { $0.element.text.trimmingSpaces() }
        let items = order.compactMap { id in labels.first { $0.0 == id }?.1 }
        guard items.count > 1, items.count == labels.count else { return nil }
        return .ordering(.init(items: items.map { .init($0) }, rule: .allOrNothing, isHorizontal: true))
    }

    /// Canvas's formula questions: one formula over variables, with the values of each variant.
    func formula() -> Question.Kind? {
        if let source = webCTFormula { return formula(webCT: source) }
        guard let source = element["itemproc_extension"]?["calculated"],
            let formulas = source["formulas"], formulas.children("formula").count == 1,
            let expression = formulas.value("formula"), (try? ArithmeticExpression(expression)) != nil
        else { return nil }
        let places = formulas.attributes["decimal_places"].flatMap { Int($0) } ?? 2
        let variables = (source["vars"]?.children("var") ?? []).map { variable in
            Question.Formula.Variable(
                variable.attributes["name"] ?? "", minimum: variable.value("min").flatMap { parseNumber($0) } ?? 1,
                maximum: variable.value("max").flatMap { parseNumber($0) } ?? 10,
                decimals: min(20, max(0, variable.attributes["scale"].flatMap { Int($0) } ?? 0)))
        }
        let variants = (source["var_sets"]?.children("var_set") ?? []).compactMap { set -> [Decimal]? in
            let values = variables.compactMap { variable in
                set.children("var").first { $0.attributes["name"] == variable.name }.flatMap { parseNumber($0.text) }
            }
            return values.count == variables.count ? values : nil
        }
        let tolerance = source.value("answer_tolerance") ?? "0"
        let size = parseNumber(tolerance.replacing("%", with: ""))?.magnitude ?? 0
        let answer = Question.Formula.Answer(
            expression, tolerance: tolerance.contains("%") ? size / 100 : size,
            toleranceKind: tolerance.contains("%") ? .relative : .absolute, digits: .init(min(20, max(0, places))))
        let asks = Question.Formula.Asks.number([answer], [])
        let rows = variants.isEmpty ? Question.Formula.draw(10, of: variables, for: asks, seed: 1) : variants
        return .formula(
            .init(asks: asks, variables: variables, variants: Array(rows.prefix(Question.Formula.variantLimit))))
    }

    /// WebCT and Blackboard Vista keep the formula among the materials, its names in brackets.
    private var webCTFormula: XMLElement? {
        presentation?.descendants("calculated").first { $0["formula"] != nil }
    }

    private func formula(webCT source: XMLElement) -> Question.Kind? {
        let expression = (source.value("formula") ?? "").replacing("[", with: "{").replacing("]", with: "}")
        guard (try? ArithmeticExpression(expression)) != nil else { return nil }
        func number(_ element: XMLElement?, _ name: String) -> Decimal? {
            element?.attributes[name].flatMap { parseNumber($0) }
        }
        func count(_ element: XMLElement?, _ name: String) -> Int {
            min(20, max(0, element?.attributes[name].flatMap { Int($0) } ?? 0))
        }
        let variables = source.children("var").map { variable in
            Question.Formula.Variable(
                variable.attributes["name"] ?? "", minimum: number(variable, "min") ?? 1,
                maximum: number(variable, "max") ?? 10, decimals: count(variable, "precision"))
        }
        let variants = source.children("calculated_set").compactMap { set -> [Decimal]? in
            let values = variables.compactMap { variable in
                number(set.children("calculated_var").first { $0.attributes["name"] == variable.name }, "value")
            }
            return values.count == variables.count ? values : nil
        }
        let key = element.children("resprocessing").flatMap { $0.descendants("calculated_answer") }.first
        let isPercent = key?.attributes["toleranceType"]?.lowercased().hasPrefix("perc") == true
        let size = number(key, "tolerance")?.magnitude ?? 0
        let answer = Question.Formula.Answer(
            expression, tolerance: isPercent ? size / 100 : size, toleranceKind: isPercent ? .relative : .absolute,
            digits: .init(
                count(key, "precision"),
                areSignificant: key?.attributes["precisionType"]?.lowercased().hasPrefix("sig") == true))
        let asks = Question.Formula.Asks.number([answer], [])
        let rows = variants.isEmpty ? Question.Formula.draw(10, of: variables, for: asks, seed: 1) : variants
        return .formula(
            .init(asks: asks, variables: variables, variants: Array(rows.prefix(Question.Formula.variantLimit))))
    }

    /// The text with the names of the variables where they are shown; nil for other questions.
    var textWithVariables: RichText? {
        guard let presentation, webCTFormula != nil else { return nil }
        var text = ""
        func gather(_ element: XMLElement) {
            for child in element.children {
                switch child.name {
                case "mattext": text += markdown(child) + " "
                case "variable": text += "{\(child.attributes["name"] ?? "")} "
                case "calculated", "response_num": break
                default: gather(child)
                }
            }
        }
        gather(presentation)
        return rich(text)
    }
}
