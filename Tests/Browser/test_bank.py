"""The bank of questions: mended, moved, shared, taken from."""


def test_a_mended_question_is_a_new_version(visit, own_server):
    teacher = visit(own_server).sign_in("uchitel")
    teacher.expected = ("422",)
    page = teacher.page
    teacher.go("/activities/22/questions")
    page.get_by_role("link", name="Книги").click()
    page.wait_for_url("**/edit")
    page.fill("[name=answers]", "нет")
    page.click("button[value=save]")
    page.wait_for_load_state("load")
    assert "не число" in page.locator("[role=alert]").inner_text()
    assert page.locator("[name=answers]").input_value() == "нет"
    page.fill("[name=answers]", "420 ± 1")
    page.click("button[value=save]")
    page.wait_for_url("**/questions")
    page.get_by_role("link", name="Книги").click()
    page.wait_for_url("**/edit")
    assert page.locator("[name=answers]").input_value() == "420 ± 1"
    assert "2 версии" in page.locator("main").inner_text()


def test_the_bank_moves_shares_and_gives_questions(visit, own_server):
    teacher = visit(own_server, 360).sign_in("uchitel")
    page = teacher.page
    teacher.go("/courses/2/bank?q=книг")
    assert page.locator("tbody tr").count() == 1
    teacher.fits()
    page.locator("tbody input").check()
    page.locator("[name=to]").fill("Проценты/Задачи")
    page.click("button[value=move]")
    page.wait_for_load_state("load")
    teacher.go("/courses/2/bank?category=Проценты")
    assert page.locator("tbody th").all_inner_texts()[0].startswith("Книги")
    page.locator("tbody input").check()
    page.click("button[value=remove]")
    page.wait_for_load_state("load")
    assert page.get_by_role("link", name="Книги").count() == 0
    page.click("button[value=restore]")
    page.wait_for_load_state("load")
    assert page.get_by_role("link", name="Книги").count() == 1

    # The quiz keeps its question all along; another is taken from the bank.
    teacher.go("/courses/2/bank?for=22&q=лыжник")
    page.locator("tbody input").check()
    page.get_by_role("button", name="Добавить выбранные в тест").click()
    page.wait_for_url("**/questions")
    assert page.locator(".questions li").count() == 9
