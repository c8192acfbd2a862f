import Archives
import FoundationEssentials

extension QuestionTable {
    /// The head and a row for each question; a cell with several answers has each on a line of its own.
    static func table(_ questions: [Question]) -> (head: [String], rows: [[String]]) {
        let written = questions.filter { TableWords.name(of: $0.kind.name) != nil }
        let wrong = written.map { answers($0).wrong.count }.max() ?? 0
        let head =
            ["Тип", "Вопрос", "Верный ответ"] + Array(repeating: "Неверный ответ", count: max(1, wrong))
            + ["Балл", "Раздел", "Отзыв", "Название", "Метки", "Подсказка"]
        let rows = written.map { question in
            let (right, others) = answers(question)
            var stem = question.stem
            if case .gaps(let content) = question.kind { stem = Cloze.text(stem, content.gaps) }
            return [TableWords.name(of: question.kind.name) ?? "", plain(stem), right.joined(separator: "\n")]
                + others + Array(repeating: "", count: max(1, wrong) - others.count)
                + [
                    number(question.defaultMark), question.category, question.generalFeedback.map(plain) ?? "",
                    question.name, question.tags.joined(separator: ", "),
                    question.hints.map { plain($0.text) }.joined(separator: "\n"),
                ]
        }
        return (head, rows)
    }

    /// Cells that would compute are guarded: see `CSV.write`.
    static func csv(_ questions: [Question]) -> [UInt8] {
        let (head, rows) = table(questions)
        return CSV.write([head] + rows)
    }

    static func workbook(_ questions: [Question]) -> Workbook {
        let (head, rows) = table(questions)
        let mark = head.firstIndex(of: "Балл") ?? 0
        return Workbook(
            name: "Вопросы", head: head,
            rows: rows.map { row in
                row.enumerated().map { $1.isEmpty ? .empty : $0 == mark ? .number($1) : .text($1) }
            }, widths: [18, 60, 30, 24])
    }

    private static func plain(_ text: RichText) -> String { text.plainText }

    private static func number(_ mark: Double) -> String {
        mark == mark.rounded() && abs(mark) < 1e9 ? "\(Int(mark))" : "\(mark)"
    }

    private static func answers(_ question: Question) -> (right: [String], wrong: [String]) {
        switch question.kind {
        case .choice(let choice):
            let best = choice.options.map(\.fraction).max() ?? 0
            let right = choice.options.firstIndex { $0.fraction == best }
            let wrong = choice.options.indices.filter { $0 != right }.map { plain(choice.options[$0].text) }
            return (right.map { [plain(choice.options[$0].text)] } ?? [], wrong)
        case .multiple(let choice):
            return (
                choice.options.filter { $0.fraction > 0 }.map { plain($0.text) },
                choice.options.filter { $0.fraction <= 0 }.map { plain($0.text) }
            )
        case .trueFalse(let content): return ([content.key ? "верно" : "неверно"], [])
        case .shortAnswer(let content): return (content.patterns.filter { $0.fraction > 0 }.map(\.text), [])
        case .numeric(let content): return (content.answers.filter { $0.fraction > 0 }.map { number($0.expected) }, [])
        case .matching(let matching):
            return (matching.pairs.map { "\(plain($0.stem)) -> \($0.match)" }, matching.distractors)
        case .ordering(let content): return (content.items.map { plain($0.text) }, [])
        case .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .essay, .description: return ([], [])
        }
    }

    private static func number(_ expected: Question.Numeric.Expected) -> String {
        switch expected {
        case .anything: return "*"
        case .number(let value, .absolute(let size)): return size == 0 ? "\(value)" : "\(value)±\(size)"
        case .number(let value, let tolerance):
            let (lower, upper) = tolerance.interval(around: value)
            return "\(lower)..\(upper)"
        }
    }
}
