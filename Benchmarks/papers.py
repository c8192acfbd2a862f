"""1,000 diplomas in one file by the served program, beside empty pages set by the same engine in the same run."""

import http.client
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

from stand import CPU_TICKS, Stand

COUNT = 1_000
BUDGET_SECONDS = 120
BUDGET_MEGABYTES = 200
EMPTY = (
    "import resource, sys; from weasyprint import HTML; "
    "HTML(string='<p style=\"break-after: page\">1</p>' * %d).write_pdf(sys.stdout.buffer); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)" % COUNT)


def names():
    surnames = ["Иванова", "Щёголева-Преображенская", "Ёлкин", "Константинопольская-Рождественская", "Ким"]
    return [f"{surnames[number % 5]} Анна {'Владиславовна' if number % 2 else 'Ивановна'}; Школа № {number}"
            for number in range(COUNT)]


def pages(pdf):
    """How many pages a PDF has; by poppler where it is there."""
    if shutil.which("pdfinfo"):
        told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True).stdout
        return int(re.search(rb"Pages:\s+(\d+)", told)[1])
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def get(server, path, headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=BUDGET_SECONDS)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, response.read()


class Watch(threading.Thread):
    """While a batch is printed: the greatest memory of the programs that print, and the slowest answer to others."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.done = server, threading.Event()
        self.printing = self.slowest = 0

    def run(self):
        while not self.done.wait(0.1):
            began = time.perf_counter()
            get(self.server, "/livez", {})
            self.slowest = max(self.slowest, time.perf_counter() - began)
            self.printing = max(self.printing, sum(memory(child) for child in children(self.server.pid)))

    def stop(self):
        self.done.set()
        self.join()


def children(parent):
    """The processes that `parent` has started, and theirs."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found += [int(status.parent.name), *children(int(status.parent.name))]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def memory(process):
    """The most that a process has had in memory so far, MB; 0 when it is gone."""
    try:
        told = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
        return int(told[1]) / 1024 if told else 0
    except (FileNotFoundError, ProcessLookupError):
        return 0


def printing_cpu(server):
    """Seconds of processor time of all programs that the server has started and seen end."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / CPU_TICKS


def measure_papers(folder, table):
    stand = Stand(folder / "papers", learners=1)
    server = stand.serve()
    try:
        headers = {"Cookie": server.sign_in("metodist")}

        def post(path, fields):
            response, _ = server.request(
                "POST", path, {**headers, "Content-Type": "application/x-www-form-urlencoded"},
                urllib.parse.urlencode(fields))
            if response.status != 303:
                raise SystemExit(f"{path} answers {response.status}")

        start = time.perf_counter()
        post("/o/belovo/documents", {
            "template": "diploma", "occasion": "Конкурс", "dated": "5 декабря 2013 г.", "award": "за труд",
            "place": "Лауреат", "people": "\n".join(names())})
        issued = time.perf_counter() - start
        _, register = get(server, "/o/belovo/documents", headers)
        batch = re.search(rb'href="(/o/belovo/documents/batches/\d+)"', register)[1].decode()
        single = re.search(rb'href="(/documents/\d+)"', register)[1].decode()

        start = time.perf_counter()
        _, one = get(server, single, headers)
        alone = time.perf_counter() - start
        start = time.perf_counter()
        _, same = get(server, single, headers)
        again = time.perf_counter() - start
        if same != one:
            raise SystemExit("the same diploma is another file the second time")

        spent, watch = printing_cpu(server), Watch(server)
        watch.start()
        start = time.perf_counter()
        post(batch + "/printing", {})
        page = b""
        while b"/file\"" not in page:
            if time.perf_counter() - start > 4 * BUDGET_SECONDS or b"role=\"alert\"" in page:
                raise SystemExit(f"the batch is not printed: {page[-2000:]}")
            time.sleep(0.25)
            _, page = get(server, batch, headers)
        together = time.perf_counter() - start
        watch.stop()
        spent = printing_cpu(server) - spent
        start = time.perf_counter()
        status, pdf = get(server, batch + "/file", headers)
        fetched = time.perf_counter() - start
        serving = memory(server.pid)
    finally:
        server.stop()
    start = time.perf_counter()
    empty = subprocess.run(["/usr/bin/python3", "-I", "-c", EMPTY], check=True, capture_output=True)
    reference = time.perf_counter() - start
    counted = pages(pdf) if status == 200 else 0
    table("Papers", ["", "s", "CPU s", "pages", "KB", "peak MB"], [
        ["1,000 diplomas issued and numbered", f"{issued:.2f}", "", "", "", ""],
        ["one diploma, set", f"{alone:.1f}", "", f"{pages(one)}", f"{len(one) // 1000}", ""],
        ["… as it was kept", f"{again:.3f}", "", f"{pages(same)}", f"{len(same) // 1000}", ""],
        ["1,000 diplomas in one file", f"{together:.1f}", f"{spent:.1f}", f"{counted}", f"{len(pdf) // 1000}",
         f"{watch.printing:.0f}"],
        ["… as it was kept", f"{fetched:.3f}", "", f"{counted}", f"{len(pdf) // 1000}", ""],
        ["1,000 empty pages by the same engine", f"{reference:.1f}", "", f"{pages(empty.stdout)}",
         f"{len(empty.stdout) // 1000}", f"{int(empty.stderr.split()[-1]) / 1024:.0f}"],
    ])
    print(f"  the slowest answer to /livez meanwhile: {watch.slowest * 1e3:.0f} ms; the server itself: {serving:.0f} MB")
    return counted == COUNT and together <= BUDGET_SECONDS and watch.printing <= BUDGET_MEGABYTES
