import Courses
import Markup
import Quizzes

/// What was answered to the kinds that are more than a line or a list, and, where it is told, what was right.
extension QuestionBlock {
    func gapAnswers(_ content: Question.Gaps, _ outcome: MarkingOutcome, reveals: Bool, _ t: Words) -> HTML {
        let text = GappedText(sheet.stem, count: content.gaps.count)
        return """
            <div class="stem gapped">\(text.html { index in
                let isRight = outcome.matched.contains(index)
                return filled(
                    slot.response?.text(ofGap: index, in: content), isRight: isRight,
                    isPartial: !isRight && outcome.parts.indices ~= index && outcome.parts[index] > 0,
                    key: content.gaps[index].answer.key(t), reveals: reveals, t)
            })</div>
            """
    }

    func wordAnswers(_ content: Question.DragWords, _ outcome: MarkingOutcome, reveals: Bool, _ t: Words) -> HTML {
        let given = slot.response?.matches ?? [:]
        func word(_ place: Int) -> HTML {
            filled(
                given[place].map { content.words[$0].text.plainText }, isRight: outcome.matched.contains(place),
                isPartial: false, key: content.words[content.places[place].word].text.plainText, reveals: reveals, t)
        }
        guard content.picture != nil else {
            return """
                <div class="stem gapped">\(GappedText(sheet.stem, count: content.places.count).html(word))</div>
                """
        }
        return """
            <div class="stem">\(sheet.stem)</div><div class="canvas">\(sheet.part(content.words.count))</div>\
            <ol class="places">\(content.places.indices.map { "<li>\(content.places[$0].label.map { "\($0): " as HTML })\(word($0))</li>" as HTML })</ol>
            """
    }

    /// What stands in a place, its verdict in colour, shape and words.
    private func filled(
        _ given: String?, isRight: Bool, isPartial: Bool, key: String?, reveals: Bool, _ t: Words
    ) -> HTML {
        let text = given ?? t["quiz.no_answer"]
        guard reveals else { return "<span class=\"filled\">\(text)</span>" }
        let style: StaticString = isRight ? "right" : isPartial ? "partial" : "wrong"
        let word = isRight ? t["quiz.right"] : isPartial ? t["quiz.partial"] : t["quiz.wrong"]
        return """
            <span class="filled \(raw: style)">\(text)<span class="vh"> (\(word))</span></span>\
            \(when: !isRight, key.map { " <span class=\"tag ok\">\($0)</span>" as HTML } ?? .empty)
            """
    }

    func orderAnswer(_ ordering: Question.Ordering, reveals: Bool, _ t: Words) -> HTML {
        let places = slot.response?.orderedPlaces ?? [:]
        let given = order.sorted { (places[$0] ?? .max, $0) < (places[$1] ?? .max, $1) }
        let right = order.sorted()
        return """
            \(when: places.isEmpty, "<p class=\"muted\">\(t["quiz.no_answer"])</p>")\
            \(when: !places.isEmpty, """
                <ol class="order done">\(given.enumerated().map { place, item in
                    """
                    <li><span\(when: reveals, " class=\"filled \(raw: right[place] == item ? "right" : "wrong")\"")>\(sheet.part(item))\
                    \(when: reveals, "<span class=\"vh\"> (\(right[place] == item ? t["quiz.right"] : t["quiz.wrong"]))</span>")</span></li>
                    """ as HTML
                })</ol>
                """)\
            \(when: reveals && given != right, """
                <p><b>\(t["quiz.key"])</b></p><ol class="order done">\(right.map { "<li><span>\(sheet.part($0))</span></li>" as HTML })</ol>
                """)
            """
    }

    func fragmentAnswers(_ content: Question.TextSelection, reveals: Bool, _ t: Words) -> HTML {
        """
        <div class="fragments">\(pieces(content) { number, text, isRight in
            let isChosen = chosen.contains(number)
            if reveals && isChosen {
                return """
                    <span class="filled \(raw: isRight ? "right" : "wrong")">\(text)<span class="vh"> (\(isRight ? t["quiz.right"] : t["quiz.wrong"]))</span></span>
                    """
            }
            if reveals && isRight { return "<span class=\"filled missed\">\(text)<span class=\"vh\"> (\(t["quiz.missed"]))</span></span>" }
            return isChosen ? "<span class=\"filled\">\(text)</span>" : HTML(text: text)
        })</div>\
        \(when: reveals, "<p class=\"hint\">\(t["quiz.fragments_legend"])</p>")
        """
    }

    /// The picture with the marks that were set, and, where it is told, the areas they belong to.
    func markAnswers(_ content: Question.HotSpot, _ outcome: MarkingOutcome, reveals: Bool, _ t: Words) -> HTML {
        let points = slot.response?.points ?? [:]
        let (width, height) = (content.picture.width, content.picture.height)
        let radius = max(4, max(width, height) / 80)
        let marks = points.sorted { $0.key < $1.key }.flatMap { marker, points in points.map { (marker, $0) } }
        return """
            <svg class="marked" viewBox="0 0 \(width) \(height)" role="img" aria-label="\(content.picture.alternative)">\
            <image href="\(url: content.picture.source)" width="\(width)" height="\(height)"/>\
            \(when: reveals, HTML(parts: content.zones.indices.map { zone($0, content, isHit: outcome.matched.contains($0)) }))\
            \(marks.map { marker, point in
                """
                <g class="mark"><circle cx="\(point.x)" cy="\(point.y)" r="\(radius)"/>\
                <text x="\(point.x + radius + 2)" y="\(point.y)" font-size="\(radius * 2)">\(marker + 1)</text></g>
                """ as HTML
            })</svg>\
            <ol class="given">\(
                content.markers.indices.map { marker in
                    let set = points[marker] ?? []
                    let zones = content.zones.indices.filter { content.zones[$0].marker == marker }
                    let hit = zones.count { outcome.matched.contains($0) }
                    return """
                        <li>\(title(of: marker, content, t)) — \(set.isEmpty ? t["quiz.no_answer"] : t.plural("quiz.marks_set", count: set.count))\
                        \(when: reveals && !zones.isEmpty, " <span class=\"tag\(raw: hit == zones.count ? " ok" : " err")\">\(t.text("quiz.zones_hit", ["hit": "\(hit)", "all": "\(zones.count)"]))</span>")</li>
                        """ as HTML
                })</ol>
            """
    }

    private func zone(_ index: Int, _ content: Question.HotSpot, isHit: Bool) -> HTML {
        let style: StaticString = isHit ? "zone hit" : "zone"
        switch content.zones[index].shape {
        case .circle(let centre, let radius):
            return "<circle class=\"\(raw: style)\" cx=\"\(centre.x)\" cy=\"\(centre.y)\" r=\"\(radius)\"/>"
        case .rectangle(let corner, let width, let height):
            return
                "<rect class=\"\(raw: style)\" x=\"\(corner.x)\" y=\"\(corner.y)\" width=\"\(width)\" height=\"\(height)\"/>"
        case .polygon(let corners):
            return
                "<polygon class=\"\(raw: style)\" points=\"\(corners.map { "\($0.x),\($0.y)" }.joined(separator: " "))\"/>"
        }
    }
}

extension Question.Gaps.Answer {
    /// A right answer, in words.
    fileprivate func key(_ t: Words) -> String? {
        switch self {
        case .text(let content):
            content.patterns.max { $0.fraction < $1.fraction }?.shown
        case .number(let content):
            content.answers.max { $0.fraction < $1.fraction }.flatMap { t.number($0.expected) }
        case .choice(let choice, _):
            choice.options.max { $0.fraction < $1.fraction }?.text.plainText
        case .multiple(let choice, _):
            choice.options.filter { $0.fraction > 0 }.map(\.text.plainText).joined(separator: "; ")
        }
    }
}
