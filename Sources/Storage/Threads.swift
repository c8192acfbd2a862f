import Glibc

/// Threads of our own: what blocks must not sit on the cooperative pool.
///
/// A free function that takes a `@Sendable` closure: within a generic class the compiler (6.3.1) crashes on it.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let code = pthread_create(
        &thread, nil,
        { box in
            // `box` is never nil: it is the one passed below.
            Unmanaged<ThreadBody>.fromOpaque(box!).takeRetainedValue().run()
            return nil
        }, box)
    precondition(code == 0, "the system gives no thread: \(code)")
    return thread
}

/// A thread nobody waits for.
func detachThread(_ body: @escaping @Sendable () -> Void) { pthread_detach(startThread(body)) }

/// Runs what blocks, such as work on large files, on a thread of its own.
func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        detachThread { continuation.resume(with: Result { try body() }) }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// One queue served by threads that each own a connection. A thread may take several jobs at once: a group commit.
final class ConnectionPool<Owned>: @unchecked Sendable {
    /// Does the work and hands back how to answer for it, once it is known whether the group's commit came through.
    typealias Job = @Sendable (Result<Owned, any Error>) -> Answer
    typealias Answer = (_ commitError: (any Error)?) -> Void

    // Guarded by `mutex`.
    private var queue: [Job] = []
    private var isStopped = false
    private var threads: [pthread_t] = []

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let groupLimit: Int
    private let open: @Sendable () throws -> Owned
    private let serve: @Sendable (Owned, [Job]) -> Void
    private let close: @Sendable (Owned) -> Void

    init(
        threads count: Int, groupLimit: Int = 1, open: @escaping @Sendable () throws -> Owned,
        serve: @escaping @Sendable (Owned, [Job]) -> Void, close: @escaping @Sendable (Owned) -> Void
    ) {
        self.groupLimit = groupLimit
        self.open = open
        self.serve = serve
        self.close = close
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
        for _ in 0..<count { threads.append(startThread { [self] in loop() }) }
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    /// False when the pool is stopped; the job will not run then.
    func submit(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isStopped else { return false }
        queue.append(job)
        pthread_cond_signal(arrival)
        return true
    }

    /// Lets queued jobs end, then the threads. Blocks.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_broadcast(arrival)
        let threads = threads
        self.threads = []
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
    }

    private func loop() {
        var connection: Owned?
        while let group = nextGroup() {
            do {
                let open = try connection ?? self.open()
                connection = open
                serve(open, group)
            } catch {
                for job in group { job(.failure(error))(nil) }
            }
        }
        if let connection { close(connection) }
    }

    private func nextGroup() -> [Job]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while queue.isEmpty && !isStopped { pthread_cond_wait(arrival, mutex) }
        guard !queue.isEmpty else { return nil }
        let group = Array(queue.prefix(groupLimit))
        queue.removeFirst(group.count)
        return group
    }
}
