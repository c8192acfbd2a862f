import Courses
import Foundation
import HummingbirdTesting
import Quizzes

@testable import CourseServer

extension WebWorld {
    /// An exercise in the course of the world.
    func addExercise(
        _ kind: Exercise.Kind, _ text: String, points: Int = 10, isShared: Bool = false
    ) async throws -> Activity.ID {
        let draft = try domains.exercises.draft(ExerciseSettings(kind: kind, text: text, points: points))
        let id = try await domains.courses.add(
            .exercise(try domains.courses.render("")), titled: "Игра", points: draft.points, to: module, by: id(.author)
        ) { tx, id in try draft.install(tx, id, nil) { $0 } }
        if isShared { try await domains.exercises.share(id, true) }
        return id
    }

    /// The form of an exercise's page, filled in as `given` says: the author's numbers or texts.
    func fields(_ page: TestResponse, of id: Activity.ID, giving given: [String]) async throws -> [(String, String)] {
        let exercise = try await domains.exercises.exercise(id)
        let hidden = page.hidden
        let play = ExercisePlay(exercise, name: hidden["play"])
        let content = exercise.content
        var fields = hidden.map { ($0.key, $0.value) }
        switch content {
        case .pairs, .timeline, .ordering:
            let order = play.order(of: content.count)
            fields += given.enumerated().compactMap { place, author in
                Int(author).flatMap { order.firstIndex(of: $0) }.map { ("s\(place)", "\($0)") }
            }
        case .groups:
            fields += play.order(of: content.count).enumerated().map { ("t\($0)", given[$1]) }
        case .crossword(let crossword):
            for (entry, word) in zip(crossword.entries, given) {
                fields += zip(entry.squares, word).map { ("c\($0.row)-\($0.column)", String($1)) }
            }
        case .wordSearch: fields += given.enumerated().map { ("w\($0)", $1) }
        case .table: fields += given.enumerated().map { ("b\($0)", $1) }
        case .cards: fields += given.enumerated().map { ("k\($0)", $1) }
        case .millionaire(let questions), .media(let questions):
            for (place, question) in questions.enumerated() where given[place] != "" {
                let order = play.order(of: question.options.count, list: place + 1)
                fields += given[place].split(separator: " ").compactMap { author in
                    Int(author).flatMap { order.firstIndex(of: $0) }.map { ("q\(place)", "\($0)") }
                }
                if question.form == .typed { fields.append(("q\(place)", given[place])) }
            }
        }
        return fields
    }
}

extension TestResponse {
    /// The hidden fields of the page's forms.
    var hidden: [String: String] {
        let found = text.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/)
        return Dictionary(found.map { (String($0.1), String($0.2)) }) { one, _ in one }
    }
}
