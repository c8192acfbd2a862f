import Contest
import Courses
import Foundation
import Yams

/// A contest to begin from: stages with dates counted from one day, criteria, rules, the regulation.
struct ContestTemplate: Sendable {
    /// The name of its file, by which it is chosen.
    var key: String
    var title: String
    private var description: Description

    static let all = Result {
        let folder = Bundle.module.bundleURL.path + "/Templates/contests"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try ContestTemplate(path: folder + "/" + $0) }
    }

    init(path: String) throws {
        key = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        description = try YAMLDecoder().decode(
            Description.self, from: String(contentsOfFile: path, encoding: .utf8))
        title = description.title
    }

    var weeks: Int { description.stages.count { $0.kind == Stage.Kind.task.rawValue } }

    /// Days from the first of the contest to its last.
    var days: Int { (description.stages.map(\.closes).max() ?? 0) + 1 }

    /// The contest whose first day begins at `start`. Throws when the file does not make sense.
    func outline(from start: Date) throws -> ContestOutline {
        ContestOutline(
            title: description.title, summary: description.summary, regulation: description.regulation,
            rules: try description.rules.rules, registrationOpens: start.day(description.registration.opens),
            registrationCloses: start.endOfDay(description.registration.closes),
            nominations: description.nominations.map {
                NominationOutline(title: $0.title, laureates: $0.laureates)
            }, stages: try description.stages.map { try $0.outline(from: start) })
    }
}

extension ContestTemplate {
    /// The file: days are whole numbers from 0.
    private struct Description: Decodable, Sendable {
        struct Term: Decodable, Sendable { var opens: Int, closes: Int }
        struct Nomination: Decodable, Sendable { var title: String, laureates: Int? }

        var title: String
        var summary: String
        var registration: Term
        var nominations: [Nomination]
        var rules: Rules
        var stages: [StageDescription]
        var regulation: String
    }

    private struct Rules: Decodable, Sendable {
        struct Lesson: Decodable, Sendable { var minutes, colleagues, stay, ratingHours, capacity: Int }

        var services: Int?
        var weeks: Int?
        var lessonDeveloped: Bool?
        var lessonRun: Bool?
        var finalists: Int?
        var method: String
        var decimals: Int?
        var ties: [String]
        var cut: String
        var thirdExpertGap: Int?
        var appealDays: Int
        var blind: Bool
        var scoreboard: String
        var freezeHours: Int?
        var lesson: Lesson
        var lessonQuestions: [String]

        var rules: ContestRules {
            get throws {
                guard let method = ScoringRules.Method(rawValue: method), let cut = ScoringRules.Cut(rawValue: cut)
                else { throw Malformed() }
                let threshold = PlainThreshold(
                    services: services, weeks: weeks, needsLessonDeveloped: lessonDeveloped ?? false,
                    needsLessonRun: lessonRun ?? false)
                return ContestRules(
                    threshold: threshold.rule, finalists: finalists,
                    scoring: ScoringRules(
                        method: method, decimals: decimals,
                        ties: try ties.map { name in
                            guard let step = ScoringRules.TieStep(name: name) else { throw Malformed() }
                            return step
                        }, cut: cut, thirdExpertGap: thirdExpertGap),
                    lesson: LessonRules(
                        minutes: lesson.minutes, colleagues: lesson.colleagues, stay: lesson.stay,
                        ratingHours: lesson.ratingHours, questions: lessonQuestions, capacity: lesson.capacity),
                    appealDays: appealDays, isBlind: blind,
                    scoreboard: ScoreboardRules(isPublic: scoreboard == "public", freezeHours: freezeHours))
            }
        }
    }

    private struct StageDescription: Decodable, Sendable {
        struct Task: Decodable, Sendable { var service: String, description: String, proof: String?, required: Bool? }
        struct Measure: Decodable, Sendable {
            var title: String
            var description: String
            var highest: Int
            var weight: Int
            var levels: [Int: String]
        }

        var kind: String
        var title: String
        var description: String
        var opens: Int
        var due: Int
        var closes: Int
        var weight: Int?
        var cut: Int?
        var marksPerEntry: Int?
        var criteria: [Measure]?
        var tasks: [Task]?

        func outline(from start: Date) throws -> StageOutline {
            guard let kind = Stage.Kind(rawValue: kind) else { throw Malformed() }
            return StageOutline(
                kind: kind, title: title, description: description, opensAt: start.day(opens),
                dueAt: start.endOfDay(due), closesAt: start.endOfDay(closes), weight: weight ?? 1, cut: cut,
                marksPerEntry: marksPerEntry ?? 3,
                criteria: (criteria ?? []).map { criterion in
                    CriterionOutline(
                        title: criterion.title, description: criterion.description,
                        highest: Points(criterion.highest), weight: criterion.weight,
                        levels: criterion.levels.sorted { $0.key < $1.key }.map {
                            Criterion.Level(mark: Points($0.key), words: $0.value)
                        })
                },
                tasks: (tasks ?? []).map {
                    TaskOutline(
                        service: $0.service, description: $0.description, proof: $0.proof == "files" ? .files : .link,
                        isRequired: $0.required ?? true)
                })
        }
    }

    /// The file names something that does not exist.
    struct Malformed: Error {}
}

extension ScoringRules.TieStep {
    /// As templates and forms name it: `criterion:0` for the first criterion.
    init?(name: String) {
        switch name {
        case "highestMarks": self = .highestMarks
        case "pairwiseMajority": self = .pairwiseMajority
        case "decision": self = .decision
        default:
            guard name.hasPrefix("criterion:"), let place = Int(name.dropFirst(10)), (0..<60).contains(place) else {
                return nil
            }
            self = .criterion(place)
        }
    }

    var name: String {
        switch self {
        case .highestMarks: "highestMarks"
        case .pairwiseMajority: "pairwiseMajority"
        case .decision: "decision"
        case .criterion(let place): "criterion:\(place)"
        }
    }
}

extension Date {
    /// The beginning of the day so many days on.
    fileprivate func day(_ number: Int) -> Date { addingTimeInterval(Double(number) * 86_400) }

    /// A minute before the next midnight.
    fileprivate func endOfDay(_ number: Int) -> Date { day(number + 1).addingTimeInterval(-60) }
}
