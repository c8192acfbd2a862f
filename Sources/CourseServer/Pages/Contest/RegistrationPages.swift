import Accounts
import Contest
import Foundation
import Markup
import Spaces
import Storage

/// A teacher's registration: the form while it may be filled in, else what became of it.
struct RegistrationPage {
    var visit: ContestVisit
    /// Where the person teaches.
    var organisations: [Space]
    var fields: FormFields
    var now: Date
    var refusal: Registration.Refusal?

    private var base: String { "/contests/\(visit.contest.id.rawValue)" }
    private var state: Registration.State? { visit.registration?.state }

    /// Registration goes on and the organiser has not decided yet.
    private var isOpen: Bool {
        guard visit.contest.refusal(ofTeacherOf: organisations.map(\.id), at: now) == nil else { return false }
        return state == nil || [.draft, .submitted, .withdrawn].contains(state)
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.registration"], crumbs: .to(visit.contest, t), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(visit.contest.title)</h1>
                \(ContestNavigation(visit: visit, current: .registration).html(t))
                \(Parts.refusal(refusal.map { t.text($0) }))\(visit.registration.map { status($0, t) })</div>
                \(isOpen ? form(t) : closed(t))
                \(when: mayWithdraw, """
                    <section class="stack"><h2>\(t["contest.withdraw_title"])</h2>\(when: visit.state == .registering, "<p>\(t["contest.withdraw_hint"])</p>")\
                    \(Parts.action(t["contest.withdraw"], to: base + "/registration/withdrawal", "risk", confirm: t["contest.withdraw_confirm"]))</section>
                    """)
                """)
    }

    private var mayWithdraw: Bool { visit.state != .closed && (state == .submitted || state == .admitted) }

    private func status(_ registration: Registration, _ t: Words) -> HTML {
        guard registration.state != .draft else {
            return "<div class=\"note\"><b>\(t["contest.draft_kept"])</b></div>"
        }
        let kind: StaticString =
            switch registration.state {
            case .admitted, .submitted: "note ok"
            case .rejected, .disqualified: "note err"
            case .draft, .withdrawn: "note"
            }
        return """
            <div class="\(raw: kind)" role="status"><b>\(t.state(registration.state))</b>\
            \(registration.receipt.map { "<p>\(t.text("contest.receipt_is", ["receipt": $0]))</p>" as HTML })\
            \(registration.reason.map { "<p>\($0)</p>" as HTML })\
            \(when: registration.receipt != nil, "<p><a href=\"\(base)/registration/receipt\">\(t["contest.to_receipt"])</a></p>")</div>
            """
    }

    private func form(_ t: Words) -> HTML {
        let schools: [(value: String, title: String)] = organisations.map { ("\($0.id)", $0.name) }
        let nominations: [(value: String, title: String)] = visit.nominations.map { ("\($0.id)", $0.title) }
        return """
            <form method="post" action="\(base)/registration" class="stack">
            \(Parts.select("organisation", t["contest.organisation"], (schools.count == 1 ? [] : [("", t["contest.choose"])]) + schools, chosen: fields["organisation"]))
            \(when: !nominations.isEmpty, Parts.select("nomination", t["contest.nomination"], (nominations.count == 1 ? [] : [("", t["contest.choose"])]) + nominations, chosen: fields["nomination"]))
            \(Parts.field("position", t["contest.position"], value: fields["position"] ?? "", hint: t["contest.position_hint"]))
            \(Parts.field("subject", t["contest.subject"], value: fields["subject"] ?? ""))
            \(Parts.area("letter", t["contest.letter"], value: fields["letter"] ?? "", hint: t["contest.letter_hint"], rows: 4))
            <label class="pick"><input type="checkbox" id="consent" name="consent" value="yes"\(when: fields["consent"] != nil, " checked")><span>\(t["contest.consent"])</span></label>
            <p class="small"><a href="\(base)/regulations">\(t["contest.regulation"])</a></p>
            <p class="row"><button class="main">\(state == .submitted ? t["contest.save"] : t["contest.submit"])</button>\
            \(when: state == nil || state == .draft, "<button name=\"keep\" value=\"yes\">\(t["contest.keep_draft"])</button>")</p></form>
            """
    }

    private func closed(_ t: Words) -> HTML {
        guard state == nil || state == .draft || state == .withdrawn,
            let refusal = visit.contest.refusal(ofTeacherOf: organisations.map(\.id), at: now)
        else { return .empty }
        return "<div class=\"note warn\"><b>\(t.text(refusal))</b></div>"
    }
}

/// What the entrant keeps as the proof of registration.
struct ReceiptPage {
    var visit: ContestVisit
    var registration: Registration
    var name: PersonName
    var organisations: [Space]

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)"
        let facts: [(String, String?)] = [
            (t["contest.receipt_number"], registration.receipt), (t["contest.entrant"], name.full),
            (t["contest.organisation"], organisations.first { $0.id == registration.organisation }?.name),
            (t["contest.nomination"], visit.nominations.first { $0.id == registration.nomination }?.title),
            (t["contest.position"], registration.position), (t["contest.subject"], registration.subject),
            (t["contest.submitted_at"], registration.submittedAt.map { t.dateTime($0) }),
            (t["contest.consented_at"], registration.consentedAt.map { t.dateTime($0) }),
            (t["contest.entry_state"], t.state(registration.state)),
        ]
        return Frame(
            title: t["contest.receipt"],
            crumbs: .to(visit.contest, t, Frame.Link(t["contest.registration"], base + "/registration")),
            styles: ["css/contests.css"],
            content: """
                <h1>\(t["contest.receipt"])</h1>
                <p>\(visit.contest.title)</p>
                <dl class="receipt">\(facts.compactMap { name, value in
                    value.flatMap { $0.isEmpty ? nil : "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" as HTML }
                })</dl>
                <p class="row"><button type="button" data-print>\(t["gradebook.print"])</button>\
                <a class="btn" href="\(base)" data-noprint>\(t["contest.front"])</a></p>
                """)
    }
}
