"""The figures of a quiz of 10,000 attempts at 40 questions: our program beside numpy doing the same sums."""

import json
import os
import statistics
import subprocess
import time

import numpy

ATTEMPTS, QUESTIONS, SEED = 10_000, 40, 2013
BUDGET_MS = 300


def marks():
    """Marks in quarters, of learners and questions whose abilities and difficulties are normal."""
    random = numpy.random.default_rng(SEED)
    ability = random.normal(size=(ATTEMPTS, 1))
    difficulty = random.normal(size=(1, QUESTIONS))
    chance = 1 / (1 + numpy.exp(difficulty - ability))
    return random.binomial(4, chance) / 4


def write(folder, table):
    questions, steps = folder / "questions.csv", folder / "steps.csv"
    questions.write_text("slot,name,length,maxmark\n" + "".join(
        f"{slot},question {slot},1,1\n" for slot in range(1, QUESTIONS + 1)))
    with steps.open("w") as file:
        file.write("slot,maxmark,mark\n")
        for row in table.tolist():
            file.writelines(f"{slot},1,{mark}\n" for slot, mark in enumerate(row, 1))
    return questions, steps


def by_numpy(x):
    """Every figure that the program prints, from a table of floats in memory."""
    n, k = x.shape
    total = x.sum(axis=1)
    rest = total[:, None] - x
    d = total - total.mean()
    s2, s3, s4 = ((d ** power).sum() for power in (2, 3, 4))
    k2 = s2 / (n - 1)
    k3 = n * s3 / ((n - 1) * (n - 2))
    k4 = (n * (n + 1) * s4 - 3 * (n - 1) * s2 * s2) / ((n - 1) * (n - 2) * (n - 3))
    variance = x.var(axis=0, ddof=1)
    rest_variance = rest.var(axis=0, ddof=1)
    centred, rest_centred = x - x.mean(axis=0), rest - rest.mean(axis=0)
    covariance = (centred * rest_centred).sum(axis=0) / (n - 1)
    with_total = centred.T @ d / (n - 1)
    weight = numpy.sqrt(numpy.maximum(with_total, 0))
    largest = (numpy.sort(centred, axis=0) * numpy.sort(rest_centred, axis=0)).sum(axis=0) / (n - 1)
    cic = 100 * k / (k - 1) * (1 - variance.sum() / k2)
    error_ratio = 100 * numpy.sqrt(max(0, 1 - cic / 100))
    halves = numpy.corrcoef(x[:, 0::2].sum(axis=1), x[:, 1::2].sum(axis=1))[0, 1]
    size = round(0.27 * n)
    # Of equal totals the later attempt first.
    order = numpy.lexsort((-numpy.arange(n), total))
    facility = x.mean(axis=0)
    z = 1.959963984540054
    middle = (facility + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * numpy.sqrt(facility * (1 - facility) / n + z * z / (4 * n * n))
    quiz = {
        "attempts": n, "mean": total.mean(), "median": numpy.median(total), "sd": numpy.sqrt(k2),
        "skewness": k3 / k2 ** 1.5, "kurtosis": k4 / k2 ** 2, "cic": cic, "errorratio": error_ratio,
        "standarderror": error_ratio / 100 * numpy.sqrt(k2), "splithalf": 200 * halves / (1 + halves),
    }
    items = {
        "maxmark": numpy.ones(k), "mean": facility, "facility": 100 * facility, "sd": numpy.sqrt(variance),
        "facilitylow": 100 * (middle - half), "facilityhigh": 100 * (middle + half), "covariance": covariance,
        "intendedweight": numpy.full(k, 100 / k), "effectiveweight": 100 * weight / weight.sum(),
        "discriminationindex": 100 * covariance / numpy.sqrt(variance * rest_variance),
        "discriminativeefficiency": 100 * covariance / largest,
        "itemtotal": with_total / numpy.sqrt(variance * k2),
        "cicwithout": 100 * (k - 1) / (k - 2) * (1 - (variance.sum() - variance) / rest_variance),
        "upperlower": (x[order[n - size:]].sum(axis=0) - x[order[:size]].sum(axis=0)) / size,
    }
    return quiz, items


def largest_difference(report, quiz, items):
    """How far the two are apart, relative to numbers above 1."""
    pairs = [(report["quiz"][name], value) for name, value in quiz.items()]
    for name, column in items.items():
        pairs += [(item[name], value) for item, value in zip(report["items"], column)]
    return max(abs(ours - theirs) / max(1, abs(theirs)) for ours, theirs in pairs)


def measure_figures(folder, options, table):
    """Prints both times; false when the figures differ or ours come later than the budget."""
    x = marks()
    questions, steps = write(folder, x)
    command = [os.environ["SERVER"], "quiz", "statistics", "--questions", questions, "--steps", steps, "--json"]
    ours, theirs, difference = [], [], 0
    for number in range(options.rounds + 1):
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        start = time.perf_counter()
        quiz, items = by_numpy(x)
        elapsed = (time.perf_counter() - start) * 1e3
        difference = max(difference, largest_difference(report, quiz, items))
        if number:  # the first of each warms up
            ours.append(report["analysis_ms"])
            theirs.append(elapsed)
    median = statistics.median(ours)
    table(
        f"Figures of {ATTEMPTS} attempts at {QUESTIONS} questions: medians of {options.rounds} runs, ms",
        ["", "median", "lowest", "highest"],
        [[name, f"{statistics.median(times):.1f}", f"{min(times):.1f}", f"{max(times):.1f}"]
         for name, times in ((f"course-server, one thread (budget {BUDGET_MS})", ours), (f"numpy {numpy.__version__}", theirs))])
    print(f"  ours ÷ numpy's {median / statistics.median(theirs):.1f}; largest difference of a figure {difference:.1e}")
    print("  Each from marks in memory (whole numbers, row by row; floats, one array) to all figures; reading is not in it.")
    return difference < 1e-6 and median <= BUDGET_MS
