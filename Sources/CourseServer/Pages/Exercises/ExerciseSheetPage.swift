import Courses
import Markup
import Quizzes
import Storage

/// An exercise on paper: a sheet for learners and, on a sheet of its own, the key.
struct ExerciseSheetPage {
    var activity: Activity
    var course: Course
    var exercise: Exercise
    var body: ActivityBody

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("exercise.sheet_of", ["title": activity.title]), section: .teaching,
            crumbs: .to(activity, in: course),
            styles: ["css/exercises.css"],
            content: """
                <p class="row noprint"><button type="button" class="main" data-print>\(t["exercise.print_it"])</button> <span class="muted">\(t["exercise.print_hint"])</span></p>
                <section class="stack paper"><h1>\(activity.title)</h1><p class="written">\(t["exercise.name_and_class"])</p>\
                \(intro)\(ExerciseSheet(exercise: exercise).html(t))</section>
                <section class="stack paper"><h1>\(t["exercise.key"]). \(activity.title)</h1>\(key(t))</section>
                """)
    }

    private var intro: HTML {
        if case .exercise(let page) = body, !page.html.isEmpty {
            "<div class=\"prose\">\(page.html)</div>"
        } else {
            .empty
        }
    }

    private func key(_ t: Words) -> HTML {
        switch exercise.content {
        case .crossword(let crossword): return PaperGrid(crossword: crossword, isKey: true).html
        case .wordSearch(let search): return PaperGrid.letters(search, found: search.lines)
        case .table(let table):
            return PaperGrid.table(table, isKey: true) { ExerciseSheet(exercise: exercise).item($0) }
        case .millionaire(let questions), .media(let questions):
            return """
                <ol class="list">\(questions.map { question in
                    "<li>\(question.text) — \(question.rightOptions.map { question.options[$0].text }.joined(separator: "; "))</li>" as HTML
                })</ol>
                """
        case .pairs, .timeline, .cards, .groups, .ordering:
            return "<ol class=\"list numbered\">\(exercise.content.titles.map { "<li>\($0)</li>" as HTML })</ol>"
        }
    }
}

/// Grids for paper.
struct PaperGrid {
    var crossword: Crossword
    var isKey: Bool

    var html: HTML {
        let letters = crossword.letters
        var numbers: [Crossword.Square: Int] = [:]
        for entry in crossword.entries { numbers[entry.squares[0]] = entry.number }
        return """
            <table class="crossword"><tbody>\((0..<crossword.rows).map { row in
                """
                <tr>\((0..<crossword.columns).map { column -> HTML in
                    let square = Crossword.Square(row, column)
                    guard let letter = letters[square] else { return "<td></td>" }
                    return """
                        <td class="square">\(numbers[square].map { "<span>\($0)</span>" as HTML })<b>\(isKey ? String(letter) : "\u{A0}")</b></td>
                        """
                })</tr>

                """ as HTML
            })</tbody></table>
            """
    }

    static func letters(_ search: WordSearch, found: [WordSearch.Line]) -> HTML {
        var marked: Set<Crossword.Square> = []
        for line in found {
            let (down, across) = ((line.lastRow - line.row).signum(), (line.lastColumn - line.column).signum())
            let steps = max(abs(line.lastRow - line.row), abs(line.lastColumn - line.column))
            for step in 0...steps {
                marked.insert(Crossword.Square(line.row + down * step, line.column + across * step))
            }
        }
        return """
            <table class="letters"><tbody>\(search.rows.enumerated().map { row, letters in
                """
                <tr>\(letters.enumerated().map { column, letter in
                    "<td\(when: marked.contains(Crossword.Square(row + 1, column + 1)), " class=\"found\"")>\(String(letter))</td>" as HTML
                })</tr>

                """ as HTML
            })</tbody></table>
            """
    }

    static func table(_ table: ExerciseTable, isKey: Bool, item: (ExerciseItem) -> HTML) -> HTML {
        """
        <table class="filled"><tbody>\(table.rows.enumerated().map { number, row in
            """
            <tr>\(row.map { cell -> HTML in
                switch cell {
                case .given(let given): number == 0 ? "<th scope=\"col\">\(item(given))</th>" : "<td>\(item(given))</td>"
                case .blank(let accepted): isKey ? "<td><b>\(accepted[0])</b></td>" : "<td>\u{A0}</td>"
                }
            })</tr>

            """ as HTML
        })</tbody></table>
        """
    }
}
