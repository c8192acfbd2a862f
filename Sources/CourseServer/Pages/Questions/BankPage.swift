import Accounts
import Courses
import Foundation
import Markup
import Quizzes
import Spaces
import Storage

/// The question bank of a course or an organisation: to find questions, take them into a quiz, and keep them in order.
struct BankPage {
    /// A bank above this one.
    struct Other {
        var space: Space
        /// Whether this person may put questions there.
        var mayShare: Bool
    }

    var space: Space
    /// Nil for an organisation's bank.
    var course: Course?
    var filter: QuestionBank.Filter
    var listing: QuestionBank.Listing
    var mayChange: Bool
    var done: String?
    var refusal: String?
    var others: [Other] = []
    /// Where this page is, for who is to be told.
    var address = ""
    /// The quiz questions are looked for.
    var quiz: Activity.ID?
    var duplicates: [[QuestionBank.Entry]]?
    /// What was just taken away.
    var undo: [BankQuestion.ID] = []

    private var base: String { Self.address(of: space, course) }

    static func address(of space: Space, _ course: Course?) -> String {
        course.map { "/courses/\($0.id.rawValue)/bank" } ?? "/o/\(space.slug)/bank"
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("bank.title", ["space": space.name]), section: .teaching,
            crumbs: [
                course.map { Frame.Link($0.title, "/courses/\($0.id.rawValue)") }
                    ?? Frame.Link(space.name, "/o/\(space.slug)")
            ],
            styles: ["css/authoring.css", "css/bank.css"],
            content: """
                <h1>\(t["bank.bank"])</h1>
                \(Parts.done(done))\(Parts.refusal(refusal))\(when: !undo.isEmpty, restore(t))
                \(when: !others.isEmpty, "<p class=\"row\">\(others.map { "<a class=\"btn quiet\" href=\"/o/\($0.space.slug)/bank\(quiz.map { "?for=\($0.rawValue)" } ?? "")\">\(t.text("bank.title", ["space": $0.space.name]))</a>" as HTML })</p>")
                \(search(t))
                \(duplicates.map { doubled($0, t) })
                \(when: listing.entries.isEmpty, "<div class=\"empty\"><p>\(isFiltered ? t["bank.none_found"] : t["bank.empty"])</p></div>")
                \(when: !listing.entries.isEmpty, table(t))
                """)
    }

    private var isFiltered: Bool { filter != QuestionBank.Filter(page: filter.page) }

    private func restore(_ t: Words) -> HTML {
        """
        <form method="post" action="\(base)">\(undo.map { "<input type=\"hidden\" name=\"question\" value=\"\($0.rawValue)\">" as HTML })\
        <button name="go" value="restore" class="quiet">\(t["bank.restore"])</button></form>
        """
    }

    private func search(_ t: Words) -> HTML {
        """
        <form method="get" action="\(base)" class="row bank-search" role="search">\
        \(quiz.map { "<input type=\"hidden\" name=\"for\" value=\"\($0.rawValue)\">" as HTML })\
        <label>\(t["bank.search"])<input type="search" name="q" value="\(filter.words)"></label>\
        <label>\(t["bank.category"])<select name="category"><option value="">\(t["bank.any"])</option>\(
            listing.categories.filter { !$0.name.isEmpty }.map { category in
                "<option value=\"\(category.name)\"\(when: filter.category == category.name, " selected")>\(category.name) (\(category.count))</option>" as HTML
            })</select></label>\
        <label>\(t["bank.kind"])<select name="kind"><option value="">\(t["bank.any"])</option>\(
            Question.Kind.Name.allCases.map { "<option value=\"\($0.rawValue)\"\(when: filter.kind == $0, " selected")>\(t.kind($0))</option>" as HTML })</select></label>\
        \(when: !listing.tags.isEmpty, """
            <label>\(t["bank.tag"])<select name="tag"><option value="">\(t["bank.any"])</option>\(
                listing.tags.map { "<option value=\"\($0)\"\(when: filter.tag == $0, " selected")>\($0)</option>" as HTML })</select></label>
            """)\
        <button>\(t["bank.find"])</button><a class="btn quiet" href="\(base)?duplicates=yes">\(t["bank.duplicates"])</a></form>
        """
    }

    private func table(_ t: Words) -> HTML {
        """
        <form method="post" action="\(quiz.map { "/activities/\($0.rawValue)/questions/taken" } ?? base)" class="stack">
        <p class="muted">\(t.plural("bank.found", count: listing.count))</p>
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["bank.bank"])"><table class="dense bank">
        <thead><tr><th scope="col"><span class="vh">\(t["bank.choose"])</span></th><th scope="col">\(t["bank.question"])</th>\
        <th scope="col">\(t["bank.kind"])</th><th scope="col">\(t["bank.category"])</th><th scope="col" class="num">\(t["bank.uses"])</th>\
        <th scope="col">\(t["bank.author"])</th></tr></thead>
        <tbody>\(listing.entries.map { row($0, t) })</tbody></table></div>
        \(pages(t))
        \(quiz != nil ? "<p><button class=\"main\">\(t["bank.take"])</button></p>" : mayChange ? tools(t) : .empty)
        </form>
        """
    }

    private func row(_ entry: QuestionBank.Entry, _ t: Words) -> HTML {
        """
        <tr><td><input type="checkbox" name="question" value="\(entry.id.rawValue)" aria-label="\(t.text("bank.choose_one", ["name": entry.name]))"></td>\
        <th scope="row"><a href="/questions/\(entry.id.rawValue)">\(entry.name)</a>\(when: entry.text != entry.name, "<p class=\"small muted\">\(shortened(entry.text, to: 120))</p>")</th>\
        <td data-l="\(t["bank.kind"])">\(t.kind(entry.kind))</td><td data-l="\(t["bank.category"])">\(entry.category)</td>\
        <td data-l="\(t["bank.uses"])" class="num">\(entry.uses)</td><td data-l="\(t["bank.author"])">\(entry.author.map { "\($0.short)" as HTML })</td></tr>

        """
    }

    private func pages(_ t: Words) -> HTML {
        let count = (listing.count + QuestionBank.pageSize - 1) / QuestionBank.pageSize
        guard count > 1 else { return .empty }
        return """
            <nav class="row" aria-label="\(t["bank.pages"])">\((0..<count).map { page in
                "<a class=\"btn quiet\" href=\"\(base)?\(url: query(page))\"\(when: page == filter.page, " aria-current=\"page\"")>\(page + 1)</a>" as HTML
            })</nav>
            """
    }

    private func query(_ page: Int) -> String {
        var parts = ["page=\(page + 1)"]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty,
                let text = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            else { return }
            parts.append("\(name)=\(text)")
        }
        add("q", filter.words)
        add("category", filter.category)
        add("kind", filter.kind?.rawValue)
        add("tag", filter.tag)
        add("for", quiz.map { "\($0.rawValue)" })
        return parts.joined(separator: "&")
    }

    private func tools(_ t: Words) -> HTML {
        """
        <fieldset class="stack tools"><legend>\(t["bank.with_chosen"])</legend>
        <div class="row"><label>\(t["bank.move_to"])<input name="to" list="categories"></label><button name="go" value="move">\(t["bank.move"])</button></div>
        <datalist id="categories">\(listing.categories.map { "<option value=\"\($0.name)\"></option>" as HTML })</datalist>
        <div class="row"><label>\(t["bank.tags"])<input name="tags"></label><button name="go" value="tag">\(t["bank.add_tags"])</button></div>
        \(sharing(t))
        <div class="row"><button name="go" value="remove" class="quiet">\(t["bank.remove_chosen"])</button></div></fieldset>
        """
    }

    /// Copying into the banks one may change; for the others, who does it.
    private func sharing(_ t: Words) -> HTML {
        let mine = others.filter(\.mayShare)
        return """
            \(when: !mine.isEmpty, """
                <div class="row"><label>\(t["bank.share_with"])<select name="with">\(mine.map { "<option value=\"\($0.space.id.rawValue)\">\($0.space.name)</option>" as HTML })</select></label>\
                <button name="go" value="share">\(t["bank.share"])</button></div>
                """)\(others.filter { !$0.mayShare }.map { other in
                "<p class=\"muted small prose\">\(t.text("bank.share_by_others", ["space": other.space.name, "address": address]))</p>" as HTML
            })
            """
    }

    private func doubled(_ groups: [[QuestionBank.Entry]], _ t: Words) -> HTML {
        """
        <section class="stack" aria-labelledby="doubles"><h2 id="doubles">\(t["bank.duplicates"])</h2>\
        \(when: groups.isEmpty, "<p>\(t["bank.no_duplicates"])</p>")\
        <ul class="list">\(groups.map { group in
            """
            <li><div class="grow"><p>\(shortened(group[0].text, to: 160))</p><p class="row">\(
                group.map { "<a href=\"/questions/\($0.id.rawValue)\">\($0.name) (\($0.category))</a>" as HTML })</p></div></li>
            """ as HTML
        })</ul></section>
        """
    }
}

/// One question of a bank: as a learner meets it, its versions, where it is used.
struct BankQuestionPage {
    var opened: QuestionBank.Opened
    var space: Space
    var course: Course?

    func frame(_ t: Words) -> Frame {
        let question = opened.question.question
        return Frame(
            title: question.name, section: .teaching,
            crumbs: [Frame.Link(t.text("bank.title", ["space": space.name]), BankPage.address(of: space, course))],
            styles: ["css/questions.css", "css/authoring.css", "css/bank.css", "css/work.css"],
            content: """
                <h1>\(question.name)</h1>
                <dl class="facts"><div><dt>\(t["bank.kind"])</dt><dd>\(t.kind(question.kind.name))</dd></div>\
                \(when: !question.category.isEmpty, "<div><dt>\(t["bank.category"])</dt><dd>\(question.category)</dd></div>")\
                \(when: !question.tags.isEmpty, "<div><dt>\(t["bank.tags"])</dt><dd>\(question.tags.joined(separator: ", "))</dd></div>")</dl>
                <section class="preview">\(QuestionBlock.sample(opened.question).form(t))</section>
                <section class="stack"><h2>\(t["bank.used_in"])</h2>\(when: opened.quizzes.isEmpty, "<p class=\"muted\">\(t["bank.unused"])</p>")\
                <ul class="list">\(opened.quizzes.map { "<li><a class=\"grow\" href=\"/activities/\($0.id.rawValue)\">\($0.course): \($0.title)</a></li>" as HTML })</ul></section>
                <section class="stack"><h2>\(t.plural("bank.versions", count: opened.versions.count))</h2><ol class="list">\(
                    opened.versions.map { version in
                        """
                        <li\(when: version.id == opened.question.id, " aria-current=\"true\"")><a class="grow" href="/questions/\(version.id.rawValue)">\(t.text("bank.version", ["number": "\(version.number)"])), <span class="date">\(t.dateTime(version.madeAt))</span>\
                        \(version.author.map { ", \($0.short)" as HTML })</a></li>
                        """ as HTML
                    })</ol></section>
                """)
    }
}
