"""What was opened once works without a link, and after it is back everything is on the server."""
import io
import sqlite3
import zipfile

import pytest

from conftest import NO_LINK, until

PAGE, QUIZ, COURSE = "/activities/20", "/activities/22", "/courses/2"


def database(server):
    return sqlite3.connect(server.data / "course-server.sqlite", timeout=10)


def prepared(visit, server, width=1280):
    """A pupil whose browser has the worker at work."""
    pupil = visit(server, width).sign_in("uchenik")
    pupil.expected = NO_LINK
    for patience in (5, 30):
        # A page left while it fetches the worker leaves that to the next one.
        pupil.page.reload()
        try:
            until(lambda: pupil.page.evaluate("!!navigator.serviceWorker.controller"), patience)
            break
        except AssertionError:
            assert patience == 5
    return pupil


def kept(pupil, path):
    """Waits until the device has a copy of a page."""
    script = f"caches.open('pages').then(cache => cache.match('{path}')).then(copy => !!copy)"
    until(lambda: pupil.page.evaluate(script))


class Link:
    """The link between browser and server, cut in one of two ways."""

    def __init__(self, way, pupil, server):
        self.way, self.pupil, self.server = way, pupil, server

    def cut(self):
        self.pupil.unplug() if self.way == "offline" else self.server.kill()

    def mend(self):
        self.pupil.plug_in() if self.way == "offline" else self.server.start()


@pytest.mark.parametrize("way", ["offline", "server stopped"])
def test_opened_pages_are_read_and_marked_without_a_link(visit, own_server, way):
    pupil = prepared(visit, own_server)
    page = pupil.page
    with database(own_server) as tx:
        tx.execute("DELETE FROM progress WHERE activity_id IN (20, 21)")
    for path in (COURSE, "/activities/21", PAGE):
        pupil.go(path)
        kept(pupil, path)
    link = Link(way, pupil, own_server)

    link.cut()
    pupil.go(COURSE)
    assert "Показана копия от" in page.locator("[data-offline]").inner_text()
    page.locator("main .toc a[href='/activities/20']").first.click()
    page.wait_for_url("**" + PAGE)
    assert page.locator(".prose").inner_text().strip()
    assert page.evaluate("getComputedStyle(document.body).display") == "flex", "the style sheet is there"
    page.get_by_role("button", name="Пройдено, дальше").click()
    page.wait_for_url("**/activities/21")
    assert "отправим сами" in page.locator("[data-offline]").inner_text()
    pupil.go("/activities/18")
    assert "Этой страницы на устройстве нет" in page.locator("main").inner_text()
    assert page.locator(f".list a[href='{PAGE}']").count() == 1

    link.mend()
    pupil.go(COURSE)
    assert page.locator("[data-offline]").count() == 0
    with database(own_server) as tx:
        query = "SELECT completed_at FROM progress WHERE activity_id = 20"
        until(lambda: any(row[0] for row in tx.execute(query)))


@pytest.mark.parametrize("way", ["offline", "server stopped"])
def test_a_quiz_is_answered_over_several_pages_without_a_link(visit, own_server, way):
    with database(own_server) as tx:
        tx.execute("UPDATE quizzes SET questions_per_page = 2 WHERE activity_id = 22")
    pupil = prepared(visit, own_server)
    page = pupil.page
    pupil.go(QUIZ)
    page.locator("main form button.main").click()
    page.wait_for_url("**/attempts/*")
    attempt = page.url.split("/")[-1]
    kept(pupil, f"/attempts/{attempt}")
    link = Link(way, pupil, own_server)

    def answer(value):
        """Fills in what is visible; gives the slots."""
        slots = []
        for question in page.locator(".question:visible").all():
            text, picks = question.locator("input[type=text]"), question.locator(".pick")
            if text.count():
                text.fill(value)
            elif picks.count():
                picks.first.click()
            else:
                for select in question.locator("select").all():
                    select.select_option(index=1)
            slots.append(int(question.get_attribute("data-slot")))
        return slots

    # Answered while there was a link: the copy on the device is older than that.
    answered = answer("11")
    page.locator(".saved[data-state=ok]").wait_for()
    link.cut()
    pages = 1
    while page.locator("button[value=next]:visible").count():
        page.click("button[value=next]:visible")
        answered += answer("22")
        pages += 1
    assert pages >= 3
    last = page.url

    page.reload()
    assert page.url == last
    assert "Показана копия от" in page.locator("[data-offline]").inner_text()
    shown = page.locator("section[data-page]:visible")
    assert shown.get_attribute("data-page") == str(pages)
    fields = "q => [...q.querySelectorAll('input:checked, input[type=text], select')].map(field => field.value)"
    typed = {slot: page.locator(f"#q{slot}").evaluate(fields) for slot in answered}
    assert all(values and all(values) for values in typed.values()), typed
    for _ in range(pages - 1):
        page.click("button[value=previous]:visible")
    page.click("button[value=finish]")
    until(lambda: "Завершим попытку, когда она появится" in page.locator(".saved").inner_text(), 15)

    link.mend()
    page.get_by_text("На все вопросы есть ответы").wait_for(timeout=40_000)
    with database(own_server) as tx:
        rows = dict(tx.execute("SELECT number, response FROM attempt_slots WHERE attempt_id = ?", (attempt,)))
    assert all(rows[slot] for slot in answered) and len(rows) == len(answered)
    assert typed == {slot: page.locator(f"#q{slot}").evaluate(fields) for slot in answered}
    page.click("button[value=submit]")
    page.wait_for_url("**/review")


def test_a_form_that_cannot_go_says_so(visit, own_server):
    pupil = prepared(visit, own_server)
    pupil.go(QUIZ)
    pupil.unplug()
    pupil.page.locator("main form button.main").click()
    pupil.page.get_by_role("heading", name="Не отправлено").wait_for()


@pytest.mark.parametrize("way", ["offline", "online"])
def test_nothing_of_one_person_is_left_for_the_next(visit, own_server, way):
    pupil = prepared(visit, own_server)
    page = pupil.page
    for path in (COURSE, PAGE):
        pupil.go(path)
        kept(pupil, path)
    pupil.go("/me")
    if way == "offline":
        pupil.unplug()
    page.get_by_role("button", name="Выйти").first.click()
    page.wait_for_url("**/sign-out" if way == "offline" else own_server.url + "/")
    pupil.unplug()

    for path in (COURSE, PAGE, "/"):
        pupil.go(path)
        assert "Этой страницы на устройстве нет" in page.locator("main").inner_text()
    assert page.locator("main .list").count() == 0


def test_who_signs_in_next_finds_their_own_pages_only(visit, own_server):
    pupil = prepared(visit, own_server)
    pupil.go(PAGE)
    kept(pupil, PAGE)
    # The session is over without a word to the browser, as after a change of password.
    with database(own_server) as tx:
        tx.execute("DELETE FROM sessions")
    pupil.sign_in_by_form("eremina.po")
    pupil.go(COURSE)
    kept(pupil, COURSE)
    pupil.unplug()
    pupil.go(PAGE)
    assert "Этой страницы на устройстве нет" in pupil.page.locator("main").inner_text()
    pupil.go(COURSE)
    assert "Показана копия" in pupil.page.locator("[data-offline]").inner_text()


def test_a_module_is_taken_along(visit, own_server, tmp_path):
    pupil = visit(own_server).sign_in("uchenik")
    page = pupil.page
    pupil.go(COURSE)
    page.get_by_role("link", name="Скачать модуль").first.click()
    with page.expect_download() as download:
        page.locator("main form button.main").click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None and "index.html" in archive.namelist()
    archive.extractall(tmp_path)

    reader = visit(own_server, java_script_enabled=False)
    reader.check = lambda address: None
    opened = []
    reader.page.on("request", lambda request: opened.append(request.url))
    reader.page.goto(f"file://{tmp_path}/index.html")
    reader.page.locator("ol a").first.click()
    assert reader.page.locator("h1").inner_text()
    assert all(address.startswith("file://") for address in opened)
    reader.page.get_by_role("link", name="Содержание").click()
    reader.page.wait_for_url("**/index.html")
    assert reader.page.locator("ol a").count() >= 1
