"""Answers that go wrong on order: which requests they are for, how long they last, and what goes wrong."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oura_connector.simulator.ratelimits import APPLICATION, TIERS

STATUS, GARBAGE, CUT, HANG, DRIP = "status", "garbage", "cut", "hang", "drip"
TRUNCATED, HALF_UNSIZED, HALF_CHUNKED = "truncated", "half_unsized", "half_chunked"
ENDLESS, ENDLESS_NEW = "endless", "endless_new"
KINDS = (STATUS, GARBAGE, TRUNCATED, HALF_UNSIZED, HALF_CHUNKED, CUT, HANG, DRIP, ENDLESS, ENDLESS_NEW)
LONGEST_HANG_S = 120.0


@dataclass
class ScriptedAnswer:
    """What requests get that match; no athlete or path means any. `path` matches when contained in the request's.

    How long: the next `remaining` requests; from `since` to `until` (moments with an offset); each day from one time to
    another by the clock of `zone` (`daily`, "23:00-03:00"). Several of these hold at once; none means until reset.

    What (`kind`)
        status        `status`, maybe `body`, instead of doing anything
        garbage       200 and a page that is no JSON, instead of doing anything
        truncated     half of the body, under the length of the whole
        half_unsized  half of the body, no length, connection closed: nothing says that it is half
        half_chunked  half of the body in chunks, without the last one
        cut           connection closed without an answer, after the work was done
        hang          nothing for `seconds`, then cut, after the work was done
        drip          `drip_bytes` at a time, `every_seconds` apart, cut after `seconds`
        endless       a list whose next_token is the same for ever; endless_new: another one each time, same page
    """

    remaining: int | None = None
    kind: str = STATUS
    status: int = 500
    user_id: str | None = None
    path: str | None = None
    body: Any = None
    retry_after_s: int | None = 30
    tier: str = APPLICATION
    since: str | None = None
    until: str | None = None
    daily: str | None = None
    zone: str = "UTC"
    seconds: float = 30.0
    drip_bytes: int = 64
    every_seconds: float = 0.1

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.tier not in TIERS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}; tier is one of {', '.join(TIERS)}")
        if (self.remaining is not None and self.remaining < 1) or not 200 <= self.status <= 599:
            raise ValueError("remaining is 1 or more and status between 200 and 599")
        if not 0 <= self.seconds <= LONGEST_HANG_S or self.drip_bytes < 1 or self.every_seconds < 0:
            raise ValueError(f"seconds is at most {LONGEST_HANG_S}, drip_bytes 1 or more, every_seconds 0 or more")
        for moment in (self.since, self.until):
            if moment is not None and datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError("since and until need an offset, such as +00:00")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no zone {self.zone!r}") from error
        if self.daily is not None:
            _read_hours(self.daily)

    def matches(self, path: str, user_id: str | None, now: datetime) -> bool:
        if (self.path or "") not in path or self.user_id not in (None, user_id):
            return False
        return self.remaining != 0 and self.lasts_at(now)

    def lasts_at(self, now: datetime) -> bool:
        """Whether `now` (aware) is within the stretch ordered."""
        if self.since is not None and now < datetime.fromisoformat(self.since):
            return False
        if self.until is not None and now >= datetime.fromisoformat(self.until):
            return False
        if self.daily is None:
            return True
        begins, ends = _read_hours(self.daily)
        here = now.astimezone(ZoneInfo(self.zone)).time()
        return begins <= here < ends if begins <= ends else here >= begins or here < ends


def _read_hours(text: str) -> tuple[time, time]:
    begins, dash, ends = text.partition("-")
    if not dash:
        raise ValueError("daily is two times of day, such as 23:00-03:00")
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
