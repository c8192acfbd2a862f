import Markup
import Quizzes

/// An exercise to be solved without a server: what is asked, shuffled, and room for what is to be written. Never what is
/// right.
struct ExerciseSheet {
    var exercise: Exercise
    /// The address of a picture where the sheet is read; nil where it cannot be shown: its words stay.
    var address: (String) -> String? = { $0 }
    /// On a screen cards can be turned.
    var isPaper = true

    func html(_ t: Words) -> HTML {
        switch exercise.content {
        case .crossword(let crossword):
            return "\(PaperGrid(crossword: crossword, isKey: false).html)\(clues(crossword, t))"
        case .wordSearch(let search):
            return
                "\(PaperGrid.letters(search, found: []))<ul class=\"facts\">\(search.words.map { "<li>\($0)</li>" as HTML })</ul>"
        case .cards(let cards) where !isPaper: return self.cards(cards)
        case .pairs(let pairs), .timeline(let pairs), .cards(let pairs):
            return "<div class=\"sides\">\(list(pairs.map(\.left)))\(list(shuffled(pairs.map(\.right))))</div>"
        case .ordering(let items): return list(shuffled(items))
        case .groups(let groups):
            return "<div class=\"sides\">\(list(groups.map(\.title)))\(list(shuffled(groups.flatMap(\.items))))</div>"
        case .table(let table): return PaperGrid.table(table, isKey: false, item: item)
        case .millionaire(let questions), .media(let questions):
            return """
                <ol class="list">\(questions.enumerated().map { place, question in
                    """
                    <li><div><p>\(question.atMs.map { "<span class=\"num\">\(MediaBoard.time($0))</span> " as HTML })<b>\(question.text)</b></p>\(when: question.form != .typed, options(of: question, place))</div></li>
                    """ as HTML
                })</ol>
                """
        }
    }

    func item(_ item: ExerciseItem) -> HTML {
        item.picture.flatMap(address).map { "<img src=\"\($0)\" alt=\"\(item.text)\" loading=\"lazy\">" }
            ?? "\(item.text)"
    }

    /// The same each time: a class has one sheet.
    private var play: ExercisePlay { ExercisePlay(exercise, name: "0000000000000000") }

    private func shuffled(_ items: [ExerciseItem]) -> [ExerciseItem] { play.order(of: items.count).map { items[$0] } }

    private func list(_ items: [ExerciseItem]) -> HTML {
        "<ul class=\"list\">\(items.map { "<li>\(item($0))</li>" as HTML })</ul>"
    }

    private func cards(_ cards: [ExercisePair]) -> HTML {
        HTML(
            parts: play.order(of: cards.count).map { place in
                "<details><summary>\(item(cards[place].left))</summary><p>\(item(cards[place].right))</p></details>\n"
            })
    }

    private func options(of question: ExerciseQuestion, _ place: Int) -> HTML {
        let order = play.order(of: question.options.count, list: place + 1)
        return "<ul>\(order.map { "<li>☐ \(question.options[$0].text)</li>" as HTML })</ul>"
    }

    private func clues(_ crossword: Crossword, _ t: Words) -> HTML {
        """
        <div class="sides">\([false, true].map { isDown in
            """
            <div><h2>\(isDown ? t["exercise.down"] : t["exercise.across"])</h2><ul class="clues">\(crossword.entries.filter { $0.isDown == isDown }.map { "<li><b>\($0.number).</b> \(item($0.clue)) (\($0.word.count))</li>" as HTML })</ul></div>
            """ as HTML
        })</div>
        """
    }
}
