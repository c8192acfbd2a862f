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
                \(intro)\(sheet(t))</section>
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

    private var play: ExercisePlay { ExercisePlay(exercise, name: "0000000000000000") }

    private func sheet(_ t: Words) -> HTML {
        let board = ExerciseBoard(content: exercise.content, play: play)
        func list(_ items: [ExerciseItem]) -> HTML {
            "<ul class=\"list\">\(items.map { "<li>\(board.item($0))</li>" as HTML })</ul>"
        }
        func shuffled(_ items: [ExerciseItem]) -> [ExerciseItem] { play.order(of: items.count).map { items[$0] } }
        switch exercise.content {
        case .crossword(let crossword):
            return "\(PaperGrid(crossword: crossword, isKey: false).html)\(clues(crossword, t))"
        case .wordSearch(let search):
            return
                "\(PaperGrid.letters(search, found: []))<ul class=\"facts\">\(search.words.map { "<li>\($0)</li>" as HTML })</ul>"
        case .pairs(let pairs), .timeline(let pairs), .cards(let pairs):
            return "<div class=\"sides\">\(list(pairs.map(\.left)))\(list(shuffled(pairs.map(\.right))))</div>"
        case .ordering(let items): return list(shuffled(items))
        case .groups(let groups):
            return "<div class=\"sides\">\(list(groups.map(\.title)))\(list(shuffled(groups.flatMap(\.items))))</div>"
        case .table(let table): return PaperGrid.table(table, isKey: false)
        case .millionaire(let questions), .media(let questions):
            return """
                <ol class="list">\(questions.map { question in
                    """
                    <li><div><p><b>\(question.text)</b></p>\(when: question.form != .typed, "<ul>\(question.options.map { "<li>☐ \($0.text)</li>" as HTML })</ul>")</div></li>
                    """ as HTML
                })</ol>
                """
        }
    }

    private func clues(_ crossword: Crossword, _ t: Words) -> HTML {
        """
        <div class="sides">\([false, true].map { isDown in
            """
            <div><h2>\(isDown ? t["exercise.down"] : t["exercise.across"])</h2><ul>\(crossword.entries.filter { $0.isDown == isDown }.map { "<li><b>\($0.number).</b> \($0.clue) (\($0.word.count))</li>" as HTML })</ul></div>
            """ as HTML
        })</div>
        """
    }

    private func key(_ t: Words) -> HTML {
        switch exercise.content {
        case .crossword(let crossword): return PaperGrid(crossword: crossword, isKey: true).html
        case .wordSearch(let search): return PaperGrid.letters(search, found: search.lines)
        case .table(let table): return PaperGrid.table(table, isKey: true)
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

    static func table(_ table: ExerciseTable, isKey: Bool) -> HTML {
        """
        <table class="filled"><tbody>\(table.rows.enumerated().map { number, row in
            """
            <tr>\(row.map { cell -> HTML in
                switch cell {
                case .given(let text): number == 0 ? "<th scope=\"col\">\(text)</th>" : "<td>\(text)</td>"
                case .blank(let accepted): isKey ? "<td><b>\(accepted[0])</b></td>" : "<td>\u{A0}</td>"
                }
            })</tr>

            """ as HTML
        })</tbody></table>
        """
    }
}
