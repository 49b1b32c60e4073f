"""Standard: when a value of a field is good, to be watched or calls for action, in colour and words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.field import FieldDefinition
from people.models import Person


class Standard(models.Model):
    """One rule of a field; the first in order that fits the person and the value speaks.

    `low` and `high` bound the measure, low included, high not; empty is open. A baseline is the person's own mean
    over `window_days` before the day, from `least_values` values on.
    """

    class Measure(models.TextChoices):
        VALUE = "value", _("the value")
        PERCENT = "percent", _("percent of own baseline")
        Z_SCORE = "z_score", _("standard deviations from own baseline")

    class Tone(models.TextChoices):
        GOOD = "good", _("good")
        WATCH = "watch", _("watch")
        ACT = "act", _("act")
        PLAIN = "plain", _("no colour")

    field = models.ForeignKey(FieldDefinition, on_delete=models.CASCADE, related_name="standards")
    order = models.PositiveIntegerField(_("order"), default=0)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices, default=Measure.VALUE)
    low = models.FloatField(_("from"), null=True, blank=True)
    high = models.FloatField(_("below"), null=True, blank=True)
    # For choices: the words it speaks of.
    options = models.JSONField(_("options"), default=list, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Person.Sex.choices, blank=True)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_below = models.PositiveSmallIntegerField(_("age below"), null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(_("days of the baseline"), default=28)
    least_values = models.PositiveSmallIntegerField(_("fewest values of the baseline"), default=7)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices)
    words = models.CharField(_("words"), max_length=120)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["field", "order", "id"]

    def __str__(self) -> str:
        return self.words
