"""A club whose wellness questionnaire leans on the ring's night, on a profile and on itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.calculating.following import follow_changes
from forms_engine.ledger import Stamp
from forms_engine.models import FieldDefinition, FormDefinition, Record, RecordChange
from forms_engine.reconcile import Tally, Wanted, reconcile
from people.models import Person
from tests.builders.forms import NOW, TUESDAY, make_field, make_form, make_record, make_stamp

OWNER = "ring:daily_readiness"
LATER = NOW + timedelta(hours=1)
READINESS = "[ring / Readiness | the night before]"


def day(ago: int) -> date:
    """So many days before Tuesday, 10 March 2026."""
    return TUESDAY - timedelta(days=ago)


@dataclass
class Club:
    night: FormDefinition
    profile: FormDefinition
    wellness: FormDefinition

    def calculate(
        self, key: str, formula: str, type: str = "calculation", form: FormDefinition | None = None, **more: Any
    ) -> FieldDefinition:
        return make_field(form or self.wellness, key, type, formula=formula, **more)

    def answer(self, person: Person, values: Mapping[str, Any], ago: int = 0, *, now: datetime = NOW) -> Record:
        """The one questionnaire of that day."""
        stamp = make_stamp(person, now=now)
        return make_record(
            self.wellness, person, values, occurred_on=day(ago), source_id=day(ago).isoformat(), stamp=stamp
        )

    def tell_about(self, person: Person, goal: float, *, now: datetime = NOW) -> Record:
        return make_record(self.profile, person, {"hrv_goal": goal}, stamp=make_stamp(person, now=now))

    def sync(self, person: Person, scores: Mapping[int, int | None], *, now: datetime = NOW) -> Tally:
        """`scores`: how many days ago somebody woke up → the readiness of that night, None for gone."""
        wanted = [
            Wanted(day(ago).isoformat(), day(ago), day(ago + 1), {"readiness": score})
            for ago, score in scores.items()
            if score is not None
        ]
        return reconcile(
            self.night,
            person,
            source="ring",
            owner=OWNER,
            owned_keys=frozenset({"readiness"}),
            wanted=wanted,
            first=day(60),
            last=day(0),
            confirmed_gone=frozenset(day(ago).isoformat() for ago, score in scores.items() if score is None),
            stamp=Stamp(now=now, by=None, owner=OWNER),
        )


def make_club() -> Club:
    night = make_form(
        "Ring Night",
        key="ring",
        managed_by="ring",
        dates_the_night=True,
        fields={"readiness": "score"},
        written_by="ring",
    )
    profile = make_form("Profile", key="profile", kind="profile", fields={"hrv_goal": "number"})
    wellness = make_form("Wellness", key="wellness", fields={"sleep": "integer", "energy": "integer", "load": "number"})
    return Club(night, profile, wellness)


def values_of(record: Record) -> dict[str, Any]:
    return Record.objects.get(pk=record.pk).values


def follow(now: datetime = LATER) -> int:
    return follow_changes(now)


def history_of(record: Record) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """(owner, reason, before, after), oldest first."""
    changes = RecordChange.objects.filter(record=record).order_by("pk")
    return list(changes.values_list("owner", "reason", "before", "after"))


class Statements(CaptureQueriesContext):
    """What is asked of the database inside."""

    def __init__(self) -> None:
        super().__init__(connection)

    def of(self, *verbs: str) -> list[str]:
        return [one["sql"] for one in self.captured_queries if one["sql"].strip().startswith(verbs)]
