"""What every measurement stands on: the demo network with learners added, the server, nginx, wrk, CPU time by /proc."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
PASSWORD = "belovo-2013"
LEARNERS = 100
VIDEO_SIZE = 4 << 20
VIDEO_HEADER = bytes.fromhex("00000018") + b"ftypisom" + bytes.fromhex("00000200") + b"isommp41"
CPU_TICKS = os.sysconf("SC_CLK_TCK")
# As browsers ask: pages come packed.
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}

COURSE = """title: "Проверка нагрузкой"
organisation: school5
owner: uchitel
authors: [uchitel]
hours: 1
language: ru
visibility: school
enrolment: {mode: manual}
modules:
  - title: "Видео и тест"
    activities:
      - video: {title: "Видео, 4 МБ", file: media/video.mp4, points: 0}
      - quiz: {title: "Тест, 20 вопросов", file: test.gift, points: 20, time_limit_minutes: 60, attempts: 1, grading: highest, questions_per_page: 20, shuffle: true, review: after_submission, pass: 60}
"""


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="course-server-bench-") as folder:
        yield Path(folder)


def make_seeds(folder, learners=LEARNERS):
    """The seeds with so many more learners and a course of a video of 4 MB and a quiz of 20 questions."""
    seeds = folder / "seeds"
    shutil.copytree(ROOT / "Seeds", seeds)
    logins = [f"bench{number:03}" for number in range(1, learners + 1)]
    with open(seeds / "network/people.csv", "a", encoding="utf-8") as people:
        for login in logins:
            people.write(f"{login};Нагрузкин;Слушатель;;;school5;learner;6А;{PASSWORD}\n")
    with open(seeds / "network/progress.csv", "a", encoding="utf-8") as progress:
        for number, login in enumerate(logins):
            progress.write(f"{login};zz-bench;0.00;0.50;{3000 + number}\n")
    course = seeds / "courses/zz-bench"
    (course / "media").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE, encoding="utf-8")
    questions = []
    for file in ["distance-course/01-trebovaniya/test-1.gift", "fractions/test.gift"]:
        text = (seeds / "courses" / file).read_text(encoding="utf-8")
        questions += [part.strip() for part in re.split(r"\n(?=::)", text)[1:]]
    (course / "test.gift").write_text("\n\n".join(questions[:20]) + "\n", encoding="utf-8")
    padding = VIDEO_SIZE - len(VIDEO_HEADER)
    video = VIDEO_HEADER + padding.to_bytes(4, "big") + b"free" + os.urandom(padding - 8)
    (course / "media/video.mp4").write_bytes(video)
    return seeds, logins


class Process:
    """A process of ours, ended by its own number."""

    def __init__(self, command, log, **options):
        self.log = log
        self.popen = subprocess.Popen(command, stderr=open(log, "ab"), cwd=ROOT, **options)

    @property
    def pid(self):
        return self.popen.pid

    def cpu(self):
        """Seconds of user and system time so far, of all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / CPU_TICKS

    def stop(self, kind=signal.SIGTERM):
        if self.popen.poll() is None:
            self.popen.send_signal(kind)
            try:
                self.popen.wait(15)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


class Server(Process):
    def __init__(self, data, log, before=()):
        command = [*before, os.environ["SERVER"], "serve", "--data", str(data), "--port", "0", "--public",
                   str(ROOT / "Public"), "--fonts", os.environ["FONTS"]]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COURSE_SERVER_")}
        self.started = time.monotonic()
        super().__init__(command, log, stdout=subprocess.PIPE, env=environment)
        watchdog = threading.Timer(60, self.popen.kill)
        watchdog.start()
        line = self.popen.stdout.readline().decode()
        watchdog.cancel()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            self.stop()
            raise SystemExit(f"the server did not start: {Path(log).read_text(errors='replace')[-2000:]}")
        self.port = int(found[1])

    def request(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Sec-Fetch-Site": "same-origin", **(headers or {})})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def sign_in(self, login):
        body = f"login={login}&password={PASSWORD}"
        response, _ = self.request("POST", "/session", {"Content-Type": "application/x-www-form-urlencoded"}, body)
        cookie = response.getheader("Set-Cookie", "").split(";")[0]
        if not cookie.startswith("session="):
            raise SystemExit(f"{login} could not sign in: {response.status}")
        return cookie


class Nginx(Process):
    """One worker, one file of 10 KB and one of 4 MB."""

    def __init__(self, folder, video):
        root = folder / "www"
        root.mkdir(parents=True)
        text = b"<p>The quick brown fox jumps over the lazy dog.\n"
        (root / "page.html").write_bytes((text * 300)[: 10 << 10])
        shutil.copy(video, root / "video.mp4")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        (folder / "nginx.conf").write_text(
            f"""daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
            events {{ worker_connections 512; }}
            http {{
                access_log off; sendfile on; keepalive_requests 100000000; {temporary}
                types {{ text/html html; video/mp4 mp4; }}
                server {{ listen 127.0.0.1:{self.port}; root {root}; }}
            }}""")
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        super().__init__(
            [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
            folder / "nginx.log")
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise SystemExit("nginx did not start")


@dataclass
class Load:
    """One run of wrk: answers a second, CPU seconds of the loaded process an answer, latencies in ms."""

    rate: float
    cpu: float
    p50: float
    p99: float
    size: float


MILLISECONDS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}


def wrk(process, path, seconds, connections=16, headers=None, script=None, arguments=()):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "10", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(HERE / script)]
    command.append(f"http://127.0.0.1:{process.port}{path}")
    if arguments:
        command += ["--", *map(str, arguments)]
    before = process.cpu()
    out = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    cpu = process.cpu() - before
    text = out.stdout
    count = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m), ([\d.]+)(B|KB|MB|GB) read", text)
    if out.returncode or not count or not int(count[1]):
        raise SystemExit(f"wrk failed on {path}: {text}{out.stderr}")
    bad = re.findall(r"Non-2xx.*|Socket errors.*", text)
    if bad:
        raise SystemExit(f"{path}: {'; '.join(bad)}")
    requests, size = int(count[1]), float(count[4]) * {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[count[5]]

    def latency(part):
        found = re.search(rf"{part}%\s+([\d.]+)(us|ms|s|m)\b", text)
        return float(found[1]) * MILLISECONDS[found[2]]

    took = float(count[2]) * MILLISECONDS[count[3]] / 1e3
    return Load(requests / took, cpu / requests, latency(50), latency(99), size / requests)


@dataclass
class Learner:
    login: str
    cookie: str
    attempt: str
    slot: int


class Stand:
    """A seeded folder of data, and the numbers of what is asked for in it."""

    def __init__(self, folder, learners=LEARNERS):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        seeds, self.logins = make_seeds(folder, learners)
        out = subprocess.run(
            [os.environ["SERVER"], "seed", "--data", str(self.data), "--stage", "running", "--seeds", str(seeds)],
            capture_output=True, text=True, timeout=300, cwd=ROOT)
        if out.returncode:
            raise SystemExit(f"seeding failed: {out.stdout}{out.stderr}")
        self.video = seeds / "courses/zz-bench/media/video.mp4"
        with contextlib.closing(self.database()) as database:
            def number(sql):
                return database.execute(sql).fetchone()[0]

            self.course = number("SELECT id FROM courses ORDER BY id LIMIT 1")
            in_course = f"SELECT a.id FROM activities a JOIN modules m ON m.id = a.module_id WHERE m.course_id = {self.course}"
            self.activity = number(f"{in_course} AND a.kind = 'page' ORDER BY length(a.html) DESC LIMIT 1")
            self.quiz = number("SELECT max(id) FROM activities WHERE kind = 'quiz'")
            self.asset = number(f"SELECT max(id) FROM assets WHERE size = {VIDEO_SIZE}")
        self.learners = []
        self.journal = None

    def fresh(self, number):
        """Begins again from the data as they were seeded: run `number`, from 0."""
        seeded = self.folder / "seeded"
        if not number:
            shutil.copytree(self.data, seeded)
        else:
            shutil.rmtree(self.data)
            shutil.copytree(seeded, self.data)

    def database(self):
        return sqlite3.connect(f"file:{self.data}/course-server.sqlite?mode=ro", uri=True)

    def serve(self, before=()):
        return Server(self.data, self.log, before)

    def begin_attempts(self, server):
        """Every added learner signs in and starts the quiz."""
        def begin(login):
            cookie = server.sign_in(login)
            response, _ = server.request("POST", f"/activities/{self.quiz}/attempts", {"Cookie": cookie})
            path = response.getheader("Location", "")
            _, page = server.request("GET", path, {"Cookie": cookie})
            slot = re.search(rb'<input type="radio" name="s(\d+)" value="1"', page)
            if not path.startswith("/attempts/") or not slot:
                raise SystemExit(f"{login} could not start the quiz: {response.status} {path}")
            return Learner(login, cookie, path, int(slot[1]))

        with ThreadPoolExecutor(4) as pool:
            self.learners = list(pool.map(begin, self.logins))
        lines = [f"{learner.attempt}/answers {learner.cookie} {learner.slot}\n" for learner in self.learners]
        (self.folder / "learners.txt").write_text("".join(lines))

    def fill_journal(self, server, columns=40, learners=30):
        """A course whose journal has a mark in every cell; its path."""
        headers = {"Cookie": server.sign_in("metodist")}

        def post(path, **fields):
            response, body = server.request(
                "POST", path, {**headers, "Content-Type": "application/x-www-form-urlencoded"},
                urllib.parse.urlencode(fields))
            if response.status != 303:
                raise SystemExit(f"{path}: {response.status} {body[:300]}")
            return response.getheader("Location")

        course = re.match(r"/courses/\d+", post("/o/school5/courses", title="Журнал", template="none"))[0]
        post(f"{course}/members", login=" ".join(self.logins[:learners]))
        for number in range(columns):
            post(f"{course}/gradebook/columns", title=f"Работа {number + 1}", points="5")
        _, page = server.request("GET", f"{course}/gradebook", headers)
        people, names = (sorted(set(re.findall(pattern, page))) for pattern in (rb'data-u="(\d+)"', rb'data-c="(\w+)"'))
        cells = [{"c": name.decode(), "u": int(user), "value": str(2 + (place + int(user)) % 4)}
                 for place, name in enumerate(names) for user in people]
        for start in range(0, len(cells), 200):
            response, body = server.request(
                "POST", f"{course}/gradebook/marks", {**headers, "Content-Type": "application/json"},
                json.dumps({"cells": cells[start:start + 200], "paste": True}))
            if response.status != 200:
                raise SystemExit(f"the journal was not filled: {response.status} {body[:300]}")
        return course

    def targets(self, server):
        """What is asked for: name, title, keyword arguments of `wrk`."""
        reader = {**BROWSER, "Cookie": server.sign_in("uchitel")}
        teacher = {**BROWSER, "Cookie": server.sign_in("metodist")}
        learner = self.learners[0]
        self.journal = self.journal or self.fill_journal(server)
        course = f"/courses/{self.course}"
        # A look at a step is noted, and the course page shows it: first the step, then the page that stays as it is.
        server.request("GET", f"/activities/{self.activity}", reader)
        response, _ = server.request("GET", course, reader)
        plain = {"Cookie": reader["Cookie"]}
        targets = {
            "livez": ("/livez, no page, no database", dict(path="/livez")),
            "course": ("course page", dict(path=course, headers=reader)),
            "plain": ("… not packed", dict(path=course, headers=plain)),
            "kept": ("… unchanged, 304", dict(path=course, headers={**reader, "If-None-Match": response.getheader("ETag")})),
            "activity": ("activity page", dict(path=f"/activities/{self.activity}", headers=reader)),
            "gradebook": ("gradebook, 30 learners", dict(path=f"{course}/gradebook", headers=teacher)),
            "journal": ("journal, 30 learners x 40 works", dict(path=f"{self.journal}/gradebook", headers=teacher)),
            "attempt": ("quiz attempt, 20 questions", dict(path=learner.attempt, headers={**BROWSER, "Cookie": learner.cookie})),
            "answer": ("autosave of an answer", dict(
                path="/", connections=32, script="answers.lua",
                arguments=[self.folder / "learners.txt", 0])),
            "range": ("64 KB of the video", dict(
                path=f"/media/{self.asset}/video.mp4", script="ranges.lua",
                arguments=[VIDEO_SIZE, learner.cookie])),
        }
        for name, (title, options) in targets.items():
            if "script" not in options:
                response, _ = server.request("GET", options["path"], options.get("headers"))
                if response.status != (304 if name == "kept" else 200):
                    raise SystemExit(f"{title}: {options['path']} answers {response.status}")
        return targets


def sequence():
    """Newer with every call, and by more than a run's requests."""
    return time.time_ns() // 1000


def load_target(server, options, seconds):
    options = dict(options)
    if options.get("script") == "answers.lua":
        options["arguments"] = [options["arguments"][0], sequence()]
    return wrk(server, seconds=seconds, **options)


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return (f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, {model[1] if model else 'unknown processor'}, "
            f"load average {load_average()}")


def load_average():
    return "%.1f" % os.getloadavg()[0]


def note(text):
    print(text, file=sys.stderr, flush=True)
