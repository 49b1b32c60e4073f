"""Whose data were written since a page was made, so that it replaces these rows alone.

The marks that writers leave are asked (`dashboards.models.WriteMark`): they know of what was erased and of boards made
anew too, and nothing of days or fields, so that now and then a row comes that is the same as before. A page says when
it was made; the answer says up to when it looked. A writer's mark is there once the writer commits, a little after its
moment, so each question reaches back a while: what comes twice is the same row and changes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db.models import Max, QuerySet

from dashboards.models import WriteMark
from dashboards.models.marks import LIVES
from people.models import Person

# Longer than a writer's transaction lasts: a worker is stopped after two minutes.
REACHES_BACK = timedelta(minutes=3)
# A page that slept longer than this asks for marks that may be cleared away: it is loaded anew.
OLDEST_QUESTION = LIVES - 2 * REACHES_BACK
FORMAT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Changes:
    """`newest`: person id → when the newest change was."""

    newest: dict[int, datetime]

    @property
    def tag(self) -> str:
        """The same as long as nothing further changes."""
        told = ";".join(f"{pk}:{at.timestamp()}" for pk, at in sorted(self.newest.items()))
        return f'"{sha256(told.encode()).hexdigest()[:20]}"'

    @property
    def person_ids(self) -> frozenset[int]:
        return frozenset(self.newest)


def cursor_words(at: datetime) -> str:
    """A moment as it stands in an address."""
    return at.astimezone(UTC).strftime(FORMAT)


def read_cursor(text: str, now: datetime) -> datetime | None:
    """The moment an address names; None for what is none or too long ago."""
    try:
        at = datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if now - OLDEST_QUESTION <= at <= now + REACHES_BACK else None


def changes_since(people: QuerySet[Person], since: datetime) -> Changes:
    """Of whom something was written after `since`, and when last. One statement."""
    marks = WriteMark.objects.filter(person__in=people.order_by().values("pk"), at__gt=since - REACHES_BACK)
    return Changes(dict(marks.values_list("person_id").annotate(Max("at"))))
