import Foundation
import Markup
import Spaces
import Storage
import Surveys

/// A survey as one answers it; for its makers a preview, with what they may do.
struct SurveyPage {
    var visit: SurveyVisit
    var refusal: String?
    var answerRefusal: SurveyAnswerRefusal?

    private var survey: Survey { visit.survey }
    private var content: SurveyContent { visit.survey.content }
    private var base: String { "/surveys/\(survey.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: survey.settings.title,
            crumbs: visit.manages
                ? [
                    Frame.Link(visit.owner.name, "/o/\(visit.owner.slug)"),
                    Frame.Link(t["survey.title"], "/o/\(visit.owner.slug)/surveys"),
                ]
                : [Frame.Link(t["survey.mine"], "/surveys")],
            styles: ["css/surveys.css"],
            content: """
                <div class="stack"><h1>\(survey.settings.title)</h1>
                <p class="muted">\(visit.owner.name) · \(t.terms(of: survey.card, visit.state))</p>
                \(Parts.refusal(refusal))\(answerRefusal.map { problem($0, t) })
                \(when: visit.seesResults, desk(t))</div>
                <div class="stack">\(SurveyText.paragraphs(survey.settings.introduction))
                <p class="note">\(survey.settings.isAnonymous ? t["survey.is_anonymous"] : t["survey.is_named"])</p></div>
                \(answering(t))
                """)
    }

    /// What its makers may do.
    private func desk(_ t: Words) -> HTML {
        let isDraft = visit.state == .draft
        return """
            <div class="row" data-noprint>\
            \(when: visit.manages && visit.state != .closed, "<a class=\"btn\" href=\"\(base)/edit\">\(t["survey.edit"])</a>")\
            \(when: visit.manages, "<a class=\"btn\" href=\"\(base)/scales\">\(t["survey.scales"])</a>")\
            \(when: !isDraft, "<a class=\"btn\" href=\"\(base)/results\">\(t["survey.results"])</a>")\
            \(when: visit.manages && isDraft, Parts.action(t["survey.publish"], to: base + "/publication", "main"))\
            \(when: visit.manages && [.open, .waiting].contains(visit.state), Parts.action(t["survey.close"], to: base + "/closing", "quiet", confirm: t["survey.close_confirm"]))\
            \(when: visit.manages, Parts.action(t["survey.repeat"], to: base + "/copies"))\
            \(when: visit.manages && isDraft, Parts.action(t["survey.remove"], to: base + "/removal", "quiet", confirm: t["survey.remove_confirm"]))</div>
            """
    }

    private func answering(_ t: Words) -> HTML {
        if visit.mayAnswer {
            let isKept = !survey.settings.isAnonymous
            return """
                <survey-form data-key="survey-\(survey.id.rawValue)-\(mark)"\(attribute: "data-save", isKept ? base + "/draft" : nil) data-words="\(words(t))">
                <form method="post" action="\(base)/answers" class="stack">\
                \(when: content.questions.contains(where: \.isRequired), "<p class=\"small muted\">\(t["survey.required_hint"])</p>")\
                \(SurveyQuestions(content: content, sheet: visit.sheet, missing: missing).html(t))
                <p class="row"><button class="main">\(t["survey.send"])</button> <span class="saved" role="status" hidden></span></p></form></survey-form>
                """
        }
        if visit.hasAnswered {
            let hasProfile = !survey.settings.isAnonymous
            return """
                <div class="note ok" role="status"><b>\(t["survey.thanks"])</b></div>
                \(when: hasProfile, "<p><a class=\"btn main\" href=\"\(base)/profile\">\(t["survey.my_profile"])</a></p>")
                """
        }
        let note: HTML =
            visit.isAsked && visit.state != .draft ? "<div class=\"note\"><b>\(t.state(visit.state))</b></div>" : .empty
        guard visit.manages || visit.isAsked && visit.state == .waiting else { return note }
        return """
            \(note)<section class="stack"><h2>\(t["survey.preview"])</h2>\
            \(SurveyQuestions(content: content, sheet: nil, isOpen: false).html(t))</section>
            """
    }

    /// Changes with the questions: a draft kept in a tab belongs to those it was written for.
    private var mark: UInt32 {
        content.questions.flatMap { Array($0.text.utf8) }.reduce(5_381) { $0 &* 33 ^ UInt32($1) }
    }

    private var missing: Set<Int> {
        switch answerRefusal {
        case .missing(let places): Set(places)
        case .outOfRange(let place, _): [place]
        default: []
        }
    }

    /// What is wrong, with links to the questions.
    private func problem(_ refusal: SurveyAnswerRefusal, _ t: Words) -> HTML {
        """
        <div class="note err" role="alert"><b>\(t.text(refusal))</b>\
        \(when: !missing.isEmpty, "<ul>\(missing.sorted().map { "<li><a href=\"#q\($0)\">\(content.questions[$0].text)</a></li>" as HTML })</ul>")</div>
        """
    }

    private func words(_ t: Words) -> String {
        t.json(["saving": "survey.saving", "saved": "survey.saved", "offline": "survey.offline"])
    }
}

/// The questions with their fields.
struct SurveyQuestions {
    var content: SurveyContent
    var sheet: SurveySheet?
    var missing: Set<Int> = []
    var isOpen = true

    func html(_ t: Words) -> HTML {
        var number = 0
        return HTML(
            parts: content.questions.enumerated().map { place, question in
                guard question.kind != .section else { return "<h2>\(question.text)</h2>" }
                number += 1
                return """
                    <fieldset class="question\(when: missing.contains(place), " missing")" id="q\(place)"\(when: !isOpen, " disabled")><legend>\(number). \(question.text)\
                    \(when: question.isRequired, " <span class=\"required\" aria-hidden=\"true\">*</span><span class=\"vh\">\(t["survey.required"])</span>")</legend>\
                    \(inputs(question, place))</fieldset>

                    """
            })
    }

    private func inputs(_ question: SurveyQuestion, _ place: Int) -> HTML {
        let sent = sheet?.all(place) ?? []
        func picks(_ type: StaticString, _ labels: [String]) -> HTML {
            HTML(
                parts: labels.enumerated().map { number, label in
                    """
                    <label class="pick"><input type="\(raw: type)" name="q\(place)" value="\(number)"\(when: sent.contains("\(number)"), " checked")><span>\(label)</span></label>
                    """
                })
        }
        switch question.kind {
        case .section: return .empty
        case .statement:
            return
                "<div class=\"likert\(when: content.answers.labels.count > 7, " many")\">\(picks("radio", content.answers.labels))</div>"
        case .single(let options): return picks("radio", options)
        case .several(let options): return picks("checkbox", options)
        case .number(let range):
            return """
                <input class="short" type="number" name="q\(place)" min="\(range.lowerBound)" max="\(range.upperBound)" value="\(sent.first ?? "")" aria-label="\(question.text)">
                """
        case .words:
            return """
                <textarea name="q\(place)" rows="3" aria-label="\(question.text)" maxlength="\(SurveyQuestion.answerLimit)">
                \(sent.first ?? "")</textarea>
                """
        }
    }
}

enum SurveyText {
    /// Plain text with its empty lines as paragraphs.
    static func paragraphs(_ text: String) -> HTML {
        let parts = text.split(separator: "\n\n").filter { !$0.isEmpty }
        return parts.isEmpty ? .empty : "<div class=\"prose\">\(parts.map { "<p>\($0)</p>" as HTML })</div>"
    }
}
