import Accounts
import Contest
import Storage

/// The published table as other programs get it: what is shown to everybody, no more.
struct ResultColumns {
    let table: [[String]]

    init(_ page: ResultPage, _ t: Words) {
        let (result, fields) = (page.result, page.result.fields)
        let criteria = fields.contains(.marks) ? result.snapshot.criteria : []
        func digits(_ text: String?) -> String { text?.replacing(".", with: t.decimalSeparator) ?? "" }
        let head =
            (fields.contains(.places) ? [t["result.place"]] : []) + [t["result.entrant"], t["result.organisation"]]
            + criteria.map(\.title) + (fields.contains(.points) ? [t["result.points"]] : [])
            + (page.marksPass ? [t["result.outcome"]] : [])
        let rows = page.rows.map { row in
            let organisation = fields.contains(.names) ? page.people.entrants[row.registration]?.organisation : nil
            let marks = criteria.indices.map { digits(row.marks.indices.contains($0) ? row.marks[$0] : nil) }
            let outcome =
                row.state == .ranked || row.passes
                ? t[row.passes ? "result.passes" : "result.passes_not"] : t.text(row.state)
            return (fields.contains(.places) ? [row.places?.text ?? ""] : [])
                + [page.name(row.registration), organisation ?? ""] + marks
                + (fields.contains(.points) ? [digits(row.total)] : []) + (page.marksPass ? [outcome] : [])
        }
        table = [head] + rows
    }
}

/// Every mark of every juror, a row for each sheet: also what the command line takes.
struct MarkSheetTable {
    let table: [[String]]

    init(_ page: ResultPage, _ t: Words) {
        let snapshot = page.result.snapshot
        let codes = Dictionary(snapshot.entrants.map { ($0.registration, $0.code) }) { first, _ in first }
        func points(_ mark: Int64?) -> String {
            guard let mark else { return "" }
            let (whole, part) = (mark / 100_000, mark.magnitude % 100_000)
            guard part > 0 else { return "\(whole)" }
            var fraction = String(String(100_000 + part).dropFirst())
            while fraction.hasSuffix("0") { fraction.removeLast() }
            return "\(mark < 0 && whole == 0 ? "-" : "")\(whole)\(t.decimalSeparator)\(fraction)"
        }
        table =
            [[t["result.code"], t["result.juror"]] + snapshot.criteria.map(\.title)]
            + snapshot.sheets.map { sheet in
                [codes[sheet.registration] ?? "", page.people.jurors[sheet.juror]?.short ?? "№ \(sheet.juror)"]
                    + sheet.marks.map(points)
            }
    }
}
