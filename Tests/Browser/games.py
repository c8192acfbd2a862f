"""The exercises that the tests make and play: one of each kind, and what any way of playing needs."""
import re

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
