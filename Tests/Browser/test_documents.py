"""Papers: a methodist issues them, their holder opens them, anybody checks them by the code."""
import re
import subprocess

import pytest
from playwright.sync_api import TimeoutError


def issued(methodist, people, occasion="Олимпиада «Дроби и проценты»"):
    page = methodist.page
    methodist.go("/o/belovo/documents")
    page.get_by_role("link", name="Выдать документы").click()
    page.fill("#occasion", occasion)
    page.fill("#award", "за терпение")
    page.fill("#place", "лауреат")
    page.fill("#people", people)
    page.get_by_role("button", name="Выдать документы").click()
    page.wait_for_url("**/documents")


def pdf(visitor, path):
    answer = visitor.context.request.get(visitor.url + path)
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    return answer.body()


def printed(methodist, script):
    """Has the newest batch printed; the address of its file."""
    page = methodist.page
    page.locator("section a[href*='/batches/']").first.click()
    page.get_by_role("button", name="Напечатать одним файлом").click()
    return finished(methodist, script)


def finished(methodist, script=True):
    """Waits for the file; where no script looks by itself, the reader does."""
    page = methodist.page
    ready = page.get_by_role("link", name="Открыть файл")
    for _ in range(90):
        try:
            ready.wait_for(timeout=2_000)
            return ready.get_attribute("href")
        except TimeoutError:
            if not script:
                page.get_by_role("link", name="Обновить").click()
    raise AssertionError(page.locator("main").inner_text())


@pytest.mark.parametrize("width, script", [(1280, True), (360, False)])
def test_a_diploma_is_issued_opened_checked_and_revoked(visit, own_server, width, script):
    methodist = visit(own_server, width, java_script_enabled=script).sign_in("metodist")
    issued(methodist, "uchenik; Школа № 5\nЩёголева-Преображенская Ёлизавета; Школа № 24; 1 место\n")
    number = methodist.page.locator("tbody th a", has_text="0001").inner_text()
    assert re.fullmatch(r"Д-\d{4}/0001", number)
    assert pdf(methodist, printed(methodist, script)).startswith(b"%PDF")

    holder = visit(own_server, width, java_script_enabled=script).sign_in("uchenik")
    holder.go("/documents")
    holder.page.get_by_text(number).wait_for()
    paper = holder.page.locator("main h2 a").get_attribute("href")
    assert pdf(holder, paper).startswith(b"%PDF")
    check = holder.page.get_by_role("link", name="Проверить").get_attribute("href")

    guest = visit(own_server, width, java_script_enabled=script)
    guest.expected = ("404",)
    guest.go(check)
    guest.page.get_by_text("выдан и действует").wait_for()
    assert number in guest.page.locator("dl").inner_text()
    guest.go("/check")
    guest.page.fill("#code", check.rsplit("/", 1)[1].lower())
    guest.page.get_by_role("button", name="Проверить").click()
    guest.page.get_by_text("выдан и действует").wait_for()
    guest.go("/check/0000-0000-0000-0000")
    guest.page.get_by_role("alert").wait_for()
    guest.go("/sign-in")

    stranger = visit(own_server, width).sign_in("eremina.po")
    stranger.expected = ("404",)
    assert stranger.go(paper).status == 404

    methodist.go("/o/belovo/documents?q=0001")
    methodist.page.locator("tbody summary").click()
    methodist.page.locator("tbody input[name=reason]").fill("Ошибка в имени")
    methodist.page.get_by_role("button", name="Отозвать").click()
    methodist.page.locator("tbody").get_by_text("Ошибка в имени").wait_for()
    guest.go(check)
    guest.page.get_by_text("отозван").first.wait_for()


def test_a_template_of_ones_own_is_seen_before_it_is_kept(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    methodist.expected = ("422",)
    page = methodist.page
    methodist.go("/o/belovo/documents/templates")
    page.get_by_role("link", name="Диплом", exact=True).click()
    page.fill("#name", "Диплом олимпиады")
    page.fill("#text", "# Диплом\n\n## {имя}\n\n{чин}")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("alert").get_by_text("«чин»").wait_for()
    page.fill("#text", "# Диплом\n\n## {имя}\n\n{место}")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="Диплом олимпиады").wait_for()
    methodist.go("/o/belovo/documents/new")
    page.locator("#template").select_option(label="Диплом олимпиады")


def test_a_batch_goes_on_after_the_server_was_killed(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    page = methodist.page
    issued(methodist, "\n".join(f"Щёголева-Преображенская Анна {number}" for number in range(250)))
    page.locator("section a[href*='/batches/']").first.click()
    page.get_by_role("button", name="Напечатать одним файлом").click()
    page.get_by_role("status").get_by_text("Напечатано 100 из 250").wait_for(timeout=60_000)
    own_server.kill()
    own_server.start()
    told = subprocess.run(["pdfinfo", "-"], input=pdf(methodist, finished(methodist)), capture_output=True, check=True)
    assert re.search(rb"Pages:\s+250\n", told.stdout)
    page.get_by_text("250 документов в одном файле").wait_for()
