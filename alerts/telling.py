"""Who is told of an alert: judged when it is told, not when it is raised; what somebody may not see is not told them.

More than the day's cap waits for the digest. What a rule tells on this site only is told by the menu and the list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count

from alerts.daily import daily_row
from alerts.letters import channel_for, write_letter
from alerts.models import Alert, Happening, Rule, Telling
from alerts.seeing import visible_alerts
from people.application import application_details
from people.models import Person

Way = Rule.Way


def tell_due(now: datetime) -> int:
    """Tell of the alerts whose rules speak at once and whose time has come. Returns how many were seen to."""
    with transaction.atomic():
        alerts = take_due(Rule.Pace.ONCE, now)
        told = told_today(now) if alerts else {}
        for person, theirs in for_whom(still_worth_telling(alerts, now)):
            _tell_at_once(person, theirs, told.get(person.pk, 0), now)
        return len(alerts)


def take_due(pace: str, now: datetime) -> list[Alert]:
    """The alerts of rules of this pace that are to be told now; who takes them sees to them, in this transaction."""
    due = Alert.objects.select_for_update(of=("self",), skip_locked=True).filter(tell_at__lte=now, rule__pace=pace)
    alerts = list(due.select_related("rule", "version", "person").order_by("pk"))
    if alerts:
        Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(tell_at=None)
    return alerts


def still_worth_telling(alerts: Iterable[Alert], now: datetime) -> list[Alert]:
    """Not what was acknowledged, was put off or holds no longer in the meantime."""
    return [
        one
        for one in alerts
        if one.state == Alert.State.OPEN
        and one.no_longer_since is None
        and (one.snoozed_until is None or one.snoozed_until <= now)
    ]


def for_whom(alerts: Sequence[Alert]) -> list[tuple[Person, list[Alert]]]:
    """Each person a rule names, by themselves or by role, with the alerts they may see. A few queries a person."""
    if not alerts:
        return []
    found = []
    for person, rule_ids in _named(alerts):
        ids = [one.pk for one in alerts if one.rule_id in rule_ids]
        seen = set(visible_alerts(person).filter(pk__in=ids).values_list("pk", flat=True))
        if seen:
            found.append((person, [one for one in alerts if one.pk in seen]))
    return found


def told_today(now: datetime) -> dict[int, int]:
    """Person id → how many messages they were sent today, a day of the site's zone."""
    zone = ZoneInfo(application_details().zone)
    begins_at = datetime.combine(now.astimezone(zone).date(), time.min, tzinfo=zone)
    told = Telling.objects.filter(told_at__gte=begins_at).exclude(way=Way.SITE)
    return dict(told.values("person").annotate(count=Count("told_at", distinct=True)).values_list("person", "count"))


def note_told(person: Person, alerts: Iterable[Alert], ways: dict[int, str], now: datetime) -> None:
    """Write down that `person` was told of these, each in its way (by alert id). Three statements."""
    alerts = list(alerts)
    Telling.objects.filter(alert__in=alerts, person=person, told_at=None).update(told_at=now)
    Telling.objects.bulk_create(
        [Telling(alert=one, person=person, way=ways[one.pk], asked_at=now, told_at=now) for one in alerts],
        ignore_conflicts=True,
    )
    Happening.objects.bulk_create(
        [Happening(alert=one, kind=Happening.Kind.TOLD, at=now, to=person, note=ways[one.pk]) for one in alerts]
    )


def _named(alerts: Sequence[Alert]) -> list[tuple[Person, set[int]]]:
    """Active people with the ids of the rules that name them, by id."""
    rules = list(Rule.objects.filter(pk__in={one.rule_id for one in alerts}).prefetch_related("people", "roles"))
    by_role: dict[int, set[int]] = {}
    rules_of: dict[int, set[int]] = {}
    for rule in rules:
        for person in rule.people.all():
            rules_of.setdefault(person.pk, set()).add(rule.pk)
        for role in rule.roles.all():
            by_role.setdefault(role.pk, set()).add(rule.pk)
    in_roles = Person.objects.filter(groups__in=by_role).values_list("pk", "groups")
    for person_id, role_id in in_roles:
        rules_of.setdefault(person_id, set()).update(by_role.get(role_id, ()))
    people = Person.objects.filter(pk__in=rules_of, is_active=True).order_by("pk")
    return [(person, rules_of[person.pk]) for person in people]


def _tell_at_once(person: Person, alerts: Sequence[Alert], told: int, now: datetime) -> None:
    """One message for each way, however many alerts; over the cap they wait for the digest."""
    is_over = told >= daily_row().most_a_day
    by_channel: dict[str, list[Alert]] = {}
    for one in alerts:
        by_channel.setdefault(channel_for(person, one.rule.way), []).append(one)
    for channel, together in by_channel.items():
        ways = {one.pk: one.rule.way if channel else Way.SITE.value for one in together}
        if channel and is_over:
            Telling.objects.bulk_create(
                [Telling(alert=one, person=person, way=ways[one.pk], asked_at=now) for one in together],
                ignore_conflicts=True,
            )
            continue
        if channel:
            write_letter(person, channel, together, f"alerts-{together[0].pk}-{together[-1].pk}-{person.pk}", now)
        note_told(person, together, ways, now)
