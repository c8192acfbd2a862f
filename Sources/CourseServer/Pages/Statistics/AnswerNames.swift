import Markup
import Quizzes

/// What the answers to a question are called, where they are counted.
struct AnswerNames {
    var question: BankQuestion

    /// The part of a question that answers belong to.
    func title(ofRow row: Int, _ t: Words) -> HTML {
        switch question.question.kind {
        case .gaps, .dragWords: "\(t.text("quiz.gap", ["number": "\(row + 1)"]))"
        default: "\(question.sheet.part(row))"
        }
    }

    func html(_ label: AnswerGroup.Label, inRow row: Int?, _ t: Words) -> HTML {
        switch (label, question.question.kind) {
        case (.option(let place), .gaps(let content)):
            "<div>\(question.sheet.part(content.offset(of: row ?? 0) + place))</div>"
        case (.option(let place), .choice), (.option(let place), .multiple), (.option(let place), .formula):
            "<div>\(question.sheet.part(place))</div>"
        case (.none, _), (.other, _): "<span class=\"muted\">\(t.plain(label, of: question.question))</span>"
        default: "\(shortened(t.plain(label, of: question.question), to: 200))"
        }
    }

    /// Says of an answer that it is right, or how far.
    func key(_ fraction: Double, _ t: Words) -> HTML {
        guard fraction > 0 else { return .empty }
        return fraction >= 1
            ? " <span class=\"tag ok\">\(t["stat.key"])</span>"
            : " <span class=\"tag ok\">\(t.text("stat.part_key", ["share": t.share(fraction * 100)]))</span>"
    }

    /// The same without markup.
    func plainTitle(ofRow row: Int, _ t: Words) -> String {
        switch question.question.kind {
        case .gaps, .dragWords: t.text("quiz.gap", ["number": "\(row + 1)"])
        default: question.sheet.part(row).plainText
        }
    }

    func plain(_ label: AnswerGroup.Label, inRow row: Int?, _ t: Words) -> String {
        switch (label, question.question.kind) {
        case (.option(let place), .gaps(let content)):
            question.sheet.part(content.offset(of: row ?? 0) + place).plainText
        default: t.plain(label, of: question.question)
        }
    }
}

extension Words {
    /// An answer without markup.
    func plain(_ label: AnswerGroup.Label, of question: Question) -> String {
        switch (label, question.kind) {
        case (.option(let place), .choice(let choice)), (.option(let place), .multiple(let choice)):
            choice.options.indices.contains(place) ? choice.options[place].text.plainText : ""
        case (.option(let place), .formula(let content)):
            content.options.indices.contains(place) ? content.options[place].text.plainText : ""
        case (.truth(let isTrue), _): isTrue ? self["quiz.true"] : self["quiz.false"]
        case (.typed(let text), _), (.match(let text), _), (.expression(let text), _): text
        case (.option(let place), .textSelection(let content)):
            content.fragments.indices.contains(place) ? content.fragments[place].text : ""
        case (.place(let place), .hotSpot): text("quiz.zone", ["number": "\(place)"])
        case (.place(let place), _): text("quiz.place", ["number": "\(place)"])
        case (.other, .hotSpot): self["stat.elsewhere"]
        case (.other, _): self["stat.other_answer"]
        case (.none, _), (.option, _): self["quiz.no_answer"]
        }
    }
}

extension Question.Formula {
    /// What is chosen from; none where a number is asked.
    fileprivate var options: [Question.Option] {
        switch asks {
        case .number: []
        case .choice(let choice), .multiple(let choice): choice.options
        }
    }
}
