"""What the feeds say of themselves, as a page for people: docs/oura.md is this text, and a test keeps it so."""

from collections.abc import Iterator, Mapping

from oura_connector.feeds import FEEDS, FORMS
from oura_connector.routes import AskedBy, route_of
from sync.provider import Due, Feed, FormPlan, Rhythm, Shape, Value

INTRODUCTION = """\
# What is read from Oura

Made by `bin/manage document_oura` from the feeds of the Oura connector; change those, never this page. Names of
collections and members are Oura's (API description 1.39). *Place* is where Oura's description has a value; a value
without one is worked out here, as its help says.

A value is seen by whoever may read its form, and always by the athlete. Where *seen by* names a role, that role alone
sees it besides the athlete. A consultant changes both: rights per form, *visible to* per field.

A site begins with the feeds marked *from the start*; a consultant switches the others on, and the athletes are asked
for what that needs. Nothing is read that an athlete did not grant.
"""
BY = {
    AskedBy.DAYS: "by days, two more on either side",
    AskedBy.MOMENTS: "by moments in UTC, at most 30 days at once",
    AskedBy.NOTHING: "everything at once",
    AskedBy.PERSON: "one object",
}
SHAPES = {Shape.DAY: "one a day", Shape.EVENT: "any number a day", Shape.PROFILE: "one a person"}
DUES = {Due.DAILY: "every day", Due.NIGHTLY: "every night", Due.SOMETIMES: "never missed"}
RHYTHMS = {
    Rhythm.NIGHT: "once a day, when the athlete has slept",
    Rhythm.DAY: "as long as the athlete is awake",
    Rhythm.EVENT: "whenever something happened",
    Rhythm.SLOW: "hardly ever",
}
KINDS = {"series": "series", "score": "score, 0 to 100", "yes_no": "yes or no", "datetime": "date and time"}


def describe_feeds() -> str:
    """The whole page, in Markdown, the same every time."""
    forms = {plan.key: plan for plan in FORMS}
    parts = [INTRODUCTION, "\n".join(_overview(forms)), *("\n".join(_section(feed, forms)) for feed in FEEDS)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _overview(forms: Mapping[str, FormPlan]) -> Iterator[str]:
    yield "## All feeds"
    yield ""
    yield "| feed | collection | form | permission | from the start | notices |"
    yield "|---|---|---|---|---|---|"
    for feed in FEEDS:
        yield _row(
            f"[{feed.name}](#{_anchor(feed)})",
            f"`{route_of(feed.key).collection}`",
            forms[feed.form].name,
            f"`{feed.scope}`",
            "yes" if feed.is_default else "no",
            f"`{feed.notice_type}`" if feed.notice_type else "none",
        )


def _section(feed: Feed, forms: Mapping[str, FormPlan]) -> Iterator[str]:
    plan = forms[feed.form]
    yield f"## {feed.name}"
    yield ""
    yield f"“{feed.words}”"
    yield ""
    yield from (f"- {name}: {words}" for name, words in _facts(feed, plan))
    yield ""
    yield "| field | key | kind | place | seen by |"
    yield "|---|---|---|---|---|"
    yield from (_value_row(value) for value in feed.values)


def _facts(feed: Feed, plan: FormPlan) -> Iterator[tuple[str, str]]:
    route = route_of(feed.key)
    yield "Collection", f"`{route.collection}`, asked for {BY[route.asked_by]}"
    yield "Form", f"{plan.name} ({'profile form' if plan.is_profile else 'event form'}), {SHAPES[feed.shape]}"
    yield "Permission", f"`{feed.scope}`"
    yield "Date", f"{feed.date_rule}{_shift_words(feed)}"
    yield "Expected", f"{DUES[feed.due]}; something new can be there {RHYTHMS[feed.rhythm]}"
    yield "Notices", f"`{feed.notice_type}`" if feed.notice_type else "Oura sends none"
    yield "Known gap", feed.known_gap
    yield "Form read by", ", ".join(_readers(plan))


def _shift_words(feed: Feed) -> str:
    return f" Shift of the date: {feed.date_shift_days}." if feed.date_shift_days else ""


def _readers(plan: FormPlan) -> list[str]:
    return [role for role, letters in plan.rights.items() if "r" in letters]


def _value_row(value: Value) -> str:
    kind = KINDS.get(value.type, value.type)
    return _row(
        f"{value.label}. {value.help}" if value.help else value.label,
        f"`{value.key}`",
        f"{kind}, {value.unit}" if value.unit else kind,
        f"`{value.place}`" if value.place else "worked out here",
        ", ".join(value.visible_to) or "readers of the form",
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _anchor(feed: Feed) -> str:
    return feed.name.lower().replace(" ", "-")
