import Foundation

extension Words {
    /// The value of a `datetime-local` field: «2026-12-01T18:00», by the clock of the time zone.
    func localInput(_ date: Date?) -> String {
        guard let date else { return "" }
        let parts = Self.calendar.dateComponents(
            [.year, .month, .day, .hour, .minute], from: date.addingTimeInterval(Double(timeZone.hours) * 3_600))
        func padded(_ number: Int?, _ length: Int) -> String {
            let digits = "\(number ?? 0)"
            return String(repeating: "0", count: max(0, length - digits.count)) + digits
        }
        let day = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
        return "\(day)T\(padded(parts.hour, 2)):\(padded(parts.minute, 2))"
    }

    /// The instant such a field means; nil for what is no date of this century.
    func date(localInput text: String) -> Date? {
        guard let match = text.wholeMatch(of: /(20[0-9]{2})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::[0-9]{2})?/)
        else { return nil }
        let parts = DateComponents(
            year: Int(match.1), month: Int(match.2), day: Int(match.3), hour: Int(match.4), minute: Int(match.5))
        guard parts.isValidDate(in: Self.calendar), let date = Self.calendar.date(from: parts) else { return nil }
        return date.addingTimeInterval(-Double(timeZone.hours) * 3_600)
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
