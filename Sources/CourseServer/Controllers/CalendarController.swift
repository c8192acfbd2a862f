import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The person's calendar, and the feed by which other programs show it.
struct CalendarController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, feedAddress: nil)
    }

    private func show(_ request: Request, _ context: AppContext, feedAddress: String?) async throws -> Response {
        let user = try context.requireUser()
        let zone = context.t.timeZone
        let month = request.query("month").flatMap(Month.init) ?? Month(of: domains.now(), in: zone)
        let page = CalendarPage(
            month: month, now: domains.now(),
            events: try await domains.calendar.events(of: user.id, in: month.range(in: zone)),
            feedOpenedAt: try await domains.calendar.feedOpenedAt(of: user.id), feedAddress: feedAddress)
        var response = self.page(page.frame, request, context)
        if feedAddress != nil { response.headers[.cacheControl] = "private, no-store" }
        return response
    }

    /// Makes a new secret link and shows it this once; the one before opens nothing any more.
    func openFeed(_ request: Request, context: AppContext) async throws -> Response {
        let secret = try await domains.calendar.openFeed(of: try context.requireUser().id)
        return try await show(
            request, context, feedAddress: "\(site.address(request, context))/calendar/feed/\(secret).ics")
    }

    func closeFeed(_ request: Request, context: AppContext) async throws -> Response {
        try await domains.calendar.closeFeed(of: try context.requireUser().id)
        return redirect("/calendar")
    }

    /// The calendar by its secret link: whoever has it needs no session.
    func feed(_ request: Request, context: AppContext) async throws -> Response {
        let name = context.parameters["secret"].map { String($0) } ?? ""
        let secret = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        guard let (owner, events) = try await domains.calendar.feed(secret: secret) else { throw Refused.notFound }
        let language = Language.chosen(
            cookie: nil, setting: try await domains.accounts.user(owner).language, acceptLanguage: nil)
        let t = Words(language)
        let address = site.address(request, context)
        let host = address.split(separator: "/").last.map(String.init) ?? "localhost"
        let calendar = ICalendar(
            name: site.name, timeZone: t.timeZone,
            events: events.map { event in
                ICalendar.Event(
                    uid: "\(event.key)@\(host)", summary: t.sentence(event), details: t.details(event),
                    category: event.originTitle, address: address + event.address, startsAt: event.startsAt,
                    endsAt: event.endsAt, revision: event.revision, changedAt: event.changedAt)
            })
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/calendar; charset=utf-8", .cacheControl: "private, no-store",
                .contentDisposition: "inline; filename=\"calendar.ics\"",
            ],
            body: .init(byteBuffer: ByteBuffer(string: calendar.text)))
    }
}
