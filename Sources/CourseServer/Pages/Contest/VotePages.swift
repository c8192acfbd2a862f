import Accounts
import Contest
import Foundation
import Markup
import Spaces
import Statistics
import Storage

/// The audience's prize: the ballot, after the close the inspection, after the count the totals.
struct VotesPage {
    var visit: ContestVisit
    var desks: [AudienceDesk]
    var isSignedIn: Bool
    var refusal: VoteRefusal?

    private var base: String { "/contests/\(visit.contest.id.rawValue)/votes" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["vote.votes"], crumbs: .to(visit.contest, t), styles: ["css/work.css", "css/results-contest.css"],
            content: """
                <div class="stack"><h1>\(t["vote.votes"])</h1>
                \(ContestNavigation(visit: visit, current: .votes).html(t))
                <p class="muted">\(t["vote.explanation"])</p></div>
                \(Parts.refusal(refusal.map(t.text)))
                \(desks.map { desk in
                    """
                    <section class="stack"><h2>\(desk.stage.title)</h2><p class="muted">\(t.dateTime(desk.stage.opensAt)) — \(t.dateTime(desk.stage.closesAt))</p>
                    \(body(desk, t))</section>
                    """ as HTML
                })
                """)
    }

    private func body(_ desk: AudienceDesk, _ t: Words) -> HTML {
        let voted = desk.own.map { own in
            "<div class=\"note ok\"><b>\(t.text("vote.voted", ["name": name(own, desk)]))</b></div>" as HTML
        }
        if let tally = desk.tally { return "\(voted)\(totals(tally, desk, t))" }
        if !desk.isOpen {
            let words =
                desk.isOver ? t["vote.being_counted"] : t.text("vote.opens", ["date": t.dateTime(desk.stage.opensAt)])
            return "\(voted)<p>\(words)</p>\(desk.inspection.map { inspection($0, desk, t) })"
        }
        if let voted { return "\(voted)<p>\(t["vote.hidden"])</p>" }
        return ballot(desk, t)
    }

    private func name(_ id: Registration.ID, _ desk: AudienceDesk) -> String {
        desk.candidates.first { $0.registration == id }?.name.full ?? "№ \(id)"
    }

    private func ballot(_ desk: AudienceDesk, _ t: Words) -> HTML {
        guard !desk.candidates.isEmpty else { return "<div class=\"empty\"><p>\(t["vote.no_candidates"])</p></div>" }
        guard isSignedIn else {
            return """
                <ul class="list">\(desk.candidates.map { candidate in
                    "<li><span class=\"grow\">\(candidate.name.full)<br><span class=\"small muted\">\(candidate.organisation ?? "")</span></span></li>" as HTML
                })</ul><p><a class="btn main" href="/sign-in?back=\(base)">\(t["vote.sign_in"])</a></p>
                """
        }
        return """
            <form method="post" action="\(base)" class="stack"><input type="hidden" name="stage" value="\(desk.stage.id.rawValue)">
            <fieldset><legend>\(t["vote.choose"])</legend>\(desk.candidates.map { candidate in
                """
                <label class="pick"><input type="radio" name="entrant" value="\(candidate.registration.rawValue)" required\(when: candidate.isOwn, " disabled")>\(candidate.name.full)\
                \(candidate.organisation.map { "<br><span class=\"small muted\">\($0)</span>" as HTML })\(when: candidate.isOwn, " <span class=\"tag\">\(t["vote.own"])</span>")</label>

                """ as HTML
            })</fieldset>
            <p><button class="main" data-confirm="\(t["vote.confirm"])" data-yes="\(t["vote.vote"])">\(t["vote.vote"])</button></p></form>
            """
    }

    private func totals(_ tally: [VoteTotal], _ desk: AudienceDesk, _ t: Words) -> HTML {
        let sum = max(tally.reduce(0) { $0 + $1.counted }, 1)
        let sorted = tally.sorted { ($1.counted, $0.registration) < ($0.counted, $1.registration) }
        guard !sorted.isEmpty else { return "<p>\(t["vote.nobody"])</p>" }
        return BarChart(
            bars: sorted.map { total in
                let share = 100 * Double(total.counted) / Double(sum)
                return BarChart.Bar(
                    name: name(total.registration, desk), value: "\(total.counted) · \(t.percent(share, digits: 0))",
                    percent: share,
                    words: total.all == total.counted
                        ? "" : t.plural("vote.not_counted", count: total.all - total.counted))
            }
        ).html()
    }

    // MARK: - For the organiser

    private func inspection(_ review: VoteReview, _ desk: AudienceDesk, _ t: Words) -> HTML {
        """
        <section class="stack"><h3>\(t["vote.inspection"])</h3><p class="hint">\(t["vote.inspection_hint"])</p>
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["vote.inspection"])"><table>
        <thead><tr><th scope="col">\(t["result.entrant"])</th><th scope="col" class="num">\(t["vote.all"])</th>\
        <th scope="col" class="num">\(t["vote.counted"])</th><th scope="col" class="num">\(t["vote.from_own"])</th></tr></thead>
        <tbody>\(review.totals.sorted { ($1.counted, $0.registration) < ($0.counted, $1.registration) }.map { total in
            """
            <tr><th scope="row">\(name(total.registration, desk))</th><td class="num" data-l="\(t["vote.all"])">\(total.all)</td>\
            <td class="num" data-l="\(t["vote.counted"])">\(total.counted)</td>\
            <td class="num" data-l="\(t["vote.from_own"])">\(review.fromOwn[total.registration] ?? 0)</td></tr>

            """ as HTML
        })</tbody></table></div>
        \(review.flags.isEmpty
            ? "<p>\(t["vote.no_flags"])</p>" as HTML
            : HTML(parts: review.flags.enumerated().map { flag($0, $1, review, desk, t) }))
        \(Parts.hiddenAction(t["vote.publish"], to: base + "/publication", [("stage", "\(desk.stage.id)")], confirm: t["vote.publish_confirm"]))</section>
        """
    }

    private func flag(
        _ number: Int, _ flagged: FlaggedVotes, _ review: VoteReview, _ desk: AudienceDesk, _ t: Words
    ) -> HTML {
        let id = "why-\(desk.stage.id.rawValue)-\(number)"
        return """
            <form method="post" action="\(base)/flags" class="now stack"><input type="hidden" name="stage" value="\(desk.stage.id.rawValue)">\
            <input type="hidden" name="flag" value="\(number)">\
            <p><b>\(name(flagged.flag.registration, desk))</b>: \(words(flagged, review, t))</p>
            \(flagged.excludedFor.map { "<p><span class=\"tag warn\">\(t["vote.excluded"])</span> \($0)</p>" as HTML })
            <div class="field"><label for="\(id)">\(t["result.reason"])</label><input id="\(id)" name="reason" required maxlength="2000"></div>
            <p><button name="counts" value="\(flagged.excludedFor == nil ? "no" : "yes")">\(flagged.excludedFor == nil ? t["vote.exclude"] : t["vote.include"])</button></p></form>
            """
    }

    private func words(_ flagged: FlaggedVotes, _ review: VoteReview, _ t: Words) -> String {
        switch flagged.anomaly {
        case .burst(_, let hour, let count, let expected):
            t.text(
                "vote.burst",
                [
                    "count": "\(count)", "expected": t.number(expected, digits: 1),
                    "date": t.dateTime(Date(timeIntervalSince1970: Double(hour) * 3_600)),
                ])
        case .newAccounts(_, let count, let all):
            t.text("vote.new_accounts", ["count": "\(count)", "all": "\(all)"])
        case .oneOrganisation(_, _, let count, let all):
            t.text(
                "vote.one_organisation",
                [
                    "count": "\(count)", "all": "\(all)",
                    "organisation": flagged.flag.organisation.flatMap { review.organisations[$0] } ?? "—",
                ])
        }
    }
}

extension Parts {
    /// A button that acts by a form of its own with values of the page.
    static func hiddenAction(
        _ title: String, to address: String, _ values: [(name: String, value: String)], confirm: String
    ) -> HTML {
        """
        <form method="post" action="\(address)">\(values.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML })\
        <button class="main" data-confirm="\(confirm)" data-yes="\(title)">\(title)</button></form>
        """
    }
}
