import Accounts
import Courses
import Foundation
import Quizzes
import Statistics
import Storage
import Yams

/// Where a seed course belongs: keys of its course.yaml that only the seeds read.
struct SeedPlace: Decodable {
    var organisation: String
    var owner: String
    var authors: [String]
    var tutors: [String]

    private enum CodingKeys: CodingKey { case organisation, owner, authors, tutors }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        organisation = try container.decode(String.self, forKey: .organisation)
        owner = try container.decode(String.self, forKey: .owner)
        authors = try container.decodeIfPresent([String].self, forKey: .authors) ?? []
        tutors = try container.decodeIfPresent([String].self, forKey: .tutors) ?? []
    }

    init(folder: String) throws {
        self = try YAMLDecoder().decode(
            SeedPlace.self, from: String(contentsOfFile: folder + "/course.yaml", encoding: .utf8))
    }
}

/// An invented learner who takes a course as far as their stage goes and answers as their skill allows.
struct SeedLearner {
    let user: User.ID
    /// The share of activities done, 0…1.
    let stage: Double
    /// The probability of a right answer, 0…1.
    let skill: Double
    let seed: UInt64

    func take(_ course: Course.ID, _ domains: Domains, _ clock: SeedClock, startedDaysAgo: Double) async throws {
        var generator = SplitMix64(state: seed)
        let activities = try await domains.courses.contents(course).activities
        let count = Int(Double(activities.count) * stage)
        for (index, activity) in activities.prefix(count).enumerated() {
            clock.goBack(days: max(0.1, startedDaysAgo - Double(index) * 1.5))
            switch activity.kind {
            case .page, .video, .file, .link, .package: try await domains.progress.complete(activity.id, by: user)
            case .quiz: try await answer(activity.id, domains, clock, &generator)
            case .assignment, .poll, .exercise: continue
            }
        }
        if count < activities.count, stage > 0 { try await domains.progress.open(activities[count], by: user) }
    }

    private func answer(
        _ quiz: Activity.ID, _ domains: Domains, _ clock: SeedClock, _ generator: inout SplitMix64
    ) async throws {
        let attempt = try await domains.attempts.start(quiz, by: user)
        let paper = try await domains.attempts.paper(attempt)
        let answers = paper.items.compactMap { item -> SubmittedAnswer? in
            let isRight = Double.random(in: 0..<1, using: &generator) < skill
            guard let response = item.question.question.response(right: isRight, using: &generator) else { return nil }
            return SubmittedAnswer(
                slot: item.slot.number, sequence: Int(clock.now.timeIntervalSince1970 * 1000),
                fields: response.fields(for: item.presentation))
        }
        _ = try await domains.attempts.save(answers, device: "seed", in: attempt, by: user)
        try await domains.attempts.finish(attempt, by: user)
    }
}

extension Question {
    /// A response that is right, or one that is not; nil where nothing is asked.
    func response(right: Bool, using generator: inout SplitMix64) -> Response? {
        switch kind {
        case .choice(let choice):
            let indexes = choice.options.indices.filter { (choice.options[$0].fraction >= 1) == right }
            return indexes.randomElement(using: &generator).map { .choice($0) }
        case .multiple(let choice):
            let indexes = choice.options.indices.filter { (choice.options[$0].fraction > 0) == right }
            return .multiple(Array(right ? indexes : Array(indexes.prefix(1))))
        case .trueFalse(let statement): return .trueFalse(statement.key == right)
        case .shortAnswer(let short):
            let key = short.patterns.first { $0.fraction >= 1 }?.text.replacing("*", with: "") ?? ""
            return .shortAnswer(right ? key : "не знаю")
        case .numeric(let numeric):
            guard right, case .number(let value, _) = numeric.answers.first(where: { $0.fraction >= 1 })?.expected
            else {
                return .numeric("0,5")
            }
            return .numeric("\(value)")
        case .matching(let matching):
            let choices = matching.choices
            var rows = matching.pairs.indices.map { choices.firstIndex(of: matching.pairs[$0].match) ?? 0 }
            if !right { rows.reverse() }
            return .matching(Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0, $1) }))
        case .essay:
            return .essay(
                "Тема занятия — проценты в жизни семьи. Цель: ученик рассчитает скидку и объяснит ход решения соседу.\n"
                    + "План: приветствие и проверка связи, задача на доске, работа в парах в чате, короткий тест, рефлексия."
            )
        case .ordering, .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .description: return nil
        }
    }
}
