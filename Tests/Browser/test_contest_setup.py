"""A contest: founded from the template, published, registered for, admitted, followed."""
import datetime
import time

import pytest

TODAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).date().isoformat()


def founded(methodist, title="", rehearsal=False):
    """Founds from the template with today for its first day; answers with the contest's address."""
    page = methodist.page
    methodist.go("/o/belovo")
    page.locator("main").get_by_role("link", name="Конкурсы").click()
    page.fill("#start", TODAY)
    page.fill("#title", title)
    if rehearsal:
        page.locator("[name=rehearsal]").check()
    page.get_by_role("button", name="Создать конкурс").click()
    page.get_by_text("Конкурс создан").wait_for()
    return page.url.removeprefix(methodist.url).removesuffix("/settings?founded=yes")


@pytest.mark.parametrize("width, script", [(1280, True), (360, False)])
def test_a_contest_is_founded_published_and_registered_for(visit, own_server, width, script):
    methodist = visit(own_server, width, java_script_enabled=script).sign_in("metodist")
    begun = time.monotonic()
    address = founded(methodist)
    methodist.fits()
    page = methodist.page
    page.get_by_role("button", name="Опубликовать").click()
    page.wait_for_url("**" + address)
    assert time.monotonic() - begun < 600
    methodist.fits()

    guest = visit(own_server, width, java_script_enabled=script)
    guest.go("/contests")
    guest.page.get_by_role("link", name="Дистанционный учитель", exact=True).click()
    guest.page.get_by_role("heading", name="Идёт регистрация").wait_for()
    assert guest.page.locator(".toc li").count() == 10
    guest.page.get_by_role("link", name="Положение о конкурсе").click()
    guest.page.get_by_role("heading", name="6. Апелляции").wait_for()
    guest.fits()

    teacher = visit(own_server, width, java_script_enabled=script).sign_in("uchitel")
    teacher.expected = ("422", "403")
    page = teacher.page
    teacher.go(address)
    page.get_by_role("link", name="Подать заявку").click()
    page.select_option("#nomination", label="Учитель-предметник")
    page.fill("#position", "учитель математики")
    page.fill("#letter", "Веду кружок дистанционно второй год.")
    page.get_by_role("button", name="Отправить заявку").click()
    page.get_by_text("Без согласия").wait_for()
    assert page.input_value("#letter").startswith("Веду кружок")
    page.get_by_role("button", name="Сохранить черновик").click()
    page.get_by_text("Черновик сохранён").wait_for()
    page.locator("#consent").check()
    page.get_by_role("button", name="Отправить заявку").click()
    page.wait_for_url("**/receipt")
    receipt = page.locator("dd").first.inner_text()
    assert receipt.startswith("ДУ-") and receipt.endswith("-0001")
    teacher.fits()
    teacher.go("/teaching")
    page.get_by_role("heading", name="Мои конкурсы").wait_for()
    assert teacher.go(address + "/registrations").status == 403

    page = methodist.page
    methodist.go(address + "/registrations")
    page.get_by_text(receipt).wait_for()
    methodist.fits()
    page.get_by_role("button", name="Допустить отмеченных").click()
    page.get_by_role("cell", name="Допущен").wait_for()
    page.get_by_role("link", name="Тарасова Ольга Николаевна").click()
    page.get_by_text("Веду кружок дистанционно").wait_for()
    methodist.fits()
    methodist.go(address + "/progress")
    page.get_by_role("heading", name="Сколько дошло").wait_for()
    methodist.fits()
    teacher.go(address)
    teacher.page.get_by_role("heading", name="Дальше: Неделя 1").wait_for()


def test_a_stage_is_changed_and_the_regulation_gets_a_second_version(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    methodist.expected = ("422",)
    page = methodist.page
    address = founded(methodist, "Первый опыт")
    methodist.go(address + "/stages")
    page.get_by_role("link", name="Заочный этап").click()
    page.fill("#c0-highest", "0")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("alert").wait_for()
    assert page.input_value("#c0-highest") == "0"
    page.fill("#c0-highest", "10")
    page.fill("#c4-title", "Язык")
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url("**/stages#*")
    page.get_by_text("5 критериев").wait_for()
    page.get_by_role("link", name="Настройки").click()
    page.fill("#days", "3")
    page.get_by_role("button", name="Сдвинуть").click()
    page.wait_for_url("**/stages")
    methodist.go(address + "/settings")
    page.get_by_role("button", name="Опубликовать").click()
    page.wait_for_url("**" + address)
    methodist.go(address + "/regulations/new")
    page.fill("#text", "# Положение\n\nВсё иначе.")
    page.get_by_role("button", name="Опубликовать версию").click()
    page.get_by_text("Версия 2 от").wait_for()
    page.get_by_role("link", name="Версия 1").click()
    page.get_by_text("Это прежняя версия").wait_for()


def test_a_rehearsal_comes_with_people_and_goes(visit, own_server):
    methodist = visit(own_server).sign_in("metodist")
    methodist.expected = ("404",)
    page = methodist.page
    address = founded(methodist, "Проба", rehearsal=True)
    methodist.go(address + "/registrations")
    assert page.locator("tbody tr").count() == 12
    teacher = visit(own_server).sign_in("uchitel")
    teacher.expected = ("404",)
    assert teacher.go(address).status == 404
    methodist.go(address + "/settings")
    page.get_by_role("button", name="Удалить").click()
    page.locator("dialog[open] [value=yes]").click()
    page.wait_for_url("**/o/belovo/contests")
    assert page.get_by_text("Проба").count() == 0
    assert methodist.go(address).status == 404
