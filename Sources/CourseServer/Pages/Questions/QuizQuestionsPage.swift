import Courses
import Markup
import Quizzes
import Storage

/// The questions of a quiz for its author: to add, mend, order, weigh and take away.
struct QuizQuestionsPage {
    var course: Course
    var activity: Activity
    var places: [QuestionBank.Place]
    var refusal: String?

    private var base: String { "/activities/\(activity.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("bank.questions_of", ["title": activity.title]), section: .teaching,
            crumbs: .editing(course, t, Frame.Link(activity.title, base)),
            styles: ["css/authoring.css", "css/bank.css"],
            content: """
                <h1>\(activity.title). \(t["bank.questions"])</h1>
                \(Parts.refusal(refusal))
                <p class="row"><a class="btn" href="\(base)/quiz">\(t["quiz.settings"])</a>\
                <a class="btn" href="/courses/\(course.id.rawValue)/bank?for=\(activity.id.rawValue)">\(t["bank.from_bank"])</a>\
                <a class="btn quiet" href="\(base)/questions.gift">\(t["bank.download"])</a></p>
                \(when: places.isEmpty, "<div class=\"empty\"><p>\(t["bank.quiz_empty"])</p></div>")
                \(when: !places.isEmpty, "<ol class=\"questions\">\(places.map { item($0, t) })</ol><p class=\"muted\">\(total(t))</p>")
                <section class="stack" aria-labelledby="add"><h2 id="add">\(t["bank.add"])</h2>\(KindChooser(base: "\(base)/questions/new").html(t))</section>
                """)
    }

    private func total(_ t: Words) -> String {
        t.text("bank.total", ["points": t.number(places.reduce(.zero) { $0 + $1.maximum }.number)])
    }

    private func item(_ place: QuestionBank.Place, _ t: Words) -> HTML {
        let question = place.question.question
        let number = "\(place.position + 1)"
        func button(_ go: StaticString, _ sign: StaticString, _ label: String, isOff: Bool = false) -> HTML {
            """
            <button name="go" value="\(raw: go)" class="quiet" aria-label="\(label)"\(when: isOff, " disabled")>\(raw: sign)</button>
            """
        }
        return """
            <li id="p\(place.position)"><div class="grow"><a href="\(base)/questions/\(place.question.id.rawValue)/edit"><b>\(question.name)</b></a>\
            \(when: place.question.sheet.stemText != question.name, "<p class=\"small\">\(shortened(place.question.sheet.stemText, to: 160))</p>")\
            <p class="small muted">\(t.kind(question.kind.name))\(when: place.space != course.space, " · \(t["bank.is_shared"])")</p></div>
            <form method="post" action="\(base)/questions/arrangement" class="row arrange"><input type="hidden" name="position" value="\(place.position)">\
            <label class="small"><span>\(t["bank.points"])</span> <input name="maximum" class="short" inputmode="decimal" value="\(t.number(place.maximum.number))" aria-label="\(t.text("bank.points_of", ["number": number]))"></label>\
            \(button("weigh", "✓", t.text("bank.weigh", ["number": number])))\
            \(button("up", "↑", t.text("bank.up", ["number": number]), isOff: place.position == places.first?.position))\
            \(button("down", "↓", t.text("bank.down", ["number": number]), isOff: place.position == places.last?.position))\
            <button name="go" value="remove" class="quiet" aria-label="\(t.text("bank.remove", ["number": number]))"\
             data-confirm="\(t.text("bank.remove_sure", ["number": number]))" data-yes="\(t["bank.remove_yes"])" data-no="\(t["bank.keep"])">✕</button></form></li>

            """
    }
}

/// The kinds of questions as one list of links.
struct KindChooser {
    var base: String

    func html(_ t: Words) -> HTML {
        """
        <ul class="kinds">\(
            Question.Kind.Name.allCases.map { kind in
                """
                <li><a class="btn" href="\(base)?kind=\(kind.rawValue)">\(t.kind(kind))</a></li>
                """ as HTML
            })</ul>
        """
    }
}
