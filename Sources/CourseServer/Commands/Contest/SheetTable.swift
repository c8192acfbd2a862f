import Archives
import Foundation
import Statistics

/// Marks of a jury as a table gives them: a row for each mark, columns `entry`, `juror`, `mark`, and `criterion` and `weight`
/// where there are any. Names of columns may be Russian, in any case and order; other columns do not matter.
struct SheetTable {
    /// In the order of numbers where all names are numbers, else of letters, so that the order of rows never matters.
    let entries: [String]
    let jurors: [String]
    let criteria: [String]
    let sheets: ScoreSheets
    /// How many marks had more places after the point than are kept, and were rounded.
    let roundedMarks: Int

    /// What `mark` holds.
    enum Marks { case numbers, categories }

    static var limits: CSV.Limits {
        var limits = CSV.Limits()
        limits.bytes = 256 << 20
        limits.rows = 5_000_000
        return limits
    }

    /// Sheets × criteria, and entries × criteria where weights differ: what memory is taken for.
    private static let largest = 20_000_000

    init(_ table: CSV, marks kind: Marks = .numbers) throws(SheetTableRefusal) {
        guard let header = table.rows.first else { throw .empty }
        let columns = try Columns(header)
        let places = (
            entry: try columns.place(.entry), juror: try columns.place(.juror), mark: try columns.place(.mark)
        )
        guard table.rows.count > 1 else { throw .empty }
        var names = (entries: Names(), jurors: Names(), criteria: Names())
        var rows: [Row] = []
        rows.reserveCapacity(table.rows.count - 1)
        var categories = Names()
        for row in table.rows.dropFirst() {
            let cells = try Cells(row, header)
            let mark: ExactDecimal?
            switch kind {
            case .numbers: mark = try cells.number(places.mark, .mark)
            case .categories:
                mark = cells[places.mark].map { ExactDecimal(units: Int64(categories.number($0)), places: 0) }
            }
            var weight: ExactDecimal?
            if let place = columns[.weight] {
                weight = try cells.number(place, .weight)
                if weight == nil, mark != nil { throw .cellEmpty(.weight, line: row.line) }
                if let weight, weight.units < 0 { throw .weightNegative(line: row.line) }
            }
            rows.append(
                Row(
                    entry: names.entries.number(try cells.text(places.entry, .entry)),
                    juror: names.jurors.number(try cells.text(places.juror, .juror)),
                    criterion: names.criteria.number(
                        try columns[.criterion].map { place throws(SheetTableRefusal) in
                            try cells.text(place, .criterion)
                        } ?? ""), mark: mark, weight: weight, line: row.line))
        }
        let entryOrder = names.entries.sorted()
        let jurorOrder = names.jurors.sorted()
        let criterionOrder = names.criteria.sorted()
        (entries, jurors, criteria) = (entryOrder.names, jurorOrder.names, criterionOrder.names)
        let categoryOrder = kind == .categories ? categories.sorted().places : []
        for place in rows.indices {
            rows[place].entry = entryOrder.places[rows[place].entry]
            rows[place].juror = jurorOrder.places[rows[place].juror]
            rows[place].criterion = criterionOrder.places[rows[place].criterion]
            if kind == .categories, let mark = rows[place].mark {
                rows[place].mark?.units = Int64(categoryOrder[Int(mark.units)])
            }
        }
        roundedMarks = rows.count { $0.mark?.isRounded == true }
        sheets = try Self.sheets(rows, entries, jurors, criteria)
    }

    private struct Row {
        var entry: Int
        var juror: Int
        var criterion: Int
        var mark: ExactDecimal?
        var weight: ExactDecimal?
        var line: Int
    }

    private static func sheets(
        _ rows: [Row], _ entries: [String], _ jurors: [String], _ criteria: [String]
    ) throws(SheetTableRefusal) -> ScoreSheets {
        guard criteria.count <= ScoreSheets.Limits.criteria, rows.count * criteria.count <= 50 * largest else {
            throw .tooManyCriteria(limit: ScoreSheets.Limits.criteria)
        }
        // One sheet for each pair, its line of each mark kept for the message about a second one.
        var numbers: [Int: Int] = [:]
        var sheets: [ScoreSheets.Sheet] = []
        var lines: [[Int32]] = []
        let places = rows.reduce(0) { max($0, $1.mark?.places ?? 0) }
        for row in rows {
            let pair = row.entry * jurors.count + row.juror
            let number: Int
            if let known = numbers[pair] {
                number = known
            } else {
                number = sheets.count
                numbers[pair] = number
                guard (sheets.count + 1) * criteria.count <= largest else {
                    throw .tooManyCriteria(limit: largest / max(sheets.count, 1))
                }
                sheets.append(
                    .init(entry: row.entry, juror: row.juror, marks: Array(repeating: nil, count: criteria.count)))
                lines.append(Array(repeating: 0, count: criteria.count))
            }
            let first = Int(lines[number][row.criterion])
            guard first == 0 else { throw .duplicate(line: row.line, first: first) }
            lines[number][row.criterion] = Int32(clamping: row.line)
            sheets[number].marks[row.criterion] = row.mark?.units(places: places)
        }
        do {
            return try ScoreSheets(
                entryCount: entries.count, jurorCount: jurors.count, criterionCount: criteria.count,
                unit: ExactDecimal.power(places), weights: try weights(rows, entries.count, criteria.count),
                sheets: sheets)
        } catch let refusal as SheetTableRefusal { throw refusal } catch { throw .outOfRange }
    }

    /// One row for all when no entry has weights of its own; nil without a column of weights.
    private static func weights(
        _ rows: [Row], _ entries: Int, _ criteria: Int
    ) throws(SheetTableRefusal) -> ScoreSheets.Weights? {
        guard rows.contains(where: { $0.weight != nil }) else { return nil }
        let places = rows.reduce(0) { max($0, $1.weight?.places ?? 0) }
        guard places <= 6 else { throw .outOfRange }
        let unit = ExactDecimal.power(places)
        var common = [Int64?](repeating: nil, count: criteria)
        var isCommon = true
        for row in rows {
            guard let weight = row.weight?.units(places: places) else { continue }
            if let known = common[row.criterion], known != weight { isCommon = false }
            common[row.criterion] = weight
        }
        if isCommon { return .init(rows: [common.map { $0 ?? 0 }], unit: unit) }
        guard entries * criteria <= largest else { throw .tooManyCriteria(limit: largest / entries) }
        var own = [[Int64?]](repeating: Array(repeating: nil, count: criteria), count: entries)
        for row in rows {
            guard let weight = row.weight?.units(places: places) else { continue }
            if let known = own[row.entry][row.criterion], known != weight { throw .weightsDiffer(line: row.line) }
            own[row.entry][row.criterion] = weight
        }
        return .init(rows: own.map { $0.map { $0 ?? 0 } }, unit: unit)
    }
}

/// Why a table of marks was not read. Lines count from 1.
enum SheetTableRefusal: Error, Equatable {
    enum Column: String, CaseIterable { case entry, juror, criterion, mark, weight }

    case empty
    case columnMissing(Column)
    case columnTwice(Column)
    case cellsMissing(line: Int, cells: Int, expected: Int)
    case cellEmpty(Column, line: Int)
    case notANumber(String, Column, line: Int)
    case tooLarge(String, Column, line: Int)
    case duplicate(line: Int, first: Int)
    case weightNegative(line: Int)
    /// Jurors of one entry have different weights of one criterion.
    case weightsDiffer(line: Int)
    case tooManyCriteria(limit: Int)
    case outOfRange
}

/// Where the columns stand.
private struct Columns {
    private var places: [SheetTableRefusal.Column: Int] = [:]

    private static let names: [String: SheetTableRefusal.Column] = [
        "entry": .entry, "работа": .entry, "участник": .entry, "конкурсант": .entry, "juror": .juror, "judge": .juror,
        "эксперт": .juror, "член жюри": .juror, "жюри": .juror, "criterion": .criterion, "критерий": .criterion,
        "mark": .mark, "score": .mark, "балл": .mark, "баллы": .mark, "оценка": .mark, "weight": .weight,
        "вес": .weight,
        "коэффициент": .weight,
    ]

    init(_ header: CSV.Row) throws(SheetTableRefusal) {
        for (place, cell) in header.cells.enumerated() {
            guard let column = Self.names[cell.trimmingCharacters(in: .whitespaces).lowercased()] else { continue }
            guard places.updateValue(place, forKey: column) == nil else { throw .columnTwice(column) }
        }
    }

    subscript(column: SheetTableRefusal.Column) -> Int? { places[column] }

    func place(_ column: SheetTableRefusal.Column) throws(SheetTableRefusal) -> Int {
        guard let place = places[column] else { throw .columnMissing(column) }
        return place
    }
}

/// The cells of one row.
private struct Cells {
    private let row: CSV.Row

    init(_ row: CSV.Row, _ header: CSV.Row) throws(SheetTableRefusal) {
        guard row.cells.count >= header.cells.count else {
            throw .cellsMissing(line: row.line, cells: row.cells.count, expected: header.cells.count)
        }
        self.row = row
    }

    /// nil when nothing was entered.
    subscript(place: Int) -> String? {
        let text = trimmed(place)
        return ["", "NA", "-", "—", "–"].contains(text) ? nil : text
    }

    func text(_ place: Int, _ column: SheetTableRefusal.Column) throws(SheetTableRefusal) -> String {
        let text = trimmed(place)
        guard !text.isEmpty else { throw .cellEmpty(column, line: row.line) }
        return text
    }

    private func trimmed(_ place: Int) -> String {
        let cell = row.cells[place]
        guard let first = cell.unicodeScalars.first, let last = cell.unicodeScalars.last else { return cell }
        // Most cells need no trimming, and trimming is slow.
        let isPlain = !first.properties.isWhitespace && !last.properties.isWhitespace
        return isPlain ? cell : cell.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func number(_ place: Int, _ column: SheetTableRefusal.Column) throws(SheetTableRefusal) -> ExactDecimal? {
        guard let text = self[place] else { return nil }
        switch ExactDecimal.read(text) {
        case .number(let number): return number
        case .tooLarge: throw .tooLarge(String(text.prefix(40)), column, line: row.line)
        case .notANumber: throw .notANumber(String(text.prefix(40)), column, line: row.line)
        }
    }
}

/// Names in the order they were met, each with a number.
private struct Names {
    private var numbers: [String: Int] = [:]
    private var names: [String] = []
    private var last = 0

    mutating func number(_ name: String) -> Int {
        // Rows of one entry mostly stand together.
        if !names.isEmpty, names[last] == name { return last }
        last = numbers[name] ?? names.count
        if last == names.count {
            numbers[name] = last
            names.append(name)
        }
        return last
    }

    /// The names in order, and where each number went.
    func sorted() -> (names: [String], places: [Int]) {
        let values = names.map { Int($0) }
        let isNumeric = values.allSatisfy { $0 != nil }
        let order = names.indices.sorted { first, second in
            isNumeric && values[first] != values[second]
                ? (values[first] ?? 0) < (values[second] ?? 0) : names[first] < names[second]
        }
        var places = [Int](repeating: 0, count: names.count)
        for (place, number) in order.enumerated() { places[number] = place }
        return (order.map { names[$0] }, places)
    }
}
