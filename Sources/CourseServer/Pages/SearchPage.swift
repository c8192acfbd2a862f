import Courses
import Markup
import Storage

/// What was found, by courses, best first.
struct SearchPage {
    /// What was typed.
    var text: String
    /// Nil when there was no word in it.
    var results: SearchResults?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: text.isEmpty ? t["search.title"] : t.text("search.title_of", ["text": text]),
            styles: ["css/work.css"],
            content: """
                <div class="stack"><h1>\(t["search.title"])</h1>
                <form action="/search" role="search" aria-label="\(t["search.title"])" class="row">
                <label for="q" class="vh">\(t["search.label"])</label>\
                <input id="q" name="q" type="search" value="\(text)" maxlength="\(CourseSearch.queryLimit)" class="grow short">\
                <button class="main">\(t["search.submit"])</button></form>
                \(results.map { summary($0, t) } ?? "<p class=\"muted\">\(t["search.lead"])</p>")</div>
                \(results.map { HTML(parts: groups($0).map { group($0, t) }) })
                \(results.map { pages($0, t) })
                """)
    }

    private func summary(_ results: SearchResults, _ t: Words) -> HTML {
        guard results.total > 0 else {
            return
                "<div class=\"empty\" role=\"status\"><p>\(t["search.nothing"])</p><p>\(t["search.advice"])</p></div>"
        }
        let count = t.plural("search.found", count: results.total)
        switch results.match {
        case .all: return "<p class=\"muted\" role=\"status\">\(count)</p>"
        case .some: return "<p role=\"status\">\(t["search.some_words"]) \(count)</p>"
        case .similar: return "<p role=\"status\">\(t["search.similar_words"]) \(count)</p>"
        }
    }

    /// Hits of one course together, courses in the order of their best.
    private func groups(_ results: SearchResults) -> [[SearchHit]] {
        var order: [Course.ID] = []
        var hits: [Course.ID: [SearchHit]] = [:]
        for hit in results.hits {
            if hits[hit.course] == nil { order.append(hit.course) }
            hits[hit.course, default: []].append(hit)
        }
        return order.compactMap { hits[$0] }
    }

    private func group(_ hits: [SearchHit], _ t: Words) -> HTML {
        """
        <section class="stack"><h2><a href="/courses/\(hits[0].course.rawValue)">\(hits[0].courseTitle)</a></h2>
        <ul class="list">\(hits.map { entry($0, t) })</ul></section>

        """
    }

    private func entry(_ hit: SearchHit, _ t: Words) -> HTML {
        let title = hit.title.isEmpty ? [SearchText(t["search.untitled"])] : hit.title
        return """
            <li><div class="grow stack tight"><h3><a href="\(hit.address)">\(marked(title))</a></h3>\
            <p class="small muted">\(t.kind(of: hit))</p>\
            \(when: !hit.snippet.isEmpty, "<p>\(marked(hit.snippet))</p>")</div></li>

            """
    }

    private func marked(_ pieces: [SearchText]) -> HTML {
        HTML(parts: pieces.map { $0.isFound ? "<mark>\($0.text)</mark>" : "\($0.text)" })
    }

    private func pages(_ results: SearchResults, _ t: Words) -> HTML {
        guard results.pages > 1 else { return .empty }
        func link(_ number: Int, _ title: String, _ relation: StaticString) -> HTML {
            "<li><a href=\"/search?q=\(text.queryEscaped)&amp;page=\(number)\" rel=\"\(raw: relation)\">\(title)</a></li>"
        }
        return """
            <nav class="pages" aria-label="\(t["search.pages"])"><ul class="row">\
            \(when: results.page > 1, link(results.page - 1, t["search.previous"], "prev"))\
            <li><span aria-current="page">\(t.text("search.page", ["page": "\(results.page)", "pages": "\(results.pages)"]))</span></li>\
            \(when: results.page < results.pages, link(results.page + 1, t["search.next"], "next"))</ul></nav>
            """
    }
}

extension SearchHit {
    fileprivate var address: String {
        switch kind {
        case .course: "/courses/\(item)"
        case .module: "/courses/\(course)#module-\(item)"
        case .activity: "/activities/\(item)"
        case .question: "/activities/\(activity.map { "\($0)" } ?? "")/quiz"
        }
    }
}

extension Words {
    fileprivate func kind(of hit: SearchHit) -> String {
        switch hit.kind {
        case .course: self["search.course"]
        case .module: self["search.module"]
        case .activity: hit.activityKind.map(kind) ?? ""
        case .question: self["search.question"]
        }
    }
}
