"""Six rules to begin with, switched off: made once, as soon as the form they read is there; then the club's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.daily import daily_row
from alerts.models import Condition, Daily, Rule
from alerts.models.rule import Severity
from alerts.specs import Direction, Kind
from alerts.versions import keep_version
from dashboards.board.columns import WELLNESS
from dashboards.morning import NIGHT
from forms_engine.models import FieldDefinition
from people import roles

STAFF = (roles.COACH, roles.STAFF, roles.MEDICAL)


@dataclass(frozen=True)
class Shipped:
    """`field_key` "" stands for the form's first field that everybody who reads the form may see."""

    key: str
    name: str | Promise
    form_key: str
    field_key: str
    kind: str
    direction: str = Direction.BELOW
    value: float | None = None
    days_in_a_row: int = 1
    severity: str = Severity.WATCH
    told: Sequence[str] = STAFF


SHIPPED = (
    Shipped("hrv_band", _("HRV below own band"), NIGHT, "hrv_rmssd_ms", Kind.HRV_BAND, days_in_a_row=2),
    Shipped("readiness", _("Readiness under 60"), NIGHT, "readiness_score", Kind.THRESHOLD, value=60),
    Shipped(
        "resting_heart_rate",
        _("Resting heart rate far above own normal"),
        NIGHT,
        "lowest_heart_rate_bpm",
        Kind.Z_SCORE,
        Direction.ABOVE,
        2,
    ),
    Shipped(
        "temperature",
        _("Temperature well above own normal"),
        NIGHT,
        "temperature_deviation_c",
        Kind.THRESHOLD,
        Direction.ABOVE,
        0.5,
        severity=Severity.ACT,
        told=(roles.MEDICAL,),
    ),
    Shipped(
        "short_sleep",
        _("Short sleep, two nights"),
        NIGHT,
        "total_sleep_s",
        Kind.THRESHOLD,
        value=6 * 3600,
        days_in_a_row=2,
    ),
    Shipped("questionnaire", _("Questionnaire missing"), WELLNESS, "", Kind.NO_ENTRY, days_in_a_row=3),
)


def make_shipped_rules(now: datetime) -> list[str]:
    """Make what is missing and can be made; whoever deleted one does not get it back. Returns the keys made."""
    daily_row()
    made = []
    with transaction.atomic():
        daily = Daily.objects.select_for_update().get(pk=Daily.ONLY_ROW)
        for one in SHIPPED:
            if one.key not in daily.shipped and (found := _field_of(one)) and not _is_taken(one):
                _make(one, found, now)
                made.append(one.key)
        if made:
            daily.shipped = [*daily.shipped, *made]
            daily.save(update_fields=["shipped"])
    return made


def _field_of(one: Shipped) -> FieldDefinition | None:
    fields = FieldDefinition.objects.filter(form__key=one.form_key, form__retired_at=None, retired_at=None)
    if one.field_key:
        return fields.filter(key=one.field_key).first()
    return fields.filter(visible_to=None, section__is_table=False).order_by("order", "pk").first() or (
        fields.filter(visible_to=None, section=None).order_by("order", "pk").first()
    )


def _is_taken(one: Shipped) -> bool:
    return Rule.objects.filter(name=str(one.name)).exists()


def _make(one: Shipped, found: FieldDefinition, now: datetime) -> None:
    rule = Rule.objects.create(
        name=str(one.name), severity=one.severity, pace=Rule.Pace.ONCE, way=Rule.Way.SITE, shipped_as=one.key
    )
    rule.roles.set(Group.objects.filter(name__in=one.told))
    Condition.objects.create(
        rule=rule,
        field=found,
        kind=one.kind,
        direction=one.direction,
        value=one.value,
        days_in_a_row=one.days_in_a_row,
    )
    keep_version(rule, None, now)
