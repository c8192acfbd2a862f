import Quizzes
import Storage

/// What a learner's form says of an exercise.
struct ExerciseTurn {
    enum Outcome {
        /// Handed in, to be marked.
        case marked(ExerciseAnswers)
        /// The game goes on.
        case going(MillionaireGame)
        /// Given so far, and why it was not taken.
        case refused(ExerciseTryRefusal, ExerciseAnswers)
    }

    var play: ExercisePlay
    /// How often this playing was handed in, from 1.
    var step: Int
    var outcome: Outcome

    init(_ exercise: Exercise, _ form: FormFields) {
        play = ExercisePlay(exercise, name: form["play"])
        step = min(max(1, form.int("step") ?? 1), 10_000)
        guard form["edition"] == exercise.edition else {
            play = ExercisePlay(exercise)
            outcome = .refused(.changed, ExerciseAnswers([]))
            return
        }
        let answers = ExerciseAnswers(exercise.content, play) { form.all($0) }
        if case .millionaire(let questions) = exercise.content {
            var game = MillionaireGame(
                questions, answers, asked: form.int("asked") ?? 0, fifty: form.int("fifty"),
                second: form.int("second"), missed: form.int("missed"))
            let turn = MillionaireGame.Turn(rawValue: form["turn"] ?? "") ?? .answer
            // A turn that says nothing leaves the game where it is.
            _ = game.take(turn, questions)
            outcome = game.isOver ? .marked(game.answers) : .going(game)
            return
        }
        outcome = answers.isEmpty ? .refused(.empty, answers) : .marked(answers)
    }
}
