"""Questions of every kind: written by a teacher, taken by keyboard alone and by touch, marked and reviewed."""
import pytest

from conftest import until
from kinds import (
    BY_PEOPLE, BY_RULE, NUMBER, QUESTIONS, TWICE, Hands, Keys, begin, change, check_answered, hand_in, items, write_all)


@pytest.fixture
def quiz(prepare, serve):
    """A server whose quiz has a question of each kind."""
    return serve(prepare("kinds", write_all))


@pytest.mark.timeout(240)
def test_every_kind_is_taken_by_keyboard_alone_marked_and_reviewed(visit, quiz, subtests):
    visitor = begin(visit(quiz).sign_in("uchenik"))
    page, keys = visitor.page, Keys(visitor.page)
    for name in QUESTIONS:
        with subtests.test(taken=name):
            keys.answer(name)
    until(lambda: page.locator(".saved").inner_text() == "Все ответы сохранены")
    for button in ("finish", "submit"):
        keys.walk(f"button[value={button}]:visible")
        page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    for name in QUESTIONS:
        with subtests.test(reviewed=name):
            check_answered(page, name)
    assert page.locator("dl.stats dd").first.inner_text() == f"{len(BY_RULE)} / {len(QUESTIONS)}"

    # What no rule can mark is marked at the desk, one answer after another, by keyboard alone.
    teacher = visit(quiz).sign_in("uchitel")
    desk, hand = teacher.page, Keys(teacher.page)
    for name in BY_PEOPLE:
        teacher.go("/activities/22/marking")
        hand.walk("a.btn.main")
        desk.keyboard.press("Enter")
        hand.type("#points", "1")
        hand.type("#comment", "Хорошо.")
        hand.walk("button[value=next]")
        desk.keyboard.press("Enter")
        desk.wait_for_url("**/marking?done=yes")
    assert desk.locator("a.btn.main").count() == 0
    page.reload()
    assert page.locator("dl.stats dd").first.inner_text() == f"{len(QUESTIONS)} / {len(QUESTIONS)}"
    assert "10 / 10" in page.locator("dl.stats").inner_text()
    for name in BY_PEOPLE:
        question = page.locator(f"#q{NUMBER[name]}")
        assert question.locator(".verdict").inner_text() == "Проверено преподавателем"
        assert "Хорошо." in question.inner_text()


@pytest.mark.timeout(240)
def test_every_kind_is_taken_by_touch_and_reviewed(visit, quiz, subtests):
    visitor = begin(visit(quiz, 360, has_touch=True, is_mobile=True).sign_in("uchenik"))
    page, hands = visitor.page, Hands(visitor.page)
    visitor.fits()
    for name in QUESTIONS:
        with subtests.test(taken=name):
            hands.answer(name)
    hand_in(visitor)
    for name in QUESTIONS:
        with subtests.test(reviewed=name):
            check_answered(page, name)
    visitor.fits()
    # Their teacher opens the files, another pupil does not know of them.
    for name in ("files", "recording"):
        path = page.locator(f"#q{NUMBER[name]} li a").get_attribute("href")
        assert visit(quiz).sign_in("uchitel").page.request.get(quiz.url + path).status == 200
        assert visit(quiz).sign_in("eremina.po").page.request.get(quiz.url + path).status == 404


# What fourteen right answers come to, four of which were half right at first.
EARNED = {
    "immediate": "14 / 17", "adaptive": "12,67 / 17", "interactive": "12,89 / 17", "deferred_certainty": "42 / 17",
    "immediate_certainty": "42 / 17",
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("behaviour", EARNED)
def test_every_kind_answers_back(visit, quiz, behaviour, subtests):
    """By touch: what a rule marks is checked at once, or said with a certainty; what a person marks waits as ever."""
    change(quiz, ("UPDATE quizzes SET behaviour = ? WHERE activity_id = 22", [behaviour]))
    visitor = begin(visit(quiz, 360, has_touch=True, is_mobile=True).sign_in("uchenik"))
    page, hands = visitor.page, Hands(visitor.page)
    for name in BY_RULE:
        with subtests.test(name=name):
            number = NUMBER[name]
            if behaviour in ("adaptive", "interactive") and name in TWICE:
                hands.answer_half(name)
                said = hands.check(name)
                assert said.split(",")[0] == ("Верно отчасти" if name in ("gaps", "several") else "Неверно"), said
                if behaviour == "interactive":
                    assert "Подумайте ещё" in page.locator(f"#r{number}").inner_text()
                    page.locator(f"button[value^='again-{number}-']").tap()
                    page.locator(f"button[value^='check-{number}-']").wait_for()
            hands.answer(name)
            if "certainty" in behaviour:
                page.locator(f"input[name='s{number}.certainty'][value='3']").tap()
            if behaviour != "deferred_certainty":
                assert hands.check(name) == "Верно"
    for name in BY_PEOPLE:
        assert page.locator(f"button[value^='check-{NUMBER[name]}-']").count() == 0
    hands.answer("essay")
    visitor.fits()
    hand_in(visitor)
    for name in BY_RULE:
        with subtests.test(reviewed=name):
            check_answered(page, name)
            if "certainty" in behaviour:
                assert "Уверен" in page.locator(f"#q{NUMBER[name]}").inner_text()
            if behaviour in ("adaptive", "interactive") and name in TWICE:
                page.locator(f"#q{NUMBER[name]} summary").tap()
                assert page.locator(f"#q{NUMBER[name]} details li").count() == 2
    assert page.locator("dl.stats dd").first.inner_text() == EARNED[behaviour]
    visitor.fits()


def dragged(page, source, target, by):
    """By the mouse, from the middle of one thing to a point of another."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 5, steps=5)
    page.mouse.move(end["x"] + by[0], end["y"] + by[1], steps=2)
    page.mouse.up()


def test_words_are_dragged_with_the_mouse(visit, quiz):
    visitor = begin(visit(quiz).sign_in("uchenik"))
    page = visitor.page
    word, place = NUMBER["words"], page.locator(f"[name='s{NUMBER['words']}.0']")
    dragged(page, page.locator(f"#q{word} .tray button", has_text="кот"), place, (20, 15))
    chosen = place.locator("option:checked")
    assert chosen.inner_text() == "кот"

    order = page.locator(f"#q{NUMBER['ordering']}")
    before, last = items(page), order.locator(".order li").last
    dragged(page, order.locator(".handle").first, last, (30, last.bounding_box()["height"] - 4))
    assert items(page)[-1] == before[0]
    # What was dragged is at the server: another look shows it.
    until(lambda: page.locator(".saved").inner_text() == "Все ответы сохранены")
    page.reload()
    order.locator(".handle").first.wait_for()
    assert items(page)[-1] == before[0]
    assert chosen.inner_text() == "кот"


def test_a_reply_is_recorded_on_the_page_and_heard_by_the_teacher(listening_browser, visit, quiz):
    visitor = begin(visit(quiz, browser=listening_browser).sign_in("uchenik"))
    page, question = visitor.page, visitor.page.locator(f"#q{NUMBER['recording']}")
    question.get_by_role("button", name="Записать голос").click()
    question.get_by_text("Идёт запись").wait_for()
    page.wait_for_timeout(2000)
    question.get_by_role("button", name="Закончить запись").click()
    question.get_by_text("Сохранено на сервере").wait_for()
    assert 1.5 < heard(question.locator("audio")) < 4
    question.get_by_role("button", name="Записать заново").wait_for()
    hand_in(visitor)
    assert 1.5 < heard(question.locator("audio")) < 4

    teacher = visit(quiz).sign_in("uchitel")
    teacher.go("/activities/22/marking")
    teacher.page.locator("a.btn.main").click()
    assert 1.5 < heard(teacher.page.locator("audio")) < 4


def heard(audio):
    """Plays it to its end; gives its length in seconds."""
    audio.evaluate("audio => { audio.muted = true; audio.playbackRate = 4; return audio.play() }")
    until(lambda: audio.evaluate("audio => audio.ended"))
    return audio.evaluate("audio => audio.duration")


def test_who_is_refused_the_microphone_may_attach_a_file(visit, quiz):
    visitor = begin(visit(quiz, 360, has_touch=True).sign_in("uchenik"))
    hands, question = Hands(visitor.page), visitor.page.locator(f"#q{NUMBER['recording']}")
    question.get_by_role("button", name="Записать голос").tap()
    question.get_by_role("status").get_by_text("Нет доступа к микрофону").wait_for()
    visitor.fits()
    hands.answer("recording")
