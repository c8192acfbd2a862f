"""A way of one's own: a goal, its steps, a mentor's notes, with and without script, at a desk and on a telephone."""
import pytest

WAY = "Поступить в лицей"


def begin(visitor, mentor):
    page = visitor.page
    page.fill("#goal", WAY)
    page.fill("#due", "2027-06-01")
    page.fill("#mentor", mentor)
    visitor.press("Создать")


def add_plan(visitor, title, starts="", address=""):
    page = visitor.page
    page.locator("summary", has_text="Добавить мероприятие").click()
    page.fill("#title", title)
    if starts:
        page.fill("#starts", starts)
    page.fill("#address", address)
    page.locator("form[action$=plans] button.main").click()


def step(visitor, title):
    return visitor.page.locator(".way > li", has_text=title)


@pytest.mark.parametrize("width, script", [(1280, True), (360, False)])
def test_a_pupil_walks_and_a_teacher_advises(visit, own_server, width, script):
    pupil = visit(own_server, width, java_script_enabled=script).sign_in("uchenik")
    pupil.expected = ("422",)
    page = pupil.page
    pupil.press("Мои траектории")
    pupil.press("Новая траектория")
    begin(pupil, "uchitelnica")
    page.get_by_role("alert").get_by_text("Педагога с логином «uchitelnica» в сети нет").wait_for()
    assert [page.input_value(f"#{name}") for name in ("goal", "due", "mentor")] == [WAY, "2027-06-01", "uchitelnica"]
    begin(pupil, "uchitel")
    page.get_by_role("heading", name=WAY).wait_for()
    assert page.get_by_text("наставник Тарасова Ольга Николаевна").is_visible()
    address = page.url.removeprefix(own_server.url)

    page.select_option("#course", label="Дроби и проценты, 6 класс")
    page.locator("form[action$=courses] button").click()
    step(pupil, "Дроби и проценты").get_by_text("Курс: ").wait_for()
    add_plan(pupil, "День открытых дверей", "2026-12-05T11:00", "ftp://lyceum.example/den")
    page.get_by_role("alert").wait_for()
    assert page.input_value("#title") == "День открытых дверей" and page.input_value("#starts") == "2026-12-05T11:00"
    page.fill("#address", "https://lyceum.example/den")
    page.locator("form[action$=plans] button.main").click()
    add_plan(pupil, "Олимпиада")
    page.get_by_text("Сделано 0 из 3 шагов").wait_for()

    step(pupil, "Олимпиада").get_by_role("button", name="Выше").click()
    page.locator(".way > li:nth-child(2)", has_text="Олимпиада").wait_for()
    step(pupil, "Олимпиада").get_by_role("button", name="Отметить сделанным").click()
    page.get_by_text("Сделано 1 из 3 шагов").wait_for()
    step(pupil, "Олимпиада").get_by_role("button", name="Снять отметку").click()
    page.get_by_text("Сделано 0 из 3 шагов").wait_for()
    step(pupil, "Олимпиада").get_by_role("button", name="Удалить").click()
    page.get_by_role("status").get_by_text("Олимпиада").wait_for()
    assert step(pupil, "Олимпиада").count() == 0
    page.get_by_role("status").get_by_role("button").click()
    page.locator(".way > li:nth-child(2)", has_text="Олимпиада").wait_for()
    pupil.fits() if script else None

    teacher = visit(own_server, width, java_script_enabled=script).sign_in("uchitel")
    teacher.go("/trajectories")
    teacher.press(WAY)
    teacher.page.get_by_text("Ёлкин Артём Павлович").first.wait_for()
    assert teacher.page.get_by_role("button", name="Удалить").count() == 0
    teacher.page.fill("#note", "Начните с олимпиады.\n\nВесной поздно.")
    teacher.press("Записать")
    teacher.page.get_by_text("Весной поздно.").wait_for()

    pupil.go(address)
    note = page.locator("#notes li")
    assert "наставник" in note.inner_text() and note.locator("p").count() == 3
    pupil.press("Завершить траекторию")
    page.get_by_text("Траектория завершена").wait_for()
    assert page.get_by_role("button", name="Удалить", exact=True).count() == 0
    pupil.go("/")
    assert page.get_by_text(WAY).count() == 0
    pupil.go(address)
    pupil.press("Открыть снова")
    step(pupil, "Олимпиада").get_by_role("button", name="Отметить сделанным").wait_for()
    pupil.go("/")
    assert page.get_by_role("link", name=WAY).is_visible()
    pupil.go("/calendar?month=2026-12")
    assert page.locator("a", has_text="День открытых дверей").locator("visible=true").count() == 1

    stranger = visit(own_server).sign_in("eremina.po")
    stranger.expected = ("404",)
    assert stranger.go(address).status == 404


def test_a_course_taken_to_its_end_says_so(visit, server):
    pupil = visit(server, 360).sign_in("eremina.po")
    for path in ("/courses/2", "/courses/2/grades"):
        pupil.go(path)
        assert pupil.page.get_by_text("Курс пройден").is_visible()
        pupil.fits()
    teacher = visit(server).sign_in("uchitel")
    teacher.go("/courses/2/members")
    assert "202" in teacher.page.locator("tr", has_text="Ерёмина").locator("[data-l='Курс пройден']").inner_text()
