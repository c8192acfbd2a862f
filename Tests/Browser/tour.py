"""Every page of the site by who sees it, shown one after another in a visit."""
from conftest import editor, to_end

GUEST, PUPIL = None, "eremina.po"  # a pupil with one attempt at the quiz behind her
PAGES = {
    GUEST: [
        "/", "/sign-in", "/catalogue", "/contests", "/help", "/accessibility", "/join", "/join/ABCD1234", "/o/belovo", "/o/school5",
        "/search", "/search?q=дроби", "/check", "/check/0000000000000000",
    ],
    PUPIL: [
        "/", "/catalogue", "/courses/2", "/courses/2/grades", "/activities/20", "/activities/22", "/me", "/consent",
        "/teaching", "/nope", "/search?q=процент", "/search?q=прцоент", "/search?q=абракадабра", "/calendar",
        "/modules/4/download", "/trajectories", "/trajectories/new", "/documents",
    ],
    "roditel": ["/", "/me"],
    "uchitel": [
        "/", "/teaching", "/courses/2", "/courses/2/gradebook", "/courses/2/members", "/courses/2/groups",
        "/courses/2/gradebook/columns/a22", "/courses/2/gradebook/columns/new", "/courses/2/gradebook/settings",
        "/courses/2/gradebook/categories/new", "/courses/2/gradebook/statement", "/courses/2/gradebook/import", "/courses/2/settings",
        "/courses/2/edit", "/courses/2/check", "/courses/2/files", "/courses/2/trash", "/activities/20",
        "/activities/20/edit", "/activities/20/history", "/activities/20/schedule", "/activities/22", "/activities/22/results",
        "/activities/22/statistics", "/activities/22/statistics/43", "/activities/22/statistics/48",
        "/activities/22/quiz", "/activities/22/questions", "/activities/22/questions/new?kind=gaps",
        "/activities/22/questions/new?kind=hotSpot", "/courses/2/bank", "/o/belovo/bank", "/questions/43",
        "/activities/22/overrides", "/activities/22/regrade", "/activities/22/marking",
        "/activities/22/results?count=best",
        "/modules/4/page/new", "/modules/4/quiz/new", "/modules/4/video/new", "/modules/4/link/new",
        "/modules/4/file/new", "/modules/4/package/new", "/o/school5/courses/new", "/courses/1", "/courses/1/grades",
        "/activities/9", "/activities/12", "/activities/14", "/activities/17", "/activities/23", "/activities/24",
        "/modules/4/assignment/new", "/modules/4/poll/new", "/modules/4/exercise/new", "/modules/4/exercise/new?kind=media", "/search?q=число", "/calendar?month=2026-02",
        "/trajectories", "/trajectories/1", "/trajectories/1/edit", "/surveys", "/surveys/1/profile", "/surveys/2",
    ],
    "metodist": [
        "/schools", "/o/belovo", "/o/belovo/requirements", "/o/school5/people", "/o/school5/marks", "/courses/1/gradebook", "/courses/1/members",
        "/activities/18/results", "/attempts/1/review", "/attempts/1/slots/1/history", "/activities/7/statistics", "/activities/23", "/activities/23/edit",
        "/activities/23/submissions", "/activities/23/extensions", "/submissions/4", "/activities/24/edit", "/activities/24/answers",
        "/trajectories", "/trajectories/1", "/o/belovo/surveys", "/surveys/2", "/surveys/2/edit", "/surveys/2/scales",
        "/surveys/1/results", "/surveys/2/results", "/surveys/1/scales", "/contests", "/o/belovo/contests",
        "/o/belovo/documents", "/o/belovo/documents/new", "/o/belovo/documents/templates",
        "/o/belovo/documents/templates/new?from=diploma",
    ],
    "kolmogortseva.ms": ["/activities/23", "/activities/24"],  # a work marked with a remark, a poll answered
    "admin": ["/", "/schools", "/o/imc/people"],
}
PEOPLE = "Фамилия;Имя;Отчество;Логин\nИванова;Мария;Петровна;ivanova.mp\nБез имени;;;\nПетров;Пётр;;ivanova.mp\n"
MARKS = "ФИО;Тест «Дроби и проценты»;Цвет\nЕрёмина Полина;11;синий\nНикто;5;\n"
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
    editor(page)
    yield "the visual editor"
    page.locator(".modes button").last.click()
    page.fill("#text", "Половина — это $\\frac{1}{2}$.\n\n> [!TIP]\n> Проще.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    page.locator("markdown-editor .tools button").last.click()
    page.locator(".preview math").wait_for()
    yield "the editor with a preview"
    page.locator(".modes button").first.click()  # the way of writing is remembered
    page.fill("#title", "")
    page.locator("main form button.main").click()
    page.locator("[role=alert]").first.wait_for()
    yield "a page without a title"
    visitor.go("/modules/4/quiz/new")
    page.fill("#questions", "Что больше?\n+ половина\n- треть\n\nСломан {=")
    page.locator(".understood li").first.wait_for()
    yield "questions being typed"
    page.fill("#questions", "")
    page.fill("#title", "Проверка")
    page.locator("question-text + details summary").click()
    page.set_input_files("#file", {"name": "half.gift", "mimeType": "text/plain", "buffer": GIFT.encode()})
    page.locator("main form button.main").click()
    page.locator(".note.warn").wait_for()
    yield "a quiz with problems in its file"
    visitor.go("/modules/4/exercise/new?kind=crossword")
    page.fill("#source", "дробь — Часть целого\nдоля — Равная часть\nкит — Зверь\nбез вопроса")
    page.locator(".understood .crossword").wait_for()
    yield "a crossword being typed"
    page.locator("main form > p > button.main").click()
    page.locator("[role=alert]").first.wait_for()
    yield "a crossword with a problem"
    page.fill("#source", "дробь — Часть целого\nдоля — Равная часть\nкит — Зверь")
    page.locator("main form > p > button.main").click()
    page.locator("#sharing button").click()
    page.locator("svg.qr").wait_for()
    yield "a crossword and its link"
    path = page.url[len(visitor.url):].split("#")[0]
    for part in ("/sheet", "/tries", "/exercise"):
        visitor.go(path + part)
        yield "a crossword, " + part
    visitor.go("/courses/2/gradebook/columns/a22")
    page.locator("tr", has_text="Ерёмина").get_by_role("link").click()
    page.locator("#history").wait_for()
    yield "the history of a mark"
    page.fill("#value", "99")
    page.locator("main form button.main").click()
    page.locator("[role=alert]").first.wait_for()
    yield "a mark above the maximum"
    visitor.go("/courses/2/gradebook/import")
    page.set_input_files("#file", {"name": "marks.csv", "mimeType": "text/csv", "buffer": MARKS.encode()})
    page.locator("main form button.main").click()
    page.locator("[role=alert]").first.wait_for()
    yield "a table of marks with problems"
    visitor.go("/activities/20/edit")
    to_end(editor(page))
    page.keyboard.type(" Ещё слово.")
    page.locator(".saved:not([data-state=wait])").wait_for()
    page.locator("main form button.main").click()
    page.wait_for_url("**/activities/20")
    visitor.go("/activities/20/history")
    yield "a history"
    page.locator(".list a").first.click()
    page.locator(".diff").wait_for()
    yield "a version beside another"
    visitor.go("/courses/2/edit")
    page.locator(".steps summary").last.click()
    yield "the structure with one step open"
    page.locator(".steps li").last.locator(".risk").click()
    page.locator("[role=status] button").wait_for()
    yield "a removal that can be undone"
    page.locator("[role=status] button").click()
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
    visitor.go("/calendar")
    page.locator("#feed button").first.click()
    agreed = page.locator("dialog[open] [value=yes]")  # there is a link already
    page.locator("#address").or_(agreed).first.wait_for()
    if agreed.count():
        agreed.click()
    page.locator("#address").wait_for()
    yield "a new link to the calendar"


def people(visitor):
    page = visitor.page
    for name, text in (("problems.csv", PEOPLE), ("people.csv", "\n".join(PEOPLE.split("\n")[:2]))):
        visitor.go("/o/school5/people")
        page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
        page.locator("main form button.main").click()
        page.locator("h1", has_text=name).wait_for()
        yield f"a list of people: {name}"


def contest(visitor):
    page = visitor.page
    visitor.go("/o/belovo/contests")
    page.locator("[name=rehearsal]").check()
    page.locator("main form button.main").click()
    page.locator(".note.ok").wait_for()
    yield "a contest's settings"
    address = page.url[len(visitor.url):].removesuffix("/settings?founded=yes")
    page.fill("#title", "")
    page.locator("main form button.main").first.click()
    page.locator("[role=alert]").first.wait_for()
    yield "a contest without a title"
    for part in (
        "", "/stages", "/stages/new?kind=final", "/nominations", "/regulations", "/regulations/new", "/registrations",
        "/registrations?state=submitted", "/registration", "/progress",
    ):
        visitor.go(address + part)
        yield "a contest, " + part
    visitor.go(address + "/registrations")
    page.locator("tbody a").first.click()
    page.locator("#reason").wait_for()
    yield "a registration"
    visitor.go(address + "/stages")
    page.get_by_role("link", name="Заочный этап").click()
    page.locator("#c0-levels").wait_for()
    yield "a stage with criteria"


def methodists(visitor):
    yield from people(visitor)
    yield from contest(visitor)


DOINGS = {GUEST: refused_sign_in, PUPIL: attempt, "uchitel": authoring, "metodist": methodists}
