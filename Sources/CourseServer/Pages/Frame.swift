import Accounts
import Courses
import Markup
import Spaces

/// What every page has around its content: title, place in the bar, way back.
struct Frame {
    var title: String
    var section: Section?
    /// From the top down, without the page itself.
    var crumbs: [Link] = []
    var width: Width = .wide
    /// The page's one script; it brings the rest by itself.
    var script = "js/app.js"
    /// Sheets of its own besides `app.css`, for pages that learners do not open.
    var styles: [String] = []
    var content: HTML

    /// The entries of the top bar.
    enum Section: String { case learning, teaching, catalogue, schools, calendar }

    enum Width { case narrow, wide }

    struct Link {
        var title: String
        var href: String

        init(_ title: String, _ href: String) {
            self.title = title
            self.href = href
        }
    }
}

/// The ways that many pages lie on, from the top down.
extension [Frame.Link] {
    static func to(_ course: Course, _ more: Frame.Link...) -> Self {
        [Frame.Link(course.title, "/courses/\(course.id)")] + more
    }

    static func to(_ activity: Activity, in course: Course, _ more: Frame.Link...) -> Self {
        to(course) + [Frame.Link(activity.title, "/activities/\(activity.id)")] + more
    }

    /// Where a course's author works.
    static func editing(_ course: Course, _ t: Words, _ more: Frame.Link...) -> Self {
        to(course, Frame.Link(t["structure.edit"], "/courses/\(course.id)/edit")) + more
    }

    /// Where a quiz's teacher works.
    static func results(of quiz: Activity, in course: Course, _ t: Words) -> Self {
        to(quiz, in: course, Frame.Link(t["quiz.results"], "/activities/\(quiz.id)/results"))
    }

    /// Where an assignment's teacher works.
    static func works(of assignment: Activity, in course: Course, _ t: Words) -> Self {
        to(assignment, in: course, Frame.Link(t["work.works"], "/activities/\(assignment.id)/submissions"))
    }
}

/// Who looks at the page, as the frame needs to know them.
struct Reader {
    var user: User?
    var roles: Set<Role>
    var preferences: Preferences

    var isTeacher: Bool { !roles.isDisjoint(with: [.author, .tutor, .methodist, .head, .administrator]) }
    /// Whoever only teaches has one first page, their courses.
    var learns: Bool { user != nil && (roles.contains(.learner) || !isTeacher) }
    var leadsNetwork: Bool { !roles.isDisjoint(with: [.methodist, .administrator]) }
}

extension Frame {
    func html(_ t: Words, _ reader: Reader, site: Site, path: String) -> HTML {
        """
        <!doctype html>
        <html lang="\(t.language.rawValue)"\(reader.preferences.attributes)>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) — \(site.name)</title>
        <link rel="preload" href="\(site.asset("fonts/inter.woff2"))" as="font" type="font/woff2" crossorigin>
        <link rel="stylesheet" href="\(site.asset("css/app.css"))">
        \(styles.map { "<link rel=\"stylesheet\" href=\"\(site.asset($0))\">" as HTML })
        <link rel="icon" href="\(site.asset("img/favicon.svg"))" type="image/svg+xml">
        <script type="module" src="\(site.asset(script))"></script>
        </head>
        <body>
        <a class="skip" href="#main">\(t["frame.skip"])</a>
        \(bar(t, reader, site: site))
        <main id="main"\(when: width == .narrow, " class=\"narrow\"")>
        <div class="stack wide">
        \(when: !crumbs.isEmpty, breadcrumbs(t))
        \(content)
        </div>
        </main>
        <footer class="foot"><div>
        <span>\(site.name)</span>
        <a class="end" href="/help">\(t["frame.help"])</a>
        <a href="/accessibility?back=\(path.queryEscaped)">\(t["frame.accessibility"])</a>
        \(languages(t, path: path))
        </div></footer>
        </body>
        </html>
        """
    }

    private func bar(_ t: Words, _ reader: Reader, site: Site) -> HTML {
        """
        <header class="top"><div>
        <a class="brand" href="/"><img src="\(site.asset("img/favicon.svg"))" alt="" width="28" height="28">\(site.name)</a>
        <nav aria-label="\(t["frame.sections"])"><ul>
        \(when: reader.learns, entry(.learning, "/", t["frame.learning"]))
        \(when: reader.isTeacher, entry(.teaching, "/teaching", t["frame.teaching"]))
        \(entry(.catalogue, "/catalogue", t["frame.catalogue"]))
        \(when: reader.leadsNetwork, entry(.schools, "/schools", t["frame.schools"]))
        \(when: reader.user != nil, entry(.calendar, "/calendar", t["frame.calendar"]))
        </ul></nav>
        <form action="/search" role="search" class="find"><input type="search" name="q" aria-label="\(t["frame.search"])" placeholder="\(t["frame.search"])"></form>
        \(reader.user.map { "<a class=\"me\" href=\"/me\">\($0.name.short)</a>" as HTML }
            ?? "<a class=\"me\" href=\"/sign-in\">\(t["frame.sign_in"])</a>")
        </div></header>
        """
    }

    private func entry(_ section: Section, _ href: String, _ title: String) -> HTML {
        "<li><a href=\"\(href)\"\(when: section == self.section, " aria-current=\"page\"")>\(title)</a></li>"
    }

    private func breadcrumbs(_ t: Words) -> HTML {
        """
        <nav class="crumbs" aria-label="\(t["frame.crumbs"])"><ol>\(
            crumbs.map { "<li><a href=\"\($0.href)\">\($0.title)</a></li>" as HTML })</ol></nav>
        """
    }

    private func languages(_ t: Words, path: String) -> HTML {
        HTML(
            parts: Language.allCases.filter { $0 != t.language }.map { language in
                """
                <a href="/language/\(language.rawValue)?back=\(path.queryEscaped)" lang="\(language.rawValue)" \
                hreflang="\(language.rawValue)">\(language.name)</a>

                """
            })
    }
}

extension HTML {
    /// The parts one after another.
    init(parts: [HTML]) { self = "\(parts)" }
}

/// How a person likes to see pages, kept in cookies: the version for weak sight and the theme.
struct Preferences: Equatable {
    var theme: String?
    var text: String?
    var contrast: String?
    var spacing: String?
    var pictures: String?
    var fonts: String?

    static let choices: [(name: String, values: [String])] = [
        ("theme", ["light", "dark"]), ("text", ["125", "150", "200"]), ("contrast", ["black", "white", "blue"]),
        ("spacing", ["wide"]), ("pictures", ["off"]), ("fonts", ["system"]),
    ]

    /// Reads the cookie values; what is not a known choice is left out.
    init(_ cookie: (String) -> String?) {
        func chosen(_ name: String) -> String? {
            guard let value = cookie(name), let known = Self.choices.first(where: { $0.name == name }) else {
                return nil
            }
            return known.values.contains(value) ? value : nil
        }
        theme = chosen("theme")
        text = chosen("text")
        contrast = chosen("contrast")
        spacing = chosen("spacing")
        pictures = chosen("pictures")
        fonts = chosen("fonts")
    }

    subscript(name: String) -> String? {
        switch name {
        case "theme": theme
        case "text": text
        case "contrast": contrast
        case "spacing": spacing
        case "pictures": pictures
        case "fonts": fonts
        default: nil
        }
    }

    /// The attributes of `<html>` the stylesheet looks at.
    var attributes: HTML {
        """
        \(attribute: "data-theme", theme)\(attribute: "data-text", text)\(attribute: "data-contrast", contrast)\
        \(attribute: "data-spacing", spacing)\(attribute: "data-pictures", pictures)\(attribute: "data-fonts", fonts)
        """
    }
}
