import Courses
import Markup
import Media
import Quizzes
import Spaces
import Storage

/// One step of a course: contents at the side, the material, the way on.
struct ActivityPage {
    var open: OpenActivity
    var contents: CourseContents
    var access: Access
    var progress: CourseProgress?
    /// For a quiz: how the learner stands with it.
    var quiz: QuizStatus?
    /// For a package: how far the learner is with it.
    var package: PackageProgress?
    /// For an assignment, a poll or an exercise: what stands under its text.
    var task: Task?
    /// What keeps the learner from the step.
    var lock: Condition?
    var refusal: String?

    enum Task {
        /// A learner's own work.
        case work(WorkBlock)
        /// For who does not learn here; with the works, for who marks them.
        case assignment(Assignment, WorkList?)
        case poll(PollBlock)
        case exercise(ExerciseBlock)
    }

    private var id: Activity.ID { open.activity.id }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: open.activity.title, section: access.allows(.author) ? .teaching : .learning,
            crumbs: .to(contents.course),
            styles: styles,
            content: """
                <div class="split reverse">
                <article class="stack wide">
                <div class="stack"><h1>\(open.activity.title)</h1>\(when: access.allows(.author), authorLinks(t))</div>
                \(Parts.refusal(refusal))
                \(open.activity.dueAt.map { "<p class=\"muted small\">\(t.text("activity.due", ["date": t.dateTime($0)]))</p>" as HTML })
                \(body(t))
                \(way(t))
                </article>
                <div class="stack">\(outline(t))</div>
                </div>
                """)
    }

    private var styles: [String] {
        if case .page(let page) = open.body { return ExerciseEmbeds.isIn(page.html) ? ["css/exercises.css"] : [] }
        return switch task {
        case nil: []
        case .exercise: ["css/exercises.css"]
        case .work, .assignment, .poll: ["css/work.css"]
        }
    }

    private func outline(_ t: Words) -> HTML {
        """
        <details open><summary>\(t["course.contents"])</summary><div class="stack">\
        \(progress.map { Parts.progress($0.completed(of: contents), of: contents.activities.count, t) })\
        \(contents.modules.map { module in
            """
            <div class="stack tight"><h2 class="small">\(module.title)</h2><ol class="toc">\(module.activities.map { entry($0, t) })</ol></div>
            """ as HTML
        })</div></details>
        """
    }

    private func entry(_ activity: Activity, _ t: Words) -> HTML {
        let isDone = progress?.isCompleted(activity.id) ?? false
        let state = isDone ? "done" : activity.id == id ? "current" : "open"
        return """
            <li data-state="\(state)"><a href="/activities/\(activity.id.rawValue)"\(when: activity.id == id, " aria-current=\"page\"")>\
            \(activity.title)\(when: isDone, "<span class=\"vh\">, \(t["course.done"])</span>")</a></li>
            """
    }

    private func authorLinks(_ t: Words) -> HTML {
        """
        <p class="row small"><a href="/activities/\(id.rawValue)/schedule">\(t["schedule.title"])</a>\
        \(when: [.page, .assignment, .poll, .exercise].contains(open.activity.kind), "<a href=\"/activities/\(id.rawValue)/edit\">\(open.activity.kind == .page ? t["authoring.edit"] : t["activity.edit"])</a>")\
        \(when: open.activity.kind == .quiz, "<a href=\"/activities/\(id.rawValue)/quiz\">\(t["quiz.settings"])</a> <a href=\"/activities/\(id.rawValue)/results\">\(t["quiz.results"])</a> <a href=\"/activities/\(id.rawValue)/questions.gift\">\(t["quiz.export"])</a>")\
        <a href="/courses/\(contents.course.id.rawValue)/edit">\(t["structure.edit"])</a>\
        </p>
        """
    }

    private func body(_ t: Words) -> HTML {
        if let lock { return "<div class=\"empty\"><p>\(t.lock(lock, ConditionNames(contents)))</p></div>" }
        switch open.body {
        case .page(let page): return "<div class=\"prose\">\(ExerciseEmbeds.shown(page.html))</div>"
        case .assignment(let page), .poll(let page), .exercise(let page):
            return "\(when: !page.html.isEmpty, "<div class=\"prose\">\(page.html)</div>")\(task.map { task($0, t) })"
        case .link(let address):
            return """
                <div class="stack"><p><a class="btn main" href="\(url: address)" rel="noopener noreferrer">\(t["activity.open_link"])</a></p>\
                <p class="muted small">\(t["activity.link_hint"]) \(address)</p></div>
                """
        case .file(let asset):
            return """
                <p><a class="btn main" href="\(asset.path)" download>\(t["activity.download"]) (\(t.fileSize(asset.size)))</a></p>
                <p class="muted small">\(asset.name)</p>
                """
        case .video(let video): return player(video, t)
        case .package(let content): return PackageBlock(package: content, activity: id, progress: package).html(t)
        case .quiz:
            return quiz.map { QuizBlock(status: $0).html(t) } ?? "<p class=\"muted\">\(t["quiz.for_learners"])</p>"
        }
    }

    private func task(_ task: Task, _ t: Words) -> HTML {
        switch task {
        case .work(let block): return block.html(t)
        case .poll(let block): return block.html(t)
        case .exercise(let block): return block.html(t)
        case .assignment(let assignment, let list):
            let settings = assignment.settings
            return """
                <div class="stack">\(AssignmentFacts(assignment: assignment, due: settings.dueAt).html(t))\
                \(RubricTable(rubric: settings.rubric, mark: nil).folded(t))</div>
                \(list.map { list in
                    """
                    <section class="stack"><h2>\(t["work.works"])</h2>\
                    <p>\(t.text("work.marked_of", ["marked": "\(list.marked)", "count": "\(list.handedIn)"])) \(t.plural("work.of_learners", count: list.rows.count))</p>\
                    <p class="row"><a class="btn main" href="/activities/\(id.rawValue)/submissions">\(t["work.to_works"])</a></p></section>
                    """ as HTML
                })
                """
        }
    }

    private func player(_ video: Video, _ t: Words) -> HTML {
        let position = progress?.activities[id]?.positionMs ?? 0
        return """
            <lesson-video class="player" data-position="\(position)"\
            \(attribute: "data-progress", progress == nil ? nil : "/activities/\(id.rawValue)/watching")\
             data-words="\(t.json(["speed": "video.speed", "failed": "video.failed", "retry": "video.retry"]))">\
            <video controls preload="none" width="640" height="360"\(attribute: "poster", video.poster?.path)>\
            <source src="\(video.asset.path)" type="\(video.asset.type.rawValue)">\
            \(video.captions.map { captions in
                """
                <track kind="captions" src="\(captions.path)" srclang="\(video.captionsLanguage ?? "ru")" label="\(t["video.captions"])" default>
                """ as HTML
            })<a href="\(video.asset.path)">\(t["video.download"])</a></video></lesson-video>
            <p class="muted small"><a href="\(video.asset.path)" download>\(t["video.download"]) (\(t.fileSize(video.asset.size)))</a></p>
            """
    }

    /// Something on the page is to be done first: its button is the main one.
    private var wantsDoing: Bool {
        switch (open.activity.kind, task) {
        case (.quiz, _): quiz?.attempts.isEmpty != false
        case (_, .work(let block)?): block.work.refusalToHandIn(at: block.now) == nil
        case (_, .poll(let block)?): block.status.map { $0.mayAnswer && !$0.hasAnswered } ?? false
        case (_, .assignment?): true
        case (_, .exercise(let block)?): block.status.map { $0.tries == 0 } ?? false
        case (_, nil): false
        }
    }

    /// Back and on; a page is marked as done on the way.
    private func way(_ t: Words) -> HTML {
        let (previous, next) = contents.neighbours(of: id)
        let marksDone = progress != nil && lock == nil && open.completion == .confirmed
        let isDone = progress?.isCompleted(id) ?? false
        return """
            <nav class="row" aria-label="\(t["activity.steps"])">\
            \(previous.map { "<a class=\"btn\" href=\"/activities/\($0.id.rawValue)\">\(t["activity.previous"])</a>" as HTML })\
            \(when: marksDone && !isDone, """
                <form method="post" action="/activities/\(id.rawValue)/completion">\
                <button class="main">\(next == nil ? t["activity.complete_last"] : t["activity.complete"])</button></form>
                """)\
            \(when: !marksDone || isDone, next.map { """
                <a class="btn\(wantsDoing ? "" : " main")" href="/activities/\($0.id.rawValue)">\(t["activity.next"])</a>
                """ as HTML } ?? "<a class=\"btn\" href=\"/courses/\(contents.course.id.rawValue)\">\(t["activity.to_course"])</a>")\
            </nav>
            """
    }
}

extension Words {
    func grading(_ grading: QuizSettings.Grading) -> String {
        switch grading {
        case .highest: self["quiz.grading.highest"]
        case .average: self["quiz.grading.average"]
        case .first: self["quiz.grading.first"]
        case .last: self["quiz.grading.last"]
        }
    }
}
