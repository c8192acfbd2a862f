import Markup
import Quizzes

/// The question that is asked now, and how far one has come.
struct MillionaireBoard {
    var questions: [ExerciseQuestion]
    var board: ExerciseBoard

    func html(_ t: Words) -> HTML {
        let game = board.game ?? MillionaireGame(questions)
        let question = questions[game.asked]
        let order = board.play.order(of: question.options.count, list: game.asked + 1)
        return """
            <div class="split"><div class="stack">\(carried(game))
            <fieldset class="question"><legend>\(t.text("exercise.question_of", ["number": "\(game.asked + 1)", "total": "\(questions.count)"]))</legend>\
            <p class="stem">\(question.text)</p>\
            \(when: game.second == game.asked && game.missed != nil, "<p class=\"msg\" role=\"alert\">\(t["exercise.second_used"])</p>")\
            \(game.options(questions, board.play).map { option in
                """
                <label class="pick"><input type="radio" name="q\(game.asked)" value="\(order.firstIndex(of: option) ?? 0)"><span>\(question.options[option].text)</span></label>

                """ as HTML
            })</fieldset>
            \(when: !board.isPreview, turns(game, question, t))</div>
            <div class="stack tight"><h2>\(t["exercise.ladder"])</h2><ol class="toc">\(questions.indices.map { place in
                let state = place < game.asked ? "done" : place == game.asked ? "current" : "open"
                return """
                    <li data-state="\(state)"><span\(when: place == game.asked, " aria-current=\"step\"")>\(t.text("exercise.question", ["number": "\(place + 1)"]))</span></li>
                    """ as HTML
            })</ol></div></div>
            """
    }

    private func turns(_ game: MillionaireGame, _ question: ExerciseQuestion, _ t: Words) -> HTML {
        """
        <p class="row"><button class="main" name="turn" value="answer">\(t["exercise.answer"])</button>\
        \(when: game.fifty == nil && question.options.count > 2, "<button name=\"turn\" value=\"fifty\">\(t["exercise.fifty"])</button>")\
        \(when: game.second == nil, "<button name=\"turn\" value=\"second\">\(t["exercise.second"])</button>")\
        \(when: game.asked > 0, "<button class=\"quiet\" name=\"turn\" value=\"stop\">\(t["exercise.stop"])</button>")</p>
        """
    }

    /// What the game carries from turn to turn.
    private func carried(_ game: MillionaireGame) -> HTML {
        let helps = [
            ("asked", Optional(game.asked)), ("fifty", game.fifty), ("second", game.second), ("missed", game.missed),
        ]
        return """
            \(helps.map { name, value in value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" as HTML } ?? .empty })\
            \((0..<game.asked).map { place in
                let order = board.play.order(of: questions[place].options.count, list: place + 1)
                let shown = game.answers.numbers(place).first.flatMap { order.firstIndex(of: $0) }
                return shown.map { "<input type=\"hidden\" name=\"q\(place)\" value=\"\($0)\">" as HTML } ?? .empty
            })
            """
    }
}

/// Questions about a film or a recording, each at its moment.
struct MediaBoard {
    var questions: [ExerciseQuestion]
    var board: ExerciseBoard

    func html(_ t: Words) -> HTML {
        """
        <exercise-media data-film="film" data-words="\(t.json(["go": "exercise.play_on", "at": "exercise.stopped_at", "rest": "exercise.all_questions"]))">
        \(questions.enumerated().map { place, question in
            """
            <fieldset class="question" data-at="\(question.atMs ?? 0)"><legend><span class="num">\(Self.time(question.atMs ?? 0))</span> \(question.text)</legend>\
            \(inputs(question, place, t))\(board.verdict(place, isGiven: !board.given(place).isEmpty, t))</fieldset>

            """ as HTML
        })</exercise-media>
        """
    }

    private func inputs(_ question: ExerciseQuestion, _ place: Int, _ t: Words) -> HTML {
        guard question.form != .typed else {
            return """
                <input name="q\(place)" value="\(board.given(place))" aria-label="\(question.text)" autocomplete="off">
                """
        }
        let chosen = board.answers.map { $0.numbers(place) } ?? []
        let type: StaticString = question.form == .one ? "radio" : "checkbox"
        return HTML(
            parts: board.play.order(of: question.options.count, list: place + 1).enumerated().map { shown, option in
                """
                <label class="pick"><input type="\(raw: type)" name="q\(place)" value="\(shown)"\(when: chosen.contains(option), " checked")><span>\(question.options[option].text)</span></label>

                """
            })
    }

    /// 1:23, or 1:02:03.
    static func time(_ ms: Int) -> String {
        let (hours, rest) = (ms / 3_600_000, ms / 1000 % 3600)
        let seconds = rest % 60 < 10 ? "0\(rest % 60)" : "\(rest % 60)"
        guard hours > 0 else { return "\(rest / 60):\(seconds)" }
        return "\(hours):\(rest / 60 < 10 ? "0" : "")\(rest / 60):\(seconds)"
    }
}
