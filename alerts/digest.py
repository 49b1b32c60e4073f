"""The morning digest: one message to one person and morning, after the quiet hours, judged when it is written."""

from datetime import datetime

from django.db import transaction

from alerts.daily import begin_round, daily_row, site_clock
from alerts.letters import channel_for, write_letter
from alerts.models import Alert, Rule, Telling
from alerts.seeing import visible_alerts
from alerts.telling import Way, for_whom, note_told, still_worth_telling, take_due
from messaging.sender import quiet_until
from people.models import Person


def send_digests(now: datetime) -> int | None:
    """The digests of today, once their hour has come. How many messages were written; None when none was due."""
    row = daily_row()
    if quiet_until(now) > now:
        return None
    with transaction.atomic():
        if not begin_round(row.digest_from, "digest_done_on", now):
            return None
        alerts = still_worth_telling(take_due(Rule.Pace.MORNING, now), now)
        digests: dict[int, tuple[Person, dict[int, Alert]]] = {}
        for person, theirs in [*for_whom(alerts), *_held_back(now)]:
            digests.setdefault(person.pk, (person, {}))[1].update({one.pk: one for one in theirs})
        return sum(_send(person, list(theirs.values()), now) for person, theirs in digests.values())


def _held_back(now: datetime) -> list[tuple[Person, list[Alert]]]:
    """What the daily cap held back, for whom may still see it."""
    waiting = Telling.objects.filter(told_at=None, person__is_active=True).select_related(
        "person", "alert__rule", "alert__version", "alert__person"
    )
    by_person: dict[int, tuple[Person, list[Alert]]] = {}
    for one in waiting.order_by("person", "alert"):
        by_person.setdefault(one.person_id, (one.person, []))[1].append(one.alert)
    found = []
    for person, alerts in by_person.values():
        seen = set(visible_alerts(person).filter(pk__in=[one.pk for one in alerts]).values_list("pk", flat=True))
        Telling.objects.filter(person=person, told_at=None).exclude(alert__in=seen).delete()
        found.append((person, [one for one in still_worth_telling(alerts, now) if one.pk in seen]))
    return found


def _send(person: Person, alerts: list[Alert], now: datetime) -> bool:
    """By e-mail when one of the rules asks for that, else where the person reads. True when a message was written."""
    channels = {one.pk: channel_for(person, one.rule.way) for one in alerts}
    ways = {one.pk: one.rule.way if channels[one.pk] else Way.SITE.value for one in alerts}
    written = [one for one in alerts if channels[one.pk]]
    by_email = [one for one in written if one.rule.way == Way.EMAIL]
    if written:
        channel = channels[(by_email or written)[0].pk]
        day, _clock = site_clock(now)
        write_letter(person, channel, written, f"alerts-digest-{day}-{person.pk}", now, is_digest=True)
    note_told(person, alerts, ways, now)
    return bool(written)
