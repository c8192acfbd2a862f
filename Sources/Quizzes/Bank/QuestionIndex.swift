public import Courses
import Foundation
import Markup
public import Storage

extension Transaction {
    /// Tells the search of a quiz's questions, after they changed: their names and what they ask. Notes their pictures.
    public func indexQuestions(of quiz: Activity.ID) throws {
        try forgetQuestions(of: quiz)
        let course = try course(of: quiz).id
        let questions = try all(
            """
            SELECT DISTINCT questions.id AS id, name, sheet FROM quiz_slots JOIN questions ON questions.id = question_id
            WHERE activity_id = \(quiz) ORDER BY questions.id
            """
        ) { row -> (id: Int64, name: String, sheet: String) in (try row["id"], try row["name"], try row["sheet"]) }
        for question in questions {
            let sheet = try JSONDecoder().decode(QuestionSheet.self, from: Data(question.sheet.utf8))
            try index(
                SearchDocument(
                    kind: .question, item: question.id, course: course, activity: quiz, title: question.name,
                    text: sheet.stemText))
        }
        // JSON writes a slash with a backslash before it.
        try note(filesIn: questions.map { $0.sheet.replacing("\\/", with: "/") }, of: quiz)
    }
}

extension Quizzes {
    /// Tells the search of every question of a course's quizzes.
    public func searchSource() -> SearchIndex.Source {
        { tx, course in
            let quizzes: [Activity.ID] = try tx.all(
                """
                SELECT activity_id FROM quizzes JOIN activities ON activities.id = activity_id
                JOIN modules ON modules.id = module_id WHERE course_id = \(course) ORDER BY activity_id
                """
            ) { try $0["activity_id"] }
            for quiz in quizzes { try tx.indexQuestions(of: quiz) }
        }
    }
}
