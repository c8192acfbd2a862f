"""Measures the server beside nginx. Figures go to standard output only."""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import shutil
import signal
import statistics
import sys
import time
from pathlib import Path

from contest import measure_contest
from figures import measure_figures
from load import measure_load
from papers import measure_papers
from stand import (
    VIDEO_SIZE, Nginx, Stand, load_average, load_target, machine, note, sequence, temporary_folder, wrk)

# CPU of Moodle's course page: the project's own earlier measurement, given, not taken here.
MOODLE_COURSE_MS = 103
OF_SERVER = ["pages", "media", "memory", "start", "answers", "durability"]
MEASUREMENTS = OF_SERVER + ["statistics", "contest", "papers"]
# Takes minutes, so it is asked for by name.
BY_NAME = ["load"]


def table(title, header, rows):
    print(f"\n{title}")
    rows = [header, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) if not column else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip())
        if not number:
            print("  " + "  ".join("-" * width for width in widths))
    sys.stdout.flush()


class Runs:
    """The rounds of one target; the median speaks, the extremes say how far to believe it."""

    def __init__(self, loads):
        self.rate = statistics.median(load.rate for load in loads)
        self.cpu = statistics.median(load.cpu for load in loads)
        self.p50 = statistics.median(load.p50 for load in loads)
        self.p99 = statistics.median(load.p99 for load in loads)
        self.size = loads[-1].size
        self.extremes = f"{min(load.rate for load in loads):.0f}–{max(load.rate for load in loads):.0f}"


def rounds(targets, options):
    """Every target once a round, so that what else the machine does meets all of them alike."""
    for _, load in targets.values():
        load(1)
    loads = {name: [] for name in targets}
    for number in range(options.rounds):
        note(f"round {number + 1} of {options.rounds}, load average {load_average()}")
        for name, (_, load) in targets.items():
            loads[name].append(load(options.seconds))
    return {name: Runs(loads) for name, loads in loads.items()}


def server_loads(stand, server, names):
    targets = stand.targets(server)

    def loader(target):
        return lambda seconds: load_target(server, target, seconds)

    return {name: (targets[name][0], loader(targets[name][1])) for name in names}


def measure_pages(stand, server, nginx, options):
    targets = {"nginx": ("nginx, file of 10 KB", lambda seconds: wrk(nginx, "/page.html", seconds))}
    names = ["livez", "course", "plain", "kept", "activity", "gradebook", "journal", "attempt", "answer"]
    targets.update(server_loads(stand, server, names))
    runs = rounds(targets, options)
    base = runs["nginx"]
    table(
        f"Pages and answers: medians of {options.rounds} runs of {options.seconds} s, 16 connections (autosave 32)",
        ["", "req/s", "lowest–highest", "CPU ms", "p50 ms", "p99 ms", "KB", "nginx's req/s ÷", "CPU ÷ nginx's"],
        [[targets[name][0], f"{run.rate:.0f}", run.extremes, f"{run.cpu * 1e3:.3f}", f"{run.p50:.1f}", f"{run.p99:.1f}",
          f"{run.size / 1024:.1f}", f"{base.rate / run.rate:.1f}", f"{run.cpu / base.cpu:.1f}"]
         for name, run in runs.items()])
    course = runs["course"].cpu * 1e3
    print(f"  Moodle's course page, given: {MOODLE_COURSE_MS} ms CPU; ours {course:.2f} ms, "
          f"{MOODLE_COURSE_MS / course:.0f} times less. Budget of a page: 3 ms.")


def measure_media(stand, server, nginx, options):
    targets = {
        "nginx": ("nginx", lambda seconds: wrk(
            nginx, "/video.mp4", seconds, script="ranges.lua", arguments=[VIDEO_SIZE])),
        "range": ("ours, signed in", server_loads(stand, server, ["range"])["range"][1]),
    }
    runs = rounds(targets, options)
    base = runs["nginx"]
    table(
        "Video of 4 MB by 64 KB from random places, 16 connections",
        ["", "ranges/s", "lowest–highest", "MB/s", "CPU µs", "p99 ms", "nginx's ranges/s ÷", "CPU ÷ nginx's"],
        [[targets[name][0], f"{run.rate:.0f}", run.extremes, f"{run.rate / 16:.0f}", f"{run.cpu * 1e6:.0f}", f"{run.p99:.1f}",
          f"{base.rate / run.rate:.1f}", f"{run.cpu / base.cpu:.1f}"] for name, run in runs.items()])


def memory(process):
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    status = Path(f"/proc/{process.pid}/status").read_text()

    def megabytes(name):
        return int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) / 1024
    return [f"{megabytes('Pss'):.1f}", f"{megabytes('Rss'):.1f}", f"{megabytes('Private_Dirty'):.1f}",
            re.search(r"Threads:\s+(\d+)", status)[1]]


def measure_memory(stand, options):
    server = stand.serve()
    try:
        time.sleep(1)
        rows = [["idle, nothing asked yet", *memory(server)]]
        targets = stand.targets(server)
        rows.append(["after one look at each page", *memory(server)])
        samples = []
        for name in ["course", "attempt", "gradebook"]:
            load_target(server, targets[name][1], options.seconds)
            samples.append(memory(server))
        rows.append(["right after 16 clients for three pages", *max(samples, key=lambda sample: float(sample[0]))])
        table("Memory, MB", ["", "PSS", "RSS", "private dirty", "threads"], rows)
    finally:
        server.stop()


def measure_start(stand, options):
    took = []
    for _ in range(max(5, options.rounds)):
        server = stand.serve()
        try:
            response, _ = server.request("GET", "/livez")
            took.append((time.monotonic() - server.started) * 1e3)
            assert response.status == 200
        finally:
            server.stop()
    table("Start: from exec to the first 200 of /livez, ms", ["", "median", "lowest", "highest"],
          [[f"{len(took)} starts", f"{statistics.median(took):.0f}", f"{min(took):.0f}", f"{max(took):.0f}"]])


class Answering:
    """Learners who answer one question after another, each over a connection of their own."""

    def __init__(self, port):
        self.port = port
        self.latencies = []
        self.acknowledged = []
        self.errors = []

    async def learn(self, learner, until):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.sleep(random.uniform(0, 1))
            while time.monotonic() < until:
                number = sequence()
                body = json.dumps({"device": "bench", "answers": [
                    {"slot": learner.slot, "sequence": number, "fields": [[f"s{learner.slot}", "1"]]}]}).encode()
                head = (f"POST {learner.attempt}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {learner.cookie}\r\n"
                        f"Sec-Fetch-Site: same-origin\r\nContent-Length: {len(body)}\r\n\r\n").encode()
                start = time.perf_counter()
                writer.write(head + body)
                answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                length = int(re.search(rb"content-length: (\d+)", answer.lower())[1])
                text = await asyncio.wait_for(reader.readexactly(length), 10)
                self.latencies.append((time.perf_counter() - start) * 1e3)
                saved = json.loads(text).get("saved") if answer.startswith(b"HTTP/1.1 200") else None
                if saved == [{"slot": learner.slot, "sequence": number}]:
                    self.acknowledged.append((int(learner.attempt.split("/")[2]), learner.slot, number))
                else:
                    self.errors.append(f"{answer[:40]!r} {text[:80]!r}")
                await asyncio.sleep(random.uniform(0.5, 1.5))
            writer.close()
        except Exception as error:  # whatever went wrong is a lost answer and is counted
            self.errors.append(repr(error))

    async def run(self, learners, seconds):
        until = time.monotonic() + seconds
        await asyncio.gather(*(self.learn(learner, until) for learner in learners))


def measure_answers(stand, options):
    server = stand.serve()
    answering = Answering(server.port)
    try:
        seconds = options.answer_seconds
        before = server.cpu()
        asyncio.run(answering.run(stand.learners, seconds))
        cpu = server.cpu() - before
    finally:
        server.stop(signal.SIGKILL)
    with contextlib.closing(stand.database()) as database:
        kept = set(database.execute("SELECT attempt_id, slot, sequence FROM answers"))
    lost = [answer for answer in answering.acknowledged if answer not in kept]
    times = sorted(answering.latencies)

    def part(share):
        return f"{times[min(len(times) - 1, int(len(times) * share))]:.1f}"
    table(
        f"{len(stand.learners)} learners answer for {seconds} s, one answer in 0.5–1.5 s each; then the server is killed",
        ["", "answers", "p50 ms", "p95 ms", "p99 ms", "worst", "CPU ms each", "errors", "acknowledged but lost"],
        [["autosave", f"{len(times)}", part(0.5), part(0.95), part(0.99), f"{times[-1]:.1f}",
          f"{cpu / len(times) * 1e3:.2f}", f"{len(answering.errors)}", f"{len(lost)}"]])
    for error in answering.errors[:3]:
        print(f"  {error}")
    return not answering.errors and not lost


CALL = re.compile(r"^\d+ +(\d+\.\d+) (\w+)\((\d+)<(.*?)>(?=[,)])(.*)$")


def measure_durability(stand, options):
    if not shutil.which("strace"):
        print("\nDurability: strace is missing (bin/setup test installs it)")
        return True
    trace = stand.folder / "trace.txt"
    calls = "trace=fdatasync,fsync,pwrite64,read,recvfrom,write,writev,sendto,sendmsg"
    tracer = stand.serve(before=["strace", "-f", "-ttt", "-y", "-s", "48", "-o", str(trace), "-e", calls])
    served = int(Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split()[0])
    try:
        learner = stand.learners[0]
        # Three, and the last is shown: the first also begins a new log.
        for option in ["0", "1", "0"]:
            body = json.dumps({"device": "strace", "answers": [
                {"slot": learner.slot, "sequence": sequence(), "fields": [[f"s{learner.slot}", option]]}]})
            time.sleep(0.3)
            response, text = tracer.request("POST", f"{learner.attempt}/answers", {"Cookie": learner.cookie}, body)
        time.sleep(0.3)
    finally:
        os.kill(served, signal.SIGTERM)
        tracer.popen.wait(15)
    steps = steps_of_answer(trace.read_text(errors="replace"))
    print(f"\nDurability: system calls of one autosave, in order (it was answered {response.status} {text.decode()})")
    for start, step in steps:
        print(f"  {(start - steps[0][0]) * 1e3:7.2f} ms  {step}")
    names = [step.split()[0] for _, step in steps]
    is_durable = response.status == 200 and names[-3:] == ["log", "sync", "answer"]
    print("  the sync precedes the answer" if is_durable else "  THE SYNC DOES NOT PRECEDE THE ANSWER")
    print("  PRAGMA synchronous = FULL is set by the server on its own connections, by design")
    return is_durable


def steps_of_answer(text):
    """What happened from the request's arrival to its answer: request, log (writes to the WAL), sync, answer."""
    steps, begun = [], {}
    for line in text.splitlines():
        thread = line.split()[0]
        if "<unfinished ...>" in line:
            begun[thread] = line.replace("<unfinished ...>", "")
            continue
        resumed = re.search(r"<\.\.\. \w+ resumed>(.*)", line)
        if resumed:
            if thread not in begun:
                continue
            # The instant is that of the end: what matters is when a call was over.
            line = re.sub(r"^(\d+ +)[\d.]+", rf"\g<1>{line.split()[1]}", begun.pop(thread)) + resumed[1]
        call = CALL.match(line)
        if not call:
            continue
        instant, name, file, rest = float(call[1]), call[2], call[4], call[5]
        if file.startswith(("socket", "TCP")) and name in ("read", "recvfrom") and "POST /attempts" in rest:
            steps = [(instant, "request   " + name)]
        elif not steps or steps[-1][1].startswith("answer"):
            continue
        elif name == "pwrite64" and file.endswith("-wal"):
            if steps[-1][1].startswith("log"):
                count = int(steps[-1][1].split()[-1]) + 1
                steps[-1] = (instant, f"log       pwrite64 to …-wal × {count}")
            else:
                steps.append((instant, "log       pwrite64 to …-wal × 1"))
        elif name in ("fdatasync", "fsync") and "sqlite" in file:
            steps.append((instant, f"sync      {name} of …{file[-4:]} ={rest.rpartition('=')[2]}"))
        elif file.startswith(("socket", "TCP")) and "HTTP/1.1 200" in rest:
            steps.append((instant, f"answer    {name} to the socket"))
    return steps


def measure_server(folder, names, options):
    """What needs the demo network served; false when an answer was refused or lost."""
    succeeded = True
    note("loading the demo network and a hundred learners")
    stand = Stand(folder)
    server = stand.serve()
    nginx = None
    try:
        stand.begin_attempts(server)
        nginx = Nginx(folder / "nginx", stand.video)
        if "pages" in names:
            measure_pages(stand, server, nginx, options)
        if "media" in names:
            measure_media(stand, server, nginx, options)
    finally:
        server.stop()
        if nginx:
            nginx.stop()
    if "memory" in names:
        measure_memory(stand, options)
    if "start" in names:
        measure_start(stand, options)
    if "answers" in names:
        succeeded &= measure_answers(stand, options)
    if "durability" in names:
        succeeded &= measure_durability(stand, options)
    log = stand.log.read_text(errors="replace").strip()
    if log:
        print(f"\nThe server's log, last lines:\n{log[-1000:]}")
    return succeeded


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS + BY_NAME))
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 10))
    parser.add_argument("--seconds", type=int, default=3, choices=range(1, 31))
    parser.add_argument("--answer-seconds", type=int, default=20, choices=range(1, 121))
    parser.add_argument("--times", type=int, default=1, choices=range(1, 101), help="of load: runs")
    parser.add_argument("--learners", type=int, default=500, choices=range(1, 2001), help="of load")
    parser.add_argument("--rush", type=int, default=10, choices=range(1, 61), help="of load: seconds in which all start")
    parser.add_argument("--answer-minutes", type=float, default=2, help="of load")
    options = parser.parse_args()
    known = MEASUREMENTS + BY_NAME
    unknown = set(options.names) - set(known)
    if unknown:
        parser.error(f"no measurement {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    names = options.names or MEASUREMENTS
    print(f"CourseServer, {machine()}")
    succeeded = True
    with temporary_folder() as folder:
        if set(names) & set(OF_SERVER):
            succeeded &= measure_server(folder, names, options)
        if "statistics" in names:
            succeeded &= measure_figures(folder, options, table)
        if "contest" in names:
            succeeded &= measure_contest(folder, table)
        if "papers" in names:
            succeeded &= measure_papers(folder, table)
        if "load" in names:
            succeeded &= measure_load(folder, options, table)
    print(f"\nload average at the end {load_average()}")
    sys.exit(not succeeded)


if __name__ == "__main__":
    main()
