import Markup
import Spaces
import Storage
import Surveys

/// Everything about a survey but its scales.
struct SurveyEditPage {
    var visit: SurveyVisit
    /// Whom it may ask.
    var organisations: [Space]
    var fields: FormFields
    var refusal: SurveyRefusal?

    private var base: String { "/surveys/\(visit.survey.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["survey.edit"],
            crumbs: .to(visit, t),
            styles: ["css/surveys.css"],
            content: """
                <h1>\(t["survey.edit"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <form method="post" action="\(base)/edit" class="stack">
                \(Parts.field("title", t["survey.name"], value: fields["title"] ?? ""))
                \(Parts.area("introduction", t["survey.introduction"], value: fields["introduction"] ?? "", hint: t["survey.introduction_hint"], rows: 4))
                <div class="wide-field">\(Parts.area("questions", t["survey.questions"], value: fields["questions"] ?? "", hint: t["survey.questions_hint"], rows: 16))</div>
                \(Parts.area("labels", t["survey.labels"], value: fields["labels"] ?? "", hint: t["survey.labels_hint"], rows: 5))
                \(Parts.select("lowest", t["survey.lowest"], [("0", "0"), ("1", "1")], chosen: fields["lowest"]))
                \(Parts.select("direction", t["survey.direction"], [("strength", t["survey.direction_strength"]), ("difficulty", t["survey.direction_difficulty"])], chosen: fields["direction"], hint: t["survey.direction_hint"]))
                \(Parts.select("names", t["survey.names"], [("anonymous", t["survey.anonymous"]), ("named", t["survey.named"])], chosen: fields["names"], hint: t["survey.names_hint"]))
                \(asked(t))
                <div class="row dates">\(Parts.field("opens", t["survey.opens"], value: fields["opens"] ?? "", type: "datetime-local", short: true))
                \(Parts.field("closes", t["survey.closes"], value: fields["closes"] ?? "", type: "datetime-local", short: true))</div>
                \(Parts.button(t["survey.save"]))</form>
                """)
    }

    private func asked(_ t: Words) -> HTML {
        let (roles, chosen) = (fields.all("role"), Set(fields.all("organisation")))
        return """
            <fieldset class="checks"><legend>\(t["survey.roles"])</legend>\(SurveySettings.askedRoles.map { role in
                pick("role", role.rawValue, t.role(role), isChosen: roles.contains(role.rawValue))
            })</fieldset>
            <details\(when: chosen.isEmpty, " open")><summary>\(t.text("survey.organisations", ["count": "\(chosen.count)", "all": "\(organisations.count)"]))</summary>\
            <fieldset class="checks"><legend class="vh">\(t["survey.organisations_legend"])</legend>\(organisations.map { space in
                pick(
                    "organisation", "\(space.id)", space.organisation.map(\.shortName) ?? space.name,
                    isChosen: chosen.contains("\(space.id)"))
            })</fieldset></details>
            """
    }

    private func pick(_ name: StaticString, _ value: String, _ title: String, isChosen: Bool) -> HTML {
        """
        <label class="pick"><input type="checkbox" name="\(raw: name)" value="\(value)"\(when: isChosen, " checked")><span>\(title)</span></label>

        """
    }
}

/// Scales: their names and bands as text, and which statement counts on which, as a table.
struct SurveyScalesPage {
    var visit: SurveyVisit
    /// What was typed and refused.
    var text: String?
    var refusal: SurveyRefusal?

    private var content: SurveyContent { visit.survey.content }
    private var base: String { "/surveys/\(visit.survey.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["survey.scales"],
            crumbs: .to(visit, t),
            styles: ["css/surveys.css"],
            content: """
                <div class="stack"><h1>\(t["survey.scales"])</h1><p class="prose">\(t["survey.scales_lead"])</p></div>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <form method="post" action="\(base)/scales" class="stack">
                \(Parts.area("scales", t["survey.scale_list"], value: text ?? Scale.text(of: content.scales), hint: t["survey.scale_list_hint"], rows: 10))
                \(Parts.button(t["survey.save_scales"], main: content.scales.isEmpty))</form>
                \(when: !content.scales.isEmpty && !content.statements.isEmpty, keys(t))
                """)
    }

    private func keys(_ t: Words) -> HTML {
        """
        <section class="stack" id="keys"><h2>\(t["survey.keys"])</h2><p class="hint">\(t["survey.keys_hint"])</p>
        <form method="post" action="\(base)/scales" class="stack">
        <div class="tw" tabindex="0" role="region" aria-label="\(t["survey.keys"])"><table class="dense sheet keys">
        <thead><tr><th scope="col">\(t["survey.statement"])</th>\(content.scales.map { "<th scope=\"col\">\($0.name)</th>" as HTML })</tr></thead>
        <tbody>\(content.statements.map { row($0, t) })
        <tr><th scope="row">\(t["survey.as_sum"])</th>\(content.scales.enumerated().map { number, scale in
            """
            <td><input type="checkbox" name="sum\(number)" value="yes"\(when: scale.aggregation == .sum, " checked") aria-label="\(t["survey.as_sum"]): \(scale.name)"></td>
            """ as HTML
        })</tr></tbody></table></div>
        \(Parts.button(t["survey.save_keys"]))</form></section>
        """
    }

    private func row(_ place: Int, _ t: Words) -> HTML {
        """
        <tr><th scope="row">\(content.questions[place].text)</th>\(content.scales.enumerated().map { number, scale in
            let key = scale.keys.first { $0.question == place }
            let chosen = key.map { $0.isReversed ? -$0.weight : $0.weight }
            return """
                <td><select name="k\(place)s\(number)" aria-label="\(scale.name): \(content.questions[place].text)"><option value="">—</option>\
                \([1, -1, 2, -2, 3, -3].map { weight in
                    "<option value=\"\(weight)\"\(when: weight == chosen, " selected")>\(t.key(weight))</option>" as HTML
                })</select></td>
                """ as HTML
        })</tr>

        """
    }
}

extension [Frame.Link] {
    /// The way to a survey for whoever manages it.
    static func to(_ visit: SurveyVisit, _ t: Words) -> Self {
        [
            Frame.Link(t["survey.title"], "/o/\(visit.owner.slug)/surveys"),
            Frame.Link(visit.survey.settings.title, "/surveys/\(visit.survey.id)"),
        ]
    }
}

extension Words {
    /// How a statement counts on a scale: below zero against it.
    fileprivate func key(_ weight: Int) -> String {
        let name = weight > 0 ? self["survey.key_direct"] : self["survey.key_reversed"]
        return abs(weight) == 1 ? name : "\(name) ×\(abs(weight))"
    }
}
