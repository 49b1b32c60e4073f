"""Who of the invented club could not train, or not as usual: two injuries, and the illnesses of the rings' story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oura_connector.simulator import athletes as invented
from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import illness_on
from oura_connector.simulator.world import DEFAULT_SEED as SEED

# As the form orders its words.
AVAILABLE, MODIFIED, UNAVAILABLE = range(3)
SHARES = {AVAILABLE: 1.0, MODIFIED: 0.5, UNAVAILABLE: 0.0}
THIGH, ANKLE, WHOLE_BODY = 12, 15, 17
LEFT, RIGHT = range(2)


@dataclass(frozen=True)
class Spell:
    """From `days_ago` on. `area` and `side`: places among the form's words; `back_in`: days until the return."""

    days_ago: int
    status: int
    area: int | None = None
    side: int | None = None
    back_in: int | None = None
    can_do: str | Promise = ""
    medical_note: str | Promise = ""


STRAINED, SPRAINED = invented.ATHLETES[6], invented.ATHLETES[3]
INJURIES: dict[Athlete, tuple[Spell, ...]] = {
    STRAINED: (
        Spell(
            6,
            MODIFIED,
            THIGH,
            LEFT,
            8,
            _("Bike and upper body. No sprints, no kicking."),
            _("Strain of the hamstring, grade 1. Painless at walking pace."),
        ),
    ),
    SPRAINED: (
        Spell(26, UNAVAILABLE, ANKLE, RIGHT, -9, _("Upper body only."), _("Sprain of the outer ligament, swollen.")),
        Spell(12, MODIFIED, ANKLE, RIGHT, -5, _("Running straight ahead, with tape.")),
        Spell(5, AVAILABLE),
    ),
}


def share_trained(athlete: Athlete, day: date, today: date) -> float:
    """How much of usual training an injury leaves on `day`: 0 none, 1 all."""
    begun = [one for one in INJURIES.get(athlete, ()) if day >= today - timedelta(days=one.days_ago)]
    return SHARES[begun[-1].status] if begun else 1.0


def illnesses(athlete: Athlete, days: list[date]) -> Iterator[tuple[date, date | None]]:
    """(first day, first day well again or None while it lasts) of each illness that begins within `days`."""
    before = illness_on(SEED, athlete, days[0] - timedelta(days=1)) > 0
    first: date | None = None
    for day in days:
        is_ill = illness_on(SEED, athlete, day) > 0
        if is_ill and not before:
            first = day
        if first and not is_ill:
            yield first, day
            first = None
        before = is_ill
    if first:
        yield first, None
