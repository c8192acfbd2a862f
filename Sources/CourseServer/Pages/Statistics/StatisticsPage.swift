import Courses
import Markup
import Quizzes
import Statistics
import Storage

/// The figures of a quiz and of its questions, to be read on a screen or on paper.
struct StatisticsPage {
    var activity: Activity
    var course: Course
    var statistics: QuizStatistics

    private var base: String { "/activities/\(activity.id.rawValue)/statistics" }
    private var query: String { statistics.counted == .first ? "" : "?count=\(statistics.counted.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("stat.title_of", ["title": activity.title]), section: .teaching,
            crumbs: .results(of: activity, in: course, t),
            styles: ["css/statistics.css"],
            content: """
                <div class="stack wide"><div class="stack"><h1>\(t.text("stat.title_of", ["title": activity.title]))</h1>
                \(choice(t))\(remarks(t))</div>
                \(statistics.test.count == 0 ? empty(t) : whole(t))</div>
                """)
    }

    private func choice(_ t: Words) -> HTML {
        """
        <nav class="subnav" aria-label="\(t["stat.which"])"><ul>\(CountedAttempts.allCases.map { counted in
            """
            <li><a href="\(base)\(counted == .first ? "" : "?count=\(counted.rawValue)")"\(when: counted == statistics.counted, " aria-current=\"page\"")>\(t.counted(counted))</a></li>
            """ as HTML
        })</ul></nav>
        """
    }

    private func remarks(_ t: Words) -> HTML {
        """
        \(when: statistics.waiting > 0, "<p class=\"muted\">\(t.plural("stat.waiting", count: statistics.waiting))</p>")
        \(when: statistics.different > 0, "<p class=\"muted\">\(t.plural("stat.different", count: statistics.different))</p>")
        \(when: statistics.test.count > 0 && statistics.isTooFew, "<div class=\"note warn\"><b>\(t.plural("stat.too_few", count: statistics.test.count))</b> \(t["stat.too_few_why"])</div>")
        """
    }

    private func empty(_ t: Words) -> HTML {
        """
        <div class="empty"><p>\(t["stat.empty"])</p>\
        <p><a class="btn" href="/activities/\(activity.id.rawValue)/results">\(t["stat.to_results"])</a></p></div>
        """
    }

    private func whole(_ t: Words) -> HTML {
        """
        <section class="stack" aria-labelledby="test"><h2 id="test">\(t["stat.of_test"])</h2>
        \(Figures.list(Figures.main(statistics, t), t))
        <details><summary>\(t["stat.more"])</summary>\(Figures.list(Figures.other(statistics.test, t), t))</details></section>
        <section class="stack" aria-labelledby="questions"><div class="row"><h2 id="questions">\(t["stat.of_questions"])</h2>
        <span class="row end"><a class="btn small" href="\(base).csv\(query)">\(t["stat.csv"])</a>\
        <a class="btn small" href="\(base)/answers.csv\(query)">\(t["stat.answers_csv"])</a>\
        <button type="button" class="small" data-print>\(t["stat.print"])</button></span></div>
        \(attention(t))\(table(t))
        <details><summary>\(t["stat.meaning"])</summary>\(Figures.meanings(hasModel: hasModel, hasSlopes: hasSlopes, t))</details></section>
        """
    }

    private var hasModel: Bool { statistics.questions.contains { $0.difficulty != nil } }
    private var hasSlopes: Bool { statistics.questions.contains { $0.difficulty?.slope != nil } }

    /// What to look at first.
    private func attention(_ t: Words) -> HTML {
        let flagged = statistics.questions.count { !$0.flags.isEmpty }
        guard !statistics.isTooFew else { return .empty }
        return flagged == 0
            ? "<p class=\"note ok\"><b>\(t["stat.nothing_odd"])</b></p>"
            : "<p>\(t.plural("stat.odd", count: flagged))</p>"
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["stat.of_questions"])"><table class="dense items">
        <thead><tr><th scope="col">\(t["stat.question"])</th><th scope="col">\(t["stat.facility"])</th>\
        <th scope="col" class="num">\(t["stat.discrimination"])</th><th scope="col" class="num">\(t["stat.efficiency"])</th>\
        <th scope="col" class="num">\(t["stat.weights"])</th><th scope="col" class="num">\(t["stat.mean_mark"])</th>\
        \(when: hasModel, "<th scope=\"col\" class=\"num\">\(t["stat.difficulty"])</th>")</tr></thead>
        <tbody>\(statistics.questions.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ question: QuestionStatistics, _ t: Words) -> HTML {
        let figures = question.figures
        return """
            <tr><th scope="row"><a href="\(base)/\(question.question.id.rawValue)\(query)">\(question.number). \(question.shortText)</a>\
            \(FlagList(question: question).html(t))</th>\
            <td data-l="\(t["stat.facility"])"><span class="facility">\(t.share(figures.facility))\(Figures.bar(figures.facility, band: figures.facilityBand))</span></td>\
            <td data-l="\(t["stat.discrimination"])" class="num">\(t.share(figures.discrimination))</td>\
            <td data-l="\(t["stat.efficiency"])" class="num">\(t.share(figures.efficiency))</td>\
            <td data-l="\(t["stat.weights"])" class="num">\(t.share(figures.intendedWeight)) → \(t.share(figures.effectiveWeight))</td>\
            <td data-l="\(t["stat.mean_mark"])" class="num">\(t.number(figures.mean)) / \(t.number(figures.maximum))</td>\
            \(when: hasModel, "<td data-l=\"\(t["stat.difficulty"])\" class=\"num\">\(question.difficulty.map { "\(t.number($0.difficulty)) ± \(t.number($0.error))" } ?? "—")</td>")</tr>

            """
    }
}

/// What is odd about a question, in plain words.
struct FlagList {
    var question: QuestionStatistics

    func html(_ t: Words) -> HTML {
        question.flags.isEmpty
            ? .empty
            : "<ul class=\"flags\">\(question.flags.map { "<li class=\"\(raw: $0.isGrave ? "err" : "warn")\">\(text($0, t))</li>" as HTML })</ul>"
    }

    func text(_ flag: ItemFlag, _ t: Words) -> String {
        switch flag {
        case .tooHard: t["stat.flag.hard"]
        case .tooEasy: t["stat.flag.easy"]
        case .weakDiscrimination: t["stat.flag.weak"]
        case .negativeDiscrimination: t["stat.flag.negative"]
        case .idleDistractor(let place): t.text("stat.flag.idle", ["answer": answer(place, t)])
        case .attractsTheStrong(let place): t.text("stat.flag.strong", ["answer": answer(place, t)])
        case .suspiciousKey(let place): t.text("stat.flag.key", ["answer": answer(place, t)])
        }
    }

    private func answer(_ place: Int, _ t: Words) -> String {
        guard let answers = question.answers.first?.answers, answers.indices.contains(place) else { return "" }
        return shortened(t.plain(answers[place].label, of: question.question.question), to: 40)
    }
}

extension ItemFlag {
    /// Whether the key itself is in doubt.
    var isGrave: Bool {
        switch self {
        case .suspiciousKey, .negativeDiscrimination: true
        default: false
        }
    }
}

extension QuestionStatistics {
    /// The beginning of what is asked, in one line.
    var shortText: String {
        let text = question.question.stem.plainText
        return shortened(text.isEmpty ? question.question.name : text, to: 90)
    }
}

/// The beginning of a text, cut at a word.
func shortened(_ text: String, to limit: Int) -> String {
    guard text.count > limit else { return text }
    let start = text.prefix(limit)
    return (start.lastIndex(of: " ").map { start[..<$0] } ?? start) + "…"
}

extension Words {
    func counted(_ counted: CountedAttempts) -> String {
        switch counted {
        case .first: self["stat.count.first"]
        case .last: self["stat.count.last"]
        case .best: self["stat.count.best"]
        case .all: self["stat.count.all"]
        }
    }

    /// A share of one hundred in whole percents; a dash where it is not defined.
    func share(_ value: Double?) -> String { value.map { percent($0, digits: 0) } ?? "—" }

    func figure(_ value: Double?) -> String { value.map { number($0) } ?? "—" }
}
