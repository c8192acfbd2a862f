"""The people of a contest that is played: three entrants, a colleague, four jurors, the organiser; their windows, their clock."""
import re
from datetime import datetime, timedelta, timezone

from axe import violations
from conftest import Visit

BELOVO = timezone(timedelta(hours=7))
TARASOVA, ZUBKOV, OVSYANNIKOVA = ENTRANTS = ["uchitel", "zubkov.av", "ovsyannikova.da"]
COLLEAGUE = "zhdanova.lf"
# The chair first; the second is a relative of Ovsyannikova's, the third works at her school.
CHAIR, RELATIVE, SAME_SCHOOL, FOURTH = JURY = ["galiullina.am", "vakhrushev.do", "beloborodova.ey", "dudkina.sb"]
ORGANISER = "metodist"
STAGES = ["week1", "week2", "week3", "week4", "week5", "lesson", "review", "final", "vote"]


class People:
    """The people's windows on one server whose clock the play sets on. Pages are used once for each kind of step; what
    is done again by others goes the same way without a window, as the same form."""

    def __init__(self, browser, server):
        self.browser, self.server, self.windows, self.signed_in = browser, server, {}, {}
        self.midnight = datetime.now(BELOVO).replace(hour=0, minute=0, second=0, microsecond=0)
        self.day, self.address, self.stages = 0, "", {}

    def at(self, day, hour=12, minute=0):
        self.day = day
        self.server.set_clock(self.time(day, hour, minute))

    def time(self, day, hour=0, minute=0):
        return self.midnight + timedelta(days=day, hours=hour, minutes=minute)

    def date(self, day, hour=0, minute=0):
        """As a field of date and time takes it."""
        return self.time(day, hour, minute).strftime("%Y-%m-%dT%H:%M")

    def by(self, login):
        """The window of this person. A session ends after a fortnight without use and in any case after 90 days."""
        visitor = self.windows.get(login)
        if not visitor:
            visitor = self.windows[login] = Visit(self.browser, self.server.url)
            visitor.expected = ("422",)  # refusals are part of the story
        first, last = self.signed_in.get(login, (-100, -100))
        if login and (self.day - last > 13 or self.day - first > 80):
            visitor.context.clear_cookies()
            visitor.sign_in_by_form(login)
            first = self.day
        self.signed_in[login] = (first, self.day)
        return visitor

    def open(self, login, path=""):
        """The page of this part of the contest, in the person's window."""
        visitor = self.by(login)
        answer = visitor.go(self.address + path)
        assert answer.ok, f"{login}, {path}: {answer.status}"
        visitor.fits()
        return visitor.page

    def post(self, login, path, form=None, files=None):
        """Sends a form of the contest without a window; answers with where it leads."""
        visitor = self.by(login)
        fields = {"multipart": files} if files else {"form": form or {}}
        answer = visitor.context.request.post(
            self.server.url + self.address + path, headers={"Origin": self.server.url}, max_redirects=0, **fields)
        alert = re.search(r'role="alert">(.*?)</', answer.text(), re.S)
        assert answer.status == 303, f"{login}, {path}: {answer.status} {alert and re.sub('<[^>]*>', ' ', alert[1])}"
        return answer.headers["location"]

    def text(self, login, path):
        answer = self.by(login).context.request.get(self.server.url + self.address + path)
        assert answer.status == 200, f"{login}, {path}: {answer.status}"
        return answer.text()

    def confirm(self, page, name):
        """Presses the button and says yes to the question that follows."""
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        with page.expect_navigation():  # the form goes when the dialog has closed
            page.locator("dialog[open] [value=yes]").click()

    def look(self, page):
        """What is on the page for a moment only is looked at by axe here; the rest has a tour of its own."""
        assert not (found := violations(page)), f"{page.url}: " + "\n".join(found)

    def close(self):
        while self.windows:
            self.windows.popitem()[1].close()
