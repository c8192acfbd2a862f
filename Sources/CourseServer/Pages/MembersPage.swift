import Accounts
import Courses
import Foundation
import Markup
import Spaces
import Storage

/// Who is in a course, and the doors into it.
struct MembersPage {
    var course: Course
    var access: Access
    var members: [Member]
    /// Who has taken the course to its end, and when.
    var completed: [User.ID: Date] = [:]
    /// Who asked for a place and has none yet.
    var applications: [EnrolmentApplication]
    var invitations: [Invitation]
    /// Organisations whose learners may be enrolled together.
    var organisations: [Space]
    var publicAddress: String
    var refusal: String?
    var done: String?
    var login = ""

    private var base: String { "/courses/\(course.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("members.title_of", ["course": course.title]), section: .teaching,
            content: """
                <div class="stack"><h1>\(course.title)</h1>\(CourseTabs(course: course, current: .members, access: access).html(t))</div>
                \(Parts.refusal(refusal, field: "login"))\(Parts.done(done))
                <div class="split">
                <div class="stack wide">\(when: !applications.isEmpty, applicationPart(t))\(members.isEmpty ? "<div class=\"empty\"><p>\(t["members.empty"])</p></div>" as HTML : table(t))</div>
                <aside class="stack wide"><p><a class="btn" href="\(base)/groups">\(t["groups.title"])</a></p>\(enrolment(t))\(invitationPart(t))</aside>
                </div>
                """)
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["course.members"])"><table class="dense">
        <caption>\(t.plural("members.caption", count: members.count))\
        \(when: !completed.isEmpty, ". \(t.plural("completion.count", count: members.count { completed[$0.user] != nil }))")</caption>
        <thead><tr><th scope="col">\(t["members.name"])</th><th scope="col">\(t["members.login"])</th>\
        <th scope="col">\(t["members.roles"])</th>\(when: !completed.isEmpty, "<th scope=\"col\">\(t["completion.column"])</th>")<th scope="col"><span class="vh">\(t["members.actions"])</span></th></tr></thead>
        <tbody>\(members.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ member: Member, _ t: Words) -> HTML {
        """
        <tr><th scope="row">\(member.name.full)</th><td data-l="\(t["members.login"])">\(member.login)</td>\
        <td data-l="\(t["members.roles"])">\(member.roles.map { t.role($0) }.sorted().joined(separator: ", "))</td>\
        \(when: !completed.isEmpty, "<td data-l=\"\(t["completion.column"])\">\(completed[member.user].map { t.date($0) } ?? "—")</td>")\
        <td>\(when: member.roles.contains(.learner), """
            <form method="post" action="\(base)/members/\(member.user.rawValue)/withdrawal">\
            <button class="quiet small" data-confirm="\(t.text("members.confirm_withdrawal", ["name": member.name.full]))" \
            data-yes="\(t["members.withdraw"])" data-no="\(t["members.keep"])">\(t["members.withdraw"])\
            <span class="vh"> \(member.name.full)</span></button></form>
            """)</td></tr>

        """
    }

    private func applicationPart(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["members.applications"])</h2><ul class="list">\(
            applications.map { application in
                """
                <li><div class="grow stack tight"><b>\(application.name.full)</b>\
                <span class="small muted">\(application.kind == .waiting ? t["members.waits_for_seat"] : t["members.asks"]), \(t.dateTime(application.askedAt))</span>\
                \(when: !application.note.isEmpty, "<span>\(application.note)</span>")</div>\
                \(Parts.action(t["members.admit"], to: "\(base)/applications/\(application.learner.rawValue)/admission", ""))\
                \(Parts.action(t["members.turn_down"], to: "\(base)/applications/\(application.learner.rawValue)/refusal"))</li>

                """ as HTML
            })</ul></section>
        """
    }

    private func enrolment(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["members.enrol"])</h2>
        <form method="post" action="\(base)/members" class="stack">\
        \(Parts.area("login", t["members.logins"], value: login, hint: t["members.login_hint"], rows: 2))\
        \(Parts.field("until", t["members.until"], type: "datetime-local", hint: t["members.until_hint"], short: true))\
        \(Parts.button(t["members.enrol_one"], main: false))</form>
        \(when: !organisations.isEmpty, """
            <form method="post" action="\(base)/organisation-enrolment" class="stack">\
            \(Parts.select("organisation", t["members.organisation"], organisations.map { ("\($0.id.rawValue)", $0.organisation?.shortName ?? $0.name) }, chosen: nil))\
            \(Parts.button(t["members.enrol_all"], main: false))</form>
            """)</section>
        """
    }

    private func invitationPart(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["invitation.heading"])</h2>
        <form method="post" action="\(base)/invitations" class="stack">\
        \(Parts.field("seats", t["invitation.seats"], value: "30", type: "number", attributes: "min=\"1\" max=\"1000\"", short: true))\
        \(Parts.field("days", t["invitation.days"], value: "14", type: "number", attributes: "min=\"1\" max=\"365\"", short: true))\
        \(Parts.button(t["invitation.make"], main: false))</form>
        \(when: !invitations.isEmpty, "<ul class=\"list\">\(invitations.map { entry($0, t) })</ul>")</section>
        """
    }

    private func entry(_ invitation: Invitation, _ t: Words) -> HTML {
        """
        <li><div class="grow stack tight"><b>\(invitation.code.prefix(4))-\(invitation.code.suffix(4))</b>\
        <span class="small">\(publicAddress)/join/\(invitation.code)</span>\
        <span class="small muted">\(t.text("invitation.state", ["used": "\(invitation.used)", "seats": "\(invitation.seats)", "date": t.date(invitation.expiresAt)]))</span></div>\
        <form method="post" action="\(base)/invitations/\(invitation.id.rawValue)/withdrawal"><button class="quiet small">\(t["invitation.withdraw"])\
        <span class="vh"> \(invitation.code)</span></button></form></li>

        """
    }
}

/// The door behind an invitation.
struct JoinPage {
    var code: String
    var invitation: Invitation?
    var space: Space?
    var isSignedIn: Bool
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["join.title"], width: .narrow,
            content: "<h1>\(t["join.title"])</h1>\(Parts.refusal(refusal, field: "code"))\(body(t))")
    }

    private func body(_ t: Words) -> HTML {
        guard let invitation, let space else {
            return """
                <form method="get" action="/join" class="stack">\
                \(Parts.field("code", t["join.code"], value: code, hint: t["join.code_hint"], attributes: "autocomplete=\"off\""))\
                \(Parts.button(t["join.find"]))</form>
                """
        }
        return """
            <div class="stack"><p>\(t.text("join.into", ["space": space.name, "role": t.role(invitation.role)]))</p>\
            \(isSignedIn
                ? "<form method=\"post\" action=\"/join/\(invitation.code)\">\(Parts.button(t["join.accept"]))</form>" as HTML
                : "<p><a class=\"btn main\" href=\"/sign-in?back=/join/\(invitation.code)\">\(t["join.sign_in"])</a></p>")</div>
            """
    }
}

extension Words {
    func role(_ role: Role) -> String {
        switch role {
        case .administrator: self["role.administrator"]
        case .methodist: self["role.methodist"]
        case .head: self["role.head"]
        case .author: self["role.author"]
        case .tutor: self["role.tutor"]
        case .learner: self["role.learner"]
        case .parent: self["role.parent"]
        case .juror: self["role.juror"]
        case .guest: self["role.guest"]
        }
    }
}
