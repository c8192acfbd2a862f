"""A served demo network, a browser, and people in it."""
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import time
from datetime import timezone
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "course-server"
SERVER = os.environ.get("SERVER", str(CACHE / "build/debug/CourseServer"))
FONTS = os.environ.get("FONTS", str(CACHE / "public"))
PASSWORD = "belovo-2013"
# Those whom tests know best: they are signed in once for all servers on copies of one folder of data.
PEOPLE = ["uchenik", "eremina.po", "uchitel", "metodist"]


class Server:
    """The built program on a loopback port of its own, stopped by its own process."""

    def __init__(self, data, database=None):
        self.data, self.database, self.port, self.process = Path(data), database, 0, None
        self.clock = self.data / "clock"  # where there is one, the server lives by it
        kept = self.data / "sessions.json"
        self.sessions = json.loads(kept.read_text()) if kept.exists() else {}  # cookies by login

    def start(self):
        command = [SERVER, "serve", "--data", self.data, "--port", str(self.port), "--public", ROOT / "Public"]
        command += ["--fonts", FONTS] + (["--database", self.database] if self.database else [])
        command += ["--clock", self.clock] if self.clock.exists() else []
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"(http://127\.0\.0\.1:(\d+))", line)
        assert found, f"the server said: {line!r}"
        self.url, self.port = found[1], int(found[2])
        return self

    def set_clock(self, instant):
        """From now on it is `instant` in the server, once it has been started with a clock."""
        part = self.clock.with_suffix(".part")
        part.write_text(instant.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        part.replace(self.clock)

    def kill(self):
        """As a power cut does: no time for anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(20) == 0


def seeded(folder, database=None):
    command = [SERVER, "seed", "--data", folder, "--stage", "running", "--seeds", ROOT / "Seeds"]
    command += ["--database", database] if database else []
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    return folder


def until(holds, seconds=10):
    """Waits for something to hold. The pages' policy forbids Playwright's own way, which evaluates text in the page."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold in time"
        time.sleep(0.05)


def editor(page):
    """The text in the visual editor, once it is there: its module is half a megabyte, packed at the first asking."""
    text = page.locator(".visual .ProseMirror")
    text.wait_for(timeout=60_000)
    return text


def to_end(text):
    """Puts the caret behind the text; the editor sets it anew a moment after it got the focus."""
    text.focus()
    text.page.wait_for_timeout(100)
    text.press("Control+End")


def once(tmp_path_factory, name, make):
    """A folder that is made one time for all workers: `make` fills the path it is given."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    with open(root / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / name).exists():
            shutil.rmtree(root / f"{name}.part", ignore_errors=True)
            make(root / f"{name}.part")
            (root / f"{name}.part").rename(root / name)
    return root / name


@pytest.fixture(scope="session")
def prepare(seeds, browser, tmp_path_factory):
    """Copies of the demo network that somebody has worked in: `act(visitor, server)` as the teacher, once for all."""
    def prepared(name, act):
        def make(folder):
            shutil.copytree(seeds, folder)
            running = Server(folder).start()
            visitor = Visit(browser, running.url, sessions=running.sessions).sign_in("uchitel")
            try:
                act(visitor, running)
                visitor.close()
            finally:
                visitor.context.close()
                running.stop()
        return once(tmp_path_factory, name, make)

    return prepared


@pytest.fixture(scope="session")
def seeds(browser, tmp_path_factory):
    """The demo network's data, to be copied by whoever changes or kills."""
    def make(folder):
        seeded(folder)
        running = Server(folder).start()
        for login in PEOPLE:
            Visit(browser, running.url, sessions=running.sessions).sign_in(login).close()
        running.stop()
        (folder / "sessions.json").write_text(json.dumps(running.sessions))

    return once(tmp_path_factory, "seeds", make)


@pytest.fixture(scope="session")
def server(seeds, tmp_path_factory):
    data = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(seeds, data)
    running = Server(data).start()
    yield running
    running.stop()


@pytest.fixture
def visits():
    """The windows a test has opened."""
    return []


def close(visits):
    while visits:
        visits.pop(0).close()


@pytest.fixture
def serve(tmp_path, visits):
    """Serves a copy of a folder of data. The server outlives the windows: they would miss it."""
    servers = []

    def start(data):
        shutil.copytree(data, tmp_path / f"data{len(servers)}")
        servers.append(Server(tmp_path / f"data{len(servers)}").start())
        return servers[-1]

    yield start
    try:
        close(visits)
    finally:
        for running in servers:
            running.stop()


@pytest.fixture
def own_server(seeds, serve):
    """A server whose data this test may change as it likes."""
    return serve(seeds)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    address = os.environ.get("TEST_POSTGRES")
    if not address:
        pytest.skip("no PostgreSQL: run by Tests/Support/with-postgres")
    fields = dict(part.split("=", 1) for part in address.split())
    name = f"browser_{os.getpid()}"
    subprocess.run(
        ["createdb", "-h", fields["host"], "-p", fields["port"], "-U", fields["user"], name], check=True)
    database = address.replace(f"dbname={fields['dbname']}", f"dbname={name}")
    running = Server(seeded(tmp_path_factory.mktemp("postgres") / "data", database), database).start()
    yield running
    running.stop()


CHROMIUM = {
    "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell"),
    "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"],
}


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def listening_browser(browser):
    """A browser that lets every page to its microphone, which beeps."""
    beeps = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    listening = browser.browser_type.launch(**CHROMIUM | {"args": CHROMIUM["args"] + beeps})
    yield listening
    listening.close()


# Every page that is loaded says by itself when it does not fit into the window.
SIDEWAYS = """addEventListener("load", () => {
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) console.error(`${scrollWidth} px wide in a window of ${innerWidth}: ${location.href}`)
})"""


# What a browser says in its console where there is no link; it looks for a newer worker by itself.
NO_LINK = ("net::", "503", "Failed to fetch", "fetching the script")


class Visit:
    """A browser window of one person; at its end nothing may have gone wrong in it."""

    def __init__(self, browser, url, width=1280, sessions=None, **options):
        self.url, self.errors, self.document = url, [], None
        self.sessions = {} if sessions is None else sessions
        self.context = browser.new_context(
            locale=options.pop("locale", "ru-RU"), viewport={"width": width, "height": 900}, **options)
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(SIDEWAYS)
        self.expected = ()
        self.page = self.open()

    def open(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.note(message))
        page.on("request", lambda request: self.check(request.url))
        page.on("response", lambda response: self.remember(response))
        return page

    def remember(self, response):
        if response.request.is_navigation_request():
            self.document = response

    def note(self, message):
        if message.type == "error" and not any(text in message.text for text in self.expected):
            self.errors.append(message.text)

    def check(self, address):
        if not address.startswith((self.url, "data:", "blob:")):
            self.errors.append(f"a request to another host: {address}")

    def sign_in(self, login):
        """As who has signed in before; by the form at the first time."""
        if login not in self.sessions:
            return self.sign_in_by_form(login)
        self.context.add_cookies([self.sessions[login]])
        self.go("/")
        return self

    def sign_in_by_form(self, login):
        self.go("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.main")
        self.page.wait_for_url(lambda url: "/sign-in" not in url and "/session" not in url)
        self.sessions[login] = next(cookie for cookie in self.context.cookies() if cookie["name"] == "session")
        return self

    def go(self, path):
        return self.page.goto(self.url + path)

    def press(self, name):
        """Presses the button, or follows the link, of this name in the page's main part."""
        main = self.page.locator("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()

    def unplug(self):
        """Cuts the link; from now on the console may speak of that."""
        self.expected += NO_LINK
        self.context.set_offline(True)

    def plug_in(self):
        self.context.set_offline(False)

    def fits(self):
        """Nothing stands out of the window sideways."""
        self.page.wait_for_load_state()  # before its sheets have come a page has any width
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def close(self):
        errors = list(self.errors)  # what is cut off by the closing itself is nobody's fault
        self.context.close()
        assert not errors, "\n".join(errors)


@pytest.fixture
def visit(browser, visits):
    def make(server, width=1280, browser=browser, **options):
        visits.append(Visit(browser, server.url, width, server.sessions, **options))
        return visits[-1]

    yield make
    close(visits)
