"""What a row and a cell of the board say in words: page, print, CSV and explanation use the same."""

from collections.abc import Sequence
from datetime import date, timedelta

from dashboards.board.building import BoardRow, SquadMean
from dashboards.board.cells import Cell
from dashboards.board.everybody import Week
from dashboards.board.keeping import Keeping
from dashboards.board.lights import Light
from dashboards.board.verdict import measured_among
from dashboards.days import dated_day
from dashboards.morning import Kind
from dashboards.reasons import revision_words, tone_word
from dashboards.speaking import remembered
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, Direction, Ground, Tone
from dashboards.wording import days_old, percent_change

STRONGEST = 3


def light_word(cell: Cell) -> str:
    """The word beside a value: its light, or why it has none."""
    light = cell.light
    if light.ground is Ground.LEARNING:
        return learning_words(cell)
    if light.ground is Ground.NO_SPREAD:
        return _("always the same")
    if light.ground is not Ground.JUDGED:
        return ""
    return light.words or tone_word(light.tone)


def learning_words(cell: Cell) -> str:
    """How far somebody is from having an own normal: "learning, 9 of 14"; of HRV also "3 of 7 nights"."""
    nights, rule = cell.nights, DEFAULT_HRV_RULE
    if nights is not None and not cell.one.rules:
        if nights.recent_count < rule.least_recent:
            return _("%(count)d of %(all)d nights") % {"count": nights.recent_count, "all": rule.recent_days}
        return _("learning, %(count)d of %(minimum)d") % {"count": nights.count, "minimum": rule.least_baseline}
    return _("learning, %(count)d of %(minimum)d") % {
        "count": cell.own.count if cell.own else 0,
        "minimum": max(
            [DEFAULT_RULE.minimum_count] if not cell.one.rules else [r.least_values for r in cell.one.rules]
        ),
    }


def sentence_of(row: BoardRow, day: date) -> str:
    """The strongest deviations that lit a light, worst first; without a light, why there is none.

    "HRV below own band, third day; slept 5 h 10".
    """
    return as_sentence(reasons_of(row, day))


def as_sentence(reasons: Sequence[str]) -> str:
    words = "; ".join(reasons)
    return words[:1].upper() + words[1:]


def reasons_of(row: BoardRow, day: date) -> tuple[str, ...]:
    if row.tone is Tone.NONE:
        return _causes_of(row, day)
    lit = [cell for cell in row.cells if cell.light.is_lit]
    # Who cannot train comes before any number.
    lit.sort(key=lambda cell: (cell.one.column.kind is not Kind.STATUS, -cell.light.worse_by))
    return tuple(reason_of(cell, day) for cell in lit[:STRONGEST])


def _causes_of(row: BoardRow, day: date) -> tuple[str, ...]:
    """Why nothing measured says how somebody is, in the words of the cells: "not connected", "3 days old"."""
    measured = measured_among([cell.one for cell in row.cells])
    cells = [row.cells[place] for place in measured] or [
        cell for cell in row.cells if cell.one.column.kind is not Kind.STATUS
    ]
    told: dict[str, str] = {}
    for cell in cells:
        if cell.lacks:
            told.update({words: words for words in (age_words(cell, day), cell.cause) if words})
        else:
            told.setdefault(cell.light.ground, light_word(cell) or _("not judged"))
    return tuple(told.values())[:STRONGEST]


def reason_of(cell: Cell, day: date) -> str:
    column = cell.one.column
    if column.kind is Kind.STATUS:
        return status_words(cell, day)
    if cell.light.words:
        told = _("%(what)s %(how)s") % {"what": column.label, "how": cell.light.words}
    elif column.kind is Kind.BAND:
        told = _("HRV below own band") if cell.light.side < 0 else _("HRV above own band")
    elif column.reason and cell.value is not None:
        told = str(column.reason) % {"value": column.write(cell.value)}
    else:
        told = _("%(what)s %(how)s") % {"what": column.label, "how": deviation_words(cell.light, column.better)}
    if cell.in_a_row < 2:
        return told
    return _("%(reason)s, %(days)s") % {"reason": told, "days": in_a_row_words(cell.in_a_row)}


def in_a_row_words(days: int) -> str:
    ordinals = {2: _("second day"), 3: _("third day"), 4: _("fourth day"), 5: _("fifth day"), 6: _("sixth day")}
    return ordinals.get(days) or _("%(days)d days in a row") % {"days": days}


def deviation_words(light: Light, better: Direction) -> str:
    """How a lit value lies to its owner's normal: "well below own normal"."""
    is_far = light.tone is Tone.ACT
    if better is Direction.UP:
        return _("well below own normal") if is_far else _("below own normal")
    return _("well above own normal") if is_far else _("above own normal")


def status_words(cell: Cell, day: date) -> str:
    """ "unavailable since Mon 2 Mar" """
    since = cell.one.due_on(day) - timedelta(days=cell.age_days)
    return _("%(word)s since %(day)s") % {"word": cell.word, "day": remembered(since, dated_day)}


def share_words(mean: SquadMean) -> list[str]:
    """Of a status: "17 available", "2 modified"."""
    return [_("%(count)d %(word)s") % {"count": count, "word": word} for word, count in mean.words]


def mean_words(mean: SquadMean) -> list[str]:
    """The squad's mean as the cells say theirs: of a column that leads with the change, the change and then the
    mean."""
    if mean.mean is None:
        return []
    told = [mean.one.column.write(mean.mean)]
    return told if mean.change is None else [mean.one.column.write_change(mean.change), *told]


def value_words(cell: Cell) -> str:
    """What a cell says first; "" when nothing does."""
    column = cell.one.column
    if column.kind is Kind.STATUS:
        return cell.word
    if cell.value is None:
        return ""
    if column.leads_with_change and cell.difference is not None:
        return column.write_change(cell.difference)
    return column.write(cell.value)


def change_words(cell: Cell) -> str:
    """What stands under the value: the change from the own normal and that normal, the band, the week."""
    column, write = cell.one.column, cell.one.column.write
    if column.leads_with_change and cell.difference is not None and cell.value is not None:
        return beside_mean(cell, write(cell.value))
    return normal_words(cell)


def normal_words(cell: Cell) -> str:
    """The same for where the value itself is said already: the change always stands there."""
    column = cell.one.column
    if column.kind is Kind.WEEK:
        return " · ".join(told for told in (week_words(cell), week_change_words(cell.week)) if told)
    if column.kind is Kind.BAND:
        return band_words(cell)
    return "" if cell.difference is None else beside_mean(cell, column.write_change(cell.difference))


def beside_mean(cell: Cell, first: str) -> str:
    """ "+3 · mean 81" """
    if cell.own is None or cell.own.mean is None:
        return ""
    return _("%(change)s · mean\u00a0%(mean)s") % {"change": first, "mean": cell.one.column.write(cell.own.mean)}


def band_words(cell: Cell) -> str:
    """ "band 58–71 · 6 of 7" """
    nights, write = cell.nights, cell.one.column.write
    if nights is None or cell.value is None:
        return ""
    count = _("%(count)d\u00a0of\u00a0%(all)d") % {"count": nights.recent_count, "all": DEFAULT_HRV_RULE.recent_days}
    if cell.normal is None:
        return count
    band = {"low": write(cell.normal[0]), "high": write(cell.normal[1]), "count": count}
    return _("band\u00a0%(low)s–%(high)s · %(count)s") % band


def week_words(cell: Cell) -> str:
    """ "7 days 2 310" and, where days are missing, that the sum is partial."""
    week = cell.week
    if week is None or week.this is None:
        return ""
    total = _("7\u00a0days\u00a0%(sum)s") % {"sum": cell.one.column.write(week.this)}
    if week.this_count == 7:  # noqa: PLR2004 days of a week
        return total
    return _("%(total)s, partial: %(count)d of 7") % {"total": total, "count": week.this_count}


def week_change_words(week: Week | None) -> str:
    """ "+4 % to the week before"; "" where days of either week are missing: missing is not nought."""
    if week is None or week.change is None:
        return ""
    return _("%(change)s to the week before") % {"change": percent_change(week.change)}


def age_words(cell: Cell, day: date) -> str:
    """How old what stands there is, when it is not this morning's."""
    if cell.one.column.kind is Kind.STATUS:
        since = cell.one.due_on(day) - timedelta(days=cell.age_days)
        return _("since %(day)s") % {"day": remembered(since, dated_day).replace(" ", "\u00a0")} if cell.word else ""
    return days_old(cell.age_days) if cell.age_days else ""


def revised_words(cell: Cell) -> str:
    """ "revised Tue 10:40, was 74": the value is not the one that was looked at. "" when it is."""
    if cell.revision is None:
        return ""
    was = None if cell.revision.before is None else cell.one.column.write(cell.revision.before)
    return revision_words(cell.revision.at, was)


def kept_words(keeping: Keeping) -> tuple[str, str]:
    """Compliance of the week and of the four weeks: ("86 %", "28 days 91 %"); a dash where nothing was due."""
    week, month = keeping.week.percent, keeping.month.percent
    return (
        "–" if week is None else _("%(percent)d\u00a0%%") % {"percent": round(week)},
        "" if month is None else _("28\u00a0days %(percent)d\u00a0%%") % {"percent": round(month)},
    )
