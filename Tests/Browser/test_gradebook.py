"""The journal of a class: typing as in a spreadsheet, pasting from Excel, what is refused, taking back, printing."""
import json
import re

import pytest

from conftest import until

JOURNAL = "/courses/2/gradebook"
PASTE = """(text) => {
  const data = new DataTransfer()
  data.setData("text/plain", text)
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""


def add_columns(teacher, count, maximum="5", first=0):
    """The last by the form; what it sends is sent for those before."""
    page, names = teacher.page, [f"Работа {number + 1}" for number in range(first, first + count)]
    teacher.go(JOURNAL + "/columns/new")
    form = page.locator("main form").evaluate("form => Object.fromEntries(new FormData(form))")
    for name in names[:-1]:
        answer = page.request.post(
            teacher.url + JOURNAL + "/columns", form={**form, "title": name, "points": maximum},
            headers={"Origin": teacher.url})
        assert answer.ok, answer.text()
    page.fill("#title", names[-1])
    page.fill("#points", maximum)
    page.locator("main form button.main").click()
    page.wait_for_url("**" + JOURNAL)


@pytest.fixture
def teacher(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    teacher.expected = ("422",)
    add_columns(teacher, 2)
    teacher.page.locator("grade-journal:defined").wait_for()
    return teacher


def cell(page, row, column):
    """A cell for marks, both from 0; column 0 is the quiz."""
    return page.locator("tbody tr").nth(row).locator("td").nth(column)


def enter(page, text):
    """Types as a keyboard does. Playwright sends no key for a letter that is not Latin: those go in by F2."""
    if not text.isascii():
        page.keyboard.press("F2")
    page.keyboard.type(text)


def saved(page, text="Записано"):
    page.locator("output.saved", has_text=text).wait_for()


def test_marks_are_typed_as_in_a_spreadsheet(teacher):
    page = teacher.page
    cell(page, 0, 1).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    enter(page, "н")
    page.keyboard.press("Enter")
    page.keyboard.type("4,5")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    saved(page)
    until(lambda: cell(page, 2, 3).inner_text() == "90")
    assert [cell(page, row, 1).inner_text() for row in range(3)] == ["5", "н", "4,5"]
    assert cell(page, 2, 2).inner_text() == ""
    assert page.evaluate("document.activeElement.textContent") == "н"

    page.keyboard.press("Delete")
    until(lambda: cell(page, 1, 1).get_attribute("data-wait") is None)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".journal input").input_value() == "4,5"
    page.keyboard.press("Escape")
    teacher.go(JOURNAL)
    assert [cell(page, row, 1).inner_text() for row in range(3)] == ["5", "", "4,5"]


def test_a_mark_over_an_automatic_one_is_signed_and_has_a_history(teacher):
    page = teacher.page
    row = page.locator("tbody tr", has_text="Ерёмина")
    automatic = row.locator("td").first.inner_text()
    row.locator("td").first.click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    saved(page)
    until(lambda: "h" in (row.locator("td").first.get_attribute("data-s") or ""))
    page.locator("th[data-c] a").first.click()
    page.locator("tr", has_text="Ерёмина").get_by_role("link").click()
    page.locator("#history").wait_for()
    history = page.locator("#history li").all_inner_texts()
    assert len(history) == 2 and f"{automatic} → 9 (поверх {automatic})" in history[0] and "Тарасова" in history[0]
    assert f"— → {automatic}" in history[1] and "автоматически" in history[1]


def test_two_hundred_cells_are_pasted_in_one_request_and_taken_back(teacher):
    page = teacher.page
    add_columns(teacher, 13, first=2)
    teacher.go(JOURNAL)
    requests = []
    page.on("request", lambda request: requests.append(request) if request.method == "POST" else None)

    # 14 learners by 15 columns: 210 cells. Two of them are wrong.
    block = [["4"] * 15 for _ in range(14)]
    block[3][2], block[9][7] = "6", "пять"
    cell(page, 0, 1).click()
    page.evaluate(PASTE, "\r\n".join("\t".join(row) for row in block))
    page.locator("[role=alert] li").nth(1).wait_for()
    refused = page.locator("[role=alert] li").all_inner_texts()
    assert len(refused) == 2 and "«Работа 3»" in refused[0] and "больше наибольшего балла 5" in refused[0]
    assert "пять — это не число" in refused[1]
    assert page.locator(".journal td[data-bad]").count() == 2
    assert cell(page, 0, 1).inner_text() == ""
    page.locator("[role=alert] a").first.click()
    assert page.evaluate("document.activeElement.dataset.bad") == ""

    block[3][2], block[9][7] = "н", "4,5"
    cell(page, 0, 1).click()
    page.evaluate(PASTE, "\r\n".join("\t".join(row) for row in block) + "\r\n")
    saved(page, "Вставлено 210 клеток")
    posts = [json.loads(request.post_data) for request in requests]
    assert [len(post["cells"]) for post in posts] == [210, 210]
    assert cell(page, 9, 8).inner_text() == "4,5"

    cell(page, 0, 1).click()
    page.keyboard.press("Control+z")
    saved(page, "Отменено")
    assert cell(page, 9, 8).inner_text() == ""
    teacher.go(JOURNAL)
    assert "4" not in [page.locator("tbody tr").nth(row).locator("td").nth(5).inner_text() for row in range(14)]


def test_a_paste_that_does_not_fit_is_refused(teacher):
    page = teacher.page
    cell(page, 13, 2).click()
    page.evaluate(PASTE, "1\n2")
    page.locator("[role=alert]", has_text="не помещается").wait_for()
    assert cell(page, 13, 2).inner_text() == ""


def test_a_cell_somebody_else_changed_is_named(teacher, visit, own_server):
    other = visit(own_server).sign_in("metodist")
    other.go(JOURNAL)
    cell(other.page, 0, 1).click()
    other.page.keyboard.type("2")
    other.page.keyboard.press("Enter")
    saved(other.page)

    page = teacher.page
    cell(page, 0, 1).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    alert = page.locator("[role=alert] li")
    alert.wait_for()
    assert "тем временем изменили" in alert.inner_text() and "сейчас там 2" in alert.inner_text()


def test_without_a_link_marks_wait_and_are_sent_later(teacher):
    page = teacher.page
    teacher.expected = ("422",)
    teacher.unplug()
    cell(page, 0, 1).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    saved(page, "нет связи")
    teacher.plug_in()
    saved(page)
    until(lambda: page.locator(".journal td[data-wait]").count() == 0)
    teacher.go(JOURNAL)
    assert [cell(page, row, 1).inner_text() for row in range(2)] == ["5", "4"]


def test_without_script_a_column_is_a_form(visit, own_server):
    teacher = visit(own_server, java_script_enabled=False).sign_in("uchitel")
    add_columns(teacher, 1)
    page = teacher.page
    page.get_by_role("link", name="Работа 1").click()
    page.locator("input.cell").nth(0).fill("5")
    page.locator("input.cell").nth(1).fill("о")
    page.locator("main form button.main").first.click()
    page.wait_for_load_state()
    teacher.go(JOURNAL)
    assert [cell(page, row, 1).inner_text() for row in range(2)] == ["5", "о"]
    page.get_by_role("button", name="Отменить последнее").click()
    page.wait_for_load_state()
    assert [cell(page, row, 1).inner_text() for row in range(2)] == ["", ""]


def test_a_workbook_saved_is_a_workbook_loaded(teacher):
    page = teacher.page
    cell(page, 0, 1).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    saved(page)
    answer = page.request.get(teacher.url + JOURNAL + ".xlsx")
    assert answer.ok
    page.keyboard.press("Control+z")
    saved(page, "Отменено")
    teacher.go(JOURNAL + "/import")
    page.set_input_files("#file", {
        "name": "journal.xlsx", "buffer": answer.body(),
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    page.locator("main form button.main").click()
    page.locator("td", has_text="Работа 1").wait_for()
    page.get_by_role("button", name="Записать в журнал").click()
    page.wait_for_url("**" + JOURNAL)
    assert cell(page, 0, 1).inner_text() == "5"


def test_the_mark_sheet_is_printed_without_the_site_around_it(teacher):
    page = teacher.page
    cell(page, 0, 1).click()
    page.evaluate(PASTE, "5\n4\n3")
    saved(page, "Вставлены 3 клетки")
    teacher.go(JOURNAL + "/statement")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible() and not page.locator("[data-print]").is_visible()
    assert page.locator(".signature").first.is_visible()
    text = page.locator("main").inner_text()
    assert "Тарасова Ольга Николаевна" in text and "Успеваемость" in text and "Качество знаний" in text
    assert re.search(r"Ведомость\s+Курс\s+Дроби", text)
    page.emulate_media(media="screen")


def test_the_journal_of_a_class_is_light(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    add_columns(teacher, 39)
    cookies = teacher.context.cookies()
    visitor = visit(own_server, storage_state={"cookies": cookies})
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visitor.go(JOURNAL)
    visitor.page.wait_for_load_state("networkidle")
    weight, nodes = sum(sizes) / 1000, visitor.page.evaluate("document.querySelectorAll('*').length")
    print(f"\n40 columns: {weight:.1f} KB in {len(sizes)} requests, {nodes} nodes")
    assert weight <= 90 and len(sizes) <= 10 and nodes <= 1_500
