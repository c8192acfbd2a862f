public import Accounts
import Foundation
public import Storage

extension QuizSettings {
    /// Why an attempt cannot be started at `now` after `attempts`, all of them ended; nil when it can. The password is
    /// compared last: who may not start anyway learns nothing of it.
    func refusalToStart(after attempts: [Attempt], password typed: String?, at now: Date) -> AttemptRefusal? {
        if let refusal = refusalBeforePassword(after: attempts, at: now) { return refusal }
        guard let password else { return nil }
        let isRight = Hashing.equal(
            Hashing.sha256(Array(password.utf8)), Hashing.sha256(Array((typed ?? "").utf8)))
        return isRight ? nil : .wrongPassword
    }

    fileprivate func refusalBeforePassword(after attempts: [Attempt], at now: Date) -> AttemptRefusal? {
        if let opensAt, now < opensAt { return .notOpenYet(opensAt) }
        if let closesAt, now >= closesAt { return .closed(closesAt) }
        if let allowed = self.attempts, attempts.count >= allowed { return .noAttemptsLeft(allowed: allowed) }
        if let delayMinutes, let last = attempts.compactMap(\.finishedAt).max() {
            let next = last.addingTimeInterval(Double(delayMinutes) * 60)
            if now < next { return .tooSoon(until: next) }
        }
        return nil
    }
}

extension QuizStatus {
    /// What stands in the way of another attempt, but for a password; nil when it can be started.
    public var refusal: AttemptRefusal? {
        quiz.settings.refusalBeforePassword(after: attempts.filter(\.isFinished), at: at)
    }
}

extension Attempts {
    /// Goes on to the next page of an attempt whose pages go forward only. Asked twice from one page, it goes on once.
    /// Throws `AttemptRefusal`.
    public func turnPage(from page: ClosedRange<Int>, of id: Attempt.ID, by learner: User.ID) async throws {
        try await database.write { [now] tx in
            let attempt = try tx.attempt(id)
            guard attempt.learner == learner else { throw AttemptRefusal.notYours }
            guard !attempt.isFinished else { throw AttemptRefusal.finished }
            if let deadline = attempt.deadline, now() >= deadline { throw AttemptRefusal.timeIsUp(deadline: deadline) }
            guard attempt.openSlots == page else { return }
            let count: Int = try tx.value("SELECT count(*) FROM attempt_slots WHERE attempt_id = \(id)")
            guard page.upperBound < count else { return }
            let perPage = try tx.quiz(attempt.quiz).settings.questionsPerPage
            try tx.run(
                """
                UPDATE attempts SET first_open_slot = \(page.upperBound + 1),
                    last_open_slot = \(min(page.upperBound + perPage, count))
                WHERE id = \(id)
                """)
        }
    }
}

extension Transaction {
    /// When the review of a quiz opens that waits for its closing: the last window is over, and no answer can be on its
    /// way any more. Asks nothing of other quizzes.
    func reviewOpening(of quiz: Quiz) throws -> Date? {
        guard quiz.settings.review == .afterClosing else { return nil }
        return try lastClosing(of: quiz.activity)?.addingTimeInterval(Attempt.lateArrival)
    }
}
