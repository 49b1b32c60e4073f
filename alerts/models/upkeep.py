"""What waits to be evaluated, and the one row that says what is done once a day."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models import FormDefinition


class ToEvaluate(models.Model):
    """Somebody's records of a form were written in the transaction `written_in`; gone once they are looked at.

    With the transaction in the key nobody waits for another writer, and a write that commits while an earlier one
    is being looked at keeps a row of its own.
    """

    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    written_in = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "person", "written_in"], name="to_evaluate_once_a_transaction")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.form_id}"


class Daily(models.Model):
    """One row: the hours of the day, in the site's zone, the daily cap, and what was done last when."""

    ONLY_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW, editable=False)
    missing_from = models.TimeField(
        _("look for missing values from"), default=time(8, 30), help_text=_("Once a day, in the site's zone.")
    )
    digest_from = models.TimeField(
        _("morning digest from"), default=time(9, 0), help_text=_("In the site's zone; after the quiet hours.")
    )
    most_a_day = models.PositiveSmallIntegerField(
        _("most messages at once"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("To one person and day; what is more waits for the next morning digest."),
    )
    missing_done_on = models.DateField(null=True, blank=True, editable=False)
    digest_done_on = models.DateField(null=True, blank=True, editable=False)
    # Set while a task to evaluate is on its way, so that a burst of writes enqueues one.
    rung_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Rules that ship are made once; who deletes one does not get it back.
    shipped = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("hours of alerts")
        verbose_name_plural = _("hours of alerts")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="alerts_daily_one_row")]

    def __str__(self) -> str:
        return str(_("Hours of alerts"))
