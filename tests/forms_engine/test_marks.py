"""Marks: whether what a source says is what is stored, without reading values."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from forms_engine.definitions import ensure_field, ensure_form
from forms_engine.marks import read_marks
from forms_engine.reconcile import Wanted, reconcile
from forms_engine.records import Stamp
from tests.builders.people import make_athlete

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 10)
OWNER = "ring:night"


def wanted(day: int, score: int) -> Wanted:
    on = date(2026, 3, day)
    return Wanted(str(on), on, on, {"score": score}, document_id=f"doc-{day}")


@pytest.fixture
def stored(db):
    form, athlete = ensure_form(key="nights", name="Nights", kind="event", managed_by="ring"), make_athlete()
    ensure_field(form, key="score", label="Score", type="score", written_by="ring")
    with transaction.atomic():
        reconcile(
            form,
            athlete,
            source="ring",
            owner=OWNER,
            owned_keys=frozenset({"score"}),
            wanted=[wanted(3, 80), wanted(4, 81)],
            first=FIRST,
            last=LAST,
            confirmed_gone=frozenset(),
            stamp=Stamp(now=NOW, by=None, owner=OWNER),
        )
    return form, read_marks([form], [athlete], source="ring", first=FIRST, last=LAST)[athlete.pk]


def test_the_same_documents_are_settled(stored):
    form, marks = stored
    assert marks.is_settled(form, OWNER, [wanted(3, 80), wanted(4, 81)], FIRST, LAST)


@pytest.mark.parametrize(
    "now_wanted", [[wanted(3, 80)], [wanted(3, 80), wanted(4, 82)], [wanted(3, 80), wanted(4, 81), wanted(5, 1)]]
)
def test_one_gone_one_revised_or_one_more_is_not(stored, now_wanted):
    form, marks = stored
    assert not marks.is_settled(form, OWNER, now_wanted, FIRST, LAST)


def test_a_document_outside_the_days_asked_for_is_no_concern(stored):
    form, marks = stored
    assert marks.is_settled(form, OWNER, [wanted(4, 81)], date(2026, 3, 4), LAST)


def test_the_documents_of_another_owner_are_no_concern(stored):
    form, marks = stored
    assert marks.is_settled(form, "ring:calm", [], FIRST, LAST)
