"""ChangeNote: records changed, and what leans on them is still to be reckoned anew."""

from django.conf import settings
from django.db import models

from forms_engine.models.definition import FormDefinition


class ChangeNote(models.Model):
    """Written in the transaction that changed them, gone when what leans on them is right.

    Rows are only added and removed, never changed, so that nobody who writes waits for anybody. Both days are None
    for a profile. `keys`: what alone was reckoned anew; None when somebody wrote.
    """

    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    keys = models.JSONField(null=True)
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"form {self.form_id}, person {self.person_id}, {self.first_on} to {self.last_on}"
