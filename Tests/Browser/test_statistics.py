"""What a quiz's answers say of its questions: read by a teacher, on a phone too, and never by a pupil."""
import csv
import io

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_a_teacher_goes_from_the_results_to_a_question(visit, server, width):
    teacher = visit(server, width).sign_in("uchitel")
    page = teacher.page
    teacher.go("/activities/22/results")
    page.locator("main a[href$='/statistics']").click()
    page.wait_for_url("**/statistics")
    assert "судить рано" in page.locator(".note.warn").inner_text()
    assert page.locator("tbody tr").count() == 8
    assert page.locator("tbody tr").first.locator("svg .band").count() == 1
    teacher.fits()
    page.locator("main details summary").last.click()
    assert "корреляция" in page.locator(".meanings").inner_text()

    page.locator("tbody th a").first.click()
    page.wait_for_url("**/statistics/*")
    rows = page.locator("tbody tr")
    assert rows.count() >= 4 and rows.first.locator("svg").count() == 4
    assert page.locator(".tag.ok").count() == 1
    teacher.fits()


def test_the_choice_of_attempts_stays_from_page_to_page(visit, server):
    teacher = visit(server).sign_in("uchitel")
    page = teacher.page
    teacher.go("/activities/22/statistics")
    page.get_by_role("link", name="Лучшие попытки").click()
    page.wait_for_url("**/statistics?count=best")
    page.locator("tbody th a").last.click()
    page.wait_for_url("**/statistics/*?count=best")
    page.get_by_role("link", name="Ко всем вопросам").click()
    page.wait_for_url("**/statistics?count=best")
    assert page.locator(".subnav [aria-current]").inner_text() == "Лучшие попытки"


def test_the_table_opens_in_a_spreadsheet(visit, server):
    teacher = visit(server).sign_in("uchitel")
    answer = teacher.page.request.get(server.url + "/activities/22/statistics.csv")
    text = answer.body().decode("utf-8")
    assert text.startswith("\ufeff№;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 9 and len({len(row) for row in rows}) == 1
    assert any("," in cell and float(cell.replace(",", ".")) for cell in rows[1][3:10])


def test_a_pupil_gets_nothing_of_it(visit, server):
    pupil = visit(server).sign_in("uchenik")
    for path in ("statistics", "statistics.csv", "statistics/43"):
        answer = pupil.page.request.get(f"{server.url}/activities/22/{path}")
        assert answer.status == 403 and "25 %" not in answer.text()
