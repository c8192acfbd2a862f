"""SCORM packages run in Chromium: what they tell reaches the gradebook, and they reach nothing of ours."""
import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, until

# Reference data stand beside the checkout, unless COURSE_FIXTURES says where.
FIXTURES = Path(os.environ.get("COURSE_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "scorm"

MANIFEST = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="{adlcp}">
<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Проба</title>
<item identifier="i1" identifierref="r1"><title>Первое</title></item>{more}</organization></organizations>
<resources><resource identifier="r1" type="webcontent" adlcp:{kind}="sco" href="a%20page.html"><file href="a%20page.html"/></resource>
<resource identifier="r2" type="webcontent" adlcp:{kind}="sco" href="second.html"/></resources></manifest>"""

# Tries everything a package must not have, and says what it got.
SPY = """
const got = []
const attempt = (name, act) => { try { const value = act(); got.push(name + "=" + value) } catch (e) { got.push(name + "!" + e.name) } }
attempt("cookie", () => document.cookie)
attempt("top", () => top.document.title)
attempt("storage", () => { localStorage.setItem("a", "1"); return localStorage.getItem("a") })
const send = (address, options) => fetch(address, options).then(r => r.type + r.status, e => e.name)
Promise.all([
  send("/me", { credentials: "include" }), send("/sign-out", { method: "POST", credentials: "include", mode: "no-cors" }),
  send("/media/1/x", { mode: "no-cors" }),
]).then(answers => { document.title = "spied"; document.getElementById("spy").textContent = [...got, ...answers].join("|") })
"""

PAGE_12 = """<!doctype html><html><head><title>Первое</title><script>
function findAPI(w) { while (w.API == null && w.parent != null && w.parent != w) w = w.parent; return w.API }
var API = null
const api = findAPI(window)
const log = []
log.push(api.LMSInitialize(""), api.LMSGetValue("cmi.core.lesson_status"), api.LMSGetValue("cmi.core.lesson_location"))
</script></head><body><h1>Проба</h1><p id="log"></p><p id="spy"></p>
<button id="pass">Сдать</button><button id="bad">Испортить</button>
<iframe src="inner.html"></iframe>
<script>
document.getElementById("log").textContent = log.join("|")
function Record(score) {
  api.LMSSetValue("cmi.core.score.raw", String(score)); api.LMSSetValue("cmi.core.score.max", "100")
  api.LMSSetValue("cmi.core.score.min", "0"); api.LMSSetValue("cmi.core.lesson_status", "passed")
  api.LMSSetValue("cmi.core.lesson_location", "5"); api.LMSSetValue("cmi.core.exit", "suspend"); api.LMSFinish("")
}
document.getElementById("bad").onclick = () => {
  document.getElementById("log").textContent =
    [api.LMSSetValue("cmi.core.score.raw", "900"), api.LMSGetLastError(), api.LMSGetValue("cmi.nonsense"), api.LMSGetLastError()].join("|")
}
document.getElementById("pass").onclick = () => Record(80)
""" + SPY + "</script></body></html>"

INNER = "<!doctype html><title>inner</title><button id=inside onclick='if (parent.Record) parent.Record(40)'>Изнутри</button>"

PAGE_2004 = """<!doctype html><html><head><title>2004</title></head><body><button id="pass">Сдать</button><p id="log"></p><script>
let w = window; while (!w.API_1484_11 && w.parent !== w) w = w.parent
const api = w.API_1484_11
document.getElementById("log").textContent = [api.Initialize(""), api.GetValue("cmi.completion_status"), api.GetValue("cmi.suspend_data"), api.GetLastError()].join("|")
document.getElementById("pass").onclick = () => {
  api.SetValue("cmi.score.scaled", "0.65"); api.SetValue("cmi.success_status", "passed")
  api.SetValue("cmi.completion_status", "completed"); api.SetValue("cmi.suspend_data", "страница 7"); api.Commit("")
}
</script></body></html>"""


def package(version="1.2", more="", **pages):
    is_old = version == "1.2"
    manifest = MANIFEST.format(
        version=version, more=more, kind="scormtype" if is_old else "scormType",
        adlcp=f"http://www.adlnet.org/xsd/{'adlcp_rootv1p2' if is_old else 'adlcp_v1p3'}")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        for name, text in pages.items():
            archive.writestr(name.replace("__", " ") + ".html", text)
    return packed.getvalue()


def added(visitor, content, title):
    """Adds the package to a module of course 2 and says the activity's number."""
    visitor.sign_in("uchitel").go("/modules/4/package/new")
    visitor.page.fill("#title", title)
    visitor.page.set_input_files("#file", {"name": "package.zip", "mimeType": "application/zip", "buffer": content})
    visitor.page.fill("#points", "10")
    visitor.page.click("main form button.main")
    visitor.page.wait_for_url("**/activities/*")
    return visitor.page.url.rsplit("/", 1)[1]


def inside(visitor):
    """The package's outermost page."""
    handle = visitor.page.locator("package-player iframe").element_handle()
    frame = handle.content_frame()
    frame.wait_for_load_state()
    return frame


def saved(visitor):
    visitor.page.locator("package-player [role=status]:not(:empty)").wait_for()
    return visitor.page.locator("package-player [role=status]").inner_text()


def test_a_package_runs_shut_in_and_is_graded(own_server, visit):
    activity = added(visit(own_server), package(a__page=PAGE_12, inner=INNER), "Пакет для пробы")
    pupil = visit(own_server).sign_in("eremina.po")
    pupil.expected = ("Content Security Policy", "CORS", "ERR_FAILED", "ERR_BLOCKED", "403", "sandbox", "Refused", "Failed to load")
    pupil.go(f"/activities/{activity}")
    pupil.press("Открыть")
    frame = inside(pupil)
    assert frame.locator("#log").inner_text() == "true|not attempted|"

    # Nothing of the site is within its reach: no cookies, no page around it, no address of ours.
    frame.locator("#spy:not(:empty)").wait_for(state="attached")
    spied = frame.locator("#spy").inner_text().split("|")
    assert spied[:3] == ["cookie=", "top!SecurityError", "storage=1"]
    assert all(answer == "TypeError" for answer in spied[3:]), spied

    # What is no score is not taken.
    frame.click("#bad")
    assert frame.locator("#log").inner_text() == "false|405||201"

    # A frame inside the package calls its parent as such packages do.
    frame.frame_locator("iframe").locator("#inside").click()
    assert saved(pupil) == "пройдено"
    pupil.page.reload()
    frame = inside(pupil)
    assert frame.locator("#log").inner_text() == "true|passed|5"
    frame.click("#pass")
    assert saved(pupil) == "пройдено"

    pupil.press("Закончить и выйти")
    pupil.page.wait_for_url(f"**/activities/{activity}")
    assert "80 %" in pupil.page.locator("main").inner_text()
    pupil.go("/courses/2/grades")
    assert "8 / 10" in pupil.page.locator("main").inner_text().replace("\xa0", " ")
    # It is still signed in, whatever the package sent.
    assert "/sign-in" not in pupil.go("/me").url


def test_the_frame_opened_by_itself_has_no_origin_either(own_server, visit):
    activity = added(visit(own_server), package(a__page=PAGE_12, inner=INNER), "Пакет")
    pupil = visit(own_server).sign_in("eremina.po")
    pupil.expected = ("Content Security Policy", "CORS", "ERR_FAILED", "ERR_BLOCKED", "403", "sandbox", "Refused", "Failed to load")
    pupil.go(f"/activities/{activity}/player")
    address = pupil.page.locator("package-player iframe").get_attribute("src")
    pupil.go(address)
    assert pupil.page.evaluate("origin") == "null"
    assert pupil.go(address.replace(".", ".1", 1)).status == 404
    # A stranger without a session gets the files by the pass alone, and no more than those.
    stranger = visit(own_server)
    stranger.expected = pupil.expected
    assert stranger.go(address).status == 200
    assert stranger.go(address.split("/files/")[0] + "/files/course.yaml").status == 404


def test_2004_speaks_its_own_interface(own_server, visit):
    more = '<item identifier="i2" identifierref="r2"><title>Второе</title></item>'
    content = package("2004 4th Edition", more, a__page=PAGE_2004, second=PAGE_2004)
    activity = added(visit(own_server), content, "Пакет 2004")
    pupil = visit(own_server).sign_in("eremina.po")
    pupil.go(f"/activities/{activity}")
    pupil.press("Первое")
    frame = inside(pupil)
    assert frame.locator("#log").inner_text() == "true|unknown||403"
    frame.click("#pass")
    assert saved(pupil) == "пройдено"
    pupil.go(f"/activities/{activity}")
    assert "65 %" in pupil.page.locator("main").inner_text()
    # Half of the package is done: the step is not.
    assert "не начато" in pupil.page.locator("main").inner_text()
    pupil.press("Второе")
    inside(pupil).click("#pass")
    assert saved(pupil) == "пройдено"
    pupil.go("/courses/2/grades")
    assert "6,5 / 10" in pupil.page.locator("main").inner_text().replace("\xa0", " ")


@pytest.mark.skipif(not FIXTURES.exists(), reason="no reference data")
def test_a_real_package_reaches_the_gradebook(own_server, visit):
    """Golf Explained: one lesson of sixteen pages in an inner frame, a test at its end that calls its parent."""
    content = (FIXTURES / "moodle_singlescobasic.zip").read_bytes()
    activity = added(visit(own_server), content, "Golf Explained")
    pupil = visit(own_server).sign_in("eremina.po")
    pupil.expected = ("Content Security Policy", "404", "Failed to load")
    pupil.go(f"/activities/{activity}")
    pupil.press("Открыть")
    frame = inside(pupil)
    for _ in range(15):
        frame.click("#butNext")
    assert frame.locator("#butNext").is_disabled()
    test = frame.frame_locator("#contentFrame")
    test.locator("form").wait_for()
    # Hardly an answer is given: the score is what the test makes of that, and its page tells its parent.
    test.locator("input[type=button]").last.click()
    score = int(re.search(r"\d+", test.locator("h3").first.inner_text())[0])
    until(lambda: saved(pupil) != "")
    frame.click("#butExit")
    pupil.press("Закончить и выйти")
    pupil.page.wait_for_url(f"**/activities/{activity}")
    assert f"{score} %" in pupil.page.locator("main").inner_text()
    pupil.go("/courses/2/grades")
    points = f"{score / 10:g}".replace(".", ",")
    assert f"{points} / 10" in pupil.page.locator("main").inner_text().replace("\xa0", " ")
