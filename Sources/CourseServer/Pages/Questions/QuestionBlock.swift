import Courses
import FoundationEssentials
import Markup
import Quizzes
import Storage

/// A question: as a form to answer, or marked, with what was answered and what was right.
struct QuestionBlock {
    var item: AttemptPaper.Item
    /// Whether the reader is the learner: «ваш ответ» or «ответ».
    var isOwn = true
    /// Whether marks and what everyone reads after answering may be told while the attempt goes on.
    var tellsMarks = true

    /// A question of the bank, as an author looks at it.
    static func sample(_ question: BankQuestion) -> QuestionBlock { QuestionBlock(item: .sample(of: question)) }

    var slot: AttemptSlot { item.slot }
    var question: Question { item.question.question }
    var sheet: QuestionSheet { item.question.sheet }
    var name: String { "s\(slot.number)" }

    var shown: Presentation { item.presentation }
    var order: [Int] { shown.order }

    func form(_ t: Words) -> HTML {
        if item.play.isLocked { return locked(t) }
        return """
            <fieldset id="q\(slot.number)" class="question" data-slot="\(slot.number)" data-sequence="\(slot.sequence)">\
            <legend tabindex="-1">\(t.text("quiz.question", ["number": "\(slot.number)"]))\
            \(when: slot.maximum > .zero, " <span class=\"hint\">\(t.points(slot.maximum))</span>")</legend>\
            \(asked(t))\
            \(when: item.play.behaviour.asksCertainty && question.kind != .description, certainty(t))\(lastTry(t))\
            \(when: item.play.behaviour.hasTries && question.kind != .description, checking(t))</fieldset>

            """
    }

    /// What is asked, and the controls to answer it: gaps have theirs inside the text.
    private func asked(_ t: Words) -> HTML {
        switch question.kind {
        case .gaps(let gaps): gapControls(gaps, t)
        case .dragWords(let content): wordControls(content, t)
        default: "<div class=\"stem\">\(sheet.stem)</div>\(controls(t))"
        }
    }

    private func controls(_ t: Words) -> HTML {
        switch question.kind {
        case .choice: return HTML(parts: order.map { pick("radio", $0, isChosen: chosen.contains($0)) })
        case .multiple:
            return """
                <p class="hint">\(t["quiz.several"])</p>\
                <input type="hidden" name="\(name)" value="">\(order.map { pick("checkbox", $0, isChosen: chosen.contains($0)) })
                """
        case .trueFalse:
            return """
                \(truth("true", t["quiz.true"], slot.response == .trueFalse(true)))\
                \(truth("false", t["quiz.false"], slot.response == .trueFalse(false)))
                """
        case .shortAnswer: return line(t["quiz.your_answer"])
        case .numeric: return line(t["quiz.your_number"], mode: "decimal")
        case .essay(let essay):
            guard essay.reply == .text else { return replyControls(essay.reply, t) }
            return """
                <label for="\(name)">\(t["quiz.your_essay"])</label>\
                <textarea id="\(name)" name="\(name)" rows="8">
                \(slot.response?.text ?? essay.template ?? "")</textarea>
                """
        case .matching(let matching): return match(matching, t)
        case .ordering(let ordering): return orderControls(ordering, t)
        case .textSelection(let text): return fragmentControls(text, t)
        case .hotSpot(let content): return markControls(content, t)
        case .gaps, .dragWords, .formula, .random, .description: return .empty
        }
    }

    var chosen: Set<Int> { slot.response?.chosenOptions ?? [] }

    private func pick(_ type: StaticString, _ option: Int, isChosen: Bool) -> HTML {
        """
        <label class="pick"><input type="\(raw: type)" name="\(name)" value="\(shown.number(ofOption: option))"\(when: isChosen, " checked")>\
        <span>\(sheet.part(option))</span></label>
        """
    }

    private func truth(_ value: StaticString, _ label: String, _ isChosen: Bool) -> HTML {
        """
        <label class="pick"><input type="radio" name="\(name)" value="\(raw: value)"\(when: isChosen, " checked")>\
        <span>\(label)</span></label>
        """
    }

    private func line(_ label: String, mode: StaticString = "text") -> HTML {
        """
        <label for="\(name)">\(label)</label><input type="text" id="\(name)" name="\(name)" inputmode="\(raw: mode)"\
         autocomplete="off" value="\(slot.response?.text ?? "")">
        """
    }

    private func match(_ matching: Question.Matching, _ t: Words) -> HTML {
        let choices = matching.choices
        let given = slot.response?.matches ?? [:]
        return """
            <div class="match">\(
                order.map { pair in
                    """
                    <label><span>\(sheet.part(pair))</span><select name="\(name).\(shown.number(ofOption: pair))">\
                    <option value="">\(t["quiz.choose"])</option>\(
                        shown.choices.map { choice in
                            "<option value=\"\(shown.number(ofChoice: choice))\"\(when: given[pair] == choice, " selected")>\(choices[choice])</option>" as HTML
                        })</select></label>
                    """ as HTML
                })</div>
            """
    }
}

// MARK: - Marked

extension QuestionBlock {
    /// The question after marking: the answer given, its verdict in words and shape, and, where `reveals`, the key.
    func marked(reveals: Bool, grading: HTML = .empty, _ t: Words) -> HTML {
        let outcome = mark(slot.response, to: question)
        return """
            <section id="q\(slot.number)" class="question" aria-labelledby="q\(slot.number)-title">\
            <h2 id="q\(slot.number)-title" class="legend">\(t.text("quiz.question", ["number": "\(slot.number)"]))\
            \(when: reveals && slot.maximum > .zero, " <span class=\"hint\">\(earned(t))</span>")</h2>\
            \(answered(outcome, reveals: reveals, t))\
            \(when: reveals, "\(saidCertainty(t))\(verdict(outcome, t))\(history(t))")\
            \(slot.comment.map { $0.isEmpty ? "" : "<div class=\"feedback\"><b>\(t["quiz.teacher_says"])</b> \($0)</div>" as HTML })\
            \(when: slot.isLate, "<p class=\"hint\">\(t["quiz.came_late"])</p>")\(grading)</section>

            """
    }

    private func earned(_ t: Words) -> String {
        slot.mark.map { "\(t.number($0.number)) / \(t.number(slot.maximum.number))" } ?? t["quiz.waits_for_teacher"]
    }

    /// What was asked and what was answered.
    func answered(_ outcome: MarkingOutcome, reveals: Bool, _ t: Words) -> HTML {
        switch question.kind {
        case .gaps(let gaps): gapAnswers(gaps, outcome, reveals: reveals, t)
        case .dragWords(let content): wordAnswers(content, outcome, reveals: reveals, t)
        default: "<div class=\"stem\">\(sheet.stem)</div>\(answer(outcome, reveals: reveals, t))"
        }
    }

    private func answer(_ outcome: MarkingOutcome, reveals: Bool, _ t: Words) -> HTML {
        switch question.kind {
        case .choice(let choice), .multiple(let choice):
            return """
                <ul class="given">\(
                    order.map { option in
                        """
                        <li\(when: chosen.contains(option), " data-chosen")>\(line(of: option))\
                        \(when: chosen.contains(option), " <span class=\"tag\">\(isOwn ? t["quiz.your_choice"] : t["quiz.their_choice"])</span>")\
                        \(when: reveals && choice.options[option].fraction > 0, " <span class=\"tag ok\">\(t["quiz.right_option"])</span>")</li>
                        """ as HTML
                    })</ul>
                """
        case .trueFalse(let statement):
            return """
                <p>\(isOwn ? t["quiz.your_answer"] : t["quiz.their_answer"]): <b>\(slot.response.map { $0 == .trueFalse(true) ? t["quiz.true"] : t["quiz.false"] } ?? t["quiz.no_answer"])</b></p>\
                \(when: reveals, "<p>\(t["quiz.key"]): \(statement.key ? t["quiz.true"] : t["quiz.false"])</p>")
                """
        case .shortAnswer(let short):
            return typed(key: reveals ? short.patterns.first { $0.fraction >= 1 }?.shown : nil, t)
        case .numeric(let numeric):
            return typed(
                key: reveals ? numeric.answers.first { $0.fraction >= 1 }.flatMap { t.number($0.expected) } : nil, t)
        case .essay(let essay) where essay.reply != .text: return replyList(hasButtons: false, t)
        case .essay:
            let lines = (slot.response?.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            return """
                <div class="essay">\(lines.map { "\(String($0))<br>" as HTML })\
                \(when: slot.response?.isEmpty ?? true, "<p class=\"muted\">\(t["quiz.no_answer"])</p>")</div>
                """
        case .matching(let matching):
            let given = slot.response?.matches ?? [:]
            let choices = matching.choices
            return """
                <ul class="given">\(
                    order.map { pair in
                        """
                        <li>\(line(of: pair)) — \(given[pair].map { choices[$0] } ?? t["quiz.no_answer"])\
                        \(when: reveals && !outcome.matched.contains(pair), " <span class=\"tag ok\">\(t["quiz.key"]): \(matching.pairs[pair].match)</span>")</li>
                        """ as HTML
                    })</ul>
                """
        case .ordering(let ordering): return orderAnswer(ordering, reveals: reveals, t)
        case .textSelection(let text): return fragmentAnswers(text, reveals: reveals, t)
        case .hotSpot(let content): return markAnswers(content, outcome, reveals: reveals, t)
        case .gaps, .dragWords, .formula, .random, .description: return .empty
        }
    }

    private func typed(key: String?, _ t: Words) -> HTML {
        let text = slot.response?.text ?? ""
        return """
            <p>\(isOwn ? t["quiz.your_answer"] : t["quiz.their_answer"]): <b>\(text.isEmpty ? t["quiz.no_answer"] : text)</b></p>\
            \(key.map { "<p>\(t["quiz.key"]): \($0)</p>" as HTML })
            """
    }

    private func verdict(_ outcome: MarkingOutcome, _ t: Words) -> HTML {
        guard question.kind != .description else { return .empty }
        let (style, word): (StaticString, String) =
            switch outcome.state {
            case .right: ("", t["quiz.right"])
            case .partial: (" partial", t["quiz.partial"])
            case .wrong: (" wrong", t["quiz.wrong"])
            case .unanswered: (" wrong", t["quiz.unanswered_one"])
            case .needsGrading: slot.mark == nil ? (" partial", t["quiz.waits_for_teacher"]) : ("", t["quiz.graded"])
            case .notMarked: ("", "")
            }
        let said = feedback(to: outcome)
        return """
            <div class="feedback\(raw: style)"><span class="verdict\(raw: style)">\(word)</span>\
            \(said.map { "<div>\($0)</div>" as HTML })\(sheet.generalFeedback.map { "<div>\($0)</div>" as HTML })</div>
            """
    }

    /// What the author says to this response, and to all that came out like it.
    func feedback(to outcome: MarkingOutcome) -> [SafeHTML] {
        outcome.said.compactMap { sheet.feedback($0) } + [sheet.outcome(outcome.state)].compactMap { $0 }
    }
}

extension Question.ShortAnswer.Pattern {
    /// As a learner reads it: where any text may stand, an ellipsis.
    var shown: String {
        text.split(separator: "\\*", omittingEmptySubsequences: false).map { $0.replacing("*", with: "…") }
            .joined(separator: "*")
    }
}

extension Response {
    var text: String? {
        switch self {
        case .shortAnswer(let text), .numeric(let text), .essay(let text): text
        default: nil
        }
    }

    var chosenOptions: Set<Int> {
        switch self {
        case .choice(let option): [option]
        case .multiple(let options): Set(options)
        default: []
        }
    }

    var matches: [Int: Int] {
        if case .matching(let matches) = self { return matches }
        return [:]
    }
}

extension Words {
    /// A number with what it may differ by; nil of any answer.
    func number(_ expected: Question.Numeric.Expected) -> String? {
        guard case .number(let value, let tolerance) = expected else { return nil }
        let text = "\(value)".replacing(".", with: decimalSeparator)
        guard case .absolute(let size) = tolerance, size != 0 else { return text }
        return "\(text) ± \("\(size)".replacing(".", with: decimalSeparator))"
    }
}

extension AttemptPaper {
    /// The sheets its questions need beside the common one.
    var styles: [String] {
        let kinds = Set(items.map { $0.question.question.kind.name })
        let own: Set<Question.Kind.Name> = [.ordering, .gaps, .dragWords, .textSelection, .hotSpot]
        return (attempt.behaviour == .deferred && !attempt.isFinished ? [] : ["css/tries.css"])
            + (kinds.isDisjoint(with: own) ? [] : ["css/questions.css"])
    }
}
