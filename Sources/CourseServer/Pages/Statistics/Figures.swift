import Markup
import Quizzes
import Statistics

/// A figure with its name and what it says, so that nobody has to look it up.
struct Figure {
    var name: String
    var value: String
    var meaning: String
}

enum Figures {
    static func list(_ figures: [Figure], _ t: Words) -> HTML {
        """
        <dl class="figures">\(figures.map { figure in
            "<div><dt>\(figure.name)</dt><dd>\(figure.value)</dd><dd class=\"hint\">\(figure.meaning)</dd></div>" as HTML
        })</dl>
        """
    }

    static func main(_ statistics: QuizStatistics, _ t: Words) -> [Figure] {
        let test = statistics.test
        return [
            Figure(
                name: t["stat.attempts"], value: t.number(Double(test.count)), meaning: t.counted(statistics.counted)),
            Figure(
                name: t["stat.mean"], value: "\(t.number(test.mean)) / \(t.number(statistics.maximum))",
                meaning: t["stat.mean_means"]),
            Figure(name: t["stat.median"], value: t.figure(test.median), meaning: t["stat.median_means"]),
            Figure(name: t["stat.deviation"], value: t.figure(test.deviation), meaning: t["stat.deviation_means"]),
            Figure(
                name: t["stat.consistency"], value: t.share(test.consistency), meaning: t["stat.consistency_means"]),
            Figure(
                name: t["stat.standard_error"], value: t.figure(test.standardError),
                meaning: t["stat.standard_error_means"]),
        ]
    }

    static func other(_ test: TestStatistics, _ t: Words) -> [Figure] {
        [
            Figure(name: t["stat.error_ratio"], value: t.share(test.errorRatio), meaning: t["stat.error_ratio_means"]),
            Figure(name: t["stat.split_half"], value: t.share(test.splitHalf), meaning: t["stat.split_half_means"]),
            Figure(name: t["stat.skewness"], value: t.figure(test.skewness), meaning: t["stat.skewness_means"]),
            Figure(name: t["stat.kurtosis"], value: t.figure(test.kurtosis), meaning: t["stat.kurtosis_means"]),
        ]
    }

    /// Everything a question's own page tells.
    static func of(_ question: QuestionStatistics, _ t: Words) -> [Figure] {
        let figures = question.figures
        let band = figures.facilityBand.map {
            t.text("stat.band", ["low": t.number($0.lowerBound, digits: 0), "high": t.share($0.upperBound)])
        }
        var list = [
            Figure(
                name: t["stat.facility"], value: t.share(figures.facility),
                meaning: [t["stat.facility_means"], band].compactMap { $0 }.joined(separator: " ")),
            Figure(
                name: t["stat.discrimination"], value: t.share(figures.discrimination),
                meaning: t["stat.discrimination_means"]),
            Figure(name: t["stat.efficiency"], value: t.share(figures.efficiency), meaning: t["stat.efficiency_means"]),
            Figure(
                name: t["stat.weights"],
                value: "\(t.share(figures.intendedWeight)) → \(t.share(figures.effectiveWeight))",
                meaning: t["stat.weights_means"]),
            Figure(
                name: t["stat.mean_mark"], value: "\(t.number(figures.mean)) / \(t.number(figures.maximum))",
                meaning: t["stat.mean_mark_means"]),
            Figure(
                name: t["stat.upper_lower"], value: t.share(figures.upperLower.map { $0 * 100 }),
                meaning: t["stat.upper_lower_means"]),
            Figure(
                name: t["stat.without"], value: t.share(figures.consistencyWithout), meaning: t["stat.without_means"]),
        ]
        guard let difficulty = question.difficulty else { return list }
        list += [
            Figure(
                name: t["stat.difficulty"],
                value: "\(t.number(difficulty.difficulty)) ± \(t.number(difficulty.error))",
                meaning: t["stat.difficulty_means"]),
            Figure(name: t["stat.infit"], value: t.number(difficulty.infit), meaning: t["stat.infit_means"]),
            Figure(name: t["stat.outfit"], value: t.number(difficulty.outfit), meaning: t["stat.outfit_means"]),
        ]
        if let slope = difficulty.slope {
            list.append(Figure(name: t["stat.slope"], value: t.number(slope), meaning: t["stat.slope_means"]))
        }
        return list
    }

    /// What the columns of the table mean.
    static func meanings(hasModel: Bool, hasSlopes: Bool, _ t: Words) -> HTML {
        var meanings = [
            (t["stat.facility"], "\(t["stat.facility_means"]) \(t["stat.band_means"])"),
            (t["stat.discrimination"], t["stat.discrimination_means"]),
            (t["stat.efficiency"], t["stat.efficiency_means"]), (t["stat.weights"], t["stat.weights_means"]),
            (t["stat.mean_mark"], t["stat.mean_mark_means"]),
        ]
        if hasModel { meanings.append((t["stat.difficulty"], t["stat.difficulty_means"])) }
        if hasSlopes { meanings.append((t["stat.slope"], t["stat.slope_means"])) }
        return """
            <dl class="meanings">\(meanings.map { name, meaning in
                "<dt>\(name)</dt><dd>\(meaning)</dd>" as HTML
            })</dl>
            """
    }

    /// A share of one hundred as a bar, with a line where it may truly lie.
    static func bar(_ share: Double?, band: ClosedRange<Double>? = nil) -> HTML {
        guard let share else { return .empty }
        return """
            <svg width="100%" height="12" aria-hidden="true"><rect class="ground" width="100%" height="8" rx="2"></rect>\
            <rect class="value" width="\(whole(share))%" height="8" rx="2"></rect>\
            \(band.map { "<rect class=\"band\" x=\"\(whole($0.lowerBound))%\" y=\"10\" width=\"\(max(1, whole($0.upperBound) - whole($0.lowerBound)))%\" height=\"2\"></rect>" as HTML })</svg>
            """
    }

    private static func whole(_ share: Double) -> Int { Int(min(100, max(0, share)).rounded()) }
}
