import Accounts
import Archives
import Contest
import Markup
import Storage

/// Everybody who has registered, with what the organiser may do at once.
struct RegistrationsPage {
    var visit: ContestVisit
    var entries: [RegistrationEntry]
    /// The one looked at; nil: all.
    var state: Registration.State?
    var refusal: Registration.Refusal?

    private var base: String { "/contests/\(visit.contest.id.rawValue)/registrations" }

    var shown: [RegistrationEntry] {
        entries.filter { entry in state.map { entry.registration.state == $0 } ?? true }
    }

    func frame(_ t: Words) -> Frame {
        let query = state.map { "?state=\($0.rawValue)" } ?? ""
        return Frame(
            title: t["contest.registrations"], crumbs: .to(visit.contest, t), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(visit.contest.title)</h1>
                \(ContestNavigation(visit: visit, current: .registrations).html(t))
                \(Parts.refusal(refusal.map { t.text($0) }))
                \(filter(t))
                <p class="row"><a href="\(base).csv\(query)">CSV</a> <a href="\(base).xlsx\(query)">XLSX</a></p></div>
                \(shown.isEmpty ? "<div class=\"empty\"><p>\(t["contest.no_registrations"])</p></div>" as HTML : table(t))
                """)
    }

    private func filter(_ t: Words) -> HTML {
        let states = Registration.State.allCases.filter { state in
            state != .draft && entries.contains { $0.registration.state == state }
        }
        guard !states.isEmpty else { return .empty }
        return """
            <nav class="pages" aria-label="\(t["contest.by_state"])"><ul>\(link(nil, t["contest.any_state"], entries.count))\
            \(states.map { state in link(state, t.state(state), entries.count { $0.registration.state == state }) })</ul></nav>
            """
    }

    private func link(_ state: Registration.State?, _ title: String, _ count: Int) -> HTML {
        let address = base + (state.map { "?state=\($0.rawValue)" } ?? "")
        return """
            <li><a href="\(address)"\(when: state == self.state, " aria-current=\"page\"")>\(title) · \(count)</a></li>
            """
    }

    private func table(_ t: Words) -> HTML {
        let waiting = shown.contains { $0.registration.state == .submitted } && visit.state != .closed
        return """
            <form method="post" action="\(base)/admission" class="stack">
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["contest.registrations"])"><table class="dense">
            <caption>\(t.plural("contest.registered_count", count: shown.count))</caption>
            <thead><tr>\(when: waiting, "<th scope=\"col\"><span class=\"vh\">\(t["contest.chosen"])</span></th>")<th scope="col">\(t["contest.entrant"])</th>\
            <th scope="col">\(t["contest.receipt_number"])</th><th scope="col">\(t["contest.organisation"])</th><th scope="col">\(t["contest.nomination"])</th>\
            <th scope="col">\(t["contest.code"])</th><th scope="col">\(t["contest.entry_state"])</th></tr></thead>
            <tbody>\(shown.map { row($0, waiting, t) })</tbody></table></div>
            \(when: waiting, Parts.button(t["contest.admit_chosen"]))</form>
            """
    }

    private func row(_ entry: RegistrationEntry, _ waiting: Bool, _ t: Words) -> HTML {
        let registration = entry.registration
        let box: HTML =
            registration.state == .submitted
            ? """
            <input type="checkbox" name="registration" value="\(registration.id.rawValue)" checked aria-label="\(t.text("contest.admit_person", ["name": entry.name.full]))">
            """ : .empty
        return """
            <tr>\(when: waiting, "<td>\(box)</td>")<th scope="row"><a href="\(base)/\(registration.id.rawValue)">\(entry.name.full)</a></th>\
            <td data-l="\(t["contest.receipt_number"])">\(registration.receipt ?? "—")</td><td data-l="\(t["contest.organisation"])">\(entry.organisation ?? "—")</td>\
            <td data-l="\(t["contest.nomination"])">\(entry.nomination ?? "—")</td><td data-l="\(t["contest.code"])">\(registration.code ?? "—")</td>\
            <td data-l="\(t["contest.entry_state"])"><span class="tag\(when: registration.state == .submitted, " live")">\(t.state(registration.state))</span></td></tr>

            """
    }
}

/// One registration, and what is decided of it.
struct RegistrationEntryPage {
    var visit: ContestVisit
    var entry: RegistrationEntry
    var reason = ""
    var refusal: Registration.Refusal?

    func frame(_ t: Words) -> Frame {
        let registration = entry.registration
        let base = "/contests/\(visit.contest.id.rawValue)/registrations"
        let facts: [(String, String?)] = [
            (t["contest.entry_state"], t.state(registration.state)), (t["contest.reason"], registration.reason),
            (t["contest.receipt_number"], registration.receipt), (t["contest.code"], registration.code),
            (t["contest.organisation"], entry.organisation), (t["contest.nomination"], entry.nomination),
            (t["contest.position"], registration.position), (t["contest.subject"], registration.subject),
            (t["contest.submitted_at"], registration.submittedAt.map { t.dateTime($0) }),
        ]
        return Frame(
            title: entry.name.full, crumbs: .to(visit.contest, t, Frame.Link(t["contest.registrations"], base)),
            styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(entry.name.full)</h1>\(Parts.refusal(refusal.map { t.text($0) }, field: refusal == .reasonMissing ? "reason" : nil))</div>
                <dl class="receipt">\(facts.compactMap { name, value in
                    value.flatMap { $0.isEmpty ? nil : "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" as HTML }
                })</dl>
                \(when: !registration.letter.isEmpty, "<section class=\"stack\"><h2>\(t["contest.letter"])</h2><p class=\"letter prose\">\(registration.letter)</p></section>")
                \(when: visit.state != .closed, decisions("\(base)/\(registration.id.rawValue)/decision", t))
                """)
    }

    private func decisions(_ address: String, _ t: Words) -> HTML {
        let next = entry.registration.state.next
        let admits: HTML = """
            <form method="post" action="\(address)"><input type="hidden" name="state" value="admitted">\
            <button class="main">\(entry.registration.state == .submitted ? t["contest.admit"] : t["contest.readmit"])</button></form>
            """
        let refused = next.intersection([.rejected, .disqualified]).first
        return """
            \(when: next.contains(.admitted), admits)
            \(refused.map { state in
                """
                <form method="post" action="\(address)" class="stack"><input type="hidden" name="state" value="\(state.rawValue)">
                \(Parts.area("reason", t["contest.reason"], value: reason, hint: t["contest.reason_hint"], rows: 3))
                <p><button class="risk">\(state == .rejected ? t["contest.reject"] : t["contest.disqualify"])</button></p></form>
                """ as HTML
            })
            """
    }
}

/// The registrations as other programs get them.
struct RegistrationTable {
    var entries: [RegistrationEntry]
    var t: Words

    var head: [String] {
        [
            t["contest.receipt_number"], t["contest.entrant"], t["gradebook.login"], t["contest.organisation"],
            t["contest.nomination"], t["contest.position"], t["contest.subject"], t["contest.entry_state"],
            t["contest.code"], t["contest.submitted_at"], t["contest.reason"], t["contest.letter"],
        ]
    }

    var rows: [[String]] {
        entries.map { entry in
            let registration = entry.registration
            return [
                registration.receipt ?? "", entry.name.full, entry.login, entry.organisation ?? "",
                entry.nomination ?? "", registration.position, registration.subject, t.state(registration.state),
                registration.code ?? "", registration.submittedAt.map { t.dateTime($0) } ?? "",
                registration.reason ?? "", registration.letter,
            ]
        }
    }

    var workbook: Workbook {
        Workbook(
            name: t["contest.registrations"], head: head,
            rows: rows.map { row in row.map { $0.isEmpty ? .empty : .text($0) } },
            widths: [16, 36, 18, 40, 30, 24, 24, 16, 10, 22, 30, 60])
    }
}
