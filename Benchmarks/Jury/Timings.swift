import Foundation
import Statistics

/// How long the work on one table takes, best of several runs in milliseconds, with figures to compare.
struct Timings: Encodable {
    var milliseconds: [String: Double] = [:]
    var figures: [String: Double] = [:]

    /// A line for each sheet: entry, juror, marks, as whole numbers between spaces.
    init(marks text: String) throws {
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").map { Int64($0) ?? 0 } }
        let entries = Int(rows.map { $0[0] }.max() ?? 0) + 1
        let jurors = Int(rows.map { $0[1] }.max() ?? 0) + 1
        let raw = rows.map { row in
            ScoreSheets.Sheet(entry: Int(row[0]), juror: Int(row[1]), marks: row.dropFirst(2).map { $0 })
        }
        let criteria = raw.first?.marks.count ?? 1
        let isSmall = entries <= 100
        func sheets() throws -> ScoreSheets {
            try ScoreSheets(entryCount: entries, jurorCount: jurors, criterionCount: criteria, sheets: raw)
        }
        let sheets = try sheets()
        var options = JuryResult.Options()
        options.replicates = 0

        let trimmed = try measure("trimmed", 5) { try JuryResult(sheets, method: .trimmed(1), options: options) }
        figures["trimmed"] = trimmed.standings.reduce(0) { $0 + $1.score.value.number }
        let model = try measure("severity", 5) {
            try SeverityModel(sheets.observations, entryCount: entries, jurorCount: jurors)
        }
        figures["ratio"] = 1 / model.lambda
        figures["residualVariance"] = model.residualVariance
        figures["qualities"] = model.qualities.reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) }
        let assignment = try measure("assignment", 3) { try JuryAssignment(Self.terms(entries, jurors), seed: 1) }
        figures["assignmentCost"] = Double(assignment.cost)
        guard isSmall else { return }

        figures["alpha"] = try measure("everything", 5) { () -> Double? in
            let table = RatingTable(sheets)
            let result = try JuryResult(sheets, method: .trimmed(nil), options: options)
            let corrected = try JuryResult(sheets, method: .severity(.restrictedLikelihood), options: options)
            _ = (IntraclassCorrelation(table), kendallW(table), CategoricalAgreement(table), result.standings)
            for level in MeasurementLevel.allCases { _ = krippendorffAlpha(table, level: level) }
            if let model = corrected.model { _ = JurorCard.all(sheets, model) { _, _ in false } }
            _ = try JurorInfluence.all(sheets, method: .trimmed(nil), cut: 13)
            return krippendorffAlpha(table, level: .interval)
        }
        options.replicates = 2_000
        options.cut = 13
        for (name, method) in [
            ("bootstrap of means", ScoringMethod.mean), ("bootstrap of severity", .severity(.restrictedLikelihood)),
        ] {
            _ = try measure(name, 3) { try JuryResult(sheets, method: method, options: options) }
        }
    }

    /// Three jurors for each entry, costs 0 and 1, every tenth pair forbidden: the same as on the other side.
    private static func terms(_ entries: Int, _ jurors: Int) -> AssignmentTerms {
        AssignmentTerms(
            perEntry: 3, capacities: Array(repeating: nil, count: jurors),
            pairings: (0..<entries).map { entry in
                (0..<jurors).map { juror in
                    let number = (entry * 7 + juror * 13) % 10
                    return number == 0 ? .forbidden(.declared) : .allowed(cost: number % 2)
                }
            })
    }

    private mutating func measure<Value>(_ name: String, _ times: Int, _ work: () throws -> Value) throws -> Value {
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000)
        var value = try work()
        for _ in 0..<times {
            best = min(best, try clock.measure { value = try work() })
        }
        milliseconds[name] = best / .milliseconds(1)
        return value
    }
}
