"""Where the server's processor time goes under one kind of request, by perf."""

import argparse
import re
import shutil
import subprocess
import threading
from pathlib import Path

from stand import Stand, load_target, machine, note, temporary_folder

SECONDS = 8
RATE = 499  # samples a second; a prime, so as not to keep step with timers


def record(pid, file):
    """True when perf could look at the process."""
    out = subprocess.run(
        ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(RATE), "--call-graph", "fp", "-p", str(pid), "-o", str(file),
         "--", "sleep", str(SECONDS)], capture_output=True, text=True)
    if out.returncode:
        note(f"perf cannot record here: {out.stderr.strip()}")
    return out.returncode == 0


def report(file, title, sort, limit, children=False):
    command = ["perf", "report", "--stdio", "-q", "-i", str(file), "-g", "none", "--sort", sort,
               "--children" if children else "--no-children"]
    text = subprocess.run(command, capture_output=True, text=True, timeout=300).stdout
    lines = [line.rstrip() for line in text.splitlines() if "%" in line]
    if children:
        # What is ours, with all it calls; the frames of the runtime and of NIO around it say nothing.
        lines = [line for line in lines if OURS.search(line)]
    print(f"\n{title}")
    if children:
        print("  (at least: libraries without frame pointers cut the stacks of what they do)")
    for line in demangled(lines[:limit]):
        print("  " + re.sub(r"\s+", " ", line).strip()[:190])


# Swift's mangled names of the modules in Sources/.
MODULES = sorted(path.name for path in (Path(__file__).resolve().parent.parent / "Sources").iterdir() if path.is_dir())
OURS = re.compile(r"\$s(?:Say|Sf)?(?:" + "|".join(f"{len(name)}{name}" for name in MODULES) + ")")


def by_thread(file):
    """Which part of the program spends it: threads told apart by what is seen on their stacks."""
    text = subprocess.run(["perf", "script", "-i", str(file), "-F", "comm,tid,ip,sym"],
                          capture_output=True, text=True, timeout=300).stdout
    counts, kinds = {}, {}
    for sample in text.split("\n\n"):
        head, _, stack = sample.strip().partition("\n")
        if not head:
            continue
        thread = head
        counts[thread] = counts.get(thread, 0) + 1
        if "startThread" in stack:
            kinds[thread] = "database: its own threads"
        elif thread.startswith("NIO"):
            kinds[thread] = "connections: event loops (reading, HTTP, writing)"
    shares = {}
    for thread, count in counts.items():
        kind = kinds.get(thread, "pages: Swift's cooperative threads (middleware, domain, HTML, gzip)")
        shares[kind] = shares.get(kind, 0) + count
    print("\nBy kind of thread")
    for kind, count in sorted(shares.items(), key=lambda share: -share[1]):
        print(f"  {count / sum(shares.values()):.1%} {kind}")


def demangled(lines):
    if not shutil.which("swift"):
        return lines
    out = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(lines), capture_output=True, text=True)
    return out.stdout.splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="course",
                        choices=["course", "plain", "kept", "activity", "gradebook", "journal", "attempt", "answer", "range"])
    name = parser.parse_args().name
    if not shutil.which("perf"):
        raise SystemExit("perf is missing: apt-get install linux-perf")
    with temporary_folder() as folder:
        stand = Stand(folder)
        server = stand.serve()
        try:
            stand.begin_attempts(server)
            title, target = stand.targets(server)[name]
            load_target(server, target, 1)
            loads = []
            load = threading.Thread(target=lambda: loads.append(load_target(server, target, SECONDS + 1)))
            load.start()
            file = folder / "perf.data"
            recorded = record(server.pid, file)
            load.join()
            print(f"{title}, {machine()}")
            print(f"{loads[0].rate:.0f} req/s, CPU {loads[0].cpu * 1e3:.3f} ms each")
            if not recorded:
                raise SystemExit("no profile: perf may not look into processes here (kernel.perf_event_paranoid)")
            by_thread(file)
            report(file, "By library, the function's own time", "dso", 12)
            report(file, "By function, its own time", "dso,symbol", 20)
            report(file, "By our function, with all it calls", "symbol", 30, children=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
