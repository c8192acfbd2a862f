import Foundation
import Quizzes
import TestSupport
import Testing

/// What Moodle 4.5 gave in state and mark after each step of 122 sittings.
private struct Reference: Decodable {
    var gift: String
    var cases: [Sitting]

    struct Sitting: Decodable {
        var question: String
        var behaviour: String
        var maxmark: Double
        var penalty: Double
        var steps: [Step]
        var finish: Bool
        var outcomes: [Outcome]

        enum CodingKeys: String, CodingKey {
            case question, behaviour, maxmark, penalty, steps, finish
            case outcomes = "after_each_step"
        }
    }

    struct Step: Decodable {
        var r: [String: String]?
        var submit: Int?
        var tryagain: Int?
        var certainty: Int?

        enum CodingKeys: String, CodingKey {
            case r
            case submit = "-submit"
            case tryagain = "-tryagain"
            case certainty = "-certainty"
        }
    }

    struct Outcome: Decodable, Equatable {
        var state: String
        var mark: Double?
    }
}

@Suite struct BehaviourTests {
    /// Ours takes a decimal comma, as a Russian keyboard has it: Moodle under English calls 3,14 no number.
    private func isDecimalComma(_ sitting: Reference.Sitting) -> Bool {
        sitting.steps.contains { $0.r?["answer"] == "3,14" }
    }

    @Test func `states and marks are those of the reference after every step`() throws {
        guard let folder = fixtures("scoring") else { return }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/behaviours_moodle45.json"))
        let reference = try JSONDecoder().decode(Reference.self, from: data)
        let questions = Dictionary(
            uniqueKeysWithValues: try GIFT.read(Array(reference.gift.utf8)).questions.map {
                ($0.question.name, $0.question)
            })
        var compared = 0
        for sitting in reference.cases {
            var question = try #require(questions[sitting.question])
            question.penalty = sitting.penalty
            // The measured questions had two hints.
            question.hints = Array(repeating: .init(text: RichText("Подсказка")), count: 2)
            var attempt = QuestionAttempt(question, behaviour: try behaviour(sitting.behaviour), floor: -1)
            var outcomes: [Reference.Outcome] = []
            for step in sitting.steps {
                let shown = Presentation(question, seed: 0, isNumberedByAuthor: true)
                let response = step.r.flatMap { Response(fields: fields($0, of: question), for: shown) }
                let action: QuestionAttempt.Action =
                    step.submit != nil ? .submit : step.tryagain != nil ? .tryAgain : .save
                attempt.take(action, response, certainty: step.certainty.flatMap { Certainty(rawValue: $0) })
                outcomes.append(outcome(attempt, of: sitting))
            }
            if sitting.finish {
                attempt.take(.finish)
                outcomes.append(outcome(attempt, of: sitting))
            }
            guard !isDecimalComma(sitting) else {
                #expect(attempt.state == .gradedRight)
                continue
            }
            #expect(outcomes.map(\.state) == sitting.outcomes.map(\.state), "\(sitting)")
            for (ours, theirs) in zip(outcomes, sitting.outcomes) {
                #expect((ours.mark == nil) == (theirs.mark == nil), "\(sitting)")
                #expect(abs((ours.mark ?? 0) - (theirs.mark ?? 0)) < 1e-6, "\(sitting)")
            }
            compared += 1
        }
        #expect(compared > 100)
    }

    private func outcome(_ attempt: QuestionAttempt, of sitting: Reference.Sitting) -> Reference.Outcome {
        Reference.Outcome(
            state: attempt.state.rawValue.lowercased(), mark: attempt.fraction.map { $0 * sitting.maxmark })
    }

    private func behaviour(_ name: String) throws -> Behaviour {
        let names: [String: Behaviour] = [
            "deferredfeedback": .deferred, "immediatefeedback": .immediate, "adaptive": .adaptive,
            "adaptivenopenalty": .adaptiveWithoutPenalty, "interactive": .interactive,
            "deferredcbm": .deferredCertainty, "immediatecbm": .immediateCertainty,
        ]
        return try #require(names[name])
    }

    /// What the form of ours would send for an answer given by the words of the reference.
    private func fields(_ answer: [String: String], of question: Question) -> [(name: String, value: String)] {
        switch question.kind {
        case .choice(let choice):
            choice.options.indices.filter { choice.options[$0].text.plainText == answer["answer"] }.map {
                ("", "\($0)")
            }
        case .multiple(let choice):
            choice.options.indices.filter { answer[choice.options[$0].text.plainText] == "1" }.map { ("", "\($0)") }
        case .trueFalse: [("", answer["answer"] == "1" ? "true" : "false")]
        case .matching(let matching):
            matching.pairs.enumerated().compactMap { row, pair in
                answer[pair.stem.plainText].flatMap { matching.choices.firstIndex(of: $0) }.map { ("\(row)", "\($0)") }
            }
        default: [("", answer["answer"] ?? "")]
        }
    }

    @Test func `who says honestly how certain they are expects the most`() {
        for percent in 0...100 {
            let chance = Double(percent) / 100
            func expected(_ certainty: Certainty) -> Double {
                chance * certainty.reward - (1 - chance) * certainty.loss
            }
            let best = Certainty.allCases.max { expected($0) < expected($1) }
            let honest: Certainty = chance < 2.0 / 3 ? .low : chance < 0.8 ? .middle : .high
            #expect(best == honest || abs(expected(honest) - expected(best ?? .low)) < 1e-9, "\(percent) %")
        }
    }

    @Test func `steps taken again give the same, and nothing changes after the end`() throws {
        let question = try #require(GIFT.read(Array("::SA::? {=frog =%80%toad}".utf8)).questions.first?.question)
        for behaviour in Behaviour.allCases {
            var first = QuestionAttempt(question, behaviour: behaviour)
            var second = first
            for step in ["newt", "toad", "frog"] {
                first.take(.submit, .shortAnswer(step), certainty: .middle)
                second.take(.submit, .shortAnswer(step), certainty: .middle)
            }
            first.take(.finish)
            second.take(.finish)
            #expect(first == second && first.state.isFinished)
            let before = first
            first.take(.save, .shortAnswer("other"))
            first.take(.finish)
            #expect(first == before)
        }
    }

    @Test func `an essay is for a teacher whatever the quiz does`() {
        let question = Question(name: "Эссе", stem: RichText("Напишите"), kind: .essay(.init()))
        for behaviour in Behaviour.allCases {
            var attempt = QuestionAttempt(question, behaviour: behaviour)
            attempt.take(.submit, .essay("Текст"))
            #expect(attempt.state == .complete)
            attempt.take(.finish)
            #expect(attempt.state == .needsGrading && attempt.fraction == nil)
        }
    }
}
