import Foundation
import Testing

@testable import Contest

@Suite struct WorkingDaysTests {
    private func instant(_ text: String) -> Date { try! Date(text, strategy: .iso8601) }  // the table below

    @Test(
        arguments: [
            // A Thursday evening in Kuzbass: Friday and Monday follow.
            ("2013-12-05T12:00:00Z", 2, 7, "2013-12-09T17:00:00Z"),
            // Friday 23:30 in Moscow is already Saturday in Kuzbass.
            ("2013-12-06T19:30:00Z", 1, 7, "2013-12-09T17:00:00Z"),
            ("2013-12-06T19:30:00Z", 1, 3, "2013-12-09T21:00:00Z"),
            ("2013-12-07T03:00:00Z", 2, 7, "2013-12-10T17:00:00Z"),
            ("2013-12-02T03:00:00Z", 5, 7, "2013-12-09T17:00:00Z"),
            ("2013-12-02T03:00:00Z", 0, 7, "2013-12-02T03:00:00Z"),
            // The night in which Europe changes its clocks moves nothing.
            ("2026-03-27T10:00:00Z", 1, 7, "2026-03-30T17:00:00Z"),
        ])
    func `weekends do not count and the last day is whole`(from: String, days: Int, east: Int, end: String) {
        #expect(WorkingDays.end(of: days, after: instant(from), hoursEast: east) == instant(end))
    }
}
