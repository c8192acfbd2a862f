import Foundation
import Statistics

extension ResultTable {
    /// The table that follows from the snapshot; the same on every machine.
    public init(_ snapshot: ResultSnapshot) throws(ResultRefusal) {
        let prepared = try ResultSheets(snapshot)
        let counted = try prepared.counted()
        let outcome = try Outcome(prepared, counted)
        let jury = try Self.jury(prepared, counted)
        let beside = Beside(prepared, counted)
        self.init(
            rows: [], nominations: outcome.awards(prepared),
            influences: snapshot.criteria.isEmpty ? [] : Self.influences(prepared, outcome),
            agreement: Agreement(prepared, beside.model), cards: Self.cards(prepared), model: Model(beside.model),
            notes: Self.notes(prepared, jury, beside))
        let laureates = Set(nominations.flatMap(\.laureates))
        let own = try Self.points(prepared, counted)
        let rows = snapshot.entrants.map { entrant -> Row in
            var row = Row(entrant, of: snapshot)
            guard let entry = prepared.entrants.firstIndex(where: { $0.registration == entrant.registration }) else {
                return row
            }
            row.sheets = counted.sheetCounts[entry]
            row.marks = Self.means(entry, prepared, counted)
            guard !entrant.isDisqualified else { return row }
            row.passes = outcome.passing.contains(entry)
            guard let standing = outcome.standings.first(where: { $0.entry == entry }) else { return row }
            row.state = .ranked
            row.places = Places(standing.places)
            row.points = (prepared.correction.fixed[entry].map { Score($0) } ?? own[entry]).map(prepared.digits)
            row.total = prepared.digits(standing.score)
            row.isAdjusted = prepared.correction.fixed[entry] != nil
            row.nominationPlaces = outcome.nominationPlaces[entry].map(Places.init)
            row.isLaureate = laureates.contains(entrant.registration)
            beside.fill(&row, entry, prepared)
            if let interval = jury.intervals[entry] {
                row.interval = Places(interval.places)
                row.chanceOfPassing = figure(interval.chanceOfPassing)
                row.chanceOfFirst = figure(interval.chanceOfFirst)
            }
            return row
        }
        self.rows = rows.sorted { first, second in
            let (left, right) = (first.places?.first ?? Int.max, second.places?.first ?? Int.max)
            return left == right ? (first.code, first.registration) < (second.code, second.registration) : left < right
        }
    }

    private static func jury(
        _ prepared: ResultSheets, _ counted: ScoreSheets
    ) throws(ResultRefusal) -> JuryResult {
        var options = JuryResult.Options()
        options.rounding = prepared.rounding
        options.ties = prepared.ties
        options.correction = prepared.correction
        options.cut = prepared.snapshot.cut
        options.seed = UInt64(clamping: prepared.snapshot.seed)
        do { return try JuryResult(counted, method: prepared.method, options: options) } catch {
            throw prepared.refusal(error)
        }
    }

    /// Scores by the method before anything is carried over.
    private static func points(
        _ prepared: ResultSheets, _ counted: ScoreSheets
    ) throws(ResultRefusal) -> [Int: Score] {
        do {
            let standings = try JuryResult.standings(counted, method: prepared.method, rounding: prepared.rounding)
            return Dictionary(uniqueKeysWithValues: standings.map { ($0.entry, $0.score) })
        } catch { throw prepared.refusal(error) }
    }

    private static func means(_ entry: Int, _ prepared: ResultSheets, _ counted: ScoreSheets) -> [String?] {
        let kept = Set(counted.sheets.filter { $0.entry == entry && $0.isComplete }.map(\.juror))
        let jurors = Set(kept.map { prepared.jurors[$0].juror })
        let own = prepared.snapshot.sheets.filter {
            $0.registration == prepared.id(entry) && jurors.contains($0.juror)
        }
        return prepared.snapshot.criteria.indices.map { criterion in
            guard !own.isEmpty else { return nil }
            let sum = own.reduce(Int128(0)) { $0 + Int128($1.marks[criterion] ?? 0) }
            return Rational(sum, over: 100_000 * Int128(own.count)).decimal(places: 2)
        }
    }

    private static func influences(_ prepared: ResultSheets, _ whole: Outcome) -> [Influence] {
        prepared.jurors.indices.compactMap { juror in
            // Without this juror the table may fall apart; then the juror holds it together, and nothing can be told.
            guard let counted = try? prepared.counted(without: juror), let without = try? Outcome(prepared, counted)
            else { return nil }
            let winners = whole.winners.symmetricDifference(without.winners)
            let finalists = whole.passing.symmetricDifference(without.passing)
            guard !winners.isEmpty || !finalists.isEmpty else { return nil }
            return Influence(
                juror: prepared.jurors[juror].juror, winners: winners.sorted().map(prepared.id),
                finalists: finalists.sorted().map(prepared.id))
        }
    }

    private static func cards(_ prepared: ResultSheets) -> [Card] {
        let given = prepared.given
        guard
            let model = try? SeverityModel(
                given.observations, entryCount: given.entryCount, jurorCount: given.jurorCount)
        else { return [] }
        let cards = JurorCard.all(given, model, seed: UInt64(clamping: prepared.snapshot.seed)) { entry, juror in
            prepared.entrants[entry].organisation.map(prepared.jurors[juror].organisations.contains) ?? false
        }
        return cards.map { Card($0, prepared.jurors[$0.juror].juror) }
    }

    private static func notes(_ prepared: ResultSheets, _ jury: JuryResult, _ beside: Beside) -> [Note] {
        var notes = jury.notes.map { Note($0, prepared) }
        let scoring = prepared.snapshot.scoring
        if let groups = beside.groups { notes.append(Note(kind: .disconnected, count: groups)) }
        if scoring.method != .severity, let model = beside.model, !model.lambda.isFinite {
            notes.append(Note(kind: model.isFitted ? .withoutSeverity : .severityUnknown))
        }
        if scoring.least != nil, !scoring.hasScale { notes.append(Note(kind: .noScale)) }
        return notes
    }
}

/// Who stands where and who passes.
private struct Outcome {
    let standings: [Standing]
    let passing: Set<Int>
    let winners: Set<Int>
    /// By entry, among those of the same nomination.
    let nominationPlaces: [Int: ClosedRange<Int>]

    init(_ prepared: ResultSheets, _ counted: ScoreSheets) throws(ResultRefusal) {
        let snapshot = prepared.snapshot
        let scored = try prepared.standings(counted)
        let standings = scored.breakingTies(by: prepared.ties, counted)
        self.standings = standings
        winners = Set(standings.filter { $0.places.lowerBound == 1 }.map(\.entry))
        func isPresent(_ entry: Int) -> Bool { !prepared.entrants[entry].isDisqualified }
        if snapshot.criteria.isEmpty {
            // The rule alone decides; without marks nobody is before another at the line.
            passing = Set(prepared.entrants.indices.filter(isPresent))
        } else {
            let admitted = scored.admitted(snapshot.cut ?? scored.count, by: prepared.policy, counted)
            passing = Set(admitted.filter(isPresent))
        }
        var places: [Int: ClosedRange<Int>] = [:]
        for group in Dictionary(grouping: standings, by: { prepared.entrants[$0.entry].nomination }).values {
            places.merge(Self.reranked(group)) { first, _ in first }
        }
        nominationPlaces = places
    }

    /// Places among some of the standings, which stand in their order.
    private static func reranked(_ standings: [Standing]) -> [Int: ClosedRange<Int>] {
        var places: [Int: ClosedRange<Int>] = [:]
        var start = 0
        while start < standings.count {
            let shared = standings[start...].prefix { $0.places == standings[start].places }
            for standing in shared { places[standing.entry] = start + 1...start + shared.count }
            start += shared.count
        }
        return places
    }

    /// Laureates by nomination, or of the whole stage when it has none. A nomination's number holds, else the stage's, else the
    /// three prize places that are usual.
    func awards(_ prepared: ResultSheets) -> [ResultTable.NominationResult] {
        let snapshot = prepared.snapshot
        guard snapshot.kind != .shortlist, !snapshot.criteria.isEmpty, snapshot.namesLaureates else { return [] }
        func laureates(_ nomination: Nomination.ID?, _ quota: Int?, isWhole: Bool) -> [Registration.ID] {
            let quota = quota ?? snapshot.cut ?? ResultSnapshot.usualLaureates
            return standings.filter { standing in
                let entrant = prepared.entrants[standing.entry]
                guard isWhole || entrant.nomination == nomination, !entrant.isDisqualified,
                    isWorthy(standing, snapshot.scoring),
                    let places = isWhole ? standing.places : nominationPlaces[standing.entry]
                else { return false }
                return (snapshot.scoring.cut == .excludingTied ? places.upperBound : places.lowerBound) <= quota
            }.map { prepared.id($0.entry) }
        }
        if snapshot.nominations.isEmpty {
            return [.init(title: "", laureates: laureates(nil, nil, isWhole: true))]
        }
        // Nobody competes for some; there is nothing to award or to deny.
        let competed = Set(prepared.entrants.map(\.nomination))
        return snapshot.nominations.filter { competed.contains($0.nomination) }.map { award in
            .init(
                nomination: award.nomination, title: award.title,
                laureates: laureates(award.nomination, award.laureates, isWhole: false))
        }
    }

    private func isWorthy(_ standing: Standing, _ scoring: ScoringRules) -> Bool {
        guard let least = scoring.least, scoring.hasScale else { return true }
        return standing.score.value >= Rational(Int128(least))
    }
}

extension ResultSnapshot {
    static let usualLaureates = 3
}

/// The severity model beside the official method; nothing when entries fall into groups without a common juror.
private struct Beside {
    var model: SeverityModel?
    var standings: [Int: Standing] = [:]
    /// How many groups there are when there are several.
    var groups: Int?

    init(_ prepared: ResultSheets, _ counted: ScoreSheets) {
        guard !counted.sheets.isEmpty else { return }
        do {
            model = try SeverityModel(
                counted.observations, entryCount: counted.entryCount, jurorCount: counted.jurorCount)
            let standings = try prepared.standings(
                counted, ties: prepared.ties, method: .severity(.restrictedLikelihood))
            self.standings = Dictionary(uniqueKeysWithValues: standings.map { ($0.entry, $0) })
        } catch SeverityRefusal.disconnected(let groups) { self.groups = groups.count } catch {}
    }

    func fill(_ row: inout ResultTable.Row, _ entry: Int, _ prepared: ResultSheets) {
        guard let standing = standings[entry] else { return }
        row.modelPlaces = ResultTable.Places(standing.places)
        row.quality = prepared.digits(standing.score)
        row.qualityError = figure(model?.qualityErrors[entry].map { $0 * prepared.correction.share.number })
    }
}

extension ResultSheets {
    fileprivate func digits(_ score: Score) -> String { score.value.decimal(places: snapshot.scoring.decimals) }
}

/// To four places, as a decimal; nil of what is not a number.
private func figure(_ value: Double?) -> String? {
    guard let value, value.isFinite, value.magnitude < 1e12 else { return nil }
    return Rational(quantising: value).decimal(places: 4)
}

extension ResultTable.Row {
    fileprivate init(_ entrant: ResultSnapshot.Entrant, of snapshot: ResultSnapshot) {
        self.init(
            registration: entrant.registration, code: entrant.code,
            state: entrant.isDisqualified ? .disqualified : entrant.qualifies == false ? .unqualified : .unmarked,
            isAdjusted: false, passes: false, sheets: 0, marks: snapshot.criteria.map { _ in nil },
            nomination: entrant.nomination, isLaureate: false, failures: entrant.failures)
    }
}

extension ResultTable.Model {
    fileprivate init?(_ model: SeverityModel?) {
        guard let model else { return nil }
        self.init(
            ratio: model.lambda > 0 && model.lambda.isFinite ? figure(1 / model.lambda) : nil,
            residualDeviation: figure(model.residualVariance.map { $0.squareRoot() }),
            severityDeviation: figure(model.severityVariance.map { $0.squareRoot() }))
    }
}

extension ResultTable.Agreement {
    fileprivate init(_ prepared: ResultSheets, _ model: SeverityModel?) {
        let table = RatingTable(prepared.given)
        let correlation = IntraclassCorrelation(table)
        self.init(
            entries: prepared.given.sheetCounts.count { $0 > 0 }, jurors: prepared.jurors.count,
            complete: table.complete.count, absolute: figure(correlation?.agreement),
            consistent: figure(correlation?.consistency), mean: figure(correlation?.agreementMean),
            kendallW: figure(Statistics.kendallW(table)), alpha: figure(krippendorffAlpha(table, level: .interval)),
            reliability: prepared.jurors.count > 1 ? figure(model?.reliability) : nil)
    }
}

extension ResultTable.Card {
    fileprivate init(_ card: JurorCard, _ juror: Juror.ID) {
        self.init(
            juror: juror, sheets: card.sheetCount, severity: figure(card.severity) ?? "0.0000",
            severityError: figure(card.severityError), spread: figure(card.spreadRatio),
            correlation: figure(card.correlation), outfit: figure(card.outfit),
            repeated: figure(card.repeatedShare) ?? "0.0000", homeDifference: figure(card.homeDifference),
            homeChance: figure(card.homeChance),
            flags: card.flags.map { flag in
                switch flag {
                case .outfit: .outfit
                case .constant: .constant
                case .homeDifference: .homeDifference
                }
            })
    }
}

extension ResultTable.Note {
    fileprivate init(_ note: ScoringNote, _ prepared: ResultSheets) {
        func ids(_ entries: [Int]) -> [Registration.ID] { entries.map(prepared.id) }
        switch note {
        case .unmarked(let entries): self.init(kind: .unmarked, entries: ids(entries))
        case .incomplete(let count): self.init(kind: .incomplete, count: count)
        case .untrimmed(let entries): self.init(kind: .untrimmed, entries: ids(entries))
        case .unequalPanels: self.init(kind: .unequalPanels)
        case .singleMark(let jurors): self.init(kind: .singleMark, jurors: jurors.map { prepared.jurors[$0].juror })
        case .notProven(let entries): self.init(kind: .notProven, entries: ids(entries))
        case .fewerReplicates(let count): self.init(kind: .fewerReplicates, count: count)
        case .withoutSeverity(let isFitted): self.init(kind: isFitted ? .withoutSeverity : .severityUnknown)
        }
    }
}
