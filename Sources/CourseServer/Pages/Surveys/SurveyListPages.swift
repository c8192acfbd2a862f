import Accounts
import Foundation
import Markup
import Spaces
import Storage
import Surveys

/// The surveys that ask a person or did, and profiles others share with them.
struct SurveysPage {
    var entries: [SurveyEntry]
    var shared: [SurveyEntry]
    var now: Date

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["survey.mine"],
            content: """
                <h1>\(t["survey.mine"])</h1>
                \(entries.isEmpty
                    ? "<div class=\"empty\"><p>\(t["survey.none"])</p></div>" as HTML
                    : "<ul class=\"list\">\(entries.map { entry($0, t) })</ul>")
                \(when: !shared.isEmpty, """
                    <section class="stack"><h2>\(t["survey.shared_with_me"])</h2><ul class="list">\(shared.map { entry in
                        """
                        <li><div class="grow stack tight"><h3><a href="/surveys/\(entry.survey.id.rawValue)/profiles/\(entry.owner?.id.rawValue ?? 0)">\(entry.owner?.name.full ?? "")</a></h3>\
                        <p class="small muted">\(entry.survey.title)</p></div></li>

                        """ as HTML
                    })</ul></section>
                    """)
                """)
    }

    private func entry(_ entry: SurveyEntry, _ t: Words) -> HTML {
        let survey = entry.survey
        let state = survey.state(at: now)
        let hasProfile = entry.hasAnswered && !survey.isAnonymous
        return """
            <li><div class="grow stack tight"><h2><a href="/surveys/\(survey.id.rawValue)">\(survey.title)</a></h2>\
            <p class="small muted">\(t.terms(of: survey, state))</p></div>\
            \(when: hasProfile, "<a href=\"/surveys/\(survey.id.rawValue)/profile\">\(t["survey.my_profile"])</a>")\
            <span class="tag\(when: !entry.hasAnswered && state == .open, " live")">\(entry.hasAnswered ? t["survey.answered"] : t.state(state))</span></li>

            """
    }
}

/// Surveys that wait for the person, on their first page.
struct WaitingSurveys {
    var surveys: [SurveyCard]

    func html(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["survey.waiting"])</h2><ul class="list">\(
            surveys.map { survey in
                """
                <li><a class="grow" href="/surveys/\(survey.id.rawValue)">\(survey.title)</a>\
                \(survey.closesAt.map { "<span class=\"small muted\">\(t.text("survey.until", ["date": t.dateTime($0)]))</span>" as HTML })</li>

                """ as HTML
            })</ul></section>
        """
    }
}

/// What an organisation asks and is asked; templates and a form to begin from.
struct OrganisationSurveysPage {
    var space: Space
    var surveys: [(survey: SurveyCard, answered: Int)]
    /// Surveys of others that ask people of the organisation.
    var asking: [SurveyCard]
    var templates: [SurveyTemplate]
    var now: Date
    var fields = FormFields(pairs: [("required", "yes")])
    var refusal: SurveyRefusal?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["survey.title"], section: .schools, crumbs: [Frame.Link(space.name, "/o/\(space.slug)")],
            content: """
                <h1>\(t["survey.title"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <div class="split"><div class="stack wide">
                \(surveys.isEmpty && asking.isEmpty ? "<div class=\"empty\"><p>\(t["survey.none_here"])</p></div>" as HTML : .empty)
                \(when: !surveys.isEmpty, "<ul class=\"list\">\(surveys.map { own($0, t) })</ul>")
                \(when: !asking.isEmpty, """
                    <section class="stack"><h2>\(t["survey.asked_by_others"])</h2><ul class="list">\(asking.map { survey in
                        """
                        <li><div class="grow stack tight"><h3><a href="/surveys/\(survey.id.rawValue)/results?school=\(space.slug)">\(survey.title)</a></h3>\
                        <p class="small muted">\(t.terms(of: survey, survey.state(at: now)))</p></div><span class="tag">\(t.state(survey.state(at: now)))</span></li>

                        """ as HTML
                    })</ul></section>
                    """)
                </div><aside class="stack wide">\(fromTemplate(t))\(fromStatements(t))</aside></div>
                """)
    }

    private func own(_ entry: (survey: SurveyCard, answered: Int), _ t: Words) -> HTML {
        let survey = entry.survey
        let state = survey.state(at: now)
        return """
            <li><div class="grow stack tight"><h2><a href="/surveys/\(survey.id.rawValue)">\(survey.title)</a></h2>\
            <p class="small muted">\(t.terms(of: survey, state))\(when: state != .draft, " · \(t.plural("survey.answers", count: entry.answered))")</p></div>\
            \(when: state == .closed, "<a href=\"/surveys/\(survey.id.rawValue)/results\">\(t["survey.results"])</a>")\
            <span class="tag\(when: state == .open, " live")">\(t.state(state))</span></li>

            """
    }

    private func fromTemplate(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["survey.from_template"])</h2><ul class="list">\(templates.map { template in
            """
            <li><form method="post" action="/o/\(space.slug)/surveys" class="stack tight"><input type="hidden" name="template" value="\(template.key)">\
            <p><b>\(template.settings.title)</b><br><span class="small muted">\(t.plural("survey.statements", count: template.content.statements.count)), \(template.settings.isAnonymous ? t["survey.anonymous"] : t["survey.named"])</span></p>\
            <p><button class="small">\(t["survey.take_template"])<span class="vh"> «\(template.settings.title)»</span></button></p></form></li>

            """ as HTML
        })</ul></section>
        """
    }

    private func fromStatements(_ t: Words) -> HTML {
        """
        <section class="stack" id="new"><h2>\(t["survey.new"])</h2>
        <form method="post" action="/o/\(space.slug)/surveys" class="stack">
        \(Parts.field("title", t["survey.name"], value: fields["title"] ?? ""))
        \(Parts.area("questions", t["survey.paste"], value: fields["questions"] ?? "", hint: t["survey.paste_hint"], rows: 8))
        \(Parts.select("answers", t["survey.answer_scale"], ReadyAnswers.allCases.map { ($0.rawValue, t.name($0)) }, chosen: fields["answers"]))
        \(Parts.select("names", t["survey.names"], [("anonymous", t["survey.anonymous"]), ("named", t["survey.named"])], chosen: fields["names"], hint: t["survey.names_hint"]))
        <label class="pick"><input type="checkbox" name="required" value="yes"\(when: fields["required"] != nil, " checked")><span>\(t["survey.all_required"])</span></label>
        \(Parts.button(t["survey.create"]))</form></section>
        """
    }
}

extension Words {
    func state(_ state: Survey.State) -> String {
        switch state {
        case .draft: self["survey.state_draft"]
        case .waiting: self["survey.state_waiting"]
        case .open: self["survey.state_open"]
        case .closed: self["survey.state_closed"]
        }
    }

    /// Whether it bears names, and till when it goes.
    func terms(of survey: SurveyCard, _ state: Survey.State) -> String {
        let term: String? =
            switch state {
            case .waiting: survey.opensAt.map { text("survey.from", ["date": dateTime($0)]) }
            case .open, .draft: survey.closesAt.map { text("survey.until", ["date": dateTime($0)]) }
            case .closed: survey.closesAt.map { text("survey.closed_at", ["date": date($0)]) }
            }
        return [survey.isAnonymous ? self["survey.anonymous"] : self["survey.named"], term].compactMap { $0 }
            .joined(separator: " · ")
    }

    func name(_ ready: ReadyAnswers) -> String {
        switch ready {
        case .agreement5: self["survey.ready_agreement5"]
        case .agreement4: self["survey.ready_agreement4"]
        case .agreement7: self["survey.ready_agreement7"]
        case .frequency5: self["survey.ready_frequency5"]
        case .intensity4: self["survey.ready_intensity4"]
        case .ten: self["survey.ready_ten"]
        }
    }

    func answers(_ ready: ReadyAnswers) -> AnswerScale {
        let labels =
            switch ready {
            case .agreement5: self["survey.labels_agreement5"]
            case .agreement4: self["survey.labels_agreement4"]
            case .agreement7: self["survey.labels_agreement7"]
            case .frequency5: self["survey.labels_frequency5"]
            case .intensity4: self["survey.labels_intensity4"]
            case .ten: (1...10).map { "\($0)" }.joined(separator: " / ")
            }
        return AnswerScale(
            labels: labels.split(separator: " / ").map(String.init), lowest: ready == .intensity4 ? 0 : 1)
    }
}
