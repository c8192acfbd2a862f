import Courses
import Foundation
import Markup
import Spaces
import Storage

/// The course's front page with handles: order, names, what is hidden. Each change is a form of its own.
struct StructurePage {
    var contents: CourseContents
    var access: Access
    /// What was just removed and can be brought back at once.
    var removed: RemovedPart?
    var removedCount: Int
    var refusal: String?
    /// What was typed as a title, kept after a refusal.
    var title = ""
    /// Other courses of the author, for copies of modules.
    var elsewhere: [Course] = []

    var course: Course { contents.course }
    private var base: String { "/courses/\(course.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("structure.title", ["course": course.title]), section: .teaching,
            styles: ["css/authoring.css"],
            content: """
                <div class="stack"><h1>\(course.title)</h1>\(CourseTabs(course: course, current: .contents, access: access).html(t))</div>
                <p class="row"><a class="btn main" href="\(base)">\(t["structure.done"])</a>\
                <a href="\(base)/check">\(t["check.link"])</a> <a href="\(base)/files">\(t["files.link"])</a>\
                \(when: removedCount > 0, " <a href=\"\(base)/trash\">\(t.plural("trash.link", count: removedCount))</a>")</p>
                <inline-form id="structure"><div class="stack wide">
                \(Parts.refusal(refusal, field: "title"))\(removed.map { undo($0, t) })
                \(when: contents.modules.isEmpty, "<div class=\"empty\"><p>\(t["course.no_modules"])</p></div>")
                <course-structure class="stack wide" data-words="\(t.json(["drag": "structure.drag"]))">\
                \(contents.modules.map { module($0, t) })</course-structure>
                <section class="stack"><h2>\(t["authoring.new_module"])</h2>\
                <form method="post" action="\(base)/modules" class="stack">\
                \(Parts.field("title", t["authoring.module_title"], value: title))\(Parts.button(t["authoring.add_module"], main: false))</form></section>
                </div></inline-form>
                """)
    }

    private func undo(_ part: RemovedPart, _ t: Words) -> HTML {
        """
        <div class="note row" role="status"><span>\(t.text("structure.removed", ["title": part.title]))</span>\
        <form method="post" action="\(part.address)/restoration"><button class="small" autofocus>\(t["structure.undo"])</button></form></div>
        """
    }

    // MARK: - Modules

    private func module(_ module: Module, _ t: Words) -> HTML {
        let id = "\(module.id.rawValue)"
        let address = "/modules/\(id)"
        return """
            <section class="stack module" id="module-\(id)" data-kind="module" data-part="\(id)">
            <div class="row part"><h2>\(module.title)</h2>\
            \(week(module, t))\(when: module.isHidden, "<span class=\"tag warn\">\(t["structure.hidden"])</span>")</div>
            \(when: !module.summary.isEmpty, "<p class=\"muted\">\(module.summary)</p>")
            <form method="post" class="row handles">\(handles(address, "m\(id)", module.title, isHidden: module.isHidden, t))</form>
            <details class="more"><summary>\(t["structure.more"])<span class="vh">: \(module.title)</span></summary><div class="stack">
            <form method="post" action="\(address)/details" class="stack">\
            \(field("title", "mt\(id)", t["authoring.module_title"], module.title))\
            <div class="field"><label for="ms\(id)">\(t["structure.summary"])</label><textarea id="ms\(id)" name="summary" rows="3">
            \(module.summary)</textarea></div>\(Parts.button(t["authoring.save"], main: false))</form>
            \(copyForm(module, t))
            <div class="row">\(Parts.action(t["structure.promote"], to: "\(address)/course"))\
            \(Parts.action(t["structure.remove_module"], to: "\(address)/removal", "risk"))</div>
            </div></details>
            <ol class="steps" data-list="\(id)">\(module.activities.map { step($0, in: module, t) })</ol>
            \(when: module.activities.isEmpty, "<p class=\"muted\">\(t["course.empty_module"])</p>")\
            \(newActivity(in: module, t))
            </section>
            """
    }

    private func week(_ module: Module, _ t: Words) -> HTML {
        contents.weekLabel(of: module.id, t).map { "<span class=\"muted small\">\($0)</span>" as HTML } ?? .empty
    }

    private func copyForm(_ module: Module, _ t: Words) -> HTML {
        let id = "\(module.id.rawValue)"
        return """
            <form method="post" action="/modules/\(id)/copy" class="row"><label for="mc\(id)">\(t["structure.copy_to"])</label>\
            <select id="mc\(id)" name="course" class="short"><option value="\(course.id.rawValue)">\(t["structure.this_course"])</option>\(
                elsewhere.filter { $0.id != course.id }.map { "<option value=\"\($0.id.rawValue)\">\($0.title)</option>" as HTML })</select>\
            <button>\(t["structure.copy"])</button></form>
            """
    }

    private func newActivity(in module: Module, _ t: Words) -> HTML {
        """
        <p class="row small"><span class="muted">\(t["authoring.add"])</span>\(
            Activity.Kind.allCases.map { kind in
                """
                <a href="/modules/\(module.id.rawValue)/\(kind.rawValue)/new">\(t.kind(kind))</a>
                """ as HTML
            })</p>
        """
    }

    // MARK: - Activities

    private func step(_ activity: Activity, in module: Module, _ t: Words) -> HTML {
        let id = "\(activity.id.rawValue)"
        let address = "/activities/\(id)"
        return """
            <li data-kind="activity" data-part="\(id)"><div class="row part">\
            <a class="grow" href="\(address)\(activity.kind.editing)">\(activity.title)</a>\
            <span class="small muted">\(t.kind(activity.kind))</span>\
            \(when: activity.isHidden, "<span class=\"tag warn\">\(t["structure.hidden"])</span>")</div>
            <form method="post" class="row handles">\(handles(address, "a\(id)", activity.title, isHidden: activity.isHidden, t))</form>
            <details class="more"><summary>\(t["structure.more"])<span class="vh">: \(activity.title)</span></summary><div class="stack">
            <form method="post" action="\(address)/title" class="stack">\(field("title", "at\(id)", t["authoring.title"], activity.title))\
            \(Parts.button(t["authoring.save"], main: false))</form>
            \(when: contents.modules.count > 1, moveForm(activity, in: module, t))
            <div class="row">\(Parts.action(t["structure.copy"], to: "\(address)/copy"))\
            \(Parts.action(t["structure.remove"], to: "\(address)/removal", "risk"))</div>
            </div></details></li>
            """
    }

    private func moveForm(_ activity: Activity, in module: Module, _ t: Words) -> HTML {
        let id = "\(activity.id.rawValue)"
        return """
            <form method="post" action="/activities/\(id)/position" class="row"><label for="am\(id)">\(t["structure.move_to"])</label>\
            <select id="am\(id)" name="module" class="short">\(
                contents.modules.filter { $0.id != module.id }.map { "<option value=\"\($0.id.rawValue)\">\($0.title)</option>" as HTML })</select>\
            <button>\(t["structure.move"])</button></form>
            """
    }

    /// Up, down, hide: what hands do most, one press each.
    private func handles(_ address: String, _ id: String, _ title: String, isHidden: Bool, _ t: Words) -> HTML {
        func button(_ name: String, _ action: String, _ value: String, _ label: String, _ place: String) -> HTML {
            """
            <button class="small quiet" id="\(place)-\(id)" formaction="\(address)/\(action)" name="\(name)" value="\(value)">\
            \(label)<span class="vh">: \(title)</span></button>
            """
        }
        return """
            \(button("step", "position", "up", t["structure.up"], "up"))\
            \(button("step", "position", "down", t["structure.down"], "down"))\
            \(isHidden ? button("hidden", "visibility", "no", t["structure.show"], "see")
                : button("hidden", "visibility", "yes", t["structure.hide"], "see"))
            """
    }

    private func field(_ name: StaticString, _ id: String, _ label: String, _ value: String) -> HTML {
        """
        <div class="field"><label for="\(id)">\(label)</label><input id="\(id)" name="\(raw: name)" value="\(value)"></div>
        """
    }
}

extension Activity.Kind {
    /// Where an author changes it, after the activity's address.
    var editing: String {
        switch self {
        case .page, .assignment, .poll, .exercise: "/edit"
        case .quiz: "/quiz"
        case .video, .file, .link, .package: ""
        }
    }
}

extension RemovedPart {
    /// The address of what was removed, as when it was there.
    var address: String {
        switch part {
        case .module(let id): "/modules/\(id.rawValue)"
        case .activity(let id, _): "/activities/\(id.rawValue)"
        }
    }
}

extension CourseContents {
    /// «Неделя 3, 15–21 сентября»; nil in a course by topics.
    func weekLabel(of module: Module.ID, _ t: Words) -> String? {
        guard course.format == .weeks, let place = modules.firstIndex(where: { $0.id == module }) else { return nil }
        let number = t.text("course.week", ["number": "\(place + 1)"])
        guard let week = week(of: module) else { return number }
        // The week's last day begins a day before the next week does.
        return number + ", "
            + t.text(
                "course.week_days",
                [
                    "from": t.date(week.lowerBound), "to": t.date(week.upperBound.addingTimeInterval(-86_400)),
                ])
    }
}

/// What was removed from a course and can be brought back.
struct TrashPage {
    var course: Course
    var access: Access
    var parts: [RemovedPart]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["trash.title"], section: .teaching,
            crumbs: .editing(course, t),
            content: """
                <div class="stack"><h1>\(t["trash.title"])</h1><p class="muted">\(t.plural("trash.lead", count: RemovedPart.days))</p></div>
                \(parts.isEmpty ? "<div class=\"empty\"><p>\(t["trash.empty"])</p></div>" as HTML : list(t))
                """)
    }

    private func list(_ t: Words) -> HTML {
        """
        <ul class="list">\(
            parts.map { part in
                """
                <li><div class="grow"><b>\(part.title)</b> <span class="small muted">\(kind(part, t)), \
                \(t.text("trash.until", ["date": t.date(part.goesAt)]))</span></div>\
                \(Parts.action(t["trash.restore"], to: "\(part.address)/restoration"))</li>
                """ as HTML
            })</ul>
        """
    }

    private func kind(_ part: RemovedPart, _ t: Words) -> String {
        switch part.part {
        case .module: t["trash.module"]
        case .activity(_, let kind): t.kind(kind)
        }
    }
}
