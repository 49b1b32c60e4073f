"""Who has looked at somebody's data lately, for their own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboards.wording import time_since
from people.looks import looks_at
from people.models import Person

LATELY = timedelta(days=28)
MOST_NAMES = 3


@dataclass(frozen=True)
class Seen:
    name: str
    ago: str


def who_has_seen(person: Person, now: datetime) -> Sequence[Seen]:
    """The last few people who looked, each once, newest first. One statement."""
    looks = looks_at(person).filter(at__gte=now - LATELY).order_by("viewer_id", "-at").distinct("viewer_id")
    newest = sorted(looks, key=lambda look: look.at, reverse=True)[:MOST_NAMES]
    return [Seen(look.viewer.full_name, time_since(look.at, now)) for look in newest]
