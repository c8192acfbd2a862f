import Courses
import Markup
import Quizzes
import Storage

/// A quiz on its own page: how it is taken, in plain sentences, the way in, and the attempts made.
struct QuizBlock {
    var status: QuizStatus

    private var settings: QuizSettings { status.quiz.settings }
    private var id: Activity.ID { status.quiz.activity }

    func html(_ t: Words) -> HTML {
        """
        <div class="stack">
        <ul class="facts">\
        <li>\(t.plural("quiz.questions", count: status.quiz.slots.count))</li>\
        \(settings.timeLimitMinutes.map { "<li>\(t.plural("quiz.minutes", count: $0))</li>" as HTML })\
        <li>\(settings.attempts.map { t.plural("quiz.attempts", count: $0) } ?? t["quiz.attempts_unlimited"])</li>\
        <li>\(t.grading(settings.grading))</li>\
        \(when: settings.behaviour != .deferred, "<li>\(t.behaviour(settings.behaviour))</li>")\
        \(settings.pass.map { "<li>\(t.text("quiz.pass", ["percent": "\($0)"]))</li>" as HTML })\
        </ul>
        <ul class="stack tight">\(sentences(t).map { "<li>\($0)</li>" as HTML })</ul>
        \(start(t))
        </div>
        \(when: !status.attempts.isEmpty, attempts(t))
        """
    }

    /// What the learner should know before the start.
    private func sentences(_ t: Words) -> [String] {
        var sentences: [String] = []
        switch (settings.opensAt, settings.closesAt) {
        case (let opens?, let closes?):
            sentences.append(t.text("quiz.window", ["opens": t.dateTime(opens), "closes": t.dateTime(closes)]))
        case (let opens?, nil): sentences.append(t.text("quiz.window_opens", ["opens": t.dateTime(opens)]))
        case (nil, let closes?): sentences.append(t.text("quiz.window_closes", ["closes": t.dateTime(closes)]))
        case (nil, nil): break
        }
        if let minutes = settings.delayMinutes { sentences.append(t.plural("quiz.delay", count: minutes)) }
        if settings.isSequential { sentences.append(t["quiz.sequential"]) }
        switch settings.review {
        case .afterSubmission: break
        case .afterClosing:
            if let opens = status.reviewOpensAt {
                sentences.append(t.text("quiz.review_later", ["date": t.dateTime(opens)]))
            } else {
                sentences.append(t["quiz.review_closed"])
            }
        case .never: sentences.append(t["quiz.review_never"])
        }
        return sentences + [t["quiz.saves_itself"]]
    }

    private func start(_ t: Words) -> HTML {
        if let attempt = status.open, !attempt.isOverdue(at: status.at) {
            return "<p><a class=\"btn main\" href=\"/attempts/\(attempt.id.rawValue)\">\(t["quiz.resume"])</a></p>"
        }
        switch status.refusal {
        case .noAttemptsLeft?: return "<p class=\"muted\">\(t["quiz.no_attempts_left"])</p>"
        case let refusal?: return "<p class=\"muted\">\(t.text(refusal))</p>"
        case nil: break
        }
        return """
            <form method="post" action="/activities/\(id.rawValue)/attempts" class="stack">\
            \(when: settings.password != nil, Parts.field("password", t["quiz.password"], type: "password", hint: t["quiz.password_ask"], attributes: "required autocomplete=\"off\"", short: true))\
            \(Parts.button(status.attempts.isEmpty ? t["quiz.start"] : t["quiz.start_again"]))</form>
            """
    }

    private func attempts(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["quiz.my_attempts"])</h2>
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["quiz.my_attempts"])"><table>
        <thead><tr><th scope="col">\(t["quiz.attempt"])</th><th scope="col">\(t["quiz.started"])</th>\
        <th scope="col" class="num">\(t["quiz.marks"])</th><th scope="col">\(t["quiz.review"])</th></tr></thead>
        <tbody>\(status.attempts.map { row($0, t) })</tbody></table></div>
        \(status.grade.map { grade in
            """
            <p>\(t.text("quiz.grade", ["grade": t.number(grade.number), "points": t.number(Double(settings.points))]))</p>
            """ as HTML
        })</section>
        """
    }

    private func row(_ attempt: Attempt, _ t: Words) -> HTML {
        let told = settings.review != .afterClosing || status.reveals
        let marks =
            attempt.isFinished
            ? told
                ? "\(t.number(attempt.marks.number)) / \(t.number(attempt.maximum.number))"
                    + (attempt.needsGrading ? " + ?" : "") : "—"
            : t["quiz.in_progress"]
        return """
            <tr><td data-l="\(t["quiz.attempt"])">\(attempt.number)</td>\
            <td data-l="\(t["quiz.started"])">\(t.dateTime(attempt.startedAt))</td>\
            <td data-l="\(t["quiz.marks"])" class="num">\(marks)</td>\
            <td data-l="\(t["quiz.review"])">\(attempt.isFinished
                ? "<a href=\"/attempts/\(attempt.id.rawValue)/review\">\(t.text("quiz.open_review", ["number": "\(attempt.number)"]))</a>" as HTML
                : "<a href=\"/attempts/\(attempt.id.rawValue)\">\(t["quiz.resume"])</a>")</td></tr>
            """
    }
}
