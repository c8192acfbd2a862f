"""1,000 diplomas in one file by the served program, beside empty pages set by the same engine in the same run."""

import http.client
import re
import shutil
import subprocess
import threading
import time
import urllib.parse

from stand import Stand

COUNT = 1_000
BUDGET_SECONDS = 120
EMPTY = (
    "import sys; from weasyprint import HTML; "
    "HTML(string='<p style=\"break-after: page\">1</p>' * %d).write_pdf(sys.stdout.buffer)" % COUNT)


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
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1_200)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, response.read()


def measure_papers(folder, table):
    stand = Stand(folder / "papers", learners=1)
    server = stand.serve()
    try:
        headers = {"Cookie": server.sign_in("metodist")}
        fields = {"template": "diploma", "occasion": "Конкурс", "dated": "5 декабря 2013 г.", "award": "за труд",
                  "place": "Лауреат", "people": "\n".join(names())}
        start = time.perf_counter()
        response, _ = server.request(
            "POST", "/o/belovo/documents", {**headers, "Content-Type": "application/x-www-form-urlencoded"},
            urllib.parse.urlencode(fields))
        issued = time.perf_counter() - start
        if response.status != 303:
            raise SystemExit(f"1,000 papers were not issued: {response.status}")
        _, register = get(server, "/o/belovo/documents", headers)
        batch = re.search(rb'href="(/o/belovo/documents/batches/\d+)"', register)[1].decode()
        single = re.search(rb'href="(/documents/\d+)"', register)[1].decode()

        start = time.perf_counter()
        _, one = get(server, single, headers)
        alone = time.perf_counter() - start

        answers, done = [], threading.Event()

        def look():
            while not done.is_set():
                began = time.perf_counter()
                get(server, "/livez", {})
                answers.append(time.perf_counter() - began)
                time.sleep(0.2)

        watcher = threading.Thread(target=look)
        watcher.start()
        start = time.perf_counter()
        status, pdf = get(server, batch, headers)
        together = time.perf_counter() - start
        done.set()
        watcher.join()
    finally:
        server.stop()
    start = time.perf_counter()
    empty = subprocess.run(["/usr/bin/python3", "-I", "-c", EMPTY], check=True, capture_output=True).stdout
    reference = time.perf_counter() - start
    counted = pages(pdf) if status == 200 else 0
    table("Papers", ["", "s", "pages", "KB"], [
        ["1,000 diplomas issued and numbered", f"{issued:.2f}", "", ""],
        ["one diploma", f"{alone:.1f}", f"{pages(one)}", f"{len(one) // 1000}"],
        ["1,000 diplomas in one file", f"{together:.1f}", f"{counted}", f"{len(pdf) // 1000}"],
        ["1,000 empty pages by the same engine", f"{reference:.1f}", f"{pages(empty)}", f"{len(empty) // 1000}"],
    ])
    print(f"  the slowest answer to /livez meanwhile: {max(answers) * 1e3:.0f} ms")
    return counted == COUNT and together <= BUDGET_SECONDS
