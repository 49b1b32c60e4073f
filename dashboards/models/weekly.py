"""Who gets the weekly report of a squad by mail, and which weeks were told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Squad


class WeeklyReader(models.Model):
    """`person` asked for a mail each Monday. What they may see is judged anew at each mail; this gives no right."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    squad = models.ForeignKey(Squad, verbose_name=_("squad"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("reader of weekly reports")
        verbose_name_plural = _("readers of weekly reports")
        ordering = ("squad", "person")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "squad"],
                name="weekly_reader_once",
                violation_error_message=_("This person gets the report of this squad already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.squad}"


class WeeklyLetter(models.Model):
    """The mail about one week of a squad to one person. There is one row, and so one mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "squad", "week_on"], name="weekly_letter_once")]

    def __str__(self) -> str:
        return f"week of {self.week_on} of squad {self.squad_id} to person {self.person_id}"
