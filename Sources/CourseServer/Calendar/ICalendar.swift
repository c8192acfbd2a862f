import Foundation

/// A calendar as other programs read it: RFC 5545, times in UTC.
struct ICalendar {
    struct Event {
        /// Unique in the world and always the same for the same event.
        var uid: String
        var summary: String
        var details: String
        var category: String
        /// Absolute, ASCII.
        var address: String
        var startsAt: Date
        var endsAt: Date?
        var revision: Int
        var changedAt: Date
    }

    var name: String
    var timeZone: TimeZoneSetting
    var events: [Event]

    /// Octets of a line without its end; longer ones are folded (section 3.1).
    static let lineLimit = 75

    var text: String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Course Server//Calendar 1.0//RU", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "X-WR-CALNAME:" + Self.escaped(name), "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
        ]
        // A calendar has at least one component (section 3.6), and this one says where the site is.
        lines += zone
        for event in events { lines += self.lines(of: event) }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    private var zone: [String] {
        let offset = "+" + (timeZone.hours < 10 ? "0" : "") + "\(timeZone.hours)00"
        return [
            "BEGIN:VTIMEZONE", "TZID:UTC\(offset)", "BEGIN:STANDARD", "DTSTART:19700101T000000",
            "TZOFFSETFROM:\(offset)",
            "TZOFFSETTO:\(offset)", "END:STANDARD", "END:VTIMEZONE",
        ]
    }

    private func lines(of event: Event) -> [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:" + Self.escaped(event.uid), "DTSTAMP:" + Self.utc(event.changedAt),
            "LAST-MODIFIED:" + Self.utc(event.changedAt), "SEQUENCE:\(event.revision)",
            "DTSTART:" + Self.utc(event.startsAt),
        ]
        if let end = event.endsAt, end > event.startsAt { lines.append("DTEND:" + Self.utc(end)) }
        lines += [
            "SUMMARY:" + Self.escaped(event.summary), "DESCRIPTION:" + Self.escaped(event.details),
            "CATEGORIES:" + Self.escaped(event.category), "URL:" + event.address, "TRANSP:TRANSPARENT", "END:VEVENT",
        ]
        return lines
    }

    /// Text as a value (section 3.3.11); characters that control something are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            case "\n", "\r": escaped += "\\n"
            case _ where scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value): continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The line in pieces of at most 75 octets, each but the first after a space; no character is cut.
    static func folded(_ line: String) -> String {
        var folded = ""
        var room = lineLimit
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if size > room {
                folded += "\r\n "
                room = lineLimit - 1
            }
            folded.unicodeScalars.append(scalar)
            room -= size
        }
        return folded
    }

    /// `20131205T100000Z`.
    static func utc(_ date: Date) -> String {
        let time = CivilTime(date, offsetHours: 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let second = Int(date.timeIntervalSince1970.rounded(.down)) % 60
        return
            "\(time.year)\(two(time.month))\(two(time.day))T\(two(time.hour))\(two(time.minute))\(two(max(0, second)))Z"
    }
}
