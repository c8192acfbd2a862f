"""WCAG 2.2 AA by axe on every page, light and dark, in three languages."""
import pytest

from axe import violations
from tour import PAGES, tour


@pytest.mark.parametrize("language", ["ru", "en", "tt"])
@pytest.mark.parametrize("login", PAGES)
@pytest.mark.timeout(400)
def test_axe_finds_nothing(visit, server, login, language):
    visitor, found = visit(server), []
    visitor.go(f"/language/{language}")
    for page in tour(visitor, login):
        assert visitor.page.locator("html").get_attribute("lang") == language
        found += [f"{page}: {line}" for line in violations(visitor.page, language)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("login", [None, "uchenik", "uchitel", "roditel", "metodist", "admin"])
def test_the_bar_takes_two_lines_of_a_phone_and_one_of_a_screen(visit, server, login):
    visitor = visit(server, 360)
    page, line = visitor.page, 48
    height = "document.querySelector('.top').offsetHeight"
    if login:
        visitor.sign_in(login)
    for language in ("ru", "en", "tt"):
        page.set_viewport_size({"width": 360, "height": 900})
        visitor.go(f"/language/{language}?back=/catalogue")
        assert page.evaluate(height) <= 2 * line, language
        assert page.get_by_role("link", name="Сеть дистанционного обучения").is_visible()
        assert page.get_by_role("searchbox").is_visible()
        visitor.fits()
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate(height) <= 1.5 * line, language
