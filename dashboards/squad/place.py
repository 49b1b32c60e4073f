"""What the pages of a squad have in common: whose they are, which athletes and day they show, what may be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dashboards.asking import BadQuestion, read_place
from dashboards.board.columns import BOARD_COLUMNS
from dashboards.choices import Choice
from dashboards.days import board_today
from dashboards.measures import Measure, measures_for
from dashboards.models.marks import marks_beside
from dashboards.morning import Kind
from dashboards.squads import squads_to_choose
from people.access import athletes_in, reach_of
from people.models import Person, Squad
from people.prepared import prepared
from people.remembering import at_one_moment
from people.squad_tree import ids_below

# What stands first where nobody chose: the first of these the viewer may read.
USUAL = tuple(f"{column.form_key}.{column.field_key}" for column in BOARD_COLUMNS if column.kind is not Kind.STATUS)
# Standards may speak by sex and age.
PERSON_FIELDS = ("first_name", "last_name", "username", "date_joined", "sex", "date_of_birth")


@dataclass(frozen=True)
class Place:
    """`squad` None: everybody the viewer may see. `has_day`: the address names the day."""

    viewer: Person
    squads: tuple[Squad, ...]
    squad: Squad | None
    people: tuple[Person, ...]
    measures: tuple[Measure, ...]
    day: date
    today: date
    has_day: bool
    now: datetime

    @property
    def squad_name(self) -> str:
        return self.squad.name if self.squad else _("All squads")

    @property
    def can_show(self) -> bool:
        return bool(self.people and self.measures)

    @property
    def person_ids(self) -> list[int]:
        return [person.pk for person in self.people]

    @property
    def day_query(self) -> str:
        """What an athlete's address says of the day, ready for HTML; nothing for today."""
        return "" if self.day == self.today else f"?day={self.day.isoformat()}"

    def measure(self, key: str) -> Measure | None:
        """The measure of this key; without a key the usual one, None when there is none to read."""
        if key:
            found = next((one for one in self.measures if one.key == key), None)
            if found is None:
                raise BadQuestion(_("There is no such field, or it is not yours to see. Choose one from the list."))
            return found
        return self.usual_among(self.measures) if self.measures else None

    def usual_among(self, measures: Sequence[Measure]) -> Measure:
        by_key = {one.key: one for one in measures}
        return next((by_key[key] for key in USUAL if key in by_key), measures[0])

    def on_its_day(self) -> "Place":
        return replace(self, has_day=True)

    def without_day(self) -> "Place":
        return replace(self, has_day=False)

    def address(self, name: str, **asked: str) -> str:
        """The address of a page for the same squad and day; only what is asked for stands in it."""
        query = {}
        if self.squad:
            query["squad"] = str(self.squad.pk)
        if self.has_day:
            query["day"] = self.day.isoformat()
        query.update({key: value for key, value in asked.items() if value})
        return reverse(name) + (f"?{urlencode(query)}" if query else "")


def read_squad_place(viewer: Person, query: Mapping[str, str], now: datetime) -> Place:
    """Where a query leads. Raises BadQuestion for what cannot be read, Http404 for a squad that is not the viewer's.

    A fixed number of statements: squads, athletes, fields.
    """
    squad, day = read_place(viewer, query, now)
    squads = squads_to_choose(viewer)
    squad_ids = ids_below(squad, squads) if squad else {one.pk for one in squads}
    return Place(
        viewer=viewer,
        squads=tuple(squads),
        squad=squad,
        people=tuple(_athletes(viewer, frozenset(squad_ids))),
        measures=tuple(measures_for(viewer)),
        day=day,
        today=board_today(now),
        has_day=bool(query.get("day", "").strip()),
        now=now,
    )


def _athletes(viewer: Person, squad_ids: frozenset[int]) -> list[Person]:
    """By name, each with the mark under which their data are remembered (`mark_of`)."""
    # The query and what it is kept under rest on the same squads.
    with at_one_moment():
        return prepared(
            ("squad place", reach_of(viewer), squad_ids),
            lambda: athletes_in(viewer, squad_ids).only(*PERSON_FIELDS).annotate(mark=marks_beside()),
        )


def mark_of(person: Person) -> str:
    """Another one after anything was written of an athlete of a place, and with another sex or date of birth: who is
    judged by these is judged anew."""
    return f"{person.mark} {person.sex} {person.date_of_birth}"  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ChoiceGroup:
    name: str
    choices: tuple[Choice, ...]


def measure_choices(place: Place, chosen: Measure | None) -> tuple[ChoiceGroup, ...]:
    """The fields by form, in the order of `place.measures`."""
    groups: dict[int, tuple[str, list[Choice]]] = {}
    for one in place.measures:
        choices = groups.setdefault(one.form.pk, (one.form.shown_name, []))[1]
        choices.append(Choice(one.key, one.label, one == chosen))
    return tuple(ChoiceGroup(name, tuple(choices)) for name, choices in groups.values())
