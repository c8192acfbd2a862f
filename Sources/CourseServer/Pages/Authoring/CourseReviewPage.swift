import Courses
import Markup
import Spaces
import Storage

/// What a course lacks, in words, each with the way to where it is mended.
struct CourseReviewPage {
    var course: Course
    var access: Access
    var title: String
    var review: CourseReview

    private var base: String { "/courses/\(course.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["check.title"], section: .teaching,
            crumbs: [Frame.Link(course.title, base), Frame.Link(t["structure.edit"], base + "/edit")],
            content: """
                <div class="stack"><h1>\(t["check.title"])</h1><p class="muted">\(title)</p>\
                \(Parts.done(review.findings.isEmpty ? t["check.all_met"] : nil))</div>
                \(when: !review.findings.isEmpty, findings(t))
                \(when: !review.met.isEmpty, met(t))
                """)
    }

    private func findings(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t.plural("check.findings", count: review.findings.count))</h2><ul class="list">\(
            review.findings.map { finding in
                let (link, words) = way(to: finding.place, t)
                return """
                    <li><div class="grow stack tight"><b>\(name(finding.place, t))</b><p>\(text(finding.defect, t))</p></div>\
                    <a href="\(link)">\(words)<span class="vh">: \(name(finding.place, t))</span></a></li>
                    """ as HTML
            })</ul></section>
        """
    }

    private func met(_ t: Words) -> HTML {
        """
        <details><summary>\(t.plural("check.met", count: review.met.count))</summary><ul class="list">\(
            review.met.map { "<li><span class=\"grow\">\($0.title)</span><span class=\"muted small\">\(name($0.place, t))</span></li>" as HTML })</ul></details>
        """
    }

    private func name(_ place: CourseReview.Place, _ t: Words) -> String {
        switch place {
        case .settings, .course: t["check.course"]
        case .module(_, let title), .activity(_, let title): title
        }
    }

    private func way(to place: CourseReview.Place, _ t: Words) -> (String, String) {
        switch place {
        case .settings: (base + "/settings", t["check.to_settings"])
        case .course: (base + "/edit", t["check.to_course"])
        case .module(let id, _): ("\(base)/edit#module-\(id)", t["check.to_module"])
        case .activity(let id, _): ("/activities/\(id)/edit", t["check.to_page"])
        }
    }

    private func text(_ defect: CourseReview.Defect, _ t: Words) -> String {
        switch defect {
        case .missing(let text): text
        case .emptyModule: t["check.empty_module"]
        case .moduleWithoutSummary: t["check.no_summary"]
        case .picturesWithoutWords(let count): t.plural("check.no_words", count: count)
        }
    }
}
