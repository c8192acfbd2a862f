import Courses
import Markup
import Quizzes

/// What is played, as fields of a form: choices, squares, lines. Never what is right.
struct ExerciseBoard {
    var content: ExerciseContent
    var play: ExercisePlay
    var answers: ExerciseAnswers?
    var mark: ExerciseMark?
    var game: MillionaireGame?
    /// What stands before the addresses of pictures.
    var files = ""
    /// Shown to the author beside the text it is made of: nothing of it is sent.
    var isPreview = false

    func html(_ t: Words) -> HTML {
        switch content {
        case .pairs(let pairs): places(pairs.map { item($0.left) }, pairs.map(\.right), "pairs", t)
        case .timeline(let pairs): places(pairs.map { item($0.left) }, pairs.map(\.right), "timeline", t)
        case .ordering(let items):
            places(items.indices.map { "<span class=\"num\">\($0 + 1).</span>" }, items, "ordering", t)
        case .groups(let groups): self.groups(groups, t)
        case .crossword(let crossword): CrosswordBoard(crossword: crossword, board: self).html(t)
        case .wordSearch(let search): WordSearchBoard(search: search, board: self).html(t)
        case .table(let table): self.table(table, t)
        case .cards(let cards): self.cards(cards, t)
        case .millionaire(let questions): MillionaireBoard(questions: questions, board: self).html(t)
        case .media(let questions): MediaBoard(questions: questions, board: self).html(t)
        }
    }

    /// Right or wrong, by a word and a sign; nothing before the first check.
    func verdict(_ place: Int, isGiven: Bool = true, _ t: Words) -> HTML {
        guard let mark, mark.parts.indices.contains(place) else { return .empty }
        if mark.parts[place] { return "<span class=\"verdict\">\(t["exercise.right"])</span>" }
        return """
            <span class="verdict wrong">\(isGiven ? t["exercise.wrong"] : t["exercise.not_given"])</span>
            """
    }

    func state(_ place: Int) -> String? {
        guard let mark, mark.parts.indices.contains(place) else { return nil }
        return mark.parts[place] ? "right" : "wrong"
    }

    func given(_ place: Int) -> String {
        answers.flatMap { $0.given.indices.contains(place) ? $0.given[place] : nil } ?? ""
    }

    func item(_ item: ExerciseItem) -> HTML {
        item.picture.map { "<img src=\"\(files)\($0)\" alt=\"\(item.text)\" loading=\"lazy\">" } ?? "\(item.text)"
    }

    static func words(_ t: Words) -> String {
        t.json([
            "picked": "exercise.picked", "put": "exercise.put", "back": "exercise.back",
            "empty": "exercise.empty_place",
            "tray": "exercise.tray", "moved": "exercise.moved", "left": "exercise.left",
        ])
    }

    // MARK: - Things put to places

    /// Places in the author's order, and things for them, shuffled.
    private func places(_ labels: [HTML], _ things: [ExerciseItem], _ mode: StaticString, _ t: Words) -> HTML {
        let order = play.order(of: things.count)
        let shown = order.map { things[$0] }
        let isOrdering: Bool = if case .ordering = content { true } else { false }
        return """
            <exercise-match data-mode="\(raw: mode)" data-words="\(Self.words(t))"><div class="plain stack">
            \(when: !isOrdering, "<ul class=\"things\" aria-label=\"\(t["exercise.tray"])\">\(shown.map { "<li>\(item($0))</li>" as HTML })</ul>")
            <ol class="places">\(labels.enumerated().map { place, label in
                let chosen = Int(given(place)).flatMap { order.firstIndex(of: $0) } ?? (isOrdering && answers == nil ? place : nil)
                return """
                    <li\(attribute: "data-state", state(place))><label for="s\(place)">\(label)</label><select id="s\(place)" name="s\(place)">\
                    <option value="">\(t["exercise.choose"])</option>\
                    \(shown.enumerated().map { "<option value=\"\($0)\"\(when: $0 == chosen, " selected")>\($1.text)</option>" as HTML })</select>\
                    \(verdict(place, isGiven: !given(place).isEmpty, t))</li>

                    """ as HTML
            })</ol>
            \(when: isOrdering, "<ul class=\"things\" hidden>\(shown.map { "<li>\(item($0))</li>" as HTML })</ul>")
            </div></exercise-match>
            """
    }

    private func groups(_ groups: [ExerciseGroup], _ t: Words) -> HTML {
        let items = groups.flatMap(\.items)
        let order = play.order(of: items.count)
        return """
            <exercise-match data-mode="groups" data-words="\(Self.words(t))"><div class="plain stack">
            <ul class="bins" hidden>\(groups.map { "<li>\(item($0.title))</li>" as HTML })</ul>
            <ol class="places">\(order.enumerated().map { place, author in
                """
                <li\(attribute: "data-state", state(author))><label for="t\(place)">\(item(items[author]))</label><select id="t\(place)" name="t\(place)">\
                <option value="">\(t["exercise.choose"])</option>\
                \(groups.enumerated().map { "<option value=\"\($0)\"\(when: given(author) == "\($0)", " selected")>\($1.title.text)</option>" as HTML })</select>\
                \(verdict(author, isGiven: !given(author).isEmpty, t))</li>

                """ as HTML
            })</ol></div></exercise-match>
            """
    }

    // MARK: - Table, cards

    private func table(_ table: ExerciseTable, _ t: Words) -> HTML {
        var place = -1
        let rows = table.rows.enumerated().map { number, row -> HTML in
            let cells = row.map { cell -> HTML in
                switch cell {
                case .given(let given):
                    return number == 0 ? "<th scope=\"col\">\(item(given))</th>" : "<td>\(item(given))</td>"
                case .blank:
                    place += 1
                    return """
                        <td><input name="b\(place)" value="\(given(place))" autocomplete="off" \
                        aria-label="\(t.text("exercise.cell", ["number": "\(place + 1)"]))"\(attribute: "data-state", state(place))>\
                        \(verdict(place, isGiven: !given(place).isEmpty, t))</td>
                        """
                }
            }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <div class="tw" tabindex="0" role="region" aria-label="\(t["exercise.kind.table"])"><table class="filled" data-keys>\
            <thead>\(rows.first ?? .empty)</thead><tbody>\(rows.dropFirst())</tbody></table></div>
            """
    }

    private func cards(_ cards: [ExercisePair], _ t: Words) -> HTML {
        let words = t.json([
            "flip": "exercise.flip", "known": "exercise.known", "unknown": "exercise.unknown", "of": "exercise.card_of",
            "done": "exercise.cards_done",
        ])
        return """
            <exercise-cards data-words="\(words)"><ol class="cards">\(play.order(of: cards.count).map { author in
                """
                <li class="card"><details><summary>\(item(cards[author].left))</summary><p>\(item(cards[author].right))</p></details>\
                <fieldset><legend class="vh">\(cards[author].left.text)</legend>\
                <label class="pick"><input type="radio" name="k\(author)" value="1"><span>\(t["exercise.known"])</span></label>\
                <label class="pick"><input type="radio" name="k\(author)" value="0"><span>\(t["exercise.unknown"])</span></label></fieldset></li>

                """ as HTML
            })</ol></exercise-cards>
            """
    }
}

/// A crossword: the squares one writes into, and what is asked.
struct CrosswordBoard {
    var crossword: Crossword
    var board: ExerciseBoard

    func html(_ t: Words) -> HTML {
        """
        <exercise-crossword data-words="\(t.json(["letters": "exercise.letters", "across": "exercise.across", "down": "exercise.down"]))">
        <p class="asked" aria-live="polite"></p>
        <div class="split"><div class="grid-frame" tabindex="0" role="region" aria-label="\(t["exercise.kind.crossword"])">\(grid(t))</div>
        <div class="stack">\(clues(false, t["exercise.across"], t))\(clues(true, t["exercise.down"], t))</div></div></exercise-crossword>
        """
    }

    private func grid(_ t: Words) -> HTML {
        var labels: [Crossword.Square: String] = [:]
        var numbers: [Crossword.Square: Int] = [:]
        var states: [Crossword.Square: String] = [:]
        var typed: [Crossword.Square: Character] = [:]
        for (number, entry) in crossword.entries.enumerated() {
            numbers[entry.squares[0]] = entry.number
            for (step, square) in entry.squares.enumerated() where labels[square] == nil {
                let place = ["number": "\(entry.number)", "place": "\(step + 1)", "count": "\(entry.word.count)"]
                labels[square] =
                    entry.isDown ? t.text("exercise.square_down", place) : t.text("exercise.square_across", place)
            }
            let given = Array(board.given(number))
            for (square, letter) in zip(entry.squares, given) where letter != " " { typed[square] = letter }
            guard let state = board.state(number), isWhole(number) else { continue }
            for square in entry.squares where states[square] != "right" { states[square] = state }
        }
        return """
            <table class="crossword"><tbody>\((0..<crossword.rows).map { row in
                """
                <tr>\((0..<crossword.columns).map { column -> HTML in
                    let square = Crossword.Square(row, column)
                    guard let label = labels[square] else { return "<td></td>" }
                    return """
                        <td class="square"\(attribute: "data-state", states[square])>\(numbers[square].map { "<span aria-hidden=\"true\">\($0)</span>" as HTML })\
                        <input name="c\(row)-\(column)" aria-label="\(label)" value="\(typed[square].map(String.init) ?? "")" maxlength="1" size="1" autocomplete="off" autocapitalize="characters" spellcheck="false"></td>
                        """
                })</tr>

                """ as HTML
            })</tbody></table>
            """
    }

    /// Letters of words that cross it do not make a word given.
    private func isWhole(_ place: Int) -> Bool { !board.given(place).isEmpty && !board.given(place).contains(" ") }

    private func clues(_ isDown: Bool, _ title: String, _ t: Words) -> HTML {
        let entries = crossword.entries.enumerated().filter { $0.element.isDown == isDown }
        if entries.isEmpty { return .empty }
        return """
            <section class="stack tight"><h2>\(title)</h2><ol class="clues">\(entries.map { place, entry in
                """
                <li data-from="\(entry.row) \(entry.column)" data-length="\(entry.word.count)" data-down="\(isDown ? 1 : 0)"><b>\(entry.number).</b> \
                <span>\(board.item(entry.clue))</span> <span class="muted">(\(entry.word.count))</span> \(board.verdict(place, isGiven: isWhole(place), t))</li>

                """ as HTML
            })</ol></section>
            """
    }
}

/// A square of letters, and the words to be found.
struct WordSearchBoard {
    var search: WordSearch
    var board: ExerciseBoard

    func html(_ t: Words) -> HTML {
        """
        <exercise-search data-words="\(t.json(["found": "exercise.found", "absent": "exercise.absent", "from": "exercise.from", "all": "exercise.all_found"]))">
        <div class="split"><div class="grid-frame" tabindex="0" role="region" aria-label="\(t["exercise.kind.word_search"])">\(grid)</div>
        <div class="stack"><h2>\(t["exercise.words"])</h2><p class="muted plain">\(t["exercise.line_hint"])</p><ol class="words">\(search.words.enumerated().map { place, word in
            """
            <li data-word="\(word)"><label for="w\(place)">\(word)</label><input id="w\(place)" name="w\(place)" value="\(board.given(place))" class="short plain" autocomplete="off">\(board.verdict(place, isGiven: !board.given(place).isEmpty, t))</li>

            """ as HTML
        })</ol></div></div><p class="vh" aria-live="polite"></p></exercise-search>
        """
    }

    private var grid: HTML {
        """
        <table class="letters"><thead class="plain"><tr><th></th>\((1...search.side).map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead>\
        <tbody>\(search.rows.enumerated().map { row, letters in
            """
            <tr><th scope="row" class="plain">\(row + 1)</th>\(letters.map { "<td>\(String($0))</td>" as HTML })</tr>

            """ as HTML
        })</tbody></table>
        """
    }
}
