import Foundation
import Storage

/// An assignment: what is to be done stands in a Markdown file, the rubric in a text file of its own.
public struct AssignmentOutline: Codable, Equatable, Sendable {
    public var title: String
    public var file: String
    public var rubric: String?
    public var points: String?
    public var due: String?
    public var text: Bool?
    public var files: Int?
    public var fileMegabytes: Int?
    public var fileKinds: String?
    public var attempts: Int?
    public var graceMinutes: Int?
    public var latePercent: Int?
    public var lateFloor: Int?
    public var closes: String?
    public var blind: Bool?
    public var releasedTogether: Bool?
    public var pass: Int?

    private enum CodingKeys: String, CodingKey {
        case title, file, rubric, points, due, text, files, attempts, closes, blind, pass
        case fileMegabytes = "file_megabytes"
        case fileKinds = "file_kinds"
        case graceMinutes = "grace_minutes"
        case latePercent = "late_percent"
        case lateFloor = "late_floor"
        case releasedTogether = "released_together"
    }
}

/// A poll: what stands before the questions is a Markdown file, the questions are a text file.
public struct PollOutline: Codable, Equatable, Sendable {
    public var title: String
    public var file: String
    public var questions: String
    public var anonymous: Bool?
    public var changeable: Bool?
    public var results: String?
    public var closes: String?
}

/// An interactive exercise: what stands before it is a Markdown file, what it is made of a text file. Names and defaults
/// are those of `Quizzes`.
public struct ExerciseOutline: Codable, Equatable, Sendable {
    public var title: String
    /// Left out where nothing stands before it.
    public var file: String?
    public var kind: String
    public var text: String
    /// The film or recording its questions are about.
    public var media: String?
    public var points: Int?
    public var directions: String?

    /// `title` and the files are filled in where the folder is written.
    public init(kind: String, points: Int?, directions: String?) {
        (title, text, self.kind, self.points, self.directions) = ("", "", kind, points, directions)
    }
}

extension AssignmentOutline {
    init(_ settings: AssignmentSettings, titled title: String, file: String, rubric: String?) {
        let standard = AssignmentSettings()
        func unlessStandard<T: Equatable>(_ value: T, _ standard: T) -> T? { value == standard ? nil : value }
        self.init(
            title: title, file: file, rubric: rubric, points: rubric == nil ? settings.points.typed : nil,
            due: settings.dueAt?.formatted(.iso8601), text: unlessStandard(settings.takesText, true),
            files: settings.files.count, fileMegabytes: settings.files.megabytes,
            fileKinds: settings.files.kinds.isEmpty ? nil : settings.files.kinds.joined(separator: " "),
            attempts: settings.attempts, graceMinutes: unlessStandard(settings.late.graceMinutes, 0),
            latePercent: unlessStandard(settings.late.percentPerDay, 0),
            lateFloor: unlessStandard(settings.late.floor, 0), closes: settings.late.closesAt?.formatted(.iso8601),
            blind: unlessStandard(settings.isBlind, standard.isBlind),
            releasedTogether: unlessStandard(settings.releasesTogether, standard.releasesTogether),
            pass: settings.pass)
    }

    func settings(rubric text: String?) throws(CourseFolderProblem) -> AssignmentSettings {
        let standard = AssignmentSettings()
        guard let points = points.map({ Points(typed: $0) }) ?? standard.points else {
            throw CourseFolderProblem(
                file: CourseFolder.manifest, kind: .unknownWord(self.points ?? "", known: ["10", "7.5"]))
        }
        let late = LatePolicy(
            graceMinutes: graceMinutes ?? 0, percentPerDay: latePercent ?? 0, floor: lateFloor ?? 0,
            closesAt: try date(closes))
        let files = FileLimits(
            count: self.files ?? standard.files.count, megabytes: fileMegabytes ?? standard.files.megabytes,
            kinds: fileKinds ?? "")
        let dueAt = try date(due)
        do {
            return try AssignmentSettings(
                points: points, dueAt: dueAt, takesText: self.text ?? true, files: files, attempts: attempts,
                late: late, isBlind: blind ?? false, releasesTogether: releasedTogether ?? false, pass: pass,
                rubric: try Rubric(text: text ?? "")
            ).checked()
        } catch { throw CourseFolderProblem(file: rubric ?? file, kind: .assignment(error)) }
    }
}

extension PollOutline {
    func poll(_ text: String) throws(CourseFolderProblem) -> (Poll, closesAt: Date?) {
        guard let results = Poll.Results(rawValue: results ?? Poll.Results.answered.rawValue) else {
            throw CourseFolderProblem(
                file: CourseFolder.manifest,
                kind: .unknownWord(results ?? "", known: Poll.Results.allCases.map(\.rawValue)))
        }
        let closesAt = try date(closes)
        do {
            let poll = Poll(
                questions: try PollQuestion.questions(in: text), isAnonymous: anonymous ?? true,
                isChangeable: changeable ?? false, results: results)
            return (poll, closesAt)
        } catch { throw CourseFolderProblem(file: questions, kind: .poll(error)) }
    }
}

/// An instant as `2026-12-01T10:00:00Z`.
private func date(_ text: String?) throws(CourseFolderProblem) -> Date? {
    guard let text else { return nil }
    do { return try Date(text, strategy: .iso8601) } catch {
        throw CourseFolderProblem(
            file: CourseFolder.manifest, kind: .unknownWord(text, known: ["2026-12-01T10:00:00Z"]))
    }
}
