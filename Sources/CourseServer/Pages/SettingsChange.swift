import Contest
import Courses
import Foundation
import Markup
import Quizzes
import Spaces

/// What somebody else has changed of settings while a form of them was being filled in.
struct SettingsChange {
    enum Form: String { case course, quiz, schedule, assignment, poll, contest }

    var form: Form
    /// Names of fields.
    var names: [String]
    /// How the settings stand now.
    var now: FormFields

    /// «Пока вы правили…: Попытки (теперь 3), Срок сдачи (теперь пусто)…»
    func text(_ t: Words) -> String {
        let fields = names.map { name in
            let label = (Self.labels["\(form).\(name)"] ?? Self.labels[name]).map { t[$0] } ?? name
            return value(of: name, t).map { t.text("settings.now", ["field": label, "value": $0]) } ?? label
        }
        guard !fields.isEmpty else { return t["settings.changed"] }
        return t.text("settings.changed_meanwhile", ["fields": fields.joined(separator: "; ")])
    }

    /// As it reads on the page; nil for what is too long to repeat.
    private func value(of name: String, _ t: Words) -> String? {
        let value = now[name] ?? ""
        return switch name {
        case "summary", "questions", "rubric", "conditions", "feedback": nil
        case "course", "scoreboard", "tie1", "tie2", "tie3", "tie4": nil
        case "method": ScoringRules.Method(rawValue: value).map(t.method)
        case "cut": ScoringRules.Cut(rawValue: value).map(t.cut)
        case "lesson_developed", "lesson_run": value.isEmpty ? t["settings.off"] : t["settings.on"]
        case "shuffle", "sequential", "takes_text", "blind", "together", "changeable":
            value.isEmpty ? t["settings.off"] : t["settings.on"]
        case "visibility": Space.Visibility(rawValue: value).map(t.visibility)
        case "mode": Admission.Mode(rawValue: value).map(t.admission)
        case "format": CourseFormat(rawValue: value).map(t.format)
        case "grading": QuizSettings.Grading(rawValue: value).map(t.grading)
        case "review": QuizSettings.Review(rawValue: value).map(t.review)
        case "behaviour": Behaviour(rawValue: value).map(t.behaviour)
        case "names": value == "named" ? t["poll.named"] : t["poll.anonymous"]
        case "results": Poll.Results(rawValue: value).map(t.results)
        case "completion" where value == "passed": t.completion(.passed(percent: 0))
        case "completion": CompletionRule(word: value).map(t.completion) ?? t["settings.none"]
        default: value.isEmpty ? t["settings.none"] : t.instant(field: value).map(t.dateTime) ?? value
        }
    }

    private static let labels: [String: StaticString] = [
        "title": "course.title", "summary": "course.summary", "visibility": "course.visibility",
        "mode": "course.admission", "key": "course.key", "hours": "course.hours_field",
        "capacity": "course.capacity", "opens": "course.opens", "closes": "course.closes", "format": "course.format",
        "starts_on": "course.starts_on", "points": "quiz.points_field", "time_limit": "quiz.time_limit_field",
        "attempts": "quiz.attempts_field", "behaviour": "quiz.behaviour_field", "grading": "quiz.grading_field",
        "review": "quiz.review_field", "per_page": "quiz.per_page_field", "pass": "quiz.pass_field",
        "shuffle": "quiz.shuffle_field", "sequential": "quiz.sequential_field", "delay": "quiz.delay_field",
        "feedback": "quiz.feedback_field", "tolerance": "quiz.tolerance_field", "quiz.opens": "quiz.opens_field",
        "quiz.closes": "quiz.closes_field", "quiz.blind": "quiz.blind_field", "due": "schedule.due",
        "completion": "schedule.completion",
        "percent": "schedule.pass_percent", "conditions": "schedule.opens", "takes_text": "work.takes_text",
        "file_count": "work.file_count", "file_megabytes": "work.file_size_field",
        "file_kinds": "work.file_kinds_field", "grace": "work.grace_field", "late_percent": "work.late_percent_field",
        "late_floor": "work.late_floor_field", "rubric": "work.rubric_field", "blind": "work.blind_field",
        "together": "work.together_field", "questions": "poll.questions", "names": "poll.names",
        "results": "poll.results_field", "changeable": "poll.changeable", "assignment.points": "work.points_field",
        "assignment.due": "work.due_field", "assignment.attempts": "work.attempts_field",
        "assignment.closes": "work.closes_field", "assignment.pass": "work.pass_field", "poll.closes": "poll.closes",
        "contest.title": "contest.title_field", "contest.summary": "contest.summary_field",
        "contest.opens": "contest.registration_opens", "contest.closes": "contest.registration_closes",
        "contest.course": "contest.course", "services": "contest.services", "weeks": "contest.weeks",
        "rating": "contest.rating", "finalists": "contest.finalists", "method": "contest.method",
        "trim": "contest.trim", "decimals": "contest.decimals", "third_expert_gap": "contest.third_expert_gap",
        "least": "contest.least", "cut": "contest.cut", "appeal_days": "contest.appeal_days",
        "minutes": "contest.lesson_minutes", "colleagues": "contest.lesson_colleagues", "stay": "contest.lesson_stay",
        "rating_hours": "contest.rating_hours", "contest.capacity": "contest.capacity",
        "contest.questions": "contest.rating_questions", "scoreboard": "contest.scoreboard_seen",
        "freeze_hours": "contest.freeze_hours", "lesson_developed": "contest.lesson_developed",
        "lesson_run": "contest.lesson_run", "contest.blind": "contest.blind", "tie1": "contest.ties",
        "tie2": "contest.ties", "tie3": "contest.ties", "tie4": "contest.ties",
    ]
}
