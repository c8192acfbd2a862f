import Foundation
import Synchronization

/// Time as a file tells it: the instant in the file and what has passed since it was written. Writing it again sets the
/// clock on while the server runs. For tests and rehearsals, which play weeks in a minute.
final class SetClock: Sendable {
    private let path: String
    /// When the file was written and what stood in it.
    private let read: Mutex<(writtenAt: Date, instant: Date)>

    /// Throws `CommandFailure` for a file without an instant such as `2026-03-01T09:00:00Z`.
    init(path: String) throws {
        guard let writtenAt = Self.writtenAt(path), let instant = Self.instant(path) else {
            throw CommandFailure("Нет файла часов \(path) или в нём нет времени вида 2026-03-01T09:00:00Z.")
        }
        self.path = path
        read = Mutex((writtenAt, instant))
    }

    var now: Date {
        let writtenAt = Self.writtenAt(path)
        return read.withLock { read in
            // A file that is just being written goes by what stood there before.
            if let writtenAt, writtenAt != read.writtenAt, let instant = Self.instant(path) {
                read = (writtenAt, instant)
            }
            return read.instant.addingTimeInterval(Date().timeIntervalSince(read.writtenAt))
        }
    }

    private static func writtenAt(_ path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }

    private static func instant(_ path: String) -> Date? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return try? Date(text.trimmingCharacters(in: .whitespacesAndNewlines), strategy: .iso8601)
    }
}
