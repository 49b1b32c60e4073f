"""The drawing of each chart of the page, with its key: which stroke stands for what."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.safestring import SafeString

from dashboards.athlete.panes import Pane
from dashboards.athlete.plans import Shape
from dashboards.days import short_day
from dashboards.drawing.strokes import runs_of
from dashboards.drawing.timeline import Draw, Gap, Mark, Said, Series, Trend, draw_trend, key_list
from dashboards.loads import WEEK
from dashboards.speaking import spoken as _
from dashboards.wording import clock

SMALL, USUAL = 84, 112
CLOCK_STEP = 1.0
# The lights whose days stand in a chart by their shapes; what is fine is no news.
SHAPED = ("watch", "act")


def draw_pane(pane: Pane, marks: Sequence[Mark]) -> tuple[SafeString, ...]:
    """The chart, or both charts of a load: its days, and the sum of seven."""
    if pane.plan.plan.shape is Shape.WEEK:
        # A sum that rests on every day of the seven has a dot; the others are partial.
        whole = [one if count == WEEK else None for one, count in zip(pane.line, pane.counts, strict=True)]
        sums = [Series(_("7 days"), pane.line, Draw.LINE, 2), Series(_("whole"), whole, Draw.DOTS, 2)]
        return (
            draw_trend(
                _trend(pane, marks, SMALL, [*_ghost(pane), Series("", pane.values, Draw.BARS)], said=_said(pane))
            ),
            draw_trend(_trend(pane, (), SMALL, sums, words=_week_words(pane), has_gaps=False)),
        )
    return (draw_trend(_trend(pane, marks, USUAL, _series(pane), said=_said(pane))),)


def key_of(pane: Pane, compared: str) -> SafeString:
    """What the strokes of a chart mean, as a list; `compared`: the name of the compared days. "" for one stroke."""
    shape = pane.plan.plan.shape
    entries = []
    if shape is Shape.BAND:
        entries = [("trend-dots series-1", _("each night")), ("trend-line series-2", _("mean of 7 nights"))]
    elif shape is Shape.STACK and pane.parts:
        entries = [(f"trend-bars series-{part.number}", str(part.label)) for part in pane.plan.plan.parts]
    elif shape is Shape.WEEK:
        entries = [("trend-bars series-1", _("each day")), ("trend-line series-2", _("sum of 7 days"))]
        entries.append(("trend-dots series-2", _("no day of the seven missing")))
    if any(pane.band):
        entries.append(("trend-band", _("own band") if shape is Shape.BAND else _("own normal")))
    if any(value is not None for value in pane.before):
        entries.append(("trend-ghost", compared))
    return key_list(entries)


def _series(pane: Pane) -> list[Series]:
    shape, ghost = pane.plan.plan.shape, _ghost(pane)
    if shape is Shape.BAND:
        return [
            *ghost,
            Series(_("each night"), pane.values, Draw.DOTS, 1),
            Series(_("7 nights"), pane.line, Draw.LINE, 2),
        ]
    if shape is Shape.STACK and pane.parts:
        parts = zip(pane.plan.plan.parts, _whole(pane), strict=True)
        stack = [Series(str(part.label), values, Draw.STACK, part.number) for part, values in parts]
        # A night whose stages are not known is one bar.
        rest = [
            value if all(values[index] is None for values in pane.parts) else None
            for index, value in enumerate(pane.values)
        ]
        return [*stack, *([Series("", rest, Draw.BARS, 4)] if any(rest) else []), *ghost]
    if shape in (Shape.BARS, Shape.STACK):
        return [Series("", pane.values, Draw.BARS), *ghost]
    return [*ghost, Series("", pane.values)]


def _whole(pane: Pane) -> Sequence[Sequence[float | None]]:
    """The parts on the days on which the whole is known too: a part without its whole is not drawn."""
    return [
        [part if whole is not None else None for part, whole in zip(values, pane.values, strict=True)]
        for values in pane.parts
    ]


def _ghost(pane: Pane) -> list[Series]:
    return [Series("", pane.before, Draw.GHOST)] if any(value is not None for value in pane.before) else []


def _said(pane: Pane) -> list[Said]:
    """The days of which a standard says that they are to be watched or acted on."""
    told = enumerate(zip(pane.values, pane.said, strict=True)) if pane.said else ()
    return [
        Said(index, value, meaning)
        for index, (value, meaning) in told
        if meaning is not None and value is not None and meaning.light in SHAPED
    ]


def _trend(
    pane: Pane,
    marks: Sequence[Mark],
    height: int,
    series: Sequence[Series],
    words: str = "",
    *,
    said: Sequence[Said] = (),
    has_gaps: bool = True,
) -> Trend:
    one = pane.plan.one
    return Trend(
        words=words or chart_words(pane),
        days=pane.days,
        series=series,
        band=pane.band,
        spans=pane.times,
        gaps=_gaps(pane) if has_gaps else (),
        marks=marks,
        said=said,
        write=one.column.write if one else clock,
        step=one.column.tick_step if one else CLOCK_STEP,
        height=height,
        is_upside_down=one is None,
    )


def _gaps(pane: Pane) -> list[Gap]:
    return [Gap(start, end - 1, cause) for cause, start, end in runs_of(pane.causes) if cause]


def chart_words(pane: Pane) -> str:
    """The text alternative: how many values, from where to where; what is missing says so."""
    what, last = pane.label, short_day(pane.days[-1])
    there = [value for value in pane.values if value is not None]
    about = {"what": what, "days": len(pane.days), "last": last, "count": len(there)}
    if pane.plan.one is None:
        about["count"] = sum(1 for span in pane.times if span)
        return _("%(what)s, %(days)d days up to %(last)s: %(count)d nights") % about
    if not there:
        return _("%(what)s, %(days)d days up to %(last)s: no value") % about
    write = pane.plan.one.column.write
    ends = {"low": write(min(there)), "high": write(max(there))}
    return _("%(what)s, %(days)d days up to %(last)s: %(count)d values from %(low)s to %(high)s") % (about | ends)


def _week_words(pane: Pane) -> str:
    # The line ends the day before while a day is not over.
    end = next((index for index in (-1, -2) if len(pane.line) >= -index and pane.line[index] is not None), -1)
    last, total = pane.days[end], pane.line[end] if pane.line else None
    about = {"what": pane.label, "first": short_day(last - timedelta(days=6)), "last": short_day(last)}
    if total is None or pane.plan.one is None:
        return _("%(what)s, sums of 7 days: no value from %(first)s to %(last)s") % about
    about["sum"] = pane.plan.one.column.write(total)
    return _("%(what)s, sums of 7 days: %(sum)s from %(first)s to %(last)s") % about
