import FoundationEssentials
import Markup

/// Numbers, orders, essays and texts with gaps.
extension MoodleXMLQuestion {
    mutating func numeric() throws(Unreadable) -> Question.Kind {
        var read: [Question.Numeric.Answer] = []
        for answer in answers {
            let source = answer.value("text") ?? ""
            let feedback = text(answer["feedback"])
            if source == "*" {
                read.append(.init(.anything, fraction: fraction(answer, 0...1), feedback: feedback))
                continue
            }
            guard let value = parseNumber(source) else { throw Unreadable(problem: .notANumber(source)) }
            let size = answer.value("tolerance").flatMap { parseNumber($0) }?.magnitude ?? 0
            let tolerance: Question.Numeric.Tolerance =
                switch answer.value("tolerancetype") {
                case "1": .relative(size)
                case "3": .geometric(size)
                default: .absolute(size)
                }
            read.append(.init(.number(value, tolerance), fraction: fraction(answer, 0...1), feedback: feedback))
        }
        guard !read.isEmpty else { throw Unreadable(problem: .noNumbers) }
        return .numeric(.init(answers: read, units: units(), unitPenalty: unitPenalty))
    }

    mutating func units() -> [Question.Numeric.Unit] {
        var units: [Question.Numeric.Unit] = []
        for unit in element["units"]?.children("unit") ?? [] {
            let name = unit.value("unit_name") ?? ""
            if let factor = unit.value("multiplier").flatMap({ parseNumber($0) }), factor != 0, !name.isEmpty {
                units.append(.init(name, factor: factor))
            } else {
                notes.append(.settingDropped("единица \(name)"))
            }
        }
        return units
    }

    var unitPenalty: Question.Numeric.UnitPenalty? {
        let share = element.value("unitpenalty").flatMap { parseNumber($0) }.flatMap { Double($0.description) } ?? 0
        return switch element.value("unitgradingtype") {
        case "1": .ofEarned(min(1, max(0, share)))
        case "2": .ofWhole(min(1, max(0, share)))
        default: nil
        }
    }

    mutating func gaps(_ stem: inout RichText, _ mark: inout Double?) throws(Unreadable) -> Question.Kind {
        let text = ClozeText(stem)
        guard !text.gaps.isEmpty else { throw Unreadable(problem: text.problems.first ?? .noGaps) }
        notes += text.problems
        stem = text.stem
        // Moodle does not write the mark, which is what the gaps weigh together.
        if mark == nil { mark = text.weight }
        return .gaps(.init(text.gaps))
    }

    /// Defaults and words are those of Moodle's importer; `logical` and `studentsee` are from before Moodle 2.
    func ordering() throws(Unreadable) -> Question.Kind {
        let items = answers.compactMap { answer in
            text(answer).map { Question.Ordering.Item($0, feedback: text(answer["feedback"])) }
        }
        guard items.count > 1 else { throw Unreadable(problem: .tooFewAnswers(count: items.count)) }
        let words = [
            (element["selecttype"] == nil ? element.value("logical") : element.value("selecttype")) ?? "RANDOM",
            element.value("layouttype") ?? "VERTICAL",
        ]
        let count = number(element["selectcount"] == nil ? element.value("studentsee") : element.value("selectcount"))
        return .ordering(
            OrderingWords.ordering(
                items, select: words[0], count: count, layout: words[1],
                grading: element.value("gradingtype") ?? "RELATIVE"))
    }

    mutating func essay() -> Question.Essay {
        let format = element.value("responseformat") ?? "editor"
        let attachments = number(element.value("attachments")) ?? 0
        let isOnlyFiles = format == "noinline"
        if attachments != 0, !isOnlyFiles { notes.append(.settingDropped("файлы рядом с текстом")) }
        for (name, words) in [
            ("minwordlimit", "наименьшее число слов"), ("maxwordlimit", "наибольшее число слов"),
            ("filetypeslist", "виды файлов"),
        ] where !["", "0", "$@NULL@$"].contains(element.value(name) ?? "") {
            notes.append(.settingDropped(words))
        }
        return Question.Essay(
            graderInfo: text(element["graderinfo"]), template: text(element["responsetemplate"])?.plainText,
            reply: isOnlyFiles ? .files(limit: attachments > 0 ? attachments : 20) : .text)
    }

    /// The Open University's `recordrtc`.
    mutating func recording() -> Question.Essay {
        if let media = element.value("mediatype"), media != "audio" { notes.append(.settingDropped("запись видео")) }
        let seconds = number(element.value("timelimitinseconds")) ?? 60
        return Question.Essay(graderInfo: text(element["graderinfo"]), reply: .recording(seconds: max(1, seconds)))
    }

    /// Marcus Green's `wordselect`: the task is the introduction, the text is the question.
    func textSelection(_ stem: inout RichText) throws(Unreadable) -> Question.Kind {
        let signs = Array(element.value("delimitchars") ?? "[]")
        let (open, close) = (signs.first ?? "[", signs.dropFirst().first ?? "]")
        let source = stem.plainText
        stem = text(element["introduction"]) ?? RichText("", format: .html)
        let selection = Question.TextSelection(Self.bracketed(source, open, close))
        guard selection.fragments.contains(where: \.isRight) else { throw Unreadable(problem: .noRightAnswer) }
        return .textSelection(selection)
    }

    /// `text` with brackets where `open` and `close` stood, and with its own brackets escaped. Where something stands in
    /// doubled marks, those are the right ones.
    private static func bracketed(_ text: String, _ open: Character, _ close: Character) -> String {
        let isDoubled = text.contains("\(open)\(open)") && open != close
        var result = ""
        var isInside = false
        var characters = Array(text)[...]
        while let character = characters.popFirst() {
            let isMark = character == (isInside ? close : open)
            if isMark, !isDoubled || characters.first == character {
                if isDoubled { characters.removeFirst() }
                result.append(isInside ? "]" : "[")
                isInside.toggle()
            } else if isDoubled, character == open || character == close {
                continue
            } else {
                if "[]\\".contains(character) { result.append("\\") }
                result.append(character)
            }
        }
        return result
    }
}

/// The words Moodle has for the settings of an order.
enum OrderingWords {
    static func ordering(
        _ items: [Question.Ordering.Item], select: String, count: Int?, layout: String, grading: String
    ) -> Question.Ordering {
        let select = select.uppercased()
        let shown = max(2, count ?? 6)
        let isAll = select == "ALL" || select == "EXACT" || select == "0" || shown >= items.count
        return Question.Ordering(
            items: items, rule: rule(grading.uppercased()),
            isHorizontal: ["HORIZONTAL", "HORI", "H", "1"].contains(layout.uppercased()),
            subset: isAll ? nil : .init(count: shown, isContiguous: ["CONTIGUOUS", "CONTIG", "2"].contains(select)))
    }

    private static func rule(_ word: String) -> Question.Ordering.Rule {
        if let rule = Question.Ordering.Rule.allCases.first(where: { name(of: $0) == word || code(of: $0) == word }) {
            return rule
        }
        return word == "ABS" || word == "ABSOLUTE" ? .absolutePosition : .nextExcludingLast
    }

    static func name(of rule: Question.Ordering.Rule) -> String {
        switch rule {
        case .allOrNothing: "ALL_OR_NOTHING"
        case .absolutePosition: "ABSOLUTE_POSITION"
        case .relativeToCorrect: "RELATIVE_TO_CORRECT"
        case .nextExcludingLast: "RELATIVE_NEXT_EXCLUDE_LAST"
        case .nextIncludingLast: "RELATIVE_NEXT_INCLUDE_LAST"
        case .neighbours: "RELATIVE_ONE_PREVIOUS_AND_NEXT"
        case .relativeToAll: "RELATIVE_ALL_PREVIOUS_AND_NEXT"
        case .longestOrdered: "LONGEST_ORDERED_SUBSET"
        case .longestContiguous: "LONGEST_CONTIGUOUS_SUBSET"
        }
    }

    /// As Moodle's database has it, and with it a backup.
    private static func code(of rule: Question.Ordering.Rule) -> String {
        switch rule {
        case .allOrNothing: "-1"
        case .absolutePosition: "0"
        case .nextExcludingLast: "1"
        case .nextIncludingLast: "2"
        case .neighbours: "3"
        case .relativeToAll: "4"
        case .longestOrdered: "5"
        case .longestContiguous: "6"
        case .relativeToCorrect: "7"
        }
    }
}
