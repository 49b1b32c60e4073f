"""RequestSlot: how many requests of one application were made, slot by slot; what the budget counts."""

from django.db import models

from sync.models.run import Priority


class RequestSlot(models.Model):
    """One row an application, slot of ten seconds and priority. Pruned when it can no longer matter."""

    LENGTH_S = 10

    provider = models.SlugField(max_length=40)
    begins_at = models.DateTimeField()
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "begins_at", "priority"], name="request_slot_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.begins_at:%H:%M:%S}: {self.requests}"
