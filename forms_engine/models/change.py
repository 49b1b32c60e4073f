"""RecordChange: what a record said before, who changed it, why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.record import Record


class RecordChange(models.Model):
    """One row of the ledger; a record's first state is the record itself, so creation leaves none.

    `before` and `after`: the changed keys only; `null` means absent.
    """

    class Kind(models.TextChoices):
        EDITED = "edited", _("edited")
        REVISED = "revised", _("revised at the source")
        REDATED = "redated", _("dated anew")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTORED = "restored", _("restored")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="changes", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    owner = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a record")
        verbose_name_plural = _("changes of records")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["record", "-at"], name="change_record_at"),
            # For whoever deletes an account; what is reckoned, or comes from a connector, was changed by nobody.
            models.Index(fields=["by"], condition=models.Q(by__isnull=False), name="change_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
