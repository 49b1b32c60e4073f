"""What axe-core finds on a page as it stands."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor/axe-core-4.14.1/axe.min.js").read_text()
SERIOUS = ("serious", "critical")


def serious_issues(page: Page) -> list[str]:
    """The rule and the element of each serious or critical issue; frames of the page are pages of their own."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {iframes: false, resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
