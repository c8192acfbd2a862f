import Archives
import Foundation
import Statistics
import TestSupport

/// A table of the jury fixtures, its first line naming the columns; nil where there are no fixtures.
func juryTable(_ name: String) throws -> [[String: String]]? {
    guard let rows = try juryRows(name) else { return nil }
    return rows.dropFirst().map { Dictionary(zip(rows[0], $0), uniquingKeysWith: { first, _ in first }) }
}

/// The same as cells.
func juryRows(_ name: String) throws -> [[String]]? {
    guard let folder = fixtures("jury") else { return nil }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).csv"))
    return try CSV(Array(bytes)).rows.map(\.cells)
}

/// The number of `text` in units of 10⁻ᵖ; nil of an empty cell and of NA.
func units(_ text: String?, places: Int) -> Int64? {
    guard let text, let number = Double(text) else { return nil }
    return Int64((number * pow(10, Double(places))).rounded())
}

/// Numbers for names, in the order of names.
struct Numbering {
    let names: [String]
    private let numbers: [String: Int]

    init(_ names: some Sequence<String>) {
        self.names = Set(names).sorted()
        numbers = Dictionary(uniqueKeysWithValues: self.names.enumerated().map { ($1, $0) })
    }

    subscript(name: String?) -> Int { numbers[name ?? ""] ?? 0 }
}

/// Sheets of one criterion from rows by entry, a column for each juror.
func sheets(_ rows: [[Int64?]], unit: Int64 = 1) throws -> ScoreSheets {
    try ScoreSheets(
        entryCount: rows.count, jurorCount: rows.first?.count ?? 0, unit: unit,
        sheets: rows.enumerated().flatMap { entry, marks in
            marks.enumerated().compactMap { juror, mark in
                mark.map { .init(entry: entry, juror: juror, marks: [$0]) }
            }
        })
}

func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    value.map { abs($0 - expected) <= tolerance } ?? false
}

/// Entries with their places, «1» or «3-4».
func places(_ standings: [Standing]) -> [Int: ClosedRange<Int>] {
    Dictionary(uniqueKeysWithValues: standings.map { ($0.entry, $0.places) })
}
