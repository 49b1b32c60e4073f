"""What axe-core finds on a page as it stands. Rules whose word would not be heard are not asked."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor/axe-core-4.14.1/axe.min.js").read_text()
SERIOUS = ("serious", "critical")
RUN = """serious => {
    const slight = axe._audit.rules.filter((rule) => rule.impact && !serious.includes(rule.impact));
    const rules = Object.fromEntries(slight.map((rule) => [rule.id, { enabled: false }]));
    return axe.run(document, { iframes: false, resultTypes: ["violations"], rules });
}"""


def serious_issues(page: Page) -> list[str]:
    """The rule and the element of each serious or critical issue; frames of the page are pages of their own."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, SERIOUS)
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
