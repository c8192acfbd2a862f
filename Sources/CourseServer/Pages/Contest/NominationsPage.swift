import Contest
import Markup
import Storage

/// A nomination as it is typed.
struct NominationRow {
    var id: Nomination.ID?
    var title = ""
    var laureates = ""

    var isEmpty: Bool { title.allSatisfy(\.isWhitespace) }

    func outline() throws(ContestRefusal) -> NominationOutline {
        let form = FormFields(pairs: [("laureates", laureates)])
        return NominationOutline(title: title, laureates: try form.number("laureates", .laureates))
    }

    static func rows(in form: FormFields) -> [NominationRow] {
        (0..<Contest.partsLimit).compactMap { row in
            guard let title = form["n\(row)-title"] else { return nil }
            return NominationRow(
                id: form["n\(row)-id"].flatMap { Nomination.ID($0) }, title: title,
                laureates: form["n\(row)-laureates"] ?? "")
        }.filter { !$0.isEmpty }
    }
}

extension NominationRow {
    init(_ nomination: Nomination) {
        self.init(
            id: nomination.id, title: nomination.title, laureates: nomination.laureates.map { "\($0)" } ?? "")
    }
}

/// Nominations, one a row; a row made empty goes.
struct NominationsPage {
    var visit: ContestVisit
    var rows: [NominationRow]
    var refusal: ContestRefusal?

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)"
        let shown = Array((rows + Array(repeating: NominationRow(), count: 3)).prefix(Contest.partsLimit))
        return Frame(
            title: t["contest.nominations"],
            crumbs: .to(visit.contest, t, Frame.Link(t["contest.settings"], base + "/settings")),
            styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(t["contest.nominations"])</h1><p class="prose">\(t["contest.nominations_hint"])</p>
                \(Parts.refusal(refusal.map { t.text($0) }))</div>
                <form method="post" action="\(base)/nominations" class="stack">\(shown.enumerated().map { row($0, $1, t) })
                \(when: visit.state != .closed, Parts.button(t["contest.save"]))</form>
                """)
    }

    private func row(_ number: Int, _ row: NominationRow, _ t: Words) -> HTML {
        """
        <div class="dates"><input type="hidden" name="n\(number)-id" value="\(row.id.map { "\($0)" } ?? "")">\
        <div class="field long"><label for="n\(number)-title">\(t.text("contest.nomination_number", ["number": "\(number + 1)"]))</label>\
        <input id="n\(number)-title" name="n\(number)-title" value="\(row.title)"></div>\
        <div class="field"><label for="n\(number)-laureates">\(t["contest.laureates"])</label>\
        <input id="n\(number)-laureates" name="n\(number)-laureates" type="number" class="short" value="\(row.laureates)"></div></div>

        """
    }
}
