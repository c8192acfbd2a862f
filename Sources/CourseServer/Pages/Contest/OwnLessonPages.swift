import Accounts
import Contest
import Foundation
import Markup
import Media
import Storage

/// The timetable of own lessons.
struct LessonsPage {
    var visit: ContestVisit
    var timetable: LessonTimetable
    /// Names are for those who are signed in.
    var showsNames: Bool
    var now: Date

    private var base: String { "/contests/\(visit.contest.id)/lessons" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["lesson.lessons"], crumbs: .to(visit.contest, t),
            content: """
                <div class="stack"><h1>\(t["lesson.lessons"])</h1>
                \(ContestNavigation(visit: visit, current: .lessons).html(t))
                \(timetable.stage.map { "<p class=\"muted\">\(t.text("lesson.given_between", ["from": t.dateTime($0.opensAt), "to": t.dateTime($0.closesAt)]))</p>" as HTML })
                \(when: timetable.mayBook && timetable.stage != nil, "<p><a class=\"btn main\" href=\"\(base)/new\">\(t["lesson.book"])</a></p>")</div>
                \(timetable.entries.isEmpty
                    ? "<div class=\"empty\"><p>\(t["lesson.none"])</p></div>" as HTML
                    : "<ul class=\"list\">\(timetable.entries.map { entry($0, t) })</ul>")
                <p class="muted small">\(t.serverTime(now))</p>
                """)
    }

    private func entry(_ entry: LessonEntry, _ t: Words) -> HTML {
        let facts = [
            t.slot(entry.lesson.plan), showsNames ? entry.author?.name.full : nil, entry.author?.organisation,
            t.plural("lesson.enrolled_count", count: entry.enrolled),
        ].compactMap(\.self)
        return """
            <li><div class="grow stack tight"><h2><a href="\(base)/\(entry.lesson.id.rawValue)">\(entry.lesson.plan.topic)</a></h2>\
            <p class="small muted">\(facts.joined(separator: " · "))</p></div>\
            \(when: entry.isMine, "<span class=\"tag live\">\(t["lesson.mine"])</span>")\
            \(when: entry.isEnrolled, "<span class=\"tag live\">\(t["lesson.enrolled"])</span>")\
            \(LessonTag(state: entry.state).html(t))</li>

            """
    }
}

/// Where a lesson stands, in a word.
struct LessonTag {
    var state: OwnLesson.State

    func html(_ t: Words) -> HTML {
        switch state {
        case .booked: "<span class=\"tag\">\(t["lesson.state_booked"])</span>"
        case .running: "<span class=\"tag live\">\(t["lesson.state_running"])</span>"
        case .over: "<span class=\"tag ok\">\(t["lesson.state_over"])</span>"
        case .failed: "<span class=\"tag err\">\(t["lesson.state_failed"])</span>"
        case .missed: "<span class=\"tag warn\">\(t["lesson.state_missed"])</span>"
        }
    }
}

/// Booking a slot, or changing the lesson booked.
struct OwnLessonFormPage {
    var visit: ContestVisit
    var stage: Stage
    var now: Date
    /// The lesson that is changed; nil for a new one.
    var lesson: LessonVisit?
    var fields = FormFields(pairs: [("minutes", "45")])
    var refusal: String?

    private var base: String { "/contests/\(visit.contest.id)/lessons" }

    func frame(_ t: Words) -> Frame {
        let title = lesson == nil ? t["lesson.book"] : t["lesson.change"]
        let kept = fields.pairs.contains { $0.name == "keep" } || refusal != nil ? Set(fields.all("keep")) : nil
        return Frame(
            title: title,
            crumbs: .to(visit.contest, t, Frame.Link(t["lesson.lessons"], base)),
            content: """
                <div class="stack"><h1>\(title)</h1>
                <p class="muted">\(t.text("lesson.given_between", ["from": t.dateTime(stage.opensAt), "to": t.dateTime(stage.closesAt)]))</p>
                <p class="muted small">\(t.serverTime(now))</p></div>
                \(Parts.refusal(refusal))
                <form method="post" action="\(lesson.map { "\(base)/\($0.lesson.id)/edit" } ?? base)" enctype="multipart/form-data" class="stack">
                \(Parts.field("topic", t["lesson.topic"], value: fields["topic"] ?? ""))
                \(Parts.field("audience", t["lesson.audience"], value: fields["audience"] ?? "", hint: t["lesson.audience_hint"]))
                \(Parts.field("starts", t["lesson.starts"], value: fields["starts"] ?? "", type: "datetime-local", hint: t["lesson.starts_hint"], short: true))
                \(Parts.field("minutes", t["lesson.minutes"], value: fields["minutes"] ?? "", type: "number", hint: t.text("lesson.minutes_hint", ["least": "\(LessonPlan.minutesRange.lowerBound)", "most": "\(LessonPlan.minutesRange.upperBound)", "counted": "\(visit.contest.rules.lesson.minutes)"]), short: true))
                \(Parts.area("plan", t["lesson.plan"], value: fields["plan"] ?? "", hint: t["authoring.markdown_hint"], rows: 8))
                \(Parts.area("materials", t["lesson.materials"], value: fields["materials"] ?? "", hint: t["lesson.materials_hint"], rows: 8))
                \(Parts.field("link", t["lesson.link"], value: fields["link"] ?? "", type: "url", hint: t["lesson.link_hint"]))
                \(when: lesson?.files.isEmpty == false, """
                    <fieldset class="stack tight"><legend>\(t["contestwork.keep_files"])</legend>\((lesson?.files ?? []).map { file in
                        """
                        <label class="pick"><input type="checkbox" name="keep" value="\(file.id.rawValue)"\(when: kept?.contains("\(file.id)") ?? true, " checked")><span>\(file.asset.name)</span></label>

                        """ as HTML
                    })</fieldset>
                    """)
                \(ContestFilesField().html(t))
                \(Parts.button(lesson == nil ? t["lesson.do_book"] : t["lesson.save"]))</form>
                """)
    }
}

extension Words {
    /// «5 декабря 2013 г., 18:00, 45 мин».
    func slot(_ plan: LessonPlan) -> String {
        text("lesson.slot", ["date": dateTime(plan.startsAt), "minutes": "\(plan.minutes)"])
    }
}
