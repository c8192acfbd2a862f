"""Exercises: made by a teacher in a few actions, played by keyboard alone, by touch, without a script, by a link."""
import json
import re
import shutil
import subprocess

import pytest

import games_by_keys
import games_by_touch
from axe import violations
from conftest import Server, until
from games import (
    CELLS, CLUES, GAME, GROUPS, PAIRS, READY, STEPS, TEXTS, check_grades, check_perfect, found_lines, hand_in, make, open_game, whole,
)
from test_budgets import weigh


@pytest.fixture(scope="module")
def games_data(prepare):
    """The course «Дроби и проценты» with an exercise of each kind, made by its teacher."""
    def act(teacher, server):
        film = server.data / "film.webm"
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=4", "-c:v", "libvpx", film],
            check=True)
        (server.data / "games.json").write_text(json.dumps({kind: make(teacher, kind, film) for kind in TEXTS}))

    return prepare("games", act)


@pytest.fixture(scope="module")
def games(games_data, tmp_path_factory):
    """A server with all exercises, and their addresses."""
    data = tmp_path_factory.mktemp("games") / "data"
    shutil.copytree(games_data, data)
    running = Server(data).start()
    running.games = json.loads((data / "games.json").read_text())
    yield running
    running.stop()


@pytest.mark.timeout(300)
def test_each_kind_is_played_by_keyboard_alone_marked_graded_and_reviewed(visit, games, subtests):
    visitor = visit(games).sign_in("uchenik")
    for kind in games.games:
        with subtests.test(kind=kind):
            page = open_game(visitor, games, kind)
            getattr(games_by_keys, kind)(page)
            if kind != "millionaire":
                hand_in(page)
            check_perfect(page)
    check_grades(visitor, games)

    teacher = visit(games).sign_in("uchitel")
    for kind, path in games.games.items():
        with subtests.test(reviewed=kind):
            teacher.go(path + "/tries")
            row = teacher.page.locator("tbody tr", has_text="Ёлкин Артём").first
            best = row.locator("td").nth(2).inner_text().split(" / ")
            assert best[0] == best[1], best


@pytest.mark.timeout(300)
def test_each_kind_is_played_by_touch_on_a_phone(visit, games, subtests):
    visitor = visit(games, 360, has_touch=True, is_mobile=True).sign_in("eremina.po")
    for kind in games.games:
        with subtests.test(kind=kind):
            page = open_game(visitor, games, kind)
            visitor.fits()
            getattr(games_by_touch, kind)(page)
            if kind != "millionaire":
                page.locator("#exercise form button.main").tap()
            check_perfect(page)
            visitor.fits()
    check_grades(visitor, games)


def test_a_first_visit_weighs_little(visit, games, subtests):
    cookies = visit(games).sign_in("uchenik").context.cookies()
    for kind, path in games.games.items():
        with subtests.test(kind=kind):
            weigh(visit(games, storage_state={"cookies": cookies}), path)


def by_mouse(page):
    while page.locator(".tray .chip").count():
        chip = page.locator(".tray .chip").first
        left = next(left for left, right in PAIRS.items() if right == chip.inner_text().strip())
        chip.drag_to(page.locator(".target", has_text=left).locator(".drop"))


def test_pairs_are_dragged_by_mouse_put_wrong_mended_and_checked_again(visit, games):
    page = open_game(visit(games).sign_in("metodist"), games, "pairs")
    chips = page.locator(".tray .chip")
    for place in range(chips.count()):  # as they come: some are wrong
        chips.first.click()
        page.locator(".drop").first.click()
    page.locator("#exercise form button.main").click()
    page.locator("#exercise [role=alert]").wait_for()
    if page.locator(".play .verdict.wrong").count():
        for chip in page.locator(".play .target:has(.verdict.wrong) .chip").all_inner_texts():
            page.locator(".target .chip", has_text=re.compile(f"^{chip}$")).focus()
            page.keyboard.press("Delete")
        by_mouse(page)
        page.locator("#exercise form button.main").click()
    page.locator("#exercise .note.ok").wait_for()


def by_form(page, kind):
    if kind in ("pairs", "groups", "ordering"):
        wanted = {**PAIRS, **{item: title for title, items in GROUPS.items() for item in items}} if kind == "pairs" \
            else {item: title for title, items in GROUPS.items() for item in items}
        for number, row in enumerate(page.locator(".places > li").all()):
            label = row.locator("label").inner_text().strip()
            row.locator("select").select_option(label=STEPS[number] if kind == "ordering" else
                                                PAIRS[label] if kind == "pairs" else wanted[label])
    elif kind == "crossword":
        for item in page.locator(".clues li").all():
            (row, column), down = map(int, item.get_attribute("data-from").split()), item.get_attribute("data-down") == "1"
            for step, letter in enumerate(CLUES[item.locator("span").first.inner_text()]):
                page.fill(f"input[name=c{row + step * down}-{column + step * (not down)}]", letter)
    elif kind == "word_search":
        lines = found_lines(page)
        for item in page.locator("li[data-word]").all():
            numbers = [number + 1 for at in lines[item.get_attribute("data-word")] for number in at]
            item.locator("input").fill(" ".join(map(str, numbers)))
    elif kind == "table":
        for number, cell in enumerate(CELLS):
            page.fill(f"input[name=b{number}]", cell)
    elif kind == "cards":
        for pick in page.locator(".card input[value='1']").all():
            pick.check()
    else:
        for question, answer in GAME[:-1]:
            page.locator(".pick", has_text=whole(answer)).locator("input").check()
            page.locator("button[value=answer]").click()
        page.locator(".pick", has_text=whole(GAME[-1][1])).locator("input").check()
    page.locator("#exercise form button.main").first.click()


def test_without_a_script_each_kind_is_a_form(visit, games, subtests):
    visitor = visit(games, 360, java_script_enabled=False).sign_in("uchenik")
    for kind in [kind for kind in games.games if kind not in ("timeline", "media")]:
        with subtests.test(kind=kind):
            page = open_game(visitor, games, kind, script=False)
            by_form(page, kind)
            assert page.locator("#exercise .note.ok", has_text="Всё верно!").is_visible()
            visitor.fits()


def test_a_link_opens_it_to_anybody_until_it_is_closed(visit, games):
    teacher = visit(games).sign_in("uchitel")
    teacher.go(games.games["pairs"])
    teacher.press("Сделать ссылку")
    link = teacher.page.locator("#sharing a[href*='/x/']")
    link.wait_for()
    assert teacher.page.locator("svg.qr").is_visible()
    path = re.sub(r"^https?://[^/]+", "", link.get_attribute("href"))

    guest = visit(games, 360, has_touch=True)
    guest.go(path)
    guest.page.locator(".play").wait_for()
    games_by_touch.pairs(guest.page)
    guest.page.locator("#exercise form button.main").tap()
    guest.page.locator("#exercise .note.ok", has_text="Всё верно!").wait_for()
    guest.fits()

    teacher.press("Закрыть ссылку")
    teacher.page.locator("dialog[open] [value=yes]").click()
    teacher.page.get_by_role("button", name="Сделать ссылку").wait_for()
    guest.expected = ("404",)
    assert guest.go(path).status == 404


def test_a_line_of_a_page_is_the_exercise_itself(visit, games):
    teacher = visit(games).sign_in("uchitel")
    path = games.games["pairs"]
    teacher.go("/modules/4/page/new")
    page = teacher.page
    page.locator(".modes button").last.click()
    page.fill("#title", "Страница с игрой")
    page.fill("#text", f"Сыграйте.\n\n[Слова]({path}/exercise)\n")
    page.locator("main form button.main").click()
    page.wait_for_url("**/activities/*")
    address = page.url[len(games.url):]

    pupil = visit(games, 360, has_touch=True).sign_in("uchenik")
    pupil.go(address)
    frame = pupil.page.frame_locator("iframe.exercise")
    frame.locator(".tray .chip").first.wait_for()
    for left, right in PAIRS.items():
        frame.locator(".tray .chip", has_text=re.compile(f"^{right}$")).tap()
        frame.locator(".target", has_text=left).locator(".drop").tap()
    frame.locator("form button.main").tap()
    frame.locator(".note.ok", has_text="Всё верно!").wait_for()
    height = "document.querySelector('iframe').clientHeight"
    inner = "Math.ceil(document.querySelector('iframe').contentDocument.querySelector('main').offsetHeight)"
    until(lambda: abs(pupil.page.evaluate(height) - pupil.page.evaluate(inner)) <= 1)
    before = pupil.page.evaluate(height)
    pupil.page.wait_for_timeout(300)
    assert pupil.page.evaluate(height) == before < 900
    pupil.fits()


def test_teachers_see_who_played_and_print_a_sheet(visit, games):
    visitor = visit(games).sign_in("uchitel")
    visitor.go(games.games["crossword"] + "/tries")
    assert visitor.page.locator("main").inner_text()
    visitor.go(games.games["crossword"] + "/sheet")
    page = visitor.page
    page.emulate_media(media="print")
    assert page.locator(".paper").count() == 2
    assert not page.locator(".top").is_visible() and not page.locator(".noprint").is_visible()
    assert "Д" not in page.locator(".paper").first.locator(".crossword").inner_text()
    assert "Д" in page.locator(".paper").last.locator(".crossword").inner_text()


@pytest.mark.timeout(300)
def test_axe_finds_nothing_at_boards_before_and_after_a_check(visit, games):
    visitor, found = visit(games, 360).sign_in("uchenik"), []
    for kind, path in games.games.items():
        visitor.expected = ("422",)
        visitor.go(path)
        visitor.page.locator(READY.get(kind, ".play")).first.wait_for()
        for moment in ("before", "after"):
            found += [f"{kind} {moment}, {line}" for line in violations(visitor.page)]
            if moment == "before":
                if kind in ("pairs", "timeline"):
                    visitor.page.locator(".tray .chip").first.click()
                    visitor.page.locator(".drop").first.click()
                visitor.page.locator("#exercise form").first.evaluate("form => form.requestSubmit()")
                visitor.page.locator("#exercise [role=alert]").or_(visitor.page.locator(".question")).first.wait_for()
    assert not found, "\n".join(found)
