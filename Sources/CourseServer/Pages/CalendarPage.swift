import Courses
import Foundation
import Markup
import Storage

/// A month: a grid where there is room for one, a list of days on a telephone.
struct CalendarPage {
    var month: Month
    var now: Date
    var events: [CalendarEvent]
    /// When the secret link was made; nil while there is none.
    var feedOpenedAt: Date?
    /// The secret link just made, shown once.
    var feedAddress: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("calendar.title_of", ["month": t.name(month)]), section: .calendar,
            styles: ["css/calendar.css"],
            content: """
                <div class="stack"><h1>\(t["calendar.title"])</h1>
                <nav class="row" aria-label="\(t["calendar.months_nav"])">\
                <a class="btn" href="/calendar?month=\(month.previous.text)" rel="prev">\(t.name(month.previous))</a>\
                <a class="btn" href="/calendar?month=\(month.next.text)" rel="next">\(t.name(month.next))</a>\
                \(when: month != Month(of: now, in: t.timeZone), "<a href=\"/calendar\">\(t["calendar.today"])</a>")\
                <button type="button" class="quiet end" data-print>\(t["gradebook.print"])</button></nav>
                <h2>\(t.name(month))</h2>
                \(grid(t))
                \(agenda(t))</div>
                \(subscription(t))
                """)
    }

    private func days(_ t: Words) -> [Int: [CalendarEvent]] {
        Dictionary(grouping: events) { Month.day(of: $0.startsAt, in: t.timeZone) }
    }

    private func grid(_ t: Words) -> HTML {
        let days = days(t)
        let today = Month.day(of: now, in: t.timeZone)
        let weekdays = zip(t.weekdays(short: true), t.weekdays(short: false))
        return """
            <table class="month"><caption class="vh">\(t.name(month))</caption><thead><tr>\(
                weekdays.map { "<th scope=\"col\"><abbr title=\"\($1)\">\($0)</abbr></th>" as HTML })</tr></thead>
            <tbody>\(
                month.weeks.map { week in
                    "<tr>\(week.map { cell($0, days[$0] ?? [], today: today, t) })</tr>\n" as HTML
                })</tbody></table>
            """
    }

    private func cell(_ day: Int, _ events: [CalendarEvent], today: Int, _ t: Words) -> HTML {
        let number = day - month.firstDay + 1
        guard (1...month.length).contains(number) else { return "<td></td>" }
        return """
            <td\(when: day == today, " aria-current=\"date\"")><span class="num">\(number)</span>\
            \(when: !events.isEmpty, "<ul>\(events.map { "<li>\(link($0, t))</li>" as HTML })</ul>")</td>
            """
    }

    private func link(_ event: CalendarEvent, _ t: Words) -> HTML {
        """
        <a href="\(event.address)"\(attribute: "data-state", state(of: event))><time datetime="\(event.startsAt.ISO8601Format())">\(t.time(event.startsAt))</time> \
        \(name(of: event, t))\(when: event.isDone, "<span class=\"vh\">, \(t["course.done"])</span>")\
        \(when: state(of: event) == "late", "<span class=\"vh\">, \(t["calendar.late"])</span>")</a>
        """
    }

    /// Most lines of a calendar are what is to be done: there the title is enough.
    private func name(of event: CalendarEvent, _ t: Words) -> String {
        if case .due = event.kind { event.title } else { t.sentence(event) }
    }

    private func state(of event: CalendarEvent) -> String? {
        if event.isDone { return "done" }
        guard case .due = event.kind else { return nil }
        return event.startsAt < now ? "late" : nil
    }

    private func agenda(_ t: Words) -> HTML {
        guard !events.isEmpty else { return "<p class=\"empty\">\(t["calendar.empty"])</p>" }
        return """
            <ol class="agenda stack">\(
                days(t).sorted { $0.key < $1.key }.map { day, events in
                    """
                    <li class="stack tight"><h3>\(t.date(Month.start(ofDay: day, in: t.timeZone)))</h3><ul class="list">\(
                        events.map { event in
                            """
                            <li><div class="grow stack tight">\(link(event, t))<span class="small muted">\(event.originTitle)</span></div></li>

                            """ as HTML
                        })</ul></li>

                    """ as HTML
                })</ol>
            """
    }

    /// How to see all this in the telephone's own calendar.
    private func subscription(_ t: Words) -> HTML {
        """
        <section class="stack" id="feed" data-noprint><h2>\(t["calendar.feed"])</h2>
        <p class="prose">\(t["calendar.feed_lead"])</p>
        \(feedAddress.map { address in
            """
            <div class="note ok" role="status"><b>\(t["calendar.feed_ready"])</b><p>\(t["calendar.feed_once"])</p></div>
            <div class="field"><label for="address">\(t["calendar.feed_address"])</label><input id="address" value="\(address)" readonly></div>
            """ as HTML
        } ?? feedOpenedAt.map { "<p class=\"muted\">\(t.text("calendar.feed_since", ["date": t.dateTime($0)]))</p>" as HTML })
        <div class="row">\(feedOpenedAt == nil
            ? Parts.action(t["calendar.feed_open"], to: "/calendar/feed", "plain")
            : Parts.action(t["calendar.feed_renew"], to: "/calendar/feed", "plain", confirm: t["calendar.feed_confirm"]))\
        \(when: feedOpenedAt != nil, Parts.action(t["calendar.feed_close"], to: "/calendar/feed/removal", "risk", confirm: t["calendar.feed_confirm_close"]))</div>
        </section>
        """
    }
}

extension CalendarEvent {
    /// The page it leads to.
    var address: String {
        switch origin {
        case .course(let course, let activity): activity.map { "/activities/\($0)" } ?? "/courses/\(course)"
        case .trajectory(let trajectory): "/trajectories/\(trajectory)"
        }
    }
}

extension Words {
    /// «Ноябрь 2026».
    func name(_ month: Month) -> String {
        "\(self["calendar.months"].split(separator: ",")[month.month - 1]) \(month.year)"
    }

    /// From Monday to Sunday.
    func weekdays(short: Bool) -> [String] {
        (short ? self["calendar.weekdays_short"] : self["calendar.weekdays"]).split(separator: ",").map(String.init)
    }

    /// What is written of an event in a day's cell and in other calendars.
    func sentence(_ event: CalendarEvent) -> String {
        switch event.kind {
        case .due: text("calendar.due", ["title": event.title])
        case .enrolmentOpens: text("calendar.enrolment_opens", ["title": event.title])
        case .enrolmentCloses: text("calendar.enrolment_closes", ["title": event.title])
        case .planned: event.title
        }
    }

    func details(_ event: CalendarEvent) -> String {
        switch event.kind {
        case .due(let kind): "\(event.originTitle)\n\(self.kind(kind))"
        case .enrolmentOpens, .enrolmentCloses, .planned: event.originTitle
        }
    }
}
