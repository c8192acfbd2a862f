"""Finding a page by words in any form, from the bar and by the keyboard."""
import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_a_pupil_finds_a_page_by_a_word_in_another_form(visit, server, width):
    pupil = visit(server, width).sign_in("uchenik")
    page = pupil.page
    pupil.go("/courses/2")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("процентами")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert "процентами" in page.title()
    assert page.locator("mark").count() > 0
    assert "процент" in page.locator("mark").first.inner_text().lower()
    pupil.fits()

    page.locator(".list h3 a[href^='/activities/']").first.click()
    page.wait_for_url("**/activities/*")
    assert "процент" in page.locator("main").inner_text().lower()


def test_a_slash_is_typed_where_one_types(visit, server):
    pupil = visit(server).sign_in("uchenik")
    pupil.go("/search")
    pupil.page.fill("#q", "")
    pupil.page.locator("#q").press_sequentially("1/2")
    assert pupil.page.input_value("#q") == "1/2"


def test_a_misspelt_word_brings_what_is_like_it_and_nonsense_advice(visit, server):
    pupil = visit(server).sign_in("uchenik")
    pupil.go("/search?q=проценнты")
    assert "опечатка" in pupil.page.locator("main").inner_text()
    assert pupil.page.locator("mark").count() > 0
    pupil.go("/search?q=абракадабра")
    assert "Ничего не найдено" in pupil.page.locator(".empty").inner_text()


def test_questions_are_found_by_those_who_write_them(visit, server):
    question = "/search?q=четверть+числа"
    teacher = visit(server).sign_in("uchitel")
    teacher.go(question)
    assert teacher.page.locator("a[href='/activities/22/quiz']").count() > 0
    pupil = visit(server).sign_in("uchenik")
    pupil.go(question)
    assert pupil.page.locator("a[href$='/quiz']").count() == 0
