"""The athlete page, ready for its template: words, charts and tables."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.safestring import SafeString

from dashboards.athlete import words
from dashboards.athlete.badges import BadgeView, show_badge
from dashboards.athlete.happenings import Happenings, show_happenings
from dashboards.athlete.notes import note_address
from dashboards.athlete.page import AthletePage
from dashboards.athlete.pane_view import about_panes, show_pane
from dashboards.athlete.paper import Paper, show_paper
from dashboards.athlete.question import ZOOMS, Compared, address
from dashboards.days import FIRST_DAY, day_words
from dashboards.drawing.timeline import hatch
from dashboards.freshness import freshness_words
from dashboards.reasons import rule_words
from dashboards.speaking import spoken as _
from people.models import Person


@dataclass(frozen=True)
class Choice:
    words: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class AthleteView:
    person: Person
    name: str
    is_self: bool
    day_words: str
    span_words: str
    status: str
    status_tone: str
    badges: tuple[BadgeView, ...]
    zooms: tuple[Choice, ...]
    comparisons: tuple[Choice, ...]
    earlier_url: str
    later_url: str
    today_url: str
    panes: tuple[SafeString, ...]
    happenings: Happenings
    paper: Paper
    night_url: str
    note_url: str
    hatch: SafeString
    rule: str
    freshness: str
    board_url: str
    form_links: tuple[tuple[str, str], ...]


def show_page(viewer: Person, page: AthletePage) -> AthleteView:
    is_self = viewer.pk == page.person.pk
    question, person = page.question, page.person
    about = about_panes(page, is_self=is_self)
    night = next((pane for pane in page.panes if pane.plan.form.dates_the_night), None)
    return AthleteView(
        person=person,
        name=person.full_name,
        is_self=is_self,
        day_words=day_words(page.day),
        span_words=_("%(first)s to %(last)s") % {"first": day_words(question.shown[0]), "last": day_words(page.day)},
        status=words.status_words(page.status, page.day) if page.status and page.status.word else "",
        status_tone=page.status.light.tone if page.status else "",
        badges=tuple(show_badge(badge, page.made_at, is_self=is_self) for badge in page.badges),
        zooms=_zooms(page),
        comparisons=_comparisons(page),
        earlier_url=_moved(page, -1),
        later_url=_moved(page, 1),
        today_url="" if page.is_newest else address(person.pk, replace(question, has_day=False)),
        panes=tuple(show_pane(pane, about) for pane in page.panes),
        happenings=show_happenings(page),
        paper=show_paper(question.days, about.marks, about.compared),
        night_url=reverse("night", args=[person.pk, page.day]) if night else "",
        note_url=note_address(person.pk, page.opened.note, page.day),
        hatch=hatch(),
        rule=rule_words(),
        freshness=freshness_words(page.badges, page.made_at),
        board_url="" if is_self else reverse("board"),
        form_links=tuple(
            (form.shown_name, reverse("person_events", args=[person.pk, form.key])) for form in page.opened.forms
        ),
    )


def _zooms(page: AthletePage) -> tuple[Choice, ...]:
    names = {7: _("7 days"), 28: _("28 days"), 90: _("90 days"), 365: _("A year")}
    question = page.question
    return tuple(
        Choice(names[days], address(page.person.pk, replace(question, days=days)), days == question.days)
        for days in ZOOMS
    )


def _comparisons(page: AthletePage) -> tuple[Choice, ...]:
    names = {
        Compared.NONE: _("nothing"),
        Compared.BEFORE: _("the days before"),
        Compared.FOUR_WEEKS: _("4 weeks earlier"),
        Compared.YEAR: _("a year earlier"),
    }
    question = page.question
    return tuple(
        Choice(name, address(page.person.pk, replace(question, compared=one)), one is question.compared)
        for one, name in names.items()
    )


def _moved(page: AthletePage, spans: int) -> str:
    """The same page one span earlier or later, never beyond the newest day; "" where there is none."""
    question, today = page.question, page.today
    day = min(question.day + timedelta(days=spans * question.days), today)
    if day == question.day or day - timedelta(days=question.days) < FIRST_DAY:
        return ""
    return address(page.person.pk, replace(question, day=day, has_day=day != today))
