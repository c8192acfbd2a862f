public import Courses
import Foundation

extension Exercises {
    /// Reads an exercise of a course folder.
    public func folderReader() -> CourseImport.ExerciseReader {
        { outline, text in
            guard let kind = Exercise.Kind(rawValue: outline.kind) else {
                throw CourseFolderProblem(
                    file: outline.text,
                    kind: .unknownWord(outline.kind, known: Exercise.Kind.allCases.map(\.rawValue)))
            }
            let word = outline.directions ?? ExerciseSettings.Directions.straight.rawValue
            guard let directions = ExerciseSettings.Directions(rawValue: word) else {
                throw CourseFolderProblem(
                    file: outline.text,
                    kind: .unknownWord(word, known: ExerciseSettings.Directions.allCases.map(\.rawValue)))
            }
            let settings = ExerciseSettings(
                kind: kind, text: text.trimmingCharacters(in: .newlines),
                points: outline.points ?? ExerciseSettings.defaultPoints, directions: directions)
            do throws(ExerciseRefusal) {
                if kind == .media, outline.media == nil { throw .mediaMissing }
                return try draft(settings)
            } catch { throw CourseFolderProblem(file: outline.text, kind: .manifestMalformed("\(error)")) }
        }
    }

    public func folderWriter() -> CourseExport.ExerciseWriter {
        { tx, activity in
            let settings = try tx.exercise(activity).settings
            let outline = ExerciseOutline(
                kind: settings.kind.rawValue,
                points: settings.points == ExerciseSettings.defaultPoints ? nil : settings.points,
                directions: settings.kind == .wordSearch ? settings.directions.rawValue : nil)
            return (outline, settings.text, settings.media)
        }
    }
}
