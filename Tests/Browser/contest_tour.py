"""Every page of a contest by the moment and by who sees it, shown one after another in a visit."""
import json
import re

from contest_people import CHAIR, COLLEAGUE, ORGANISER, OVSYANNIKOVA, RELATIVE, TARASOVA

GUEST = None
REVIEW = {
    GUEST: ["", "/regulations", "/lessons", "/lessons/{lesson}", "/progress", "/results", "/votes"],
    TARASOVA: [
        "", "/registration", "/registration/receipt", "/works", "/works/{review}", "/tasks/{task}", "/tasks/{plan}",
        "/lessons", "/lessons/{lesson}", "/lessons/{lesson}/edit", "/lessons/new", "/results", "/appeals",
    ],
    COLLEAGUE: ["/lessons", "/lessons/{lesson}"],
    RELATIVE: ["", "/judging", "/judging/conflicts", "/sheets/{sheet}", "/results", "/log"],
    CHAIR: ["/jury", "/jury/works/{entry}?stage={review}", "/results/draft?stage={review}"],
    ORGANISER: [
        "", "/progress", "/registrations", "/registrations/{entry}", "/proofs", "/proofs?show=accepted",
        "/proofs?show=returned", "/extensions", "/finalists", "/jury", "/jury?stage={final}",
        "/jury/works/{entry}?stage={review}", "/results", "/results/draft?stage={week1}", "/results/draft?stage={lesson_stage}",
        "/results/draft?stage={review}", "/appeals", "/votes", "/log", "/documents", "/stages", "/stages/{week1}/edit",
        "/stages/{review}/edit", "/stages/{lesson_stage}/edit", "/settings", "/nominations", "/regulations",
    ],
}
END = {
    GUEST: ["", "/results", "/votes", "/progress", "/lessons", "/results/versions/{version1}", "/results/versions/{version}"],
    TARASOVA: ["", "/works", "/results", "/appeals", "/votes"],
    OVSYANNIKOVA: ["/appeals", "/results"],
    CHAIR: ["/judging", "/sheets/{sheet}", "/results/draft?stage={review}", "/results/draft?stage={final}", "/appeals", "/log"],
    ORGANISER: [
        "", "/progress", "/finalists", "/jury", "/jury?stage={final}", "/jury/works/{entry}?stage={final}", "/results",
        "/results/draft?stage={review}", "/results/draft?stage={final}", "/results/draft?stage={final}&kind=final",
        "/results/draft?stage={review}&kind=shortlist", "/results/versions/{version}", "/results/versions/{version}/protocol",
        "/appeals", "/votes", "/log", "/documents",
    ],
}
MOMENTS = {"review": REVIEW, "end": END}


def contest_tour(visitor, moment, login, data):
    """Opens the pages of one person at a moment and says which; after them those one gets to by doing something."""
    visitor.expected = ("404", "422", "403")
    if login:
        visitor.sign_in(login)
    play = json.loads((data / "play.json").read_text())
    names = places(visitor, play, login)
    for path in MOMENTS[moment][login]:
        path = play["address"] + path.format(**names)
        visitor.go(path)
        yield f"{moment}, {path}"
    if (moment, login) == ("review", ORGANISER):
        yield from plans(visitor, play)


def places(visitor, play, login):
    """What the addresses name: numbers that the database gave."""
    def numbers(path, pattern):
        return re.findall(pattern, visitor.context.request.get(visitor.url + play["address"] + path).text())

    names = play["stages"] | {
        "lesson_stage": play["stages"]["lesson"], "lesson": play["lessons"][TARASOVA],
        "entry": play["numbers"][TARASOVA], "week1": play["stages"]["week1"]}
    if login == TARASOVA:
        tasks = numbers("/works", r"/tasks/(\d+)")
        names |= {"task": tasks[0], "plan": tasks[8]}
    if login in (CHAIR, RELATIVE):
        names["sheet"] = numbers("/judging", r"/sheets/(\d+)")[0]
    versions = numbers("/results", r"/versions/(\d+)")
    if versions:
        names |= {"version": versions[0], "version1": min(versions, key=int)}
    return names


def plans(visitor, play):
    """A plan of an assignment that can be, and the word of one that cannot."""
    page = visitor.page
    for marks, sign in (("4", "main table"), ("9", "[role=alert]")):
        visitor.go(f"{play['address']}/stages/{play['stages']['final']}/edit")
        page.fill("#marks", marks)
        page.locator("main form button.main").first.click()
        page.wait_for_url("**/stages#*")
        visitor.go(f"{play['address']}/jury?stage={play['stages']['final']}")
        page.locator("details", has=page.locator(".checks")).first.locator("summary").click()
        page.locator(f".checks [value='{play['numbers'][OVSYANNIKOVA]}']").uncheck()
        page.locator("form[action$='/jury/plan'] button.main").click()
        page.locator(sign).first.wait_for()
        yield f"a plan for {marks} marks"
