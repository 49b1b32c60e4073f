"""Draft: what somebody has answered and not yet sent."""

from django.conf import settings
from django.db import models

from forms_engine.models.definition import FormDefinition


class Draft(models.Model):
    """One a person who fills, person it is about and form. `answers`: as typed, not yet judged. Gone when sent."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="+")
    # The id the record will have when it is sent: sending twice is sending once.
    source_id = models.UUIDField()
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "person", "form"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft of form {self.form_id}"
