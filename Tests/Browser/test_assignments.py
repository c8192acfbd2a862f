"""A work from its draft to the mark, and a poll from its questions to the bars."""
import datetime
import re

import pytest

from conftest import until

TASK, POLL = "Задание. План своего занятия", "Опрос. Как вам курс"
TEXT = "Тема: проценты.\nЦель: ученик рассчитает скидку и объяснит решение.\nПлан: пять шагов по минутам."


def open_step(visit, name, course=1):
    visit.go(f"/courses/{course}")
    visit.page.locator(".toc a", has_text=name).first.click()
    visit.page.wait_for_load_state("networkidle")


def saved(page):
    page.locator(".saved[data-state=ok]", has_text="сохранён").wait_for()


def write(page, text):
    page.fill("#s1", text)
    saved(page)


def author_assignment(visit, module, title, **fields):
    visit.go(f"/modules/{module}/assignment/new")
    page = visit.page
    assert page.locator("main form :is(input, textarea, select):visible").count() <= 10
    page.fill("#title", title)
    page.fill("#text", "Напишите о числах.")
    for summary in page.locator("main form details > summary").all():
        summary.click()
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.locator("main form button.main").click()
    page.wait_for_url("**/activities/*")
    return page.url.split("/")[-1]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_work_goes_from_draft_to_mark(visit, own_server, width):
    learner = visit(own_server, width).sign_in("uchitel")
    page = learner.page
    open_step(learner, TASK)
    write(page, TEXT)
    page.reload()
    assert page.input_value("#s1") == TEXT
    learner.unplug()
    page.fill("#s1", TEXT + " Без связи.")
    page.locator(".saved", has_text="Нет связи").wait_for()
    learner.plug_in()
    saved(page)
    with page.expect_response("**/submission/draft"):
        page.fill("#s1", TEXT)
    saved(page)
    page.set_input_files("#file", {"name": "план.csv", "mimeType": "text/csv", "buffer": b"0;hello\n"})
    page.get_by_role("link", name="план.csv").wait_for()
    assert page.input_value("#s1") == TEXT
    page.set_input_files("#file", {"name": "план.exe", "mimeType": "text/plain", "buffer": b"MZ"})
    learner.expected += ("422",)
    page.get_by_role("alert").get_by_text("Принимаются").wait_for()
    learner.fits()
    learner.press("Сдать работу")
    page.get_by_text("Работа сдана, ждёт проверки").wait_for()
    assert page.locator(".passage").inner_text() == TEXT
    learner.fits()
    file = page.get_by_role("link", name="план.csv").get_attribute("href")

    teacher = visit(own_server, width).sign_in("metodist")
    desk = teacher.page
    open_step(teacher, TASK)
    teacher.press("К работам")
    teacher.fits()
    desk.get_by_role("link", name="Тарасова Ольга Николаевна").click()
    desk.locator(".passage").first.wait_for()
    until(lambda: desk.evaluate("!!customElements.get('marking-desk')"))
    desk.evaluate("""() => {
        const text = document.querySelector(".passage").firstChild, at = text.data.indexOf("ученик")
        getSelection().setBaseAndExtent(text, at, text, at + "ученик рассчитает скидку ".length)
        document.querySelector(".passage").dispatchEvent(new Event("pointerup", { bubbles: true }))
    }""")
    assert desk.input_value("#quote") == "ученик рассчитает скидку"
    desk.fill("#comment", "Проверяемо!")
    teacher.press("Добавить замечание")
    desk.locator(".remarks li").wait_for()
    assert desk.locator(".passage mark").inner_text() == "ученик рассчитает скидку"
    for level in ["Цель проверяема за одно", "На каждом шаге видно", "Названа замена", "Ответ покажет"]:
        desk.get_by_label(re.compile(level)).check()
    assert desk.locator("[data-sum]").inner_text() == "9"
    desk.fill("#feedback", "Хороший план.")
    teacher.fits()
    desk.press("#feedback", "Control+Enter")
    desk.wait_for_url(lambda url: "/submissions/" in url and url.split("/")[-1] != file.split("/")[2])

    page.reload()
    assert page.locator("#mark dd").first.inner_text() == "9 / 10"
    assert page.locator(".passage mark").inner_text() == "ученик рассчитает скидку"
    assert "Проверяемо!" in page.locator(".remarks").inner_text()
    assert "Хороший план." in page.locator(".feedback").inner_text()
    learner.fits()
    learner.go("/courses/1/grades")
    assert page.locator("tbody tr", has_text=TASK).locator("td").inner_text().startswith("9 / 10")

    stranger = visit(own_server, width).sign_in("dudkina.sb")
    stranger.expected = ("404",)
    assert stranger.go(file).status == 404
    assert learner.context.request.get(learner.url + file).status == 200


def test_a_late_work_loses_a_tenth_a_day_and_an_extension_gives_it_back(visit, own_server):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)
    due = (now - datetime.timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    teacher = visit(own_server).sign_in("uchitel")
    number = author_assignment(teacher, 4, "Сочинение о числах", due=due, points="10", late_percent="10", late_floor="50")

    pupil = visit(own_server).sign_in("uchenik")
    pupil.go(f"/activities/{number}")
    assert "засчитают 80 %" in pupil.page.locator("#work").inner_text().replace("\xa0", " ")
    write(pupil.page, "Ноль, один и много.")
    pupil.press("Сдать работу")
    pupil.page.get_by_text("сдано позже на 2 дня").wait_for()

    teacher.go(f"/activities/{number}/submissions")
    teacher.press(re.compile("Проверять"))
    teacher.page.fill("#points", "9,5")
    teacher.press(re.compile("это последняя"))
    teacher.page.get_by_text("Все сданные работы проверены").wait_for()
    row = teacher.page.locator("tbody tr", has_text="Ёлкин Артём")
    assert row.locator("td").last.inner_text() == "7,6"
    teacher.page.locator("summary", has_text="Продлить срок").click()
    teacher.page.select_option("#for", label="Ёлкин Артём Павлович")
    teacher.page.fill("#until", (now + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    teacher.press("Продлить")
    teacher.page.wait_for_load_state("networkidle")
    assert row.locator("td").last.inner_text() == "9,5"


def test_blind_marks_come_out_together(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    teacher.go("/modules/4/assignment/new")
    teacher.page.fill("#title", "Вслепую")
    teacher.page.locator("summary", has_text="Ещё настройки").click()
    teacher.page.get_by_label("Проверять без имён").check()
    teacher.page.locator("main form button.main").click()
    teacher.page.wait_for_url("**/activities/*")
    number = teacher.page.url.split("/")[-1]
    pupil = visit(own_server).sign_in("uchenik")
    pupil.go(f"/activities/{number}")
    write(pupil.page, "Моя работа.")
    pupil.press("Сдать работу")
    pupil.page.get_by_text("ждёт проверки").wait_for()

    teacher.go(f"/activities/{number}/submissions/next")
    assert re.fullmatch(r"Работа \d+", teacher.page.locator("h1").inner_text())
    assert "Ёлкин" not in teacher.page.locator("main").inner_text()
    teacher.page.fill("#points", "8")
    teacher.press(re.compile("последняя"))
    pupil.page.reload()
    pupil.page.get_by_text("ждёт проверки").wait_for()
    teacher.press("Показать оценки слушателям")
    teacher.page.locator("dialog button.risk").click()
    teacher.page.get_by_text("Ёлкин Артём Павлович").first.wait_for()
    pupil.page.reload()
    assert pupil.page.locator("#mark dd").first.inner_text() == "8 / 10"


def test_a_rubric_is_made_without_a_manual(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/modules/4/assignment/new")
    page.fill("#title", "С рубрикой")
    page.locator("summary", has_text="Рубрика").click()
    page.get_by_label("Критерий 1").fill("Решение")
    levels = page.locator("rubric-editor li.level")
    for place, words in enumerate(["нет", "есть"]):
        levels.nth(place).get_by_label("Баллы").fill(str(place))
        levels.nth(place).get_by_label("Уровень").fill(words)
    levels.nth(2).get_by_role("button").click()
    page.get_by_role("button", name="Добавить критерий").click()
    page.get_by_label("Критерий 2").fill("Ответ")
    level = page.locator("rubric-editor fieldset").nth(1).locator("li").first
    level.get_by_label("Баллы").fill("два")
    level.get_by_label("Уровень").fill("верный")
    teacher.expected = ("422",)
    page.locator("main form button.main").click()
    page.get_by_role("alert").get_by_text("Рубрика, строка 6").wait_for()
    level.get_by_label("Баллы").fill("2")
    page.locator("main form button.main").click()
    page.wait_for_url("**/activities/*")
    assert page.locator(".facts").inner_text().startswith("3\xa0балла")


@pytest.mark.parametrize("script", [True, False])
def test_an_anonymous_poll_is_made_answered_and_drawn(visit, own_server, script):
    teacher = visit(own_server, java_script_enabled=script).sign_in("uchitel")
    page = teacher.page
    teacher.go("/modules/4/poll/new")
    assert page.locator("main form :is(input, textarea, select):visible").count() <= 10
    page.fill("#title", "Как прошёл урок")
    if script:
        page.get_by_label("Вопрос 1").fill("Понравилось?")
        page.get_by_label("Вариант 1").fill("да")
        page.get_by_label("Вариант 2").fill("нет")
        page.get_by_role("button", name="Добавить вопрос").click()
        page.get_by_label("Вопрос 2").fill("Что изменить?")
        page.get_by_label("Как отвечают").nth(1).select_option("words")
    else:
        page.fill("#questions", "Понравилось?\n( ) да\n( ) нет\n\nЧто изменить?")
    page.locator("main form button.main").click()
    page.wait_for_url("**/activities/*")
    number = page.url.split("/")[-1]
    for login, word in (("uchenik", "Ничего"), ("eremina.po", "Звук"), ("abramov.kd", "=1+1")):
        pupil = visit(own_server, 360, java_script_enabled=script).sign_in(login)
        pupil.go(f"/activities/{number}")
        pupil.page.get_by_label("да", exact=True).check()
        pupil.page.fill("textarea", word)
        pupil.press("Ответить")
        pupil.page.get_by_text("Спасибо, ответ принят").wait_for()
        pupil.fits()
    # Three answers are shown once nobody can come after them.
    assert pupil.page.locator(".bars").count() == 0
    teacher.go(f"/activities/{number}/schedule")
    page.fill("#due", "2020-01-01T10:00")
    page.locator("main form button.main").click()
    page.get_by_text("Изменения сохранены.").wait_for()
    pupil.go(f"/activities/{number}")
    assert "3 · 100" in pupil.page.locator(".bars").first.inner_text()
    teacher.go(f"/activities/{number}")
    teacher.press("Результаты")
    assert page.locator(".bars rect.value").first.get_attribute("width") == "100%"
    table = teacher.context.request.get(f"{teacher.url}/activities/{number}/answers.csv").text()
    assert table.startswith("\ufeffПонравилось?;Что изменить?\r\n") and "да;'=1+1" in table
    assert "Ёлкин" not in page.locator("main").inner_text() + table
