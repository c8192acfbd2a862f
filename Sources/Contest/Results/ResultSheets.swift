import Foundation
import Statistics

/// A snapshot brought into numbers: entries and jurors by place, what the regulation counts, what jurors gave.
struct ResultSheets {
    let snapshot: ResultSnapshot
    /// Entrants who are ranked. Those of whom places stay empty are among them.
    let entrants: [ResultSnapshot.Entrant]
    /// Jurors with sheets of them.
    let jurors: [ResultSnapshot.Panellist]
    /// On a scale of 100, as the jurors sent them.
    let given: ScoreSheets
    let correction: ScoreCorrection

    var method: ScoringMethod { snapshot.scoring.statisticalMethod }
    var rounding: Rounding { snapshot.scoring.decimals.map { .total($0) } ?? .none }

    var ties: [TieRule] {
        snapshot.scoring.ties.compactMap { step in
            switch step {
            case .criterion(let place): snapshot.criteria.indices.contains(place) ? .criterion(place) : nil
            case .highestMarks: .highestMarks
            case .pairwiseMajority: .pairwiseMajority
            case .decision: .order(order)
            }
        }
    }

    var policy: CutPolicy {
        switch snapshot.scoring.cut {
        case .admittingTied: .admittingTied
        case .excludingTied: .excludingTied
        case .breakingTies: .breakingTies(ties)
        }
    }

    init(_ snapshot: ResultSnapshot) throws(ResultRefusal) {
        self.snapshot = snapshot
        let entrants = snapshot.entrants.filter {
            $0.qualifies != false && (!$0.isDisqualified || snapshot.keepsPlacesEmpty)
        }
        let places = Dictionary(entrants.enumerated().map { ($1.registration, $0) }) { first, _ in first }
        let sheets = snapshot.sheets.filter { places[$0.registration] != nil }
        let marking = Set(sheets.map(\.juror))
        let jurors = snapshot.jurors.filter { marking.contains($0.juror) }
        let jurorPlaces = Dictionary(jurors.enumerated().map { ($1.juror, $0) }) { first, _ in first }
        self.entrants = entrants
        self.jurors = jurors
        correction = try Self.correction(snapshot, entrants, places)
        let rows = sheets.compactMap { sheet -> ScoreSheets.Sheet? in
            guard let entry = places[sheet.registration], let juror = jurorPlaces[sheet.juror] else { return nil }
            return ScoreSheets.Sheet(entry: entry, juror: juror, marks: sheet.marks)
        }
        guard rows.count == sheets.count, rows.allSatisfy({ $0.marks.count == snapshot.criteria.count }) else {
            throw .sheets
        }
        do {
            given =
                rows.isEmpty
                ? try ScoreSheets(
                    entryCount: entrants.count, jurorCount: jurors.count, criterionCount: snapshot.criteria.count,
                    sheets: [])
                : try Self.rubric(snapshot).sheets(entryCount: entrants.count, jurorCount: jurors.count, rows)
        } catch is RubricRefusal { throw .criteria } catch { throw .sheets }
    }

    private static func rubric(_ snapshot: ResultSnapshot) throws(RubricRefusal) -> Rubric {
        try Rubric(
            snapshot.criteria.map {
                Rubric.Criterion(weight: Int64($0.weight), lowest: $0.lowest, highest: $0.highest)
            })
    }

    /// The total is (weight × points + Σ weight × points of earlier stages) ÷ Σ weights, so it stays on the stage's scale.
    private static func correction(
        _ snapshot: ResultSnapshot, _ entrants: [ResultSnapshot.Entrant], _ places: [Registration.ID: Int]
    ) throws(ResultRefusal) -> ScoreCorrection {
        var correction = ScoreCorrection.none
        for adjustment in snapshot.adjustments {
            guard let place = places[adjustment.registration] else { continue }
            correction.fixed[place] = Rational(Int128(adjustment.points), over: 100_000)
        }
        // An entrant without points of a stage has 0 there, so all are divided by the same sum.
        var weights: [Stage.ID: Int] = [:]
        for carried in snapshot.entrants.flatMap(\.carried) { weights[carried.stage] = carried.weight }
        let sum = weights.values.reduce(snapshot.weight, +)
        guard !weights.isEmpty, sum > 0 else { return correction }
        correction.share = Rational(Int128(snapshot.weight), over: Int128(sum))
        for entrant in entrants {
            var units: Int128 = 0
            for carried in entrant.carried {
                guard let points = Rational(digits: carried.points) else { throw .sheets }
                units += Int128(carried.weight) * points.rounded(places: 9).numerator
            }
            correction.bonuses.append(Rational(units, over: 1_000_000_000 * Int128(sum)))
        }
        return correction
    }

    /// What counts by the regulation: closest two of three with a third expert, less what lateness costs.
    func counted(without juror: Int? = nil) throws(ResultRefusal) -> ScoreSheets {
        let sheets = juror.map { given.removing(juror: $0) } ?? given
        let third = Set(entrants.indices.filter { entrants[$0].hasThirdExpert })
        let kept = sheets.keepingClosestTwo(of: third)
        guard entrants.contains(where: { $0.latePercent > 0 }), let row = kept.weights.rows.first else { return kept }
        do {
            return try ScoreSheets(
                entryCount: kept.entryCount, jurorCount: kept.jurorCount, criterionCount: kept.criterionCount,
                unit: kept.unit,
                weights: ScoreSheets.Weights(
                    rows: entrants.map { entrant in row.map { $0 * Int64(100 - entrant.latePercent) } },
                    unit: kept.weights.unit * 100), sheets: kept.sheets)
        } catch { throw .criteria }
    }

    func standings(_ sheets: ScoreSheets, ties: [TieRule] = [], method: ScoringMethod? = nil)
        throws(ResultRefusal) -> [Standing]
    {
        do {
            return try JuryResult.standings(
                sheets, method: method ?? self.method, rounding: rounding, ties: ties, correction: correction)
        } catch { throw refusal(error) }
    }

    func refusal(_ refusal: ScoringRefusal) -> ResultRefusal {
        switch refusal {
        case .noProducts: .criteria
        case .severity(.disconnected(let groups)): .disconnected(groups: groups.map { $0.map(id) })
        }
    }

    func id(_ entry: Int) -> Registration.ID { entrants[entry].registration }

    /// The recorded decisions one after another; each parts entries of its own.
    private var order: [Int] {
        let places = Dictionary(entrants.enumerated().map { ($1.registration, $0) }) { first, _ in first }
        // A later decision on an entry stands before an earlier one.
        var seen: Set<Registration.ID> = []
        return snapshot.decisions.reversed().flatMap { decision in
            seen.isDisjoint(with: decision.order)
                ? decision.order.filter { seen.insert($0).inserted }.compactMap { places[$0] } : []
        }
    }
}

extension ResultSnapshot {
    /// Who shares a place when nothing is decided, the best first.
    var ties: [Set<Registration.ID>] {
        get throws(ResultRefusal) {
            var undecided = self
            undecided.decisions = []
            let prepared = try ResultSheets(undecided)
            let shared = try prepared.standings(try prepared.counted(), ties: prepared.ties).filter(\.isShared)
            return Dictionary(grouping: shared, by: \.places.lowerBound).sorted { $0.key < $1.key }.map { _, group in
                Set(group.map { prepared.id($0.entry) })
            }
        }
    }
}

extension ScoringRules {
    var statisticalMethod: ScoringMethod {
        switch method {
        case .mean: .mean
        case .sum: .sum
        case .trimmed: .trimmed(trim)
        case .median: .median
        case .places: .places
        case .copeland: .copeland
        case .schulze: .schulze
        case .kemeny: .kemeny
        case .severity: .severity(.restrictedLikelihood)
        }
    }

    /// Scores are points out of a hundred, so a share of the scale means something.
    var hasScale: Bool {
        switch method {
        case .mean, .trimmed, .median, .severity: true
        case .sum, .places, .copeland, .schulze, .kemeny: false
        }
    }
}

extension Rational {
    /// Digits with a decimal point, at most nine after it; nil for anything else.
    init?(digits: String) {
        let isNegative = digits.hasPrefix("-")
        let parts = digits.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }),
            parts[0].count <= 12, parts.count == 1 || parts[1].count <= 9, let whole = Int128(parts[0])
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let padded = fraction + String(repeating: "0", count: 9 - fraction.count)
        let units = whole * 1_000_000_000 + (Int128(padded) ?? 0)
        self.init(isNegative ? -units : units, over: 1_000_000_000)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
