import FoundationEssentials

extension QuestionDraft {
    /// What the learner does and what is right. `stem` loses the answers that were typed inside it.
    func content(_ stem: inout String) throws(DraftProblem) -> Question.Kind {
        switch kind {
        case .choice: .choice(try choice(isMultiple: false))
        case .multiple: .multiple(try choice(isMultiple: true))
        case .trueFalse:
            .trueFalse(
                .init(key: self[.key] != "false", feedbackIfTrue: rich(.ifTrue), feedbackIfFalse: rich(.ifFalse)))
        case .shortAnswer: .shortAnswer(try shortAnswer())
        case .numeric: .numeric(try numeric())
        case .matching: .matching(try matching())
        case .ordering: .ordering(try ordering())
        case .gaps: .gaps(try gaps(&stem))
        case .dragWords: .dragWords(try dragWords(&stem))
        case .textSelection: .textSelection(try textSelection())
        case .hotSpot: .hotSpot(try hotSpot())
        case .formula: .formula(try formula())
        case .random:
            .random(
                .init(
                    category: trimmed(.from), includesSubcategories: isOn(.subcategories),
                    tags: self[.fromTags].split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }))
        case .essay: .essay(try essay())
        case .description: .description
        }
    }

    private func lines(signed: Bool = false, atLeast count: Int = 1) throws(DraftProblem) -> [AnswerLine] {
        let lines = AnswerLine.lines(of: self[.answers], signed: signed)
        guard !lines.isEmpty else { throw DraftProblem(field: .answers, kind: .missing) }
        guard lines.count >= count else { throw DraftProblem(field: .answers, kind: .tooFewAnswers) }
        return lines
    }

    /// Of several right options each earns its share, and a wrong one takes as much, unless shares are said.
    private func choice(isMultiple: Bool) throws(DraftProblem) -> Question.Choice {
        let lines = try lines(signed: true, atLeast: 2)
        let rightCount = lines.count { $0.sign == "+" || $0.sign == nil && $0.share != nil }
        guard rightCount > 0 else { throw DraftProblem(field: .answers, kind: .noRightAnswer) }
        let isWhole = isOn(.allOrNothing)
        let share = isMultiple ? 1 / Double(rightCount) : 1
        let options = lines.map { line in
            let size = line.share ?? (line.sign == "+" ? share : isMultiple && !isWhole ? share : 0)
            return Question.Option(
                text: RichText(line.text, format: .markdown),
                fraction: line.sign == "-" || line.sign == nil && line.share == nil ? 0 - size : size,
                feedback: line.feedback)
        }
        if !isMultiple, !options.contains(where: { $0.fraction > 0 }) {
            throw DraftProblem(field: .answers, kind: .noRightAnswer)
        }
        return Question.Choice(
            options: options, shuffles: !isOn(.keepsOrder), isAllOrNothing: isMultiple && isWhole)
    }

    private func shortAnswer() throws(DraftProblem) -> Question.ShortAnswer {
        Question.ShortAnswer(
            patterns: try lines().map { .init(text: $0.text, fraction: $0.share ?? 1, feedback: $0.feedback) },
            isCaseSensitive: isOn(.caseSensitive), forgivesTypo: isOn(.forgivesTypo))
    }

    private func numeric() throws(DraftProblem) -> Question.Numeric {
        let answers = try lines().map { line throws(DraftProblem) in
            guard let expected = Question.Numeric.expected(line.text) else {
                throw DraftProblem(field: .answers, line: line.number, kind: .notANumber(line.text))
            }
            return Question.Numeric.Answer(expected, fraction: line.share ?? 1, feedback: line.feedback)
        }
        let penalty = try number(.unitPenalty).flatMap { Double(($0 / 100).description) }
        return Question.Numeric(
            answers: answers, units: try units(),
            unitPenalty: penalty.map { self[.unitPenalty].contains("*") ? .ofWhole($0) : .ofEarned($0) })
    }

    /// `Вт` on the first line, `кВт = 0,001` on the next.
    private func units() throws(DraftProblem) -> [Question.Numeric.Unit] {
        var units: [Question.Numeric.Unit] = []
        for (index, line) in self[.units].split(separator: "\n").enumerated() {
            let parts = split(line.trimmingSpaces(), at: "=", maximum: 2).map { unescaped($0.trimmingSpaces()) }
            let factor: Decimal? = parts.count == 2 ? parseNumber(parts[1]) : 1
            guard let factor, factor != 0 else {
                throw DraftProblem(field: .units, line: index + 1, kind: .notANumber(parts[1]))
            }
            units.append(.init(parts[0], factor: factor))
        }
        return units
    }

    /// `строка = пара`; a pair without its row is a distractor.
    private func matching() throws(DraftProblem) -> Question.Matching {
        var pairs: [Question.Matching.Pair] = []
        var distractors: [String] = []
        for (index, line) in self[.answers].split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingSpaces()
            if line.isEmpty { continue }
            let parts = split(line, at: "=", maximum: 2)
            guard parts.count == 2, !parts[1].trimmingSpaces().isEmpty else {
                throw DraftProblem(field: .answers, line: index + 1, kind: .noPair(line))
            }
            let (row, match) = (unescaped(parts[0].trimmingSpaces()), unescaped(parts[1].trimmingSpaces()))
            if row.isEmpty {
                distractors.append(match)
            } else {
                pairs.append(.init(stem: RichText(row, format: .markdown), match: match))
            }
        }
        guard pairs.count > 1 || pairs.count == 1 && !distractors.isEmpty else {
            throw DraftProblem(field: .answers, kind: pairs.isEmpty ? .missing : .tooFewAnswers)
        }
        return Question.Matching(pairs: pairs, distractors: distractors, shuffles: !isOn(.keepsOrder))
    }

    private func ordering() throws(DraftProblem) -> Question.Ordering {
        let items = try lines(atLeast: 2).map {
            Question.Ordering.Item(RichText($0.text, format: .markdown), feedback: $0.feedback)
        }
        let subset = try integer(.subset, in: 2...1_000).map {
            Question.Ordering.Subset(count: $0, isContiguous: isOn(.contiguous))
        }
        return Question.Ordering(
            items: items, rule: Question.Ordering.Rule(rawValue: self[.rule]) ?? .relativeToAll,
            isHorizontal: isOn(.across), subset: subset)
    }

    private func gaps(_ stem: inout String) throws(DraftProblem) -> Question.Gaps {
        let (text, gaps) = try GapSource.read(stem)
        guard !gaps.gaps.isEmpty else { throw DraftProblem(field: .stem, kind: .noGaps) }
        guard gaps.gaps.contains(where: { $0.weight > 0 }) else {
            throw DraftProblem(field: .stem, kind: .noRightAnswer)
        }
        stem = text
        return gaps
    }

    /// Words in the text, `[[кот]]`, and those that belong nowhere, one on a line; `2: кот` is of the second group and
    /// `кот *` may stand in several places. On a picture the places are lines `120,40 = кот`.
    private func dragWords(_ stem: inout String) throws(DraftProblem) -> Question.DragWords {
        var words: [Question.DragWords.Word] = []
        func place(_ source: String) -> Int {
            let word = Self.word(source)
            if let known = words.firstIndex(where: {
                $0.text == word.text && $0.group == word.group && $0.isReusable && word.isReusable
            }) {
                return known
            }
            words.append(word)
            return words.count - 1
        }
        var places: [Question.DragWords.Place] = []
        let picture = try picture()
        if picture == nil {
            var text = ""
            for piece in GapSource.pieces(of: stem) {
                switch piece {
                case .text(let plain): text += plain
                case .place(let inside):
                    guard !inside.trimmingSpaces().isEmpty else { throw DraftProblem(field: .stem, kind: .emptyGap) }
                    places.append(.init(word: place(inside)))
                    text += "[[\(places.count)]]"
                }
            }
            guard !places.isEmpty else { throw DraftProblem(field: .stem, kind: .noGaps) }
            stem = text
        } else {
            for (index, line) in self[.answers].split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line.trimmingSpaces().isEmpty { continue }
                let parts = split(line, at: "=", maximum: 2)
                let numbers = parts[0].split(separator: ",").compactMap { Int($0.trimmingSpaces()) }
                guard parts.count == 2, numbers.count == 2, !parts[1].trimmingSpaces().isEmpty else {
                    throw DraftProblem(field: .answers, line: index + 1, kind: .notAnArea(line.trimmingSpaces()))
                }
                places.append(.init(word: place(parts[1]), point: .init(x: numbers[0], y: numbers[1])))
            }
            guard !places.isEmpty else { throw DraftProblem(field: .answers, kind: .missing) }
        }
        for line in self[.words].split(separator: "\n") where !line.trimmingSpaces().isEmpty {
            words.append(Self.word(String(line)))
        }
        return Question.DragWords(
            words: words, places: places, isList: isOn(.asLists), shuffles: !isOn(.keepsOrder), picture: picture)
    }

    static func word(_ source: String) -> Question.DragWords.Word {
        var text = source.trimmingSpaces()
        var group = 1
        if let colon = text.firstIndex(of: ":"), let number = Int(text[..<colon]), 1...20 ~= number {
            group = number
            text = text[text.index(after: colon)...].trimmingSpaces()
        }
        let isReusable = text.hasSuffix(" *")
        if isReusable { text = text.dropLast(2).trimmingSpaces() }
        return .init(RichText(unescaped(text), format: .markdown), group: group, isReusable: isReusable)
    }

    private func textSelection() throws(DraftProblem) -> Question.TextSelection {
        let content = Question.TextSelection(self[.answers].replacing("\r\n", with: "\n"))
        guard !trimmed(.answers).isEmpty else { throw DraftProblem(field: .answers, kind: .missing) }
        guard content.fragments.contains(where: \.isRight) else {
            throw DraftProblem(field: .answers, kind: .nothingToFind)
        }
        return content
    }

    private func picture() throws(DraftProblem) -> Question.Picture? {
        guard !trimmed(.picture).isEmpty else { return nil }
        return Question.Picture(
            source: trimmed(.picture), alternative: trimmed(.alternative),
            width: try integer(.width, in: 1...20_000) ?? 0, height: try integer(.height, in: 1...20_000) ?? 0)
    }

    /// `круг 120,80,30 = Исток`, `прямоугольник 10,10,50,40 = Устье`, `многоугольник 1,1 20,5 30,40 = Дельта`.
    private func hotSpot() throws(DraftProblem) -> Question.HotSpot {
        guard let picture = try picture() else { throw DraftProblem(field: .picture, kind: .missing) }
        var markers: [Question.HotSpot.Marker] = []
        var zones: [Question.HotSpot.Zone] = []
        for (index, line) in self[.answers].split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingSpaces()
            if line.isEmpty { continue }
            let parts = split(line, at: "=", maximum: 2)
            var name = parts.count == 2 ? parts[1].trimmingSpaces() : ""
            var count = 1
            if let sign = name.lastIndex(of: "×"), let number = Int(name[name.index(after: sign)...].trimmingSpaces()) {
                count = number
                name = name[..<sign].trimmingSpaces()
            }
            let text = RichText(unescaped(name), format: .markdown)
            let marker = markers.firstIndex { $0.text == text } ?? markers.count
            if marker == markers.count {
                markers.append(.init(text, count: count))
            } else {
                markers[marker].count = max(markers[marker].count, count)
            }
            if parts[0].trimmingSpaces() == "нет" { continue }
            guard let shape = Question.HotSpot.Shape(typed: parts[0]) else {
                throw DraftProblem(field: .answers, line: index + 1, kind: .notAnArea(line))
            }
            zones.append(.init(marker: marker, shape))
        }
        guard !zones.isEmpty else { throw DraftProblem(field: .answers, kind: .missing) }
        // A marker with several areas needs as many marks.
        for marker in markers.indices where markers[marker].count == 1 {
            markers[marker].count = max(1, zones.count { $0.marker == marker })
        }
        return Question.HotSpot(picture: picture, markers: markers, zones: zones)
    }

    private func essay() throws(DraftProblem) -> Question.Essay {
        let reply: Question.Essay.Reply =
            switch self[.reply] {
            case "files": .files(limit: try integer(.limit, in: 1...20) ?? 3)
            case "recording": .recording(seconds: try integer(.limit, in: 5...3_600) ?? 120)
            default: .text
            }
        return Question.Essay(
            graderInfo: rich(.grader), template: trimmed(.template).isEmpty ? nil : self[.template], reply: reply)
    }

    private func formula() throws(DraftProblem) -> Question.Formula {
        var variables: [Question.Formula.Variable] = []
        for (index, line) in self[.variables].split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.trimmingSpaces().isEmpty {
            guard let variable = Question.Formula.Variable(typed: line.trimmingSpaces()) else {
                throw DraftProblem(field: .variables, line: index + 1, kind: .notAVariable(line.trimmingSpaces()))
            }
            variables.append(variable)
        }
        guard !variables.isEmpty else { throw DraftProblem(field: .variables, kind: .missing) }
        let digits = Question.Formula.Digits(
            try integer(.digits, in: 0...15) ?? 2, areSignificant: isOn(.significant))
        let names = Set(variables.map(\.name))
        let answers = try lines().map { line throws(DraftProblem) in
            try Question.Formula.Answer(line, digits: digits, names: names)
        }
        let asks = Question.Formula.Asks.number(answers, try units())
        let count = try integer(.variants, in: 1...Question.Formula.variantLimit) ?? 20
        let drawn = Question.Formula.draw(count, of: variables, for: asks, seed: seed)
        guard !drawn.isEmpty else { throw DraftProblem(field: .variables, kind: .noVariants) }
        return Question.Formula(asks: asks, variables: variables, variants: drawn)
    }

    /// The same for the same text, so that saving again without a change draws the same variants.
    private var seed: UInt64 {
        (self[.variables] + "\n" + self[.answers]).utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
    }
}

extension Question.HotSpot.Shape {
    init?(typed text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let name = words.first?.lowercased() else { return nil }
        let numbers = words.dropFirst().flatMap { $0.split(separator: ",") }.compactMap { Int($0) }
        let points = stride(from: 0, to: numbers.count - 1, by: 2).map {
            Question.Point(x: numbers[$0], y: numbers[$0 + 1])
        }
        if name.hasPrefix("круг") || name.hasPrefix("circle"), numbers.count == 3, numbers[2] > 0 {
            self = .circle(centre: points[0], radius: numbers[2])
        } else if name.hasPrefix("прям") || name.hasPrefix("rect"), numbers.count == 4, numbers[2] > 0, numbers[3] > 0 {
            self = .rectangle(corner: points[0], width: numbers[2], height: numbers[3])
        } else if name.hasPrefix("много") || name.hasPrefix("poly"), points.count >= 3, numbers.count % 2 == 0 {
            self = .polygon(points)
        } else {
            return nil
        }
    }

    var typed: String {
        switch self {
        case .circle(let centre, let radius): "круг \(centre.x),\(centre.y),\(radius)"
        case .rectangle(let corner, let width, let height):
            "прямоугольник \(corner.x),\(corner.y),\(width),\(height)"
        case .polygon(let corners): "многоугольник " + corners.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        }
    }
}

extension Question.Formula.Variable {
    /// `a = 1..10`, `a = 0,5..9,5`: as many places after the point as the bounds have. `лог` makes it logarithmic.
    init?(typed text: String) {
        var text = text
        let isLogarithmic = text.hasSuffix(" лог")
        if isLogarithmic { text = text.dropLast(4).trimmingSpaces() }
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let dots = parts[1].firstRange(of: "..") else { return nil }
        let name = parts[0].trimmingSpaces().filter { $0 != "{" && $0 != "}" }
        let (low, high) = (parts[1][..<dots.lowerBound].trimmingSpaces(), parts[1][dots.upperBound...].trimmingSpaces())
        guard !name.isEmpty, name.count <= 30, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
            name.first?.isNumber == false, let minimum = parseNumber(low), let maximum = parseNumber(high),
            minimum <= maximum
        else { return nil }
        func places(_ text: String) -> Int {
            text.firstIndex { ",.".contains($0) }.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
        }
        self.init(
            name, minimum: minimum, maximum: maximum, decimals: max(places(low), places(high)),
            isLogarithmic: isLogarithmic)
    }

    var typed: String {
        func text(_ number: Decimal) -> String {
            let plain = number.description
            let places = plain.firstIndex(of: ".").map { plain.distance(from: $0, to: plain.endIndex) - 1 } ?? 0
            let zeros = String(repeating: "0", count: max(0, decimals - places))
            return (places == 0 && decimals > 0 ? plain + "." + zeros : plain + zeros).replacing(".", with: ",")
        }
        return "\(name) = \(text(minimum))..\(text(maximum))" + (isLogarithmic ? " лог" : "")
    }
}

extension Question.Formula.Answer {
    /// `{a}*{b} ± 1%`.
    fileprivate init(_ line: AnswerLine, digits: Question.Formula.Digits, names: Set<String>) throws(DraftProblem) {
        let parts = line.text.replacing("+-", with: "±").split(separator: "±", maxSplits: 1)
        let source = parts.first?.trimmingSpaces() ?? ""
        func problem(_ kind: DraftProblem.Kind) -> DraftProblem {
            DraftProblem(field: .answers, line: line.number, kind: kind)
        }
        if source != "*" {
            let expression: ArithmeticExpression
            do { expression = try ArithmeticExpression(source) } catch { throw problem(.expression(error)) }
            if let unknown = expression.variables.first(where: { !names.contains($0) }) {
                throw problem(.variableUnknown(unknown))
            }
        }
        self.init(source, fraction: line.share ?? 1, feedback: line.feedback, digits: digits)
        guard parts.count == 2 else { return }
        guard case .number(_, let tolerance) = Question.Numeric.expected("0 ±" + parts[1]) else {
            throw problem(.notANumber(String(parts[1])))
        }
        switch tolerance {
        case .absolute(let size): (self.tolerance, toleranceKind) = (size, .absolute)
        case .relative(let size): (self.tolerance, toleranceKind) = (size, .relative)
        case .geometric(let size): (self.tolerance, toleranceKind) = (size, .geometric)
        }
    }
}
