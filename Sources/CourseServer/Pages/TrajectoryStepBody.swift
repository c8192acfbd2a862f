import Courses
import Markup
import Storage

/// A step of a trajectory: what it is, and how far its owner has come.
struct TrajectoryStepBody {
    enum Reader { case owner, mentor, parent }

    var step: TrajectoryStep
    /// Of the headings.
    var level = 3
    var reader: Reader

    private var heading: HTML { level == 3 ? "h3" : "h4" }

    func html(_ t: Words) -> HTML {
        let done: HTML = step.isDone ? "<span class=\"vh\">, \(t["trajectory.done"])</span>" : .empty
        switch step.kind {
        case .course(let course):
            return """
                <\(heading)>\(reader == .parent ? HTML(text: course.title) : "<a href=\"/courses/\(course.course.rawValue)\">\(course.title)</a>")\(done)</\(heading)>\(progress(of: course, t))
                """
        case .plan(let plan, let doneAt):
            let facts = [
                plan.startsAt.map { t.dateTime($0) },
                doneAt.map { t.text("trajectory.done_at", ["date": t.date($0)]) },
            ].compactMap(\.self)
            return """
                <\(heading)>\(plan.title)\(done)</\(heading)>\
                \(when: !facts.isEmpty, "<p class=\"small muted\">\(facts.joined(separator: " · "))</p>")\
                \(plan.address.map { "<p class=\"small\"><a href=\"\(url: $0)\" rel=\"noopener noreferrer\">\($0)</a></p>" as HTML })
                """
        }
    }

    private func progress(of course: CourseStep, _ t: Words) -> HTML {
        if let completedAt = course.completedAt {
            return "<p class=\"small muted\">\(t.text("completion.course_date", ["date": t.date(completedAt)]))</p>"
        }
        guard course.isEnrolled else {
            return """
                <p class="small muted">\(t["trajectory.not_enrolled"])\
                \(when: reader == .owner, " <a href=\"/courses/\(course.course.rawValue)#enrolment\">\(t["trajectory.to_enrolment"])</a>")</p>
                """
        }
        return """
            <p class="small muted">\(t.plural("trajectory.course_steps", count: course.total, ["done": "\(course.done)"]))</p>\
            <progress max="\(max(1, course.total))" value="\(course.done)" aria-label="\(t.text("trajectory.progress_label", ["goal": course.title]))"></progress>
            """
    }
}
