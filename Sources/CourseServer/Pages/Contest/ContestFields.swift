import Contest
import Courses
import Foundation
import Storage

/// Forms of a contest: what a page shows of it and what comes back.
extension FormFields {
    init(_ contest: Contest, _ t: Words) {
        let rules = contest.rules
        let (scoring, lesson, scoreboard) = (rules.scoring, rules.lesson, rules.scoreboard)
        let threshold = PlainThreshold(rules.threshold)
        func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }
        var pairs = [
            ("title", contest.title), ("summary", contest.summary), ("opens", t.localInput(contest.registrationOpens)),
            ("closes", t.localInput(contest.registrationCloses)), ("course", contest.course.map { "\($0)" } ?? ""),
            ("services", text(threshold?.services)), ("weeks", text(threshold?.weeks)),
            ("rating", threshold?.rating.map { Points(rawValue: Int64($0) * 1_000).decimal(t.decimalSeparator) } ?? ""),
            ("finalists", text(rules.finalists)), ("method", scoring.method.rawValue), ("trim", text(scoring.trim)),
            ("decimals", text(scoring.decimals)), ("third_expert_gap", text(scoring.thirdExpertGap)),
            ("least", text(scoring.least)), ("cut", scoring.cut.rawValue), ("appeal_days", "\(rules.appealDays)"),
            ("minutes", "\(lesson.minutes)"), ("colleagues", "\(lesson.colleagues)"), ("stay", "\(lesson.stay)"),
            ("rating_hours", "\(lesson.ratingHours)"), ("capacity", "\(lesson.capacity)"),
            ("questions", lesson.questions.joined(separator: "\n")),
            ("scoreboard", scoreboard.isPublic ? "public" : "closed"), ("freeze_hours", text(scoreboard.freezeHours)),
        ]
        for (place, step) in scoring.ties.prefix(4).enumerated() { pairs.append(("tie\(place + 1)", step.name)) }
        if threshold?.needsLessonDeveloped == true { pairs.append(("lesson_developed", "yes")) }
        if threshold?.needsLessonRun == true { pairs.append(("lesson_run", "yes")) }
        if rules.isBlind { pairs.append(("blind", "yes")) }
        self.init(pairs: pairs)
    }
}

extension ContestSettings {
    /// What the form does not show stays: a threshold that is more than a list. Throws `ContestRefusal`.
    init(_ form: FormFields, of contest: Contest, _ t: Words) throws(ContestRefusal) {
        self.init(
            title: form["title"] ?? "", summary: (form["summary"] ?? "").replacing("\r\n", with: "\n"),
            course: form["course"].flatMap { Course.ID($0) },
            registrationOpens: t.date(localInput: form.trimmed("opens")),
            registrationCloses: t.date(localInput: form.trimmed("closes")),
            rules: try ContestRules(form, of: contest))
    }
}

extension ContestRules {
    fileprivate init(_ form: FormFields, of contest: Contest) throws(ContestRefusal) {
        let old = contest.rules
        var threshold = old.threshold
        if PlainThreshold(old.threshold) != nil {
            threshold =
                PlainThreshold(
                    services: try form.number("services", .services), weeks: try form.number("weeks", .weeks),
                    needsLessonDeveloped: form["lesson_developed"] != nil, needsLessonRun: form["lesson_run"] != nil,
                    rating: try form.rating()
                ).rule
        }
        self.init(
            threshold: threshold, finalists: try form.number("finalists", .finalists), scoring: try ScoringRules(form),
            lesson: try LessonRules(form, old.lesson),
            appealDays: try form.number("appeal_days", .appealDays) ?? old.appealDays, isBlind: form["blind"] != nil,
            scoreboard: ScoreboardRules(
                isPublic: form["scoreboard"] != "closed", freezeHours: try form.number("freeze_hours", .freezeHours)))
    }
}

extension ScoringRules {
    fileprivate init(_ form: FormFields) throws(ContestRefusal) {
        self.init(
            method: form["method"].flatMap(Method.init(rawValue:)) ?? .mean, trim: try form.number("trim", .trim),
            decimals: try form.number("decimals", .decimals),
            ties: (1...4).compactMap { form["tie\($0)"].flatMap(TieStep.init(name:)) },
            cut: form["cut"].flatMap(Cut.init(rawValue:)) ?? .admittingTied,
            thirdExpertGap: try form.number("third_expert_gap", .thirdExpertGap),
            least: try form.number("least", .least))
    }
}

extension LessonRules {
    /// A field left empty keeps what was there: a lesson has no figure that may be missing.
    fileprivate init(_ form: FormFields, _ old: LessonRules) throws(ContestRefusal) {
        self.init(
            minutes: try form.number("minutes", .lessonMinutes) ?? old.minutes,
            colleagues: try form.number("colleagues", .colleagues) ?? old.colleagues,
            stay: try form.number("stay", .stay) ?? old.stay,
            ratingHours: try form.number("rating_hours", .ratingHours) ?? old.ratingHours,
            questions: (form["questions"] ?? "").split(whereSeparator: \.isNewline)
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty },
            capacity: try form.number("capacity", .capacity) ?? old.capacity)
    }
}

extension FormFields {
    /// A mean rating from 1 to 5 in hundredths: «4,2» is 420.
    fileprivate func rating() throws(ContestRefusal) -> Int? {
        let text = trimmed("rating")
        guard !text.isEmpty else { return nil }
        guard let points = Points(typed: text) else { throw .notANumber(.rating) }
        return Int(points.rawValue / 1_000)
    }
}
