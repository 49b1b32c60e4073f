"""Types of notices that have fallen silent: polling found their news, and nobody had told us of them.

How long a type is usually quiet depends on the club and the hour, so time alone says nothing. News that polling finds,
and that no notice had brought half an hour later, says it all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from sync.models import Connection, NoticeSubscription, Run
from sync.provider import Feed, Provider

# A vendor tells within seconds; a repair of its own, or a queue of ours, may take this long.
PATIENCE = timedelta(minutes=30)
# One may be a revision that is told to nobody, and of many notices a few are always lost: so much news for so many
# athletes, and no more than so much.
NEWS_NEEDED = 2
ATHLETES_PER_NEWS = 20
MOST_NEWS_NEEDED = 100
# The newest runs say enough, and no more of them are looked at, however many there are.
RUNS_LOOKED_AT = 2000
# First fills and repairs find what is old.
POLLED = (Run.Trigger.SCHEDULE, Run.Trigger.PERSON)


def feeds_of_type(provider: Provider, notice_type: str) -> list[Feed]:
    """The feeds a notice of this type is about."""
    return [feed for feed in provider.feeds if feed.notice_type and feed.notice_type == notice_type]


def silent_types(provider: Provider, now: datetime) -> frozenset[str]:
    """Types that used to notify and do so no more. At most three queries."""
    told = NoticeSubscription.objects.filter(provider=provider.key, last_notice_at__isnull=False)
    heard = dict(told.values("notice_type").annotate(at=Max("last_notice_at")).values_list("notice_type", "at"))
    quiet = {name: at for name, at in heard.items() if now - at > PATIENCE}
    if not quiet:
        return frozenset()
    feeds = {name: [feed.key for feed in feeds_of_type(provider, name)] for name in quiet}
    missed: Counter[str] = Counter()
    for finished_at, tally in _polled(provider, now):
        missed.update(
            name for name, at in quiet.items() if finished_at > at + PATIENCE and _has_news(tally, feeds[name])
        )
    found = {name: count for name, count in missed.items() if count >= NEWS_NEEDED}
    if not found:
        return frozenset()
    needed = _news_needed(provider)
    return frozenset(name for name, count in found.items() if count >= needed)


def _news_needed(provider: Provider) -> int:
    athletes = Connection.objects.filter(provider=provider.key, state__in=Connection.SYNCED_STATES).count()
    return max(NEWS_NEEDED, min(MOST_NEWS_NEEDED, athletes // ATHLETES_PER_NEWS))


def _polled(provider: Provider, now: datetime) -> Iterable[tuple[datetime, Mapping[str, Any]]]:
    newest = Run.objects.order_by("-pk").values("pk")[:RUNS_LOOKED_AT]
    runs = Run.objects.filter(
        pk__in=newest,
        connection__provider=provider.key,
        state=Run.State.DONE,
        trigger__in=POLLED,
        finished_at__lt=now - PATIENCE,
    )
    said = runs.order_by().values_list("finished_at", "tally")
    return [(finished_at, tally) for finished_at, tally in said if finished_at is not None]


def _has_news(tally: Mapping[str, Any], feeds: Iterable[str]) -> bool:
    return any(tally.get(feed, {}).get("created") or tally.get(feed, {}).get("changed") for feed in feeds)
