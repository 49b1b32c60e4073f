"""Pulse: one row a cluster, beaten every minute by a task; its age says whether work goes on."""

from django.db import models


class Pulse(models.Model):
    name = models.CharField(max_length=40, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.beaten_at:%Y-%m-%d %H:%M:%S}"
