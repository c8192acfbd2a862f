"""Surveys: made from a template and from pasted statements, answered by keyboard, read by those they are for."""
import re

import pytest

from conftest import NO_LINK

SAVED = re.compile(r"^\s*Сохранено")
ITEMS = "1. Мне хватает времени.\n2. Мне помогают коллеги.\n3. Мне мешает техника."


def made_from_template(methodist, title):
    page = methodist.page
    methodist.go("/o/belovo/surveys")
    page.locator("aside li", has_text=title).get_by_role("button").click()
    page.wait_for_url("**/edit")
    page.locator("main form button.main").click()
    page.get_by_role("button", name="Опубликовать").click()
    page.get_by_role("button", name="Закрыть анкету").wait_for()
    return page.url.removeprefix(methodist.url)


def made_from_statements(methodist, title, names):
    page = methodist.page
    methodist.go("/o/belovo/surveys")
    page.fill("#title", title)
    page.fill("#questions", ITEMS)
    page.select_option("#answers", "agreement5")
    page.select_option("#names", names)
    page.locator("#new button.main").click()
    page.wait_for_url("**/edit")
    assert page.input_value("#questions").startswith("Мне хватает времени. *")
    return page.url.removeprefix(methodist.url).removesuffix("/edit")


def published(methodist, address):
    methodist.go(address)
    methodist.page.get_by_role("button", name="Опубликовать").click()
    methodist.page.get_by_role("button", name="Закрыть анкету").wait_for()


def closed(methodist, address, script=True):
    methodist.go(address)
    methodist.page.get_by_role("button", name="Закрыть анкету").click()
    if script:
        methodist.page.locator("dialog[open] [value=yes]").click()
    methodist.page.wait_for_url("**/results")


def answered_by_keyboard(page, right):
    """Goes through the radio groups with Tab, chooses with the arrows, hands in with Enter."""
    page.locator("fieldset.question input").first.focus()
    groups = page.locator("fieldset.question").count()
    for place in range(groups):
        field = page.locator("fieldset.question").nth(place)
        kind = field.locator("input, textarea").first.get_attribute("type")
        if kind == "radio":
            page.keyboard.press("Space")
            for _ in range(right):
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
        elif kind == "checkbox":
            page.keyboard.press("Space")
            for _ in range(field.locator("input").count()):
                page.keyboard.press("Tab")
        elif kind == "number":
            page.keyboard.type("12")
            page.keyboard.press("Tab")
        else:
            page.keyboard.type("Своими словами")
            page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('button.main')")
    page.keyboard.press("Enter")


def test_a_teacher_answers_by_keyboard_and_alone_sees_the_profile(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    address = made_from_template(methodist, "затруднений педагога")
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/teaching")
    page.get_by_role("heading", name="Анкеты ждут ответа").wait_for()
    teacher.go(address)
    answered_by_keyboard(page, right=2)
    page.wait_for_url("**/profile")
    page.get_by_role("heading", name="Мой профиль").wait_for()
    rows = page.locator("table tbody tr")
    assert rows.count() == 7 and "67" in rows.first.inner_text() and "заметные затруднения" in rows.first.inner_text()
    assert page.get_by_role("img", name="Профиль на круге").is_visible()
    teacher.fits()
    own = page.url.removeprefix(own_server.url)

    methodist.expected = ("404", "422")
    assert methodist.go(own).status == 404
    page.fill("#login", "metodist")
    page.get_by_role("button", name="Открыть профиль").click()
    page.get_by_text("Кузьмина Вера Аркадьевна").wait_for()
    methodist.go("/surveys")
    methodist.page.get_by_role("link", name="Тарасова Ольга Николаевна").click()
    methodist.page.get_by_text("Этот профиль открыл вам его владелец").wait_for()
    shared = methodist.page.url.removeprefix(own_server.url)
    stranger = visit(own_server).sign_in("beloborodova.ey")
    stranger.expected = ("404",)
    assert stranger.go(shared).status == 404
    page.get_by_role("button", name="Закрыть").click()
    page.get_by_text("не видит никто, кроме вас").wait_for()
    assert methodist.go(shared).status == 404

    closed(methodist, address)
    assert "Меньше 5 ответов" in methodist.page.locator(".empty").inner_text()
    assert methodist.page.locator("svg").count() == 0
    pupil = visit(own_server).sign_in("uchenik")
    pupil.expected = ("404",)
    assert pupil.go(address).status == 404 and pupil.go(address + "/results").status == 404


@pytest.mark.parametrize("width, script", [(1280, True), (360, False)])
def test_own_statements_are_put_on_scales_and_answered(visit, own_server, width, script):
    methodist = visit(own_server, width, java_script_enabled=script).sign_in("metodist")
    methodist.expected = ("422",)
    page = methodist.page
    address = made_from_statements(methodist, "Условия работы", "anonymous")
    methodist.go(address + "/scales")
    page.fill("#scales", "Условия\n0-50 тяжёлые\n60-100 хорошие")
    page.get_by_role("button", name="Сохранить шкалы").click()
    page.get_by_role("alert").get_by_text("от 0 до 100").wait_for()
    page.fill("#scales", "Условия\n0-50 тяжёлые\n50-100 хорошие")
    page.get_by_role("button", name="Сохранить шкалы").click()
    for place, key in enumerate(["1", "1", "-1"]):
        page.select_option(f"[name=k{place}s0]", key)
    page.get_by_role("button", name="Сохранить таблицу").click()
    assert page.locator("[name=k2s0]").input_value() == "-1"
    if script:
        methodist.fits()
    published(methodist, address)

    for number, login in enumerate(["uchitel", "beloborodova.ey", "vakhrushev.do", "galiullina.am", "dudkina.sb"]):
        teacher = visit(own_server, width, java_script_enabled=script).sign_in(login)
        teacher.expected = ("422",)
        teacher.go(address)
        if number == 0:
            teacher.page.locator("fieldset.question").nth(0).get_by_label("скорее согласен", exact=True).check()
            if script:  # a draft of an anonymous survey stays in the tab
                teacher.page.reload()
                teacher.page.locator("fieldset.question").nth(0).get_by_label("скорее согласен", exact=True).is_checked()
            teacher.press("Отправить ответы")
            teacher.page.get_by_role("alert").get_by_text("Не отвечены 2 вопроса").wait_for()
            assert teacher.page.locator("fieldset.question").nth(0).get_by_label("скорее согласен", exact=True).is_checked()
        for place in range(3):
            teacher.page.locator("fieldset.question").nth(place).get_by_role("radio").nth(3).check()
        teacher.press("Отправить ответы")
        teacher.page.get_by_text("Спасибо, ответ принят").wait_for()
        if script:
            teacher.fits()
        teacher.close()
        teacher.close = lambda: None

    closed(methodist, address, script)
    row = page.locator("table").first.locator("tbody tr").first.inner_text()
    assert "Условия" in row and "58" in row and "хорошие: 5" in row
    assert page.get_by_role("heading", name="Чаще всего трудно").is_visible()
    if script:
        methodist.fits()
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать CSV").click()
    table = download.value.path().read_bytes()
    assert table.startswith(b"\xef\xbb\xbf") and "Условия;5;3,33" in table.decode()


def test_answers_that_were_kept_are_there_after_a_power_cut(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    address = made_from_template(methodist, "затруднений педагога")
    methodist.go("/help")
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.expected = NO_LINK
    teacher.go(address)
    page.locator("[name=q3][value='3']").check()
    page.locator("textarea").fill("Работа с родителями")
    page.locator(".saved", has_text=SAVED).wait_for()
    own_server.kill()
    page.locator("[name=q4][value='1']").check()
    page.locator(".saved", has_text="нет связи").wait_for()
    own_server.start()
    page.locator(".saved", has_text=SAVED).wait_for(timeout=20_000)
    teacher.go(address)
    assert page.locator("[name=q3][value='3']").is_checked() and page.locator("[name=q4][value='1']").is_checked()
    assert page.locator("textarea").input_value() == "Работа с родителями"
