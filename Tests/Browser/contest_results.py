"""The contest from its jury to its diplomas."""
import re

from contest_people import (
    CHAIR, COLLEAGUE, ENTRANTS, FOURTH, JURY, ORGANISER, OVSYANNIKOVA, RELATIVE, SAME_SCHOOL, TARASOVA, ZUBKOV)
from contest_weeks import Weeks


class Results(Weeks):
    # The jury

    def gather_jury(self):
        """Invited, they accept and say what stands between them and entrants, one in the windows."""
        self.at(56)
        page = self.open(ORGANISER, "/jury")
        page.fill("#logins", CHAIR)
        page.locator("form[action$='/jury/members'] [name=chair]").check()
        page.get_by_role("button", name="Пригласить").click()
        page.get_by_text("ждём ответа").wait_for()
        self.post(ORGANISER, "/jury/members", {"logins": "\n".join(JURY[1:]), "stage": self.stages["review"]})
        page = self.open(RELATIVE, "/judging")
        page.get_by_role("button", name="Согласиться").click()
        page.wait_for_url("**/judging/conflicts")
        self.by(RELATIVE).fits()
        page.locator("li", has_text="Овсянникова").locator("select").select_option(value="relative")
        page.get_by_role("button", name="Подтвердить и сохранить").click()
        page.wait_for_url("**/judging")
        for login in (CHAIR, SAME_SCHOOL, FOURTH):
            self.post(login, "/judging/acceptance")
            self.post(login, "/judging/conflicts")

    def send_works(self):
        """What the review looks at: the first by the page with a file, the others without a window."""
        self.at(71)
        path = f"/works/{self.stages['review']}"
        page = self.open(TARASOVA, path)
        page.fill("#text", "## Замысел\n\nПокупки, скидки и **общий чек**.")
        page.set_input_files("#file", {
            "name": "Тарасова.txt", "mimeType": "text/plain", "buffer": "Задачи".encode()})
        page.locator("main form button.main").click()
        page.get_by_text("Тарасова.txt").first.wait_for()
        self.by(TARASOVA).fits()
        for login in ENTRANTS[1:]:
            self.post(login, path, files={"text": "Занятие, задания и ход.", "link": "", "key": login})

    def assign(self, stage, marks, entrants):
        """Gives the works of these entrants to so many jurors each."""
        self.change_stage(stage, marks=marks)
        page = self.open(ORGANISER, f"/jury?stage={self.stages[stage]}")
        page.locator("details", has=page.locator(".checks")).first.locator("summary").click()
        for box in page.locator(".checks [name=entry]").all():
            box.set_checked(box.input_value() in [self.numbers[login] for login in entrants])
        page.get_by_role("button", name="Показать план").click()
        return page

    def refuse_and_assign(self):
        """Three marks each are not to be had: two jurors may not judge Ovsyannikova. Two are."""
        page = self.assign("review", 3, ENTRANTS)
        alert = page.get_by_role("alert")
        alert.wait_for()
        words = alert.inner_text()
        assert self.codes[OVSYANNIKOVA] in words and self.codes[ZUBKOV] not in words, words
        assert "родственник — 1" in words and "та же организация — 1" in words, words
        page = self.assign("review", 2, ENTRANTS)
        row = page.locator("tr", has_text=self.codes[OVSYANNIKOVA])
        row.wait_for()
        assert "Вахрушев" not in row.inner_text() and "Белобородова" not in row.inner_text()
        self.by(ORGANISER).fits()
        page.get_by_role("button", name="Распределить").click()
        page.locator("table.board").wait_for()
        assert page.locator("table.board tbody tr").count() == 3

    def sheets(self, login):
        """The juror's open sheets: addresses below the contest by the code of the work."""
        text = self.text(login, "/judging")
        found = re.findall(r'href="[^"]*(/sheets/\d+)">([^<]*)</a></h3></div>(?:<span class="num">)?', text)
        return {code.split()[-1]: path for path, code in found if '/sheets/' in path}

    def judge(self, marks):
        """Every juror marks what they were given; `marks` by the entrant's login. The chair's first sheet in the window."""
        for login in JURY:
            for code, path in self.sheets(login).items():
                entrant = next(who for who, own in self.codes.items() if own == code)
                text = self.text(login, path)
                if "<score-sheet" not in text:
                    continue  # sent in an earlier stage
                criteria = [slot for slot in re.findall(r'data-slot="(\d+)"', text) if slot != "0"]
                form = {"comment": f"Работа {code}", "go": "send"}
                for place, criterion in enumerate(criteria):
                    form |= {f"m{criterion}": str(marks[entrant][place]), f"c{criterion}": ""}
                if login == CHAIR and login not in self.judged:
                    self.judged.add(login)
                    page = self.open(login, path)
                    for criterion in criteria:
                        box = page.locator(f"fieldset[data-slot='{criterion}'] .pick", has_text=form[f"m{criterion}"])
                        box.first.click()
                    page.locator(".saved[data-state=ok]").wait_for()
                    page.locator("button[value=send]").click()
                    page.locator(".note.ok").wait_for()
                else:
                    self.post(login, path, form)

    # Results

    def publish(self, stage, kind, reason=None):
        page = self.open(ORGANISER, f"/results/draft?stage={self.stages[stage]}&kind={kind}")
        if reason:
            page.fill("#publication #reason", reason)
        self.confirm(page, "Опубликовать")
        page.wait_for_url("**/results/versions/*")
        self.by(ORGANISER).fits()
        return page

    def review(self):
        """Two are first with equal sheets, one place leads on: both pass."""
        self.read_blind()
        self.judged = set()
        self.judge({TARASOVA: [4, 4, 4, 4], ZUBKOV: [4, 4, 4, 4], OVSYANNIKOVA: [3, 3, 3, 3]})
        self.at(80)
        page = self.open(CHAIR, f"/results/draft?stage={self.stages['review']}")
        assert page.get_by_role("cell", name="1-2", exact=True).or_(
            page.get_by_role("cell", name="1–2", exact=True)).count() >= 2
        assert page.get_by_role("cell", name="проходит", exact=True).count() == 2
        page.fill(f"#place-{self.numbers[TARASOVA]}", "2")
        page.fill(f"#place-{self.numbers[ZUBKOV]}", "1")
        page.locator("#reason-0").fill("Голос председателя: у работы точнее итог.")
        page.get_by_role("button", name="Записать решение").click()
        page.get_by_text("Голос председателя: у работы точнее итог.").wait_for()
        page = self.publish("review", "preliminary")
        first = page.locator("tbody tr").first
        assert "Зубков" in first.inner_text()
        assert page.get_by_role("cell", name="проходит", exact=True).count() == 2

    def read_blind(self):
        """A juror reads the work as its author wrote it, and nowhere whose it is."""
        code = self.codes[TARASOVA]
        juror, path = next((login, self.sheets(login)[code]) for login in JURY if code in self.sheets(login))
        page = self.open(juror, path)
        page.get_by_role("heading", name="Замысел").wait_for()
        assert "Тарасова" not in page.content()
        assert "Тарасова" not in self.open(juror, "/log").content()

    def appeal(self):
        page = self.open(OVSYANNIKOVA, "/appeals")
        self.look(page)
        page.locator("textarea[name=reason]").fill("Материалы точны, источники указаны: это 5.")
        self.confirm(page, "Подать апелляцию")
        page.get_by_text("Ждёт решения").wait_for()
        page = self.open(CHAIR, "/appeals")
        assert page.get_by_role("button", name="Вынести решение").count() == 0  # who has judged does not decide
        page = self.open(ORGANISER, "/appeals")
        page.get_by_text("Решить может только организатор").wait_for()  # two have judged, two are in conflict
        self.look(page)
        page.get_by_text("Балл повышен").click()
        page.locator("input[name=points]").fill("62,5")
        page.locator("textarea[name=answer]").fill("По критерию «Материалы» балл повышен.")
        self.confirm(page, "Вынести решение")
        self.open(OVSYANNIKOVA, "/appeals").get_by_text("По критерию «Материалы» балл повышен.").wait_for()
        page = self.publish("review", "final", "Апелляция Овсянниковой удовлетворена.")
        page.get_by_text("62,5").first.wait_for()

    def final(self):
        """Everybody judges the two finalists; a colleague gives a voice for the audience's prize."""
        page = self.open(ORGANISER, f"/jury?stage={self.stages['final']}")
        page.get_by_text("Здесь те, кто прошёл предыдущий этап").wait_for()
        page = self.assign("final", 4, [TARASOVA, ZUBKOV])
        page.get_by_role("button", name="Распределить").click()
        page.locator("table.board").wait_for()
        assert page.locator("table.board tbody tr").count() == 2
        page = self.open(COLLEAGUE, "/votes")
        self.look(page)
        page.get_by_text("Тарасова").click()
        self.confirm(page, "Проголосовать")
        page.locator(".note.ok").wait_for()
        self.at(85)
        self.judge({TARASOVA: [10, 9], ZUBKOV: [8, 8]})

    def end(self):
        self.at(90)
        page = self.open(ORGANISER, "/votes")
        self.look(page)
        self.confirm(page, "Опубликовать итог")
        page.get_by_text("Тарасова").first.wait_for()
        self.publish("final", "preliminary")
        self.at(96)
        page = self.publish("final", "final", "Апелляций не подано.")
        assert "Тарасова" in page.locator("tbody tr").first.inner_text()
        self.open(None, "/results").get_by_text("Тарасова Ольга Николаевна").first.wait_for()

    def reward(self):
        """A diploma for the winner alone."""
        page = self.open(ORGANISER, "/documents")
        form = page.locator("main form").last
        form.locator("#template").select_option("diploma")
        form.locator("#award").fill("за победу в конкурсе")
        form.locator("#place").fill("1 место")
        for box in form.locator("[name=person]").all():
            box.set_checked(False)
        form.locator("label.pick", has_text="Тарасова").locator("input").check()
        form.get_by_role("button", name="Выдать документы").click()
        page.locator("a[href*='/batches/']").first.wait_for()
