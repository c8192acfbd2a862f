import Quizzes
import Testing

@Suite struct TypedQuestionsTests {
    @Test(arguments: [
        ("Сколько?\n+ да\n- нет", "Сколько? {\n=да\n~нет}"),
        ("Слово?\n+ сотая", "Слово? {\n=сотая}"),
        ("Число?\n+ 2,5", "Число? {\n#2.5}"),
        ("Какие?\n+ а\n+ б\n- в", "Какие? {\n~%50.00000%а\n~%50.00000%б\n~%-50.00000%в}"),
        ("Сколько = 2?\n+ {да}", "Сколько = 2?\n+ {да}"),
        ("Знак ~ и =?\n+ a=b\n- a:b", "Знак \\~ и \\=? {\n=a\\=b\n~a\\:b}"),
        (
            "Вопрос\nв две строки?\n+ да\n- нет\n\nВторой?\n+ 1\n- 2",
            "Вопрос\nв две строки? {\n=да\n~нет}\n\nВторой? {\n=1\n~2}"
        ),
        ("What?\nA. one\nB) two\nANSWER: B", "What? {\n~one\n=two}\n"),
        ("Сколько? {=да ~нет}\n\nЕщё? {\n\n=да\n~нет}", "Сколько? {=да ~нет}\n\nЕщё? {\n\n=да\n~нет}"),
        ("Просто текст", "Просто текст"), ("+ ответ без вопроса", "+ ответ без вопроса"), ("", ""),
        ("// примечание\n\n$CATEGORY: А", "// примечание\n\n$CATEGORY: А"),
    ])
    func `what is typed becomes GIFT on the same lines`(typed: String, gift: String) {
        #expect(TypedQuestions.gift(from: typed) == gift)
        #expect(
            gift.split(separator: "\n", omittingEmptySubsequences: false).count
                == typed.split(separator: "\n", omittingEmptySubsequences: false).count)
    }

    @Test func `a line with a question mark under the answers is a hint to their question`() throws {
        let file = try TypedQuestions.read("Раз?\n+ да\n- нет\n? думай\n? ещё\n\nДва?\n? не подсказка\n+ 2\n? счёт")

        #expect(file.problems.isEmpty)
        #expect(file.questions.map { $0.question.hints.map(\.text.source) } == [["думай", "ещё"], ["счёт"]])
        #expect(file.questions.map(\.line) == [1, 7])
        #expect(file.questions.last?.question.stem.plainText == "Два?\n? не подсказка")
    }

    @Test func `several right answers share the whole mark`() throws {
        let file = try GIFT.read(TypedQuestions.gift(from: "Какие?\n+ а\n+ б\n+ в\n- г"))

        #expect(file.problems.isEmpty)
        guard case .multiple(let choice) = try #require(file.questions.first).question.kind else {
            Issue.record("not a question of several answers")
            return
        }
        #expect(choice.options.map { ($0.fraction * 3).rounded() } == [1, 1, 1, -1])
    }
}
