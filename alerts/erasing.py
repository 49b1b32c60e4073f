"""Alerts are made of values: when a source is erased about somebody, those made of what it wrote go with it."""

from collections.abc import Sequence

from alerts.models import Alert, RuleVersion
from forms_engine.extension import Written
from people.models import Person


def hear_erased(person: Person, source: str, erased: Sequence[Written]) -> None:
    """Plugged into the forms' socket. The only way an alert is deleted while its athlete is here."""
    versions = RuleVersion.objects.filter(fields__written_by=source).values("pk")
    Alert.objects.filter(person=person, version__in=versions).delete()
