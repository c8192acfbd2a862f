"""Questions that answer back, taken by keyboard alone, with script and without."""
import json
import sqlite3

import pytest

from axe import violations

# With a script on a phone too: test_questions.
WAYS = pytest.mark.parametrize("width, script", [(1280, True), (360, False)], ids=["script", "plain"])


def prepare(server, behaviour):
    """Gives the pupil's quiz a behaviour, its own order, and hints to its third question."""
    with sqlite3.connect(server.data / "course-server.sqlite", timeout=10) as database:
        database.execute("UPDATE quizzes SET behaviour = ?, shuffle = 0 WHERE activity_id = 22", [behaviour])
        number, content = database.execute("SELECT id, content FROM questions WHERE name = 'В процентах'").fetchone()
        question = json.loads(content)
        question["hints"] = [
            {"text": {**question["stem"], "source": text}, "clearsWrong": False, "showsRightCount": False}
            for text in ["Сделай знаменатель равным 100", "13 умножь на 5"]]
        database.execute("UPDATE questions SET content = ? WHERE id = ?", [json.dumps(question), number])


def begin(visit, server, behaviour, width, script):
    prepare(server, behaviour)
    visitor = visit(server, width, **({} if script else {"java_script_enabled": False})).sign_in("uchenik")
    visitor.go("/activities/22")
    walk(visitor.page, "main form button.main")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/attempts/*")
    return visitor


def walk(page, target, key="Tab"):
    """To a control as those go who have no mouse."""
    for _ in range(120):
        if page.locator(target).and_(page.locator(":focus")).count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {target} by keyboard")


def type_in(page, slot, text):
    walk(page, f"#s{slot}")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page, group, value):
    """One of several radio buttons, by arrows."""
    walk(page, f"input[name='{group}']")
    page.keyboard.press("Space")
    for _ in range(8):
        if page.locator(f"input[name='{group}'][value='{value}']").is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{group} has no {value}")


def check(page, slot, key="Tab"):
    """Has an answer checked; the focus is then on the verdict, whose words are given."""
    walk(page, f"button[value^='check-{slot}-']", key)
    page.keyboard.press("Enter")
    verdict = page.locator(f"#r{slot}:focus .verdict")
    verdict.wait_for()
    return verdict.inner_text().replace("\xa0", " ")


def finish(page):
    walk(page, "button[value=finish]:visible")
    page.keyboard.press("Enter")
    page.locator("button[value=submit]").wait_for()
    walk(page, "button[value=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")


def to_last_page(page):
    walk(page, "button[value=next]:visible")
    page.keyboard.press("Enter")
    page.locator("section[data-page='2']:visible").wait_for()


@WAYS
def test_immediate(visit, own_server, width, script):
    visitor = begin(visit, own_server, "immediate", width, script)
    page = visitor.page
    type_in(page, 3, "65")
    walk(page, "input[name='s1']", "Shift+Tab")
    # The numbers of options say nothing: a wrong one is known by its words.
    wrong = page.locator("#q1 label").filter(has_not_text="25").first.locator("input").get_attribute("value")
    choose(page, "s1", wrong)

    assert check(page, 1) == "Неверно"

    assert page.locator("#q1 input, #q1 button").count() == 0
    assert page.input_value("#s3") == "65", "an answer not checked was lost"
    visitor.fits()
    assert check(page, 3) == "Верно"
    to_last_page(page)
    finish(page)
    assert page.locator("dl.stats dd").first.inner_text() == "1 / 8"


@WAYS
def test_adaptive(visit, own_server, width, script):
    visitor = begin(visit, own_server, "adaptive", width, script)
    page = visitor.page
    type_in(page, 3, "64")
    assert check(page, 3) == "Неверно"
    type_in_again(page, 3, "65")
    assert check(page, 3) == "Верно"
    assert "0,67 из 1" in page.locator("#r3").inner_text()
    visitor.fits()
    to_last_page(page)
    finish(page)
    assert page.locator("dl.stats dd").first.inner_text().startswith("0,67")
    page.locator("#q3 summary").click()
    assert page.locator("#q3 ol li").all_inner_texts() == ["64 — Неверно", "65 — Верно"]


def type_in_again(page, slot, text):
    walk(page, f"#s{slot}", "Shift+Tab")
    type_in(page, slot, text)


@WAYS
def test_interactive(visit, own_server, width, script):
    visitor = begin(visit, own_server, "interactive", width, script)
    page = visitor.page
    type_in(page, 3, "64")
    assert check(page, 3) == "Неверно, осталось попыток: 2"
    assert "знаменатель равным 100" in page.locator("#r3").inner_text()
    assert "13 умножь" not in page.content()
    assert page.locator("#q3 input").count() == 0
    visitor.fits()
    walk(page, "button[value^='again-3-']")
    page.keyboard.press("Enter")
    type_in(page, 3, "65")
    assert check(page, 3) == "Верно"
    to_last_page(page)
    finish(page)
    assert page.locator("dl.stats dd").first.inner_text().startswith("0,67")


@WAYS
def test_certainty(visit, own_server, width, script):
    visitor = begin(visit, own_server, "deferred_certainty", width, script)
    page = visitor.page
    choose(page, "s1.certainty", "1")
    type_in(page, 3, "65")
    choose(page, "s3.certainty", "3")
    visitor.fits()
    to_last_page(page)
    finish(page)
    assert page.locator("dl.stats dd").first.inner_text() == "3 / 8"
    assert "Уверен" in page.locator("#q3").inner_text()


def test_certainty_at_once(visit, own_server):
    visitor = begin(visit, own_server, "immediate_certainty", 360, True)
    visitor.expected = ("422",)
    page = visitor.page
    type_in(page, 3, "64")
    walk(page, "button[value^='check-3-']")
    page.keyboard.press("Enter")
    page.get_by_text("отметьте, насколько вы уверены").wait_for()
    choose(page, "s3.certainty", "2")
    assert check(page, 3) == "Неверно"
    assert "-2" in page.locator("#r3").inner_text().replace("−", "-")


def test_a_check_without_a_link_waits_for_it(visit, own_server):
    visitor = begin(visit, own_server, "immediate", 1280, True)
    page = visitor.page
    visitor.unplug()
    type_in(page, 3, "65")
    walk(page, "button[value^='check-3-']")
    page.keyboard.press("Enter")
    page.get_by_text("Проверим ответ, когда она появится").wait_for()
    visitor.plug_in()
    page.locator("#r3 .verdict").wait_for()
    assert page.locator("#r3 .verdict").inner_text() == "Верно"


def test_pages_are_accessible(visit, own_server):
    page = begin(visit, own_server, "interactive", 1280, True).page
    type_in(page, 3, "64")
    check(page, 3)
    assert violations(page) == []
