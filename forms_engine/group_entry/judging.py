"""Each row that was sent against the form, the record it means and what others did meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.errors import InvalidValues
from forms_engine.group_entry.places import Place
from forms_engine.group_entry.sending import SentRow
from forms_engine.group_entry.standing import Others, is_elsewhere
from forms_engine.models import Record
from forms_engine.validation import clean_values, unusual_values
from people.models import Person


@dataclass(frozen=True)
class Collision:
    """Somebody else wrote the same cell meanwhile. `value`: canonical, what stands there now."""

    value: Any
    who: str


@dataclass
class Verdict:
    """What is to be said of one row. `problems`: key → what is wrong with the cell; `problem`: with the whole row.

    `questions`: key → what is unusual and not yet confirmed. `values`: canonical, fit to be written when `is_good`.
    """

    row: SentRow
    person: Person | None = None
    record: Record | None = None
    problem: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    collisions: dict[str, Collision] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not (self.problem or self.problems or self.questions or self.collisions)


def judge_row(place: Place, row: SentRow, record: Record | None, others: Others) -> Verdict:
    """No query. `place.form` comes with its fields and sections."""
    verdict = Verdict(row, place.people.get(row.person_id), record)
    verdict.problem = _why_not_at_all(place, verdict)
    if verdict.problem:
        return verdict
    raw = _read_cells(place, verdict)
    _judge_values(place, verdict, raw)
    if not verdict.problems and not verdict.problem:
        if record is not None:
            _find_collisions(verdict, record, others)
        asked = [column.field for column in place.columns if column.key in row.cells]
        unusual = unusual_values(asked, verdict.values)
        verdict.questions = {key: words for key, words in unusual.items() if key not in row.sure}
    return verdict


def _why_not_at_all(place: Place, verdict: Verdict) -> str:
    if verdict.person is None:
        return _("This athlete is no longer yours to fill for. Open the page again.")
    known = {column.key for column in place.columns}
    if not known.issuperset(verdict.row.cells):
        return _("The form has changed since this page opened. Open the page again.")
    if verdict.record is None:
        return _("This entry is not there any more. Open the page again.") if verdict.row.record_id else ""
    if is_elsewhere(verdict.record, place.day):
        return _("This entry was withdrawn or moved to another day meanwhile. Open the page again.")
    return ""


def _read_cells(place: Place, verdict: Verdict) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for column in place.columns:
        if column.key not in verdict.row.cells:
            continue
        try:
            raw[column.key] = column.read(verdict.row.cells[column.key])
        except ValidationError as error:
            verdict.problems[column.key] = " ".join(error.messages)
    return raw


def _judge_values(place: Place, verdict: Verdict, raw: Mapping[str, Any]) -> None:
    standing = verdict.record.values if verdict.record else {}
    missing = {
        one.key
        for one in place.fields
        if one.is_required and one.key in place.writable - verdict.row.cells.keys() and standing.get(one.key) is None
    }
    answers = {**raw, **dict.fromkeys(missing)}
    try:
        verdict.values = clean_values(
            place.form, answers, by_connector=False, standing=standing, writable=place.writable
        )
    except InvalidValues as error:
        _sort_complaints(place, verdict, error.complaints)
        return
    for column in place.columns:
        if raw.get(column.key) is not None and verdict.values.get(column.key) is None:
            section = column.field.section
            verdict.problems[column.key] = _("Not asked with these answers: leave “%(section)s” empty.") % {
                "section": section.title if section else column.field.label
            }


def _sort_complaints(place: Place, verdict: Verdict, complaints: Mapping[str, list[str]]) -> None:
    """To the cells; what has no cell here is said of the row."""
    shown = {column.key for column in place.columns}
    labels = {one.key: one.label for one in place.fields}
    for key, sentences in complaints.items():
        if key in shown:
            verdict.problems.setdefault(key, " ".join(sentences))
        else:
            verdict.problem = _("“%(label)s” is not in this grid: %(words)s Fill in this entry by itself.") % {
                "label": labels.get(key, key),
                "words": " ".join(sentences),
            }


def _find_collisions(verdict: Verdict, record: Record, others: Others) -> None:
    for key in verdict.row.cells:
        stands, who = record.values.get(key), others.who(record, key)
        if who and verdict.values.get(key) != stands:
            verdict.collisions[key] = Collision(stands, who)
