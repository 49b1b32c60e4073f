"""GridPresence: who has the grid of one form, squad and day open right now, so that two people know of each other."""

from django.conf import settings
from django.db import models

from forms_engine.models.definition import FormDefinition
from people.models import Squad


class GridPresence(models.Model):
    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="+")
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "squad", "day", "person"], name="grid_presence_once")]

    def __str__(self) -> str:
        return f"person {self.person_id} at form {self.form_id}"
