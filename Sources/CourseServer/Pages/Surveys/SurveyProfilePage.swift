import Accounts
import Foundation
import Markup
import Storage
import Surveys

/// A person's own values, in pictures and in words.
struct SurveyProfilePage {
    var profile: SurveyProfile
    var isOwn: Bool
    /// What was typed to share it, and why that was refused.
    var login = ""
    var refusal: ShareRefusal?

    private var content: SurveyContent { profile.survey.content }
    private var base: String { "/surveys/\(profile.survey.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: isOwn ? t["survey.my_profile"] : profile.owner.name.full,
            crumbs: [Frame.Link(t["survey.mine"], "/surveys")]
                + (isOwn ? [Frame.Link(profile.survey.settings.title, base)] : []),
            styles: ["css/surveys.css"],
            content: """
                <div class="stack"><h1>\(isOwn ? t["survey.my_profile"] : profile.owner.name.full)</h1>
                <p class="muted">\(profile.survey.settings.title)</p>
                <p class="note">\(isOwn ? t["survey.private"] : t["survey.shared_note"])</p>
                \(content.direction == .difficulty ? "<p>\(t["survey.high_is_difficulty"])</p>" as HTML : .empty)</div>
                \(content.scales.isEmpty ? .empty : scales(t))
                \(charts(t))
                \(answers(t))
                \(when: isOwn, sharing(t))
                <p data-noprint><button type="button" data-print>\(t["survey.print"])</button></p>
                """)
    }

    private func scales(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["survey.scales"])</h2>
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["survey.scales"])"><table>
        <thead><tr><th scope="col">\(t["survey.scale"])</th><th scope="col" class="num">\(t["survey.value"])</th><th scope="col" class="num">%</th>\
        \(when: profile.earlier != nil, "<th scope=\"col\" class=\"num\">\(t["survey.earlier"])</th>")<th scope="col">\(t["survey.means"])</th></tr></thead>
        <tbody>\(content.scales.enumerated().map { place, scale in
            let score = content.score(scale, profile.sheet)
            return """
                <tr><th scope="row">\(place + 1). \(scale.name)\(when: !scale.summary.isEmpty, "<br><span class=\"small muted plain\">\(scale.summary)</span>")</th>\
                <td class="num" data-l="\(t["survey.value"])">\(score.map { t.number($0.value) } ?? "—")</td>\
                <td class="num" data-l="%">\(score.map { t.number($0.percent, digits: 0) } ?? "—")</td>\
                \(when: profile.earlier != nil, "<td class=\"num\" data-l=\"\(t["survey.earlier"])\">\(earlier(scale).map { t.number($0, digits: 0) } ?? "—")</td>")\
                <td data-l="\(t["survey.means"])">\(score.flatMap { scale.band(of: $0) }.map { scale.bands[$0].words } ?? "—")</td></tr>

                """ as HTML
        })</tbody></table></div></section>
        """
    }

    /// Of the scales, or of the statements where there are too few scales for a figure.
    private func charts(_ t: Words) -> HTML {
        let axes: [RadarChart.Axis] =
            content.scales.count >= RadarChart.fewest
            ? content.scales.map { scale in
                RadarChart.Axis(
                    name: scale.name, percent: content.score(scale, profile.sheet)?.percent, earlier: earlier(scale))
            }
            : content.statements.map { place in
                RadarChart.Axis(name: content.questions[place].text, percent: percent(place))
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

    private func percent(_ place: Int) -> Double? {
        guard let chosen = profile.sheet.chosen(place).first else { return nil }
        return 100 * Double(chosen) / Double(max(1, content.answers.labels.count - 1))
    }

    private func earlier(_ scale: Scale) -> Double? {
        guard let earlier = profile.earlier,
            let same = earlier.survey.content.scales.first(where: { $0.name == scale.name })
        else { return nil }
        return earlier.survey.content.score(same, earlier.sheet)?.percent
    }

    private func answers(_ t: Words) -> HTML {
        var number = 0
        return """
            <details><summary>\(t["survey.own_answers"])</summary><ol class="list">\(content.questions.enumerated().map { place, question in
                guard question.kind != .section else { return .empty }
                number += 1
                return "<li><span class=\"grow\">\(number). \(question.text)</span><span>\(t.answer(profile.sheet, place, content))</span></li>\n" as HTML
            })</ol></details>
            """
    }

    private func sharing(_ t: Words) -> HTML {
        """
        <section class="stack" id="sharing" data-noprint><h2>\(t["survey.sharing"])</h2>
        \(Parts.refusal(refusal.map { t.text($0) }, field: "login"))
        \(profile.readers.isEmpty
            ? "<p>\(t["survey.shared_with_nobody"])</p>" as HTML
            : """
            <ul class="list">\(profile.readers.map { reader in
                "<li><span class=\"grow\">\(reader.name.full)</span>\(Parts.action(t["survey.unshare"], to: "\(base)/shares/\(reader.id.rawValue)/removal", "quiet small"))</li>\n" as HTML
            })</ul>
            """)
        <form method="post" action="\(base)/shares" class="stack">
        \(Parts.field("login", t["survey.share_with"], value: login, hint: t["survey.share_hint"], attributes: "autocapitalize=\"off\" autocomplete=\"off\""))
        \(Parts.button(t["survey.share"], main: false))</form></section>
        """
    }
}

extension Words {
    /// An answer in words.
    func answer(_ sheet: SurveySheet, _ place: Int, _ content: SurveyContent) -> String {
        let question = content.questions[place]
        let labels = question.kind == .statement ? content.answers.labels : question.options
        let text =
            labels.isEmpty
            ? sheet.text(place)
            : sheet.chosen(place).filter(labels.indices.contains).map { labels[$0] }.joined(separator: ", ")
        return text.isEmpty ? "—" : text
    }
}
