"""The contest until its jury meets: founding, registration, weeks of tasks, own lessons."""
import re

from contest_people import COLLEAGUE, ENTRANTS, ORGANISER, OVSYANNIKOVA, STAGES, TARASOVA, ZUBKOV, People


class Weeks(People):
    # The beginning

    def found(self):
        """From the template with today for its first day; then the figures that suit three entrants."""
        visitor = self.by(ORGANISER)
        page = visitor.page
        visitor.go("/o/belovo/contests")
        page.fill("#start", self.midnight.date().isoformat())
        page.get_by_role("button", name="Создать конкурс").click()
        page.get_by_text("Конкурс создан").wait_for()
        self.address = page.url.removeprefix(visitor.url).removesuffix("/settings?founded=yes")
        visitor.fits()
        page = self.open(ORGANISER, "/stages")
        self.stages = dict(zip(STAGES, dict.fromkeys(re.findall(r"/stages/(\d+)/edit", page.content()))))
        assert len(self.stages) == len(STAGES)
        self.change_stage("review", cut=1)
        page = self.open(ORGANISER, "/settings")
        page.get_by_role("button", name="Опубликовать").click()
        page.wait_for_url("**" + self.address)

    def change_stage(self, stage, **fields):
        page = self.open(ORGANISER, f"/stages/{self.stages[stage]}/edit")
        for name, value in fields.items():
            page.fill(f"#{name}", str(value))
        page.get_by_role("button", name="Сохранить").click()
        page.wait_for_url("**/stages#*")

    def register(self):
        page = self.open(TARASOVA)
        page.get_by_role("link", name="Подать заявку").click()
        page.select_option("#nomination", label="Учитель-предметник")
        page.fill("#position", "учитель математики")
        page.locator("#consent").check()
        form = {
            "organisation": None, "nomination": page.input_value("#nomination"), "position": "учитель",
            "subject": "физика", "letter": "Участвую впервые.", "consent": "yes"}
        page.get_by_role("button", name="Отправить заявку").click()
        page.wait_for_url("**/receipt")
        for login in ENTRANTS[1:]:
            page = self.open(login, "/registration")
            if login == OVSYANNIKOVA:  # who teaches at two places
                page.select_option("#organisation", label="МБОУ «Гимназия № 1»")
            form["organisation"] = page.input_value("#organisation")
            assert self.post(login, "/registration", form).endswith("/receipt")
        page = self.open(ORGANISER, "/registrations")
        page.get_by_role("button", name="Допустить отмеченных").click()
        page.get_by_role("cell", name="Допущен").nth(2).wait_for()
        # The rest of the story calls entrants by their codes, as jurors do, and by their numbers, as forms do.
        rows = page.locator("tbody tr")
        self.codes, self.numbers = {}, {}
        for login, surname in zip(ENTRANTS, ["Тарасова", "Зубков", "Овсянникова"]):
            row = rows.filter(has_text=surname)
            self.codes[login] = row.locator("[data-l='Код']").inner_text()
            self.numbers[login] = row.get_by_role("link").get_attribute("href").rsplit("/", 1)[1]

    # Five weeks of tasks

    def week(self, number):
        """All tasks of a week by all three, proved and accepted. The first is done in the windows."""
        self.at(7 * number + 9)
        for login in ENTRANTS:
            section = re.search(
                rf'id="stage-{self.stages[f"week{number}"]}">(.*?)</section>', self.text(login, "/works"), re.S)[1]
            for place, task in enumerate(re.findall(r"/tasks/(\d+)", section)):
                if (number, login, place) == (1, TARASOVA, 0):
                    self.first_task(task)
                elif 'type="file"' in self.text(login, f"/tasks/{task}"):
                    self.post(login, f"/tasks/{task}", files={
                        "text": "План на двух страницах", "key": f"{login}-{task}",
                        "file": {"name": "план.txt", "mimeType": "text/plain", "buffer": f"План {login}".encode()}})
                else:
                    self.post(login, f"/tasks/{task}", {
                        "link": f"https://school.example/{login}/{task}", "text": "Готово.", "key": f"{login}-{task}"})
        if number == 1:
            self.first_proofs()
        proofs = re.findall(r'name="proof" value="([^"]+)"', self.text(ORGANISER, "/proofs"))
        for proof in proofs if number < 5 else proofs[:-1]:  # the last one, of an optional task, is left waiting
            self.post(ORGANISER, "/proofs", {"accept": proof})
        page = self.open(TARASOVA, "/works")
        page.get_by_text(f"Пройдено недель: {number} из 5").wait_for()

    def first_task(self, task):
        page = self.open(TARASOVA, "/works")
        page.get_by_role("link", name="Форум").first.click()
        page.wait_for_url(f"**/tasks/{task}")
        page.fill("#text", "Ответила двоим.")
        page.fill("#link", "https://forum.example/znakomstvo/17")
        page.locator("main form button.main").click()
        page.wait_for_url("**?sent=1")
        self.by(TARASOVA).fits()

    def first_proofs(self):
        """One proof comes back with a word of what is missing, and is sent again."""
        page = self.open(ORGANISER, "/proofs")
        row = page.locator(".proofs > li", has_text="Тарасова").filter(has_text="Форум")
        row.locator("summary").click()
        row.locator("textarea").fill("Дайте ссылку на второй ответ.")
        row.locator("details button").click()
        row.wait_for(state="detached")
        page = self.open(TARASOVA, "/works")
        page.get_by_role("link", name="Форум").first.click()
        page.get_by_text("Дайте ссылку на второй ответ.").wait_for()
        page.fill("#link", "https://forum.example/znakomstvo/18")
        page.locator("main form button.main").click()
        page.wait_for_url("**?sent=2")
        page = self.open(ORGANISER, "/proofs")
        page.locator(".proofs > li", has_text="Зубков").first.locator("[type=checkbox]").check()
        page.get_by_role("button", name="Принять отмеченные").click()
        page.locator("[role=status]").wait_for()
        self.by(ORGANISER).fits()

    # The own lesson

    def book(self):
        """Three lessons on the 55th day at ten, eleven and twelve; the first booked in the window, twice at one time."""
        self.at(45)
        self.lessons = {}
        page = self.open(TARASOVA, "/lessons")
        page.get_by_role("link", name="Назначить своё занятие").click()
        page.fill("#topic", "Проценты в магазине")
        page.fill("#audience", "учителя математики")
        page.fill("#plan", "1. Чат\n2. Опрос\n3. Общий документ")
        page.fill("#materials", "Памятка и десять задач.")
        page.fill("#starts", self.date(30, 10))
        page.fill("#minutes", "30")
        page.get_by_role("button", name="Назначить").click()
        page.get_by_role("alert").wait_for()
        assert page.input_value("#topic") == "Проценты в магазине"
        page.fill("#starts", self.date(55, 10))
        page.get_by_role("button", name="Назначить").click()
        page.get_by_role("heading", name="Проценты в магазине").wait_for()
        self.by(TARASOVA).fits()
        self.lessons[TARASOVA] = page.url.rsplit("/", 1)[1]
        for hour, login in ((11, ZUBKOV), (12, OVSYANNIKOVA)):
            place = self.post(login, "/lessons", files={
                "topic": f"Занятие {login}", "audience": "коллеги", "starts": self.date(55, hour), "minutes": "30",
                "plan": "Ход занятия", "materials": "Материалы", "link": ""})
            self.lessons[login] = place.rsplit("/", 1)[1]

    def teach(self):
        """The first lesson in the windows: a colleague enrols, comes in, goes, rates; the others without."""
        self.at(52)
        lesson = f"/lessons/{self.lessons[TARASOVA]}"
        page = self.open(COLLEAGUE, "/lessons")
        page.get_by_role("link", name="Проценты в магазине").click()
        page.get_by_role("button", name="Записаться").click()
        page.get_by_role("button", name="Отменить запись").wait_for()
        self.at(55, 9, 58)
        self.open(TARASOVA, lesson).get_by_role("button", name="Начать занятие").click()
        page = self.open(COLLEAGUE, lesson)
        page.get_by_role("button", name="Войти на занятие").click()
        page.get_by_text("Вы на занятии.").wait_for()
        self.look(page)
        for login in (ZUBKOV, OVSYANNIKOVA):
            self.post(login, lesson + "/presence")
        self.at(55, 10, 25)
        page = self.open(COLLEAGUE, lesson)
        page.get_by_role("button", name="Выйти").click()
        page.get_by_role("button", name="Войти на занятие").wait_for()
        for login in (ZUBKOV, OVSYANNIKOVA):
            self.post(login, lesson + "/departure")
        page = self.open(TARASOVA, lesson)
        self.confirm(page, "Завершить занятие")
        page.get_by_text("занятие проведено").wait_for()
        page = self.open(COLLEAGUE, lesson)
        self.look(page)
        for question in page.locator("#rating fieldset").all():
            question.locator("[value='5']").check()
        page.fill("#comment", "Возьму себе опрос в начале.")
        page.get_by_role("button", name="Отправить оценку").click()
        page.get_by_text("Спасибо").wait_for()
        self.open(TARASOVA, lesson).get_by_text("Возьму себе опрос в начале.").wait_for()
        for hour, login in ((11, ZUBKOV), (12, OVSYANNIKOVA)):
            lesson = f"/lessons/{self.lessons[login]}"
            guests = [COLLEAGUE] + [other for other in ENTRANTS if other != login]
            self.at(55, hour)
            self.post(login, lesson + "/beginning")
            for guest in guests:
                self.post(guest, lesson + "/presence")
            self.at(55, hour, 20)
            for guest in guests:
                self.post(guest, lesson + "/departure")
            self.post(login, lesson + "/ending")
        page = self.open(ORGANISER, "/finalists")
        assert page.get_by_text("выполнено", exact=True).count() == 3
