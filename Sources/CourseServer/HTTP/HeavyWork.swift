import Dispatch

/// Work that keeps a processor or a disk busy for seconds: archives taken apart and put together. It has one thread of its
/// own, so that whoever brings a large course, or two of them, does not stop the pages of everybody else.
enum HeavyWork {
    /// Runs `work` when what came before it is done or waits for something else.
    static func run<Result: Sendable>(_ work: @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(executor) { try await work() }
    }

    static let queue = DispatchQueue(label: "heavy-work", qos: .utility)

    private static let executor = QueueExecutor()

    private final class QueueExecutor: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}
