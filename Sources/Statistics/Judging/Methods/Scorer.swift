/// A method prepared on one set of sheets: scores them, and scores them again with jurors counted many times or not at all.
struct Scorer: Sendable {
    private enum Kind: Sendable {
        case central(Panel, CentralMethod, places: Int?)
        /// A panel for each criterion and the places after the point that each product is rounded to.
        case products([Panel], CentralMethod, places: Int, ScoreSheets.Weights)
        case copeland(Rankings)
        case schulze(Rankings)
        case kemeny(Rankings)
        case severity(SeverityModel, places: Int?)
    }

    private let kind: Kind
    private let entryCount: Int
    let model: SeverityModel?
    let notes: [ScoringNote]

    /// Throws when the severity model does not fit, or the method has no products to round.
    init(_ sheets: ScoreSheets, method: ScoringMethod, rounding: Rounding) throws(ScoringRefusal) {
        entryCount = sheets.entryCount
        var places: Int?
        if case .total(let asked) = rounding { places = asked }
        if case .product(let digits) = rounding {
            guard let central = method.central else { throw .noProducts(method) }
            let panels = (0..<sheets.criterionCount).map { Panel(criterion: $0, of: sheets) }
            kind = .products(panels, central, places: digits, sheets.weights)
            model = nil
            notes = Self.notes(sheets, central, panels, isByCriterion: true)
            return
        }
        switch method {
        case .mean, .sum, .trimmed, .median:
            let central = method.central ?? .mean
            let panel = Panel(totals: sheets)
            kind = .central(panel, central, places: places)
            model = nil
            notes = Self.notes(sheets, central, [panel], isByCriterion: false)
        case .places:
            kind = .central(.places(sheets), .mean, places: places)
            model = nil
            let rankings = Rankings(sheets)
            let single = rankings.jurors.indices.filter { rankings.jurors[$0].count == 1 }
            notes = Self.notes(sheets) + (single.isEmpty ? [] : [.singleMark(jurors: single)])
        case .copeland, .schulze, .kemeny:
            let rankings = Rankings(sheets)
            kind =
                method == .copeland ? .copeland(rankings) : method == .schulze ? .schulze(rankings) : .kemeny(rankings)
            model = nil
            notes = Self.notes(sheets)
        case .severity(let shrinkage):
            do {
                let model = try SeverityModel(
                    sheets.observations, entryCount: sheets.entryCount, jurorCount: sheets.jurorCount,
                    shrinkage: shrinkage)
                kind = .severity(model, places: places)
                self.model = model
                notes =
                    Self.notes(sheets)
                    + (shrinkage == .restrictedLikelihood && !model.lambda.isFinite
                        ? [.withoutSeverity(fitted: model.isFitted)] : [])
            } catch { throw .severity(error) }
        }
    }

    /// The score of each entry, nil without marks; `counts` by juror, one each without it. Notes say what this set of
    /// jurors adds to those of the method.
    func scores(counts: [Int]? = nil) -> (scores: [Score?], notes: [ScoringNote]) {
        switch kind {
        case .central(let panel, let method, let places):
            let scores = (0..<entryCount).map { entry in
                panel.centre(of: entry, by: method, counts: counts).map { value in
                    Score(places.map { value.rounded(places: $0) } ?? value)
                }
            }
            return (scores, [])
        case .products(let panels, let method, let places, let weights):
            let scores = (0..<entryCount).map { entry -> Score? in
                var sum: Rational?
                for (criterion, panel) in panels.enumerated() {
                    guard let centre = panel.centre(of: entry, by: method, counts: counts) else { continue }
                    let weight = Rational(
                        Int128(weights.units(of: criterion, for: entry)), over: Int128(weights.unit))
                    let product = (centre.rounded(places: places) * weight).rounded(places: places)
                    sum = sum.map { $0 + product } ?? product
                }
                return sum.map { Score($0) }
            }
            return (scores, [])
        case .copeland(let rankings): return (majority(rankings, counts) { $0.copeland($1) }, [])
        case .schulze(let rankings): return (majority(rankings, counts) { $0.schulze($1) }, [])
        case .kemeny(let rankings):
            var notes: [ScoringNote] = []
            let scores = majority(rankings, counts) { majority, entries in
                let best = Kemeny(majority, entries)
                if !best.unproven.isEmpty { notes.append(.notProven(entries: best.unproven)) }
                return best.meanPlaces.map { place in
                    // The higher the better: how far above the place after the last.
                    Score(Rational(-place.numerator, over: place.denominator) + Rational(Int128(entries.count + 1)))
                }
            }
            return (scores, notes)
        case .severity(let model, let places):
            let qualities = counts.map { model.system.qualities(lambda: model.lambda, counts: $0) } ?? model.qualities
            let scores = qualities.map { quality in
                quality.map { quality in
                    let value = Rational(quantising: quality)
                    return Score(places.map { value.rounded(places: $0) } ?? value)
                }
            }
            return (scores, [])
        }
    }

    /// About how many steps of some 10 ns one replicate takes.
    var stepCount: Int {
        let entries = entryCount * (entryCount.bitWidth - entryCount.leadingZeroBitCount) * 4
        switch kind {
        case .central(let panel, _, _): return entries + panel.markCount * 4
        case .products(let panels, _, _, _): return panels.reduce(entries) { $0 + $1.markCount * 4 + entryCount * 30 }
        case .copeland(let rankings): return entries + rankings.jurors.count * entryCount * entryCount / 4
        case .schulze(let rankings): return (rankings.jurors.count + entryCount) * entryCount * entryCount / 4
        case .kemeny(let rankings):
            let subsets = 1 << min(entryCount, Kemeny.largestExact)
            return (rankings.jurors.count + 10 * entryCount + subsets) * entryCount * entryCount / 4
        case .severity(let model, _): return entries + model.system.stepCount
        }
    }

    private func majority(
        _ rankings: Rankings, _ counts: [Int]?, _ method: (Majority, [Int]) -> [Score]
    ) -> [Score?] {
        var isMarked = [Bool](repeating: false, count: entryCount)
        for (juror, ranking) in rankings.jurors.enumerated() where counts?[juror] != 0 {
            for group in ranking.groups { for entry in group { isMarked[entry] = true } }
        }
        let entries = isMarked.indices.filter { isMarked[$0] }
        var scores = [Score?](repeating: nil, count: entryCount)
        let majority = Majority(rankings, entryCount: entryCount, counts: counts)
        for (entry, score) in zip(entries, method(majority, entries)) { scores[entry] = score }
        return scores
    }

    private static func notes(_ sheets: ScoreSheets) -> [ScoringNote] {
        let incomplete = sheets.totals.count { $0 == nil }
        let counts = sheets.sheetCounts
        let unmarked = counts.indices.filter { counts[$0] == 0 }
        return (incomplete > 0 ? [.incomplete(count: incomplete)] : [])
            + (unmarked.isEmpty ? [] : [.unmarked(entries: unmarked)])
    }

    private static func notes(
        _ sheets: ScoreSheets, _ method: CentralMethod, _ panels: [Panel], isByCriterion: Bool
    ) -> [ScoringNote] {
        var notes = Self.notes(sheets)
        if isByCriterion {
            let unmarked = (0..<sheets.entryCount).filter { entry in panels.allSatisfy { $0.entries[entry].isEmpty } }
            let missing = sheets.sheets.reduce(0) { $0 + $1.marks.count { $0 == nil } }
            notes =
                (missing > 0 ? [.incomplete(count: missing)] : [])
                + (unmarked.isEmpty ? [] : [.unmarked(entries: unmarked)])
        }
        let sizes = (0..<sheets.entryCount).map { entry in panels.map { $0.entries[entry].count }.filter { $0 > 0 } }
        if case .trimmed(let asked) = method {
            let untrimmed = sizes.indices.filter { entry in
                asked != 0 && sizes[entry].contains { CentralMethod.trim(asked, of: $0) == 0 }
            }
            if !untrimmed.isEmpty { notes.append(.untrimmed(entries: untrimmed)) }
        }
        if method == .sum, Set(sizes.joined()).count > 1 { notes.append(.unequalPanels) }
        return notes
    }
}

/// Why a method does not score these sheets.
public enum ScoringRefusal: Error, Equatable, Sendable {
    /// Rounding of products was asked of a method that goes by whole sheets.
    case noProducts(ScoringMethod)
    case severity(SeverityRefusal)
}

extension ScoringMethod {
    var central: CentralMethod? {
        switch self {
        case .mean: .mean
        case .sum: .sum
        case .trimmed(let count): .trimmed(count)
        case .median: .median
        case .places, .copeland, .schulze, .kemeny, .severity: nil
        }
    }
}
