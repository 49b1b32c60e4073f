"""Alert: a rule that held for one athlete; Happening: who did what with it; Telling: who was told, or is to be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.models.rule import Rule, RuleVersion, Severity

PERSON = settings.AUTH_USER_MODEL


class Alert(models.Model):
    """Never deleted while its athlete is here. `board_day`: the site's day on which what it is made of was due.

    `facts`: what the version's conditions found, as `alerts.judging` writes it; kept as it was, whatever is revised.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="alerts")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="alerts")
    board_day = models.DateField(_("day"))
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    facts = models.JSONField()
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField(_("raised"))
    no_longer_since = models.DateTimeField(_("no longer holds since"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # When it is to be told; null once somebody has seen to that.
    tell_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-raised_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["rule", "person", "board_day"], name="alert_once_a_day")]
        indexes = [
            models.Index(fields=["state", "-raised_at"], name="alert_state_raised"),
            models.Index(fields=["person", "rule", "-raised_at"], name="alert_person_rule"),
            models.Index(fields=["tell_at"], condition=models.Q(tell_at__isnull=False), name="alert_to_tell"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Happening(models.Model):
    """One line of an alert's history. `by` is null when the site itself did it."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("raised")
        NO_LONGER = "no_longer", _("no longer holds")
        AGAIN = "again", _("holds again")
        TOLD = "told", _("told to")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        REOPENED = "reopened", _("opened again")
        ASSIGNED = "assigned", _("assigned to")
        UNASSIGNED = "unassigned", _("assigned to nobody")
        SNOOZED = "snoozed", _("snoozed")
        NOTED = "noted", _("noted")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="happenings")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=1000, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.kind}"


class Telling(models.Model):
    """One alert and one person who is told of it, once. `told_at` null: it waits for that person's morning digest."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="tellings")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Rule.Way.choices)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "person"], name="telling_once")]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(told_at=None), name="telling_waits"),
            models.Index(fields=["person", "told_at"], name="telling_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} to {self.person_id}"
