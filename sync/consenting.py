"""What athletes agree to share, data type by data type: offered, asked, remembered, and asked for once when new.

The site's consultants choose which feeds are in use; each of these is offered in plain words, and only what the
athlete agreed to is asked of the vendor and read. What the vendor grants is a second limit, never a first one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from people.models import Person
from sync import signals
from sync.models import Binding, Connection, FeedConsent, ProviderApplication
from sync.provider import Feed, Provider


def offered_feeds(provider: Provider) -> list[Feed]:
    """The feeds this site uses, in the provider's order. One query."""
    used = set(Binding.objects.filter(provider=provider.key, is_active=True).values_list("feed", flat=True))
    return [feed for feed in provider.feeds if feed.key in used]


def chosen_feeds(provider: Provider, answers: Mapping[str, Sequence[str]]) -> list[str]:
    """Keys of the offered feeds an athlete agreed to in a submitted form; [] when they agreed to none.

    `answers` is the form's lists of values: `share` is "all", or "some" with a `feed` for each that was ticked.
    Anything else means all that was shown, which the page says beside its button.
    """
    offered = [feed.key for feed in offered_feeds(provider)]
    if list(answers.get("share", [])) != ["some"]:
        return offered
    ticked = set(answers.get("feed", []))
    return [key for key in offered if key in ticked]


def asked_scopes(application: ProviderApplication, provider: Provider, feeds: Collection[str]) -> list[str]:
    """The scopes to ask an athlete for, so that `feeds` can be read: at most the application's own list, if it has one.

    Scopes must be enabled on the application at the vendor, and an operator may have enabled a few only.
    """
    needed = [feed.scope for feed in provider.feeds if feed.scope and feed.key in feeds]
    allowed = application.scopes
    return [scope for scope in dict.fromkeys([*needed, *provider.extra_scopes]) if not allowed or scope in allowed]


def shared(connection: Connection, feeds: Iterable[str]) -> list[str]:
    """Those of `feeds` that the athlete agreed to share. No query."""
    return [key for key in feeds if connection.shared_feeds is None or key in connection.shared_feeds]


def note_answers(connection: Connection, offered: Iterable[str], agreed: Collection[str], now: datetime) -> None:
    """Remember what was agreed to and what was not; the caller saves the connection. One statement."""
    connection.shared_feeds = sorted(agreed)
    FeedConsent.objects.bulk_create(
        [
            FeedConsent(
                person_id=connection.person_id,
                provider=connection.provider,
                feed=key,
                is_given=key in agreed,
                at=now,
                asked_at=now,
            )
            for key in sorted({*offered, *agreed})
        ],
        update_conflicts=True,
        unique_fields=["person", "provider", "feed"],
        update_fields=["is_given", "at", "asked_at"],
    )


def new_feeds(provider: Provider, offered: Sequence[Feed], connections: Iterable[Connection]) -> dict[int, list[Feed]]:
    """Person id → those of `offered` that this person has not answered yet, for those who have any. One query."""
    people = [one.person_id for one in connections if one.shared_feeds is not None]
    answered: dict[int, set[str]] = {person_id: set() for person_id in people}
    rows = FeedConsent.objects.filter(provider=provider.key, person__in=people, at__isnull=False)
    for person_id, key in rows.values_list("person_id", "feed"):
        answered[person_id].add(key)
    found = {person_id: [feed for feed in offered if feed.key not in known] for person_id, known in answered.items()}
    return {person_id: feeds for person_id, feeds in found.items() if feeds}


def ask_about_new(provider: Provider, now: datetime) -> int:
    """Ask connected athletes once for feeds that came into use since they connected. Returns how many were asked.

    Told by `signals.feeds_added`; who carries messages sends the way to connect again.
    """
    connected = list(
        Connection.objects.filter(provider=provider.key, state__in=Connection.SYNCED_STATES, person__is_active=True)
    )
    by_person = {one.person_id: one for one in connected}
    asked = 0
    for person_id, feeds in new_feeds(provider, offered_feeds(provider), connected).items():
        asked += _ask(by_person[person_id], feeds, now)
    return asked


def _ask(connection: Connection, feeds: Sequence[Feed], now: datetime) -> bool:
    with transaction.atomic():
        made = [
            FeedConsent.objects.get_or_create(
                person_id=connection.person_id, provider=connection.provider, feed=feed.key, defaults={"asked_at": now}
            )[1]
            for feed in feeds
        ]
        if not any(made):
            return False
        keys = [feed.key for feed, is_new in zip(feeds, made, strict=True) if is_new]
        tell = partial(signals.feeds_added.send_robust, Connection, connection_id=connection.pk, feeds=keys, now=now)
        transaction.on_commit(tell)
    return True


def consents_of(person: Person, provider: Provider) -> list[tuple[Feed, FeedConsent | None]]:
    """Each offered feed with the person's answer, None when never asked. Two queries."""
    rows = {one.feed: one for one in FeedConsent.objects.filter(person=person, provider=provider.key)}
    return [(feed, rows.get(feed.key)) for feed in offered_feeds(provider)]
