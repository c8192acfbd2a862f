import Accounts
import Contest
import Foundation
import Markup
import Storage

/// Who fulfils the rule, and for everybody else what is missing.
struct FinalistsPage {
    var visit: ContestVisit
    var people: [Finalist]
    var now: Date

    func frame(_ t: Words) -> Frame {
        let met = people.count { $0.verdict.isMet }
        return Frame(
            title: t["contestwork.finalists"], crumbs: .to(visit.contest, t),
            content: """
                <div class="stack"><h1>\(t["contestwork.finalists"])</h1>
                \(ContestNavigation(visit: visit, current: .finalists).html(t))
                <p>\(t.text("contestwork.met_of", ["met": "\(met)", "all": "\(people.count)"])) \(t.serverTime(now))</p></div>
                \(people.isEmpty ? "<div class=\"empty\"><p>\(t["contestwork.no_entrants"])</p></div>" as HTML : """
                    <div class="tw fold" tabindex="0" role="region" aria-label="\(t["contestwork.finalists"])"><table>
                    <caption class="vh">\(visit.contest.title)</caption>
                    <thead><tr><th scope="col">\(t["contestwork.entrant"])</th><th scope="col">\(t["contestwork.organisation"])</th>\
                    <th scope="col">\(t["contestwork.rule"])</th><th scope="col">\(t["contestwork.missing"])</th></tr></thead>
                    <tbody>\(people.map { row($0, t) })</tbody></table></div>
                    <p><button type="button" data-print>\(t["contestwork.print"])</button></p>
                    """)
                """)
    }

    private func row(_ person: Finalist, _ t: Words) -> HTML {
        let missing = person.verdict.failures.map { t.failure($0, of: person, at: now) }
        return """
            <tr><th scope="row">\(person.name.full)</th><td data-l="\(t["contestwork.organisation"])">\(person.organisation ?? "—")</td>\
            <td data-l="\(t["contestwork.rule"])"><span class="tag\(person.verdict.isMet ? " ok" : " err")">\(person.verdict.isMet ? t["contestwork.met"] : t["contestwork.not_met"])</span></td>\
            <td data-l="\(t["contestwork.missing"])">\(missing.isEmpty ? "—" : missing.joined(separator: "; "))</td></tr>

            """
    }
}

extension Words {
    /// «подтверждено сервисов: 3 из 4»: why a leaf of the rule does not hold.
    func failure(_ verdict: Verdict, of person: Finalist, at now: Date) -> String {
        func counts(_ needed: Int) -> [String: String] { ["has": "\(verdict.has ?? 0)", "needed": "\(needed)"] }
        func hundredths(_ number: Int) -> String { self.number(Double(number) / 100) }
        return switch verdict.rule {
        case .all, .any, .atLeast: self["contestwork.fail_group"]
        case .mastered(let service): text("contestwork.fail_mastered", ["service": service])
        case .servicesMastered(let needed): text("contestwork.fail_services", counts(needed))
        case .weeksPassed(let needed): text("contestwork.fail_weeks", counts(needed))
        case .lessonDeveloped: self["contestwork.fail_developed"]
        case .lessonRun: lessonFailure(person, at: now)
        case .lessonRating(let needed):
            verdict.has.map {
                text("contestwork.fail_rating", ["has": hundredths($0), "needed": hundredths(needed)])
            } ?? self["contestwork.fail_no_rating"]
        case .score(let needed):
            verdict.has.map { text("contestwork.fail_score", ["has": hundredths($0), "needed": hundredths(needed)]) }
                ?? self["contestwork.fail_no_score"]
        case .notDisqualified: text("contestwork.fail_disqualified", ["reason": person.registration.reason ?? "—"])
        }
    }

    private func lessonFailure(_ person: Finalist, at now: Date) -> String {
        guard let lesson = person.lesson, let verdict = person.lessonVerdict else {
            return self["contestwork.fail_no_lesson"]
        }
        switch lesson.state(at: now) {
        case .booked: return text("contestwork.fail_lesson_booked", ["date": dateTime(lesson.plan.startsAt)])
        case .running: return self["contestwork.fail_lesson_running"]
        case .missed, .failed: return self["contestwork.fail_lesson_missed"]
        case .over:
            let rules = person.rules
            return verdict.minutes < rules.minutes
                ? text("contestwork.fail_lesson_short", ["has": "\(verdict.minutes)", "needed": "\(rules.minutes)"])
                : plural(
                    "contestwork.fail_lesson_colleagues", count: verdict.stayed.count, ["needed": "\(rules.colleagues)"]
                )
        }
    }
}
