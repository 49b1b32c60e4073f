"""What the lights of a row come to: one light for the whole of it.

The heaviest light of the parts counts, with one exception: only what was measured says that somebody is fine. A word
on availability or a questionnaire may make a row worse, and leaves it without data where no measured column has a fresh
light that is fine: not connected, still learning, some days old. Missing must look missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dashboards.board.lights import Light
from dashboards.morning import Kind
from dashboards.rights import OpenColumn
from dashboards.statistics import Direction, Tone

WEIGHTS = {Tone.NONE: 0, Tone.FINE: 1, Tone.WATCH: 2, Tone.ACT: 3}


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
    measured = {place: one for place, one in can_light.items() if one.form.managed_by} or can_light
    return {place: one.field_id for place, one in measured.items()}


def verdict_of(lights: Iterable[Light], fresh: Iterable[Light]) -> Verdict:
    """`fresh`: the lights of the measured columns that have a value of the due day."""
    tone, worst = Tone.NONE, 0.0
    for light in lights:
        if WEIGHTS[light.tone] > WEIGHTS[tone]:
            tone = light.tone
        if light.worse_by > worst and light.is_lit:
            worst = light.worse_by
    if tone is Tone.FINE and all(light.tone is not Tone.FINE for light in fresh):
        tone = Tone.NONE
    return Verdict(tone, worst)
