"""What the addresses of a squad's pages ask for besides squad and day."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from dashboards.asking import BadQuestion, asked_of
from dashboards.measures import Measure, with_its_rules, with_rules
from dashboards.squad.gaps import GapQuestion
from dashboards.squad.heatmap import NAME, STEPS, VALUE, WORST, HeatQuestion
from dashboards.squad.heatmap_rows import DAYS
from dashboards.squad.place import Place
from dashboards.squad.scatter import LAGS, SPANS, ScatterQuestion
from people.models import Person

LONGEST_ID = 18

Query = Mapping[str, str]


def read_measure(place: Place, query: Query, name: str = "field") -> Measure:
    """With its standards. Raises BadQuestion for a field that is not there and when there is none to read at all."""
    return with_its_rules(_measure(place, query, name))


def _measure(place: Place, query: Query, name: str = "field") -> Measure:
    measure = place.measure(query.get(name, "").strip())
    if measure is None:
        raise BadQuestion(_("You may read no numbers about these athletes."))
    return measure


def read_heat_question(place: Place, query: Query) -> HeatQuestion:
    return HeatQuestion(
        read_measure(place, query), asked_of(query, "sort", (NAME, WORST)), asked_of(query, "show", (VALUE, STEPS))
    )


def read_scatter_question(place: Place, query: Query) -> ScatterQuestion:
    """Without a second field: the next one the viewer may read."""
    across = _measure(place, query, "across")
    up = query.get("up", "").strip()
    others = [one for one in place.measures if one != across]
    other = _measure(place, query, "up") if up or not others else place.usual_among(others)
    ruled = with_rules({one.key: one for one in (across, other)})
    return ScatterQuestion(
        across=ruled[across.key],
        up=ruled[other.key],
        days=int(asked_of(query, "span", SPANS)),
        lag=int(asked_of(query, "lag", LAGS)),
        person=_person(place, query.get("person", "").strip()),
    )


def read_gap_question(place: Place, query: Query) -> GapQuestion:
    """`back`: how many days before the heatmap's newest the hole ends; `days`: how many of its days the hole spans."""
    spans = [str(number) for number in range(1, DAYS + 1)]
    measure = _measure(place, query)
    person = _person(place, query.get("person", "").strip())
    days = int(asked_of(query, "days", spans))
    back = int(asked_of(query, "back", ["0", *spans[:-1]]))
    if person is None:
        raise BadQuestion(_("That is nobody. Choose an athlete from the list."))
    return GapQuestion(measure, person, place.day - timedelta(days=back), min(days, DAYS - back))


def _person(place: Place, said: str) -> Person | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_ID):
        raise BadQuestion(_("That is nobody. Choose an athlete from the list."))
    found = next((person for person in place.people if person.pk == int(said)), None)
    if found is None:
        raise Http404("no such athlete, or not this viewer's")
    return found
