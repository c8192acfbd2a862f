"""Questions of every kind: written by a teacher, taken by keyboard alone and by touch, marked and reviewed."""
import re
import sqlite3
import struct
import zlib

import pytest

from conftest import until
from test_tries import walk

QUESTIONS = [
    ("gaps", {"stem": "Столица России — [[Москва]], пи ≈ [[#3,14 ± 0,01]], Земля [[+ вращается|- стоит]]."}),
    ("dragWords", {"stem": "Рыжий [[кот]] [[спит]].", "words": "пёс"}),
    ("textSelection", {"stem": "Отметьте глаголы.", "answers": "Кот [спит], пёс [лает]."}),
    ("ordering", {"stem": "Расставьте по порядку.", "answers": "Куликовская битва\nБородинская битва\nПолёт Гагарина",
                  "rule": "allOrNothing"}),
    ("hotSpot", {"stem": "Покажите середину.", "answers": "круг 100,50,20 = середина"}),
    ("formula", {"stem": "Сколько будет {a} + {b}?", "variables": "a = 1..9\nb = 10..19", "answers": "{a} + {b}"}),
    ("essay", {"stem": "Расскажите о себе вслух.", "reply": "recording"}),
]


def picture(width=200, height=100):
    """A white PNG."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = (b"\0" + b"\xff" * width * 3) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def write(teacher, kind, fields):
    """One question by its form."""
    page = teacher.page
    teacher.go(f"/activities/22/questions/new?kind={kind}")
    assert page.locator("main form :is(input, select, textarea):visible").count() <= 10
    if kind == "hotSpot":
        page.locator(".picture-fields input[type=file]").set_input_files(
            {"name": "карта.png", "mimeType": "image/png", "buffer": picture()})
        until(lambda: page.locator("[name=picture]").input_value())
        page.fill("[name=alternative]", "Белый лист")
        until(lambda: page.locator("[name=width]").input_value())
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if name in ("reply", "rule") else field.fill(value)
    page.click("button[value=preview]")
    page.wait_for_load_state("load")
    assert page.locator(".preview .question").count() == 1, page.locator("[role=alert]").all_inner_texts()
    teacher.fits()
    page.click("button[value=save]")
    page.wait_for_url("**/questions")


@pytest.fixture
def quiz(own_server, visit):
    """A quiz of one question of each kind, in its own order."""
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    with sqlite3.connect(own_server.data / "course-server.sqlite", timeout=10) as database:
        database.execute("DELETE FROM quiz_slots WHERE activity_id = 22")
        database.execute("UPDATE quizzes SET shuffle = 0, questions_per_page = 20, time_limit_minutes = NULL WHERE activity_id = 22")
    for kind, fields in QUESTIONS:
        write(teacher, kind, fields)
    assert page.locator(".questions li").count() == len(QUESTIONS)
    return own_server


def pick(page, name, text):
    """An option of a list, by arrows."""
    walk(page, f"[name='{name}']")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
        if page.locator(f"[name='{name}'] option:checked").inner_text() == text:
            return
    raise AssertionError(f"{name} has no {text}")


def begin(visit, server, **options):
    visitor = visit(server, **options).sign_in("uchenik")
    visitor.go("/activities/22")
    visitor.page.locator("form[action$='/attempts'] button").click()
    visitor.page.wait_for_url("**/attempts/*")
    return visitor


def hand_in(visitor):
    page = visitor.page
    until(lambda: page.locator(".saved").inner_text() == "Все ответы сохранены")
    page.locator("button[value=finish]").click()
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review")


def sum_asked(page):
    numbers = re.findall(r"\d+", page.locator("#q6 .stem").inner_text())
    return str(int(numbers[0]) + int(numbers[1]))


def items(page):
    return [text.strip() for text in page.locator("#q4 .order li > span:not(.handle, .moves)").all_inner_texts()]


def all_right(visitor):
    """The review says that all six a rule can mark are right, and that one waits for the teacher."""
    page = visitor.page
    for number in range(1, 7):
        assert page.locator(f"#q{number} .verdict").inner_text() == "Верно", number
    assert page.locator("#q7 .verdict").inner_text() == "Ждёт проверки"
    assert page.locator("#q5 svg .zone.hit").count() == 1
    visitor.fits()


def test_every_kind_is_taken_by_keyboard_alone(visit, quiz):
    visitor = begin(visit, quiz)
    page = visitor.page
    page.locator("reply-files button[data-record], reply-files input").first.wait_for()

    walk(page, "[name='s1.0']")
    page.keyboard.type("москва")
    walk(page, "[name='s1.1']")
    page.keyboard.type("3,14")
    pick(page, "s1.2", "вращается")
    for place, word in ((0, "кот"), (1, "спит")):
        pick(page, f"s2.{place}", word)
    for word in ("спит", "лает"):
        box = page.locator("#q3 label", has_text=word).locator("input").get_attribute("value")
        walk(page, f"[name=s3][value='{box}']")
        page.keyboard.press("Space")
    right = QUESTIONS[3][1]["answers"].split("\n")
    for place, text in enumerate(right):
        while items(page).index(text) > place:
            at = items(page).index(text)
            walk(page, f"#q4 .order li:nth-child({at + 1}) button[data-by=up]")
            page.keyboard.press("Enter")
    walk(page, "#q5 .canvas")
    page.keyboard.press("Enter")
    walk(page, "#s6")
    page.keyboard.type(sum_asked(page))

    hand_in(visitor)
    for number in range(1, 7):
        assert page.locator(f"#q{number} .verdict").inner_text() == "Верно", number


def test_every_kind_is_taken_by_touch(visit, quiz, browser):
    visitor = begin(visit, quiz, width=360, has_touch=True, permissions=["microphone"])
    page = visitor.page
    page.locator("#q2 .tray button").first.wait_for()
    visitor.fits()

    page.fill("[name='s1.0']", "Москва")
    page.fill("[name='s1.1']", "3.14")
    page.select_option("[name='s1.2']", label="вращается")
    # A word is tapped, then its place.
    for place, word in ((0, "кот"), (1, "спит")):
        page.locator("#q2 .tray button", has_text=word).tap()
        page.locator(f"[name='s2.{place}']").tap()
    for word in ("спит", "лает"):
        page.locator("#q3 label", has_text=word).tap()
    right = QUESTIONS[3][1]["answers"].split("\n")
    for place, text in enumerate(right):
        while items(page).index(text) > place:
            page.locator("#q4 .order li").nth(items(page).index(text)).locator("[data-by=up]").tap()
    canvas = page.locator("#q5 .canvas img")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.fill("#s6", sum_asked(page))
    # A recording that was made elsewhere.
    page.locator("#q7 input[type=file]").set_input_files(
        {"name": "рассказ.webm", "mimeType": "audio/webm", "buffer": b"\x1aE\xdf\xa3" + b"\0" * 400})
    page.locator("#q7 li a", has_text="рассказ.webm").wait_for()

    hand_in(visitor)
    all_right(visitor)
    assert page.locator("#q7 a", has_text="рассказ.webm").count() == 1
    # Its teacher hears it, another pupil does not know of it.
    path = page.locator("#q7 a").get_attribute("href")
    assert visit(quiz).sign_in("uchitel").page.request.get(quiz.url + path).status == 200
    assert visit(quiz).sign_in("eremina.po").page.request.get(quiz.url + path).status == 404


def test_words_are_dragged_with_the_mouse(visit, quiz):
    visitor = begin(visit, quiz)
    page = visitor.page
    chip = page.locator("#q2 .tray button", has_text="кот")
    chip.wait_for()
    chip.scroll_into_view_if_needed()
    start, end = chip.bounding_box(), page.locator("[name='s2.0']").bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 5, steps=5)
    page.mouse.move(end["x"] + 20, end["y"] + 15)
    page.mouse.up()
    assert page.locator("[name='s2.0'] option:checked").inner_text() == "кот"

    handle = page.locator("#q4 .handle").first
    handle.scroll_into_view_if_needed()
    before = items(page)
    start, end = handle.bounding_box(), page.locator("#q4 .order li").last.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] - 4, steps=6)
    page.mouse.up()
    assert items(page)[-1] == before[0]
    # What was dragged is at the server: another look shows it.
    until(lambda: page.locator(".saved").inner_text() == "Все ответы сохранены")
    page.reload()
    page.locator("#q4 .handle").first.wait_for()
    assert items(page)[-1] == before[0]
    assert page.locator("[name='s2.0'] option:checked").inner_text() == "кот"


def test_a_mended_question_is_a_new_version(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    teacher.expected = ("422",)
    page = teacher.page
    teacher.go("/activities/22/questions")
    page.get_by_role("link", name="Книги").click()
    page.wait_for_url("**/edit")
    page.fill("[name=answers]", "нет")
    page.click("button[value=save]")
    page.wait_for_load_state("load")
    assert "не число" in page.locator("[role=alert]").inner_text()
    assert page.locator("[name=answers]").input_value() == "нет"
    page.fill("[name=answers]", "420 ± 1")
    page.click("button[value=save]")
    page.wait_for_url("**/questions")
    page.get_by_role("link", name="Книги").click()
    page.wait_for_url("**/edit")
    assert page.locator("[name=answers]").input_value() == "420 ± 1"
    assert "2 версии" in page.locator("main").inner_text()


def test_the_bank_moves_shares_and_gives_questions(visit, own_server):
    teacher = visit(own_server, 360).sign_in("uchitel")
    page = teacher.page
    teacher.go("/courses/2/bank?q=книг")
    assert page.locator("tbody tr").count() == 1
    teacher.fits()
    page.locator("tbody input").check()
    page.locator("[name=to]").fill("Проценты/Задачи")
    page.click("button[value=move]")
    page.wait_for_load_state("load")
    teacher.go("/courses/2/bank?category=Проценты")
    assert page.locator("tbody th").all_inner_texts()[0].startswith("Книги")
    page.locator("tbody input").check()
    page.click("button[value=remove]")
    page.wait_for_load_state("load")
    assert page.get_by_role("link", name="Книги").count() == 0
    page.click("button[value=restore]")
    page.wait_for_load_state("load")
    assert page.get_by_role("link", name="Книги").count() == 1

    # The quiz keeps its question all along; another is taken from the bank.
    teacher.go("/courses/2/bank?for=22&q=лыжник")
    page.locator("tbody input").check()
    page.get_by_role("button", name="Добавить выбранные в тест").click()
    page.wait_for_url("**/questions")
    assert page.locator(".questions li").count() == 9
