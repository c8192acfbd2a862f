import Courses
import Foundation
import Statistics
import Storage

extension Transaction {
    /// The questions of a new attempt in the order its learner gets: the quiz's, with one of the bank in each random
    /// place, and the numbers of those with variants. One seed always draws the same. Throws `AttemptRefusal`.
    func drawSlots(of quiz: Quiz, seed: UInt64, _ cache: QuestionCache) throws -> [DrawnSlot] {
        var generator = SplitMix64(state: ~seed)
        let fixed = Set(quiz.slots.map(\.question))
        var taken = fixed
        var drawn: [DrawnSlot] = []
        for (position, slot) in quiz.slots.enumerated() {
            var id = slot.question
            var question = try cache.question(id) { try bankQuestion(id) }.question
            if case .random(let random) = question.kind {
                let found = try candidates(for: random, at: quiz.activity).filter { !taken.contains($0) }
                guard !found.isEmpty else { throw AttemptRefusal.tooFewInCategory(random.category) }
                id = found[Int(generator.next(below: UInt64(found.count)))]
                taken.insert(id)
                question = try cache.question(id) { try bankQuestion(id) }.question
            }
            var variant: Int?
            if case .formula(let formula) = question.kind, !formula.variants.isEmpty {
                variant = Int(generator.next(below: UInt64(formula.variants.count)))
            }
            drawn.append(DrawnSlot(position: position, question: id, variant: variant, maximum: slot.maximum))
        }
        return quiz.settings.shuffle ? permutation(of: drawn.count, seed: seed).map { drawn[$0] } : drawn
    }
}
