import Foundation
import Quizzes
import Statistics

/// The figures of a quiz's questions as rows for a spreadsheet.
struct StatisticsTable {
    private let statistics: QuizStatistics
    private let t: Words

    init(_ statistics: QuizStatistics, _ t: Words) {
        self.statistics = statistics
        self.t = t
    }

    var rows: [[String]] { [head] + statistics.questions.map(row) }

    private var head: [String] {
        [
            "№", t["stat.question"], t["stat.attempts"], t["stat.csv_maximum"], t["stat.mean_mark"],
            t["stat.csv_deviation"], t["stat.facility"] + ", %", t["stat.csv_low"], t["stat.csv_high"],
            t["stat.discrimination"] + ", %", t["stat.efficiency"] + ", %", t["stat.csv_intended"],
            t["stat.csv_effective"], t["stat.csv_total"], t["stat.csv_without"], t["stat.csv_upper_lower"],
            t["stat.difficulty"], t["stat.csv_error"], t["stat.infit"], t["stat.outfit"], t["stat.slope"],
            t["stat.csv_flags"],
        ]
    }

    private func row(_ question: QuestionStatistics) -> [String] {
        let figures = question.figures
        let flags = FlagList(question: question)
        return [
            "\(question.number)", shortened(question.question.question.stem.plainText, to: 200), "\(figures.count)",
        ]
            + [
                figures.maximum, figures.mean, figures.deviation, figures.facility, figures.facilityBand?.lowerBound,
                figures.facilityBand?.upperBound, figures.discrimination, figures.efficiency, figures.intendedWeight,
                figures.effectiveWeight, figures.totalCorrelation, figures.consistencyWithout, figures.upperLower,
                question.difficulty?.difficulty, question.difficulty?.error, question.difficulty?.infit,
                question.difficulty?.outfit, question.difficulty?.slope,
            ].map(cell) + [question.flags.map { flags.text($0, t) }.joined(separator: "; ")]
    }

    /// To four places, with the language's decimal sign and the minus that spreadsheets know.
    private func cell(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        var text = String(format: "%.4f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return (text == "-0" ? "0" : text).replacing(".", with: t.decimalSeparator)
    }
}
