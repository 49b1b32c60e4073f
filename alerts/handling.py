"""What people do with an alert: acknowledge, open again, assign, note, snooze. Each writes a line of its history.

Whether they may is asked here, at every door: who may see an alert may handle it.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import conf
from alerts.models import Alert, Happening
from alerts.seeing import may_see, visible_alerts
from people.application import application_details
from people.models import Person

Kind = Happening.Kind
State = Alert.State


class CannotHandle(Exception):
    """Why not, in a sentence for whoever tried."""


def acknowledge(alert: Alert, by: Person, now: datetime, note: str = "") -> None:
    """Seen to. A second time changes nothing."""
    with transaction.atomic():
        locked = _locked(alert, by)
        if locked.state == State.OPEN:
            Alert.objects.filter(pk=alert.pk).update(state=State.ACKNOWLEDGED, acknowledged_at=now, snoozed_until=None)
            _write(alert, Kind.ACKNOWLEDGED, by, now, note=note)


def reopen(alert: Alert, by: Person, now: datetime) -> None:
    with transaction.atomic():
        locked = _locked(alert, by)
        if locked.state == State.ACKNOWLEDGED or locked.snoozed_until:
            Alert.objects.filter(pk=alert.pk).update(state=State.OPEN, acknowledged_at=None, snoozed_until=None)
            _write(alert, Kind.REOPENED, by, now)


def assign(alert: Alert, by: Person, to: Person | None, now: datetime) -> None:
    """Whoever it is assigned to must be able to see it. Raises CannotHandle."""
    with transaction.atomic():
        locked = _locked(alert, by)
        if to is not None and not may_see(to, alert):
            raise CannotHandle(_("This person may not see the alert. Choose one from the list."))
        if locked.assigned_to_id != (to.pk if to else None):
            Alert.objects.filter(pk=alert.pk).update(assigned_to=to)
            _write(alert, Kind.ASSIGNED if to else Kind.UNASSIGNED, by, now, to=to)


def note(alert: Alert, by: Person, words: str, now: datetime) -> None:
    with transaction.atomic():
        _locked(alert, by)
        _write(alert, Kind.NOTED, by, now, note=words)


def snooze(alert: Alert, by: Person, days: int, words: str, now: datetime) -> None:
    """Off the list of open ones, and its rule silent for this athlete, until a morning of the site's zone.

    Raises CannotHandle without a reason or for too long.
    """
    if not words.strip():
        raise CannotHandle(_("Write why it is put off: whoever looks next reads it."))
    if not 1 <= days <= conf.LONGEST_SNOOZE_DAYS:
        raise CannotHandle(_("Between 1 and %(most)d days, please.") % {"most": conf.LONGEST_SNOOZE_DAYS})
    zone = ZoneInfo(application_details().zone)
    until = datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time(), tzinfo=zone)
    with transaction.atomic():
        locked = _locked(alert, by)
        if locked.state != State.OPEN:
            raise CannotHandle(_("This alert is acknowledged already. Open it again first."))
        Alert.objects.filter(pk=alert.pk).update(snoozed_until=until)
        _write(alert, Kind.SNOOZED, by, now, note=words, until=until)


def _locked(alert: Alert, by: Person) -> Alert:
    """Raises CannotHandle for whom may not see it (any more)."""
    found = visible_alerts(by).select_for_update(of=("self",)).filter(pk=alert.pk).first()
    if found is None:
        raise CannotHandle(_("There is no such alert, or it is not yours to see."))
    return found


def _write(
    alert: Alert,
    kind: str,
    by: Person,
    now: datetime,
    *,
    note: str = "",
    to: Person | None = None,
    until: datetime | None = None,
) -> None:
    Happening.objects.create(alert=alert, kind=kind, by=by, at=now, note=note.strip(), to=to, until=until)
