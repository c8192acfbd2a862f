"""Authors at work: from an empty course to a published module, the editor, the order, two authors at one page."""
import re
import struct
import zlib

import pytest
from conftest import editor, to_end, until

QUESTIONS = """Сколько процентов составляет половина?
+ 50 %
- 20 %
- 75 %

Что больше?
+ три четверти
- две трети

Какие дроби равны половине?
+ 2/4
+ 5/10
- 3/5

Как называется сотая доля числа?
+ процент

Сколько будет 10 % от 250?
+ 25
"""
VIDEO = bytes.fromhex("0000001c667479706d703432000000006d70343169736f6d6d703432") + bytes(200)


def png(width=64, height=48):
    """A picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x20\x60\x90" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def picture(name="photo.png"):
    return {"name": name, "mimeType": "image/png", "buffer": png()}


class Author:
    """Counts what a teacher's hands do: presses, choices, typings; and the fields each first screen shows."""

    def __init__(self, visitor):
        self.visitor, self.page, self.actions, self.screens = visitor, visitor.page, 0, {}

    def screen(self, name):
        self.page.wait_for_load_state()
        shown = "main :is(input:not([type=hidden]), select, textarea, .ProseMirror)"
        fields = [field for field in self.page.locator(shown).all()
                  if field.is_visible() and not field.evaluate("field => !!field.closest('[role=toolbar]')")]
        self.screens[name] = len(fields)

    def did(self, _=None):
        self.actions += 1

    def press(self, name, inside="main"):
        where = self.page.locator(inside)
        where.get_by_role("button", name=name, exact=True).or_(where.get_by_role("link", name=name, exact=True)).first.click()
        self.did()

    def fill(self, selector, text):
        self.page.locator(selector).first.fill(text)
        self.did()

    def type(self, text):
        self.page.keyboard.type(text)
        self.did()

    def choose(self, selector, file):
        self.page.set_input_files(selector, file)
        self.did()


def test_time_on_task_from_nothing_to_a_published_module(visit, own_server):
    author = Author(visit(own_server).sign_in("uchitel"))
    page = author.page
    author.visitor.go("/o/school5/courses/new")
    author.screen("a new course")
    author.fill("#title", "Проценты")
    author.press("Создать курс")
    author.screen("the course's structure")
    author.fill("#title", "Половина и четверть")
    author.press("Добавить модуль")

    author.press("страница")
    author.screen("a new page")
    author.fill("#title", "Что такое процент")
    editor(page).click()
    author.did()
    author.type("Процент — сотая доля числа: ")
    author.press("Формула")
    author.fill("#ask-tex", "\\frac{1}{100}")
    author.press("Вставить", "dialog")
    author.press("Картинка")
    author.choose("#ask-file", picture())
    author.fill("#ask-alt", "Синий прямоугольник")
    author.press("Вставить", "dialog")
    page.locator(".visual figure img").wait_for()
    author.press("Добавить")
    page.wait_for_url("**/activities/*")
    assert page.locator(".prose math").count() == 1
    shown = page.locator(".prose img")
    assert shown.get_attribute("alt") == "Синий прямоугольник" and shown.get_attribute("width") == "64"

    author.press("Править курс")
    author.press("видео")
    author.screen("a new video")
    author.fill("#title", "Объяснение")
    author.choose("#file", {"name": "lesson.mp4", "mimeType": "video/mp4", "buffer": VIDEO})
    author.press("Добавить")

    author.press("Править курс")
    author.press("тест")
    author.screen("a new quiz")
    author.fill("#title", "Проверьте себя")
    author.fill("#questions", QUESTIONS)
    page.get_by_role("heading", name="5 вопросов").wait_for()
    author.press("Добавить")
    assert page.get_by_role("link", name="Изменить 5 вопросов").count() == 1
    author.press("Править курс", "main")

    author.press("задание")
    author.screen("a new assignment")
    author.fill("#title", "Своя задача")
    author.fill("#text", "Найдите в магазине скидку и посчитайте её.")
    author.press("Добавить")
    page.wait_for_url("**/activities/*")
    page.locator(".crumbs a").last.click()
    author.did()

    author.press("Настройки")
    author.screen("the settings")
    page.select_option("#visibility", "group")
    author.did()
    author.press("Сохранить")

    print(f"\n{author.actions} actions; visible fields: {author.screens}")
    assert author.actions <= 40
    assert max(author.screens.values()) <= 10


def test_the_editor_keeps_what_it_was_given_and_marks_what_is_typed(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/activities/20/edit")
    before = page.locator("#text").input_value()
    editor(page)
    page.locator(".visual math").first.wait_for()
    page.get_by_role("button", name="Markdown").click()
    assert page.locator("#text").input_value() == before
    page.get_by_role("button", name="Как на странице").click()

    # A word at the end: every other block goes back to the letter.
    to_end(editor(page))
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Важно")
    page.keyboard.press("Control+b")
    page.keyboard.type(" и 2*3 = 6, snake_case.")
    after = page.locator("#text").input_value()
    assert after.startswith(before.rstrip()) and after.rstrip().endswith("**Важно** и 2\\*3 = 6, snake_case.")
    page.get_by_text("Черновик сохранён").wait_for()
    page.reload()
    page.get_by_text("Это ваш черновик").wait_for()
    assert "**Важно**" in page.locator("#text").input_value()


def test_the_editor_is_worked_by_keys_alone(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/modules/4/page/new")
    editor(page)
    page.locator("#title").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=toolbar]') !== null")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tool") == "bold"
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    page.keyboard.type("Слово")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "textbox"


def test_what_comes_from_word_is_clean(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/modules/4/page/new")
    editor(page).click()
    html = """<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
        <h2 style='mso-x:1'>Тема<o:p></o:p></h2><p class=MsoNormal style='margin:0'>Текст <b>жирный</b>
        <span style='font-style:italic'>наклонный</span><script>window.px=1</script></p>
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
        </span><![endif]>Первый</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
        style='mso-list:Ignore'>· </span>Второй</p><table><tr><td><p>а</p></td><td>б</td></tr></table>
        <img src="https://evil.example/x.png"><a href="javascript:px()">ссылка</a><!--EndFragment--></body></html>"""
    page.evaluate("""html => {
        const data = new DataTransfer()
        data.setData("text/html", html)
        document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
    }""", html)
    text = page.locator("#text").input_value()
    assert "## Тема" in text and "Текст **жирный** *наклонный*" in text and "- Первый\n- Второй" in text
    assert "а" in text and "javascript" not in text and "evil" not in text and "mso" not in text


def test_a_dropped_picture_is_sent_and_asks_for_its_words(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/modules/4/page/new")
    editor(page).click()
    page.evaluate("""bytes => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(bytes)], "вид.png", { type: "image/png" }))
        document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
    }""", list(png()))
    page.locator("#ask-alt").press("Enter")
    page.locator("dialog [role=alert]").wait_for()
    page.fill("#ask-alt", "Вид из окна")
    page.locator("dialog .main").click()
    page.locator(".visual figure img").wait_for()
    assert re.search(r"!\[Вид из окна\]\(/media/\d+/[^)]*-64x48\.webp\)", page.locator("#text").input_value())


@pytest.mark.parametrize("width", [1280, 360])
def test_the_order_changes_by_buttons_and_comes_back_from_the_bin(visit, own_server, width):
    teacher = visit(own_server, width).sign_in("uchitel")
    page = teacher.page
    teacher.go("/courses/2/edit")

    def steps():
        return page.locator(".steps > li .part > a").all_inner_texts()

    before = steps()
    teacher.fits()
    rows = page.locator(".steps > li")
    rows.nth(1).get_by_role("button", name=re.compile("Выше")).click()
    until(lambda: steps()[:2] == [before[1], before[0]])
    assert page.evaluate("document.activeElement.id").startswith("up-")
    rows.nth(1).get_by_role("button", name=re.compile("Скрыть")).click()
    page.locator(".steps .tag", has_text="Скрыто").wait_for()
    rows.nth(2).locator("summary").click()
    rows.nth(2).get_by_role("button", name="Удалить").click()
    page.get_by_text("Удалено").wait_for()
    assert before[2] not in steps()
    page.get_by_role("button", name="Вернуть").click()
    until(lambda: before[2] in steps())

    pupil = visit(own_server).sign_in("uchenik")
    pupil.go("/courses/2")
    assert before[0] not in pupil.page.locator("main").inner_text()


def test_a_step_is_dragged(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/courses/2/edit")
    until(lambda: page.evaluate("!!customElements.get('course-structure')"))
    titles = page.locator(".steps > li .part > a")
    before = titles.all_inner_texts()
    grips = page.locator(".steps .grip")
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 10, steps=8)
    page.mouse.move(end["x"] + 5, end["y"] + 60, steps=5)
    with page.expect_response("**/position"):
        page.mouse.up()
    moved = [before[1], before[2], before[0]]
    until(lambda: titles.all_inner_texts()[:3] == moved)
    page.reload()
    assert titles.all_inner_texts()[:3] == moved


def test_two_authors_at_one_page_lose_nothing(visit, own_server):
    first, second = visit(own_server).sign_in("uchitel"), visit(own_server).sign_in("metodist")
    for person in (first, second):
        person.expected = ("422",)
        person.go("/activities/20/edit")
        editor(person.page)
    for person, words in ((second, "Её слово."), (first, "Моё слово.")):
        to_end(editor(person.page))
        person.page.keyboard.press("Enter")
        person.page.keyboard.type(words)
    second.page.get_by_role("button", name="Опубликовать").click()
    second.page.wait_for_url("**/activities/20")
    first.page.get_by_role("button", name="Опубликовать").click()
    first.page.locator("#merge").wait_for()
    assert "Её слово." in first.page.locator("#merge").inner_text()
    assert "Моё слово." in first.page.locator("#text").input_value()
    first.page.get_by_role("button", name="Опубликовать").click()
    first.page.wait_for_url("**/activities/20")
    assert "Моё слово." in first.page.locator(".prose").inner_text()

    # The other text is in the history, and comes back.
    first.go("/activities/20/history")
    first.page.get_by_role("link", name=re.compile("Сравнить")).first.click()
    assert "Её слово." in first.page.locator(".diff .gone").inner_text()
    first.page.get_by_role("button", name="Вернуть эту версию").click()
    first.page.wait_for_url("**/activities/20")
    assert "Её слово." in first.page.locator(".prose").inner_text()


def test_without_scripts_a_page_is_drafted_and_published_and_the_order_changes(visit, own_server):
    teacher = visit(own_server, java_script_enabled=False).sign_in("uchitel")
    page = teacher.page
    teacher.go("/activities/20/edit")
    page.fill("#text", "Только черновик.")
    teacher.press("Сохранить черновик")
    assert "Это ваш черновик" in page.locator("main").inner_text()
    teacher.go("/activities/20")
    assert "Только черновик" not in page.locator(".prose").inner_text()
    teacher.go("/activities/20/edit")
    teacher.press("Опубликовать")
    assert page.locator(".prose").inner_text() == "Только черновик."
    teacher.go("/courses/2/edit")
    before = page.locator(".steps > li .part > a").all_inner_texts()
    page.locator(".steps > li").first.get_by_role("button", name=re.compile("Ниже")).click()
    until(lambda: page.locator(".steps > li .part > a").all_inner_texts()[:2] == [before[1], before[0]])
    teacher.go("/courses/2/files")
    page.set_input_files("#file", picture("вид.png"))
    teacher.press("Загрузить")
    assert "-64x48.webp" in page.locator(".list").inner_text()


def test_a_course_from_the_template_is_checked_and_copied(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/o/school5/courses/new")
    page.fill("#title", "По шаблону")
    page.select_option("#template", "district")
    teacher.press("Создать")
    assert "Рефлексия" in page.locator("main").inner_text()
    teacher.press("Проверка структуры")
    text = page.locator("main").inner_text()
    assert "Нет аннотации" in text and "Не указан объём" in text and "Нет теории" not in text
    page.get_by_role("link", name="К настройкам").first.click()
    page.fill("#summary", "О процентах")
    page.locator("summary").first.click()
    page.fill("#hours", "4")
    page.locator("main form button.main").first.click()
    page.get_by_text("Изменения сохранены").wait_for()
    teacher.press("Сделать копию")
    page.wait_for_url("**/edit")
    assert page.locator("h1").inner_text() == "По шаблону (копия)"
    teacher.press("Проверка структуры")
    assert "Всё, что требуется" in page.locator("main").inner_text()
