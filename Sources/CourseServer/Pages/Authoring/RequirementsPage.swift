import Courses
import Markup
import Spaces

/// What a district requires of its courses: a line for each part, to be asked for or not.
struct RequirementsPage {
    var space: Space
    var requirements: CourseRequirements
    var waived: Set<CourseRequirements.Name>
    var isOwn: Bool
    var done: String?

    func frame(_ t: Words) -> Frame {
        let address = "/o/\(space.slug)/requirements"
        let parts = requirements.parts
        return Frame(
            title: t["requirements.title"], section: .schools, crumbs: [.init(space.name, "/o/\(space.slug)")],
            content: """
                <div class="stack tight"><h1>\(t["requirements.title"])</h1><p class="prose muted">\(t["requirements.lead"])</p></div>
                \(Parts.done(done))
                <form method="post" action="\(address)" class="stack">\(lines(t["requirements.course"], parts.course))\
                \(lines(t["requirements.module"], parts.module))\(Parts.button(t["requirements.save"]))</form>
                \(when: isOwn, "<form method=\"post\" action=\"\(address)\"><button class=\"quiet\" name=\"inherit\" value=\"yes\">\(t["requirements.inherit"])</button></form>")
                """)
    }

    private func lines(_ title: String, _ parts: [(name: CourseRequirements.Name, title: String)]) -> HTML {
        """
        <fieldset><legend>\(title)</legend>\(
            parts.map { part in
                """
                <label class="pick"><input type="checkbox" name="part" value="\(part.name)"\(when: !waived.contains(part.name), " checked")>\(part.title)</label>
                """ as HTML
            })</fieldset>
        """
    }
}
