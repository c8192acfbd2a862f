"""Exercises: made by a teacher in a few actions, played by keyboard alone, by touch, without a script, by a link."""
import json
import re
import shutil
import subprocess

import pytest

from conftest import Server, until
from axe import violations
from test_budgets import weigh
from test_tries import walk

PAIRS = {"кот": "cat", "собака": "dog", "ёж": "hedgehog", "белка": "squirrel"}
GROUPS = {"Звери": ["кот", "кит", "ёж"], "Птицы": ["сова", "чиж"]}
DATES = {"1812": "Бородинская битва", "1861": "Отмена крепостного права", "1917": "Революция"}
STEPS = ["Прочитать условие", "Составить план", "Решить", "Проверить"]
CLUES = {"Часть целого": "дробь", "Сотая часть": "процент", "Одна вторая": "половина", "Одна из равных частей": "доля"}
WORDS = ["ДРОБЬ", "ПРОЦЕНТ", "ДОЛЯ"]
CELLS = ["Москва", "Париж", "Каир"]
CARDS = {"Столица Татарстана": "Казань", "7 · 8": "56", "Squirrel": "белка"}
GAME = [("Сколько дней в неделе?", "семь"), ("Половина от десяти?", "пять"), ("Процентов в четверти?", "25")]
FILM = [("О чём урок?", "о дробях"), ("Сколько будет 7 · 8?", "56")]
TEXTS = {
    "pairs": "\n".join(f"{left} = {right}" for left, right in PAIRS.items()),
    "groups": "\n".join(f"{title}: {', '.join(items)}" for title, items in GROUPS.items()),
    "timeline": "\n".join(f"{date} — {event}" for date, event in DATES.items()),
    "ordering": "\n".join(STEPS),
    "crossword": "\n".join(f"{word} — {clue}" for clue, word in CLUES.items()),
    "word_search": ", ".join(WORDS).lower(),
    "table": "Страна | Столица\nРоссия | [Москва]\nФранция | [Париж]\nЕгипет | [Каир]",
    "cards": "\n".join(f"{front} = {back}" for front, back in CARDS.items()),
    "millionaire": "\n\n".join(
        f"{question}\n- шесть\n+ {answer}\n- восемь\n- десять" for question, answer in GAME),
    "media": "00:01 О чём урок?\n+ о дробях\n- о глаголах\n\n00:02 Сколько будет 7 · 8?\n+ 56",
}
# What says that the board's script has come.
READY = {
    "crossword": ".crossword input[tabindex='-1']", "word_search": "[role=grid]", "cards": ".dealt", "media": ".quiet",
    "table": "#exercise", "millionaire": "#exercise",
}


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


def make(visitor, kind, film=None):
    """Makes an exercise as a teacher does, from the course's page of contents, and counts what it takes."""
    page, actions = visitor.page, 0
    visitor.go("/courses/2/edit")
    page.locator("a[href='/modules/4/exercise/new']").click()
    actions += 1
    page.locator(f"a[href$='?kind={kind}']").click()
    actions += 1
    if kind == "media":
        page.set_input_files("#file", film)
        actions += 2
    page.fill("#source", TEXTS[kind])
    page.locator(".understood > fieldset").wait_for()
    page.locator("main form > p > button.main").click()
    actions += 1
    page.wait_for_url("**/activities/*")
    # Two keystrokes a second, and five seconds for each look and press: under two minutes.
    assert actions <= 7 and len(TEXTS[kind]) / 2 + actions * 5 < 120, (kind, actions, len(TEXTS[kind]))
    return re.sub(r".*(/activities/\d+).*", r"\1", page.url)


def open_game(visitor, games, kind, script=True):
    visitor.go(games.games[kind])
    if script:
        visitor.page.locator(READY.get(kind, ".play")).first.wait_for()
    return visitor.page


def check_perfect(page):
    page.locator("#exercise .note.ok", has_text="Всё верно!").wait_for()


def check_grades(visitor, games):
    """Each game stands with the whole mark in the learner's book."""
    visitor.go("/courses/2/grades")
    rows = {kind: visitor.page.locator("tr", has=visitor.page.locator(f"a[href='{path}']")) for kind, path in games.games.items()}
    marks = {kind: row.first.inner_text() for kind, row in rows.items()}
    assert all(re.search(r"\b10\b", text) for text in marks.values()), marks


def focused(page):
    return page.locator(":focus")


def whole(text):
    return re.compile(f"^\\s*{re.escape(text)}\\s*$")


def press_until(page, key, holds, limit=60):
    for _ in range(limit):
        if holds():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead there")


def text_of(page):
    return focused(page).inner_text().strip()


def hand_in(page):
    walk(page, "#exercise form button.main")
    page.keyboard.press("Enter")


def target_name(page):
    return focused(page).evaluate("button => button.closest('.target')?.querySelector('.name').textContent.trim() ?? ''")


def place_all(page, wanted):
    """Puts each thing of the tray to its place: takes it, and goes by arrows to where it belongs."""
    while page.locator(".tray .chip").count():
        walk(page, ".tray .chip")
        thing = text_of(page)
        page.keyboard.press("Enter")
        press_until(page, "ArrowDown", lambda: target_name(page) == wanted[thing])
        page.keyboard.press("Enter")


def by_keys_pairs(page):
    place_all(page, {right: left for left, right in PAIRS.items()})


def by_keys_timeline(page):
    place_all(page, {event: date for date, event in DATES.items()})


def by_keys_groups(page):
    place_all(page, {item: title for title, items in GROUPS.items() for item in items})


def by_keys_ordering(page):
    walk(page, ".ordering .chip")
    for place, step in enumerate(STEPS):
        page.keyboard.press("Home")
        press_until(page, "ArrowDown", lambda: text_of(page) == step)
        at = page.locator(".ordering .chip").all_inner_texts().index(step)
        page.keyboard.press("Enter")
        for _ in range(at - place):
            page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
    assert page.locator(".ordering .chip").all_inner_texts() == STEPS


def by_keys_crossword(page):
    walk(page, ".crossword input")
    for _ in range(len(CLUES)):
        clue = page.locator(".clues .current span").first.inner_text()
        page.keyboard.type(CLUES[clue])
        page.keyboard.press("Enter")


def found_lines(page):
    rows = [row.inner_text().split() for row in page.locator(".letters tbody tr").all()]
    rows = [row[1:] if row[0].isdigit() else row for row in rows]
    lines = {}
    for word in WORDS:
        for y, row in enumerate(rows):
            for x in range(len(row)):
                for dy, dx in ((0, 1), (1, 0)):
                    end = (y + dy * (len(word) - 1), x + dx * (len(word) - 1))
                    if max(end) < len(rows) and all(rows[y + dy * i][x + dx * i] == word[i] for i in range(len(word))):
                        lines[word] = ((y, x), end)
    return lines


def go_to_cell(page, to):
    at = focused(page).evaluate("cell => cell.at")
    for name, difference in (("Down", to[0] - at[0]), ("Right", to[1] - at[1])):
        key = name if difference > 0 else {"Down": "Up", "Right": "Left"}[name]
        for _ in range(abs(difference)):
            page.keyboard.press("Arrow" + key)


def by_keys_word_search(page):
    walk(page, ".letters td")
    for start, end in found_lines(page).values():
        go_to_cell(page, start)
        page.keyboard.press("Space")
        go_to_cell(page, end)
        page.keyboard.press("Space")
    assert page.locator(".words .done").count() == len(WORDS)


def by_keys_table(page):
    for cell in CELLS:
        walk(page, f"input[name=b{CELLS.index(cell)}]")
        page.keyboard.type(cell.lower())


def by_keys_cards(page):
    walk(page, ".card summary")
    for _ in CARDS:
        front = text_of(page)
        page.keyboard.press("Enter")
        assert page.locator(".card:not([hidden]) details p").inner_text() == CARDS[front]
        page.keyboard.press("Tab")
        page.keyboard.press("Space")


def by_keys_millionaire(page):
    for number, (question, answer) in enumerate(GAME):
        page.locator(".stem", has_text=question).wait_for()
        walk(page, f"input[name=q{number}]")
        press_until(page, "ArrowDown", lambda: focused(page).evaluate(
            "input => input.closest('label').textContent.trim()") == answer)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")


def by_keys_media(page):
    play(page)
    page.locator("fieldset.now", has_text=FILM[0][0]).wait_for()
    press_until(page, "ArrowDown", lambda: focused(page).evaluate(
        "input => input.closest('label').textContent.trim()") == FILM[0][1])
    page.keyboard.press("Space")
    walk(page, "fieldset.now button")
    page.keyboard.press("Enter")
    page.locator("fieldset.now", has_text=FILM[1][0]).wait_for()
    page.keyboard.type(FILM[1][1])


def play(page):
    """Starts the film by its own key."""
    walk(page, "#film")
    page.keyboard.press("Space")


@pytest.mark.timeout(300)
def test_each_kind_is_played_by_keyboard_alone_marked_graded_and_reviewed(visit, games, subtests):
    visitor = visit(games).sign_in("uchenik")
    for kind in games.games:
        with subtests.test(kind=kind):
            page = open_game(visitor, games, kind)
            globals()[f"by_keys_{kind}"](page)
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


def tap_all(page, wanted):
    while page.locator(".tray .chip").count():
        chip = page.locator(".tray .chip").first
        thing = chip.inner_text().strip()
        chip.tap()
        page.locator(".target", has=page.locator(".name", has_text=re.compile(f"^{re.escape(wanted[thing])}$"))).first.locator(
            ".drop").tap()


def drag(page, source, target):
    """By a finger, over the devtools' own protocol: Playwright has taps only."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    point = lambda box: {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    (a, b), session = (point(start), point(end)), page.context.new_cdp_session(page)
    touch = lambda kind, points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch("touchStart", [a])
    for step in range(1, 9):
        touch("touchMove", [{axis: a[axis] + (b[axis] - a[axis]) * step / 8 for axis in a}])
    touch("touchEnd", [])


def by_touch_pairs(page):
    tap_all(page, {right: left for left, right in PAIRS.items()})


def by_touch_timeline(page):
    tap_all(page, {event: date for date, event in DATES.items()})


def by_touch_groups(page):
    wanted = {item: title for title, items in GROUPS.items() for item in items}
    while page.locator(".tray .chip").count():
        chip = page.locator(".tray .chip").first
        before = page.locator(".tray .chip").count()
        drag(page, chip, page.locator(".target", has_text=wanted[chip.inner_text().strip()]).locator(".drop"))
        until(lambda: page.locator(".tray .chip").count() < before)


def by_touch_ordering(page):
    for place, step in enumerate(STEPS):
        chips = page.locator(".ordering .chip")
        if chips.nth(place).inner_text() == step:
            continue
        drag(page, chips.filter(has_text=step), chips.nth(place))
        until(lambda: page.locator(".ordering .chip").nth(place).inner_text() == step)


def by_touch_crossword(page):
    for clue, word in CLUES.items():
        page.locator(".clues li", has_text=clue).tap()
        page.keyboard.type(word)


def by_touch_word_search(page):
    cell = lambda at: page.locator(".letters tbody tr").nth(at[0]).locator("td").nth(at[1])
    for number, (start, end) in enumerate(found_lines(page).values()):
        drag(page, cell(start), cell(end))
        until(lambda: page.locator(".words .done").count() == number + 1)


def by_touch_table(page):
    for number, cell in enumerate(CELLS):
        page.locator(f"input[name=b{number}]").tap()
        page.keyboard.type(cell)


def by_touch_cards(page):
    for _ in CARDS:
        page.locator(".card:not([hidden]) summary").tap()
        page.locator(".card:not([hidden]) .pick", has_text="Знаю").locator("input").tap()


def by_touch_millionaire(page):
    for question, answer in GAME:
        page.locator(".stem", has_text=question).wait_for()
        page.locator(".pick", has_text=whole(answer)).locator("input").tap()
        page.locator("button[value=answer]").tap()


def by_touch_media(page):
    page.evaluate("document.getElementById('film').play()")
    page.locator("fieldset.now", has_text=FILM[0][0]).wait_for()
    page.locator("fieldset.now .pick", has_text=FILM[0][1]).locator("input").tap()
    page.locator("fieldset.now button").tap()
    page.locator("fieldset.now", has_text=FILM[1][0]).wait_for()
    page.locator("fieldset.now input").tap()
    page.keyboard.type(FILM[1][1])


@pytest.mark.timeout(300)
def test_each_kind_is_played_by_touch_on_a_phone(visit, games, subtests):
    visitor = visit(games, 360, has_touch=True, is_mobile=True).sign_in("eremina.po")
    for kind in games.games:
        with subtests.test(kind=kind):
            page = open_game(visitor, games, kind)
            visitor.fits()
            globals()[f"by_touch_{kind}"](page)
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
    by_touch_pairs(guest.page)
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
