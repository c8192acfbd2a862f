import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct AgreementTests {
    /// All columns of a fixture from `first` on; what is not a number is missing.
    private func ratings(_ name: String, from first: Int = 0) throws -> RatingTable? {
        try juryRows(name).map { rows in RatingTable(rows.dropFirst().map { $0.dropFirst(first).map { Double($0) } }) }
    }

    /// P. Shrout and J. Fleiss, Psychological Bulletin 86, 1979.
    @Test func `six intraclass correlations are those of Shrout and Fleiss`() throws {
        guard let table = try ratings("shrout_fleiss1979") else { return }
        let figures = try #require(IntraclassCorrelation(table))
        #expect(isClose(figures.oneWay, 0.165742, 5e-7) && isClose(figures.oneWayMean, 0.442797, 5e-7))
        #expect(isClose(figures.agreement, 0.289764, 5e-7) && isClose(figures.agreementMean, 0.620051, 5e-7))
        #expect(isClose(figures.consistency, 0.714841, 5e-7) && isClose(figures.consistencyMean, 0.909316, 5e-7))
        #expect(figures.unitCount == 6 && figures.raterCount == 4)
    }

    @Test func `anxiety has the agreement and the concordance that are documented`() throws {
        guard let table = try ratings("anxiety_3raters") else { return }
        #expect(isClose(IntraclassCorrelation(table)?.agreement, 0.198, 5e-4))
        #expect(isClose(kendallW(table), 0.5397, 5e-5))
    }

    /// J. Fleiss, Psychological Bulletin 76, 1971.
    @Test func `diagnoses have Fleiss's kappa`() throws {
        guard let rows = try juryRows("fleiss1971_diagnoses")?.dropFirst() else { return }
        let names = Set(rows.joined()).sorted()
        let table = RatingTable(rows.map { $0.map { name in names.firstIndex(of: name).map(Double.init) } })
        #expect(isClose(CategoricalAgreement(table)?.fleiss, 0.4302445, 5e-8))
    }

    /// K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, example C.
    @Test(arguments: [
        (MeasurementLevel.nominal, 0.7434), (.ordinal, 0.8154), (.interval, 0.8491), (.ratio, 0.7974),
    ])
    func `alpha with missing ratings is Krippendorff's own`(level: MeasurementLevel, expected: Double) throws {
        guard let table = try ratings("krippendorff_C") else { return }
        #expect(isClose(krippendorffAlpha(table, level: level), expected, 5e-5))
    }

    /// K. Gwet, "Handbook of Inter-Rater Reliability".
    @Test func `four raters with missing ratings have the coefficients of the handbook`() throws {
        guard let table = try ratings("irrCAC_cac_raw4raters", from: 1) else { return }
        let figures = try #require(CategoricalAgreement(table))
        #expect(isClose(figures.observed, 0.81818, 5e-6) && isClose(figures.gwet, 0.77544, 5e-6))
        #expect(isClose(figures.fleiss, 0.76117, 5e-6) && isClose(figures.conger, 0.76282, 5e-6))
        #expect(isClose(figures.brennanPrediger, 0.77273, 5e-6))
        #expect(isClose(krippendorffAlpha(table, level: .nominal), 0.74342, 5e-6))
    }

    @Test func `a table of two abstractors has the coefficients of the handbook`() throws {
        guard let rows = try juryRows("irrCAC_cont3x3abstractors")?.dropFirst() else { return }
        let units = rows.enumerated().flatMap { first, row in
            row.dropFirst().enumerated().flatMap { second, count in
                Array(repeating: [Double(first) as Double?, Double(second)], count: Int(count) ?? 0)
            }
        }
        let figures = try #require(CategoricalAgreement(RatingTable(units)))
        #expect(isClose(figures.conger, 0.7964, 5e-5) && isClose(figures.fleiss, 0.7962, 5e-5))
        #expect(isClose(figures.gwet, 0.8493, 5e-5))
        #expect(isClose(krippendorffAlpha(RatingTable(units), level: .nominal), 0.7973, 5e-5))
    }

    /// R. Davidson, Journal of the American Statistical Association 65, 1970.
    @Test func `puddings have Davidson's worths`() throws {
        guard let rows = try juryTable("pudding_davidson1970") else { return }
        func number(_ row: [String: String], _ column: String) -> Int { Int(row[column] ?? "") ?? 0 }
        let fit = try #require(
            PairedComparisons(
                rows.map {
                    .init(
                        first: number($0, "i") - 1, second: number($0, "j") - 1, firstPreferred: number($0, "w_ij"),
                        secondPreferred: number($0, "w_ji"), ties: number($0, "t_ij"))
                }, count: 6))
        for (worth, published) in zip(fit.worths, [0.1388, 0.1730, 0.1617, 0.1654, 0.1587, 0.2024]) {
            #expect(isClose(worth, published, 5e-5))
        }
        #expect(isClose(fit.tieParameter, 0.747, 5e-4))
    }

    @Test func `comparisons that do not join all things have no worths`() {
        let outcome = PairedComparisons.Outcome(first: 0, second: 1, firstPreferred: 2, secondPreferred: 0, ties: 0)
        #expect(PairedComparisons([outcome], count: 2) == nil)
    }

    @Test(arguments: 0..<20)
    func `coefficients keep to their ranges`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let table = RatingTable(
            (0..<6).map { _ in (0..<4).map { _ in Double(Int.random(in: 1...4, using: &generator)) } })
        let concordance = try #require(kendallW(table))
        #expect((0...1).contains(concordance))
        for level in MeasurementLevel.allCases { #expect((krippendorffAlpha(table, level: level) ?? 0) <= 1) }
        let nominal = try #require(CategoricalAgreement(table))
        let weighted = CategoricalAgreement(table, weights: .quadratic)
        #expect((0...1).contains(nominal.observed))
        for figure in [nominal.gwet, nominal.fleiss, nominal.conger, nominal.brennanPrediger, weighted?.gwet] {
            #expect((-1...1).contains(figure ?? 0))
        }
        let figures = try #require(IntraclassCorrelation(table))
        #expect((figures.consistency ?? 0) <= 1 && (figures.agreement ?? 0) <= 1)
    }

    @Test func `equal rankings are one, whatever the marks`() {
        let table = RatingTable([[1, 20, 5], [2, 30, 5.5], [4, 31, 9], [3, 30.5, 6]])
        #expect(isClose(kendallW(table), 1, 1e-12))
    }

    @Test func `disagreement is shown below nought, not clipped`() throws {
        let table = RatingTable([[1, 4], [2, 3], [3, 2], [4, 1]])
        #expect(try #require(IntraclassCorrelation(table)?.agreement) < 0)
        #expect(try #require(krippendorffAlpha(table, level: .interval)) < 0)
        #expect(try #require(CategoricalAgreement(table)?.gwet) < 0)
    }

    @Test func `equal marks and single raters have no figures`() {
        let equal = RatingTable([[5, 5], [5, 5], [5, 5]])
        let figures = IntraclassCorrelation(equal)
        #expect(figures?.consistency == nil && figures?.oneWayMean == nil && kendallW(equal) == nil)
        for level in MeasurementLevel.allCases { #expect(krippendorffAlpha(equal, level: level) == nil) }
        let one = RatingTable([[5], [6]])
        #expect(IntraclassCorrelation(one) == nil && kendallW(one) == nil && CategoricalAgreement(one) == nil)
        #expect(krippendorffAlpha(RatingTable([[nil, nil]]), level: .nominal) == nil)
    }
}
