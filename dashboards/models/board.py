"""How somebody likes the morning board."""

from django.conf import settings
from django.db import models


class BoardChoice(models.Model):
    """How one person likes the morning board: `hidden` columns by key, rows close together or not."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hidden = models.JSONField(default=list)
    is_dense = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"board of person {self.person_id}"
