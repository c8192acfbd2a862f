import Courses
import Documents
import Markup
import Media
import Quizzes
import Storage

/// An exercise to be played: a form that works by itself and that its element makes into a board.
struct ExerciseBlock {
    /// What a teacher finds under the exercise.
    struct Teacher {
        var activity: Activity.ID
        var mayShare: Bool
        /// `https://belovo.example`: the link goes to people who are not on the site yet.
        var site: String
    }

    var exercise: Exercise
    /// Where it is handed in, and where a new playing begins.
    var action: String
    var again: String
    /// For a learner of the course.
    var status: ExerciseStatus?
    var media: Asset?
    /// What stands before the addresses of its files, for who comes by a link.
    var files = ""
    var teacher: Teacher?
    var isFramed = false
    var result: ExerciseResult?
    var refusal: ExerciseTryRefusal?
    private(set) var play: ExercisePlay
    private var step = 1
    private var answers: ExerciseAnswers?
    private var game: MillionaireGame?

    init(
        exercise: Exercise, action: String, again: String, status: ExerciseStatus? = nil, media: Asset? = nil,
        files: String = ""
    ) {
        (self.exercise, self.action, self.again) = (exercise, action, again)
        (self.status, self.media, self.files) = (status, media, files)
        play = ExercisePlay(exercise)
    }

    /// Goes on from what was sent.
    mutating func show(_ turn: ExerciseTurn) {
        (play, step) = (turn.play, turn.step)
        switch turn.outcome {
        case .marked(let answers):
            self.answers = answers
            step += 1
        case .going(let game): self.game = game
        case .refused(let refusal, let answers):
            self.refusal = refusal
            self.answers = refusal == .changed ? nil : answers
        }
    }

    func html(_ t: Words) -> HTML {
        """
        <inline-form id="exercise" class="stack">
        \(when: exercise.kind == .media, player(t))\
        \(when: refusal != nil, refused(t))\(result.map { verdict($0.mark, t) })
        \(isOver ? review(t) : form(t))
        \(status.map { standing($0, t) })
        </inline-form>
        \(teacher.map { ExerciseTeacherLinks(exercise: exercise, teacher: $0).html(t) })
        """
    }

    /// A game that was won or lost is begun anew; anything else may be mended and checked again.
    private var isOver: Bool { result != nil && (exercise.kind == .millionaire || exercise.kind == .cards) }

    private var begin: String { again + (isFramed ? (again.hasPrefix("/x/") ? "?framed=yes" : "/exercise") : "") }

    private func form(_ t: Words) -> HTML {
        """
        <form method="post" action="\(action)" class="stack">\
        <input type="hidden" name="play" value="\(play.name)"><input type="hidden" name="step" value="\(step)">\
        <input type="hidden" name="edition" value="\(exercise.edition)">\(when: isFramed, "<input type=\"hidden\" name=\"framed\" value=\"yes\">")\
        \(when: exercise.kind != .millionaire, "<p class=\"muted\">\(t.instruction(exercise.kind))</p>")
        \(board.html(t))
        \(when: exercise.kind != .millionaire, """
            <p class="row"><button class="main">\(result == nil ? t["exercise.check"] : t["exercise.check_again"])</button>\
            \(when: result != nil, restart(t))</p>
            """)</form>
        """
    }

    private func restart(_ t: Words) -> HTML { "<a class=\"btn\" href=\"\(begin)\">\(t["exercise.again"])</a>" }

    private var board: ExerciseBoard {
        ExerciseBoard(
            content: exercise.content, play: play, answers: answers, mark: result?.mark, game: game, files: files)
    }

    /// What was given at a game that is over, question by question.
    private func review(_ t: Words) -> HTML {
        let parts = result?.mark.parts ?? []
        return """
            <ol class="list">\(zip(exercise.content.questionsAsked, parts).enumerated().map { place, row in
                """
                <li><span class="grow">\(row.0)</span>\(board.verdict(place, isGiven: answers?.given[place].isEmpty == false, t))</li>
                """ as HTML
            })</ol><p class="row"><a class="btn main" href="\(begin)">\(t["exercise.again"])</a></p>
            """
    }

    private func verdict(_ mark: ExerciseMark, _ t: Words) -> HTML {
        let text = t.text("exercise.right_of", ["right": "\(mark.right)", "total": "\(mark.total)"])
        return """
            <div class="note\(mark.isPerfect ? " ok" : "")" role="alert"><b>\(mark.isPerfect ? t["exercise.perfect"] : text)</b>\
            \(when: mark.isPerfect, " \(text)")\(when: !mark.isPerfect && !isOver, " \(t["exercise.mend"])")</div>
            """
    }

    private func refused(_ t: Words) -> HTML {
        """
        <div class="note err" role="alert"><b>\(refusal == .changed ? t["exercise.changed"] : t["exercise.empty"])</b></div>
        """
    }

    private func standing(_ status: ExerciseStatus, _ t: Words) -> HTML {
        guard let best = status.best else { return .empty }
        return """
            <p class="muted small">\(t.plural("exercise.tries", count: status.tries)) \
            \(t.text("exercise.best", ["right": "\(best.right)", "total": "\(best.total)"]))</p>
            """
    }

    private func player(_ t: Words) -> HTML {
        guard let media else { return .empty }
        return media.type.isVideo
            ? """
            <div class="player"><video id="film" controls preload="none" width="640" height="360" src="\(files)\(media.path)"></video></div>
            """
            : "<audio id=\"film\" class=\"film\" controls preload=\"none\" src=\"\(files)\(media.path)\"></audio>"
    }

    /// A text's files, for who comes by a link.
    func settled(_ html: SafeHTML) -> SafeHTML {
        files.isEmpty ? html : SafeHTML(stored: html.string.replacing("\"/media/", with: "\"\(files)/media/"))
    }
}

extension ExerciseContent {
    /// What stands on a card, or a question: what may be told of a thing without its answer.
    fileprivate var questionsAsked: [String] {
        switch self {
        case .cards(let cards): cards.map(\.left.text)
        case .millionaire(let questions), .media(let questions): questions.map(\.text)
        case .pairs, .groups, .timeline, .ordering, .crossword, .wordSearch, .table: []
        }
    }
}

/// What a teacher does with an exercise: sees results, prints, shares.
struct ExerciseTeacherLinks {
    var exercise: Exercise
    var teacher: ExerciseBlock.Teacher

    func html(_ t: Words) -> HTML {
        let address = "/activities/\(teacher.activity.rawValue)"
        return """
            \(leftOut(t))
            <p class="row"><a class="btn" href="\(address)/tries">\(t["exercise.results"])</a> <a class="btn" href="\(address)/sheet">\(t["exercise.print"])</a></p>
            \(when: teacher.mayShare, sharing(address, t))
            """
    }

    private func leftOut(_ t: Words) -> HTML {
        guard case .crossword(let crossword) = exercise.content, !crossword.leftOut.isEmpty else { return .empty }
        return """
            <div class="note warn"><b>\(t.text("exercise.left_out", ["words": crossword.leftOut.joined(separator: ", ")]))</b></div>
            """
    }

    private func sharing(_ address: String, _ t: Words) -> HTML {
        """
        <section class="stack" id="sharing"><h2>\(t["exercise.sharing"])</h2>
        \(exercise.shareCode.map { shared($0, address, t) } ?? """
            <p>\(t["exercise.sharing_hint"])</p>
            <form method="post" action="\(address)/sharing"><button name="shared" value="yes">\(t["exercise.share"])</button></form>
            """)
        <details><summary>\(t["exercise.embed"])</summary><div class="stack"><p>\(t["exercise.embed_hint"])</p>\
        <pre tabindex="0">[\(t.kind(exercise.kind))](\(address)/exercise)</pre></div></details></section>
        """
    }

    private func shared(_ code: String, _ address: String, _ t: Words) -> HTML {
        let link = "\(teacher.site)/x/\(code)"
        return """
            <p>\(t["exercise.shared"])</p>
            <div class="row top-aligned">\(QRCode(link).map { $0.svg(label: t["exercise.qr"]) })\
            <div class="stack tight"><p><a href="\(link)">\(link)</a></p>\
            <form method="post" action="\(address)/sharing"><button class="risk" name="shared" value="no" \
            data-confirm="\(t["exercise.unshare_ask"])" data-yes="\(t["exercise.unshare"])">\(t["exercise.unshare"])</button></form></div></div>
            """
    }
}
