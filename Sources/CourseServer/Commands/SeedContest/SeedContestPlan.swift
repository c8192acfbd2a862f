import Contest
import Foundation
import Yams

/// The demo contest as `contest.yaml` tells it; days and entrants stand elsewhere.
struct SeedContestPlan: Decodable, Sendable {
    struct Replacement: Decodable, Sendable { var from, to: String }

    struct Panellist: Decodable, Sendable {
        var login: String
        /// Percent of the scale by which the juror's marks are above the others', below when it is negative.
        var severity: Double
        /// How far chance takes a mark away, percent of the scale.
        var spread: Double
        var chair: Bool?
        /// The login of an entrant whom the juror may not judge.
        var relative: String?
        var note: String?
    }

    struct Sample: Decodable, Sendable {
        var title, text: String
        var tolerance: Int
        /// In the order of the criteria.
        var marks: [Int]
    }

    struct Objection: Decodable, Sendable {
        /// Who objects, by the place in the preliminary table.
        var place: Int
        var reason, answer: String
        /// Points added.
        var raise: Int
    }

    var title, template, organisation, organiser: String
    var seed: UInt64
    var cut: ScoringRules.Cut
    var finalMarks, laureates: Int
    var regulation: [Replacement]
    var jurors: [Panellist]
    var quickJurors: [String]
    var sample: Sample
    var comments: [String]
    var remark, returned, extended, failure, voided, finalReason, lot: String
    var appeal: Objection

    init(folder: String) throws {
        self = try YAMLDecoder().decode(
            SeedContestPlan.self, from: String(contentsOfFile: folder + "/contest.yaml", encoding: .utf8))
    }

    /// The template's contest from `start`, with what is different in this one.
    func outline(from start: Date) throws -> ContestOutline {
        guard let template = try ContestTemplate.all.get().first(where: { $0.key == template }) else {
            throw CommandFailure("Нет образца конкурса «\(template)».")
        }
        var outline = try template.outline(from: start)
        outline.title = title
        outline.rules.scoring.cut = cut
        for place in outline.nominations.indices { outline.nominations[place].laureates = laureates }
        for place in outline.stages.indices where outline.stages[place].kind == .final {
            outline.stages[place].marksPerEntry = finalMarks
        }
        for replacement in regulation {
            guard outline.regulation.contains(replacement.from) else {
                throw CommandFailure("В положении образца нет слов «\(replacement.from)».")
            }
            outline.regulation = outline.regulation.replacing(replacement.from, with: replacement.to)
        }
        return outline
    }
}

/// One entrant of the demo contest and how far they come.
struct SeedEntrant: Sendable {
    /// What happens to somebody.
    enum Fate: String, Sendable {
        case none = ""
        case late, extended, returned, withdrawn, voided, conflict, demo
    }

    /// What becomes of the own lesson: run, too few colleagues, the link failed and it was given again, never begun.
    enum Lesson: String, Sendable {
        case none = ""
        case run, short, failed, missed
    }

    var login: String
    /// Place of the nomination, from 1.
    var nomination: Int
    var organisation, position, subject, theme: String
    /// Weeks passed.
    var weeks: Int
    var lesson: Lesson
    /// How good the lesson is, percent.
    var quality: Double
    var fate: Fate

    /// Throws where the table says what there is not.
    init(_ row: (String) -> String) throws {
        guard let fate = Fate(rawValue: row("fate")), let lesson = Lesson(rawValue: row("lesson")),
            let weeks = Int(row("weeks")), let nomination = Int(row("nomination")), let quality = Double(row("quality"))
        else { throw CommandFailure("entrants.csv: строка «\(row("login"))» с ошибкой.") }
        (login, organisation, position) = (row("login"), row("organisation"), row("position"))
        (subject, theme) = (row("subject"), row("theme"))
        (self.weeks, self.nomination, self.quality) = (weeks, nomination, quality)
        (self.lesson, self.fate) = (lesson, fate)
    }

    /// Gave a lesson that counts, having mastered the services: the rule of the regulation.
    var isEligible: Bool { weeks >= 4 && (lesson == .run || lesson == .failed) }
}

/// What happens when. What is still ahead at the end of the seeds is left out: one contest, met at any of its days.
struct SeedDiary: Sendable {
    private var entries: [(at: Date, act: @Sendable () async throws -> Void)] = []

    mutating func write(_ at: Date, _ act: @escaping @Sendable () async throws -> Void) { entries.append((at, act)) }

    /// In the order of time, what is at one instant as it was written.
    func play(until end: Date, _ clock: SeedClock) async throws {
        let due = entries.enumerated().filter { $0.element.at <= end }
        for (_, entry) in due.sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }) {
            clock.go(to: entry.at)
            try await entry.act()
        }
        clock.goBack(days: 0)
    }
}
