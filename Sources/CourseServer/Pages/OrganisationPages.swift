import Accounts
import Courses
import Markup
import Spaces
import Storage

/// The page of a school, of a centre, of the district.
struct OrganisationPage {
    var space: Space
    var parent: Space?
    var children: [Space]
    var courses: [CatalogueEntry]
    var access: Access

    func frame(_ t: Words) -> Frame {
        Frame(
            title: space.name, section: access.allows(.managePeople) ? .schools : nil,
            crumbs: parent.map { [Frame.Link($0.organisation?.shortName ?? $0.name, "/o/\($0.slug)")] } ?? [],
            content: """
                <div class="stack"><h1>\(space.name)</h1>\
                \(space.organisation.map { "<p class=\"muted\">\(t.organisation($0.type)), \($0.city)</p>" as HTML })\
                \(links(t))</div>
                <section class="stack"><h2>\(t["organisation.courses"])</h2>\(CourseList(entries: courses, empty: t["organisation.no_courses"]).html(t))</section>
                \(when: !children.isEmpty, """
                    <section class="stack"><h2>\(t["organisation.children"])</h2><ul class="list">\(children.map { child in
                        """
                        <li><a class="grow" href="/o/\(child.slug)">\(child.name)</a><span class="small muted">\(child.organisation.map { t.organisation($0.type) } ?? "")</span></li>

                        """ as HTML
                    })</ul></section>
                    """)
                """)
    }

    private func links(_ t: Words) -> HTML {
        """
        <p class="row">\
        \(when: access.allows(.createCourse), "<a class=\"btn\" href=\"/o/\(space.slug)/courses/new\">\(t["organisation.new_course"])</a> <a class=\"btn\" href=\"/o/\(space.slug)/contests\">\(t["contest.all"])</a> <a class=\"btn\" href=\"/o/\(space.slug)/documents\">\(t["document.title"])</a>")\
        \(when: access.allows(.managePeople), "<a class=\"btn\" href=\"/o/\(space.slug)/people\">\(t["organisation.people"])</a> <a class=\"btn\" href=\"/o/\(space.slug)/marks\">\(t["gradebook.table"])</a> <a class=\"btn\" href=\"/o/\(space.slug)/surveys\">\(t["survey.title"])</a>")\
        \(when: space.kind == .district && access.allows(.managePeople), " <a class=\"btn\" href=\"/o/\(space.slug)/requirements\">\(t["requirements.title"])</a>")</p>
        """
    }
}

/// The people of an organisation and the way to enter many at once.
struct PeoplePage {
    var space: Space
    var members: [Member]
    /// Parents of those who stand in the list.
    var families: [(parent: Relative, child: User.ID)]
    /// What was typed to relate a parent, kept after a refusal.
    var family: (child: String, parent: String) = ("", "")
    var refusal: String?
    var done: String?
    /// A new password issued to somebody, shown this once.
    var issued: (name: String, password: String)?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["people.title"], section: .schools, crumbs: [Frame.Link(space.name, "/o/\(space.slug)")],
            content: """
                <h1>\(t["people.title"])</h1>
                \(Parts.refusal(refusal))\(Parts.done(done))
                \(issued.map { "<div class=\"note ok\" role=\"status\"><b>\(t["people.new_password"])</b> \($0.name): <code>\($0.password)</code></div>" as HTML })
                <div class="split"><div class="stack">\(members.isEmpty ? "<div class=\"empty\"><p>\(t["people.empty"])</p></div>" as HTML : table(t))</div>
                <aside class="stack"><h2>\(t["people.import"])</h2>
                <form method="post" action="/o/\(space.slug)/people/lists" enctype="multipart/form-data" class="stack">
                \(Parts.file("file", t["people.file"], accept: ".csv,.txt,.mbz,text/csv", hint: t["people.file_hint"]))
                \(Parts.select("role", t["people.role"], [("learner", t.role(.learner)), ("author", t.role(.author)), ("tutor", t.role(.tutor)), ("parent", t.role(.parent))], chosen: "learner", hint: t["people.role_hint"]))
                \(Parts.button(t["people.check"]))</form>\(familyPart(t))</aside></div>
                """)
    }

    private func familyPart(_ t: Words) -> HTML {
        let names = Dictionary(members.map { ($0.user, $0.name) }, uniquingKeysWith: { first, _ in first })
        return """
            <section class="stack" id="families"><h2>\(t["family.title"])</h2>
            <form method="post" action="/o/\(space.slug)/families" class="stack">
            \(Parts.field("child", t["family.child"], value: family.child))
            \(Parts.field("parent", t["family.parent"], value: family.parent, hint: t["family.hint"]))
            \(Parts.button(t["family.relate"], main: false))</form>
            <ul class="list">\(families.map { pair in
                """
                <li><div class="grow stack tight"><b>\(names[pair.child]?.full ?? "")</b><span class="small muted">\(pair.parent.name.full)</span></div>\
                \(Parts.action(t["family.separate"], to: "/o/\(space.slug)/families/\(pair.child.rawValue)/\(pair.parent.id.rawValue)/removal", "quiet small"))</li>

                """ as HTML
            })</ul></section>
            """
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["people.title"])"><table class="dense">
        <caption>\(t.plural("members.caption", count: members.count))</caption>
        <thead><tr><th scope="col">\(t["members.name"])</th><th scope="col">\(t["members.login"])</th><th scope="col">\(t["members.roles"])</th>\
        <th scope="col"><span class="vh">\(t["members.actions"])</span></th></tr></thead>
        <tbody>\(
            members.map { member in
                """
                <tr><th scope="row">\(member.name.full)</th><td data-l="\(t["members.login"])">\(member.login)</td>\
                <td data-l="\(t["members.roles"])">\(member.roles.map { t.role($0) }.sorted().joined(separator: ", "))</td>\
                <td><form method="post" action="/o/\(space.slug)/people/\(member.user.rawValue)/password"><button class="quiet small" \
                data-confirm="\(t.text("people.confirm_reset", ["name": member.name.full]))" data-yes="\(t["people.reset"])" data-no="\(t["members.keep"])">\(t["people.reset"])\
                <span class="vh"> \(member.name.full)</span></button></form></td></tr>

                """ as HTML
            })</tbody></table></div>
        """
    }
}

/// What entering a file would do, before it is done.
struct PeopleListPage {
    var space: Space
    var pending: PendingList
    /// Entered: the passwords are shown this once.
    var entered: [ListedPerson]?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["people.import"], section: .schools,
            crumbs: [
                Frame.Link(space.name, "/o/\(space.slug)"), Frame.Link(t["people.title"], "/o/\(space.slug)/people"),
            ],
            content: entered.map { done($0, t) } ?? preview(t))
    }

    private func preview(_ t: Words) -> HTML {
        let list = pending.list
        return """
            <h1>\(t.text("people.preview", ["file": pending.fileName]))</h1>
            \(list.problems.isEmpty ? Parts.done(t.plural("people.ready", count: list.people.count)) : problems(t))
            \(when: !list.people.isEmpty, table(list.people, withPasswords: false, t))
            \(list.canBeEntered
                ? "<form method=\"post\" action=\"/o/\(space.slug)/people/lists/\(pending.id.rawValue)/confirmation\">\(Parts.button(t.plural("people.enter", count: list.people.count)))</form>" as HTML
                : "<p><a class=\"btn main\" href=\"/o/\(space.slug)/people\">\(t["people.another_file"])</a></p>")
            """
    }

    private func problems(_ t: Words) -> HTML {
        """
        <div class="note err" role="alert"><b>\(t.plural("people.problems", count: pending.list.problems.count))</b>\
        <ul>\(pending.list.problems.map { "<li>\(t.text($0))</li>" as HTML })</ul><p>\(t["people.nothing_entered"])</p></div>
        """
    }

    private func done(_ people: [ListedPerson], _ t: Words) -> HTML {
        """
        <h1>\(t.plural("people.entered", count: people.count))</h1>
        <p class="note warn"><b>\(t["people.passwords_once"])</b></p>
        <p><button type="button" data-print>\(t["gradebook.print"])</button></p>
        \(table(people, withPasswords: true, t))
        <p><a class="btn main" href="/o/\(space.slug)/people">\(t["people.title"])</a></p>
        """
    }

    private func table(_ people: [ListedPerson], withPasswords: Bool, _ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["people.title"])"><table class="dense">
        <thead><tr><th scope="col" class="num">\(t["people.line"])</th><th scope="col">\(t["members.name"])</th>\
        <th scope="col">\(t["members.login"])</th>\(when: withPasswords, "<th scope=\"col\">\(t["sign_in.password"])</th>")<th scope="col">\(t["people.role"])</th></tr></thead>
        <tbody>\(
            people.map { person in
                """
                <tr><td class="num" data-l="\(t["people.line"])">\(person.line)</td><th scope="row">\(person.user.name.full)</th>\
                <td data-l="\(t["members.login"])">\(person.user.login)\(when: person.isLoginIssued && !withPasswords, " <span class=\"tag\">\(t["people.issued"])</span>")</td>\
                \(when: withPasswords, "<td data-l=\"\(t["sign_in.password"])\">\(person.isPasswordIssued ? "<code>\(person.user.password ?? "")</code>" as HTML : "\(t["people.own_password"])")</td>")\
                <td data-l="\(t["people.role"])">\(t.role(person.role))</td></tr>

                """ as HTML
            })</tbody></table></div>
        """
    }
}

extension Words {
    func organisation(_ type: OrganisationType) -> String {
        switch type {
        case .district: self["organisation.type.district"]
        case .centre: self["organisation.type.centre"]
        case .school: self["organisation.type.school"]
        case .preschool: self["organisation.type.preschool"]
        case .additional: self["organisation.type.additional"]
        }
    }
}
