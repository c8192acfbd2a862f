@testable import Quizzes

extension AttemptPaper.Item {
    /// The fields a learner's page sends for what `fields` say by the author's numbers.
    func shown(_ fields: [Response.Field]) -> [Response.Field] {
        let byAuthor = Presentation(question.question, seed: 0, isNumberedByAuthor: true)
        let rest = fields.filter { $0.name == "certainty" }
        guard let response = Response(fields: fields, for: byAuthor) else { return rest }
        let read = response.fields(for: presentation)
        // An answer taken back is a field without a value.
        return (read.isEmpty ? [("", "")] : read) + rest
    }
}
