import Foundation
import Statistics
import Testing

/// Contests that were held: the published scores and places come out of the published marks.
@Suite struct PublishedContestTests {
    @Test func `component scores of figure skating are those of the protocols`() throws {
        guard let rows = try juryTable("isu_components") else { return }
        let scores = try ScoreSheets(
            entryCount: rows.count, jurorCount: 9, unit: 100,
            sheets: rows.enumerated().flatMap { entry, row in
                (0..<9).compactMap { judge in
                    units(row["J\(judge + 1)"], places: 2).map { .init(entry: entry, juror: judge, marks: [$0]) }
                }
            })
        let standings = try JuryResult.standings(scores, method: .trimmed(1), rounding: .total(2))
        let exact = standings.count { standing in
            standing.score.value.decimal()
                == units(rows[standing.entry]["published_panel_score"], places: 2)
                .map { Rational(Int128($0), over: 100).decimal() }
        }
        #expect(exact == 1_505)
    }

    @Test func `component totals and places of figure skating are those of the protocols`() throws {
        guard let rows = try juryTable("isu_components"), let performances = try juryTable("isu_performances") else {
            return
        }
        let entries = Numbering(rows.compactMap { $0["performance_id"] })
        let components = Numbering(rows.compactMap { $0["component"] })
        var factors = [[Int64]](
            repeating: Array(repeating: 0, count: components.names.count), count: entries.names.count)
        var marks = [[[Int64?]]](
            repeating: Array(repeating: Array(repeating: nil, count: components.names.count), count: 9),
            count: entries.names.count)
        for row in rows {
            let (entry, component) = (entries[row["performance_id"]], components[row["component"]])
            factors[entry][component] = units(row["factor"], places: 2) ?? 0
            for judge in 0..<9 { marks[entry][judge][component] = units(row["J\(judge + 1)"], places: 2) }
        }
        let sheets = try ScoreSheets(
            entryCount: entries.names.count, jurorCount: 9, criterionCount: components.names.count, unit: 100,
            weights: .init(rows: factors, unit: 100),
            sheets: marks.enumerated().flatMap { entry, judges in
                judges.enumerated().map { .init(entry: entry, juror: $0, marks: $1) }
            })
        let standings = try JuryResult.standings(sheets, method: .trimmed(1), rounding: .product(2))
        let totals = Dictionary(uniqueKeysWithValues: standings.map { ($0.entry, $0.score.value) })

        var (scores, placed) = (0, 0)
        for group in Dictionary(grouping: performances, by: { "\($0["competition"] ?? "") \($0["program"] ?? "")" })
            .values
        {
            let isShort = group[0]["program"]?.contains("SHORT") == true
            let results = group.map { row -> (total: Int64, tie: Int64) in
                let component = (totals[entries[row["performance_id"]]] ?? .zero).rounded(places: 2).numerator
                let element = units(row["total_element_score"], places: 2) ?? 0
                let total = element + Int64(component) - (units(row["total_deductions"], places: 2) ?? 0)
                if component == Int128(units(row["total_component_score"], places: 2) ?? -1),
                    total == units(row["total_segment_score"], places: 2)
                {
                    scores += 1
                }
                return (total, isShort ? element : Int64(component))
            }
            // The second number decides between equal totals.
            let ranked = Statistics.standings(of: results.map { Score(Rational(Int128($0.total)), votes: Int($0.tie)) })
            for standing in ranked where "\(standing.places.lowerBound)" == group[standing.entry]["published_rank"] {
                placed += 1
            }
        }
        #expect(scores == 301)
        #expect(placed == 301)
    }

    @Test(arguments: [
        ("M3mSB", [("XIONG Ni", "708.72"), ("PLATAS Fernando", "708.42"), ("SAOUTINE Dmitri", "703.2")]),
        ("M10mPF", [("TIAN Liang", "724.53"), ("HU Jia", "713.55"), ("SAOUTINE Dmitri", "679.26")]),
    ])
    func `rounds, cuts and medals of Olympic diving are those of Sydney`(
        event: String, medals: [(String, String)]
    ) throws {
        guard let rows = try juryTable("diving2000_men")?.filter({ $0["Event"] == event }) else { return }
        let divers = Numbering(rows.compactMap { $0["Diver"] })
        let judges = Numbering(rows.compactMap { $0["Judge"] })
        func round(_ name: String) throws -> (scores: [Rational?], ranks: [Int?], sheets: ScoreSheets) {
            let own = rows.filter { $0["Round"] == name }
            let dives = own.compactMap { Int($0["DiveNo"] ?? "") }.max() ?? 0
            var weights = [[Int64]](repeating: Array(repeating: 0, count: dives), count: divers.names.count)
            var marks: [Int: [Int64?]] = [:]
            var ranks = [Int?](repeating: nil, count: divers.names.count)
            for row in own {
                let (diver, dive) = (divers[row["Diver"]], (Int(row["DiveNo"] ?? "") ?? 1) - 1)
                // 0.6 × difficulty × the sum of five is 3 × difficulty × their mean.
                weights[diver][dive] = 3 * (units(row["Difficulty"], places: 1) ?? 0)
                marks[diver * judges.names.count + judges[row["Judge"]], default: Array(repeating: nil, count: dives)][
                    dive] =
                    units(row["JScore"], places: 1)
                ranks[diver] = Int(row["Rank"] ?? "")
            }
            let sheets = try ScoreSheets(
                entryCount: divers.names.count, jurorCount: judges.names.count, criterionCount: dives, unit: 10,
                weights: .init(rows: weights, unit: 10),
                sheets: marks.map {
                    .init(entry: $0 / judges.names.count, juror: $0 % judges.names.count, marks: $1)
                })
            var scores = [Rational?](repeating: nil, count: divers.names.count)
            for standing in try JuryResult.standings(sheets, method: .trimmed(1), rounding: .product(2)) {
                scores[standing.entry] = standing.score.value
            }
            return (scores, ranks, sheets)
        }
        let (preliminary, semifinal, final) = (try round("Prelim"), try round("Semi"), try round("Final"))
        /// Points of two rounds, of those who took part in the second.
        func carried(_ first: [Rational?], _ second: [Rational?]) -> [Score?] {
            zip(first, second).map { earlier, later in later.map { Score((earlier ?? .zero) + $0) } }
        }
        let rounds = [
            (preliminary.scores.map { $0.map { Score($0) } }, preliminary.ranks),
            (carried(preliminary.scores, semifinal.scores), semifinal.ranks),
            (carried(semifinal.scores, final.scores), final.ranks),
        ]
        let ranked = rounds.map { standings(of: $0.0) }

        for (standings, ranks) in zip(ranked, rounds.map(\.1)) {
            #expect(standings.count == ranks.count { $0 != nil })
            for standing in standings { #expect(standing.places.lowerBound == ranks[standing.entry]) }
        }
        for (standings, cut, next) in [(ranked[0], 18, rounds[1].1), (ranked[1], 12, rounds[2].1)] {
            let passed = standings.admitted(cut, by: .admittingTied, preliminary.sheets)
            #expect(Set(passed) == Set(next.indices.filter { next[$0] != nil }))
        }
        for (place, medal) in medals.enumerated() {
            let standing = ranked[2][place]
            #expect(divers.names[standing.entry] == medal.0 && standing.score.value.decimal() == medal.1)
        }
    }

    /// Points by place in a juror's list, 0.827 to the power of the places above, in 10⁻⁹.
    private static let songPoints = (0..<30).map { Int64((pow(0.827, Double($0)) * 1e9).rounded()) }

    @Test(arguments: [("2018", 86, 86), ("2019", 80, 81)])
    func `juries of the Eurovision song contest give the points that were announced`(
        year: String, right: Int, of count: Int
    ) throws {
        guard let rows = try juryTable("esc_jurors")?.filter({ $0["year"] == year }) else { return }
        let awarded = [12, 10, 8, 7, 6, 5, 4, 3, 2, 1]
        let juries = Dictionary(grouping: rows) { "\($0["round"] ?? "") \($0["from_country"] ?? "")" }
        let matching = try juries.values.count { songs in
            let scores = try sheets(
                songs.map { song in
                    ["A", "B", "C", "D", "E"].map { juror in
                        Double(song[juror] ?? "").map { Self.songPoints[Int($0) - 1] }
                    }
                }, unit: 1_000_000_000)
            let standings = try JuryResult.standings(scores, method: .sum, ties: [.pairwiseMajority])
            return standings.allSatisfy { standing in
                let points = standing.places.lowerBound <= 10 ? awarded[standing.places.lowerBound - 1] : 0
                return points == Int(Double(songs[standing.entry]["published_jury_points"] ?? "") ?? -1)
            }
        }
        #expect(matching == right && juries.count == count)
    }

    @Test(arguments: ["2016", "2018", "2019"])
    func `totals of the Eurovision finals are those published`(year: String) throws {
        guard let votes = try juryTable("esc_votes")?.filter({ $0["year"] == year && $0["round"] == "final" }),
            let published = try juryTable("esc_published_totals")?.filter({
                $0["year"] == year && Double($0["final_total_points"] ?? "") != nil
            })
        else { return }
        let (songs, countries) = (
            Numbering(votes.compactMap { $0["to_country"] }), Numbering(votes.compactMap { $0["from_country"] })
        )
        var sheets: [ScoreSheets.Sheet] = []
        for vote in votes {
            for (kind, column) in ["jury_points", "televoting_points"].enumerated() {
                guard let points = units(vote[column], places: 0) else { continue }
                sheets.append(
                    .init(
                        entry: songs[vote["to_country"]], juror: 2 * countries[vote["from_country"]] + kind,
                        marks: [points]))
            }
        }
        let standings = try JuryResult.standings(
            ScoreSheets(entryCount: songs.names.count, jurorCount: 2 * countries.names.count, sheets: sheets),
            method: .sum)
        let totals = Dictionary(
            uniqueKeysWithValues: standings.map { (songs.names[$0.entry], $0.score.value.decimal()) })
        #expect(published.count == 26)
        #expect(
            published.count {
                totals[$0["country"] ?? ""] == units($0["final_total_points"], places: 0).map { "\($0)" }
            } == 26)
    }

    @Test(arguments: [
        ("white", ["D1", "B1"], ["15.06", "15.00"], 0.1017), ("red", ["B2", "J2"], ["15.83", "15.33"], 0.1543),
    ])
    func `wines of Princeton have the means and the little concordance that the report prints`(
        flight: String, leaders: [String], scores: [String], concordance: Double
    ) throws {
        guard let rows = try juryTable("wines2012_princeton")?.filter({ $0["flight"] == flight }) else { return }
        let (wines, judges) = (Numbering(rows.compactMap { $0["wine"] }), Numbering(rows.compactMap { $0["judge"] }))
        let sheets = try ScoreSheets(
            entryCount: wines.names.count, jurorCount: judges.names.count, unit: 100,
            sheets: rows.map {
                .init(entry: wines[$0["wine"]], juror: judges[$0["judge"]], marks: [units($0["score"], places: 2)])
            })
        var options = JuryResult.Options()
        options.replicates = 200
        let result = try JuryResult(sheets, method: .mean, options: options)
        let best = result.standings.prefix(2)
        #expect(best.map { wines.names[$0.entry] } == leaders)
        #expect(best.map { $0.score.value.decimal(places: 2) } == scores)
        #expect(isClose(kendallW(RatingTable(sheets)), concordance, 5e-5))
        // What the report is about: whose place is first is mostly chance.
        let intervals = best.compactMap { result.intervals[$0.entry]?.places }
        #expect(intervals[0].overlaps(intervals[1]) && intervals[0].count > 1)
    }
}
