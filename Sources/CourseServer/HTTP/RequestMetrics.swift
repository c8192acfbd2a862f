import Synchronization

/// Requests counted and timed by route, printed in Prometheus' text form (exposition format 0.0.4).
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private struct Series {
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
        var count = 0
        var seconds = 0.0
    }

    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
    private let series = Mutex<[Key: Series]>([:])

    func count(method: String, route: String, status: Int, seconds: Double) {
        series.withLock { series in
            var entry = series[Key(method: method, route: route, status: status)] ?? Series()
            if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) { entry.buckets[bucket] += 1 }
            entry.count += 1
            entry.seconds += seconds
            series[Key(method: method, route: route, status: status)] = entry
        }
    }

    var text: String {
        let sorted = series.withLock { $0 }.sorted { left, right in
            (left.key.route, left.key.method, left.key.status) < (right.key.route, right.key.method, right.key.status)
        }
        var lines = ["# TYPE http_request_duration_seconds histogram"]
        for (key, entry) in sorted {
            let labels = "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\""
            var sum = 0
            for (bound, count) in zip(Self.bounds, entry.buckets) {
                sum += count
                lines.append("http_request_duration_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)")
            }
            lines.append("http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(entry.count)")
            lines.append("http_request_duration_seconds_sum{\(labels)} \(entry.seconds)")
            lines.append("http_request_duration_seconds_count{\(labels)} \(entry.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
