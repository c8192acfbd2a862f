import Accounts
import Foundation
import Spaces
import Statistics
import Storage
import Surveys
import Yams

/// Surveys of the seeds: made from templates, published and answered by the doors everybody uses.
struct SeedSurvey: Decodable {
    var template: String
    var organisation: String
    var author: String
    /// Days from today.
    var opened: Double
    var closes: Double
    /// Logins of those who do not answer.
    var silent: [String]
    /// Answers in words, one after another.
    var words: [String]

    static func all(in file: String) throws -> [SeedSurvey] {
        try YAMLDecoder().decode([SeedSurvey].self, from: String(contentsOfFile: file, encoding: .utf8))
    }

    func ask(
        _ users: [String: User.ID], _ spaces: [String: Space.ID], _ domains: Domains, _ clock: SeedClock
    ) async throws {
        guard let author = users[author], let space = spaces[organisation],
            let template = try SurveyTemplate.all.get().first(where: { $0.key == template })
        else { return }
        clock.goBack(days: -opened)
        var settings = template.settings
        settings.closesAt = Date().addingTimeInterval(closes * 86_400)
        let survey = try await domains.surveys.make(settings, template.content, in: space, by: author)
        try await domains.surveys.publish(survey)
        var answered = 0
        for (login, user) in users.sorted(by: { $0.key < $1.key }) where !silent.contains(login) {
            var generator = SplitMix64(state: UInt64(answered) &* 7_919 &+ 13)
            let sheet = sheet(template.content, number: answered, using: &generator)
            do { try await domains.surveys.answer(survey, sheet, by: user) } catch SurveyAnswerRefusal.notAsked {
                continue
            }
            answered += 1
        }
        clock.goBack(days: 0)
        print("Анкета «\(settings.title)»: ответов \(answered).")
    }

    /// Everybody has a level of their own, and each statement is easier or harder than others.
    private func sheet(
        _ content: SurveyContent, number: Int, using generator: inout SplitMix64
    ) -> SurveySheet {
        let last = content.answers.labels.count - 1
        let level = Double.random(in: 0.15..<0.55, using: &generator)
        return SurveySheet(
            answers: content.questions.enumerated().map { place, question in
                switch question.kind {
                case .section: return []
                case .statement:
                    let ease = Double(place * 37 % 11) / 10 - 0.5
                    let chance = level + 0.4 * ease + Double.random(in: -0.2..<0.2, using: &generator)
                    return ["\(min(last, max(0, Int((chance * Double(last)).rounded()))))"]
                case .single(let options): return ["\(Int.random(in: options.indices, using: &generator))"]
                case .several(let options):
                    return options.indices.filter { _ in Bool.random(using: &generator) }.map { "\($0)" }
                case .number(let range):
                    return ["\(Int.random(in: range.lowerBound...min(range.upperBound, 35), using: &generator))"]
                case .words: return number < words.count ? [words[number]] : []
                }
            })
    }
}
