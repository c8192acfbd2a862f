import Archives
import Foundation
import Statistics

/// Entries and jurors of an assignment as two tables give them.
///
/// Entries have `entry`, and may have `organisation`, `subject` and `conflicts`; jurors have `juror`, and may have
/// `organisation`, `subjects`, `conflicts` and `limit`. Lists inside a cell are parted by `|` or `;`. Conflicts name jurors
/// in the one table and entries in the other.
struct AssignmentTable {
    let entries: [String]
    let jurors: [String]
    let terms: AssignmentTerms

    init(entries: CSV, jurors: CSV, perEntry: Int) throws(AssignmentTableRefusal) {
        let entryRows = try Self.rows(entries, isJurors: false)
        let jurorRows = try Self.rows(jurors, isJurors: true)
        self.entries = entryRows.map(\.name)
        self.jurors = jurorRows.map(\.name)
        let entryNames = Set(self.entries)
        let jurorNames = Set(self.jurors)
        for row in entryRows {
            for name in row.conflicts where !jurorNames.contains(name) {
                throw .unknownName(name, line: row.line, inJurors: false)
            }
        }
        for row in jurorRows {
            for name in row.conflicts where !entryNames.contains(name) {
                throw .unknownName(name, line: row.line, inJurors: true)
            }
        }
        terms = AssignmentTerms(
            perEntry: perEntry, capacities: jurorRows.map(\.limit),
            pairings: entryRows.map { entry in
                jurorRows.map { juror in
                    if entry.conflicts.contains(juror.name) || juror.conflicts.contains(entry.name) {
                        return .forbidden(.declared)
                    }
                    if !entry.organisation.isEmpty, entry.organisation == juror.organisation {
                        return .forbidden(.sameOrganisation)
                    }
                    let isMatch =
                        entry.subjects.isEmpty || juror.subjects.isEmpty
                        || !entry.subjects.isDisjoint(with: juror.subjects)
                    return .allowed(cost: isMatch ? 0 : 1)
                }
            })
    }

    private struct Row {
        var name: String
        var organisation: String
        var subjects: Set<String>
        var conflicts: Set<String>
        var limit: Int?
        var line: Int
    }

    private static func rows(_ table: CSV, isJurors: Bool) throws(AssignmentTableRefusal) -> [Row] {
        guard let header = table.rows.first, table.rows.count > 1 else { throw .empty(inJurors: isJurors) }
        let names = header.cells.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        func place(_ known: String...) -> Int? { names.firstIndex { known.contains($0) } }
        let column = isJurors ? place("juror", "judge", "эксперт", "жюри") : place("entry", "работа", "участник")
        guard let column else { throw .columnMissing(isJurors ? "juror" : "entry", inJurors: isJurors) }
        let organisation = place("organisation", "organization", "школа", "организация")
        let subjects = place("subject", "subjects", "предмет", "предметы")
        let conflicts = place("conflict", "conflicts", "конфликт", "конфликты")
        let limit = place("limit", "capacity", "max", "не больше")
        var lines: [String: Int] = [:]
        var rows: [Row] = []
        for row in table.rows.dropFirst() {
            func cell(_ place: Int?) -> String {
                guard let place, row.cells.indices.contains(place) else { return "" }
                return row.cells[place].trimmingCharacters(in: .whitespacesAndNewlines)
            }
            func list(_ place: Int?) -> Set<String> {
                Set(cell(place).split { "|;".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) })
                    .subtracting([""])
            }
            let name = cell(column)
            guard !name.isEmpty else { throw .nameEmpty(line: row.line, inJurors: isJurors) }
            if let first = lines.updateValue(row.line, forKey: name) {
                throw .nameTwice(name, line: row.line, first: first, inJurors: isJurors)
            }
            var most: Int?
            if !cell(limit).isEmpty {
                most = Int(cell(limit))
                guard let most, (0...1_000_000).contains(most) else {
                    throw .limitInvalid(cell(limit), line: row.line)
                }
            }
            rows.append(
                Row(
                    name: name, organisation: cell(organisation).lowercased(),
                    subjects: Set(list(subjects).map { $0.lowercased() }), conflicts: list(conflicts), limit: most,
                    line: row.line))
        }
        return rows
    }
}

/// Why tables of entries and jurors were not read. Lines count from 1.
enum AssignmentTableRefusal: Error, Equatable {
    case empty(inJurors: Bool)
    case columnMissing(String, inJurors: Bool)
    case nameEmpty(line: Int, inJurors: Bool)
    case nameTwice(String, line: Int, first: Int, inJurors: Bool)
    case unknownName(String, line: Int, inJurors: Bool)
    case limitInvalid(String, line: Int)
}
