"""What alerts plug into the socket of uses: which rules read a field, and with which number they compare it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.models import Condition
from forms_engine.extension import Use
from forms_engine.models import FieldDefinition


def uses_of(fields: Sequence[FieldDefinition]) -> list[Use]:
    """One statement. Rules that are off are among them: they may be switched on again."""
    found = Condition.objects.filter(field__in=[one.pk for one in fields]).select_related("rule")
    return [
        Use(
            one.field_id,
            _("alert rule “%(name)s”") % {"name": one.rule.name},
            reverse("admin:alerts_rule_change", args=[one.rule_id]),
            _limit(one),
        )
        for one in found.order_by("rule__name", "order", "pk")
    ]


def _limit(condition: Condition) -> str:
    """Only a threshold is a number of the field's own scale; all others are distances and counts."""
    if condition.kind != Condition.Kind.THRESHOLD or condition.value is None:
        return ""
    return f"{condition.value:g}"
