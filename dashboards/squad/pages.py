"""The frame of a squad's pages: heading, tabs, what to choose from, and what stands there when there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from dashboards.choices import Choice, squad_choices
from dashboards.days import FIRST_DAY, day_words
from dashboards.freshness import synced_words
from dashboards.squad.place import Place
from forms_engine.extension import newest_sync


@dataclass(frozen=True)
class Tab:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """`emptiness`: why nothing is shown and what to do next, "" when something is."""

    title: str
    squad_name: str
    day_words: str
    day: str
    newest_day: str
    squads: tuple[Choice, ...]
    tabs: tuple[Tab, ...]
    earlier_url: str
    later_url: str
    today_url: str
    emptiness: str
    next_step: str
    freshness: str


def frame_of(place: Place, name: str, **asked: str) -> Frame:
    """The frame of the page `name` for what else its address asks."""
    earlier, later = place.day - timedelta(days=1), place.day + timedelta(days=1)
    emptiness, next_step = _emptiness(place)
    return Frame(
        title=dict(_pages())[name],
        squad_name=place.squad_name,
        day_words=day_words(place.day),
        day=place.day.isoformat(),
        newest_day=place.today.isoformat(),
        squads=squad_choices(place.squads, place.squad),
        tabs=tuple(Tab(told, place.address(page), page == name) for page, told in _pages()),
        earlier_url=_on(place, name, earlier.isoformat(), asked) if place.day > FIRST_DAY else "",
        later_url=_on(place, name, later.isoformat(), asked) if place.day < place.today else "",
        today_url=_on(place, name, "", asked) if place.day != place.today else "",
        emptiness=emptiness,
        next_step=next_step,
        freshness="" if emptiness else synced_words(newest_sync(place.person_ids), place.now),
    )


def _pages() -> Sequence[tuple[str, str]]:
    return (
        ("squad_heatmap", _("Heatmap")),
        ("squad_distribution", _("Distribution")),
        ("squad_scatter", _("Two fields")),
        ("squad_week", _("Weekly report")),
    )


def _on(place: Place, name: str, day: str, asked: dict[str, str]) -> str:
    return place.address(name, **{**asked, "day": day}) if day else place.without_day().address(name, **asked)


def _emptiness(place: Place) -> tuple[str, str]:
    if not place.squads:
        return (
            _("There is no squad for you here."),
            _("The board shows the athletes of squads you coach. A consultant of your club can make you coach of one."),
        )
    if not place.people:
        return (
            _("This squad has no active athletes yet."),
            _("A consultant adds athletes to it in admin, under Memberships."),
        )
    if not place.measures:
        return (
            _("You may read no numbers about these athletes."),
            _("A consultant gives the right to read in admin, under the form's permissions."),
        )
    return "", ""
