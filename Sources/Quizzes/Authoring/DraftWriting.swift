import FoundationEssentials

extension QuestionDraft {
    /// The fields of a kind's content; `stem` gets the answers that are typed inside it.
    static func content(_ kind: Question.Kind, _ stem: inout String) -> [Field: String] {
        switch kind {
        case .choice(let content): fields(of: content, isMultiple: false)
        case .multiple(let content): fields(of: content, isMultiple: true)
        case .trueFalse(let content):
            [
                .key: content.key ? "true" : "false", .ifTrue: content.feedbackIfTrue?.markdown ?? "",
                .ifFalse: content.feedbackIfFalse?.markdown ?? "",
            ]
        case .shortAnswer(let content):
            [
                .answers: lines(
                    content.patterns.map {
                        AnswerLine.written($0.text, share: $0.fraction == 1 ? nil : $0.fraction, feedback: $0.feedback)
                    }), .caseSensitive: on(content.isCaseSensitive), .forgivesTypo: on(content.forgivesTypo),
            ]
        case .numeric(let content): fields(of: content)
        case .matching(let content):
            [
                .answers: lines(
                    content.pairs.map { "\(escaped($0.stem.markdown, also: "=")) = \(escaped($0.match))" }
                        + content.distractors.map { "= \(escaped($0))" }), .keepsOrder: on(!content.shuffles),
            ]
        case .ordering(let content):
            [
                .answers: lines(content.items.map { AnswerLine.written($0.text.markdown, feedback: $0.feedback) }),
                .rule: content.rule.rawValue, .across: on(content.isHorizontal),
                .subset: content.subset.map { "\($0.count)" } ?? "",
                .contiguous: on(content.subset?.isContiguous ?? false),
            ]
        case .gaps(let content):
            written(&stem, GapSource.write(stem, content))
        case .dragWords(let content): fields(of: content, &stem)
        case .textSelection(let content): [.answers: content.text]
        case .hotSpot(let content): fields(of: content)
        case .formula(let content): fields(of: content)
        case .random(let content):
            [
                .from: content.category, .subcategories: on(content.includesSubcategories),
                .fromTags: content.tags.joined(separator: ", "),
            ]
        case .essay(let content): fields(of: content)
        case .description: [:]
        }
    }

    private static func on(_ isOn: Bool) -> String { isOn ? "yes" : "" }

    private static func lines(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    private static func written(_ stem: inout String, _ text: String) -> [Field: String] {
        stem = text
        return [:]
    }

    private static func fields(of choice: Question.Choice, isMultiple: Bool) -> [Field: String] {
        let rightCount = choice.options.count { $0.fraction > 0 }
        let share = isMultiple ? 1 / Double(max(rightCount, 1)) : 1
        return [
            .answers: lines(
                choice.options.map { option in
                    let isRight = option.fraction > 0
                    let usual = isRight ? share : isMultiple && !choice.isAllOrNothing ? -share : 0
                    return AnswerLine.written(
                        option.text.markdown, sign: isRight ? "+" : "-",
                        share: option.fraction == usual ? nil : option.fraction.magnitude, feedback: option.feedback)
                }), .keepsOrder: on(!choice.shuffles), .allOrNothing: on(choice.isAllOrNothing),
        ]
    }

    private static func fields(of content: Question.Numeric) -> [Field: String] {
        let penalty =
            switch content.unitPenalty {
            case .ofEarned(let part): AnswerLine.percent(part)
            case .ofWhole(let part): AnswerLine.percent(part)
            case nil: ""
            }
        return [
            .answers: lines(
                content.answers.map {
                    AnswerLine.written(
                        Question.Numeric.written($0.expected), share: $0.fraction == 1 ? nil : $0.fraction,
                        feedback: $0.feedback)
                }), .units: written(content.units), .unitPenalty: penalty,
        ]
    }

    private static func written(_ units: [Question.Numeric.Unit]) -> String {
        lines(
            units.map {
                let name = escaped($0.name, also: "=")
                return $0.factor == 1 ? name : "\(name) = \($0.factor.description.replacing(".", with: ","))"
            })
    }

    private static func fields(of content: Question.DragWords, _ stem: inout String) -> [Field: String] {
        let used = Set(content.places.map(\.word))
        let words = content.words.map { word in
            (word.group == 1 ? "" : "\(word.group): ") + escaped(word.text.markdown, also: "=]")
                + (word.isReusable ? " *" : "")
        }
        var fields: [Field: String] = [
            .words: lines(words.indices.filter { !used.contains($0) }.map { words[$0] }),
            .asLists: on(content.isList), .keepsOrder: on(!content.shuffles),
        ]
        if let picture = content.picture {
            fields.merge(Self.fields(of: picture)) { $1 }
            fields[.answers] = lines(
                content.places.map { "\($0.point?.x ?? 0),\($0.point?.y ?? 0) = \(words[$0.word])" })
        } else {
            stem = GapSource.filled(stem, count: content.places.count) { words[content.places[$0].word] }
        }
        return fields
    }

    private static func fields(of picture: Question.Picture) -> [Field: String] {
        [
            .picture: picture.source, .alternative: picture.alternative, .width: "\(picture.width)",
            .height: "\(picture.height)",
        ]
    }

    private static func fields(of content: Question.HotSpot) -> [Field: String] {
        func name(_ marker: Int) -> String {
            let zones = content.zones.count { $0.marker == marker }
            let count = content.markers[marker].count
            return escaped(content.markers[marker].text.markdown, also: "=")
                + (count == max(1, zones) ? "" : " ×\(count)")
        }
        let idle = content.markers.indices.filter { marker in !content.zones.contains { $0.marker == marker } }
        return Self.fields(of: content.picture).merging([
            .answers: lines(
                content.zones.map { "\($0.shape.typed) = \(name($0.marker))" } + idle.map { "нет = \(name($0))" })
        ]) { $1 }
    }

    private static func fields(of content: Question.Formula) -> [Field: String] {
        guard case .number(let answers, let units) = content.asks else { return [:] }
        return [
            .answers: lines(
                answers.map { answer in
                    let size = answer.tolerance.description.replacing(".", with: ",")
                    let percent = (answer.tolerance * 100).description.replacing(".", with: ",")
                    let reach =
                        switch answer.toleranceKind {
                        case .absolute: answer.tolerance == 0 ? "" : " ± \(size)"
                        case .relative: " ± \(percent)%"
                        case .geometric: " ± ×\(size)"
                        }
                    return AnswerLine.written(
                        answer.expression + reach, share: answer.fraction == 1 ? nil : answer.fraction,
                        feedback: answer.feedback)
                }), .units: written(units), .variables: lines(content.variables.map(\.typed)),
            .variants: "\(content.variants.count)", .digits: "\(answers.first?.digits.count ?? 2)",
            .significant: on(answers.first?.digits.areSignificant ?? false),
        ]
    }

    private static func fields(of content: Question.Essay) -> [Field: String] {
        let (reply, limit) =
            switch content.reply {
            case .text: ("", "")
            case .files(let limit): ("files", "\(limit)")
            case .recording(let seconds): ("recording", "\(seconds)")
            }
        return [
            .reply: reply, .limit: limit, .template: content.template ?? "",
            .grader: content.graderInfo?.markdown ?? "",
        ]
    }
}
