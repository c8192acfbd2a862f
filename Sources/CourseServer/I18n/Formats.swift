import Foundation

/// The fixed offset in which times are told, with the name people know it by.
struct TimeZoneSetting: Equatable, Sendable {
    /// East of Greenwich.
    var hours: Int
    var label: String

    /// Krasnoyarsk time, which Kuzbass keeps: four hours ahead of Moscow.
    static let standard = TimeZoneSetting(hours: 7, label: "МСК+4")
}

extension TimeZoneSetting {
    /// Midnight of a day as forms write it, `2013-12-05`; nil for anything else.
    func startOfDay(_ text: String) -> Date? {
        guard let day = try? Date(text + "T00:00:00Z", strategy: .iso8601) else { return nil }
        return day.addingTimeInterval(-Double(hours) * 3_600)
    }

    /// The day of an instant, `2013-12-05`.
    func day(of instant: Date) -> String {
        String(instant.addingTimeInterval(Double(hours) * 3_600).ISO8601Format().prefix(10))
    }
}

// MARK: - Numbers

extension Words {
    var decimalSeparator: String { language == .en ? "." : "," }

    /// A number to at most `digits` places, without trailing zeros: «10 234,5», «9999», «−0,25».
    func number(_ value: Double, digits: Int = 2) -> String {
        guard value.isFinite else { return "—" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        // Past 2^53 there are no halves left to round, and past 2^63 no Int.
        guard scaled < 0x1p53 else { return "\(value)".replacing(".", with: decimalSeparator) }
        let (whole, part) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
        var text = grouped(whole)
        if part > 0 {
            var fraction = padded(part, to: digits)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += decimalSeparator + fraction
        }
        return value < 0 && scaled > 0 ? "\u{2212}" + text : text
    }

    /// A share of one hundred: «62,5 %», "62.5%".
    func percent(_ value: Double, digits: Int = 1) -> String {
        number(value, digits: digits) + (language == .en ? "%" : "\u{A0}%")
    }

    /// Digits by threes: a narrow no-break space from 10 000 up, in English a comma from 1,000.
    private func grouped(_ whole: Int) -> String {
        guard whole >= (language == .en ? 1_000 : 10_000) else { return String(whole) }
        let separator = language == .en ? "," : "\u{202F}"
        var rest = whole
        var groups: [String] = []
        while rest >= 1_000 {
            groups.append(padded(rest % 1_000, to: 3))
            rest /= 1_000
        }
        groups.append(String(rest))
        return groups.reversed().joined(separator: separator)
    }

    /// «1,8 МБ»: thousands, as disks and providers count them.
    func fileSize(_ bytes: Int) -> String {
        let units: [String] =
            switch language {
            case .en: ["B", "KB", "MB", "GB", "TB"]
            case .ru, .tt: ["Б", "КБ", "МБ", "ГБ", "ТБ"]
            }
        var size = Double(bytes)
        var unit = 0
        while size >= 999.5, unit < units.count - 1 {
            size /= 1_000
            unit += 1
        }
        return number(size, digits: unit == 0 || size >= 99.95 ? 0 : 1) + "\u{A0}" + units[unit]
    }

    private func padded(_ number: Int, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}

// MARK: - Dates

/// A day and a minute of the Gregorian calendar at a fixed offset.
struct CivilTime {
    var year: Int
    /// 1...12.
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int

    /// Days to year, month, day: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`, 2013.
    init(_ date: Date, offsetHours: Int) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offsetHours * 3_600
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let secondOfDay = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
    }
}

extension Words {
    /// «5 декабря 2013 г.», "5 December 2013", «5 декабрь 2013».
    func date(_ date: Date) -> String { day(CivilTime(date, offsetHours: timeZone.hours)) }

    /// «5 декабря 2013 г., 18:00», by the clock of the time zone.
    func dateTime(_ date: Date) -> String {
        let civil = CivilTime(date, offsetHours: timeZone.hours)
        return "\(day(civil)), \(time(civil))"
    }

    /// «18:00».
    func time(_ date: Date) -> String { time(CivilTime(date, offsetHours: timeZone.hours)) }

    /// A length of time as a clock shows it: «12:05», «1:02:05».
    func clock(_ seconds: Int) -> String {
        let seconds = max(0, seconds)
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        let tail = padded(seconds % 60, to: 2)
        return hours > 0 ? "\(hours):\(padded(minutes, to: 2)):\(tail)" : "\(minutes):\(tail)"
    }

    /// The value of a field of day and time: `2013-12-05T18:00` by the clock of the time zone.
    func field(_ date: Date) -> String {
        let civil = CivilTime(date, offsetHours: timeZone.hours)
        return "\(padded(civil.year, to: 4))-\(padded(civil.month, to: 2))-\(padded(civil.day, to: 2))T\(time(civil))"
    }

    /// The instant a field of day and time names, `2013-12-05T18:00` or with seconds; nil for anything else.
    func instant(field: String) -> Date? {
        guard let match = field.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(:[0-9.]+)?/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), let hour = Int(match.4),
            let minute = Int(match.5), (1...12).contains(month), day >= 1, hour < 24, minute < 60
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = DateComponents(year: year, month: month, day: day, hour: hour, minute: minute)
        guard parts.isValidDate(in: calendar), let date = calendar.date(from: parts) else { return nil }
        return date.addingTimeInterval(Double(-timeZone.hours) * 3_600)
    }

    private func day(_ civil: CivilTime) -> String {
        let month = Self.months(language)[civil.month - 1]
        return switch language {
        case .ru: "\(civil.day)\u{A0}\(month) \(civil.year)\u{A0}г."
        case .en, .tt: "\(civil.day)\u{A0}\(month) \(civil.year)"
        }
    }

    private func time(_ civil: CivilTime) -> String { "\(padded(civil.hour, to: 2)):\(padded(civil.minute, to: 2))" }

    private static func months(_ language: Language) -> [String] {
        switch language {
        case .ru:
            [
                "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
                "ноября",
                "декабря",
            ]
        case .en:
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ]
        case .tt:
            [
                "гыйнвар", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
                "ноябрь",
                "декабрь",
            ]
        }
    }
}
