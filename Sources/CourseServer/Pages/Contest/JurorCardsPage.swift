import Contest
import Foundation
import Markup
import Storage

/// What each juror's marks look like beside the others', in words, with how strict they were as a bar.
struct JurorCards {
    var cards: [ResultTable.Card]
    var name: (Juror.ID) -> String

    func html(_ t: Words) -> HTML {
        let widest = max(cards.compactMap { Double($0.severity)?.magnitude }.max() ?? 0, 1)
        return """
            <section class="stack"><h2>\(t["result.cards"])</h2><p class="hint">\(t["result.cards_hint"])</p>
            <ul class="list">\(cards.map { card($0, widest, t) })</ul></section>
            """
    }

    private func card(_ card: ResultTable.Card, _ widest: Double, _ t: Words) -> HTML {
        """
        <li><div class="grow stack tight"><h3>\(name(card.juror))</h3>
        \(bar(Double(card.severity) ?? 0, of: widest))
        <p>\(sentences(card, t).joined(separator: " "))</p>\
        \(when: !card.flags.isEmpty, "<ul class=\"flags\">\(card.flags.map { "<li class=\"warn\">\(flag($0, card, t))</li>" as HTML })</ul>")</div></li>

        """
    }

    /// From the middle to the left for the strict, to the right for the lenient.
    private func bar(_ severity: Double, of widest: Double) -> HTML {
        let length = Int((50 * severity.magnitude / widest).rounded())
        return """
            <svg class="severity" width="100%" height="12" aria-hidden="true"><rect class="ground" width="100%" height="12" rx="3"></rect>\
            <rect class="value" x="\(severity < 0 ? 50 - length : 50)%" width="\(length)%" height="12"></rect>\
            <rect class="mark" x="50%" width="2" height="12"></rect></svg>
            """
    }

    private func sentences(_ card: ResultTable.Card, _ t: Words) -> [String] {
        let severity = Double(card.severity) ?? 0
        let error = card.severityError.flatMap(Double.init)
        let points = [
            "points": t.number(severity.magnitude, digits: 1), "error": t.number(2 * (error ?? 0), digits: 1),
        ]
        var sentences = [t.plural("result.card_sheets", count: card.sheets)]
        // Less than two standard errors may be chance.
        if severity.magnitude < 0.05 || severity.magnitude < 2 * (error ?? 0) {
            sentences.append(t["result.card_even"])
        } else {
            sentences.append(
                severity < 0 ? t.text("result.card_strict", points) : t.text("result.card_lenient", points))
        }
        if let spread = card.spread.flatMap(Double.init) {
            sentences.append(
                spread < 0.67 ? t["result.card_narrow"] : spread > 1.5 ? t["result.card_wide"] : t["result.card_spread"]
            )
        }
        if let correlation = card.correlation.flatMap(Double.init) {
            let value = ["value": t.number(correlation)]
            sentences.append(
                correlation < 0.3
                    ? t.text("result.card_apart", value)
                    : correlation < 0.7 ? t.text("result.card_partly", value) : t.text("result.card_together", value))
        }
        sentences.append(t.text("result.card_repeated", ["share": t.chance(card.repeated)]))
        return sentences
    }

    private func flag(_ flag: ResultTable.Card.Flag, _ card: ResultTable.Card, _ t: Words) -> String {
        switch flag {
        case .outfit:
            (card.outfit.flatMap(Double.init) ?? 0) > 1 ? t["result.flag_erratic"] : t["result.flag_too_even"]
        case .constant: t["result.flag_constant"]
        case .homeDifference:
            t.text(
                "result.flag_home",
                ["points": t.digits(card.homeDifference, to: 1), "chance": t.chance(card.homeChance)])
        }
    }
}
