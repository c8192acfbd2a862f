import Foundation
import Markup
import Quizzes

/// How a quiz is taken: what nearly every quiz decides at once, the rest one step away.
struct QuizFields {
    var fields: FormFields
    /// A password is set already; it is never written into a page.
    var hasPassword = false

    func html(_ t: Words) -> HTML {
        """
        \(number("points", t["quiz.points_field"], value: fields["points"] ?? "10"))
        \(number("time_limit", t["quiz.time_limit_field"], value: fields["time_limit"] ?? "", hint: t["quiz.time_limit_hint"]))
        \(number("attempts", t["quiz.attempts_field"], value: fields["attempts"] ?? "2", hint: t["quiz.attempts_hint"]))
        \(Parts.field("opens", t["quiz.opens_field"], value: fields["opens"] ?? "", type: "datetime-local", short: true))
        \(Parts.field("closes", t["quiz.closes_field"], value: fields["closes"] ?? "", type: "datetime-local", hint: t["quiz.closes_hint"], short: true))
        \(BehaviourField(chosen: fields["behaviour"]).html(t))
        \(Parts.select("review", t["quiz.review_field"], QuizSettings.Review.allCases.map { ($0.rawValue, t.review($0)) }, chosen: fields["review"] ?? "after_submission"))
        <details\(when: isOpen, " open")><summary>\(t["course.more_settings"])</summary><div class="stack">
        \(Parts.select("grading", t["quiz.grading_field"], QuizSettings.Grading.allCases.map { ($0.rawValue, t.grading($0)) }, chosen: fields["grading"] ?? "highest"))
        \(number("pass", t["quiz.pass_field"], value: fields["pass"] ?? "", hint: t["quiz.pass_hint"]))
        \(Parts.area("feedback", t["quiz.feedback_field"], value: fields["feedback"] ?? "", hint: t["quiz.feedback_hint"], rows: 4))
        \(number("per_page", t["quiz.per_page_field"], value: fields["per_page"] ?? "5"))
        \(tick("sequential", t["quiz.sequential_field"]))
        \(tick("shuffle", t["quiz.shuffle_field"], isOn: fields.pairs.isEmpty))
        \(Parts.field("password", t["quiz.password_field"], hint: hasPassword ? t["quiz.password_kept"] : t["quiz.password_hint"], attributes: "autocomplete=\"off\" maxlength=\"\(QuizSettings.passwordLimit)\"", short: true))
        \(when: hasPassword, tick("no_password", t["quiz.password_remove"]))
        \(number("delay", t["quiz.delay_field"], value: fields["delay"] ?? "", hint: t["quiz.delay_hint"]))
        \(tick("blind", t["quiz.blind_field"]))
        \(number("tolerance", t["quiz.tolerance_field"], value: fields["tolerance"] ?? "", hint: t["quiz.tolerance_hint"]))
        </div></details>
        """
    }

    /// What was typed there stays in sight.
    private var isOpen: Bool {
        ["feedback", "password", "delay", "tolerance"].contains { fields[$0]?.isEmpty == false }
    }

    private func number(_ name: StaticString, _ label: String, value: String, hint: String? = nil) -> HTML {
        Parts.field(name, label, value: value, hint: hint, attributes: "inputmode=\"numeric\"", short: true)
    }

    private func tick(_ name: StaticString, _ label: String, isOn: Bool = false) -> HTML {
        """
        <label class="pick"><input type="checkbox" name="\(raw: name)" value="yes"\(when: isOn || fields["\(name)"] != nil, " checked")><span>\(label)</span></label>
        """
    }
}

extension QuizSettings {
    /// Reads the form. An empty password keeps the one there is. Throws `QuizRefusal`.
    init(_ form: FormFields, _ t: Words, before: QuizSettings? = nil) throws {
        guard let grading = Grading(rawValue: form["grading"] ?? "highest"),
            let review = Review(rawValue: form["review"] ?? "after_submission"),
            let behaviour = Behaviour(rawValue: form["behaviour"] ?? "deferred"), behaviour != .manual
        else { throw Refused.badRequest }
        let password = form.trimmed("password")
        self.init(
            points: form.optionalNumber("points") ?? 10, timeLimitMinutes: form.optionalNumber("time_limit"),
            attempts: form.optionalNumber("attempts"), grading: grading,
            questionsPerPage: form.optionalNumber("per_page") ?? 5, shuffle: form["shuffle"] != nil, review: review,
            pass: form.optionalNumber("pass"), behaviour: behaviour, opensAt: try form.quizDate("opens", t),
            closesAt: try form.quizDate("closes", t),
            password: password.isEmpty ? form["no_password"] == nil ? before?.password : nil : password,
            delayMinutes: form.optionalNumber("delay"), isSequential: form["sequential"] != nil,
            feedback: try OverallFeedback(text: form["feedback"] ?? ""), isBlind: form["blind"] != nil,
            tolerance: form.optionalNumber("tolerance"))
    }
}

extension FormFields {
    /// The date of a `datetime-local` field; nil where it is empty. Throws `QuizRefusal.dateMalformed`.
    func quizDate(_ name: String, _ t: Words) throws(QuizRefusal) -> Date? {
        let text = trimmed(name)
        if text.isEmpty { return nil }
        guard let date = t.date(localInput: text) else { throw .dateMalformed }
        return date
    }

    init(_ settings: QuizSettings, _ t: Words) {
        func digits(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }
        var pairs = [
            ("points", "\(settings.points)"), ("time_limit", digits(settings.timeLimitMinutes)),
            ("attempts", digits(settings.attempts)), ("grading", settings.grading.rawValue),
            ("review", settings.review.rawValue), ("per_page", "\(settings.questionsPerPage)"),
            ("pass", digits(settings.pass)), ("behaviour", settings.behaviour.rawValue),
            ("opens", t.localInput(settings.opensAt)), ("closes", t.localInput(settings.closesAt)),
            ("delay", digits(settings.delayMinutes)), ("feedback", settings.feedback.text),
            ("tolerance", digits(settings.tolerance)),
        ]
        if settings.shuffle { pairs.append(("shuffle", "yes")) }
        if settings.isSequential { pairs.append(("sequential", "yes")) }
        if settings.isBlind { pairs.append(("blind", "yes")) }
        self.init(pairs: pairs)
    }
}

extension Words {
    func review(_ review: QuizSettings.Review) -> String {
        switch review {
        case .afterSubmission: self["quiz.review.after_submission"]
        case .afterClosing: self["quiz.review.after_closing"]
        case .never: self["quiz.review.never"]
        }
    }
}
