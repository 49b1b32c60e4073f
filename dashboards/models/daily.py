"""The daily projection: one number a person, field and date."""

from django.conf import settings
from django.db import models

from forms_engine.models import FieldDefinition


class DailyValue(models.Model):
    """What records say, ready for boards. Written only by `dashboards.projection`; a rebuild makes it anew.

    `day` is the record's own date (`occurred_on`). `mean`, `spread` and `count` are of the values of the 28 days
    before it: arithmetic mean, sample standard deviation, how many.

    An import writes hundreds of thousands of rows at once, so the database looks nothing up for each: Django removes
    what belongs to a person or field that goes, and both indexes begin with one of them. A row is known by its person,
    field and day: an index over a number of its own would cost each write and serve nobody.
    """

    pk = models.CompositePrimaryKey("person", "field", "day")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    field = models.ForeignKey(
        FieldDefinition, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    value = models.FloatField()
    mean = models.FloatField(null=True)
    spread = models.FloatField(null=True)
    # The short columns last: nothing is lost between them.
    day = models.DateField()
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        # With the value in them, days of a few people and windows of many are read from the indexes alone. The primary
        # key's holds it too: its migration says INCLUDE, for which Django has no word.
        indexes = [
            models.Index(
                fields=["field", "day", "person"],
                include=["value", "mean", "spread", "count"],
                name="daily_value_days",
            )
        ]

    def __str__(self) -> str:
        return f"field {self.field_id} of person {self.person_id} on {self.day}"
