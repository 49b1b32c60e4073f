"""What a chart's morning says in words: lights, changes, own normals, and the compared days."""

from datetime import date, timedelta

from dashboards.athlete.panes import Pane
from dashboards.athlete.plans import Shape
from dashboards.athlete.question import Compared, Question
from dashboards.board import words as board_words
from dashboards.board.cells import Cell
from dashboards.days import dated_day, night_words
from dashboards.loads import week_change
from dashboards.morning import Kind
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, Ground, mean_of, standard_score
from dashboards.wording import clock, percent_change, signed_hundredths


def light_words(cell: Cell, *, is_self: bool) -> str:
    """The word beside a value: for staff its light, for the athlete where it lies rather than what others should do."""
    light, column = cell.light, cell.one.column
    if is_self and light.is_lit and not light.words:
        if column.kind is Kind.BAND:
            return _("below own band") if light.side < 0 else _("above own band")
        return board_words.deviation_words(light, column.better)
    return board_words.light_word(cell)


def status_words(cell: Cell, day: date) -> str:
    """ "modified since Thu 5 Mar, trains with changes" """
    told = board_words.status_words(cell, day)
    return f"{told}, {cell.light.words}" if cell.light.words else told


def plain(cell: Cell) -> str:
    """The value itself, also where the board leads with its change; "" when nothing stands there."""
    return "" if cell.value is None else cell.one.column.write(cell.value)


def change_words(cell: Cell) -> str:
    """ "−9 from own mean 81", the band of HRV, the week of a load; "" while there is nothing to compare with."""
    column = cell.one.column
    if column.kind is Kind.BAND:
        return board_words.band_words(cell)
    if column.kind is Kind.WEEK:
        return board_words.week_words(cell)
    if cell.difference is None or cell.own is None or cell.own.mean is None:
        return ""
    return _("%(change)s from own mean %(mean)s") % {
        "change": column.write_change(cell.difference),
        "mean": column.write(cell.own.mean),
    }


def mean_words(night: date) -> str:
    """What the HRV of a morning is, up to the night dated `night`."""
    about = {"all": DEFAULT_HRV_RULE.recent_days, "night": night_words(night)}
    return _("Mean of %(all)d nights up to %(night)s") % about


def night_value_words(cell: Cell) -> str:
    """ "This night alone: 48 ms"; "" for a night without a value."""
    if cell.night is None:
        return ""
    about = {"value": cell.one.column.write(cell.night), "unit": cell.one.column.unit}
    return _("This night alone: %(value)s %(unit)s") % about


def times_words(pane: Pane) -> str:
    """ "22:51 to 06:40" of the newest day."""
    span = pane.times[-1] if pane.times else None
    return "" if span is None else _("%(bed)s to %(up)s") % {"bed": clock(span[0]), "up": clock(span[1])}


def numbers_words(pane: Pane, *, shows_z: bool) -> str:
    """What the light was judged by. z is for staff; athletes read their own range."""
    cell, shape = pane.cell, pane.plan.plan.shape
    if shape is Shape.WEEK:
        return week_change_words(pane)
    if cell is None or cell.own is None:
        return ""
    if shape is Shape.BAND:
        return night_value_words(cell)
    own, write = cell.own, cell.one.column.write
    days = _("%(count)d of %(window)d days with a value") % {"count": own.count, "window": DEFAULT_RULE.window_days}
    if cell.normal is None:
        return days
    low, high = write(cell.normal[0]), write(cell.normal[1])
    told = _("Own normal %(low)s to %(high)s; %(days)s") % {"low": low, "high": high, "days": days}
    z = standard_score(own.value, own.mean, own.spread)
    if shows_z and z is not None and cell.light.ground is Ground.JUDGED:
        told = _("%(words)s; z %(z)s") % {"words": told, "z": signed_hundredths(z)}
    return told


def week_change_words(pane: Pane) -> str:
    """The last seven days against the seven before; both must be whole, for missing is not nought."""
    if pane.fortnight is None:
        return ""
    change = week_change(pane.fortnight)
    if change is None:
        return _("No change to the week before: days are missing, and missing is not nought.")
    return _("%(change)s to the week before") % {"change": percent_change(change)}


def compared_words(question: Question) -> str:
    """The name of the compared days: "4 weeks earlier"."""
    if question.shift is None:
        return ""
    names = {Compared.FOUR_WEEKS: _("4 weeks earlier"), Compared.YEAR: _("a year earlier")}
    if question.compared in names:
        return names[question.compared]
    last = question.day - question.shift
    about = {"first": dated_day(last - timedelta(days=question.days - 1)), "last": dated_day(last)}
    return _("%(first)s to %(last)s") % about


def comparison_words(pane: Pane, compared: str) -> str:
    """ "Mean 78, 4 weeks earlier 81: −3 (26 and 27 values)"; "" when nothing is compared."""
    one = pane.plan.one
    if not pane.before or one is None:
        return ""
    now, then = mean_of(pane.values), mean_of(pane.before)
    if now is None or then is None:
        return _("%(compared)s: no values to compare with.") % {"compared": compared[:1].upper() + compared[1:]}
    return _("Mean %(now)s, %(compared)s %(then)s: %(change)s (%(count)d and %(count_then)d values)") % {
        "now": one.column.write(now),
        "compared": compared,
        "then": one.column.write(then),
        "change": one.column.write_change(now - then),
        "count": sum(value is not None for value in pane.values),
        "count_then": sum(value is not None for value in pane.before),
    }
