"""What a teacher does beside writing a quiz: exceptions, a mended key, answers marked by hand and by several people."""
import re

import pytest

from conftest import until
from kinds import NUMBER, QUIZ, Hands, begin, hand_in, write_all
from test_journeys import take_quiz

PUPIL = "Ёлкин Артём Павлович"


@pytest.mark.parametrize("width", [1280, 360])
def test_one_person_and_a_group_get_rules_of_their_own(visit, own_server, width):
    teacher, pupil = visit(own_server, width).sign_in("uchitel"), visit(own_server, width).sign_in("uchenik")
    page = teacher.page

    def facts():
        pupil.go(QUIZ)
        return pupil.page.locator(".facts").inner_text().replace("\xa0", " ")

    assert "20 минут" in facts() and "2 попытки" in facts()
    teacher.go("/courses/2/groups")
    page.fill("#name", "Вечерняя")
    teacher.press("Создать группу")
    page.locator("main details summary").click()
    page.get_by_label(PUPIL).check()
    page.locator("main details button").click()
    teacher.go(QUIZ + "/results")
    teacher.press("Особые условия")
    page.get_by_text("Все проходят тест на общих условиях").wait_for()
    for bearer, field, value in (("Группа «Вечерняя»", "#attempts", "5"), (PUPIL, "#extra", "15")):
        page.select_option("#for", label=bearer)
        page.fill(field, value)
        teacher.press("Дать")
        page.locator(".list li", has_text=bearer).wait_for()
    teacher.fits()
    assert "35 минут" in facts() and "5 попыток" in facts()
    pupil.press("Начать тест")
    assert re.fullmatch(r"3[45]:\d\d", pupil.page.locator("quiz-timer").inner_text())
    pupil.fits()

    # The group's rule stands when the person's own is taken back; the attempt that has begun gets its time anew.
    page.locator(".list li", has_text=PUPIL).get_by_role("button").click()
    until(lambda: page.locator(".list li").count() == 1)
    assert "20 минут" in facts() and "5 попыток" in facts()


def test_a_mended_key_changes_marks_after_a_look_and_back(visit, own_server):
    pupil = visit(own_server).sign_in("uchenik")
    pupil.go(QUIZ)
    take_quiz(pupil)
    address = pupil.page.url

    def marks():
        pupil.page.goto(address)
        return pupil.page.locator("dl.stats dd").first.inner_text()

    assert marks() == "8 / 8"
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go(QUIZ + "/questions")
    page.get_by_role("link", name="Книги").click()
    page.fill("[name=answers]", "421")
    page.click("button[value=save]")
    teacher.go(QUIZ + "/results")
    teacher.press("Пересчёт")
    row = page.locator("tbody tr", has_text=PUPIL)
    assert "1 → 0" in row.inner_text() and "8 → 7" in row.inner_text()
    assert marks() == "8 / 8", "a look changes nothing"
    teacher.fits()
    teacher.press("Пересчитать")
    page.get_by_text("Пересчитано. Новые оценки в журнале.").wait_for()
    page.get_by_text("Пересчитывать нечего").wait_for()
    assert marks() == "7 / 8"
    pupil.go("/courses/2/grades")
    assert "8,75 / 10" in pupil.page.locator("main").inner_text().replace("\xa0", " ")

    teacher.press("Отменить пересчёт")
    page.locator("dialog[open] [value=yes]").click()
    page.get_by_text("Пересчёт отменён.").wait_for()
    assert row.count() == 1 and marks() == "8 / 8"
    pupil.go("/courses/2/grades")
    assert "10 / 10" in pupil.page.locator("main").inner_text().replace("\xa0", " ")


def test_an_essay_is_marked_without_names_by_a_rubric_by_two_and_a_third(visit, prepare, serve):
    server = serve(prepare("kinds", write_all))
    teacher = visit(server).sign_in("uchitel")
    page = teacher.page
    teacher.go(QUIZ + "/quiz")
    page.locator("main form details summary", has_text="Ещё настройки").click()
    page.get_by_label("Проверять без имён").check()
    page.fill("#tolerance", "10")
    page.locator("main form button.main").first.click()
    page.get_by_text("Изменения сохранены").wait_for()

    pupil = begin(visit(server, 360, has_touch=True).sign_in("uchenik"))
    Hands(pupil.page).answer("essay")
    hand_in(pupil)
    essay = pupil.page.locator(f"#q{NUMBER['essay']}")
    assert essay.locator(".verdict").inner_text() == "Ждёт проверки"

    teacher.go(QUIZ + "/results")
    assert "Ёлкин" not in page.locator("tr", has_text="Ждёт проверки").inner_text()
    teacher.press("Проверка ответов")
    page.locator("section", has_text="желтеют").locator("summary", has_text="Критерии").click()
    page.locator("section", has_text="желтеют").locator("textarea").fill(
        "Мысль\n2 — ясна\n1 — есть\n0 — нет\n\nРечь\n2 — точна\n1 — понятна\n0 — бедна")
    page.locator("section", has_text="желтеют").get_by_role("button", name="Сохранить").click()
    page.wait_for_load_state("load")

    def given(person, levels, comment):
        """Marks the answer by the first key to the last."""
        desk = person.page
        person.go(QUIZ + "/marking")
        desk.locator("a.btn.main").click()
        until(lambda: re.fullmatch(r"Работа \d+", desk.locator("h1").inner_text()))
        assert "Ёлкин" not in desk.locator("main").inner_text() and "Хорошо" not in desk.locator("main").inner_text()
        assert "двое независимо" in desk.locator("#mark").inner_text()
        until(lambda: desk.evaluate("!!customElements.get('marking-desk')"))
        for level in levels:
            desk.get_by_label(level).check()
        desk.fill("#comment", comment)
        person.fits()
        desk.press("#comment", "Control+Enter")
        desk.get_by_text("Больше нет ответов, которые ждут вас.").wait_for()

    def waits():
        pupil.page.reload()
        return essay.locator(".verdict").inner_text() == "Ждёт проверки"

    given(teacher, ["2 ясна", "2 точна"], "Хорошо")
    assert waits()
    given(visit(server, 360).sign_in("metodist"), ["1 есть", "1 понятна"], "Хорошо, но коротко")
    assert waits(), "one and a half differ by more than a tenth"
    given(visit(server).sign_in("sharipova.gr"), ["2 ясна", "1 понятна"], "")
    # Two pairs are equally close: the higher one counts, the mean of 1 and 0.75.
    assert not waits()
    assert "0,88 / 1" in essay.inner_text() and "Хорошо, но коротко" in essay.inner_text()
    pupil.fits()
    teacher.go(QUIZ + "/results")
    assert page.locator("tr", has_text="Ёлкин").count() == 1, "the names are there again"


def test_two_at_the_settings_of_a_quiz_are_told_of_each_other(visit, own_server):
    first, second = visit(own_server).sign_in("uchitel"), visit(own_server, 360).sign_in("metodist")
    first.expected = ("422",)
    for person in (first, second):
        person.go(QUIZ + "/quiz")
    second.page.fill("#time_limit", "25")
    second.page.locator("main form button.main").first.click()
    second.page.get_by_text("Изменения сохранены").wait_for()
    first.page.fill("#attempts", "3")
    first.page.locator("main form button.main").first.click()
    first.page.get_by_role("alert").get_by_text("теперь 25").wait_for()
    assert first.page.input_value("#attempts") == "3"
    first.fits()
