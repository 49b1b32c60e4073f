"""Why a light is what it is: its rule, its window and the numbers it was judged by."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.board import words
from dashboards.board.building import Board, BoardRow
from dashboards.board.cells import Cell
from dashboards.board.markup import group_words, url_behind
from dashboards.days import dated_day
from dashboards.morning import Kind
from dashboards.reasons import row_rule_words, rule_words, tone_word
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, Tone, hrv_band, standard_score
from dashboards.wording import figure, percent_change, signed_hundredths, with_decimals
from forms_engine.models import FieldDefinition, Standard
from forms_engine.standard_words import condition_words


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """One column of the row a light stands for."""

    label: str
    tone: str
    word: str
    value: str
    url: str


@dataclass(frozen=True)
class Explanation:
    title: str
    day_words: str
    tone: str
    word: str
    sentence: str
    rule: str
    rules: tuple[str, ...]
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    url: str
    url_words: str
    board_url: str


def explain_cell(row: BoardRow, cell: Cell, board: Board) -> Explanation:
    one = cell.one
    when = group_words(one.due_on(board.day), is_night=one.form.dates_the_night)
    return Explanation(
        title=f"{one.column.label}, {row.person.full_name}",
        day_words=when,
        tone=cell.light.tone,
        word=words.light_word(cell) or cell.cause,
        sentence=_sentence_of(cell, board.day),
        rule=_rule_of(cell),
        rules=tuple(_standard_words(rule, one.field) for rule in one.rules),
        facts=tuple(_facts(cell, board.day)),
        parts=(),
        url=url_behind(cell, row.person.pk, _athlete_url(row, board)),
        url_words=_("See the days behind it"),
        board_url=reverse("board"),
    )


def explain_row(row: BoardRow, board: Board) -> Explanation:
    why = reverse("board_why") + f"?day={board.day.isoformat()}&person={row.person.pk}&column="
    return Explanation(
        title=row.person.full_name,
        day_words=dated_day(board.day),
        tone=row.tone,
        word=tone_word(row.tone),
        sentence=words.sentence_of(row, board.day),
        rule=row_rule_words(),
        rules=(),
        facts=tuple(_keeping_facts(row)),
        parts=tuple(
            Part(
                str(cell.one.column.label),
                cell.light.tone,
                words.light_word(cell) or cell.cause or _("not judged"),
                _part_words(cell),
                why + cell.one.column.key,
            )
            for cell in row.cells
        ),
        url=_athlete_url(row, board),
        url_words=_("Open the athlete's page"),
        board_url=reverse("board"),
    )


def _sentence_of(cell: Cell, day: date) -> str:
    if not cell.light.is_lit or cell.one.column.kind is Kind.STATUS:
        return ""
    return words.as_sentence([words.reason_of(cell, day)])


def _athlete_url(row: BoardRow, board: Board) -> str:
    day = "" if board.is_today else f"?day={board.day.isoformat()}"
    return reverse("athlete", args=[row.person.pk]) + day


def _part_words(cell: Cell) -> str:
    """The value with its unit, and where its column leads with the change, that as well."""
    if cell.value is None:
        return cell.word
    column = cell.one.column
    told = _with_unit(cell, column.write(cell.value))
    if not column.leads_with_change or cell.difference is None or cell.own is None or cell.own.mean is None:
        return told
    change = {"change": column.write_change(cell.difference), "mean": column.write(cell.own.mean)}
    return f"{told}, " + _("%(change)s from own mean %(mean)s") % change


def _keeping_facts(row: BoardRow) -> list[Fact]:
    kept = row.judged.keeping
    told = ngettext(
        "%(there)d of %(due)d due days of one form",
        "%(there)d of %(due)d due days of %(forms)d forms together",
        kept.forms,
    )
    return [
        Fact(label, told % {"there": one.there, "due": one.due, "forms": kept.forms})
        for label, one in ((_("Compliance, 7 days"), kept.week), (_("Compliance, 28 days"), kept.month))
        if one.due
    ]


def _rule_of(cell: Cell) -> str:
    column = cell.one.column
    if cell.one.rules:
        return _("A consultant of your club set the rules of this field; the first that fits speaks:")
    if column.kind is Kind.BAND:
        rule = DEFAULT_HRV_RULE
        return _(
            "The mean of the last %(recent)d nights, on the natural logarithm of rMSSD, against the own band: the mean "
            "of the %(base)d nights before, plus and minus %(half)s standard deviations (the smallest worthwhile "
            "change). Outside is watch, twice as far below is act. It takes %(least)d of the %(recent)d nights and "
            "%(least_base)d nights before. It is no diagnosis and no forecast."
        ) % {
            "recent": rule.recent_days,
            "base": rule.baseline_days,
            "half": figure(rule.half_width_sd),
            "least": rule.least_recent,
            "least_base": rule.least_baseline,
        }
    if column.kind is Kind.WEEK:
        return _("Yesterday's load and the sum of seven days. It is not coloured. A missing day is missing, not zero.")
    if column.kind is Kind.STATUS:
        return _("What was last entered on the form; it holds until something else is.")
    return rule_words()


def _standard_words(rule: Standard, field: FieldDefinition) -> str:
    """ "act: far below own usual (standard deviations from own baseline below −2, 28 days, from 7 values)" """
    name = {"good": Tone.FINE, "watch": Tone.WATCH, "act": Tone.ACT}.get(rule.tone)
    tone = tone_word(name) if name else _("no colour")
    told = condition_words(rule, field)
    return _("%(tone)s: %(words)s (%(rule)s)") % {"tone": tone, "words": rule.words, "rule": told}


def _facts(cell: Cell, day: date) -> list[Fact]:
    column = cell.one.column
    make = {Kind.BAND: _band_facts, Kind.WEEK: _week_facts, Kind.STATUS: _status_facts}.get(column.kind, _value_facts)
    facts = make(cell, day)
    if cell.cause:
        facts.append(Fact(_("Why nothing stands there"), cell.cause))
    if revised := words.revised_words(cell):
        facts.append(Fact(_("Revised"), revised))
    if cell.in_a_row > 1:
        facts.append(Fact(_("Due days in a row"), str(cell.in_a_row)))
    return facts


def _value_facts(cell: Cell, day: date) -> list[Fact]:
    column, own = cell.one.column, cell.own
    due = cell.one.due_on(day)
    window = _("%(first)s to %(last)s") % {
        "first": dated_day(due - timedelta(days=DEFAULT_RULE.window_days)),
        "last": dated_day(due - timedelta(days=1)),
    }
    facts = [Fact(_("Value"), _with_unit(cell, column.write(cell.value)) if cell.value is not None else "–")]
    if cell.age_days:
        facts.append(Fact(_("Age"), words.age_words(cell, day)))
    if own is None:
        return facts
    if own.mean is not None and cell.difference is not None:
        facts.append(Fact(_("Own mean"), _with_unit(cell, column.write(own.mean))))
        facts.append(Fact(_("Change from it"), column.write_change(cell.difference)))
    if cell.normal is not None:
        low, high = (column.write(one) for one in cell.normal)
        facts.append(Fact(_("Own normal (mean ± 1 SD)"), _("%(low)s to %(high)s") % {"low": low, "high": high}))
    z = standard_score(own.value, own.mean, own.spread)
    if z is not None and own.count >= DEFAULT_RULE.minimum_count:
        facts.append(Fact(_("z"), signed_hundredths(z)))
        facts.append(
            Fact(_("Watch and act from"), f"{figure(DEFAULT_RULE.watch_from)} · {figure(DEFAULT_RULE.act_from)}")
        )
    counted = _("%(count)d of %(all)d days with a value") % {"count": own.count, "all": DEFAULT_RULE.window_days}
    return [*facts, Fact(_("Window"), f"{window}: {counted}")]


def _band_facts(cell: Cell, day: date) -> list[Fact]:
    nights, rule, write = cell.nights, DEFAULT_HRV_RULE, cell.one.column.write
    facts = [Fact(_("Last night"), _with_unit(cell, write(cell.night)) if cell.night is not None else "–")]
    if nights is None:
        return facts
    if cell.value is not None:
        facts.append(Fact(_("Mean of the week"), _with_unit(cell, with_decimals(cell.value, 1))))
    facts.append(Fact(_("Nights of the week"), f"{nights.recent_count} / {rule.recent_days}"))
    if cell.normal is not None:
        low, high = (with_decimals(one, 1) for one in cell.normal)
        facts.append(Fact(_("Own band"), _with_unit(cell, _("%(low)s to %(high)s") % {"low": low, "high": high})))
    facts.append(Fact(_("Nights behind the band"), f"{nights.count} / {rule.baseline_days}"))
    variation = hrv_band(cell.recent_nights).variation
    if variation is not None:
        facts.append(
            Fact(_("Variation of the week (coefficient, of ln rMSSD)"), f"{with_decimals(variation, 1)}\u00a0%")
        )
    if nights.recent is not None and nights.mean is not None and nights.spread is not None:
        facts.append(
            Fact(
                _("ln rMSSD: week, mean, SD"),
                " · ".join(with_decimals(one, 2) for one in (nights.recent, nights.mean, nights.spread)),
            )
        )
    return facts


def _week_facts(cell: Cell, day: date) -> list[Fact]:
    write, week = cell.one.column.write, cell.week
    facts = [Fact(_("Yesterday"), _with_unit(cell, write(cell.value)) if cell.value is not None else "–")]
    if week is None:
        return facts
    for label, total, count in (
        (_("Last 7 days"), week.this, week.this_count),
        (_("The 7 days before"), week.before, week.before_count),
    ):
        told = "–" if total is None else _with_unit(cell, write(total))
        facts.append(Fact(label, f"{told} ({_('%(count)d of 7 days') % {'count': count}})"))
    if week.change is not None:
        facts.append(Fact(_("Change to the week before"), percent_change(week.change)))
    return facts


def _status_facts(cell: Cell, day: date) -> list[Fact]:
    return [Fact(_("Last entered"), words.status_words(cell, day))] if cell.word else []


def _with_unit(cell: Cell, told: str) -> str:
    unit = str(cell.one.column.unit)
    return f"{told} {unit}" if unit else told
