public import Foundation

// When works are taken, and which version counts. Instants are UTC: a change of zone or of summer time moves nothing.

extension Stage {
    /// The date for an entrant who may have an extension.
    public func due(extendedTo extension: Date?) -> Date { max(dueAt, `extension` ?? dueAt) }

    /// The end of acceptance: the close, or the due date where late works are not taken; never before the due date of
    /// the entrant.
    public func end(extendedTo extension: Date?) -> Date {
        let due = due(extendedTo: `extension`)
        return late.isTaken ? max(closesAt, due) : due
    }

    /// Why nothing is taken at `instant`; nil on `[opensAt, end + sendingGrace)`.
    public func refusal(at instant: Date, extendedTo extension: Date?) -> WorkRefusal? {
        let end = end(extendedTo: `extension`)
        if instant < opensAt { return .notOpen(opensAt) }
        return instant < end.addingTimeInterval(Self.sendingGrace) ? nil : .closed(end)
    }

    /// Percent taken off the mark of a work sent at `instant`; 0 in time, nil when it does not count at all. What a slow
    /// link took after the end costs nothing.
    public func percentOff(sentAt instant: Date, extendedTo extension: Date?) -> Int? {
        let (due, end) = (due(extendedTo: `extension`), end(extendedTo: `extension`))
        guard instant < end.addingTimeInterval(Self.sendingGrace) else { return nil }
        return late.percent(sentAt: min(instant, end), due: due)
    }

    /// The version that counts: the last in time, else the last of the late ones with what it costs. Nil without any.
    ///
    /// A late version never pushes out one in time: it would cost its author marks they have.
    public func counting(
        _ versions: [WorkVersion], extendedTo extension: Date?
    ) -> (version: WorkVersion, percentOff: Int)? {
        let taken = versions.compactMap { version in
            percentOff(sentAt: version.sentAt, extendedTo: `extension`).map {
                (version: version, percentOff: $0, isInTime: isInTime(version.sentAt, extendedTo: `extension`))
            }
        }
        let inTime = taken.filter(\.isInTime)
        return (inTime.isEmpty ? taken : inTime).max { $0.version.number < $1.version.number }
            .map { ($0.version, $0.percentOff) }
    }

    /// Sent by the due date, the slow link's minutes after the end forgiven.
    public func isInTime(_ instant: Date, extendedTo extension: Date?) -> Bool {
        let (due, end) = (due(extendedTo: `extension`), end(extendedTo: `extension`))
        return min(instant, end) <= due && instant < end.addingTimeInterval(Self.sendingGrace)
    }

    /// A week is passed when all its required tasks are proven; without required ones, when one is.
    public func isPassed(proven: Set<ContestTask.ID>) -> Bool {
        let required = tasks.filter(\.isRequired)
        return required.isEmpty
            ? tasks.contains { proven.contains($0.id) } : required.allSatisfy { proven.contains($0.id) }
    }
}
