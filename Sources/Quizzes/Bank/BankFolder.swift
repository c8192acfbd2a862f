public import Courses
import Foundation
import Spaces
import Storage

/// Questions that random places draw from, in a course folder.
///
/// Those of the banks above the course travel too: without them a quiz carried to another school could not be begun. Where
/// the course's own bank or one above it has a question already, the folder's is not put beside it, so that a copy of a
/// course in the same school draws from the same questions, each once.
extension Quizzes {
    public func bankWriter() -> CourseExport.BankWriter {
        { [cache] tx, quizzes, localised in
            let drawn = try tx.filedQuestions(try tx.questionsDrawn(by: quizzes, cache), cache)
            return drawn.isEmpty ? nil : CourseExport.QuestionText(drawn.map { $0.withTexts(localised) })
        }
    }

    /// Refuses a file whose questions cannot all be kept, with their lines.
    public func bankReader() -> CourseImport.BankReader {
        { file, bytes, links in
            let reading = try wholeFile(bytes, named: file)
            let questions = reading.questions.map { $0.question.withTexts(links) }
            let sheets = try questions.map { try QuestionSheet($0, formulas: formulas) }
            return BankDraft { [now] tx, course, settle in
                var known = try tx.fingerprints(above: course.space, in: Set(questions.map(\.category)))
                for (question, sheet) in zip(questions, sheets) {
                    let question = question.withTexts(settle)
                    guard known.insert(try question.fingerprint()).inserted else { continue }
                    _ = try tx.insert(question, sheet.settled(settle), into: course.space, at: now())
                }
            }
        }
    }

    /// The questions of a file of a course folder, all of them. Throws `CourseFolderProblem`.
    func wholeFile(_ bytes: [UInt8], named file: String) throws -> QuestionFile {
        let reading = try QuestionFile(bytes)
        let lost = reading.problems.filter(\.lost)
        guard lost.isEmpty else {
            throw CourseFolderProblem(
                file: file, kind: .questionsLost(lines: lost.map(\.line), messages: lost.map(\.description)))
        }
        return reading
    }
}

extension Question {
    /// What tells the question from others: all of it but the numbers of its files, which every copy of a course has anew.
    fileprivate func fingerprint() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let nameless = withTexts { $0.replacing(/\/media\/\d+\//, with: "/media/") }
        return String(decoding: try encoder.encode(nameless), as: UTF8.self)
    }
}

extension Transaction {
    /// What random places of quizzes may get, without the questions that stand in one of these quizzes.
    fileprivate func questionsDrawn(by quizzes: [Activity.ID], _ cache: QuestionCache) throws -> [BankQuestion.ID] {
        var placed: Set<BankQuestion.ID> = []
        var drawn: Set<BankQuestion.ID> = []
        for activity in quizzes {
            let slots = try quiz(activity).slots.map(\.question)
            placed.formUnion(slots)
            for question in try bankQuestions(slots, cache).values {
                if case .random(let random) = question.question.kind {
                    drawn.formUnion(try candidates(for: random, at: activity))
                }
            }
        }
        return drawn.subtracting(placed).sorted()
    }

    /// Questions with the category and the tags they have in the bank now, whatever they were written with.
    func filedQuestions(_ ids: [BankQuestion.ID], _ cache: QuestionCache) throws -> [Question] {
        guard !ids.isEmpty else { return [] }
        let questions = try bankQuestions(ids, cache)
        var categories: [BankQuestion.ID: String] = [:]
        try forEach("SELECT id, category FROM questions WHERE id IN (\(ids))") { row in
            categories[try row["id"]] = try row["category"]
        }
        var tags: [BankQuestion.ID: [String]] = [:]
        try forEach("SELECT question_id, tag FROM question_tags WHERE question_id IN (\(ids)) ORDER BY tag") { row in
            tags[try row["question_id"], default: []].append(try row["tag"])
        }
        return ids.compactMap { id in
            guard var question = questions[id]?.question else { return nil }
            question.category = categories[id] ?? question.category
            let written = Set(question.tags.map { $0.lowercased() })
            question.tags += (tags[id] ?? []).filter { !written.contains($0) }
            return question
        }
    }

    /// The questions of these categories that a course's own bank and those above it have.
    fileprivate func fingerprints(above space: Space.ID, in categories: Set<String>) throws -> Set<String> {
        let ids: [BankQuestion.ID] = try all(
            """
            SELECT id FROM questions WHERE space_id IN (\(try banks(above: space)))
                AND category IN (\(categories.sorted())) AND replaced_by IS NULL AND removed_at IS NULL ORDER BY id
            """
        ) { try $0["id"] }
        return Set(try filedQuestions(ids, QuestionCache()).map { try $0.fingerprint() })
    }
}
