import Markup
import Spaces
import Storage
import Surveys

/// What all answered: scales, needs, questions, organisations beside each other.
struct SurveyResultsPage {
    var results: SurveyResults

    private var survey: Survey { results.visit.survey }
    private var content: SurveyContent { results.visit.survey.content }
    private var base: String { "/surveys/\(survey.id.rawValue)" }
    private var query: String { results.place.map { "?school=\(results.turnout[$0].space.slug)" } ?? "" }

    func frame(_ t: Words) -> Frame {
        let turnout = results.place.map { [results.turnout[$0]] } ?? results.turnout
        let place = results.place.map { results.turnout[$0].space.name } ?? results.visit.owner.name
        return Frame(
            title: t.text("survey.results_of", ["title": survey.settings.title]), section: .schools,
            crumbs: results.visit.manages ? .to(results.visit, t) : [Frame.Link(survey.settings.title, base)],
            styles: ["css/work.css", "css/surveys.css"],
            content: """
                <div class="stack"><h1>\(survey.settings.title)</h1>
                <p class="muted">\(place) · \(t.terms(of: survey.card, results.visit.state))</p>
                <p>\(t.text("poll.turnout", ["answered": "\(turnout.reduce(0) { $0 + $1.answered })", "asked": "\(turnout.reduce(0) { $0 + $1.asked })"]))</p>
                \(tools(t))</div>
                \(body(t))
                \(when: results.place == nil || results.places.count > 1, organisations(t))
                """)
    }

    private func tools(_ t: Words) -> HTML {
        guard results.group != nil else { return .empty }
        return """
            <p class="row" data-noprint><a class="btn" href="\(base)/results.csv\(query)">\(t["survey.csv"])</a>\
            <a class="btn" href="\(base)/results.xlsx\(query)">\(t["survey.xlsx"])</a>\
            <button type="button" data-print>\(t["survey.print"])</button></p>
            """
    }

    private func body(_ t: Words) -> HTML {
        guard let report = results.report else {
            return """
                <div class="empty"><p>\(t["survey.results_after_closing"])</p>\
                \(when: results.visit.manages && results.visit.state == .open, Parts.action(t["survey.close"], to: base + "/closing", "", confirm: t["survey.close_confirm"]))</div>
                """
        }
        guard let group = results.group else {
            return "<div class=\"empty\"><p>\(t.plural("survey.too_few", count: Disclosure.fewest))</p></div>"
        }
        return """
            \(when: !content.scales.isEmpty, scales(group, t))
            \(radar(group, t))
            \(needs(report, group, t))
            <section class="stack wide"><h2>\(t["survey.by_question"])</h2>\(questions(group, t))</section>
            """
    }

    private func scales(_ group: GroupReport, _ t: Words) -> HTML {
        let hasEarlier = results.earlierGroup != nil
        return """
            <section class="stack"><h2>\(t["survey.scales"])</h2>
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["survey.scales"])"><table>
            <thead><tr><th scope="col">\(t["survey.scale"])</th><th scope="col" class="num">\(t["survey.count"])</th><th scope="col" class="num">\(t["survey.mean"])</th>\
            <th scope="col" class="num">\(t["survey.deviation"])</th><th scope="col" class="num">%</th>\(when: hasEarlier, "<th scope=\"col\" class=\"num\">\(t["survey.earlier"])</th>")\
            <th scope="col" class="num">\(t["survey.alpha"])</th><th scope="col">\(t["survey.bands"])</th></tr></thead>
            <tbody>\(zip(content.scales, group.scales).enumerated().map { place, pair in
                scale(place, pair.0, pair.1, hasEarlier, t)
            })</tbody></table></div><p class="hint">\(t["survey.alpha_hint"])</p></section>
            """
    }

    private func scale(
        _ place: Int, _ scale: Scale, _ report: ScaleReport?, _ hasEarlier: Bool, _ t: Words
    ) -> HTML {
        let measure = report?.measure
        let bands = report.map { report in
            zip(scale.bands, report.bands).filter { $0.1 > 0 }.map { "\($0.0.words): \($0.1)" }.joined(separator: "; ")
        }
        return """
            <tr><th scope="row">\(place + 1). \(scale.name)</th><td class="num" data-l="\(t["survey.count"])">\(measure.map { "\($0.count)" } ?? "—")</td>\
            <td class="num" data-l="\(t["survey.mean"])">\(measure.map { t.number($0.mean) } ?? "—")</td>\
            <td class="num" data-l="\(t["survey.deviation"])">\(t.figure(measure?.deviation))</td>\
            <td class="num" data-l="%">\(measure.map { t.number($0.percent, digits: 0) } ?? "—")</td>\
            \(when: hasEarlier, "<td class=\"num\" data-l=\"\(t["survey.earlier"])\">\(results.earlierPercent(of: scale).map { t.number($0, digits: 0) } ?? "—")</td>")\
            <td class="num" data-l="\(t["survey.alpha"])">\(report?.reliability.map { "\(t.number($0.alpha, digits: 4)) (\($0.count))" } ?? "—")</td>\
            <td data-l="\(t["survey.bands"])">\(bands ?? "—")</td></tr>

            """
    }

    private func radar(_ group: GroupReport, _ t: Words) -> HTML {
        let ofScales = content.scales.count >= RadarChart.fewest
        let axes: [RadarChart.Axis] =
            ofScales
            ? zip(content.scales, group.scales).map { scale, report in
                RadarChart.Axis(
                    name: scale.name, percent: report?.measure.percent, earlier: results.earlierPercent(of: scale))
            }
            : content.statements.map { place in
                RadarChart.Axis(
                    name: content.questions[place].text, percent: group.questions[place]?.measure?.percent,
                    earlier: results.earlierPercent(of: content.questions[place]))
            }
        let bars = axes.enumerated().compactMap { place, axis in
            axis.percent.map { percent in
                BarChart.Bar(
                    name: "\(place + 1). \(axis.name)", value: t.percent(percent, digits: 0), percent: percent,
                    earlier: axis.earlier)
            }
        }
        return """
            <section class="stack"><h2>\(t["survey.radar"])</h2><div class="charts">\
            \(RadarChart(id: "radar", title: t["survey.radar"], axes: axes).html(t))\(BarChart(bars: bars).html())</div></section>
            """
    }

    /// What is hard for how many: what to offer first.
    private func needs(_ report: SurveyReport, _ group: GroupReport, _ t: Words) -> HTML {
        let needs = report.difficulties(of: group).prefix(10)
        guard !needs.isEmpty else { return .empty }
        return """
            <section class="stack"><h2>\(t["survey.needs"])</h2><p class="hint">\(t["survey.needs_hint"])</p>
            \(BarChart(bars: needs.map { need in
                BarChart.Bar(
                    name: content.questions[need.question].text, value: t.percent(100 * need.share, digits: 0),
                    percent: 100 * need.share)
            }).html())</section>
            """
    }

    private func questions(_ group: GroupReport, _ t: Words) -> HTML {
        var number = 0
        return HTML(
            parts: content.questions.enumerated().map { place, question in
                guard question.kind != .section else { return "<h3>\(question.text)</h3>" }
                number += 1
                return """
                    <figure class="stack tight"><figcaption><h3>\(number). \(question.text)</h3></figcaption>
                    \(group.questions[place].map { figures($0, question, t) } ?? "<p class=\"muted\">\(t.plural("survey.too_few", count: Disclosure.fewest))</p>")</figure>

                    """
            })
    }

    private func figures(_ report: QuestionReport, _ question: SurveyQuestion, _ t: Words) -> HTML {
        let labels = question.kind == .statement ? content.answers.labels : question.options
        let facts = [
            t.plural("poll.answered", count: report.count),
            report.measure.map { t.text("survey.mean_is", ["mean": t.number($0.mean)]) },
            report.measure?.deviation.map { t.text("survey.deviation_is", ["deviation": t.number($0)]) },
        ].compactMap { $0 }
        return """
            <p class="small muted">\(facts.joined(separator: " · "))</p>
            \(when: !report.words.isEmpty, "<ul class=\"list\">\(report.words.map { "<li><p class=\"passage plain\">\($0)</p></li>" as HTML })</ul>")
            \(when: !labels.isEmpty, BarChart(bars: zip(labels, report.counts).map { label, count in
                let share = 100 * Double(count) / Double(max(1, report.count))
                return BarChart.Bar(name: label, value: "\(count) · \(t.percent(share, digits: 0))", percent: share)
            }).html())
            """
    }

    /// Organisations beside each other, those the reader may see.
    private func organisations(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["survey.by_organisation"])</h2>
        <div class="tw" tabindex="0" role="region" aria-label="\(t["survey.by_organisation"])"><table class="dense">
        <thead><tr><th scope="col">\(t["survey.organisation"])</th><th scope="col" class="num">\(t["survey.answered_of"])</th>\
        \(when: results.report != nil, HTML(parts: content.scales.map { "<th scope=\"col\" class=\"num\">\($0.name), %</th>" }))</tr></thead>
        <tbody>\(results.places.map { place in
            let turnout = results.turnout[place]
            return """
                <tr><th scope="row">\(results.report?.groups[place] == nil
                    ? "\(turnout.space.name)" as HTML
                    : "<a href=\"\(base)/results?school=\(turnout.space.slug)\">\(turnout.space.name)</a>")</th>\
                <td class="num">\(turnout.answered) / \(turnout.asked)</td>\(cells(place, t))</tr>

                """ as HTML
        })</tbody></table></div>\(when: results.report != nil, "<p class=\"hint\">\(t.plural("survey.hidden_hint", count: Disclosure.fewest))</p>")</section>
        """
    }

    private func cells(_ place: Int, _ t: Words) -> HTML {
        guard let report = results.report else { return .empty }
        return HTML(
            parts: content.scales.indices.map { scale in
                let measure = report.groups[place]?.scales[scale]?.measure
                return "<td class=\"num\">\(measure.map { t.number($0.percent, digits: 0) } ?? "—")</td>"
            })
    }
}
