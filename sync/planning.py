"""When to ask a feed again. Pure: no database, no clock of its own.

A feed is asked for where something new can be there, which its rhythm, the wearer's clock, what has come and the
notices that are live tell:

    night    every few minutes in the hours a night can come, until it has; then after an upload, for revisions. One
             feed of the night is watched so, the others are asked for when it has changed
    day      one feed is watched for uploads while the wearer is awake; the others follow an upload
    event    follows an upload
    slow     once a day
    told     what notices tell of is not asked for, but for a look now and then that they did not fail us

A feed in many pages that no notice tells of, such as a heart rate, follows an upload after a while, so that several
uploads cost one read. Whatever else holds, each feed is read once a day, and its first read of a day goes back a week
(once a week a month), so that late uploads and revisions come though nobody said so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sync import conf
from sync.provider import Due, Feed, Observation, Rhythm, Window

# Less than a quarter of an hour, so that what is seen at once by the next round is seen within one.
POLL = timedelta(minutes=13)
SELDOM = timedelta(minutes=60)
RARE = timedelta(hours=2)
FALLBACK = timedelta(hours=4)
REVISION = timedelta(hours=5)
SAFETY = timedelta(hours=8)
SAFETY_OF_WATCH = timedelta(hours=6)
PAGED_DELAY = timedelta(minutes=54)
FAILED_LEAST, FAILED_MOST = timedelta(minutes=15), timedelta(hours=1)
IDLE, LONG_IDLE = timedelta(days=2), timedelta(days=7)
# Hours of the wearer's clock. A sleep that ends after the evening counts for the next day.
NIGHT_FROM, NIGHT_TO, NIGHT_ENDS = 4, 13, 18
AWAKE_FROM, AWAKE_TO = 6, 23
SWEEP_FROM, SWEEP_HOURS = 19, 4
SAFETY_HOUR = 11


class Entry(NamedTuple):
    """When a feed was read, and when something new can be there; None: only its daily read is due."""

    read_at: datetime
    asks_at: datetime | None


@dataclass(frozen=True)
class Wearer:
    """`number` spreads what the clock would do at once for all; `upload_seen_at`: when something new last came."""

    number: int
    offset: timedelta
    upload_seen_at: datetime | None = None


class Seen(NamedTuple):
    """What is known of one feed: its newest day, since when it fails, and whether the vendor says it is not shared."""

    last_data_on: date | None = None
    failing_since: datetime | None = None
    is_refused: bool = False


@dataclass(frozen=True)
class Look:
    """One look at all feeds of a wearer that are in use, after `read` were read and `brought` something new.

    `live`: types of notices that come; `named`: feeds that were asked for by name, as a notice does.
    """

    feeds: Sequence[Feed]
    seen: Mapping[str, Seen]
    read: Collection[str]
    brought: Collection[str]
    live: frozenset[str]
    named: Collection[str] = ()

    def is_told(self, feed: Feed) -> bool:
        return bool(feed.notice_type) and feed.notice_type in self.live

    def has_unannounced(self) -> bool:
        """Whether something new came of which a notice should have told."""
        return any(self.is_told(feed) for feed in self.feeds if feed.key in self.brought and feed.key not in self.named)


def plan_after(look: Look, wearer: Wearer, plan: Mapping[str, Entry], now: datetime) -> dict[str, Entry]:
    """The plan as it is after a read. Feeds that were not read keep their moment, or come sooner."""
    clock = _Clock(wearer, now)
    watch, leader = watch_of(look.feeds), leader_of(look.feeds)
    has_night = leader is not None and clock.is_complete(look.seen.get(leader.key, Seen()).last_data_on)
    entries = {}
    for feed in look.feeds:
        known = look.seen.get(feed.key, Seen())
        earlier = plan.get(feed.key)
        if feed.key in look.read:
            asks_at = _next(feed, known, look, clock, is_watch=feed is watch, is_leader=feed is leader, night=has_night)
            entries[feed.key] = Entry(now, asks_at)
        elif earlier is not None:
            sooner = _following(feed, look, clock, leader)
            moments = [one for one in (earlier.asks_at, sooner) if one is not None]
            entries[feed.key] = Entry(earlier.read_at, min(moments, default=None))
        # One that has never been read is not in the plan, and so is due.
    return entries


def watch_of(feeds: Iterable[Feed]) -> Feed | None:
    """The feed that shows an upload: the first that grows through the day in one answer."""
    return _first([one for one in feeds if one.rhythm is Rhythm.DAY and not one.days_a_page])


def leader_of(feeds: Iterable[Feed]) -> Feed | None:
    """The feed that shows a night: the first that is due each night."""
    return _first([one for one in feeds if one.rhythm is Rhythm.NIGHT and one.due is not Due.SOMETIMES])


def _first(feeds: Sequence[Feed]) -> Feed | None:
    return next((one for one in feeds if one.is_first_sign), feeds[0] if feeds else None)


def _next(
    feed: Feed, known: Seen, look: Look, clock: "_Clock", *, is_watch: bool, is_leader: bool, night: bool
) -> datetime | None:
    """When to ask for a feed that has just been read."""
    if known.is_refused:
        return None
    if known.failing_since is not None:
        return clock.now + min(max(clock.now - known.failing_since, FAILED_LEAST), FAILED_MOST)
    if feed.rhythm is Rhythm.SLOW:
        return None
    is_told = look.is_told(feed)
    if feed.rhythm is Rhythm.NIGHT:
        is_complete = clock.is_complete(known.last_data_on)
        if is_told:
            return clock.safety() if is_leader and not is_complete else None
        is_expected = is_leader or (night and feed.due is not Due.SOMETIMES and clock.is_usual(known.last_data_on))
        return clock.after_night(is_complete=is_complete, is_expected=is_expected)
    if is_told:
        return clock.safety_of_watch() if is_watch else None
    if is_watch:
        return clock.after_watch()
    if feed.days_a_page and watch_of(look.feeds) is not None:
        return None
    return clock.now + (FALLBACK if feed.days_a_page or clock.is_asleep else SELDOM)


def _following(feed: Feed, look: Look, clock: "_Clock", leader: Feed | None) -> datetime | None:
    """When to ask for a feed that was not read, because of what others brought; None: as planned."""
    if not look.brought or feed.rhythm is Rhythm.SLOW:
        return None
    if look.is_told(feed) and not look.has_unannounced():
        return None
    if feed.days_a_page:
        return clock.now + PAGED_DELAY
    if feed.rhythm is not Rhythm.NIGHT:
        return None if feed is watch_of(look.feeds) else clock.now
    # An upload may bring a night at any hour, or the revision of one.
    is_hinted = feed is leader or (leader is not None and leader.key in look.brought)
    return clock.now if is_hinted else None


class _Clock:
    """The wearer's clock at one moment."""

    def __init__(self, wearer: Wearer, now: datetime) -> None:
        self.now, self.wearer = now, wearer
        self.local = _local(wearer, now)
        self.hour = self.local.hour
        # The night that is expected next, by the day the wearer wakes up in.
        self.night_on = self.local.date() + timedelta(days=self.hour >= NIGHT_ENDS)
        self.is_asleep = not AWAKE_FROM <= self.hour < AWAKE_TO

    def is_complete(self, last_data_on: date | None) -> bool:
        return last_data_on is not None and last_data_on >= self.night_on

    def is_usual(self, last_data_on: date | None) -> bool:
        """Whether such data came in the last days, so that more of it is to be expected."""
        return last_data_on is not None and self.night_on - last_data_on <= timedelta(days=3)

    def after_night(self, *, is_complete: bool, is_expected: bool) -> datetime:
        if is_complete:
            return self.now + REVISION
        if self.local.date() == self.night_on and NIGHT_FROM <= self.hour < NIGHT_ENDS:
            is_usual = is_expected and self.hour < NIGHT_TO
            return self.now + self.longer(POLL if is_usual else SELDOM)
        return min(self.now + RARE, self.at(NIGHT_FROM, self.night_on))

    def after_watch(self) -> datetime:
        if self.is_asleep:
            morning = self.at(AWAKE_FROM, self.local.date() + timedelta(days=self.hour >= AWAKE_TO))
            return min(self.now + SELDOM, morning)
        return self.now + self.longer(POLL)

    def safety(self) -> datetime:
        """A look for a night of which no notice came: before noon, then now and again."""
        noon = self.at(SAFETY_HOUR, self.night_on)
        return noon if noon > self.now else self.now + SAFETY

    def safety_of_watch(self) -> datetime:
        """While the wearer is awake notices come every other hour; a look after a longer silence."""
        morning = self.at(AWAKE_FROM, self.local.date() + timedelta(days=self.hour >= AWAKE_FROM))
        asks_at = self.now + SAFETY_OF_WATCH
        return asks_at if AWAKE_FROM <= _local(self.wearer, asks_at).hour < AWAKE_TO else morning + SAFETY_OF_WATCH

    def longer(self, usual: timedelta) -> timedelta:
        """Who has not uploaded for days is looked at less often."""
        seen_at = self.wearer.upload_seen_at
        if seen_at is None or self.now - seen_at < IDLE:
            return usual
        return max(usual, RARE if self.now - seen_at > LONG_IDLE else SELDOM)

    def at(self, hour: int, on: date) -> datetime:
        """An hour of the wearer's clock, spread over a quarter of an hour so that a club does not ask at once."""
        spread = timedelta(minutes=15) * _fraction(self.wearer.number)
        return _moment(self.wearer, datetime.combine(on, time(hour))) + spread


def sweeps_at(entry: Entry, wearer: Wearer) -> datetime:
    """When a feed is due because a day has passed: in the evening of the day after it was read."""
    return _sweep_on(_local(wearer, entry.read_at).date() + timedelta(days=1), wearer)


def _sweep_on(on: date, wearer: Wearer) -> datetime:
    spread = timedelta(hours=SWEEP_HOURS) * _fraction(wearer.number)
    return _moment(wearer, datetime.combine(on, time(SWEEP_FROM))) + spread


def due_feeds(plan: Mapping[str, Entry], feeds: Iterable[str], wearer: Wearer, now: datetime) -> list[str]:
    """Those of `feeds` that are due; what is not in the plan is."""
    on = _local(wearer, now).date()
    # Read on a day before this midnight: a day has passed.
    if now < _sweep_on(on, wearer):
        on -= timedelta(days=1)
    midnight = _moment(wearer, datetime.combine(on, time()))
    return [key for key in feeds if key not in plan or _is_due(plan[key], midnight, now)]


def _is_due(entry: Entry, midnight: datetime, now: datetime) -> bool:
    return (entry.asks_at is not None and entry.asks_at <= now) or entry.read_at < midnight


def next_moments(plan: Mapping[str, Entry], wearer: Wearer) -> tuple[datetime | None, datetime | None]:
    """The soonest moment something new can be there, and the soonest at which a day has passed; None without any."""
    asks = min((entry.asks_at for entry in plan.values() if entry.asks_at is not None), default=None)
    oldest = min(plan.values(), default=None, key=lambda entry: entry.read_at)
    return asks, None if oldest is None else sweeps_at(oldest, wearer)


def days_back(feed: Feed, entry: Entry | None, wearer: Wearer, now: datetime) -> int | None:
    """How many days before today this read goes back besides what the position asks for; None: none.

    The first read of a wearer's day does: a week, and a month on one day of the week.
    """
    today = _local(wearer, now).date()
    if entry is None or _local(wearer, entry.read_at).date() >= today:
        return None
    is_deep = (today.toordinal() + wearer.number) % 7 == 0
    if feed.days_a_page:
        return conf.PAGED_DEEP_SWEEP_DAYS if is_deep else conf.PAGED_SWEEP_DAYS
    return conf.DEEP_SWEEP_DAYS if is_deep else conf.SWEEP_DAYS


def requests_for(feed: Feed, window: Window, now: datetime) -> int:
    """About how many requests the vendor needs for a window; days to come hold nothing."""
    if not feed.days_a_page:
        return 1
    days = (min(window.last, now.date()) - window.first).days + 1
    return max(1, -(-days // feed.days_a_page))


def offset_of(observations: Iterable[Observation]) -> int | None:
    """Seconds east of UTC of the wearer's clock, as the newest of `observations` with a zone states it."""
    zones = [one.zone for one in observations if one.zone]
    if not zones:
        return None
    try:
        offset = datetime.strptime(zones[-1], "%z").utcoffset()
    except ValueError:
        return None
    return None if offset is None else int(offset.total_seconds())


def read_plan(stored: Mapping[str, Sequence[str | None]]) -> dict[str, Entry]:
    """A plan as `Connection.plan` holds it."""
    return {
        key: Entry(datetime.fromisoformat(read_at or ""), datetime.fromisoformat(asks_at) if asks_at else None)
        for key, (read_at, asks_at) in stored.items()
    }


def written_plan(plan: Mapping[str, Entry]) -> dict[str, list[str | None]]:
    return {key: [_iso(one.read_at), _iso(one.asks_at) if one.asks_at else None] for key, one in plan.items()}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _local(wearer: Wearer, moment: datetime) -> datetime:
    """What the wearer's clock says, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) + wearer.offset


def _moment(wearer: Wearer, local: datetime) -> datetime:
    return (local - wearer.offset).replace(tzinfo=UTC)


def _fraction(number: int) -> float:
    """From 0 to 1, evenly over neighbouring numbers."""
    return number * 0.6180339887498949 % 1
