"""A rule keeps what it said: each change of what it judges makes a version, and alerts point at theirs."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from alerts.models import Rule, RuleVersion
from alerts.specs import RuleSpec, as_json, spec_of
from alerts.wording import rule_sentences
from people.models import Person


def spec_of_rule(rule: Rule) -> RuleSpec:
    conditions = rule.conditions.select_related("field__form").order_by("order", "pk")
    return spec_of(conditions, rule.joined, rule.cooldown_hours)


def keep_version(rule: Rule, by: Person | None, now: datetime) -> RuleVersion:
    """The version that says what the rule says now; the newest one when nothing of that changed."""
    spec = spec_of_rule(rule)
    squad_name = rule.squad.name if rule.squad else ""
    # Whom it counts for is no part of what is judged, but of what it said.
    definition = as_json(spec) | {"squad": squad_name}
    with transaction.atomic():
        Rule.objects.select_for_update().get(pk=rule.pk)
        current = rule.versions.filter(is_current=True).first()
        if current is not None and current.definition == definition:
            return current
        rule.versions.filter(is_current=True).update(is_current=False)
        newest = rule.versions.aggregate(number=Max("number"))["number"] or 0
        version = RuleVersion.objects.create(
            rule=rule,
            number=newest + 1,
            definition=definition,
            text="\n".join(rule_sentences(spec, squad_name)),
            made_at=now,
            made_by=by,
        )
        version.fields.set({one.field.id for one in spec.conditions})
    return version
