import Accounts
import Markup
import Storage

struct SignInPage {
    var login = ""
    var back: String
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["sign_in.title"], width: .narrow,
            content: """
                <h1>\(t["sign_in.title"])</h1>
                \(Parts.refusal(refusal, field: "login"))
                <form method="post" action="/session" class="stack">
                <input type="hidden" name="back" value="\(back)">
                \(Parts.field("login", t["sign_in.login"], value: login, attributes: "autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\""))
                \(Parts.field("password", t["sign_in.password"], type: "password", hint: t["sign_in.password_hint"], attributes: "autocomplete=\"current-password\""))
                \(Parts.button(t["sign_in.submit"]))
                </form>
                <p class="small"><a href="/join">\(t["welcome.have_code"])</a></p>
                """)
    }
}

/// A person's own page: name, password, sign-ins, consents.
struct AccountPage {
    var user: User
    var log: [SignInRecord]
    var consents: [Consent]
    var refusal: String?
    var done: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["account.title"],
            content: """
                <div class="stack"><h1>\(user.name.full)</h1><p class="muted">\(t["account.login"]) \(user.login)</p></div>
                \(when: user.mustChangePassword, "<p class=\"note warn\"><b>\(t["account.must_change"])</b></p>")
                \(Parts.refusal(refusal, field: "current"))\(Parts.done(done))
                <div class="split">
                <section class="stack" id="password"><h2>\(t["account.change_password"])</h2>
                <form method="post" action="/me/password" class="stack">
                \(Parts.field("current", t["account.current_password"], type: "password", attributes: "autocomplete=\"current-password\""))
                \(Parts.field("new", t["account.new_password"], type: "password", hint: t["account.new_password_hint"], attributes: "autocomplete=\"new-password\""))
                \(Parts.button(t["account.save_password"], main: user.mustChangePassword))
                </form></section>
                <aside class="stack wide"><p><a href="/trajectories">\(t["trajectory.mine"])</a><br><a href="/surveys">\(t["survey.mine"])</a><br><a href="/documents">\(t["document.mine"])</a></p>
                <section class="stack"><h2>\(t["account.leave"])</h2>
                \(Parts.action(t["account.sign_out"], to: "/sign-out", "main"))
                \(Parts.action(t["account.sign_out_everywhere"], to: "/me/sessions/end", "quiet"))</section>
                \(consentList(t))</aside>
                </div>
                \(signIns(t))
                """)
    }

    private func consentList(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["consent.heading"])</h2>\(
            consents.isEmpty ? "<p>\(t["consent.none"])</p>" as HTML : "<ul class=\"list\">\(consents.map { entry($0, t) })</ul>")\
        <p><a href="/consent">\(t["consent.read"])</a></p></section>
        """
    }

    private func entry(_ consent: Consent, _ t: Words) -> HTML {
        """
        <li><div class="grow">\(consent.document.title)<br><span class="small muted">\(
            consent.withdrawnAt.map { t.text("consent.withdrawn_at", ["date": t.date($0)]) }
                ?? t.text("consent.given_at", ["date": t.date(consent.givenAt), "version": "\(consent.document.version)"]))</span></div></li>

        """
    }

    private func signIns(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["account.sign_ins"])</h2>
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["account.sign_ins"])"><table class="dense">
        <thead><tr><th scope="col">\(t["account.when"])</th><th scope="col">\(t["account.what"])</th>\
        <th scope="col">\(t["account.from"])</th><th scope="col">\(t["account.browser"])</th></tr></thead>
        <tbody>\(
            log.map { record in
                """
                <tr><td data-l="\(t["account.when"])">\(t.dateTime(record.at))</td><td data-l="\(t["account.what"])">\(t.outcome(record.outcome))</td>\
                <td data-l="\(t["account.from"])">\(record.visitor.address)</td><td data-l="\(t["account.browser"])">\(t.browser(record.visitor))</td></tr>

                """ as HTML
            })</tbody></table></div></section>
        """
    }
}

/// The consent to the processing of personal data: a document of its own, with version and date.
struct ConsentPage {
    var document: ConsentDocument?
    var isGiven: Bool
    var back: String
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        Frame(title: document?.title ?? t["consent.heading"], content: content(t))
    }

    private func content(_ t: Words) -> HTML {
        guard let document else { return "<h1>\(t["consent.heading"])</h1><p>\(t["consent.no_document"])</p>" }
        let paragraphs = document.text.split(separator: "\n").map { "<p>\(String($0))</p>" as HTML }
        return """
            <h1>\(document.title)</h1>
            \(Parts.refusal(refusal, field: "agree"))
            <div class="prose"><p class="muted">\(t.text("consent.version", ["version": "\(document.version)", "date": t.date(document.publishedAt)]))</p>\
            \(paragraphs)</div>
            \(isGiven
                ? Parts.action(t["consent.withdraw"], to: "/consent/withdrawal", "risk", confirm: t["consent.confirm_withdrawal"])
                : form(document, t))
            <p data-noprint><button type="button" data-print>\(t["gradebook.print"])</button></p>
            """
    }

    private func form(_ document: ConsentDocument, _ t: Words) -> HTML {
        """
        <form method="post" action="/consent" class="stack">
        <input type="hidden" name="document" value="\(document.id.rawValue)"><input type="hidden" name="back" value="\(back)">
        <label class="pick"><input type="checkbox" name="agree" id="agree" value="yes"><span>\(t["consent.agree"])</span></label>
        \(Parts.button(t["consent.submit"]))</form>
        """
    }
}

/// «Версия для слабовидящих»: the same pages with other letters and colours, kept in cookies.
struct AccessibilityPage {
    var preferences: Preferences
    var back: String
    var done: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["accessibility.title"],
            content: """
                <div class="stack"><h1>\(t["accessibility.title"])</h1><p class="prose">\(t["accessibility.lead"])</p></div>
                \(Parts.done(done))
                <form method="post" action="/accessibility" class="stack wide">
                <input type="hidden" name="back" value="\(back)">
                \(choice("text", t["accessibility.text"], [("", t["accessibility.text_100"]), ("125", t["accessibility.text_125"]), ("150", t["accessibility.text_150"]), ("200", t["accessibility.text_200"])]))
                \(choice("contrast", t["accessibility.contrast"], [("", t["accessibility.contrast_none"]), ("white", t["accessibility.contrast_white"]), ("black", t["accessibility.contrast_black"]), ("blue", t["accessibility.contrast_blue"])]))
                \(choice("theme", t["accessibility.theme"], [("", t["accessibility.theme_system"]), ("light", t["accessibility.theme_light"]), ("dark", t["accessibility.theme_dark"])]))
                \(choice("spacing", t["accessibility.spacing"], [("", t["accessibility.spacing_usual"]), ("wide", t["accessibility.spacing_wide"])]))
                \(choice("pictures", t["accessibility.pictures"], [("", t["accessibility.pictures_on"]), ("off", t["accessibility.pictures_off"])]))
                \(choice("fonts", t["accessibility.fonts"], [("", t["accessibility.fonts_own"]), ("system", t["accessibility.fonts_system"])]))
                <p class="row"><button class="main">\(t["accessibility.save"])</button>\
                <button name="reset" value="yes">\(t["accessibility.reset"])</button>\
                <a href="\(url: back)">\(t["accessibility.back"])</a></p>
                </form>
                """)
    }

    private func choice(_ name: StaticString, _ legend: String, _ values: [(String, String)]) -> HTML {
        """
        <fieldset class="field"><legend>\(legend)</legend>\(
            values.map { value, title in
                """
                <label class="pick"><input type="radio" name="\(raw: name)" value="\(value)"\
                \(when: (preferences["\(name)"] ?? "") == value, " checked")><span>\(title)</span></label>
                """ as HTML
            })</fieldset>
        """
    }
}

/// What to do when something is not clear.
struct HelpPage {
    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["help.title"],
            content: """
                <article class="prose"><h1>\(t["help.title"])</h1>
                <h2>\(t["help.sign_in"])</h2><p>\(t["help.sign_in_text"])</p>
                <h2>\(t["help.course"])</h2><p>\(t["help.course_text"])</p>
                <h2>\(t["help.quiz"])</h2><p>\(t["help.quiz_text"])</p>
                <h2>\(t["help.link"])</h2><p>\(t["help.link_text"])</p>
                <h2>\(t["help.author"])</h2><p>\(t["help.author_text"])</p></article>
                """)
    }
}

extension Words {
    func outcome(_ outcome: SignInRecord.Outcome) -> String {
        switch outcome {
        case .signedIn: self["account.outcome.signed_in"]
        case .refused: self["account.outcome.refused"]
        case .signedOut: self["account.outcome.signed_out"]
        }
    }

    /// «Chrome, Windows» out of what the browser says of itself; empty when it says nothing known.
    func browser(_ visitor: Visitor) -> String {
        func first(_ marks: [(mark: String, name: String)]) -> String? {
            marks.first { visitor.browser.contains($0.mark) }?.name
        }
        // Each of these also calls itself what stands below it.
        let browser = first([
            ("YaBrowser", "Яндекс Браузер"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ])
        let system = first([
            ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ])
        guard let browser, let system else { return browser ?? system ?? String(visitor.browser.prefix(40)) }
        return text("account.browser_on", ["browser": browser, "system": system])
    }
}
