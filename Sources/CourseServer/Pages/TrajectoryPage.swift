import Accounts
import Courses
import Foundation
import Markup
import Storage

/// A trajectory: its goal, the way to it step by step, and what its owner and the mentor write to one another.
struct TrajectoryPage {
    var visit: TrajectoryVisit
    var user: User.ID
    /// What was just taken out and can be brought back at once.
    var removed: (step: TrajectoryStep.ID, title: String)?
    var refusal: TrajectoryRefusal?
    /// What was sent and refused.
    var fields = FormFields()

    private var trajectory: Trajectory { visit.trajectory }
    private var base: String { "/trajectories/\(trajectory.id)" }
    /// The owner on the way.
    private var mayChange: Bool { visit.isOwner && trajectory.finishedAt == nil }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: trajectory.goal, crumbs: [Frame.Link(t["trajectory.mine"], "/trajectories")],
            styles: ["css/trajectory.css"],
            content: """
                <div class="stack"><h1\(when: trajectory.goal.count > 100, " class=\"long\"")>\(trajectory.goal)</h1>
                \(TrajectoryFacts(trajectory: trajectory, reader: user).html(t))
                \(when: trajectory.finishedAt != nil, "<div class=\"note ok\"><b>\(t["trajectory.is_finished"])</b></div>")
                \(TrajectoryBar(trajectory: trajectory).html(t))
                <p class="row" data-noprint>\(when: mayChange, "<a class=\"btn\" href=\"\(base)/edit\">\(t["trajectory.edit"])</a>")\
                <button type="button" data-print>\(t["gradebook.print"])</button></p></div>
                \(Parts.refusal(refusal.map { t.text($0) }, field: refusal?.field))\(removed.map { undo($0, t) })
                <div class="split">
                <section class="stack" id="steps"><h2>\(t["trajectory.steps"])</h2>
                \(when: trajectory.steps.isEmpty, "<p class=\"muted\">\(mayChange ? t["trajectory.steps_lead"] : t["trajectory.no_steps"])</p>")\
                \(when: !trajectory.steps.isEmpty, "<ol class=\"way\">\(trajectory.steps.map { step($0, t) })</ol>")\
                \(when: mayChange, additions(t))</section>
                <aside class="stack wide">\(notes(t))</aside>
                </div>
                \(when: visit.isOwner, ending(t))
                """)
    }

    private func undo(_ removed: (step: TrajectoryStep.ID, title: String), _ t: Words) -> HTML {
        """
        <div class="note row" role="status"><span>\(t.text("structure.removed", ["title": removed.title]))</span>\
        <form method="post" action="\(base)/steps/\(removed.step.rawValue)/restoration"><button class="small">\(t["structure.undo"])</button></form></div>
        """
    }

    // MARK: - Steps

    private func step(_ step: TrajectoryStep, _ t: Words) -> HTML {
        """
        <li id="step-\(step.id.rawValue)" data-state="\(step.isDone ? "done" : "open")"><div class="stack tight">\
        \(TrajectoryStepBody(step: step, reader: visit.isOwner ? .owner : .mentor).html(t))\(when: mayChange, handles(step, t))</div></li>

        """
    }

    /// Tick, up, down, away: each button a form's.
    private func handles(_ step: TrajectoryStep, _ t: Words) -> HTML {
        let address = "\(base)/steps/\(step.id)"
        func button(_ action: String, _ name: String, _ value: String, _ label: String, _ look: String) -> HTML {
            """
            <button class="small \(look)" formaction="\(address)/\(action)" name="\(name)" value="\(value)">\
            \(label)<span class="vh">: \(step.title)</span></button>
            """
        }
        var buttons: [HTML] = []
        if case .plan = step.kind {
            buttons.append(
                step.isDone
                    ? button("completion", "done", "no", t["trajectory.untick"], "quiet")
                    : button("completion", "done", "yes", t["trajectory.tick"], "plain"))
        }
        if step.id != trajectory.steps.first?.id {
            buttons.append(button("position", "step", "up", t["structure.up"], "quiet"))
        }
        if step.id != trajectory.steps.last?.id {
            buttons.append(button("position", "step", "down", t["structure.down"], "quiet"))
        }
        buttons.append(button("removal", "remove", "yes", t["structure.remove"], "quiet"))
        return "<form method=\"post\" class=\"row handles\" data-noprint>\(buttons)</form>"
    }

    private func additions(_ t: Words) -> HTML {
        let isPlan = fields["title"] != nil
        return """
            <div data-noprint>
            <details\(when: fields["course"] != nil || trajectory.steps.isEmpty && !isPlan, " open")><summary>\(t["trajectory.add_course"])</summary>
            \(visit.courses.isEmpty ? "<p>\(t["trajectory.no_courses"])</p>" as HTML : courseForm(t))</details>
            <details\(when: isPlan, " open")><summary>\(t["trajectory.add_plan"])</summary>
            <form method="post" action="\(base)/plans" class="stack">
            \(Parts.field("title", t["trajectory.plan_title"], value: fields["title"] ?? "", hint: t["trajectory.plan_hint"]))
            \(Parts.field("starts", t["trajectory.plan_starts"], value: fields["starts"] ?? "", type: "datetime-local", hint: t["trajectory.plan_starts_hint"], short: true))
            \(Parts.field("address", t["trajectory.plan_address"], value: fields["address"] ?? "", type: "url", attributes: "placeholder=\"https://\""))
            \(Parts.button(t["trajectory.add"]))</form></details>
            </div>
            """
    }

    private func courseForm(_ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/courses" class="stack">\
        \(Parts.select("course", t["trajectory.course"], visit.courses.map { ("\($0.id)", $0.title) }, chosen: fields["course"]))\
        \(Parts.button(t["trajectory.add"]))</form>
        """
    }

    // MARK: - Notes

    private func notes(_ t: Words) -> HTML {
        """
        <section class="stack" id="notes"><h2>\(t["trajectory.notes"])</h2>
        \(when: visit.notes.isEmpty, "<p class=\"muted\">\(visit.isOwner && trajectory.mentor == nil ? t["trajectory.no_notes_alone"] : t["trajectory.no_notes"])</p>")\
        \(when: !visit.notes.isEmpty, "<ul class=\"list\">\(visit.notes.map { note($0, t) })</ul>")
        <form method="post" action="\(base)/notes" class="stack" data-noprint>\
        \(Parts.area("note", t["trajectory.note"], value: fields["note"] ?? "", hint: readers(t), rows: 4))\
        \(Parts.button(t["trajectory.write"], main: false))</form></section>
        """
    }

    private func note(_ note: TrajectoryNote, _ t: Words) -> HTML {
        let isMentor = note.author != trajectory.owner.id
        let date = t.dateTime(note.writtenAt)
        return """
            <li><div class="grow stack tight"><p class="small muted"><b>\(note.name.full)</b><br>\
            \(isMentor ? "\(t["trajectory.mentor_tag"]), \(date)" : date)</p>\
            \(note.text.split(whereSeparator: \.isNewline).map { "<p>\(String($0))</p>" as HTML })</div></li>

            """
    }

    private func readers(_ t: Words) -> String {
        if !visit.isOwner { return t.text("trajectory.readers_mentor", ["name": trajectory.owner.name.full]) }
        return trajectory.mentor.map { t.text("trajectory.readers", ["name": $0.name.full]) }
            ?? t["trajectory.readers_none"]
    }

    private func ending(_ t: Words) -> HTML {
        """
        <div class="row" data-noprint>\(trajectory.finishedAt == nil
            ? Parts.action(t["trajectory.finish"], to: base + "/completion", "plain")
            : Parts.action(t["trajectory.resume"], to: base + "/resumption", "plain"))\
        \(Parts.action(t["trajectory.remove"], to: base + "/removal", "quiet", confirm: t["trajectory.confirm_removal"]))</div>
        """
    }
}
