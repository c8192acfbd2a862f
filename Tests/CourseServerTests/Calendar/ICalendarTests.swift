import Accounts
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct ICalendarTests {
    @Test func `a line is folded at 75 octets and no letter is cut`() {
        let line = "SUMMARY:" + String(repeating: "Ёж и 🦔, ", count: 20)

        let folded = ICalendar.folded(line)

        let parts = folded.components(separatedBy: "\r\n")
        #expect(parts.count > 3)
        #expect(parts.allSatisfy { $0.utf8.count <= 75 })
        #expect(parts.dropFirst().allSatisfy { $0.hasPrefix(" ") })
        #expect(parts[0] + parts.dropFirst().map { String($0.dropFirst()) }.joined() == line)
    }

    @Test(arguments: [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"), ("one\r\ntwo\nthree", "one\\ntwo\\nthree"), ("x\u{0}\u{7F}y\tz", "xy\tz"),
        ("END:VEVENT", "END:VEVENT"), ("", ""),
    ])
    func `text is escaped`(text: String, escaped: String) { #expect(ICalendar.escaped(text) == escaped) }

    @Test func `a calendar is what the standard says`() throws {
        let start = Date(timeIntervalSince1970: 1_386_237_600)
        let event = ICalendar.Event(
            uid: "activity-7-due@localhost", summary: "Срок: тест; «Дроби», часть 1", details: "Курс\nТест",
            category: "Дроби", address: "http://localhost/activities/7", startsAt: start,
            endsAt: start.addingTimeInterval(5_400), revision: 3, changedAt: start.addingTimeInterval(-61))

        let text = ICalendar(name: "Сеть", timeZone: .standard, events: [event]).text

        #expect(text.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"))
        #expect(text.hasSuffix("END:VEVENT\r\nEND:VCALENDAR\r\n"))
        #expect(text.replacing("\r\n", with: "").utf8.allSatisfy { $0 != 0x0A && $0 != 0x0D })
        for line in [
            "UID:activity-7-due@localhost", "DTSTAMP:20131205T095859Z", "SEQUENCE:3", "DTSTART:20131205T100000Z",
            "DTEND:20131205T113000Z", "SUMMARY:Срок: тест\\; «Дроби»\\, часть 1", "DESCRIPTION:Курс\\nТест",
            "URL:http://localhost/activities/7",
        ] { #expect(text.contains("\r\n\(line)\r\n"), "\(line)") }
    }

    @Test(arguments: [
        ("2026-11", 2026, 11, 20_758, 30, 6), ("2024-02", 2024, 2, 19_754, 29, 5), ("2027-02", 2027, 2, 20_850, 28, 4),
        ("1970-01", 1970, 1, 0, 31, 5), ("2000-12", 2000, 12, 11_292, 31, 5),
    ])
    func `a month knows its days and weeks`(
        text: String, year: Int, month: Int, firstDay: Int, length: Int, weeks: Int
    ) throws {
        let found = try #require(Month(text))

        #expect(found == Month(year: year, month: month) && found.text == text)
        #expect(found.firstDay == firstDay && found.length == length && found.weeks.count == weeks)
        #expect(found.weeks.allSatisfy { $0.count == 7 && ($0[0] + 3) % 7 == 0 })
        #expect(found.weeks[0].contains(firstDay) && found.weeks.last?.contains(firstDay + length - 1) == true)
        #expect(found.next.previous == found)
        #expect(Month(of: found.range(in: .standard).lowerBound, in: .standard) == found)
        #expect(Month(of: found.range(in: .standard).upperBound, in: .standard) == found.next)
    }

    @Test(arguments: [
        "", "2026", "2026-13", "2026-00", "1969-12", "2200-01", "2026-1", "abcd-ef", "2026-11-01", "+026-11",
    ])
    func `what is no month is none`(text: String) { #expect(Month(text) == nil) }
}

@Suite struct CalendarTests {
    private func setDue(_ activity: Activity.ID, _ instant: Date?, _ world: WebWorld) async throws {
        try await world.domains.database.write { tx in try tx.setDue(instant, of: activity) }
    }

    /// The secret link's path, as the page shows it once.
    private func open(_ world: WebWorld, as person: Person) async throws -> String {
        let page = try await world.post("/calendar/feed", as: person)
        #expect(page.headers[.cacheControl] == "private, no-store")
        return String(try #require(page.text.firstMatch(of: /value="[^"]*(\/calendar\/feed\/[0-9a-f]{48}\.ics)"/)).1)
    }

    @Test func `a date to be done by stands in the calendar of those who learn and teach, and of nobody else`()
        async throws
    {
        try await withWebWorld { world in
            try await setDue(world.quiz, world.clock.now.addingTimeInterval(86_400), world)
            try await setDue(world.page, world.clock.now.addingTimeInterval(90_000), world)
            try await world.domains.database.write { tx in
                try tx.run("UPDATE activities SET is_hidden = 1 WHERE id = \(world.page)")
            }
            func shows(_ person: Person) async throws -> [Bool] {
                let page = try await world.get("/calendar?month=2013-12", as: person).text
                return [page.contains("</time> Тест"), page.contains("</time> Страница")]
            }
            #expect(try await shows(.learner) == [true, false])
            #expect(try await shows(.tutor) == [true, false])
            #expect(try await shows(.author) == [true, true])
            #expect(try await shows(.otherLearner) == [false, false])
            #expect(try await shows(.parent) == [false, false])

            try await world.domains.enrolments.withdraw(world.id(.learner), from: world.course.id)
            #expect(try await shows(.learner) == [false, false])
        }
    }

    @Test func `the feed opens by its link alone, until it is withdrawn`() async throws {
        try await withWebWorld { world in
            try await setDue(world.quiz, world.clock.now.addingTimeInterval(86_400), world)
            let path = try await open(world, as: .learner)

            let feed = try await world.get(path)

            #expect(feed.status == .ok && feed.headers[.contentType] == "text/calendar; charset=utf-8")
            #expect(feed.text.contains("\r\nSUMMARY:Срок: Тест\r\n"))
            #expect(feed.text.contains("\r\nUID:activity-\(world.quiz)-due@localhost"))
            #expect(feed.text.contains("\r\nSEQUENCE:1\r\n"))
            #expect(try await world.get("/calendar", as: .learner).text.contains(path) == false)
            for wrong in [
                "/calendar/feed/" + String(repeating: "0", count: 48),
                path.dropLast(5) + (path.hasSuffix("0.ics") ? "1.ics" : "0.ics"), "/calendar/feed/x",
                "/calendar/feed/%00.ics",
            ] { #expect(try await world.get(String(wrong)).status == .notFound) }

            try await setDue(world.quiz, world.clock.now.addingTimeInterval(200_000), world)
            #expect(try await world.get(path).text.contains("\r\nSEQUENCE:2\r\n"))

            let renewed = try await open(world, as: .learner)
            #expect(try await world.get(path).status == .notFound)
            #expect(try await world.get(renewed).status == .ok)
            _ = try await world.post("/calendar/feed/removal", as: .learner)
            #expect(try await world.get(renewed).status == .notFound)
        }
    }

    @Test func `a person's own title cannot break out of its line`() async throws {
        try await withWebWorld { world in
            try await world.domains.courses.change(
                page: world.page, titled: "Конец\r\nEND:VEVENT\r\nEND:VCALENDAR;x,y",
                to: world.domains.courses.render("x"),
                version: 1, by: world.id(.author))
            try await setDue(world.page, world.clock.now.addingTimeInterval(86_400), world)

            let text = try await world.get(try await open(world, as: .learner)).text

            #expect(text.components(separatedBy: "\r\n").count { $0 == "END:VCALENDAR" } == 1)
            #expect(text.components(separatedBy: "\r\n").count { $0 == "END:VEVENT" } == 2)
        }
    }
}
