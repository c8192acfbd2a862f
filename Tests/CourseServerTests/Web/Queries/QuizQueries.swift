import Accounts
import Contest
import Courses
import Documents
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport

@testable import CourseServer

extension ListPage {
    static let ofQuizzes = [
        ListPage("results", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/results"
        },
        ListPage("results as a table", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/results.csv"
        },
        ListPage("marking", as: .tutor) { world, rows in
            try await world.handInEssay()
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/marking"
        },
        ListPage("overrides", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/overrides"
        },
        ListPage("recount", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/regrade"
        },
        ListPage("statistics of many attempts", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/statistics"
        },
        ListPage("statistics of many questions", as: .tutor) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/statistics"
        },
        ListPage("questions of a quiz", as: .author) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/questions"
        },
        ListPage("question bank", as: .author) {
            _ = try await $0.addAttempt(questions: $1, finished: true)
            return "/courses/\($0.course.id)/bank"
        },
        ListPage("statistics of a question", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            let question = try await world.domains.quizzes.questions(of: world.quiz)[0].id
            return "/activities/\(world.quiz)/statistics/\(question)"
        },
        ListPage("history of an answer", as: .tutor) { world, rows in
            let slot = try await world.essaySlot()
            for number in 0..<rows {
                _ = try await world.post("/attempts/\(world.attempt)/page", [("s\(slot)", "\(number)")], as: .learner)
            }
            return "/attempts/\(world.attempt)/slots/\(slot)/history"
        },
        ListPage("works", as: .tutor) { world, rows in
            try await world.addWorks(rows)
            return "/activities/\(world.assignment)/submissions"
        },
        ListPage("a work with remarks and files", as: .tutor) { world, rows in
            try await world.addRemarks(rows)
            return "/submissions/\(world.submission)"
        },
        ListPage("own work with remarks and files", as: .learner) { world, rows in
            try await world.addRemarks(rows)
            return "/activities/\(world.assignment)"
        },
        ListPage("answers to a poll", as: .tutor) { world, rows in
            try await world.addWorks(rows)
            return "/activities/\(world.poll)/answers"
        },
        ListPage("exercise", as: .learner) { "/activities/\(try await $0.addPlays($1))" },
        ListPage("exercise for its teacher", as: .author) { "/activities/\(try await $0.addPlays($1))" },
        ListPage("results of an exercise", as: .tutor) { "/activities/\(try await $0.addPlays($1))/tries" },
        ListPage("choice of a recording", as: .author) { world, rows in
            for number in 0..<rows {
                _ = try await world.addFile("film-\(number)-\(UInt32.random(in: 0 ... .max)).mp4")
            }
            return "/modules/\(world.module)/exercise/new?kind=media"
        },
        ListPage("attempt", as: .learner) { "/attempts/\(try await $0.addAttempt(questions: $1, finished: false))" },
        ListPage("attempt with tries", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: false, .adaptive))"
        },
        ListPage("review of tries", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true, .immediateCertainty))/review"
        },
        ListPage("review", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true))/review"
        },
        ListPage("review for the teacher", as: .tutor) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true))/review"
        },
        ListPage("quiz for its author", as: .author) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/quiz"
        },
    ]
}

extension WebWorld {
    /// An exercise of so many pairs, played by as many learners, and by the learner as often.
    fileprivate func addPlays(_ count: Int) async throws -> Activity.ID {
        let pairs = (0...count).map { "слово \($0) = word \($0)" }.joined(separator: "\n")
        let id = try await addExercise(.pairs, pairs)
        let exercise = try await domains.exercises.exercise(id)
        let answers = ExerciseAnswers((0...count).map { "\($0)" })
        for _ in 0..<count {
            let name = PersonName(surname: "Новиков", given: "Олег")
            let login = "novikov\(UInt32.random(in: 0 ... .max))"
            let user = try await domains.accounts.register(NewUser(login: login, name: name)).id
            try await domains.enrolments.enrol([user], byTeacherIn: course.id)
            for learner in [user, self.id(.learner)] {
                _ = try await domains.exercises.take(
                    answers, play: ExercisePlay(exercise), step: 1, by: learner, at: id)
            }
        }
        return id
    }

    /// So many learners, each with a work handed in and an answer to the poll.
    fileprivate func addWorks(_ count: Int) async throws {
        let open = try await domains.courses.open(poll).0.activity
        for _ in 0..<count {
            let user = try await domains.accounts.register(
                NewUser(
                    login: "novikov\(UInt32.random(in: 0 ... .max))",
                    name: PersonName(surname: "Новиков", given: "Олег"))
            ).id
            try await domains.enrolments.enrol([user], byTeacherIn: course.id)
            _ = try await domains.assignments.saveDraft("Текст", sequence: nil, of: user, for: assignment)
            try await domains.assignments.handIn(by: user, for: assignment)
            try await domains.polls.answer(open, PollSheet(answers: [["0"], ["Слова"]]), by: user)
        }
    }

    /// So many remarks on the learner's work, and files with the answer to it.
    fileprivate func addRemarks(_ count: Int) async throws {
        for number in 0..<count {
            try await domains.assignments.annotate(
                submission, version: 1, at: 0..<4, quoting: "", "Замечание \(number)", by: id(.tutor))
            let path = folder + "/feedback-\(UInt32.random(in: 0 ... .max)).txt"
            try Data("feedback".utf8).write(to: URL(fileURLWithPath: path))
            try await domains.assignments.attachFeedback(path, named: "feedback.txt", to: submission, version: 1)
        }
    }

    /// An attempt of the learner at a quiz of so many questions of five kinds.
    fileprivate func addAttempt(
        questions: Int, finished: Bool, _ behaviour: Behaviour = .deferred
    ) async throws -> Attempt.ID {
        let kinds = ["{=да ~нет}", "{#50}", "{=сотая}", "{}", "{=1 -> один =2 -> два =3 -> три}"]
        let gift = (0..<questions).map { "::Вопрос \($0)::Сколько? \(kinds[$0 % kinds.count])\n\n" }.joined()
        let draft = try domains.quizzes.draft(
            try GIFT.read(gift), settings: QuizSettings(questionsPerPage: 100, behaviour: behaviour))
        let quiz = try await domains.courses.add(
            .quiz, titled: "Тест из \(questions)", points: draft.points, to: module, by: id(.author)
        ) {
            try draft.install($0, $1) { $0 }
        }
        let attempt = try await domains.attempts.start(quiz, by: id(.learner))
        if behaviour.hasTries { try await checkAll(attempt) }
        if finished { try await domains.attempts.finish(attempt, by: id(.learner)) }
        return attempt
    }

    /// Answers every question and has it checked.
    private func checkAll(_ attempt: Attempt.ID) async throws {
        for slot in try await domains.attempts.paper(attempt).items.map(\.slot.number) {
            let fields = [("", "1"), ("0", "0"), ("1", "1"), ("2", "2"), ("certainty", "2")].map {
                (name: $0, value: $1)
            }
            _ = try await domains.attempts.save(
                [SubmittedAnswer(slot: slot, sequence: 1, fields: fields)], device: "phone", in: attempt,
                by: id(.learner))
            try await domains.attempts.take(
                SubmittedStep(slot: slot, number: 1, action: .submit), in: attempt, by: id(.learner))
        }
    }
}
