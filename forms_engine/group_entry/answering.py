"""What the browser is told of the rows it sent: what stands now, what is wrong where, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.group_entry.grid import meanings_of
from forms_engine.group_entry.judging import Collision, Verdict
from forms_engine.group_entry.places import Place
from forms_engine.models import Record
from forms_engine.standards import Meaning

SAVED, REFUSED, ASKED, COLLIDED = "saved", "refused", "asked", "collided"


def answer_save(place: Place, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """{"said": one sentence, "rows": [...]}; a row: person, state, problem, cells by key, and, where it was saved or
    collided, what stands now: record, seen, texts and what standards say of them by key."""
    records = [verdict.record for verdict in verdicts if _tells(verdict) and verdict.record]
    said = meanings_of(place, [record for record in records if record.person_id in place.people])
    rows = [_answer_row(place, verdict, said.get(verdict.row.person_id, {})) for verdict in verdicts]
    return {"said": _sentence(verdicts), "rows": rows}


def answer_check(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The same without what stands: nothing was written."""
    return {"rows": [_found(verdict) for verdict in verdicts]}


def _tells(verdict: Verdict) -> bool:
    """Whether the answer tells what stands now."""
    return verdict.is_good or bool(verdict.collisions)


def _answer_row(place: Place, verdict: Verdict, meanings: Mapping[str, Meaning]) -> dict[str, Any]:
    answer = _found(verdict)
    answer["cells"] |= {key: _answer_collision(place, key, one) for key, one in verdict.collisions.items()}
    if _tells(verdict):
        answer |= _standing(place, verdict.record)
        answer["meanings"] = {key: {"light": one.light, "words": one.words} for key, one in meanings.items()}
    return answer


def _found(verdict: Verdict) -> dict[str, Any]:
    cells: dict[str, Any] = {key: {"problem": words} for key, words in verdict.problems.items()}
    cells |= {key: {"question": words} for key, words in verdict.questions.items()}
    return {
        "person": verdict.row.person_id,
        "state": _state(verdict),
        "problem": verdict.problem,
        "cells": cells,
    }


def _state(verdict: Verdict) -> str:
    if verdict.problem or verdict.problems:
        return REFUSED
    if verdict.collisions:
        return COLLIDED
    return ASKED if verdict.questions else SAVED


def _answer_collision(place: Place, key: str, collision: Collision) -> dict[str, str]:
    column = next(column for column in place.columns if column.key == key)
    return {
        "theirs": column.text(collision.value),
        "words": column.show(collision.value) or _("nothing"),
        "who": collision.who,
    }


def _standing(place: Place, record: Record | None) -> dict[str, Any]:
    if record is None:
        return {"record": None, "seen": "", "texts": {}}
    return {
        "record": record.pk,
        "seen": record.modified_at.isoformat(),
        "texts": {column.key: column.text(record.values.get(column.key)) for column in place.columns},
    }


def _sentence(verdicts: Sequence[Verdict]) -> str:
    """“17 rows saved. 2 not: their cells say why. 1 asks whether it is right.”"""
    tally = Counter(map(_state, verdicts))
    saved, refused, asked, collided = (tally[state] for state in (SAVED, REFUSED, ASKED, COLLIDED))
    parts = [ngettext("%(count)d row saved.", "%(count)d rows saved.", saved) % {"count": saved}]
    if refused:
        parts.append(
            ngettext(
                "%(count)d row is not saved: its marked cells say why.",
                "%(count)d rows are not saved: their marked cells say why.",
                refused,
            )
            % {"count": refused}
        )
    if asked:
        parts.append(
            ngettext(
                "%(count)d row waits: is what is marked right?",
                "%(count)d rows wait: is what is marked right?",
                asked,
            )
            % {"count": asked}
        )
    if collided:
        parts.append(
            ngettext(
                "%(count)d row was changed by somebody else meanwhile: choose.",
                "%(count)d rows were changed by somebody else meanwhile: choose.",
                collided,
            )
            % {"count": collided}
        )
    return " ".join(parts)
