import Accounts
import Contest
import Foundation
import Markup
import Storage

/// A lesson: what it is about, who comes, what one may do there now.
struct OwnLessonPage {
    var visit: ContestVisit
    var lesson: LessonVisit
    var fields = FormFields()
    var refusal: LessonRefusal?

    private var plan: LessonPlan { lesson.lesson.plan }
    private var address: String { "/contests/\(visit.contest.id)/lessons/\(lesson.lesson.id)" }
    private var seesPeople: Bool { lesson.isMine || visit.isOrganiser }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: plan.topic,
            crumbs: .to(
                visit.contest, t, Frame.Link(t["lesson.lessons"], "/contests/\(visit.contest.id)/lessons")),
            styles: ["css/contest-work.css"],
            content: """
                <div class="stack"><h1>\(plan.topic)</h1>
                <p class="muted">\(facts(t).joined(separator: " · ")) \(LessonTag(state: lesson.state).html(t))</p>
                <p class="muted small">\(t.serverTime(lesson.now))</p></div>
                \(Parts.refusal(refusal.map { t.text($0) }))
                \(when: lesson.state == .failed, "<div class=\"note err\"><b>\(t["lesson.is_failed"])</b><p>\(lesson.lesson.failure)</p></div>")
                \(lesson.isMine ? authorActions(t) : colleagueActions(t))
                \(result(t))
                \(rating(t))
                <section class="stack"><h2>\(t["lesson.plan"])</h2>\(plan.plan.isEmpty ? "<p class=\"muted\">\(t["lesson.not_written"])</p>" as HTML : "<div class=\"prose\">\(HTML.markdown(plan.plan, t))</div>")</section>
                <section class="stack"><h2>\(t["lesson.materials"])</h2>\
                \(plan.link.map { "<p><a href=\"\(url: $0)\" rel=\"noopener noreferrer nofollow\">\($0)</a></p>" as HTML })\
                \(plan.materials.isEmpty && lesson.files.isEmpty ? "<p class=\"muted\">\(t["lesson.not_written"])</p>" as HTML : "<div class=\"prose\">\(HTML.markdown(plan.materials, t))</div>")\
                \(ContestFiles(files: lesson.files, base: "\(address)/files").html(t))</section>
                \(when: seesPeople, people(t))
                """)
    }

    private func facts(_ t: Words) -> [String] {
        [
            t.slot(plan), lesson.user == nil ? nil : lesson.author?.name.full, lesson.author?.organisation,
            plan.audience.isEmpty ? nil : t.text("lesson.for", ["audience": plan.audience]),
            t.text("lesson.seats", ["taken": "\(lesson.colleagues.count)", "all": "\(lesson.rules.capacity)"]),
        ].compactMap(\.self)
    }

    private func authorActions(_ t: Words) -> HTML {
        let isOpen = lesson.lesson.isOpen(at: lesson.now)
        return """
            <section class="stack"><div class="row">\
            \(when: lesson.state == .booked && isOpen, Parts.action(t["lesson.start"], to: "\(address)/beginning", "main"))\
            \(when: lesson.state == .running, Parts.action(t["lesson.end"], to: "\(address)/ending", "main", confirm: t["lesson.end_confirm"]))\
            \(when: lesson.state != .failed && lesson.state != .missed, "<a class=\"btn\" href=\"\(address)/edit\">\(t["lesson.change"])</a>")</div>
            \(when: lesson.state == .booked && !isOpen, "<p class=\"note\">\(t.text("lesson.opens_at", ["date": t.dateTime(lesson.lesson.opensAt)]))</p>")
            \(when: isOpen, """
                <details\(when: fields["reason"] != nil, " open")><summary>\(t["lesson.link_failed"])</summary>\
                <form method="post" action="\(address)/failure" class="stack"><p>\(t["lesson.failure_text"])</p>\
                \(Parts.field("reason", t["lesson.failure_reason"], value: fields["reason"] ?? ""))\
                <p><button class="risk" data-confirm="\(t["lesson.failure_confirm"])" data-yes="\(t["lesson.link_failed"])">\(t["lesson.report_failure"])</button></p></form></details>
                """)</section>
            """
    }

    private func colleagueActions(_ t: Words) -> HTML {
        guard lesson.user != nil else {
            return lesson.state == .booked || lesson.state == .running
                ? "<p class=\"note\"><a href=\"/sign-in?back=\(address)\">\(t["lesson.sign_in"])</a></p>" : .empty
        }
        guard lesson.isColleague, lesson.state == .booked || lesson.state == .running else { return .empty }
        let isOpen = lesson.lesson.isOpen(at: lesson.now)
        return """
            <section class="stack">
            \(when: lesson.isInside, "<p class=\"note ok\"><b>\(t["lesson.inside"])</b> \(t["lesson.inside_text"])</p>")
            <div class="row">\
            \(when: isOpen && !lesson.isInside, Parts.action(t["lesson.enter"], to: "\(address)/presence", "main"))\
            \(when: isOpen && lesson.isInside, Parts.action(t["lesson.leave"], to: "\(address)/departure", "small"))\
            \(when: !lesson.isEnrolled && !isOpen, Parts.action(t["lesson.enrol"], to: "\(address)/enrolment", "main"))\
            \(when: lesson.isEnrolled && lesson.own?.attendance.stays.isEmpty == true, Parts.action(t["lesson.withdraw"], to: "\(address)/withdrawal"))</div>
            \(when: lesson.isEnrolled && !isOpen, "<p class=\"note\">\(t.text("lesson.opens_at", ["date": t.dateTime(lesson.lesson.opensAt)]))</p>")</section>
            """
    }

    /// Whether it counts, with the figures.
    private func result(_ t: Words) -> HTML {
        guard lesson.state == .over || lesson.state == .running else { return .empty }
        let (verdict, rules) = (lesson.verdict, lesson.rules)
        return """
            <section class="stack"><h2>\(t["lesson.result"])</h2>
            \(when: lesson.state == .over, "<p><span class=\"tag\(verdict.isRun ? " ok" : " err")\">\(verdict.isRun ? t["lesson.is_run"] : t["lesson.is_not_run"])</span></p>")
            <ul class="list"><li><span class="grow">\(t["lesson.lasted"])</span><span class="num">\(t.text("lesson.of", ["has": "\(verdict.minutes)", "needed": "\(rules.minutes)"]))</span></li>
            <li><span class="grow">\(t.text("lesson.stayed", ["percent": t.percent(Double(rules.stay))]))</span><span class="num">\(t.text("lesson.of", ["has": "\(verdict.stayed.count)", "needed": "\(rules.colleagues)"]))</span></li>
            <li><span class="grow">\(t["lesson.came"])</span><span class="num">\(verdict.came)</span></li>
            \(when: seesPeople && lesson.rating != nil, "<li><span class=\"grow\">\(t.plural("lesson.rated_by", count: lesson.ratings.count))</span><span class=\"num\">\(t.number(Double(lesson.rating ?? 0) / 100))</span></li>")</ul></section>
            """
    }

    private func rating(_ t: Words) -> HTML {
        if lesson.ownRating != nil { return Parts.done(t["lesson.thanks"]) }
        guard lesson.mayRate, let ends = lesson.ratingEnds else { return .empty }
        return """
            <section class="stack" id="rating"><h2>\(t["lesson.rate"])</h2>
            <p class="muted">\(t.text("lesson.rate_until", ["date": t.dateTime(ends)]))</p>
            <form method="post" action="\(address)/ratings" class="stack">\(t.questions(lesson.rules).enumerated().map { place, question in
                """
                <fieldset><legend>\(question)</legend><div class="rates">\(LessonRating.marksRange.map { mark in
                    """
                    <label class="pick"><input type="radio" name="mark-\(place)" value="\(mark)" required\(when: fields["mark-\(place)"] == "\(mark)", " checked")><span>\(mark)</span></label>

                    """ as HTML
                })</div></fieldset>
                """ as HTML
            })
            \(Parts.area("comment", t["lesson.rate_comment"], value: fields["comment"] ?? "", rows: 3))
            \(Parts.button(t["lesson.rate_send"]))</form></section>
            """
    }

    private func people(_ t: Words) -> HTML {
        guard !lesson.colleagues.isEmpty else { return .empty }
        let run = lesson.lesson.run(at: lesson.now)
        let stayed = lesson.verdict.stayed
        return """
            <section class="stack"><h2>\(t["lesson.colleagues"])</h2><ul class="list">\(lesson.colleagues.map { person in
                let minutes = Int((run.map { person.attendance.seconds(of: $0) } ?? 0) / 60)
                return """
                    <li><div class="grow stack tight"><p>\(person.name.full)</p><p class="small muted">\(person.organisation)</p></div>\
                    \(when: minutes > 0, "<span class=\"num small\">\(t.text("lesson.minutes_there", ["minutes": "\(minutes)"]))</span>")\
                    \(when: stayed.contains(person.attendance.user), "<span class=\"tag ok\">\(t["lesson.counted"])</span>")\
                    \(when: !person.attendance.isOther, "<span class=\"tag\">\(t["lesson.same_school"])</span>")</li>

                    """ as HTML
            })</ul>
            \(when: lesson.ratings.contains { !$0.comment.isEmpty }, """
                <h3>\(t["lesson.comments"])</h3><ul class="list">\(lesson.ratings.filter { !$0.comment.isEmpty }.map { "<li><p>\($0.comment)</p></li>" as HTML })</ul>
                """)</section>
            """
    }
}

extension Words {
    /// The questions of the contest, or the three that every lesson may be asked.
    func questions(_ rules: LessonRules) -> [String] {
        rules.questions.isEmpty
            ? [self["lesson.question_1"], self["lesson.question_2"], self["lesson.question_3"]] : rules.questions
    }
}
