import Courses
import Quizzes

extension Words {
    func kind(_ kind: Exercise.Kind) -> String {
        switch kind {
        case .pairs: self["exercise.kind.pairs"]
        case .groups: self["exercise.kind.groups"]
        case .timeline: self["exercise.kind.timeline"]
        case .ordering: self["exercise.kind.ordering"]
        case .crossword: self["exercise.kind.crossword"]
        case .wordSearch: self["exercise.kind.word_search"]
        case .table: self["exercise.kind.table"]
        case .cards: self["exercise.kind.cards"]
        case .millionaire: self["exercise.kind.millionaire"]
        case .media: self["exercise.kind.media"]
        }
    }

    /// What kind of game it is, for the author who chooses one.
    func about(_ kind: Exercise.Kind) -> String {
        switch kind {
        case .pairs: self["exercise.about.pairs"]
        case .groups: self["exercise.about.groups"]
        case .timeline: self["exercise.about.timeline"]
        case .ordering: self["exercise.about.ordering"]
        case .crossword: self["exercise.about.crossword"]
        case .wordSearch: self["exercise.about.word_search"]
        case .table: self["exercise.about.table"]
        case .cards: self["exercise.about.cards"]
        case .millionaire: self["exercise.about.millionaire"]
        case .media: self["exercise.about.media"]
        }
    }

    /// What the learner is to do.
    func instruction(_ kind: Exercise.Kind) -> String {
        switch kind {
        case .pairs: self["exercise.do.pairs"]
        case .groups: self["exercise.do.groups"]
        case .timeline: self["exercise.do.timeline"]
        case .ordering: self["exercise.do.ordering"]
        case .crossword: self["exercise.do.crossword"]
        case .wordSearch: self["exercise.do.word_search"]
        case .table: self["exercise.do.table"]
        case .cards: self["exercise.do.cards"]
        case .millionaire: self["exercise.do.millionaire"]
        case .media: self["exercise.do.media"]
        }
    }

    /// How the text of an exercise is typed.
    func hint(_ kind: Exercise.Kind) -> String {
        switch kind {
        case .pairs, .cards: self["exercise.hint.pairs"]
        case .groups: self["exercise.hint.groups"]
        case .timeline: self["exercise.hint.timeline"]
        case .ordering: self["exercise.hint.ordering"]
        case .crossword: self["exercise.hint.crossword"]
        case .wordSearch: self["exercise.hint.word_search"]
        case .table: self["exercise.hint.table"]
        case .millionaire: self["exercise.hint.millionaire"]
        case .media: self["exercise.hint.media"]
        }
    }

    func example(_ kind: Exercise.Kind) -> String {
        switch kind {
        case .pairs: self["exercise.example.pairs"]
        case .cards: self["exercise.example.cards"]
        case .groups: self["exercise.example.groups"]
        case .timeline: self["exercise.example.timeline"]
        case .ordering: self["exercise.example.ordering"]
        case .crossword: self["exercise.example.crossword"]
        case .wordSearch: self["exercise.example.word_search"]
        case .table: self["exercise.example.table"]
        case .millionaire: self["exercise.example.millionaire"]
        case .media: self["exercise.example.media"]
        }
    }

    func directions(_ directions: ExerciseSettings.Directions) -> String {
        switch directions {
        case .straight: self["exercise.directions.straight"]
        case .diagonal: self["exercise.directions.diagonal"]
        case .all: self["exercise.directions.all"]
        }
    }

    func text(_ refusal: ExerciseRefusal) -> String {
        switch refusal {
        case .tooLong(let limit): plural("refusal.exercise.too_long", count: limit)
        case .tooFew(let least): plural("refusal.exercise.too_few", count: least)
        case .tooMany(let limit): plural("refusal.exercise.too_many", count: limit)
        case .problems(let problems): plural("refusal.exercise.problems", count: problems.count)
        case .nothingCrosses: self["refusal.exercise.nothing_crosses"]
        case .mediaMissing: self["refusal.exercise.media_missing"]
        case .notMedia: self["refusal.exercise.not_media"]
        case .pointsOutOfRange(let range): text(AuthoringRefusal.pointsOutOfRange(range))
        }
    }

    /// «Строка 3: …»
    func text(_ problem: ExerciseProblem) -> String {
        let sentence =
            switch problem.kind {
            case .noSeparator: self["exercise.problem.no_separator"]
            case .emptyHalf: self["exercise.problem.empty_half"]
            case .tooLong(let limit): plural("exercise.problem.too_long", count: limit)
            case .noDescription: self["exercise.problem.no_description"]
            case .wordLength(let range):
                text(
                    "exercise.problem.word_length",
                    ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
            case .wordTwice(let word): text("exercise.problem.word_twice", ["word": word])
            case .noBlanks: self["exercise.problem.no_blanks"]
            case .cellsMissing(let expected): plural("exercise.problem.cells", count: expected)
            case .noRightAnswer: self["exercise.problem.no_right"]
            case .noWrongAnswer: self["exercise.problem.no_wrong"]
            case .severalRightAnswers: self["exercise.problem.several_right"]
            case .noQuestion: self["exercise.problem.no_question"]
            case .noTime: self["exercise.problem.no_time"]
            }
        return text("exercise.problem.line", ["line": "\(problem.line)", "problem": sentence])
    }
}
