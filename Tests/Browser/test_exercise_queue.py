"""What was played without a link reaches the server once the link is back, once, and the next person sends nothing of it."""
import re

import pytest

from conftest import until
from test_offline import Link, database, kept, prepared

WORDS = {"кот": "cat", "ёж": "hedgehog", "кит": "whale"}
GAME = "Сколько дней в неделе?\n- шесть\n+ семь\n\nПоловина от десяти?\n+ пять\n- шесть"


def made(visit, server, kind, text):
    """Makes an exercise as a teacher; gives its address."""
    teacher = visit(server).sign_in("uchitel")
    teacher.go(f"/modules/4/exercise/new?kind={kind}")
    teacher.page.fill("#source", text)
    teacher.page.locator(".understood > fieldset").wait_for()
    teacher.page.locator("main form > p > button.main").click()
    teacher.page.wait_for_url("**/activities/*")
    return re.sub(r".*(/activities/\d+).*", r"\1", teacher.page.url)


def tries(server, path):
    with database(server) as tx:
        query = "SELECT right_count, step FROM exercise_tries WHERE activity_id = ? ORDER BY step"
        return tx.execute(query, (path.split("/")[-1],)).fetchall()


def waiting(pupil):
    return pupil.page.evaluate("caches.open('outbox').then(cache => cache.keys()).then(keys => keys.length)")


def play(page, right):
    """Puts each word to its own, or all of them one place further."""
    page.locator(".play").first.wait_for()
    answers = list(WORDS.values())
    selects = page.locator(".plain select")
    labels = page.locator(".plain .places label").all_text_contents()
    for place, label in enumerate(labels):
        wanted = answers[(list(WORDS).index(label) + (0 if right else 1)) % len(answers)]
        selects.nth(place).evaluate(
            "(select, text) => { select.value = [...select.options].find(option => option.text === text).value }", wanted)
    page.locator("#exercise button.main").click()


@pytest.mark.parametrize("way", ["offline", "server stopped"])
def test_an_exercise_played_without_a_link_counts_when_it_is_back(visit, own_server, way):
    path = made(visit, own_server, "pairs", "\n".join(f"{left} = {right}" for left, right in WORDS.items()))
    pupil = prepared(visit, own_server)
    page = pupil.page
    pupil.go(path)
    # The script of the exercise is fetched after the page; without it there is nothing to play when the link is cut.
    page.locator(".play").first.wait_for()
    kept(pupil, path)
    link = Link(way, pupil, own_server)

    link.cut()
    play(page, right=False)
    page.get_by_role("heading", name="Ответы сохранены на этом устройстве").wait_for()
    assert "Отправим ответы сами" in page.locator("main").inner_text()
    # The same copy, played anew, is another try.
    page.locator(f".list a[href='{path}']").click()
    page.wait_for_url("**" + path)
    assert "отправим сами" in page.locator("[data-offline]").inner_text()
    play(page, right=True)
    page.get_by_role("heading", name="Ответы сохранены на этом устройстве").wait_for()
    assert waiting(pupil) == 2

    link.mend()
    pupil.go("/courses/2")
    until(lambda: waiting(pupil) == 0)
    assert tries(own_server, path) == [(0, 1), (3, 2)]
    pupil.go(path)
    assert "Попыток: 2" in page.locator("#exercise").inner_text() or "2 попытки" in page.locator("#exercise").inner_text()
    pupil.go("/courses/2/grades")
    row = page.locator("tr", has=page.locator(f"a[href='{path}']"))
    assert re.search(r"\b10\b", row.inner_text()), row.inner_text()


def test_an_answer_that_arrived_without_the_server_s_word_is_no_second_try(visit, own_server):
    path = made(visit, own_server, "pairs", "\n".join(f"{left} = {right}" for left, right in WORDS.items()))
    pupil = prepared(visit, own_server)
    page = pupil.page
    pupil.go(path)
    kept(pupil, path)
    # The server takes the try, and its answer is lost on the way back.
    lost = []

    def lose(route):
        if route.request.method == "POST" and len(lost) < 1:
            lost.append(route.fetch())
            pupil.unplug()
            return route.abort()
        return route.continue_()

    page.route("**/tries", lose)
    play(page, right=True)
    page.get_by_role("heading", name="Ответы сохранены на этом устройстве").wait_for()
    assert tries(own_server, path) == [(3, 1)]
    pupil.plug_in()
    pupil.go("/courses/2")
    until(lambda: waiting(pupil) == 0)
    assert tries(own_server, path) == [(3, 1)]


def test_a_turn_of_a_game_does_not_wait(visit, own_server):
    path = made(visit, own_server, "millionaire", GAME)
    pupil = prepared(visit, own_server)
    pupil.go(path)
    kept(pupil, path)
    pupil.unplug()
    pupil.page.locator(".pick").first.click()
    pupil.page.locator("button[value=answer]").click()
    pupil.page.get_by_role("heading", name="Не отправлено").wait_for()
    assert waiting(pupil) == 0


def test_what_one_person_played_is_not_sent_as_another(visit, own_server):
    path = made(visit, own_server, "pairs", "\n".join(f"{left} = {right}" for left, right in WORDS.items()))
    pupil = prepared(visit, own_server)
    pupil.go(path)
    kept(pupil, path)
    pupil.unplug()
    play(pupil.page, right=True)
    pupil.page.get_by_role("heading", name="Ответы сохранены на этом устройстве").wait_for()
    # Somebody else takes the device: the session is another one.
    with database(own_server) as tx:
        tx.execute("DELETE FROM sessions")
    pupil.plug_in()
    pupil.sign_in_by_form("eremina.po")
    pupil.go("/courses/2")
    pupil.page.wait_for_timeout(1000)
    assert tries(own_server, path) == [] and waiting(pupil) == 1

    with database(own_server) as tx:
        tx.execute("DELETE FROM sessions")
    pupil.sign_in_by_form("uchenik")
    pupil.go("/courses/2")
    until(lambda: waiting(pupil) == 0)
    assert tries(own_server, path) == [(3, 1)]
