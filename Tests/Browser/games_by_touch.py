"""Each kind of exercise played by touch: a function of the kind's name."""
import re

from conftest import until
from games import CARDS, CELLS, CLUES, DATES, FILM, GAME, GROUPS, PAIRS, STEPS, found_lines, whole


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


def pairs(page):
    tap_all(page, {right: left for left, right in PAIRS.items()})


def timeline(page):
    tap_all(page, {event: date for date, event in DATES.items()})


def groups(page):
    wanted = {item: title for title, items in GROUPS.items() for item in items}
    while page.locator(".tray .chip").count():
        chip = page.locator(".tray .chip").first
        before = page.locator(".tray .chip").count()
        drag(page, chip, page.locator(".target", has_text=wanted[chip.inner_text().strip()]).locator(".drop"))
        until(lambda: page.locator(".tray .chip").count() < before)


def ordering(page):
    for place, step in enumerate(STEPS):
        chips = page.locator(".ordering .chip")
        if chips.nth(place).inner_text() == step:
            continue
        drag(page, chips.filter(has_text=step), chips.nth(place))
        until(lambda: page.locator(".ordering .chip").nth(place).inner_text() == step)


def crossword(page):
    for clue, word in CLUES.items():
        page.locator(".clues li", has_text=clue).tap()
        page.keyboard.type(word)


def word_search(page):
    cell = lambda at: page.locator(".letters tbody tr").nth(at[0]).locator("td").nth(at[1])
    for number, (start, end) in enumerate(found_lines(page).values()):
        drag(page, cell(start), cell(end))
        until(lambda: page.locator(".words .done").count() == number + 1)


def table(page):
    for number, cell in enumerate(CELLS):
        page.locator(f"input[name=b{number}]").tap()
        page.keyboard.type(cell)


def cards(page):
    for _ in CARDS:
        page.locator(".card:not([hidden]) summary").tap()
        page.locator(".card:not([hidden]) .pick", has_text="Знаю").locator("input").tap()


def millionaire(page):
    for question, answer in GAME:
        page.locator(".stem", has_text=question).wait_for()
        page.locator(".pick", has_text=whole(answer)).locator("input").tap()
        page.locator("button[value=answer]").tap()


def media(page):
    page.evaluate("document.getElementById('film').play()")
    page.locator("fieldset.now", has_text=FILM[0][0]).wait_for()
    page.locator("fieldset.now .pick", has_text=FILM[0][1]).locator("input").tap()
    page.locator("fieldset.now button").tap()
    page.locator("fieldset.now", has_text=FILM[1][0]).wait_for()
    page.locator("fieldset.now input").tap()
    page.keyboard.type(FILM[1][1])
