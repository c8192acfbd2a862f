import Foundation
import Testing

@testable import Quizzes

struct GIFTWriterTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is written reads back equal`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        let questions = (0..<50).map { _ in generator.question() }

        let file = try GIFT.read(GIFT.write(questions))

        #expect(file.questions.count == questions.count)
        for (read, question) in zip(file.questions, questions) where read.question != question {
            #expect(read.question == question, "\(GIFT.write([question]))")
            return
        }
        #expect(file.problems.filter(\.lost) == [])
    }

    @Test func `a question is written as a teacher would write it`() {
        let question = Question(
            name: "Столица", category: "$course$/top/География", stem: RichText("Столица Татарстана?"),
            generalFeedback: RichText("На Волге"), idNumber: "7", tags: ["города"],
            kind: .choice(
                Question.Choice(options: [
                    Question.Option(text: RichText("Казань"), fraction: 1, feedback: RichText("Да")),
                    Question.Option(text: RichText("Уфа"), fraction: -0.5),
                ])))

        #expect(
            GIFT.write([question]) == """
                $CATEGORY: $course$/top/География

                // [id:7] [tag:города]
                ::Столица::Столица Татарстана? {
                \t=Казань#Да
                \t~%-50%Уфа
                \t####На Волге
                }


                """)
    }
}
