"""What somebody has answered and not yet sent: kept while they type, there when they come back, gone when sent."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from forms_engine.models import Draft, FormDefinition, Record
from forms_engine.records import PEOPLE
from people.models import Person

KEPT_FOR = timedelta(days=14)
# Of all answers together; a form of five paragraphs fits.
MOST_CHARACTERS = 60_000
# <field>, <table>-<row>-<column>, <matrix>-<row>-<column>, and the date.
NAME = re.compile(r"_occurred_on|([a-z][a-z0-9_]*)(-[\w-]+)?", re.ASCII)


def find_draft(by: Person, person: Person, form: FormDefinition, now: datetime) -> Draft | None:
    """The draft `by` has begun about `person`, unless it is too old to go on with."""
    return Draft.objects.filter(by=by, person=person, form=form, saved_at__gt=now - KEPT_FOR).first()


def save_draft(
    by: Person,
    person: Person,
    form: FormDefinition,
    source_id: UUID,
    sent: QueryDict,
    keys: Iterable[str],
    now: datetime,
) -> bool:
    """Keeps what was typed under `keys` (of fields and tables). False when there is nothing to keep it for.

    That is: the entry was sent meanwhile, or it is too long. Drafts too old to go on with are thrown away.
    """
    answers = _answers(sent, frozenset(keys))
    length = sum(len(value) for values in answers.values() for value in values)
    was_sent = Record.objects.filter(form=form, person=person, source=PEOPLE, source_id=str(source_id)).exists()
    if was_sent or length > MOST_CHARACTERS:
        return False
    Draft.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
    Draft.objects.update_or_create(
        by=by, person=person, form=form, defaults={"source_id": source_id, "answers": answers, "saved_at": now}
    )
    return True


def typed_answers(draft: Draft) -> MultiValueDict[str, str]:
    """As a browser sent them."""
    return MultiValueDict(draft.answers)


def drop_draft(by: Person, person: Person, form: FormDefinition) -> None:
    Draft.objects.filter(by=by, person=person, form=form).delete()


def _answers(sent: QueryDict, keys: frozenset[str]) -> dict[str, list[str]]:
    kept = {}
    for name, values in sent.lists():
        found = NAME.fullmatch(name)
        if found and (found[1] is None or found[1] in keys):
            kept[name] = [str(value).replace("\x00", "") for value in values]
    return kept
