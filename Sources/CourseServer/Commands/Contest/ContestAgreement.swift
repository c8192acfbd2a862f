import ArgumentParser
import Foundation
import Statistics

extension ContestCommand {
    struct Agreement: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Считает, насколько эксперты согласны.",
            discussion: """
                Столбцы те же, что у contest score; единица — работа, число — балл листа. ICC и W берут работы, которые \
                оценили все. С --level nominal в столбце mark могут стоять названия категорий. Чего посчитать нельзя, \
                печатается как null.
                """)

        @Argument(help: "CSV of the sheets, a row for each mark.") var sheets: String
        @Option(help: "What marks mean: nominal, ordinal, interval or ratio.") var level = "interval"
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try report()
            print(json ? try ContestCommand.json(report) : report.summary())
        }

        func report() throws -> AgreementReport {
            guard let level = MeasurementLevel(rawValue: level) else {
                let names = MeasurementLevel.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure("Нет шкалы «\(level)». Можно: \(names).")
            }
            return AgreementReport(try readTable(level), level: level)
        }

        /// Categories may be numbers as well as names; numbers are tried first.
        private func readTable(_ level: MeasurementLevel) throws -> SheetTable {
            guard level == .nominal else { return try ContestCommand.sheets(sheets) }
            let table = try ContestCommand.table(sheets)
            do { return try SheetTable(table) } catch {
                guard case .notANumber(_, .mark, _) = error else {
                    throw CommandFailure("\(sheets): \(ContestCommand.text(error))")
                }
                return try ContestCommand.sheets(sheets, marks: .categories)
            }
        }
    }
}

/// Figures of agreement by their usual names; null where one is not defined.
struct AgreementReport: Encodable {
    /// Entries, jurors, and entries that all jurors marked.
    var n: Int
    var k: Int
    var complete: Int
    var level: String
    var icc: [String: Double?]
    var kendallW: Double?
    var krippendorffAlpha: Double?
    var percentAgreement: Double?
    var fleissKappa: Double?
    var congerKappa: Double?
    var brennanPrediger: Double?
    var gwetAC1: Double?
    var gwetAC2: Double?
    /// Of the scores that the severity model gives, for tables in which not all jurors mark all entries.
    var reliability: Double?
    var notes: [String] = []

    enum CodingKeys: String, CodingKey {
        case n, k, complete, level, icc, reliability, notes
        case kendallW = "kendall_w"
        case krippendorffAlpha = "krippendorff_alpha"
        case percentAgreement = "percent_agreement"
        case fleissKappa = "fleiss_kappa"
        case congerKappa = "conger_kappa"
        case brennanPrediger = "brennan_prediger"
        case gwetAC1 = "gwet_ac1"
        case gwetAC2 = "gwet_ac2"
    }

    /// More different marks than this are no categories.
    private static let mostCategories = 100

    init(_ table: SheetTable, level: MeasurementLevel) {
        let ratings = RatingTable(table.sheets)
        let intraclass = level == .nominal ? nil : IntraclassCorrelation(ratings)
        n = table.entries.count
        k = table.jurors.count
        complete = ratings.complete.count
        self.level = level.rawValue
        icc = [
            "ICC(1,1)": intraclass?.oneWay, "ICC(A,1)": intraclass?.agreement, "ICC(C,1)": intraclass?.consistency,
            "ICC(1,k)": intraclass?.oneWayMean, "ICC(A,k)": intraclass?.agreementMean,
            "ICC(C,k)": intraclass?.consistencyMean,
        ].mapValues { ContestCommand.figure($0) }
        kendallW = ContestCommand.figure(level == .nominal ? nil : Statistics.kendallW(ratings))
        krippendorffAlpha = ContestCommand.figure(Statistics.krippendorffAlpha(ratings, level: level))
        if let categorical = Self.categorical(ratings, .identity) {
            percentAgreement = ContestCommand.figure(categorical.observed)
            fleissKappa = ContestCommand.figure(categorical.fleiss)
            congerKappa = ContestCommand.figure(categorical.conger)
            brennanPrediger = ContestCommand.figure(categorical.brennanPrediger)
            gwetAC1 = ContestCommand.figure(categorical.gwet)
        } else {
            notes.append("Каппы и AC не считаются: разных баллов больше \(Self.mostCategories) или нет общих работ.")
        }
        if level != .nominal {
            gwetAC2 = ContestCommand.figure(Self.categorical(ratings, level == .ordinal ? .ordinal : .quadratic)?.gwet)
            let model = try? SeverityModel(table.sheets.observations, entryCount: n, jurorCount: k)
            reliability = ContestCommand.figure(model?.reliability)
        }
        if complete < n {
            notes.append("Все эксперты оценили работ: \(complete) из \(n). ICC и W — по ним; α и каппы — по всем.")
        }
        if k < 2 { notes.append("Эксперт один: согласие не определено.") }
    }

    private static func categorical(
        _ ratings: RatingTable, _ weights: CategoricalAgreement.Weights
    ) -> CategoricalAgreement? {
        let values = Set(ratings.units.joined().compactMap { $0 })
        return values.count <= mostCategories ? CategoricalAgreement(ratings, weights: weights) : nil
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(n, forKey: .n)
        try container.encode(k, forKey: .k)
        try container.encode(complete, forKey: .complete)
        try container.encode(level, forKey: .level)
        try container.encode(icc, forKey: .icc)
        for (key, value) in figures { try container.encode(value, forKey: key) }
        try container.encode(notes, forKey: .notes)
    }

    private var figures: [(CodingKeys, Double?)] {
        [
            (.kendallW, kendallW), (.krippendorffAlpha, krippendorffAlpha), (.percentAgreement, percentAgreement),
            (.fleissKappa, fleissKappa), (.congerKappa, congerKappa), (.brennanPrediger, brennanPrediger),
            (.gwetAC1, gwetAC1), (.gwetAC2, gwetAC2), (.reliability, reliability),
        ]
    }

    func summary() -> String {
        func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "—" }
        let names: [CodingKeys: String] = [
            .kendallW: "Кендалл W", .krippendorffAlpha: "Криппендорф α (\(level))", .percentAgreement: "Доля согласия",
            .fleissKappa: "Флейс κ", .congerKappa: "Конгер κ", .brennanPrediger: "Бреннан — Предигер",
            .gwetAC1: "Гвет AC1", .gwetAC2: "Гвет AC2", .reliability: "Надёжность баллов",
        ]
        let rows =
            [["Работ", "\(n)"], ["Экспертов", "\(k)"], ["Оценили все", "\(complete)"]]
            + icc.sorted { $0.key < $1.key }.map { [$0.key, number($0.value)] }
            + figures.map { [names[$0.0] ?? $0.0.rawValue, number($0.1)] }
        return (ContestCommand.aligned(rows) + notes).joined(separator: "\n")
    }
}
