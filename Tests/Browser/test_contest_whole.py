"""The whole contest, five weeks and what follows, in a minute: by the server's clock."""
import re
import subprocess

import pytest
import zxingcpp

from conftest import SERVER
from contest_people import ORGANISER, TARASOVA
from contest_play import Play


@pytest.fixture
def play(browser, own_server):
    own_server.stop()
    play = Play(browser, own_server)
    play.at(0)
    own_server.start()
    yield play
    play.close()


def codes(pdf, folder):
    """What the QR codes on the first page say."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", "150", "-singlefile", folder / "paper.pdf", folder / "paper"], check=True)
    image = (folder / "paper.pgm").read_bytes()
    width, height = map(int, re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image).groups())
    pixels = memoryview(image[-width * height:]).cast("B", shape=[height, width])
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


@pytest.mark.timeout(240)
def test_the_whole_contest_from_the_template_to_a_checked_diploma(play, tmp_path):
    play.play()

    winner = play.by(TARASOVA)
    winner.go("/documents")
    paper = winner.page.locator("main h2 a").first.get_attribute("href")
    answer = winner.context.request.get(winner.url + paper)
    assert answer.headers["content-type"] == "application/pdf"
    [address] = codes(answer.body(), tmp_path)
    assert address.startswith(winner.url + "/check/"), address
    guest = play.by(None)
    guest.page.goto(address)
    guest.page.get_by_text("выдан и действует").wait_for()
    assert "Тарасова Ольга Николаевна" in guest.page.locator("dl").inner_text()

    page = play.open(ORGANISER, "/log")
    page.get_by_role("table").or_(page.locator(".list")).first.wait_for()
    number = play.address.rsplit("/", 1)[1]
    verify = [SERVER, "contest", "verify", number, "--data", str(play.server.data)]
    run = subprocess.run(verify, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "differs" not in run.stdout and run.stdout.count("ok ") >= 6, run.stdout
