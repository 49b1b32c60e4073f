"""One chart of the athlete page with its morning and its table, as markup: a page has a dozen.

Escaped here, as `format_html` would; what is drawn elsewhere is safe already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from dashboards.athlete import words
from dashboards.athlete.charts import draw_pane, key_of
from dashboards.athlete.happenings import marks_of
from dashboards.athlete.notes import new_record_address
from dashboards.athlete.page import AthletePage
from dashboards.athlete.panes import Pane
from dashboards.athlete.tables import pane_table
from dashboards.board import words as board_words
from dashboards.board.cells import Cell
from dashboards.board.columns import BOARD_COLUMNS
from dashboards.board.markup import group_words
from dashboards.days import short_day
from dashboards.drawing.timeline import Mark
from dashboards.morning import Kind
from dashboards.speaking import spoken as _
from dashboards.statistics import Ground

ON_BOARD = frozenset(column.key for column in BOARD_COLUMNS)


@dataclass(frozen=True)
class About:
    """What the panes of a page share. `night_address`, `why_address`: of a night and of a light, with a place for the
    day and for the column."""

    page: AthletePage
    is_self: bool
    marks: Sequence[Mark]
    compared: str
    night_address: str
    why_address: str
    last: str


def about_panes(page: AthletePage, *, is_self: bool) -> About:
    day = page.day.isoformat()
    asked_day = f"day={day}&" if page.question.has_day else ""
    return About(
        page=page,
        is_self=is_self,
        marks=marks_of(page),
        compared=words.compared_words(page.question),
        night_address=reverse("night", args=[page.person.pk, page.day]).replace(day, "%s"),
        why_address=f"{reverse('board_why')}?{asked_day}person={page.person.pk}&column=%s",
        last=short_day(page.day),
    )


def show_pane(pane: Pane, about: About) -> SafeString:
    """The section of one chart. Without any value of these days its chart says so."""
    key, label = pane.key, escape(pane.label)
    charts = "".join(draw_pane(pane, about.marks))
    caption = _("%(what)s of %(name)s, up to %(last)s, newest first") % {
        "what": pane.label,
        "name": about.page.person.full_name,
        "last": about.last,
    }
    table = pane_table(pane, caption, about.night_address, about.compared)
    return SafeString(
        f'<section class="pane" id="{key}" aria-labelledby="{key}-title">'
        f'<div class="pane-morning"><h2 id="{key}-title">{label}</h2>{_morning(pane, about)}</div>'
        f'<div class="pane-chart"><div class="pane-drawing" tabindex="0" role="group" aria-label="{label}" data-trend>'
        f'{charts}</div><p class="pane-reading" hidden></p>{key_of(pane, about.compared)}'
        f'<details class="pane-table"><summary>{escape(_("As a table"))}</summary>{table}</details></div></section>\n'
    )


def _morning(pane: Pane, about: About) -> str:
    cell = pane.cell
    numbers = _line("pane-numbers", words.numbers_words(pane, shows_z=not about.is_self))
    comparison = _line("pane-comparison", words.comparison_words(pane, about.compared))
    if cell is None:
        return f"{_value(words.times_words(pane), '')}{numbers}{comparison}"
    day = about.page.day
    unit = str(cell.one.column.unit)
    due = cell.one.due_on(day)
    is_mean = cell.one.column.kind is Kind.BAND
    when = words.mean_words(due) if is_mean else group_words(due, is_night=pane.plan.form.dates_the_night)
    return (
        f"{_line('pane-when', when)}"
        f"{_value(words.plain(cell), unit, _light(pane.key, cell, about))}"
        f"{_line('pane-change', words.change_words(cell))}"
        f"{_line('cell-age is-old', board_words.age_words(cell, day))}"
        f"{_line('cell-cause', cell.cause)}{_fill_in(pane, cell, about)}"
        f"{_line('cell-revised', board_words.revised_words(cell))}"
        f"{numbers}{comparison}"
    )


def _fill_in(pane: Pane, cell: Cell, about: About) -> str:
    """On the athlete's own page the way to what they have not filled in."""
    form, opened = pane.plan.form, about.page.opened
    if not (about.is_self and cell.lacks and form.pk in opened.writable):
        return ""
    address = new_record_address(about.page.person.pk, form, cell.one.due_on(about.page.day))
    return f'<p><a href="{escape(address)}">{escape(_("Fill it in"))}</a></p>'


def _line(look: str, told: str) -> str:
    return f'<p class="{look}">{escape(told)}</p>' if told else ""


def _value(value: str, unit: str, light: str = "") -> str:
    measured = f" <small>{escape(unit)}</small>" if unit else ""
    shown = f"<strong>{escape(value)}{measured}</strong>" if value else '<strong aria-hidden="true">–</strong>'
    return f'<p class="pane-value">{shown} {light}</p>'


def _light(key: str, cell: Cell, about: About) -> str:
    """What the value is judged to be; for staff it leads to the rule behind it."""
    word = escape(words.light_words(cell, is_self=about.is_self))
    if not word:
        return ""
    if cell.light.ground is Ground.JUDGED and not about.is_self and key in ON_BOARD:
        return f'<a class="light is-{cell.light.tone}" href="{escape(about.why_address % key)}">{word}</a>'
    return f'<span class="light is-{cell.light.tone}">{word}</span>'
