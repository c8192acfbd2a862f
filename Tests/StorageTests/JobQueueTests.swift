import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// A clock that the test moves.
private final class Clock: Sendable {
    private let instant = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { instant.withLock { $0 } }

    func advance(_ seconds: TimeInterval) { instant.withLock { $0 += seconds } }
}

private func withQueue(
    _ engine: TestEngine, _ body: (JobQueue, Clock, any Database) async throws -> Void
) async throws {
    try await withDatabase(engine, migrations: JobQueue.migrations) { database in
        let clock = Clock()
        try await body(JobQueue(database: database, now: { clock.now }), clock, database)
    }
}

extension JobQueue {
    fileprivate func add(_ count: Int = 1, at runAt: Date) async throws {
        try await database.write { tx in
            for number in 0..<count { try enqueue("work", payload: "\(number)", runAt: runAt, in: tx) }
        }
    }
}

struct JobQueueTests {
    @Test(arguments: TestEngine.available)
    func `given forty jobs, eight workers do each of them once`(engine: TestEngine) async throws {
        try await withQueue(engine) { queue, clock, _ in
            try await queue.add(40, at: clock.now)

            let done = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var payloads: [String] = []
                        while let job = try await queue.claim(by: "worker \(worker)") {
                            #expect(try await queue.finish(job.id, by: "worker \(worker)"))
                            payloads.append(job.payload)
                        }
                        return payloads
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }

            #expect(done.sorted() == (0..<40).map { "\($0)" }.sorted())
            #expect(try await queue.list(.done).count == 40)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a job comes when it is due, the longest waiting first`(engine: TestEngine) async throws {
        try await withQueue(engine) { queue, clock, _ in
            try await queue.add(at: clock.now + 60)
            try await queue.add(at: clock.now + 30)

            #expect(try await queue.claim(by: "a") == nil)
            clock.advance(60)
            #expect(try await queue.claim(by: "a")?.id.rawValue == 2)
            #expect(try await queue.claim(by: "a")?.id.rawValue == 1)
            #expect(try await queue.claim(by: "a") == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a dead owner's job comes back and he can finish it no more`(engine: TestEngine) async throws {
        try await withQueue(engine) { queue, clock, _ in
            try await queue.add(at: clock.now)
            let job = try #require(try await queue.claim(by: "dead", lease: 60))

            clock.advance(59)
            #expect(try await queue.claim(by: "living") == nil)
            clock.advance(1)
            let again = try #require(try await queue.claim(by: "living"))

            #expect(again.id == job.id && again.attempts == 2)
            #expect(try await !queue.finish(job.id, by: "dead"))
            try await queue.fail(job, by: "dead", because: "late")
            #expect(try await queue.list(.waiting) == [again])
            #expect(try await queue.finish(job.id, by: "living"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the delay doubles with each failure up to an hour, then the job is dead until a retry`(
        engine: TestEngine
    ) async throws {
        try await withQueue(engine) { queue, clock, _ in
            try await queue.add(at: clock.now)
            var delays: [TimeInterval] = []
            while let job = try await queue.claim(by: "a") {
                try await queue.fail(job, by: "a", because: "no reason")
                let failed = try await queue.list()[0]
                delays.append(failed.runAt.timeIntervalSince(clock.now))
                clock.advance(delays[delays.count - 1])
            }

            #expect(delays == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600])
            let dead = try await queue.list(.dead)
            #expect(dead.map(\.lastError) == ["no reason"])

            #expect(try await queue.retry(dead[0].id))
            let job = try #require(try await queue.claim(by: "a"))
            #expect(job.attempts == 1)
            #expect(try await queue.finish(job.id, by: "a"))
            #expect(try await !queue.retry(job.id))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a job that takes each owner down with it is dead in the end`(engine: TestEngine) async throws {
        try await withQueue(engine) { queue, clock, _ in
            try await queue.add(2, at: clock.now)
            for _ in 0..<JobQueue.attemptLimit {
                #expect(try await queue.claim(by: "doomed", lease: 1)?.id.rawValue == 1)
                clock.advance(1)
            }

            #expect(try await queue.claim(by: "living")?.id.rawValue == 2)
            let dead = try await queue.list(.dead)
            #expect(dead.map(\.id.rawValue) == [1])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a job exists if and only if its transaction does`(engine: TestEngine) async throws {
        try await withQueue(engine) { queue, clock, database in
            await #expect(throws: NoRow.self) {
                try await database.write { tx in
                    try queue.enqueue("work", payload: "", runAt: clock.now, in: tx)
                    throw NoRow()
                }
            }
            let jobs = try await queue.list()
            #expect(jobs == [])
        }
    }
}
