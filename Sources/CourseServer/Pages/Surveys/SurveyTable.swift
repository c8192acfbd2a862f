import Archives
import Spaces
import Surveys

/// The results as other programs get them: a line for each scale and question of each group that may be shown.
struct SurveyTable {
    private let results: SurveyResults
    private let t: Words

    init(_ results: SurveyResults, _ t: Words) {
        self.results = results
        self.t = t
    }

    private var content: SurveyContent { results.visit.survey.content }

    var head: [String] {
        [
            t["survey.organisation"], t["survey.measure"], t["survey.answered_of"], t["survey.mean"],
            t["survey.deviation"], "%", t["survey.difficult_share"], t["survey.alpha"], t["survey.distribution"],
        ]
    }

    var rows: [[String]] { groups.flatMap { name, group in scales(name, group) + questions(name, group) } }

    /// Figures are digits here, whatever the language writes.
    func workbook(named name: String) -> Workbook {
        let cells = rows.map { row in
            row.enumerated().map { place, text -> Workbook.Cell in
                if text.isEmpty { return .empty }
                guard (2...7).contains(place) else { return .text(text) }
                return .number(text.replacing(t.decimalSeparator, with: ".").replacing("\u{2212}", with: "-"))
            }
        }
        return Workbook(name: name, head: head, rows: cells, widths: [28, 48, 10, 10, 10, 8, 14, 10, 60])
    }

    /// The whole first, then what the reader may see of the organisations; one alone when one is looked at.
    private var groups: [(String, GroupReport)] {
        guard let report = results.report, let group = results.group else { return [] }
        if let place = results.place { return [(results.turnout[place].space.name, group)] }
        return [(t["survey.whole"], group)]
            + results.places.compactMap { place in
                report.groups[place].map { (results.turnout[place].space.name, $0) }
            }
    }

    private func scales(_ name: String, _ group: GroupReport) -> [[String]] {
        zip(content.scales, group.scales).compactMap { scale, report in
            guard let report else { return nil }
            let bands = zip(scale.bands, report.bands).map { "\($0.0.words): \($0.1)" }.joined(separator: "; ")
            return [name, scale.name] + figures(report.measure)
                + [report.reliability.map { digits($0.alpha, 4) } ?? "", bands]
        }
    }

    private func questions(_ name: String, _ group: GroupReport) -> [[String]] {
        zip(content.questions, group.questions).compactMap { question, report in
            guard question.kind != .section, let report else { return nil }
            let labels = question.kind == .statement ? content.answers.labels : question.options
            let distribution =
                question.kind == .words
                ? report.words.joined(separator: "; ")
                : zip(labels, report.counts).map { "\($0): \($1)" }.joined(separator: "; ")
            let figures =
                report.measure.map { self.figures($0) } ?? ["\(report.count)", "", "", "", ""]
            return [name, question.text] + figures + ["", distribution]
        }
    }

    private func figures(_ measure: Measure) -> [String] {
        [
            "\(measure.count)", digits(measure.mean), measure.deviation.map { digits($0) } ?? "",
            digits(measure.percent), digits(100 * measure.difficulty),
        ]
    }

    /// Without spaces between thousands, which would make it a text.
    private func digits(_ value: Double, _ places: Int = 2) -> String {
        t.number(value, digits: places).filter { $0.isNumber || "\($0)" == t.decimalSeparator || $0 == "\u{2212}" }
            .replacing("\u{2212}", with: "-")
    }
}
