"""A quiz with a question of each kind: how its teacher writes them, how they are answered right, what a review shows."""
import re
import sqlite3
import struct
import zlib

from conftest import until

QUIZ = "/activities/22"
ORDER = ["Куликовская битва", "Бородинская битва", "Полёт Гагарина"]
CAPITALS = {"Франция": "Париж", "Египет": "Каир", "Чили": "Сантьяго"}
# By the names they have here: the kind, and what is typed into its form.
QUESTIONS = {
    "gaps": ("gaps", {"stem": "Столица России — [[Москва]], пи ≈ [[#3,14 ± 0,01]], Земля [[+ вращается|- стоит]]."}),
    "words": ("dragWords", {"stem": "Рыжий [[кот]] [[спит]].", "words": "пёс"}),
    "labels": ("dragWords", {"stem": "Подпишите половины листа.", "answers": "20,20 = лево\n120,20 = право", "words": "верх"}),
    "fragments": ("textSelection", {"stem": "Отметьте глаголы.", "answers": "Кот [спит], пёс [лает]."}),
    "ordering": ("ordering", {"stem": "Расставьте по порядку.", "answers": "\n".join(ORDER), "rule": "allOrNothing"}),
    "spot": ("hotSpot", {"stem": "Покажите середину.", "answers": "круг 100,50,20 = середина"}),
    "formula": ("formula", {"stem": "Сколько будет {a} + {b}?", "variables": "a = 1..9\nb = 10..19", "answers": "{a} + {b}"}),
    "choice": ("choice", {"stem": "Кто летает?", "answers": "+ сова\n- ёж # Ежи ходят.\n- карась"}),
    "several": ("multiple", {"stem": "Какие числа чётные?", "answers": "+ два\n+ восемь\n- три\n- пять"}),
    "truth": ("trueFalse", {"stem": "Байкал — озеро.", "key": "true"}),
    "short": ("shortAnswer", {"stem": "Как зовут кота Ершова?", "answers": "Васька*"}),
    "number": ("numeric", {"stem": "Сколько будет 2,5 · 2?", "answers": "5 ± 0,1"}),
    "pairs": ("matching", {"stem": "Назовите столицы.", "answers": "\n".join(f"{a} = {b}" for a, b in CAPITALS.items())}),
    "random": ("random", {"from": "Запас"}),
    "essay": ("essay", {"stem": "Почему осенью желтеют листья?"}),
    "files": ("essay", {"stem": "Приложите свой рисунок.", "reply": "files"}),
    "recording": ("essay", {"stem": "Расскажите о себе вслух.", "reply": "recording"}),
}
NUMBER = {name: place + 1 for place, name in enumerate(QUESTIONS)}
BY_PEOPLE = ["essay", "files", "recording"]
BY_RULE = [name for name in QUESTIONS if name not in BY_PEOPLE]
# Answered half right at first where there are several tries; those have hints.
TWICE = ["gaps", "ordering", "several", "number"]
HINTS = "!№ Подумайте ещё.\nПочти."
ESSAY = "Зелёное вещество разрушается, жёлтое остаётся."


def picture(width=200, height=100):
    """A white PNG."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = (b"\0" + b"\xff" * width * 3) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def change(server, *statements):
    with sqlite3.connect(server.data / "course-server.sqlite", timeout=10) as database:
        for statement in statements:
            database.execute(*statement) if isinstance(statement, tuple) else database.execute(statement)


def write(teacher, kind, fields):
    """One question by its form."""
    page = teacher.page
    teacher.go(f"{QUIZ}/questions/new?kind={kind}")
    assert page.locator("main form :is(input, select, textarea):visible").count() <= 10, kind
    if kind == "hotSpot" or kind == "dragWords" and "answers" in fields:
        if kind == "dragWords":
            page.locator("details", has=page.locator(".picture-fields")).locator("summary").click()
        page.locator(".picture-fields input[type=file]").set_input_files(
            {"name": "карта.png", "mimeType": "image/png", "buffer": picture()})
        until(lambda: page.locator("[name=picture]").input_value())
        page.fill("[name=alternative]", "Белый лист")
        until(lambda: page.locator("[name=width]").input_value())
    if "hints" in fields:
        page.locator("main form details > summary", has_text="Ещё").last.click()
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if name in ("reply", "rule", "key") else field.fill(value)
    if kind != "random":
        page.click("button[value=preview]")
        page.wait_for_load_state("load")
        assert page.locator(".preview .question").count() == 1, (kind, page.locator("[role=alert]").all_inner_texts())
        teacher.fits()
    page.click("button[value=save]")
    page.wait_for_url("**/questions")


def write_all(teacher, server):
    """The quiz of one question of each kind, in its own order; one question of the bank is kept for the random place."""
    page, teacher.expected = teacher.page, ("422",)
    change(
        server, "DELETE FROM quiz_slots WHERE activity_id = 22",
        "UPDATE quizzes SET shuffle = 0, questions_per_page = 20, time_limit_minutes = NULL WHERE activity_id = 22")
    teacher.go("/courses/2/bank?q=книг")
    page.locator("tbody input").check()
    page.locator("[name=to]").fill("Запас")
    page.click("button[value=move]")
    page.wait_for_load_state("load")
    for name, (kind, fields) in QUESTIONS.items():
        write(teacher, kind, {**fields, "hints": HINTS} if name in TWICE else fields)
    assert page.locator(".questions li").count() == len(QUESTIONS)


def begin(visitor):
    visitor.go(QUIZ)
    visitor.page.locator("form[action$='/attempts'] button").click()
    visitor.page.wait_for_url("**/attempts/*")
    visitor.page.locator(f"#q{NUMBER['words']} .tray button").first.wait_for()
    return visitor


def hand_in(visitor):
    page = visitor.page
    until(lambda: page.locator(".saved").inner_text() == "Все ответы сохранены")
    page.locator("button[value=finish]").click()
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review")


def sum_asked(page):
    numbers = re.findall(r"\d+", page.locator(f"#q{NUMBER['formula']} .stem").inner_text())
    return str(int(numbers[0]) + int(numbers[1]))


def items(page):
    """The things of the question of an order, as they stand."""
    texts = page.locator(f"#q{NUMBER['ordering']} .order li > span:not(.handle, .moves)").all_inner_texts()
    return [text.strip() for text in texts]


def whole(text):
    return re.compile(f"^\\s*{re.escape(text)}\\s*$")


class Hands:
    """Answers every question right with fingers on a screen. The lists of a phone are its own: their options are set."""

    def __init__(self, page):
        self.page = page

    def answer(self, name):
        getattr(self, name)(NUMBER[name])

    def question(self, number):
        return self.page.locator(f"#q{number}")

    def type(self, field, text):
        self.page.locator(field).tap()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, number, text):
        self.question(number).locator("label", has_text=whole(text)).tap()

    def select(self, field, label):
        self.page.select_option(f"[name='{field}']", label=label)

    def gaps(self, n):
        self.type(f"[name='s{n}.0']", "Москва")
        self.type(f"[name='s{n}.1']", "3.14")
        self.select(f"s{n}.2", "вращается")

    def words(self, n):
        self.place(n, ["кот", "спит"])

    def labels(self, n):
        self.place(n, ["лево", "право"])

    def place(self, n, words):
        """A word is tapped, then its place."""
        for place, word in enumerate(words):
            self.question(n).locator(".tray button", has_text=word).tap()
            self.page.locator(f"[name='s{n}.{place}']").tap()

    def fragments(self, n):
        for word in ("спит", "лает"):
            self.question(n).locator("label", has_text=word).tap()

    def ordering(self, n):
        for place, text in enumerate(ORDER):
            while items(self.page).index(text) > place:
                self.question(n).locator(".order li").nth(items(self.page).index(text)).locator("[data-by=up]").tap()

    def spot(self, n):
        canvas = self.question(n).locator(".canvas img")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def formula(self, n):
        self.type(f"#s{n}", sum_asked(self.page))

    def choice(self, n):
        self.pick(n, "сова")

    def several(self, n):
        for text in ("два", "восемь"):
            if not self.question(n).locator("label", has_text=whole(text)).locator("input").is_checked():
                self.pick(n, text)

    def truth(self, n):
        self.pick(n, "Верно")

    def short(self, n):
        self.type(f"#s{n}", "васька рыжий")

    def number(self, n):
        self.type(f"#s{n}", "5")

    def pairs(self, n):
        for row, (country, capital) in enumerate(CAPITALS.items()):
            self.select(self.row(n, country), capital)

    def row(self, n, text):
        return self.question(n).locator(".match label", has_text=text).locator("select").get_attribute("name")

    def random(self, n):
        self.type(f"#s{n}", "420")

    def essay(self, n):
        self.type(f"#s{n}", ESSAY)

    def files(self, n):
        self.attach(n, {"name": "лист.png", "mimeType": "image/png", "buffer": picture()})

    def answer_half(self, name):
        """One of TWICE, not quite right."""
        n = NUMBER[name]
        if name == "gaps":
            self.gaps(n)
            self.select(f"s{n}.2", "стоит")
        elif name == "several":
            self.pick(n, "два")
        elif name == "number":
            self.type(f"#s{n}", "6")
        else:
            up = self.question(n).locator(".order li").nth(1).locator("[data-by=up]")
            up.tap()
            if items(self.page)[0] == ORDER[0]:
                up.tap()

    def check(self, name):
        """Has the answer checked; gives the verdict."""
        self.page.locator(f"button[value^='check-{NUMBER[name]}-']").tap()
        verdict = self.page.locator(f"#r{NUMBER[name]}:focus .verdict")
        verdict.wait_for()
        return verdict.inner_text().replace("\xa0", " ")

    def recording(self, n):
        """One that was made elsewhere."""
        self.attach(n, {"name": "рассказ.webm", "mimeType": "audio/webm", "buffer": b"\x1aE\xdf\xa3" + b"\0" * 400})

    def attach(self, n, file):
        with self.page.expect_file_chooser() as chooser:
            self.choose_file(n)
        chooser.value.set_files(file)
        self.question(n).locator("li a", has_text=file["name"]).wait_for()

    def choose_file(self, n):
        self.question(n).locator("input[type=file]").tap()


class Keys(Hands):
    """The same by the keyboard alone."""

    def walk(self, target):
        """To a control as those go who have no mouse."""
        at = self.page.locator(target).and_(self.page.locator(":focus"))
        for _ in range(200):
            if at.count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {target} by keyboard")

    def type(self, field, text):
        self.walk(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, number, text):
        value = self.question(number).locator("label", has_text=whole(text)).locator("input").get_attribute("value")
        field = f"[name='s{number}'][value='{value}']"
        if self.page.locator(field).get_attribute("type") == "checkbox":
            self.walk(field)
            self.page.keyboard.press("Space")
            return
        self.walk(f"[name='s{number}']")
        self.page.keyboard.press("Space")
        for _ in range(8):
            if self.page.locator(field).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"question {number} has no {text}")

    def select(self, field, label):
        self.walk(f"[name='{field}']")
        for _ in range(8):
            self.page.keyboard.press("ArrowDown")
            if self.page.locator(f"[name='{field}'] option:checked").inner_text() == label:
                return
        raise AssertionError(f"{field} has no {label}")

    def place(self, n, words):
        for place, word in enumerate(words):
            self.select(f"s{n}.{place}", word)

    def fragments(self, n):
        for word in ("спит", "лает"):
            value = self.question(n).locator("label", has_text=word).locator("input").get_attribute("value")
            self.walk(f"[name=s{n}][value='{value}']")
            self.page.keyboard.press("Space")

    def ordering(self, n):
        for place, text in enumerate(ORDER):
            while items(self.page).index(text) > place:
                self.walk(f"#q{n} .order li:nth-child({items(self.page).index(text) + 1}) button[data-by=up]")
                self.page.keyboard.press("Enter")

    def spot(self, n):
        self.walk(f"#q{n} .canvas")
        self.page.keyboard.press("Enter")

    def choose_file(self, n):
        self.walk(f"#q{n} input[type=file]")
        self.page.keyboard.press("Space")


def check_answered(page, name, tells=True):
    """The review shows what was answered, and, where it is told, that it was right."""
    question = page.locator(f"#q{NUMBER[name]}")
    shown = " ".join(question.inner_text().split())
    said = {
        "gaps": ["3.14", "вращается"], "words": ["кот", "спит"], "labels": ["лево", "право"], "ordering": ORDER,
        "choice": ["сова"], "several": ["два", "восемь"], "truth": ["Верно"], "short": ["васька рыжий"],
        "number": ["5"], "pairs": [f"{a} — {b}" for a, b in CAPITALS.items()], "random": ["420"], "essay": [ESSAY],
        "files": ["лист.png"], "recording": ["рассказ.webm"],
    }.get(name, [])
    shown = shown.replace("3,14", "3.14").lower()
    assert all(text.lower() in shown for text in said), (name, shown)
    if name in ("choice", "several"):
        assert question.locator("li[data-chosen]").count() == len(said), name
    if not tells:
        return
    assert question.locator(".verdict").inner_text() == ("Ждёт проверки" if name in BY_PEOPLE else "Верно"), name
    right = {"gaps": 3, "words": 2, "labels": 2, "fragments": 2, "ordering": 3}
    assert question.locator(".filled.right").count() == right.get(name, 0), name
    assert question.locator("svg .zone.hit").count() == (name == "spot"), name
