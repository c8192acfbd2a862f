import Courses
import FoundationEssentials
import Markup
import Quizzes

/// A question that answers back: the button that has it marked, what came of it, and how certain the learner is.
extension QuestionBlock {
    /// A question whose answer cannot be changed now: settled, or with a hint to read first.
    func locked(_ t: Words) -> HTML {
        """
        <section id="q\(slot.number)" class="question" aria-labelledby="q\(slot.number)-title">\
        <h2 id="q\(slot.number)-title" class="legend" tabindex="-1">\(t.text("quiz.question", ["number": "\(slot.number)"]))\
        \(when: slot.maximum > .zero, " <span class=\"hint\">\(t.points(slot.maximum))</span>")</h2>\
        \(answered(mark(slot.response, to: question), reveals: false, t))\(saidCertainty(t))\(lastTry(t))</section>

        """
    }

    /// The button that has the answer marked, and what it may cost.
    func checking(_ t: Words) -> HTML {
        """
        <p class="row"><button name="go" value="check-\(slot.number)-\(item.stepCount + 1)"\
         aria-label="\(t.text("quiz.check_question", ["number": "\(slot.number)"]))">\(t["quiz.check"])</button>\
        <span class="hint">\(price(t))</span></p>
        """
    }

    private func price(_ t: Words) -> String {
        switch item.play.behaviour {
        case .immediate, .immediateCertainty: t["quiz.check_once"]
        case .interactive where item.play.triesAllowed == 1: t["quiz.check_once"]
        case .interactive: t.text("quiz.tries_left", ["count": "\(item.play.triesLeft)"])
        case .adaptive where tellsMarks:
            t.text("quiz.try_costs", ["points": t.number(question.penalty * slot.maximum.number)])
        case .adaptive, .adaptiveWithoutPenalty, .deferred, .deferredCertainty, .manual: ""
        }
    }

    // MARK: - What came of it

    /// The verdict on the last try. The browser's focus comes here after it.
    func lastTry(_ t: Words) -> HTML {
        guard let last = item.play.tries.last else { return .empty }
        let (style, word) = verdict(last.outcome, t)
        let isOver = item.play.state.isFinished
        return """
            <div id="r\(slot.number)" class="feedback\(raw: style)" role="group" aria-labelledby="v\(slot.number)" tabindex="-1">\
            <span id="v\(slot.number)" class="verdict\(raw: style)">\(word)\(left(t))</span>\
            \(when: tellsMarks, earnedSoFar(t))\
            \(feedback(to: last.outcome).map { "<div>\($0)</div>" as HTML })\
            \(when: isOver && tellsMarks, sheet.generalFeedback.map { "<div>\($0)</div>" as HTML } ?? .empty)\
            \(hint(last, t))</div>
            """
    }

    private func left(_ t: Words) -> String {
        guard item.play.awaitsTryAgain else { return "" }
        return ", " + t.text("quiz.tries_left_small", ["count": "\(item.play.triesLeft)"])
    }

    private func earnedSoFar(_ t: Words) -> HTML {
        guard let fraction = item.play.fraction else { return .empty }
        guard !item.play.behaviour.asksCertainty else {
            let mark = t.number(fraction * slot.maximum.number)
            return "<p class=\"small\">\(t.text("quiz.earned_certainly", ["mark": mark]))</p>"
        }
        let (earned, maximum) = (t.number(fraction * slot.maximum.number), t.number(slot.maximum.number))
        return "<p class=\"small\">\(t.text("quiz.earned", ["mark": earned, "maximum": maximum]))</p>"
    }

    private func hint(_ last: QuestionAttempt.Try, _ t: Words) -> HTML {
        guard item.play.awaitsTryAgain else { return .empty }
        let number = item.play.tries.count - 1
        let hint = question.hints[number]
        let text = sheet.hint(number) ?? SafeHTML(HTML(text: hint.text.plainText))
        return """
            \(when: !text.plainText.isEmpty, "<div><b>\(t["quiz.hint"])</b> \(text)</div>")\
            \(when: hint.showsRightCount, rightParts(last, t))\
            <p class="row"><button name="go" value="again-\(slot.number)-\(item.stepCount + 1)"\
             aria-label="\(t.text("quiz.again_question", ["number": "\(slot.number)"]))">\(t["quiz.again"])</button></p>
            """
    }

    private func rightParts(_ last: QuestionAttempt.Try, _ t: Words) -> HTML {
        let count: Int
        switch question.kind {
        case .matching, .dragWords, .gaps, .hotSpot, .textSelection, .ordering: count = last.outcome.matched.count
        case .multiple(let choice): count = last.outcome.matched.count { choice.options[$0].fraction > 0 }
        default: return .empty
        }
        return "<p class=\"small\">\(t.text("quiz.right_parts", ["count": "\(count)"]))</p>"
    }

    private func verdict(_ outcome: MarkingOutcome, _ t: Words) -> (style: StaticString, word: String) {
        switch outcome.state {
        case .right: ("", t["quiz.right"])
        case .partial: (" partial", t["quiz.partial"])
        case .wrong, .unanswered: (" wrong", t["quiz.wrong"])
        case .needsGrading, .notMarked: (" partial", t["quiz.waits_for_teacher"])
        }
    }

    // MARK: - Certainty

    func certainty(_ t: Words) -> HTML {
        """
        <fieldset class="stakes"><legend>\(t["quiz.certainty"])</legend><div class="row">\(
            Certainty.allCases.map { certainty in
                """
                <label class="pick"><input type="radio" name="s\(slot.number).certainty" value="\(certainty.rawValue)"\
                \(when: slot.certainty == certainty, " checked")><span>\(t.certainty(certainty)) \
                <span class="hint">\(stake(certainty, t))</span></span></label>
                """ as HTML
            })</div></fieldset>
        """
    }

    /// What the certainty earns and costs at this question.
    private func stake(_ certainty: Certainty, _ t: Words) -> String {
        let reward = t.number(certainty.reward * slot.maximum.number)
        guard certainty.loss > 0 else { return t.text("quiz.stake_free", ["reward": reward]) }
        let loss = t.number(certainty.loss * slot.maximum.number)
        return t.text("quiz.stake", ["reward": reward, "loss": loss])
    }

    func saidCertainty(_ t: Words) -> HTML {
        guard item.play.behaviour.asksCertainty, let certainty = item.play.certainty else { return .empty }
        return """
            <p>\(t["quiz.certainty_said"]): <b>\(t.certainty(certainty))</b> <span class="hint">\(stake(certainty, t))</span></p>
            """
    }

    // MARK: - Review

    /// How the answer came about, where there was more than one try.
    func history(_ t: Words) -> HTML {
        let tries = item.play.tries
        guard tries.count > 1 else { return .empty }
        return """
            <details><summary>\(t.text("quiz.tries", ["count": "\(tries.count)"]))</summary>\
            <ol>\(tries.map { "<li>\(said($0.response)) — \(verdict($0.outcome, t).word)</li>" as HTML })</ol></details>
            """
    }

    /// A response in few words.
    func said(_ response: Response) -> HTML {
        switch (response, question.kind) {
        case (.choice(let option), _): line(of: option)
        case (.multiple(let options), .multiple): HTML(parts: options.map { "\(line(of: $0)) " as HTML })
        case (.trueFalse(let isTrue), _): "\(isTrue ? "✓" : "✗")"
        case (.matching(let matches), .matching(let content)):
            HTML(
                parts: matches.sorted { $0.key < $1.key }.map { row, choice in
                    "\(line(of: row)): \(content.choices[choice]) " as HTML
                })
        case (.matching(let matches), .dragWords(let content)):
            HTML(
                parts: matches.sorted { $0.key < $1.key }.map { place, word in
                    "\(place + 1): \(content.words[word].text.plainText) " as HTML
                })
        case (.ordering(let places), .ordering(let content)):
            "\(places.sorted { $0.value < $1.value }.map { content.items[$0.key].text.plainText }.joined(separator: " → "))"
        case (.gaps, .gaps(let content)):
            "\(content.gaps.indices.map { response.text(ofGap: $0, in: content) ?? "—" }.joined(separator: ", "))"
        case (.multiple(let chosen), .textSelection(let text)):
            "\(chosen.map { text.fragments[$0].text }.joined(separator: ", "))"
        case (.places(let points), _):
            "\(points.sorted { $0.key < $1.key }.flatMap(\.value).map { "(\($0.x); \($0.y))" }.joined(separator: ", "))"
        case (.files(let files), _): "\(files.map(\.name).joined(separator: ", "))"
        default: "\(shortened(response.text ?? "", to: 1_000))"
        }
    }
}

/// The behaviour of a quiz in its settings: one list, and what each word of it means.
struct BehaviourField {
    var chosen: String?

    func html(_ t: Words) -> HTML {
        """
        \(Parts.select("behaviour", t["quiz.behaviour_field"], Behaviour.choices.map { ($0.rawValue, t.behaviour($0)) }, chosen: chosen ?? "deferred"))
        <details><summary>\(t["quiz.behaviours_help"])</summary><dl class="stack tight">\(
            Behaviour.choices.map { "<div><dt><b>\(t.behaviour($0))</b></dt><dd>\(t.explanation(of: $0))</dd></div>" as HTML })</dl></details>
        """
    }
}

extension Words {
    func behaviour(_ behaviour: Behaviour) -> String {
        switch behaviour {
        case .deferred: self["quiz.behaviour.deferred"]
        case .immediate: self["quiz.behaviour.immediate"]
        case .adaptive: self["quiz.behaviour.adaptive"]
        case .adaptiveWithoutPenalty: self["quiz.behaviour.adaptive_without_penalty"]
        case .interactive: self["quiz.behaviour.interactive"]
        case .deferredCertainty: self["quiz.behaviour.deferred_certainty"]
        case .immediateCertainty: self["quiz.behaviour.immediate_certainty"]
        case .manual: self["quiz.waits_for_teacher"]
        }
    }

    func explanation(of behaviour: Behaviour) -> String {
        switch behaviour {
        case .deferred, .manual: self["quiz.behaviour_hint.deferred"]
        case .immediate: self["quiz.behaviour_hint.immediate"]
        case .adaptive: self["quiz.behaviour_hint.adaptive"]
        case .adaptiveWithoutPenalty: self["quiz.behaviour_hint.adaptive_without_penalty"]
        case .interactive: self["quiz.behaviour_hint.interactive"]
        case .deferredCertainty: self["quiz.behaviour_hint.deferred_certainty"]
        case .immediateCertainty: self["quiz.behaviour_hint.immediate_certainty"]
        }
    }

    func certainty(_ certainty: Certainty) -> String {
        switch certainty {
        case .low: self["quiz.certainty.low"]
        case .middle: self["quiz.certainty.middle"]
        case .high: self["quiz.certainty.high"]
        }
    }
}
