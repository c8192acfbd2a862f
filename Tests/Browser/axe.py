"""What axe finds against WCAG 2.2 AA on a page."""
import os

from axe_playwright_python.base import AXE_SCRIPT

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# All there is that may change with the colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
BOTH = ("light", "dark")
# Words change with the language, colours do not: every page by all rules in each language, and in both schemes.
# `AXE=whole` looks at both in every language.
SCHEMES = {"ru": BOTH, "en": ("dark",), "tt": ("light",)}


def violations(page, language="ru"):
    """A line for each thing found, by the scheme of colours: the first by all rules, others by those of colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    schemes = BOTH if os.environ.get("AXE") == "whole" else SCHEMES[language]
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        rules = WCAG if scheme == schemes[0] else COLOURS
        for violation in page.evaluate("async rules => (await axe.run(rules)).violations", rules):
            found += [f"{scheme}: {violation['id']}: {node['html'][:200]} {node['failureSummary']}"
                      for node in violation["nodes"][:2]]
    page.emulate_media(color_scheme="light")
    return found
