import Spaces
import Storage
import Surveys

@testable import CourseServer

extension WebWorld {
    /// Those of school A whom its surveys ask.
    static let surveyed: [Person] = [.author, .learner, .classmate, .pupil, .parent]

    /// A published survey of the district for people of school A.
    func addSurvey(
        _ title: String = "Анкета", anonymous: Bool = false, asking roles: Set<Role> = [.author, .learner, .parent],
        _ content: SurveyContent = SurveyContent(
            questions: [
                SurveyQuestion("Мне интересно.", isRequired: true), SurveyQuestion("Мне трудно."),
                SurveyQuestion("Понятно."), SurveyQuestion("Сколько лет?", .number(0...60)),
                SurveyQuestion("Что изменить?", .words),
            ], answers: AnswerScale(labels: ["нет", "отчасти", "да"]),
            scales: [
                Scale(
                    name: "Интерес",
                    keys: [ScaleKey(question: 0), ScaleKey(question: 1, isReversed: true), ScaleKey(question: 2)],
                    bands: [
                        ScaleBand(from: 0, to: 50, words: "низкий"), ScaleBand(from: 50, to: 100, words: "высокий"),
                    ])
            ])
    ) async throws -> Survey.ID {
        let settings = SurveySettings(
            title: title, isAnonymous: anonymous, organisations: [schoolA.id], roles: roles)
        let survey = try await domains.surveys.make(settings, content, in: district.id, by: id(.methodist))
        try await domains.surveys.publish(survey)
        return survey
    }

    func answer(_ survey: Survey.ID, as people: [Person] = Self.surveyed, words: String = "") async throws {
        for (number, person) in people.enumerated() {
            let answers = [["2"], ["\(number % 3)"], ["1"], ["\(number)"], words.isEmpty ? [] : [words]]
            try await domains.surveys.answer(survey, SurveySheet(answers: answers), by: id(person))
        }
    }
}
