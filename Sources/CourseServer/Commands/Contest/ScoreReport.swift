import Foundation
import Statistics

/// Scores and places for a program and for a person, rows by place; entries without sheets stand last.
struct ScoreReport: Encodable {
    struct Row: Encodable {
        var entry: String
        var score: String?
        var place: String?
        var sheets: Int
        var error: Double?
        var interval: [String]?

        enum CodingKeys: String, CodingKey {
            case entry, score, place, sheets, interval
            case error = "se"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(entry, forKey: .entry)
            try container.encode(score, forKey: .score)
            try container.encode(place, forKey: .place)
            try container.encode(sheets, forKey: .sheets)
            try container.encode(error, forKey: .error)
            try container.encode(interval, forKey: .interval)
        }
    }

    /// The severity model's own figures.
    struct Model: Encodable {
        struct Juror: Encodable {
            var juror: String
            var severity: Double
            var error: Double?

            enum CodingKeys: String, CodingKey {
                case juror, severity
                case error = "se"
            }
        }

        /// σ_s² ÷ σ_e²; null for fixed effects.
        var ratio: Double?
        var residualVariance: Double?
        var jurorVariance: Double?
        var residualSumOfSquares: Double
        var degreesOfFreedom: Int
        var reliability: Double?
        var jurors: [Juror]

        enum CodingKeys: String, CodingKey {
            case ratio, reliability, jurors
            case residualVariance = "residual_variance"
            case jurorVariance = "juror_variance"
            case residualSumOfSquares = "rss"
            case degreesOfFreedom = "df"
        }
    }

    var method: String
    var rows: [Row]
    var notes: [String]
    var model: Model?

    init(_ result: JuryResult, of table: SheetTable, method: String, rounding: Rounding) {
        self.method = method
        let places: Int? =
            switch rounding {
            case .none: nil
            case .total(let places), .product(let places): places
            }
        // Places of an order are no scores to round.
        let isOrder = ["copeland", "schulze", "kemeny"].contains(method)
        let placed = Set(result.standings.map(\.entry))
        rows =
            result.standings.map { standing in
                let first = standing.places.lowerBound
                let last = standing.places.upperBound
                return Row(
                    entry: table.entries[standing.entry],
                    score: standing.score.value.decimal(places: isOrder ? nil : places),
                    place: first == last ? "\(first)" : "\(first)-\(last)", sheets: result.sheetCounts[standing.entry],
                    error: ContestCommand.figure(result.errors[standing.entry]),
                    interval: result.intervals[standing.entry].map {
                        ["\($0.places.lowerBound)", "\($0.places.upperBound)"]
                    })
            }
            + table.entries.indices.filter { !placed.contains($0) }.map {
                Row(entry: table.entries[$0], sheets: result.sheetCounts[$0])
            }
        notes = result.notes.map { Self.text($0, table) }
        if table.roundedMarks > 0 {
            notes.append("Оценок длиннее девяти знаков после запятой: \(table.roundedMarks). Они округлены до девяти.")
        }
        model = result.model.map { model in
            Model(
                ratio: model.lambda > 0 ? ContestCommand.figure(1 / model.lambda) : nil,
                residualVariance: ContestCommand.figure(model.residualVariance),
                jurorVariance: ContestCommand.figure(model.severityVariance),
                residualSumOfSquares: ContestCommand.figure(model.residualSumOfSquares) ?? 0,
                degreesOfFreedom: model.degreesOfFreedom, reliability: ContestCommand.figure(model.reliability),
                jurors: table.jurors.indices.compactMap { juror in
                    model.severities[juror].map {
                        Model.Juror(
                            juror: table.jurors[juror], severity: ContestCommand.figure($0) ?? 0,
                            error: ContestCommand.figure(model.severityErrors[juror]))
                    }
                })
        }
    }

    private static func text(_ note: ScoringNote, _ table: SheetTable) -> String {
        func entries(_ numbers: [Int]) -> String { ContestCommand.list(numbers.map { table.entries[$0] }) }
        return switch note {
        case .unmarked(let numbers): "Без полных листов и без места: \(entries(numbers))."
        case .incomplete(let count):
            "Неполных листов (с --round product — пропущенных оценок): \(count). Они не считались."
        case .untrimmed(let numbers): "Крайние оценки не отброшены, листов мало: \(entries(numbers))."
        case .unequalPanels: "У работ разное число листов: суммы несравнимы, возьмите среднее."
        case .singleMark(let jurors):
            "По одной работе оценили, и о местах это не говорит: \(ContestCommand.list(jurors.map { table.jurors[$0] }))."
        case .notProven(let numbers): "Наилучший порядок не доказан, перебор слишком велик: \(entries(numbers))."
        case .fewerReplicates(0): "Интервалов мест нет: таблица слишком велика для этого метода."
        case .fewerReplicates(let count):
            "Интервалы мест — по \(count) случайным составам жюри вместо 2000: таблица велика."
        case .withoutSeverity(fitted: true): "Различий в строгости экспертов не видно: баллы — средние."
        case .withoutSeverity(fitted: false):
            "Экспертов или оценок слишком мало, чтобы судить о строгости: баллы — средние."
        }
    }

    func summary() -> String {
        func error(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }
        let cells =
            [["место", "работа", "балл", "ошибка", "места", "листов"]]
            + rows.map { row in
                [
                    row.place ?? "—", row.entry, row.score ?? "—", error(row.error),
                    row.interval?.joined(separator: "–") ?? "", "\(row.sheets)",
                ]
            }
        var lines = ContestCommand.aligned(cells)
        if let model {
            func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "—" }
            lines.append("")
            lines.append(
                "Дисперсия остатка \(number(model.residualVariance)), строгости \(number(model.jurorVariance)), "
                    + "сумма квадратов остатков \(number(model.residualSumOfSquares)), надёжность \(number(model.reliability))"
            )
            lines += ContestCommand.aligned(
                [["эксперт", "щедрость", "ошибка"]]
                    + model.jurors.map { [$0.juror, String(format: "%+.3f", $0.severity), error($0.error)] })
        }
        return (lines + (notes.isEmpty ? [] : [""]) + notes).joined(separator: "\n")
    }
}

extension ContestCommand {
    /// Rows in columns as wide as their widest cell.
    static func aligned(_ rows: [[String]]) -> [String] {
        let widths = rows[0].indices.map { column in rows.reduce(0) { max($0, $1[column].count) } }
        return rows.map { row in
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(
                separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
