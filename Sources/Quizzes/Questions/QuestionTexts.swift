extension Question {
    /// The question with each of its rich texts passed through `change`; a picture it is asked about passes as the text
    /// that would show it.
    func withTexts(_ change: (String) -> String) -> Question {
        func changed(_ text: RichText) -> RichText { RichText(change(text.source), format: text.format) }
        func place(_ picture: Picture) -> Picture {
            var picture = picture
            picture.source = String(change("![](\(picture.source))").dropFirst(4).dropLast())
            return picture
        }
        var question = self
        question.stem = changed(stem)
        question.generalFeedback = generalFeedback.map(changed)
        question.outcomes = outcomes.map {
            Outcomes(right: $0.right.map(changed), partial: $0.partial.map(changed), wrong: $0.wrong.map(changed))
        }
        for index in hints.indices { question.hints[index].text = changed(hints[index].text) }
        switch kind {
        case .choice(let choice): question.kind = .choice(choice.withTexts(changed))
        case .multiple(let choice): question.kind = .multiple(choice.withTexts(changed))
        case .trueFalse(var content):
            content.feedbackIfTrue = content.feedbackIfTrue.map(changed)
            content.feedbackIfFalse = content.feedbackIfFalse.map(changed)
            question.kind = .trueFalse(content)
        case .shortAnswer(let content): question.kind = .shortAnswer(content.withTexts(changed))
        case .numeric(let content): question.kind = .numeric(content.withTexts(changed))
        case .matching(var matching):
            for index in matching.pairs.indices { matching.pairs[index].stem = changed(matching.pairs[index].stem) }
            question.kind = .matching(matching)
        case .ordering(var content):
            content.items = content.items.map {
                Ordering.Item(changed($0.text), feedback: $0.feedback.map(changed))
            }
            question.kind = .ordering(content)
        case .gaps(var content):
            for index in content.gaps.indices {
                content.gaps[index].answer = content.gaps[index].answer.withTexts(changed)
            }
            question.kind = .gaps(content)
        case .dragWords(var content):
            for index in content.words.indices { content.words[index].text = changed(content.words[index].text) }
            content.picture = content.picture.map(place)
            question.kind = .dragWords(content)
        case .hotSpot(var content):
            for index in content.markers.indices {
                content.markers[index].text = changed(content.markers[index].text)
            }
            content.picture = place(content.picture)
            question.kind = .hotSpot(content)
        case .formula(var content):
            switch content.asks {
            case .number(var answers, let units):
                for index in answers.indices { answers[index].feedback = answers[index].feedback.map(changed) }
                content.asks = .number(answers, units)
            case .choice(let choice): content.asks = .choice(choice.withTexts(changed))
            case .multiple(let choice): content.asks = .multiple(choice.withTexts(changed))
            }
            question.kind = .formula(content)
        case .textSelection, .random, .essay, .description: break
        }
        return question
    }
}

extension Question.Choice {
    fileprivate func withTexts(_ change: (RichText) -> RichText) -> Question.Choice {
        var choice = self
        for index in options.indices {
            choice.options[index].text = change(options[index].text)
            choice.options[index].feedback = options[index].feedback.map(change)
        }
        return choice
    }
}

extension Question.ShortAnswer {
    fileprivate func withTexts(_ change: (RichText) -> RichText) -> Question.ShortAnswer {
        var content = self
        for index in patterns.indices { content.patterns[index].feedback = patterns[index].feedback.map(change) }
        return content
    }
}

extension Question.Numeric {
    fileprivate func withTexts(_ change: (RichText) -> RichText) -> Question.Numeric {
        var content = self
        for index in answers.indices { content.answers[index].feedback = answers[index].feedback.map(change) }
        return content
    }
}

extension Question.Gaps.Answer {
    func withTexts(_ change: (RichText) -> RichText) -> Question.Gaps.Answer {
        switch self {
        case .text(let content): .text(content.withTexts(change))
        case .number(let content): .number(content.withTexts(change))
        case .choice(let content, let layout): .choice(content.withTexts(change), layout)
        case .multiple(let content, let layout): .multiple(content.withTexts(change), layout)
        }
    }
}
