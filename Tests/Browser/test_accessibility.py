"""WCAG 2.2 AA by axe on every page, light and dark, in three languages."""
import pytest
from axe_playwright_python.sync_playwright import Axe

from tour import PAGES, tour

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


@pytest.mark.parametrize("language", ["ru", "en", "tt"])
@pytest.mark.parametrize("login", PAGES)
@pytest.mark.timeout(400)
def test_axe_finds_nothing(visit, server, login, language):
    visitor, axe, found = visit(server), Axe(), []
    visitor.go(f"/language/{language}")
    for page in tour(visitor, login):
        assert visitor.page.locator("html").get_attribute("lang") == language
        schemes = {"light": RULES}
        if language == "ru":
            schemes["dark"] = CONTRAST  # nothing else changes with the colours, and they do not with the language
        for scheme, rules in schemes.items():
            visitor.page.emulate_media(color_scheme=scheme)
            for violation in axe.run(visitor.page, options=rules).response["violations"]:
                found += [f"{page}, {scheme}: {violation['id']}: {node['html'][:200]} {node['failureSummary']}"
                          for node in violation["nodes"][:2]]
    assert not found, "\n".join(found)
