"""Each kind of exercise played by keyboard alone: a function of the kind's name."""
from games import (
    CARDS, CELLS, CLUES, DATES, FILM, GAME, GROUPS, PAIRS, STEPS, WORDS, focused, found_lines, place_all, press_until, text_of,
)
from test_tries import walk


def pairs(page):
    place_all(page, {right: left for left, right in PAIRS.items()})


def timeline(page):
    place_all(page, {event: date for date, event in DATES.items()})


def groups(page):
    place_all(page, {item: title for title, items in GROUPS.items() for item in items})


def ordering(page):
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


def crossword(page):
    walk(page, ".crossword input")
    for _ in range(len(CLUES)):
        clue = page.locator(".clues .current span").first.inner_text()
        page.keyboard.type(CLUES[clue])
        page.keyboard.press("Enter")


def go_to_cell(page, to):
    at = focused(page).evaluate("cell => cell.at")
    for name, difference in (("Down", to[0] - at[0]), ("Right", to[1] - at[1])):
        key = name if difference > 0 else {"Down": "Up", "Right": "Left"}[name]
        for _ in range(abs(difference)):
            page.keyboard.press("Arrow" + key)


def word_search(page):
    walk(page, ".letters td")
    for start, end in found_lines(page).values():
        go_to_cell(page, start)
        page.keyboard.press("Space")
        go_to_cell(page, end)
        page.keyboard.press("Space")
    assert page.locator(".words .done").count() == len(WORDS)


def table(page):
    for cell in CELLS:
        walk(page, f"input[name=b{CELLS.index(cell)}]")
        page.keyboard.type(cell.lower())


def cards(page):
    walk(page, ".card summary")
    for _ in CARDS:
        front = text_of(page)
        page.keyboard.press("Enter")
        assert page.locator(".card:not([hidden]) details p").inner_text() == CARDS[front]
        page.keyboard.press("Tab")
        page.keyboard.press("Space")


def millionaire(page):
    for number, (question, answer) in enumerate(GAME):
        page.locator(".stem", has_text=question).wait_for()
        walk(page, f"input[name=q{number}]")
        press_until(page, "ArrowDown", lambda: focused(page).evaluate(
            "input => input.closest('label').textContent.trim()") == answer)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")


def media(page):
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
