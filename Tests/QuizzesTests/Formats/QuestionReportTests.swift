import Testing

@testable import Quizzes

struct QuestionReportTests {
    @Test func `the report as JSON`() throws {
        let file = try GIFT.read(
            """
            $CATEGORY: $course$/top/Тема
            ::Имя::[html]<b>Да</b> &mdash; да? {=<i>да</i>#верно ~нет}

            Пи? {#3.14:0.01}

            Пара? {=<a -> б = -> в}

            Волга? {F#нет}

            Беда {
            """)

        let json = String(decoding: try QuestionReport(file).json(), as: UTF8.self)

        #expect(
            json.filter { !" \n".contains($0) }
                == """
                {"problems":[{"line":10,"lost":true,"message":
                "Фигурная скобка «{» не закрыта, вопрос пропущен. Поставьте «}» после ответов."}],
                "questions":[
                {"answers":[{"feedback":"верно","fraction":1,"text":"да"},{"feedback":"","fraction":0,"text":"нет"}],
                "category":"$course$/top/Тема","line":2,"name":"Имя","text":"Да — да?","type":"choice"},
                {"answers":[{"feedback":"","fraction":1,"text":"3.14","tolerance":0.01}],
                "category":"$course$/top/Тема","line":4,"name":"Пи?","text":"Пи?","type":"numeric"},
                {"answers":[{"match":"б","text":"<a"},{"match":"в","text":""}],
                "category":"$course$/top/Тема","line":6,"name":"Пара?","text":"Пара?","type":"matching"},
                {"answers":[{"feedback":"нет","fraction":0,"text":"true"},{"feedback":"","fraction":1,"text":"false"}],
                "category":"$course$/top/Тема","line":8,"name":"Волга?","text":"Волга?","type":"truefalse"}]}
                """.filter { !" \n".contains($0) })
    }

    @Test func `the summary counts kinds and quotes problems`() throws {
        let file = try GIFT.read("Да {T}\n\nНет {~=a ~b}\n\nБеда {#x}")

        #expect(
            QuestionReport(file).summary() == """
                Прочитано вопросов: 2
                  один ответ: 1
                  верно или неверно: 1
                Не прочитано: 1
                Замечаний: 1
                строка 3: Пустой ответ отброшен, вопрос прочитан. Перед ответом нужен один знак: «=» или «~».
                строка 5: «x» не число, вопрос пропущен. Напишите число, число:погрешность или от..до.

                """)
    }
}
