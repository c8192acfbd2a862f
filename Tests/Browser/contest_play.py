"""A whole contest played by its people, weeks in seconds."""
import json
import shutil

from conftest import Server
from contest_results import Results

KEPT = ("day", "address", "stages", "numbers", "codes", "lessons")


class Play(Results):
    def play(self, moments=None):
        """The story from its first day to the last. `moments` are folders that take the data as they are before the step
        of that name."""
        self.at(0)
        steps = [(f"week{number}", lambda number=number: self.week(number)) for number in range(1, 6)]
        steps = [("found", self.found), ("register", self.register), *steps] + [
            (step.__name__, step)
            for step in (
                self.book, self.teach, self.gather_jury, self.send_works, self.refuse_and_assign, self.review,
                self.appeal, self.final, self.end, self.reward)]
        for name, step in steps:
            if name in (moments or {}):
                self.keep(moments[name])
            step()

    def keep(self, folder):
        """A copy of the data with what a test has to know of it. The clock in it goes on from the day of the story."""
        self.server.stop()
        shutil.copytree(self.server.data, folder)
        (folder / "play.json").write_text(json.dumps({name: getattr(self, name) for name in KEPT}))
        (folder / "sessions.json").unlink(missing_ok=True)  # they ended weeks ago
        self.server.start()


def played(browser, seeds, folder):
    """The contest at two moments of it: `review`, when sheets are given out, and `end`."""
    folder.mkdir()
    data = folder / "data"
    shutil.copytree(seeds, data)
    play = Play(browser, Server(data))
    play.at(0)
    play.server.start()
    try:
        play.play({"review": folder / "review"})
        play.keep(folder / "end")
        play.close()
    finally:
        play.server.stop()
    shutil.rmtree(data)
