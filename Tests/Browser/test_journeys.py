"""What people come for, from sign-in to the grade."""
import re

import pytest

from conftest import until

QUIZ = "/activities/22"  # «Дроби и проценты», the pupil's own: Seeds/courses/fractions/test.gift
# Words of the stem and what is right: text to type, options to choose, or pairs to match.
KEYS = {
    "четверть числа": {"25 %"},
    "0,7": {"Неверно"},
    "13/20": "65",
    "1200 книг": "420",
    "40 % дистанции": "15",
    "равные числа": {"50 %": "1/2", "20 %": "1/5", "60 %": "3/5", "12,5 %": "1/8"},
    "выросла на 10 %": {"Новая цена — 110 % старой", "Старую цену умножили на 1,1"},
    "ещё на 50 %": "75",
}


def answer(question, key):
    if isinstance(key, str):
        question.locator("input[type=text]").fill(key)
    elif isinstance(key, set):
        for option in key:
            question.get_by_label(option, exact=True).check()
    else:
        for part, match in key.items():
            question.get_by_role("combobox", name=part, exact=True).select_option(match)


def take_quiz(visit):
    """To the end with every answer right, page by page."""
    page = visit.page
    visit.press(re.compile("Начать"))
    page.wait_for_url("**/attempts/*")
    while True:
        for question in page.locator(".question:visible").all():
            stem = question.locator(".stem").inner_text().replace("\xa0", " ")
            answer(question, next(key for words, key in KEYS.items() if words in stem))
        visit.fits()
        if not page.locator("button[value=next]:visible").count():
            break
        page.click("button[value=next]:visible")
    page.click("button[value=finish]")
    page.get_by_text("На все вопросы есть ответы").wait_for()
    page.click("button[value=submit]")
    page.wait_for_url("**/review")


def journey(visit, server, width):
    """A pupil reads, marks as done, takes the quiz and sees the grade; the teacher sees the same one."""
    pupil = visit(server, width).sign_in_by_form("uchenik")
    page = pupil.page
    pupil.press("Дроби и проценты, 6 класс")
    pupil.press(re.compile("Перед тестом"))
    assert "процент" in page.locator(".prose").inner_text()
    pupil.press("Пройдено, дальше")
    page.wait_for_url("**" + QUIZ)
    take_quiz(pupil)
    assert page.locator("dl.stats dd").all_inner_texts()[:2] == ["8 / 8", "10 / 10"]
    pupil.go("/courses/2/grades")
    assert page.locator("dl.stats dd").first.inner_text() == "5"

    teacher = visit(server, width).sign_in("uchitel")
    teacher.go("/courses/2/gradebook")
    row = teacher.page.locator("tbody tr", has_text="Ёлкин Артём Павлович")
    assert row.locator("td").all_inner_texts() == ["10", "100", "5"]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_pupil_takes_a_course_to_the_grade_and_the_teacher_sees_it(visit, own_server, width):
    journey(visit, own_server, width)


def test_the_same_on_postgres(visit, postgres_server):
    journey(visit, postgres_server, 1280)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_video_plays_with_captions_and_remembers_its_place(visit, own_server, width):
    learner = visit(own_server, width).sign_in("uchitel")
    video = learner.page.locator("video")
    learner.go("/courses/1")
    learner.press(re.compile("Как провести дистанционное занятие"))
    video.evaluate("video => { video.muted = true; return video.play() }")
    until(lambda: video.evaluate("video => video.currentTime > 1.2"))
    video.evaluate("video => video.pause()")
    assert video.evaluate("video => video.textTracks[0].cues.length") == 22
    learner.page.wait_for_timeout(500)
    learner.page.reload()
    assert int(learner.page.locator("lesson-video").get_attribute("data-position")) > 1000


def test_without_scripts_a_quiz_is_read_answered_and_graded(visit, own_server):
    pupil = visit(own_server, java_script_enabled=False).sign_in("uchenik")
    page = pupil.page
    pupil.go("/activities/21")
    assert "процент" in page.locator(".prose").inner_text()
    pupil.press("Пройдено, дальше")
    take_quiz(pupil)
    assert page.locator("dl.stats dd").all_inner_texts()[:2] == ["8 / 8", "10 / 10"]


def test_a_teacher_makes_a_course_and_a_pupil_joins_by_the_code(visit, own_server, tmp_path):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/o/school5/courses/new")
    page.fill("#title", "Половина и четверть")
    page.select_option("#visibility", "group")
    teacher.press("Создать")
    page.fill("#title", "Первый модуль")
    teacher.press("Добавить")
    page.get_by_role("link", name="страница", exact=True).click()
    page.fill("#title", "Что такое половина")
    page.get_by_role("button", name="Markdown").click()
    page.fill("#text", "Половина — это $\\frac{1}{2}$.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    teacher.press("Просмотр")
    page.locator(".preview math").wait_for()
    teacher.press("Добавить")
    page.wait_for_url("**/activities/*")
    assert page.locator(".prose math").count() == 1 and page.locator(".prose table").count() == 1
    teacher.press("Править курс")
    page.get_by_role("link", name="тест", exact=True).click()
    page.get_by_text("Взять из файла").click()
    gift = tmp_path / "half.gift"
    gift.write_text("::Половина::Половина от 10? {#5}\n\n::Сломан::Без конца? {=да\n", encoding="utf-8")
    page.fill("#title", "Проверка")
    page.set_input_files("#file", gift)
    teacher.press("Добавить")
    assert "строка 3" in page.locator(".note.warn").inner_text().lower()
    page.locator(".crumbs a").first.click()
    page.locator(".subnav").get_by_role("link", name="Участники").click()
    page.locator("#seats").press("Enter")
    code = page.locator(".list b").first.inner_text()

    pupil = visit(own_server).sign_in("uchenik")
    pupil.go("/join")
    pupil.page.fill("#code", code.lower())
    pupil.page.locator("main button.main").click()
    pupil.page.locator("main button.main").click()
    pupil.page.get_by_role("heading", name="Половина и четверть", exact=True).wait_for()
    teacher.page.reload()
    assert "Ёлкин" in teacher.page.locator("tbody").inner_text()


def test_language_and_appearance_stay_as_chosen(visit, own_server):
    guest = visit(own_server)
    page = guest.page
    guest.go("/sign-in")
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Татарча").click()
    assert page.locator("html").get_attribute("lang") == "tt"
    page.get_by_role("link", name="Русский").click()
    page.get_by_role("link", name="Версия для слабовидящих").click()
    page.locator("label", has=page.locator("input[name=text][value='150']")).click()
    page.locator("label", has=page.locator("input[name=contrast][value='blue']")).click()
    page.locator("main button.main").click()
    guest.sign_in("uchenik")
    guest.go("/courses/2")
    html = page.locator("html")
    assert (html.get_attribute("data-text"), html.get_attribute("data-contrast")) == ("150", "blue")
