"""A district's exam: learners start one quiz within seconds, answer for minutes, and the server dies in the middle."""

import asyncio
import collections
import contextlib
import gzip
import json
import random
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stand import Stand, note, sequence

SLOT = re.compile(rb'<input type="radio" name="s(\d+)" value="(\d+)"')


class Client:
    """One learner's browser: a connection kept open, opened anew when it is lost."""

    def __init__(self, exam, login, cookie):
        self.exam, self.login, self.cookie = exam, login, cookie
        self.reader = self.writer = self.port = None
        self.attempt = None
        self.slots = {}
        self.pending = None

    async def request(self, method, path, body=b"", kind=None):
        if self.writer is None:
            self.port = self.exam.port
            self.reader, self.writer = await asyncio.wait_for(
                asyncio.open_connection("127.0.0.1", self.port), 10)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        head += f"Content-Type: {kind}\r\n" if kind else "Accept: text/html\r\nAccept-Encoding: gzip\r\n"
        started = time.perf_counter()
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 30)
        length = re.search(rb"content-length: (\d+)", answer.lower())
        text = await asyncio.wait_for(self.reader.readexactly(int(length[1])), 30) if length else b""
        return int(answer.split()[1]), answer, text, (time.perf_counter() - started) * 1e3

    def drop(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def begin(self, delay):
        await asyncio.sleep(delay)
        await self.patiently(self.start)

    async def start(self):
        status, answer, _, took = await self.request(
            "POST", f"/activities/{self.exam.quiz}/attempts", kind="application/x-www-form-urlencoded")
        if status != 303:
            raise RuntimeError(f"start: {status}")
        self.exam.took["start"].append(took)
        self.attempt = re.search(rb"location: (\S+)", answer.lower())[1].decode()
        await self.open()

    async def open(self):
        status, answer, page, took = await self.request("GET", self.attempt)
        if status != 200:
            raise RuntimeError(f"page: {status}")
        self.exam.took["page"].append(took)
        if b"content-encoding: gzip" in answer.lower():
            page = gzip.decompress(page)
        for slot, value in SLOT.findall(page):
            self.slots.setdefault(int(slot), []).append(int(value))
        if not self.slots:
            raise RuntimeError("page: nothing to answer")

    async def answer(self):
        if self.pending is None:
            slot = random.choice(list(self.slots))
            self.pending = (slot, random.choice(self.slots[slot]), sequence() // 1000)
        slot, value, number = self.pending
        body = json.dumps({"device": "bench", "answers": [
            {"slot": slot, "sequence": number, "fields": [[f"s{slot}", str(value)]]}]}).encode()
        status, _, text, took = await self.request("POST", f"{self.attempt}/answers", body, "application/json")
        if status != 200 or json.loads(text)["saved"] != [{"slot": slot, "sequence": number}]:
            raise RuntimeError(f"answer: {status} {text[:80]!r}")
        self.exam.took["autosave"].append(took)
        self.exam.acknowledged.append((int(self.attempt.split("/")[2]), slot, number))
        self.pending = None

    async def patiently(self, act):
        """As the page's script does: what was not acknowledged is sent again until it is."""
        while True:
            try:
                return await act()
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
                self.drop()
                # One to the server that was killed is no loss: that one is gone.
                if not self.exam.is_down and self.port == self.exam.port:
                    self.exam.lost_connections += 1
                await asyncio.sleep(random.uniform(0.5, 1.5))

    async def sit(self, delay, until):
        try:
            await self.begin(delay)
            while time.monotonic() < until:
                await asyncio.sleep(random.uniform(5, 10))
                await self.patiently(self.answer)
        except RuntimeError as error:
            self.exam.errors.append(str(error))
        finally:
            self.drop()


class Exam:
    def __init__(self, stand, clients):
        self.stand, self.quiz = stand, stand.quiz
        self.took = collections.defaultdict(list)
        self.acknowledged, self.errors = [], []
        self.lost_connections = 0
        self.is_down = False
        self.cpu, self.peak, self.rush_cpu = 0.0, 0.0, None
        self.clients = [Client(self, login, cookie) for login, cookie in clients]

    def memory(self, server):
        text = Path(f"/proc/{server.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024

    async def run(self, server, rush, seconds):
        """Starts within `rush` seconds, answers for `seconds` more; half way the server is killed and started again."""
        self.port = server.port
        began = time.monotonic()
        until = began + rush + seconds
        count = len(self.clients)
        tasks = [asyncio.create_task(client.sit(rush * place / count, until))
                 for place, client in enumerate(self.clients)]
        before = server.cpu()
        was_killed = False
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0.5)
            now = time.monotonic()
            if self.rush_cpu is None and now >= began + rush:
                self.rush_cpu = server.cpu() - before
            if not was_killed and now >= began + rush + seconds / 2:
                was_killed = True
                self.peak = max(self.peak, self.memory(server))
                self.cpu += server.cpu() - before
                self.is_down = True
                server.stop(signal.SIGKILL)
                server = self.stand.server = await asyncio.to_thread(self.stand.serve)
                self.port = server.port
                before = server.cpu()
                await asyncio.sleep(2)
                self.is_down = False
            self.peak = max(self.peak, self.memory(server))
        await asyncio.gather(*tasks)
        self.cpu += server.cpu() - before
        self.elapsed = time.monotonic() - began


def parts(times):
    times = sorted(times)
    if not times:
        return ["—"] * 4

    def part(share):
        return f"{times[min(len(times) - 1, int(len(times) * share))]:.1f}"
    return [part(0.5), part(0.95), part(0.99), f"{times[-1]:.1f}"]


def measure_load(folder, options, table):
    """False when an acknowledged answer was lost or an answer was refused."""
    succeeded = True
    note(f"loading the demo network and {options.learners} learners")
    stand = Stand(folder / "load", learners=options.learners)
    for number in range(options.times):
        if options.times > 1:
            stand.fresh(number)
        server = stand.server = stand.serve()
        try:
            with ThreadPoolExecutor(4) as pool:
                cookies = list(pool.map(server.sign_in, stand.logins))
            exam = Exam(stand, list(zip(stand.logins, cookies)))
            asyncio.run(exam.run(server, options.rush, options.answer_minutes * 60))
        finally:
            stand.server.stop(signal.SIGKILL)
        with contextlib.closing(stand.database()) as database:
            kept = set(database.execute("SELECT attempt_id, slot, sequence FROM answers"))
            attempts = database.execute(
                "SELECT count(*), count(DISTINCT learner_id) FROM attempts WHERE activity_id = ?", [stand.quiz]).fetchone()
        lost = [answer for answer in exam.acknowledged if answer not in kept]
        rows = [[name, f"{len(exam.took[name])}", *parts(exam.took[name])] for name in ["start", "page", "autosave"]]
        table(f"Run {number + 1} of {options.times}: {len(exam.clients)} learners start within {options.rush} s and answer "
              f"every 5–10 s for {options.answer_minutes:g} min; the server is killed half way", [
                  "", "requests", "p50 ms", "p95 ms", "p99 ms", "worst"], rows)
        cpu = exam.cpu / exam.elapsed * 100
        print(f"  server: {exam.cpu:.1f} s CPU, {cpu:.0f} % of one core on average"
              + f" ({exam.rush_cpu / options.rush * 100:.0f} % while they start)"
              + f", {exam.peak:.1f} MB PSS at most")
        print(f"  attempts {attempts[0]} of {attempts[1]} learners; answers acknowledged {len(exam.acknowledged)}, "
              f"found after the kill {len(exam.acknowledged) - len(lost)}, difference {len(lost)}; "
              f"refused {len(exam.errors)}, connections lost while it was up {exam.lost_connections}", flush=True)
        for error in exam.errors[:3]:
            print(f"  {error}")
        succeeded &= not lost and not exam.errors and attempts[0] == attempts[1] == len(exam.clients)
    return succeeded
