"""The jury's arithmetic: the library and the command beside numpy, statsmodels and networkx doing the same in the same run."""

import json
import os
import subprocess
import time
from pathlib import Path

import networkx
import numpy
import statsmodels.api as statsmodels

BUDGETS = {  # ms, of docs on the contest engine
    "everything": 5, "bootstrap of means": 150, "bootstrap of severity": 150, "trimmed": 20, "severity": 150,
    "assignment": 1_000,
}
SEED = 2013


def sheets(entries, jurors, per_entry, criteria):
    """Whole marks 0…20; every entry by `per_entry` jurors in turn, so that loads are even and the table hangs together."""
    random = numpy.random.default_rng(SEED)
    quality = random.normal(0, 3, entries)
    severity = random.normal(0, 1.5, jurors)
    rows = []
    for entry in range(entries):
        for juror in random.choice(jurors, per_entry, replace=False):
            marks = 10 + quality[entry] + severity[juror] + random.normal(0, 2, criteria)
            rows.append([entry, int(juror), *numpy.clip(numpy.rint(marks), 0, 20).astype(int).tolist()])
    return numpy.array(rows)


def best(times, work):
    took = []
    value = work()
    for _ in range(times):
        start = time.perf_counter()
        value = work()
        took.append((time.perf_counter() - start) * 1e3)
    return min(took), value


def trimmed(rows):
    """The mean without one lowest and one highest total; every entry has equally many."""
    order = numpy.lexsort((rows[:, 2:].sum(axis=1), rows[:, 0]))
    totals = rows[:, 2:].sum(axis=1)[order].reshape(rows[:, 0].max() + 1, -1)
    scores = totals[:, 1:-1].mean(axis=1)
    return scores, (-scores).argsort(kind="stable")


def severity(rows):
    """REML of the model with random jurors, by the same sums as the library's."""
    entry, juror, y = rows[:, 0], rows[:, 1], rows[:, 2:].sum(axis=1).astype(float)
    n, m = entry.max() + 1, juror.max() + 1
    counts = numpy.bincount(entry, minlength=n)
    incidence = numpy.zeros((n, m))
    incidence[entry, juror] = 1
    rest = y - (numpy.bincount(entry, y, n) / counts)[entry]
    b = numpy.bincount(juror, rest, m)
    s = numpy.diag(incidence.sum(axis=0)) - incidence.T @ (incidence / counts[:, None])
    values, vectors = numpy.linalg.eigh(s)
    values = numpy.maximum(values, 0)
    t2, total, freedom = (vectors.T @ b) ** 2, rest @ rest, len(y) - n

    def rss(ratio):
        return total - (ratio * t2 / (1 + ratio * values)).sum()

    def likelihood(log_ratio):
        ratio = numpy.exp(log_ratio)
        return -0.5 * (numpy.log1p(ratio * values).sum() + freedom * numpy.log(rss(ratio) / freedom))

    low, high, share = -10.0, 6.0, (5 ** 0.5 - 1) / 2
    first, second = high - share * (high - low), low + share * (high - low)
    at_first, at_second = likelihood(first), likelihood(second)
    while high - low > 1e-9:
        if at_first >= at_second:
            high, second, at_second = second, first, at_first
            first = high - share * (high - low)
            at_first = likelihood(first)
        else:
            low, first, at_first = first, second, at_second
            second = low + share * (high - low)
            at_second = likelihood(second)
    ratio = numpy.exp((low + high) / 2)
    severities = numpy.linalg.solve(s + numpy.eye(m) / ratio, b)
    quality = numpy.bincount(entry, y - severities[juror], n) / counts
    return {"ratio": ratio, "residualVariance": rss(ratio) / freedom, "qualities": (quality ** 2).sum()}


def bootstrap(rows):
    """2,000 replicates of jurors, means and places."""
    random = numpy.random.default_rng(1)
    entry, juror, y = rows[:, 0], rows[:, 1], rows[:, 2:].sum(axis=1).astype(float)
    n, m = entry.max() + 1, juror.max() + 1
    marks, marked = numpy.zeros((n, m)), numpy.zeros((n, m))
    marks[entry, juror], marked[entry, juror] = y, 1
    counts = random.multinomial(m, numpy.full(m, 1 / m), 2_000).T
    with numpy.errstate(invalid="ignore", divide="ignore"):
        scores = (marks @ counts) / (marked @ counts)
    places = numpy.argsort(numpy.argsort(-numpy.nan_to_num(scores, nan=-1e9), axis=0), axis=0) + 1
    return numpy.percentile(places, [5, 95], axis=1)


def mixed_model(rows):
    entry, juror, y = rows[:, 0], rows[:, 1], rows[:, 2:].sum(axis=1).astype(float)
    design = numpy.zeros((len(y), entry.max() + 1))
    design[numpy.arange(len(y)), entry] = 1
    fit = statsmodels.MixedLM(y, design, juror).fit(reml=True)
    return {"ratio": float(fit.cov_re[0, 0]) / fit.scale, "residualVariance": fit.scale}


def assignment(entries, jurors, per_entry=3):
    """The same terms as the library's benchmark: costs 0 and 1, every tenth pair forbidden, loads within 1."""
    graph = networkx.DiGraph()
    level = entries * per_entry // jurors
    extra = entries * per_entry - level * jurors
    graph.add_node("extra", demand=extra)
    for juror in range(jurors):
        graph.add_node(("j", juror), demand=level)
        graph.add_edge(("j", juror), "extra", capacity=1, weight=0)
    for entry in range(entries):
        graph.add_node(("e", entry), demand=-per_entry)
        for juror in range(jurors):
            number = (entry * 7 + juror * 13) % 10
            if number:
                graph.add_edge(("e", entry), ("j", juror), capacity=1, weight=number % 2)
    return networkx.network_simplex(graph)[0]


def library(rows):
    text = "\n".join(" ".join(map(str, row)) for row in rows.tolist())
    run = subprocess.run([os.environ["JURY"], "timings"], input=text, check=True, capture_output=True, text=True)
    return json.loads(run.stdout)


def differ(ours, theirs):
    return max(abs(ours[name] - value) / max(1, abs(value)) for name, value in theirs.items())


def measure_speed(table):
    small, large = sheets(43, 9, 3, 1), sheets(1_000, 100, 5, 6)
    ours = {"small": library(small), "large": library(large)}
    rows, agrees = [], True

    def row(title, size, name, other=None, times=3, compare=None, tolerance=1e-6):
        nonlocal agrees
        own = ours[size]["milliseconds"][name]
        cells = [title, f"{own:.2f}", f"{BUDGETS[name]}", "", ""]
        if other:
            label, work = other
            took, value = best(times, work)
            cells[3:] = [label, f"{took:.1f}"]
            if compare:
                difference = compare(value)
                agrees &= difference <= tolerance
                cells[3] += f", figures differ by {difference:.0e}"
        agrees &= own <= BUDGETS[name]
        rows.append(cells)

    row("43 × 9, 3 marks: method B, E, agreement, cards, leave-one-out", "small", "everything")
    row("43 × 9: 2,000 replicates of the mean", "small", "bootstrap of means", ("numpy", lambda: bootstrap(small)))
    row("43 × 9: 2,000 replicates of E", "small", "bootstrap of severity")
    row("1000 × 100, 5 marks, 6 criteria: method B", "large", "trimmed", ("numpy", lambda: trimmed(large)),
        compare=lambda value: abs(ours["large"]["figures"]["trimmed"] - value[0].sum()) / value[0].sum())
    row("1000 × 100, 5 marks: E with REML", "large", "severity", ("numpy", lambda: severity(large)),
        compare=lambda value: differ(ours["large"]["figures"], value))
    row("43 × 9: E with REML", "small", "severity", ("statsmodels MixedLM", lambda: mixed_model(small)),
        compare=lambda value: differ(ours["small"]["figures"], value), tolerance=1e-3)
    row("1000 × 100 × 3: assignment", "large", "assignment", ("networkx", lambda: assignment(1_000, 100)), times=1,
        compare=lambda value: max(0, ours["large"]["figures"]["assignmentCost"] - value))
    table("The jury's arithmetic, ms, best of several runs", ["", "ours", "budget", "beside", "ms"], rows)
    return agrees


def peak_memory(command):
    """MB; what the kernel says of the process itself, for its parent's own pages are counted among a child's."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        try:
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    peak = max(peak, int(line.split()[1]))
        except FileNotFoundError:
            break
        time.sleep(0.002)
    process.wait()
    return peak / 1024


def measure_command(folder, table):
    """100,000 marks from a file to places by the command, and its memory."""
    path = folder / "sheets.csv"
    marks = sheets(5_000, 100, 5, 4)
    with path.open("w") as file:
        file.write("entry,juror,criterion,mark\n")
        for entry, juror, *own in marks.tolist():
            file.writelines(f"К-{entry},эксперт {juror},{place},{mark / 2}\n" for place, mark in enumerate(own, 1))
    rows, fits = [], True
    for method in ("trimmed", "severity"):
        command = [os.environ["SERVER"], "contest", "score", path, "--method", method, "--replicates", "0", "--json"]
        took, _ = best(3, lambda: subprocess.run(command, check=True, capture_output=True))
        memory = peak_memory(command)
        fits &= took <= 1_000 and memory <= 100
        rows.append([f"contest score --method {method}", f"{took:.0f}", f"{memory:.0f}"])
    table("100,000 marks of 5,000 entries read, checked and ranked by the command (budget 1,000 ms, 100 MB)",
          ["", "ms", "MB at most"], rows)
    return fits


def measure_simulation(table):
    run = subprocess.run([os.environ["JURY"], "simulation"], check=True, capture_output=True, text=True)
    methods = ["mean", "median", "z-score", "fixed LS", "E (REML)"]
    cases = json.loads(run.stdout)

    def figure(value):
        return f"{value:.3f}"[1:]
    table(
        "A jury of 9, 43 entries, 3 marks each, 400 runs: Kendall's τ with the truth / hits among the best 13",
        ["", *methods],
        [[case["name"], *(f"{figure(case['tau'][name])}/{figure(case['hits'][name])}" for name in methods)]
         for case in cases])
    worst = max(max(case["tau"].values()) - case["tau"]["E (REML)"] for case in cases)
    print(f"  E is within {worst:.3f} of the best method of each case.")
    return worst < 0.02


def measure_contest(folder, table):
    """False when a figure differs from the others' or comes later than its budget."""
    succeeded = measure_speed(table)
    succeeded &= measure_command(folder, table)
    return measure_simulation(table) and succeeded
