"""The rows of the board as HTML, made once in Python: a template include per cell would cost more than the queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name

from dashboards.athlete.plans import CHARTED
from dashboards.board import words
from dashboards.board.building import Board, BoardRow
from dashboards.board.cells import Cell
from dashboards.board.question import BoardQuestion, address
from dashboards.board.sparks import spark, trail_template
from dashboards.days import night_words, short_day
from dashboards.morning import Kind
from dashboards.reasons import tone_word
from dashboards.rights import OpenColumn
from dashboards.speaking import spoken as _
from dashboards.statistics import Ground, Tone
from dashboards.wording import time_since
from forms_engine.critical import critical_mark
from forms_engine.extension import PersonBadge

# Ways in which one row is drawn: today and by its date, with a cause that changed, in another zone.
MOST_DRAWN = 4
DASH = '<span class="cell-dash" aria-hidden="true">–</span>'


def group_headings(columns: Sequence[OpenColumn], day: date) -> SafeString:
    """The upper row of headings: which night or day the columns below are about."""
    groups = groupby(columns, key=lambda one: (one.due_on(day), one.form.dates_the_night))
    told = [(sum(1 for _one in group), group_words(due, is_night=is_night)) for (due, is_night), group in groups]
    return SafeString("".join(f'<th colspan="{span}" scope="colgroup">{escape(name)}</th>' for span, name in told))


def group_words(occurred_on: date, *, is_night: bool) -> str:
    if is_night:
        return _("Night %(night)s") % {"night": night_words(occurred_on)}
    return _("Day %(day)s") % {"day": short_day(occurred_on)}


def heading(key: str, label: str, question: BoardQuestion, *, unit: str = "", attributes: str = "") -> SafeString:
    """A heading that sorts: pressed once from the low end, pressed again the other way round."""
    is_sorted = question.sort_key == key
    turned = f"-{key}" if is_sorted and not question.is_descending else key
    url = address("board", question, sort=turned, rows="")
    sort = f' aria-sort="{"descending" if question.is_descending else "ascending"}"' if is_sorted else ""
    small = f"<small>{escape(unit)}</small>" if unit else ""
    return SafeString(f'<th{attributes}{sort}><a href="{escape(url)}">{escape(label)}</a>{small}</th>')


def column_headings(columns: Sequence[OpenColumn], question: BoardQuestion) -> SafeString:
    return SafeString(
        "".join(
            heading(
                one.column.key,
                str(one.column.label),
                question,
                unit=str(one.column.unit),
                attributes=' class="is-number" scope="col"',
            )
            for one in columns
        )
    )


def dates_of(columns: Sequence[OpenColumn], day: date) -> SafeString:
    """Of the same groups a line each, for cards, which have no headings: what is of which night or day."""
    told: dict[str, list[str]] = {}
    for one in columns:
        when = group_words(one.due_on(day), is_night=one.form.dates_the_night)
        told.setdefault(when, []).append(str(one.column.label))
    lines = [f"<span><b>{escape(when)}</b> {escape(' · '.join(labels))}</span>" for when, labels in told.items()]
    return SafeString("".join(lines))


def label_of(one: OpenColumn) -> str:
    """What stands beside a value where there are no headings."""
    label, unit = str(one.column.label), str(one.column.unit)
    return escape(f"{label} ({unit})" if unit else label)


class RowPen:
    """Writes the rows of one board; what is the same in all of them is made once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.day_query = "" if board.is_today else f"day={board.day.isoformat()}"
        self.why = reverse("board_why") + "?" + (f"{self.day_query}&amp;" if self.day_query else "")
        self.zone = get_current_timezone_name()
        self.trail = trail_template()
        # Without and with the unit: what is missing has none.
        self.labels = [(escape(str(one.column.label)), label_of(one)) for one in board.columns]
        self.status, self.kept, self.connection = escape(_("Status")), escape(_("Compliance")), escape(_("Connection"))
        self.athlete = reverse("athlete", args=[0]).replace("/0/", "/%d/") + (
            f"?{self.day_query}" if self.day_query else ""
        )
        self.records = {
            one.column.key: reverse("person_events", args=[0, one.form.key]).replace("/0/", "/%d/")
            for one in board.columns
            if one.column.key not in CHARTED
        }
        self.no_source = f'<span class="light is-none">{escape(_("no source"))}</span>'

    def row(self, row: BoardRow) -> SafeString:
        """One athlete's line: name, light and reasons, the cells, compliance, how the data arrive."""
        person = row.person
        url = self.athlete % person.pk
        kept = self._kept(row) if row.bare else ""
        mark = critical_mark(self.board.critical.get(person.pk, ""))
        return SafeString(
            f'<tr id="a{person.pk}"><th class="board-person" scope="row">'
            f'<a href="{url}">{escape(person.full_name)}</a>{mark}</th>'
            f"{self._middle(row, url)}{kept}"
            f'<td class="board-source" data-label="{self.connection}">{self._source(row.badges)}</td></tr>'
        )

    def _middle(self, row: BoardRow, url: str) -> str:
        """Status and cells, drawn once for as long as they say the same: until then everybody is sent the same text."""
        if not row.bare:
            return ""
        drawn = row.judged.athlete.known.drawn
        said = self.day_query, self.zone, row.extras
        if (found := drawn.get(said)) is None:
            if len(drawn) >= MOST_DRAWN:
                drawn.clear()
            found = drawn[said] = self._status(row) + self._cells(row, url)
        return found

    def _status(self, row: BoardRow) -> str:
        word = escape(tone_word(row.tone))
        sentence = escape(words.sentence_of(row, self.board.day))
        why = f"{self.why}person={row.person.pk}"
        told = f'<span class="board-sentence">{sentence}</span>' if sentence else ""
        return (
            f'<td class="board-reason" data-label="{self.status}">'
            f'<a class="light is-{row.tone}" href="{why}">{word}</a>{told}</td>'
        )

    def _kept(self, row: BoardRow) -> str:
        week, month = words.kept_words(row.judged.keeping)
        small = f"<small>{month}</small>" if month else ""
        return f'<td class="board-kept" data-label="{self.kept}">{week}{small}</td>'

    def _source(self, badges: Sequence[PersonBadge]) -> str:
        """The state of each source in words, and when it was last asked."""
        told = []
        for badge in badges:
            name = f"{badge.provider}: {badge.words}" if len(badges) > 1 else badge.words
            detail = badge.detail
            if badge.last_sync_at is not None:
                detail = _("last sync %(ago)s") % {"ago": time_since(badge.last_sync_at, self.board.made_at)}
            told.append(f'<span class="light is-{badge.tone}">{escape(name)}</span><small>{escape(detail)}</small>')
        return "".join(told) or self.no_source

    def _cells(self, row: BoardRow, url: str) -> str:
        """Neighbours of one form that are missing for the same reason say so once, together."""
        parts = []
        pairs = zip(row.cells, self.labels, strict=True)
        for (_form, cause), group in groupby(pairs, key=lambda pair: (pair[0].one.form_id, _cause_alone(pair[0]))):
            members = list(group)
            if cause is not None:
                names = [name for _cell, (name, _label) in members]
                parts.append(missing_cell(names, cause, is_gap=_is_gap(members[0][0])))
            else:
                parts += [self._cell(cell, label, row.person.pk, url) for cell, (_name, label) in members]
        return "".join(parts)

    def _cell(self, cell: Cell, label: str, person_id: int, url: str) -> str:
        """Value, light with its word, change from the own normal, age, revision, and 28 days drawn."""
        day, column = self.board.day, cell.one.column
        why = f"{self.why}person={person_id}&amp;column={column.key}"
        if column.kind is Kind.STATUS:
            tone = cell.light.tone
            return (
                f'<td class="cell{_tint(cell)}" data-label="{label}"><a class="light is-{tone}" href="{why}">'
                f"{escape(cell.word)}</a>{_line('cell-change', cell.light.words)}"
                f"{_line('cell-age', words.age_words(cell, day))}"
                f"{_line('cell-revised', words.revised_words(cell))}</td>"
            )
        value = escape(words.value_words(cell))
        records = self.records.get(column.key)
        behind = f"{url}#{column.key}" if records is None else records % person_id
        shown = f'<a class="cell-link" href="{behind}"><span class="cell-value">{value}</span></a> ' if value else DASH
        gap = "" if cell.is_fresh or cell.age_days else cell.cause
        return (
            f'<td class="cell{_tint(cell)}" data-label="{label}">'
            f"{shown}{_light(cell, why)}{_line('cell-change', words.change_words(cell))}"
            f"{_line('cell-age is-old', words.age_words(cell, day))}{_line('cell-cause', gap)}"
            f"{_line('cell-revised', words.revised_words(cell))}{spark(cell, self.trail)}</td>"
        )


def url_behind(cell: Cell, person_id: int, athlete_url: str) -> str:
    """Where the days behind a cell are: on the athlete's page, else among the records of its form."""
    if cell.one.column.key in CHARTED:
        return f"{athlete_url}#{cell.one.column.key}"
    return reverse("person_events", args=[person_id, cell.one.form.key])


def rows_of(board: Board) -> Iterable[SafeString]:
    pen = RowPen(board)
    return [pen.row(row) for row in board.rows]


def missing_cell(labels: Sequence[str], cause: str, *, is_gap: bool) -> str:
    joined = " is-joined" if len(labels) > 1 else ""
    look = " is-missing" if is_gap else " is-empty"
    return (
        f'<td class="cell{look}{joined}" colspan="{len(labels)}" data-label="{", ".join(labels)}">{DASH}'
        f'<span class="cell-cause">{escape(cause)}</span></td>'
    )


def _cause_alone(cell: Cell) -> str | None:
    """The cause of a cell in which nothing else stands; None where something does."""
    if cell.word or cell.value is not None or (cell.week and cell.week.this is not None):
        return None
    if cell.nights is not None and cell.nights.recent_count:
        return None
    return cell.cause


def _is_gap(cell: Cell) -> bool:
    """Nobody misses a word on availability or a session's load: there is nothing due."""
    return cell.one.column.kind in (Kind.VALUE, Kind.BAND)


def _tint(cell: Cell) -> str:
    if cell.light.tone is Tone.NONE:
        return " is-stale" if cell.age_days and cell.one.column.kind is Kind.VALUE else ""
    return f" is-{cell.light.tone}"


def _light(cell: Cell, why: str) -> str:
    """Every light opens its rule; so does the word that stands where there is none yet."""
    word = words.light_word(cell)
    if not word:
        return ""
    if cell.light.ground is Ground.JUDGED:
        return f'<a class="light is-{cell.light.tone}" href="{why}">{escape(word)}</a>'
    return f'<a class="cell-learning" href="{why}">{escape(word)}</a>'


def _line(name: str, told: str) -> str:
    return f'<span class="{name}">{escape(told)}</span>' if told else ""
