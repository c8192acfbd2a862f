"""Every page of the site by who sees it, shown one after another in a visit."""
GUEST, PUPIL = None, "eremina.po"  # a pupil with one attempt at the quiz behind her
PAGES = {
    GUEST: [
        "/", "/sign-in", "/catalogue", "/help", "/accessibility", "/join", "/join/ABCD1234", "/o/belovo", "/o/school5",
    ],
    PUPIL: [
        "/", "/catalogue", "/courses/2", "/courses/2/grades", "/activities/20", "/activities/22", "/me", "/consent",
        "/teaching", "/nope",
    ],
    "roditel": ["/", "/me"],
    "uchitel": [
        "/", "/teaching", "/courses/2", "/courses/2/gradebook", "/courses/2/members", "/courses/2/settings",
        "/activities/20", "/activities/20/edit", "/activities/22", "/activities/22/results", "/activities/22/quiz",
        "/modules/4/page/new", "/modules/4/quiz/new", "/modules/4/video/new", "/modules/4/link/new",
        "/modules/4/file/new", "/modules/4/package/new", "/o/school5/courses/new", "/courses/1", "/courses/1/grades", "/activities/9",
        "/activities/12", "/activities/14", "/activities/17",
    ],
    "metodist": [
        "/schools", "/o/belovo", "/o/school5/people", "/courses/1/gradebook", "/courses/1/members",
        "/activities/18/results", "/attempts/1/review",
    ],
    "admin": ["/", "/schools", "/o/imc/people"],
}
PEOPLE = "Фамилия;Имя;Отчество;Логин\nИванова;Мария;Петровна;ivanova.mp\nБез имени;;;\nПетров;Пётр;;ivanova.mp\n"
GIFT = "::Половина::Половина от 10? {#5}\n\n::Сломан::Без конца? {=да\n"


def tour(visitor, login):
    """Opens the pages of a person one by one and says which; at the end those one gets to by doing something."""
    visitor.expected = ("404", "422", "403")
    if login:
        visitor.sign_in(login)
    for path in PAGES[login]:
        visitor.go(path)
        yield path
    yield from DOINGS.get(login, lambda visitor: ())(visitor)


def refused_sign_in(visitor):
    visitor.go("/sign-in")
    visitor.page.fill("#login", "nobody")
    visitor.page.click("main button.main")
    yield "a refused sign-in"


def attempt(visitor):
    page = visitor.page
    visitor.go("/activities/22")
    page.locator("a[href$='/review']").click()
    page.wait_for_url("**/review")
    yield "a review"
    visitor.go("/activities/22")
    page.locator("main form button.main").or_(page.locator("main a.btn.main")).first.click()
    page.locator("button[value=finish]").wait_for()
    yield "an attempt"
    page.click("button[value=finish]")
    page.locator("button[value=submit]").wait_for()
    yield "handing in"


def authoring(visitor):
    page = visitor.page
    visitor.go("/modules/4/page/new")
    page.fill("#text", "Половина — это $\\frac{1}{2}$.\n\n> [!TIP]\n> Проще.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    page.locator("markdown-editor button").last.click()
    page.locator(".preview math").wait_for()
    yield "the editor with a preview"
    page.fill("#title", "")
    page.locator("main form button.main").click()
    page.locator("[role=alert]").first.wait_for()
    yield "a page without a title"
    visitor.go("/modules/4/quiz/new")
    page.fill("#title", "Проверка")
    page.set_input_files("#file", {"name": "half.gift", "mimeType": "text/plain", "buffer": GIFT.encode()})
    page.locator("main form button.main").click()
    page.locator(".note.warn").wait_for()
    yield "a quiz with problems in its file"
    visitor.go("/courses/2/members")
    page.locator("#seats").press("Enter")
    page.locator(".list b").first.wait_for()
    yield "members with an invitation"
    visitor.go("/join/" + page.locator(".list b").first.inner_text().replace("-", ""))
    yield "an invitation"
    visitor.go("/courses/2/members")
    page.locator("[data-confirm]").first.click()
    page.locator("dialog[open]").wait_for()
    yield "a question before a withdrawal"


def people(visitor):
    page = visitor.page
    for name, text in (("problems.csv", PEOPLE), ("people.csv", "\n".join(PEOPLE.split("\n")[:2]))):
        visitor.go("/o/school5/people")
        page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
        page.locator("main form button.main").click()
        page.locator("h1", has_text=name).wait_for()
        yield f"a list of people: {name}"


DOINGS = {GUEST: refused_sign_in, PUPIL: attempt, "uchitel": authoring, "metodist": people}
