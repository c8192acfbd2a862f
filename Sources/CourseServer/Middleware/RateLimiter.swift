import Synchronization

/// Token buckets by key, in one process: `burst` at once, then `perSecond` of them a second.
final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let buckets = Mutex<[Key: Bucket]>([:])
    private let perSecond: Double
    private let burst: Double
    private static var capacity: Int { 50_000 }

    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Nil when allowed, else the seconds to wait.
    func take(_ key: Key, now: ContinuousClock.Instant = .now) -> Double? {
        buckets.withLock { buckets in
            if buckets.count >= Self.capacity {
                // Those that have refilled say nothing; who is being held back stays.
                buckets = buckets.filter { entry in
                    let refilled = entry.value.tokens + (entry.value.at.duration(to: now) / .seconds(1)) * perSecond
                    return refilled < burst
                }
            }
            var bucket = buckets[key] ?? Bucket(tokens: burst, at: now)
            bucket.tokens = min(burst, bucket.tokens + (bucket.at.duration(to: now) / .seconds(1)) * perSecond)
            bucket.at = now
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / perSecond }
            bucket.tokens -= 1
            return nil
        }
    }
}
