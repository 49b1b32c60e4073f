"""Record: one form filled in about one person, and its identity constraint."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.definition import FormDefinition
from forms_engine.models.field import FieldDefinition
from sealing.fields import SealedTextField


class Record(models.Model):
    """Values about one person. Written only by `forms_engine.records` and `forms_engine.reconcile`.

    `values`: field key → canonical value (seconds, metres, bpm, ms, °C, ISO days); absent means not measured.
    `digests`: owner → {"digest": of what that owner last put here, "document": the source's id of it};
    decides "unchanged" without reading `values`.
    Owners are "people" and, for connectors, "<provider>:<feed>".
    """

    # The indexes below begin with each of them.
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="records", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="records", db_index=False
    )
    source = models.SlugField(_("source"), max_length=40, db_index=False)
    source_id = models.CharField(_("source id"), max_length=120)
    # The source's own day, before any shift; reconciling compares this, never `occurred_on`.
    source_on = models.DateField(null=True, blank=True, editable=False)
    occurred_on = models.DateField(_("date"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    finishes_at = models.DateTimeField(_("finish"), null=True, blank=True)
    zone = models.CharField(
        _("zone"), max_length=60, blank=True, help_text=_("Name, or offset as the source states it.")
    )
    values = models.JSONField(_("values"), default=dict)
    digests = models.JSONField(default=dict, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("created at"))
    modified_at = models.DateTimeField(_("modified at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-occurred_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "person", "source", "source_id"],
                name="record_identity",
                violation_error_message=_("This record exists already."),
            )
        ]
        indexes = [
            # Only a connector's records have a day of its own.
            models.Index(
                fields=["person", "form", "source", "source_on"],
                condition=models.Q(source_on__isnull=False),
                name="record_source_day",
            ),
            # For whoever deletes an account; a connector's records were entered by nobody.
            models.Index(fields=["entered_by"], condition=models.Q(entered_by__isnull=False), name="record_entered_by"),
            models.Index(
                fields=["form", "occurred_on", "person"], condition=models.Q(withdrawn_at=None), name="record_form_day"
            ),
            # Of withdrawn ones too: everything of a person is found by it.
            models.Index(fields=["person", "form", "occurred_on"], name="record_person_day"),
        ]

    def __str__(self) -> str:
        return f"{self.form} · {self.occurred_on or self.source_id}"


class SealedValue(models.Model):
    """The value of a secret field: sealed, apart from the record, whose JSON says only that it is set."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="sealed_values")
    field = models.ForeignKey(FieldDefinition, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="sealed_value_once")]

    def __str__(self) -> str:
        return f"{self.field_id} of record {self.record_id}: sealed"
