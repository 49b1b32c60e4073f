"""Job: work on many records that somebody asked for and a worker does, with progress."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.definition import FormDefinition


class Job(models.Model):
    """An import, an export, a recalculation, or boards made anew. `upload`: the file, dropped when the job has ended.

    `options`: what was chosen (columns, people, dates). `problems`: [{"row", "column", "words"}], the first 500.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("import of records")
        PEOPLE = "people", _("import of people")
        RECALCULATION = "recalculation", _("recalculation")
        PROJECTION = "projection", _("boards made anew")

    class State(models.TextChoices):
        PREPARED = "prepared", _("being prepared")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    upload = models.BinaryField(null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    tally = models.JSONField(default=dict, blank=True)
    error_text = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_state_display()}"
