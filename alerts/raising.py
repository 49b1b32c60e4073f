"""Alerts come, are called off and hold again; none is ever deleted. The caller holds the people's locks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from alerts.judging import Judgement
from alerts.models import Alert, Happening, Rule, RuleVersion
from alerts.queueing import ask_to_tell
from alerts.specs import RuleSpec
from messaging.sender import quiet_until


@dataclass(frozen=True)
class Raised:
    """A rule that holds for somebody on one board day."""

    version: RuleVersion
    spec: RuleSpec
    person_id: int
    board_day: date
    judgement: Judgement


def raise_alerts(found: Iterable[Raised], lately: Sequence[Alert], now: datetime) -> int:
    """Makes those that no silence, no snooze and no alert of that day forbids. Two statements; returns how many."""
    there = {(one.rule_id, one.person_id, one.board_day) for one in lately}
    newest: dict[tuple[int, int], datetime] = {}
    snoozed = set()
    for alert in lately:
        key = alert.rule_id, alert.person_id
        newest[key] = max(alert.raised_at, newest.get(key, alert.raised_at))
        if alert.snoozed_until and alert.snoozed_until > now:
            snoozed.add(key)
    fresh: list[Raised] = []
    for one in found:
        key = one.version.rule_id, one.person_id
        silence = timedelta(hours=one.spec.cooldown_hours)
        if key in snoozed or (*key, one.board_day) in there or (key in newest and now - newest[key] < silence):
            continue
        newest[key] = now
        fresh.append(one)
    return _make(fresh, now)


def _make(fresh: Sequence[Raised], now: datetime) -> int:
    if not fresh:
        return 0
    at_once = quiet_until(now)
    alerts = Alert.objects.bulk_create(
        Alert(
            rule=one.version.rule,
            version=one.version,
            person_id=one.person_id,
            board_day=one.board_day,
            severity=one.version.rule.severity,
            facts=one.judgement.as_json(),
            raised_at=now,
            tell_at=at_once if one.version.rule.pace == Rule.Pace.ONCE else now,
        )
        for one in fresh
    )
    Happening.objects.bulk_create(Happening(alert=alert, kind=Happening.Kind.RAISED, at=now) for alert in alerts)
    if at_once <= now and any(one.rule.pace == Rule.Pace.ONCE for one in alerts):
        transaction.on_commit(ask_to_tell)
    return len(alerts)


def settle_alerts(judged: Iterable[tuple[Alert, Judgement]], now: datetime) -> None:
    """What was revised and holds no longer is said so, and what holds again too. At most three statements.

    Where nothing can be said any more the alert stays as it is, unless its own value is gone.
    """
    ended, again = [], []
    for alert, judgement in judged:
        if alert.no_longer_since is None and (judgement.holds is False or _is_gone(judgement)):
            ended.append(alert.pk)
        elif alert.no_longer_since is not None and judgement.holds:
            again.append(alert.pk)
    if ended:
        Alert.objects.filter(pk__in=ended).update(no_longer_since=now)
    if again:
        Alert.objects.filter(pk__in=again).update(no_longer_since=None)
    Happening.objects.bulk_create(
        [Happening(alert_id=pk, kind=Happening.Kind.NO_LONGER, at=now) for pk in ended]
        + [Happening(alert_id=pk, kind=Happening.Kind.AGAIN, at=now) for pk in again]
    )


def _is_gone(judgement: Judgement) -> bool:
    """A value it was made of was withdrawn."""
    return judgement.holds is None and any(
        night.get("value", 0) is None for one in judgement.found for night in one.nights
    )
