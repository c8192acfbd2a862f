import Markup
import Quizzes
import Statistics

/// Which answer was given at which try, for questions that could be tried again.
struct TryTable {
    var names: AnswerNames
    var tries: [TryCounts]

    /// Later tries stand together in the last column.
    private static let columns = 6

    func html(_ t: Words) -> HTML {
        """
        <section class="stack" aria-labelledby="tries"><h2 id="tries">\(t["stat.tries"])</h2>
        <p class="muted">\(t["stat.tries_mean"])</p>
        \(tries.map { table($0, t) })</section>
        """
    }

    private func table(_ tries: TryCounts, _ t: Words) -> HTML {
        let heads = heads(of: tries, t)
        return """
            \(tries.row.map { "<h3>\(names.title(ofRow: $0, t))</h3>" as HTML })
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["stat.tries"] + (tries.row.map { " \($0 + 1)" } ?? ""))"><table class="dense answers">
            <thead><tr><th scope="col">\(t["stat.answer"])</th>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead>
            <tbody>\(tries.answers.map { row($0, of: tries, heads, t) })</tbody></table></div>
            \(when: tries.unlisted > 0, "<p class=\"muted\">\(t.plural("stat.unlisted", count: tries.unlisted))</p>")
            """
    }

    private func heads(of tries: TryCounts, _ t: Words) -> [String] {
        let count = tries.attempts.count
        return (1...min(count, Self.columns)).map { number in
            number == Self.columns && count > number
                ? t.text("stat.try_and_on", ["number": "\(number)"]) : t.text("stat.try", ["number": "\(number)"])
        }
    }

    private func row(_ answer: TryCounts.Answer, of tries: TryCounts, _ heads: [String], _ t: Words) -> HTML {
        let cells = zip(folded(answer.counts), folded(tries.attempts)).map { given, all in
            (given, all == 0 ? 0 : 100 * Double(given) / Double(all))
        }
        return """
            <tr\(when: answer.fraction > 0, " class=\"key\"")><th scope="row">\(names.html(answer.label, inRow: tries.row, t))\(names.key(answer.fraction, t))</th>\
            \(zip(heads, cells).map { head, cell in
                "<td data-l=\"\(head)\"><span class=\"facility\">\(cell.0) · \(t.share(cell.1))\(Figures.bar(cell.1))</span></td>" as HTML
            })</tr>

            """
    }

    private func folded(_ counts: [Int]) -> [Int] {
        guard counts.count > Self.columns else { return counts }
        return counts.prefix(Self.columns - 1) + [counts[(Self.columns - 1)...].reduce(0, +)]
    }
}

/// Every answer to every question, how often it was given, and at which try, as rows for a spreadsheet.
struct AnswerTable {
    private let statistics: QuizStatistics
    private let t: Words

    init(_ statistics: QuizStatistics, _ t: Words) {
        self.statistics = statistics
        self.t = t
    }

    private var tries: Int { statistics.questions.flatMap(\.tries).map(\.attempts.count).max() ?? 0 }

    var rows: [[String]] { [head] + statistics.questions.flatMap { rows(of: $0) } }

    private var head: [String] {
        ["№", t["stat.question"], t["stat.part"], t["stat.answer"], t["stat.worth"] + ", %", t["stat.chosen"]]
            + (0..<tries).map { t.text("stat.try", ["number": "\($0 + 1)"]) }
    }

    private func rows(of question: QuestionStatistics) -> [[String]] {
        let names = AnswerNames(question: question.question)
        let text = shortened(question.question.sheet.stemText, to: 200)
        return question.answers.enumerated().flatMap { place, group in
            let tries = question.tries.indices.contains(place) ? question.tries[place].answers : []
            var answers = group.answers.map { ($0.label, $0.statistics.fraction, $0.statistics.count) }
            // What was tried and given up again.
            for other in tries where !answers.contains(where: { $0.0 == other.label }) {
                answers.append((other.label, other.fraction, 0))
            }
            return answers.map { label, fraction, count -> [String] in
                let byTry = (tries.first { $0.label == label }?.counts ?? []).map { "\($0)" }
                let row: [String] = [
                    "\(question.number)", text, group.row.map { names.plainTitle(ofRow: $0, t) } ?? "",
                    names.plain(label, inRow: group.row, t), t.number(fraction * 100), "\(count)",
                ]
                let later = [String](repeating: "", count: self.tries - byTry.count)
                return row + byTry + later
            }
        }
    }
}
