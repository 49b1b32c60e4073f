"""What the lights of a row come to: one light for the whole of it.

The heaviest light of the parts counts, with one exception: only what was measured says that somebody is fine. A word
on availability or a questionnaire may make a row worse, and leaves it without data where no measured column has a fresh
light that is fine: not connected, still learning, some days old. Missing must look missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from dashboards.morning import Kind
from dashboards.rights import OpenColumn
from dashboards.statistics import Direction, Tone

WEIGHTS = {Tone.NONE: 0, Tone.FINE: 1, Tone.WATCH: 2, Tone.ACT: 3}
LIT = (Tone.WATCH, Tone.ACT)


class Part(Protocol):
    """A light of the board, or a figure of a tile; both come in the same order."""

    @property
    def tone(self) -> Tone: ...

    @property
    def worse_by(self) -> float: ...


class Verdict(NamedTuple):
    """`tone`: the light of the row; `worst`: its strongest deviation, in standard deviations."""

    tone: Tone
    worst: float


def measured_among(columns: Sequence[OpenColumn]) -> Mapping[int, int]:
    """Place → field id of the columns that can say that somebody is fine: those that can light and that a source fills.
    On a board without such a column, those that people fill daily."""
    can_light = {
        place: one
        for place, one in enumerate(columns)
        if one.column.kind in (Kind.VALUE, Kind.BAND) and (one.rules or one.column.better is not Direction.NONE)
    }
    measured = sourced_first({place: bool(one.form.managed_by) for place, one in can_light.items()})
    return {place: can_light[place].field_id for place in measured}


def sourced_first(can_light: Mapping[int, bool]) -> list[int]:
    """The places of what a source fills, all places where a source fills none of it."""
    return [place for place, is_sourced in can_light.items() if is_sourced] or list(can_light)


def verdict_of(lights: Iterable[Part], fresh: Iterable[Part]) -> Verdict:
    """`fresh`: the lights of the measured columns that have a value of the due day."""
    tone, worst = Tone.NONE, 0.0
    for light in lights:
        if WEIGHTS[light.tone] > WEIGHTS[tone]:
            tone = light.tone
        if light.worse_by > worst and light.tone in LIT:
            worst = light.worse_by
    if tone is Tone.FINE and all(light.tone is not Tone.FINE for light in fresh):
        tone = Tone.NONE
    return Verdict(tone, worst)
