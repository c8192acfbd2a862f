import Foundation

/// A month of the Gregorian calendar, `2026-11` in addresses.
struct Month: Equatable, Comparable {
    /// 1970...2199.
    var year: Int
    /// 1...12.
    var month: Int

    init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// The month in which `date` falls by the clock of the time zone.
    init(of date: Date, in zone: TimeZoneSetting) {
        let time = CivilTime(date, offsetHours: zone.hours)
        self.init(year: time.year, month: time.month)
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 7, parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
            (1970...2199).contains(year), (1...12).contains(month)
        else { return nil }
        self.init(year: year, month: month)
    }

    var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    var previous: Month { month == 1 ? Month(year: year - 1, month: 12) : Month(year: year, month: month - 1) }
    var next: Month { month == 12 ? Month(year: year + 1, month: 1) : Month(year: year, month: month + 1) }

    static func < (left: Month, right: Month) -> Bool { (left.year, left.month) < (right.year, right.month) }

    /// Days since 1 January 1970 up to the month's first.
    ///
    /// Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`, 2013, for a first of a month.
    var firstDay: Int {
        let year = month <= 2 ? self.year - 1 : self.year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var length: Int { next.firstDay - firstDay }

    /// The weeks that have a day of the month, each of seven days since 1970, Monday first.
    var weeks: [[Int]] {
        // 1 January 1970 was a Thursday.
        let monday = firstDay - (firstDay + 3) % 7
        return stride(from: monday, to: firstDay + length, by: 7).map { Array($0..<$0 + 7) }
    }

    /// The month's time, by the clock of the time zone.
    func range(in zone: TimeZoneSetting) -> Range<Date> {
        Self.start(ofDay: firstDay, in: zone)..<Self.start(ofDay: firstDay + length, in: zone)
    }

    static func start(ofDay day: Int, in zone: TimeZoneSetting) -> Date {
        Date(timeIntervalSince1970: Double(day * 86_400 - zone.hours * 3_600))
    }

    /// The day since 1970 in which `date` falls.
    static func day(of date: Date, in zone: TimeZoneSetting) -> Int {
        Int(((date.timeIntervalSince1970 + Double(zone.hours * 3_600)) / 86_400).rounded(.down))
    }
}
