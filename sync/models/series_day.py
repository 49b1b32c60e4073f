"""SeriesDay: the samples of one series, one person and one day, packed."""

from django.conf import settings
from django.db import models


class SeriesDay(models.Model):
    """`packed`: what `sync.series.pack` made. Same identity as the record it belongs to: owner and source id."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    source_id = models.CharField(max_length=120)
    day = models.DateField()
    starts_at = models.DateTimeField()
    interval_s = models.FloatField()
    samples = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "owner", "name", "source_id"], name="series_day_once"),
        ]
        indexes = [models.Index(fields=["person", "day"], name="series_day_span")]

    def __str__(self) -> str:
        return f"{self.name} of person {self.person_id} on {self.day}"
