import FoundationEssentials

/// One row of a sheet.
struct TableRow {
    private(set) var problems: [FormatProblem.Kind] = []
    private var cells: [QuestionTable.Columns.Role: [String]] = [:]

    init(_ row: [String], _ columns: QuestionTable.Columns) {
        for (cell, role) in zip(row, columns.roles) {
            if let role, !cell.isEmpty { cells[role, default: []].append(cell) }
        }
    }

    private func cell(_ role: QuestionTable.Columns.Role) -> String? { cells[role]?.first }

    mutating func question() -> Question? {
        let stem = cell(.stem) ?? ""
        if stem.isEmpty { problems.append(.noStem) }
        let kind: Question.Kind
        do { kind = try self.kind() } catch {
            problems.append(error.problem)
            return nil
        }
        let mark = cell(.mark).flatMap { parseNumber($0) }.flatMap { Double($0.description) }
        if cell(.mark) != nil, mark == nil { problems.append(.settingDropped("балл «\(cell(.mark) ?? "")»")) }
        var text = RichText(stem, format: .plain)
        if case .gaps = kind { text = ClozeText(text).stem }
        return Question(
            name: cell(.name) ?? stem.questionName, category: cell(.category) ?? "", stem: text,
            generalFeedback: cells[.feedback].map { RichText($0.joined(separator: "\n"), format: .plain) },
            defaultMark: mark.map { max(0, $0) },
            tags: cells[.tags]?.flatMap { $0.split(whereSeparator: { ",;\n".contains($0) }) }
                .map { $0.trimmingSpaces() }.filter { !$0.isEmpty } ?? [],
            hints: (cells[.hint] ?? []).map { .init(text: RichText($0, format: .plain)) }, kind: kind)
    }

    private struct Unreadable: Error { var problem: FormatProblem.Kind }

    private mutating func kind() throws(Unreadable) -> Question.Kind {
        let named = cell(.type)
        let name = named.flatMap(TableWords.kind)
        if let named, name == nil { throw Unreadable(problem: .unknownType(String(named.prefix(60)))) }
        let (right, wrong) = answers(several: name.map { $0 != .choice && $0 != .trueFalse } ?? wrongIsGiven)
        switch name ?? guess(right, wrong) {
        case .choice, .multiple:
            let isSingle = name == .choice || name == nil && right.count == 1
            guard !right.isEmpty else { throw Unreadable(problem: .keyMissing) }
            if right.count + wrong.count < 2 { problems.append(.tooFewAnswers(count: 1)) }
            let share = isSingle ? 1 : (100_000 / Double(right.count)).rounded() / 100_000
            let all = right.map { ($0, share) } + wrong.map { ($0, isSingle ? 0 : -share) }
            let options = all.map { Question.Option(text: RichText($0.0, format: .plain), fraction: $0.1) }
            return isSingle ? .choice(.init(options: options)) : .multiple(.init(options: options))
        case .trueFalse:
            guard let key = right.first.flatMap(TableWords.truth) else { throw Unreadable(problem: .keyMissing) }
            return .trueFalse(.init(key: key))
        case .numeric:
            let answers = try right.map { text throws(Unreadable) in try number(text) }
            guard !answers.isEmpty else { throw Unreadable(problem: .noNumbers) }
            return .numeric(.init(answers: answers.map { .init($0) }))
        case .matching:
            var matching = Question.Matching(pairs: [], distractors: wrong)
            for line in right {
                guard let (stem, match) = TableWords.pair(line) else {
                    throw Unreadable(problem: .noArrow(String(line.prefix(60))))
                }
                matching.pairs.append(.init(stem: RichText(stem, format: .plain), match: match))
            }
            guard !matching.pairs.isEmpty else { throw Unreadable(problem: .noPairs) }
            return .matching(matching)
        case .ordering:
            guard right.count > 1 else { throw Unreadable(problem: .tooFewAnswers(count: right.count)) }
            return .ordering(.init(items: right.map { .init(RichText($0, format: .plain)) }))
        case .gaps:
            let text = ClozeText(RichText(cell(.stem) ?? "", format: .plain))
            problems += text.problems
            guard !text.gaps.isEmpty else { throw Unreadable(problem: .noGaps) }
            return .gaps(.init(text.gaps))
        case .essay: return .essay(.init())
        case .description: return .description
        default:
            guard !right.isEmpty else { throw Unreadable(problem: .keyMissing) }
            return .shortAnswer(.init(patterns: right.map { .init(text: $0, fraction: 1) }))
        }
    }

    private var wrongIsGiven: Bool { cells[.wrong] != nil || cells[.option] != nil }

    /// Right answers stand in cells of their own, on lines of one cell, or between `;` or `|`; they may be the letters or
    /// numbers of options.
    private func answers(several: Bool) -> (right: [String], wrong: [String]) {
        func parts(_ texts: [String]?) -> [String] {
            (texts ?? []).flatMap { text in
                text.split { $0 == "\n" || $0 == "|" || several && $0 == ";" }.map { $0.trimmingSpaces() }
            }.filter { !$0.isEmpty }
        }
        let options = (cells[.option] ?? [])
        let right = parts(cells[.right])
        guard !options.isEmpty else { return (right, parts(cells[.wrong])) }
        var chosen: Set<Int> = []
        for text in right.flatMap({
            $0.split { ",; ".contains($0) }.count > 1 && !options.contains($0)
                ? $0.split { ",; ".contains($0) }.map(String.init) : [$0]
        }) {
            if let place = options.firstIndex(of: text) ?? TableWords.place(text, count: options.count) {
                chosen.insert(place)
            }
        }
        if chosen.isEmpty { return (right, options + parts(cells[.wrong])) }
        return (
            chosen.sorted().map { options[$0] },
            options.indices.filter { !chosen.contains($0) }.map { options[$0] } + parts(cells[.wrong])
        )
    }

    private func guess(_ right: [String], _ wrong: [String]) -> Question.Kind.Name {
        if !wrong.isEmpty { return right.count > 1 ? .multiple : .choice }
        if right.isEmpty { return ClozeText(RichText(cell(.stem) ?? "")).gaps.isEmpty ? .essay : .gaps }
        if right.count == 1, TableWords.truth(right[0]) != nil { return .trueFalse }
        if right.count > 1, right.allSatisfy({ TableWords.pair($0) != nil }) { return .matching }
        return right.allSatisfy { (try? number($0)) != nil } ? .numeric : .shortAnswer
    }

    /// `3,14`, `3,14±0,01`, `3..4`; the tolerance may have a column of its own.
    private func number(_ text: String) throws(Unreadable) -> Question.Numeric.Expected {
        if let dots = text.firstRange(of: ".."), let lower = parseNumber(text[..<dots.lowerBound]),
            let upper = parseNumber(text[dots.upperBound...])
        {
            return .range(lower, upper)
        }
        let parts = text.split { $0 == "±" || $0 == ":" }
        guard let value = parts.first.flatMap({ parseNumber($0) }), parts.count < 3 else {
            throw Unreadable(problem: .notANumber(String(text.prefix(60))))
        }
        let size = parts.count > 1 ? parseNumber(parts[1]) : cell(.tolerance).flatMap { parseNumber($0) }
        return .number(value, .absolute(size?.magnitude ?? 0))
    }
}
