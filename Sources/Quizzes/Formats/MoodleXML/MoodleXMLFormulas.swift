import FoundationEssentials
import Markup

/// Questions with numbers of their own for each learner: Moodle's calculated, calculatedsimple and calculatedmulti.
extension MoodleXMLQuestion {
    mutating func formulaNumbers() throws(Unreadable) -> Question.Formula.Asks {
        var read: [Question.Formula.Answer] = []
        for answer in answers {
            let expression = answer.value("text") ?? ""
            do { if expression != "*" { _ = try ArithmeticExpression(expression) } } catch {
                throw Unreadable(problem: .notAFormula(expression))
            }
            let kind: Question.Formula.ToleranceKind =
                switch answer.value("tolerancetype") {
                case "1": .relative
                case "3": .geometric
                default: .absolute
                }
            read.append(
                .init(
                    expression, tolerance: answer.value("tolerance").flatMap { parseNumber($0) }?.magnitude ?? 0,
                    toleranceKind: kind, fraction: fraction(answer, 0...1), feedback: text(answer["feedback"]),
                    digits: .init(
                        number(answer.value("correctanswerlength")) ?? 2,
                        areSignificant: answer.value("correctanswerformat") == "2")))
        }
        guard !read.isEmpty else { throw Unreadable(problem: .noNumbers) }
        if unitPenalty != nil { notes.append(.settingDropped("снижение за единицу")) }
        return .number(read, units())
    }

    mutating func formulaOptions() throws(Unreadable) -> Question.Formula.Asks {
        let choice = try options()
        if answers.contains(where: { $0["correctanswerlength"] != nil }) {
            notes.append(.settingDropped("округление чисел в вариантах ответа"))
        }
        return flag("single", otherwise: true) ? .choice(choice) : .multiple(choice)
    }

    /// The data sets as variables, their rows as variants; where a file has no rows, they are drawn.
    mutating func formula(asks: Question.Formula.Asks) throws(Unreadable) -> Question.Kind {
        var variables: [Question.Formula.Variable] = []
        var columns: [[Int: Decimal]] = []
        for definition in element["dataset_definitions"]?.children("dataset_definition") ?? [] {
            func decimal(_ name: String) -> Decimal? { definition.value(name).flatMap { parseNumber($0) } }
            guard let name = definition.value("name") else { continue }
            variables.append(
                .init(
                    name, minimum: decimal("minimum") ?? 1, maximum: decimal("maximum") ?? 10,
                    decimals: min(20, max(0, number(definition.value("decimals")) ?? 1)),
                    isLogarithmic: definition.value("distribution") == "loguniform"))
            var column: [Int: Decimal] = [:]
            for (place, item) in (definition["dataset_items"]?.children("dataset_item") ?? []).enumerated() {
                guard let value = item.value("value").flatMap({ parseNumber($0) }) else { continue }
                column[number(item.value("number")) ?? place + 1] = value
            }
            columns.append(column)
        }
        var variants = Self.rows(of: columns)
        if variants.count > Question.Formula.variantLimit {
            notes.append(.settingDropped("варианты сверх \(Question.Formula.variantLimit)"))
            variants = Array(variants.prefix(Question.Formula.variantLimit))
        }
        if variants.isEmpty, !variables.isEmpty {
            notes.append(.variantsDrawn)
            variants = Question.Formula.draw(10, of: variables, for: asks, seed: 1)
        }
        return .formula(.init(asks: asks, variables: variables, variants: variants))
    }

    /// Moodle shows row n where every data set has an item n.
    static func rows(of columns: [[Int: Decimal]]) -> [[Decimal]] {
        guard let first = columns.first else { return [] }
        return first.keys.sorted().compactMap { row in
            let values = columns.compactMap { $0[row] }
            return values.count == columns.count ? values : nil
        }
    }
}
