public import Foundation

/// Terms told in working days: Saturdays and Sundays do not count, and the last day is whole.
public enum WorkingDays {
    /// The end of the `count`th working day after the day of `instant`, by a clock so many hours east of Greenwich; the end
    /// of that day itself is midnight. `instant` when `count` is 0.
    public static func end(of count: Int, after instant: Date, hoursEast: Int) -> Date {
        guard count > 0 else { return instant }
        let offset = Double(hoursEast) * 3_600
        var day = Int(((instant.timeIntervalSince1970 + offset) / 86_400).rounded(.down))
        var left = count
        while left > 0 {
            day += 1
            if isWorking(day) { left -= 1 }
        }
        return Date(timeIntervalSince1970: Double(day + 1) * 86_400 - offset)
    }

    /// Days are counted from 1 January 1970, a Thursday.
    private static func isWorking(_ day: Int) -> Bool {
        let weekday = ((day + 3) % 7 + 7) % 7  // 0 is Monday
        return weekday < 5
    }
}
