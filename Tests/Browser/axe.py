"""What axe finds against WCAG 2.2 AA on a page."""
from axe_playwright_python.base import AXE_SCRIPT

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# All there is that may change with the colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}


def violations(page, schemes=("light", "dark")):
    """A line for each thing found, by the scheme of colours: the first by all rules, others by those of colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        rules = WCAG if scheme == schemes[0] else COLOURS
        for violation in page.evaluate("async rules => (await axe.run(rules)).violations", rules):
            found += [f"{scheme}: {violation['id']}: {node['html'][:200]} {node['failureSummary']}"
                      for node in violation["nodes"][:2]]
    page.emulate_media(color_scheme=schemes[0])
    return found
