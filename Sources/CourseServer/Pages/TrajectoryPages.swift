import Accounts
import Courses
import Markup
import Storage

/// A person's trajectories, and those of which they are the mentor.
struct TrajectoriesPage {
    var user: User.ID
    var trajectories: [Trajectory]

    func frame(_ t: Words) -> Frame {
        let own = trajectories.filter { $0.owner.id == user }
        let shared = trajectories.filter { $0.owner.id != user }
        let new: HTML = """
            <p data-noprint><a class="btn main" href="/trajectories/new">\(t["trajectory.new"])</a></p>
            """
        return Frame(
            title: t["trajectory.mine"], styles: ["css/trajectory.css"],
            content: """
                <div class="stack"><h1>\(t["trajectory.mine"])</h1>
                \(own.isEmpty ? "<div class=\"empty\"><p class=\"prose\">\(t["trajectory.lead"])</p>\(new)</div>" as HTML : new)</div>
                \(TrajectoryList(trajectories: own.filter { $0.finishedAt == nil }).html(t))
                \(section(t["trajectory.shared"], shared.filter { $0.finishedAt == nil }, t))
                \(section(t["trajectory.finished"], (own + shared).filter { $0.finishedAt != nil }, t))
                """)
    }

    private func section(_ title: String, _ trajectories: [Trajectory], _ t: Words) -> HTML {
        guard !trajectories.isEmpty else { return .empty }
        return """
            <section class="stack"><h2>\(title)</h2>\
            \(TrajectoryList(trajectories: trajectories, level: 3, reader: user).html(t))</section>
            """
    }
}

/// Trajectories one under another, each with its bar.
struct TrajectoryList {
    var trajectories: [Trajectory]
    var level = 2
    /// Who reads: others' trajectories say whose they are.
    var reader: User.ID?

    func html(_ t: Words) -> HTML {
        guard !trajectories.isEmpty else { return .empty }
        let heading = level == 2 ? "h2" as HTML : "h3"
        return """
            <ul class="list">\(
                trajectories.map { trajectory in
                    """
                    <li><div class="grow stack tight"><\(heading)><a href="/trajectories/\(trajectory.id.rawValue)">\(trajectory.goal)</a></\(heading)>\
                    \(TrajectoryFacts(trajectory: trajectory, reader: reader).html(t))\(TrajectoryBar(trajectory: trajectory).html(t))</div></li>

                    """ as HTML
                })</ul>
            """
    }
}

/// Whose it is, until when, with whom.
struct TrajectoryFacts {
    var trajectory: Trajectory
    var reader: User.ID?

    func html(_ t: Words) -> HTML {
        let isOthers = reader.map { $0 != trajectory.owner.id } ?? false
        let facts = [
            isOthers ? trajectory.owner.name.full : nil,
            trajectory.finishedAt.map { t.text("trajectory.finished_at", ["date": t.date($0)]) }
                ?? trajectory.dueAt.map { t.text("trajectory.until", ["date": t.date($0)]) },
            isOthers ? nil : trajectory.mentor.map { t.text("trajectory.with_mentor", ["name": $0.name.full]) },
        ].compactMap(\.self)
        return facts.isEmpty ? .empty : "<p class=\"small muted\">\(facts.joined(separator: " · "))</p>"
    }
}

struct TrajectoryBar {
    var trajectory: Trajectory

    func html(_ t: Words) -> HTML {
        let (done, total) = trajectory.progress
        guard total > 0 else { return "<p class=\"small muted\">\(t["trajectory.no_steps"])</p>" }
        return """
            <div class="stack tight"><p class="small muted">\(t.plural("trajectory.progress", count: total, ["done": "\(done)"]))</p>\
            <progress max="\(total)" value="\(done)" aria-label="\(t.text("trajectory.progress_label", ["goal": trajectory.goal]))"></progress></div>
            """
    }
}

/// A new trajectory, or what is said of one anew.
struct TrajectoryAimPage {
    var trajectory: Trajectory?
    var fields: FormFields
    var refusal: TrajectoryRefusal?

    func frame(_ t: Words) -> Frame {
        let address = trajectory.map { "/trajectories/\($0.id)" }
        return Frame(
            title: trajectory == nil ? t["trajectory.new"] : t["trajectory.edit"],
            crumbs: [Frame.Link(t["trajectory.mine"], "/trajectories")]
                + (trajectory.map { [Frame.Link($0.goal, "/trajectories/\($0.id)")] } ?? []),
            content: """
                <h1>\(trajectory == nil ? t["trajectory.new"] : t["trajectory.edit"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }, field: refusal?.field))
                <form method="post" action="\(address.map { $0 + "/edit" } ?? "/trajectories")" class="stack">
                \(Parts.area("goal", t["trajectory.goal"], value: fields["goal"] ?? "", hint: t["trajectory.goal_hint"], rows: 3))
                \(Parts.field("due", t["trajectory.due"], value: fields["due"] ?? "", type: "date", hint: t["trajectory.due_hint"], short: true))
                \(Parts.field("mentor", t["trajectory.mentor"], value: fields["mentor"] ?? "", hint: t["trajectory.mentor_hint"], attributes: "autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\""))
                <p class="row"><button class="main">\(trajectory == nil ? t["trajectory.create"] : t["authoring.save"])</button>\
                <a href="\(address ?? "/trajectories")">\(t["trajectory.cancel"])</a></p></form>
                """)
    }
}

extension TrajectoryRefusal {
    /// The field it speaks of.
    var field: String? {
        switch self {
        case .goalMissing, .goalTooLong: "goal"
        case .mentorUnknown, .mentorIsOwner: "mentor"
        case .courseMissing, .courseAlreadyThere: "course"
        case .titleMissing, .titleTooLong: "title"
        case .addressMalformed: "address"
        case .noteMissing, .noteTooLong, .tooManyNotes: "note"
        case .dateMalformed, .tooManyTrajectories, .tooManySteps, .finished, .notOwner: nil
        }
    }
}

extension Words {
    func text(_ refusal: TrajectoryRefusal) -> String {
        switch refusal {
        case .goalMissing: self["refusal.trajectory.goal_missing"]
        case .goalTooLong(let limit): plural("refusal.trajectory.goal_too_long", count: limit)
        case .mentorUnknown(let login): text("refusal.trajectory.mentor_unknown", ["login": login])
        case .mentorIsOwner: self["refusal.trajectory.mentor_is_owner"]
        case .dateMalformed(let date): text("refusal.trajectory.date", ["date": date])
        case .courseMissing: self["refusal.trajectory.course_missing"]
        case .courseAlreadyThere: self["refusal.trajectory.course_there"]
        case .titleMissing: self["refusal.trajectory.title_missing"]
        case .titleTooLong(let limit): plural("refusal.trajectory.title_too_long", count: limit)
        case .addressMalformed(let address): text("refusal.trajectory.address", ["address": address])
        case .noteMissing: self["refusal.trajectory.note_missing"]
        case .noteTooLong(let limit): plural("refusal.trajectory.note_too_long", count: limit)
        case .tooManyTrajectories(let limit): plural("refusal.trajectory.too_many", count: limit)
        case .tooManySteps(let limit): plural("refusal.trajectory.too_many_steps", count: limit)
        case .tooManyNotes(let limit): plural("refusal.trajectory.too_many_notes", count: limit)
        case .finished: self["refusal.trajectory.finished"]
        case .notOwner: self["refusal.access.role"]
        }
    }
}
