"""One of Oura's JSON documents, read a member at a time with the type we expect there.

Every reader answers None for a member that is absent or null, and raises UnexpectedDocument for another shape. What it
raises names the collection and the member we asked for, never what stood there.
Enumerations are read as plain text: Oura adds words to them without notice.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from sync.errors import UnexpectedDocument
from sync.provider import Series

LONGEST_TEXT = 500
# What people write is kept this far, for somebody's long note must not stop their data.
LONGEST_PARAGRAPH = 10_000
MOST_WORDS = 500
DAY_S = 86_400
FURTHEST_NUMBER = 1e12
# Series are packed in steps of a tenth into 16 bits; a day of one sample a second is more than any ring sends.
FURTHEST_SAMPLE = 3_000.0
MOST_SAMPLES = 86_400
LONGEST_INTERVAL_S = 86_400
YEARS = range(2000, 2200)

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
DIGIT_VALUES = {str(number): float(number) for number in range(10)}


@dataclass(frozen=True, repr=False)
class Document:
    """`members` of one document of `collection`. Paths are dotted: `contributors.deep_sleep`."""

    collection: str
    members: Mapping[str, object]

    @classmethod
    def of(cls, collection: str, json_value: object) -> "Document":
        """Raises UnexpectedDocument when it is no JSON object."""
        if not isinstance(json_value, dict):
            raise unexpected(collection, "")
        return cls(collection, json_value)

    def member(self, path: str) -> object:
        """Whatever stands at `path`; None also when a part on the way is absent or null."""
        found: object = self.members
        for name in path.split("."):
            if found is None:
                return None
            if not isinstance(found, Mapping):
                raise unexpected(self.collection, path)
            found = found.get(name)
        return found

    def text(self, path: str) -> str | None:
        """Text a database can hold; "" counts as absent."""
        found = self.member(path)
        if found is None:
            return None
        if not isinstance(found, str) or len(found) > LONGEST_TEXT or not _is_storable(found):
            raise unexpected(self.collection, path)
        return found.strip() or None

    def paragraph(self, path: str) -> str | None:
        """What somebody wrote, or a list of words joined by commas; cut where it becomes too long to keep."""
        found = self.member(path)
        if isinstance(found, list) and len(found) <= MOST_WORDS and all(isinstance(word, str) for word in found):
            found = ", ".join(found)
        if found is None:
            return None
        if not isinstance(found, str) or not _is_storable(found):
            raise unexpected(self.collection, path)
        return found[:LONGEST_PARAGRAPH].strip() or None

    def number(self, path: str) -> int | float | None:
        found = self.member(path)
        if found is None:
            return None
        number = _finite(found, FURTHEST_NUMBER)
        if number is None:
            raise unexpected(self.collection, path)
        return number

    def whole_number(self, path: str) -> int | None:
        """JSON has one kind of number: 72.0 is whole too."""
        number = self.number(path)
        if number is None:
            return None
        if number != int(number):
            raise unexpected(self.collection, path)
        return int(number)

    def truth(self, path: str) -> bool | None:
        found = self.member(path)
        if found is not None and not isinstance(found, bool):
            raise unexpected(self.collection, path)
        return found

    def day(self, path: str) -> date | None:
        found = self.member(path)
        if found is None:
            return None
        try:
            if not isinstance(found, str) or not DAY.fullmatch(found):
                raise ValueError
            day = date.fromisoformat(found)
        except ValueError:
            raise unexpected(self.collection, path) from None
        if day.year not in YEARS:
            raise unexpected(self.collection, path)
        return day

    def moment(self, path: str) -> datetime | None:
        """With the wearer's offset, as Oura states it."""
        moment = self.local_moment(path)
        if moment is not None and moment.tzinfo is None:
            raise unexpected(self.collection, path)
        return moment

    def local_moment(self, path: str) -> datetime | None:
        """By the wearer's clock; with the offset only where Oura states one."""
        found = self.member(path)
        if found is None:
            return None
        try:
            moment = datetime.fromisoformat(found) if isinstance(found, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            raise unexpected(self.collection, path)
        return moment

    def clock_time(self, path: str) -> time | None:
        """The time of day, to the second: of a moment by the wearer's clock, or of seconds from midnight."""
        if isinstance(self.member(path), str):
            moment = self.local_moment(path)
            return None if moment is None else moment.time().replace(microsecond=0)
        seconds = self.whole_number(path)
        if seconds is None:
            return None
        hours, rest = divmod(seconds % DAY_S, 3600)
        return time(hours, rest // 60, rest % 60)

    def samples(self, path: str) -> Series | None:
        """A `PublicSample`: {interval in seconds, items with null for gaps, timestamp}. None when it holds nothing."""
        items = self.member(f"{path}.items")
        interval, starts_at = self.number(f"{path}.interval"), self.moment(f"{path}.timestamp")
        if self.member(path) is None:
            return None
        if interval is None or starts_at is None or not 0 < interval <= LONGEST_INTERVAL_S:
            raise unexpected(self.collection, path)
        if not isinstance(items, list) or len(items) > MOST_SAMPLES:
            raise unexpected(self.collection, f"{path}.items")
        numbers = [item for item in items if item is not None]
        # By exact type, for a truth value counts among the numbers; what is no number fails to lie within bounds.
        if not {int, float}.issuperset(map(type, numbers)):
            raise unexpected(self.collection, f"{path}.items")
        if not all(-FURTHEST_SAMPLE <= number <= FURTHEST_SAMPLE for number in numbers):
            raise unexpected(self.collection, f"{path}.items")
        if not numbers:
            return None
        return Series(starts_at, float(interval), tuple(None if item is None else float(item) for item in items))

    def digits(self, path: str, interval_s: float, starts_at: datetime | None) -> Series | None:
        """A string of one digit an interval, such as a hypnogram. None when empty or when its start is unknown."""
        found = self.member(path)
        if found is None or found == "" or starts_at is None:
            return None
        if not isinstance(found, str) or len(found) > MOST_SAMPLES or not DIGITS.fullmatch(found):
            raise unexpected(self.collection, path)
        return Series(starts_at, interval_s, tuple(map(DIGIT_VALUES.__getitem__, found)))

    def required_text(self, path: str) -> str:
        found = self.text(path)
        if found is None:
            raise unexpected(self.collection, path)
        return found

    def required_day(self, path: str) -> date:
        found = self.day(path)
        if found is None:
            raise unexpected(self.collection, path)
        return found


def unexpected(collection: str, path: str) -> UnexpectedDocument:
    """Oura's names only: values of health data never enter an error."""
    place = f"{collection}.{path}" if path else collection
    return UnexpectedDocument(
        _("Oura sent “%(place)s” in a shape that is not known here: the connector needs an update.") % {"place": place}
    )


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _finite(found: object, furthest: float) -> int | float | None:
    """The number, None for anything else: also for a truth value, which Python counts among the numbers."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    if isinstance(found, float) and not math.isfinite(found):
        return None
    return found if abs(found) <= furthest else None
