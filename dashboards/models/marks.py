"""That somebody's records were written: boards remember what they reckoned of whoever has no new mark."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL

from forms_engine.models import FormDefinition

# A mark is never cleared away before it is so old: longer than a process remembers and the longest writing lasts.
LIVES = timedelta(hours=2)


class WriteMark(models.Model):
    """One line a person and writing, put there in the writer's own transaction (`dashboards.projection`).

    Lines are only added, so that no writer waits for another; old ones are cleared away by the clock, long after every
    process has forgotten what it knew under them (`dashboards.memory`).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "id"], name="write_mark_of_person"),
            models.Index(fields=["at"], name="write_mark_at"),
        ]

    def __str__(self) -> str:
        return f"records of person {self.person_id} were written at {self.at:%Y-%m-%d %H:%M}"


def marks_beside() -> RawSQL:
    """To annotate people with: another text after anything was written of them. Read it before their numbers."""
    return RawSQL(  # noqa: S611 our own words
        "SELECT concat_ws(' ', count(*), sum(mark.id)) FROM dashboards_writemark AS mark "
        "WHERE mark.person_id = people_person.id",
        [],
        output_field=models.TextField(),
    )


class Unsettled(models.Model):
    """That two wrote of a person and form at once and neither saw the other (`dashboards.turns`). Written and taken out
    by SQL; the worker makes anew what is named here and takes the line out (`dashboards.settling`)."""

    form = models.ForeignKey(
        FormDefinition, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    def __str__(self) -> str:
        return f"form {self.form_id} of person {self.person_id}"
