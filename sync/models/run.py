"""Run: one asked-for sync: why, which days, what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sync.models.connection import Connection


class Priority(models.IntegerChoices):
    """Who goes first when there is not enough for all: the smaller, the sooner."""

    PERSON = 0, _("a person waits")
    NOTICE = 1, _("notice")
    ROUND = 2, _("round")
    FIRST_FILL = 3, _("first fill")
    REPAIR = 4, _("repair")


class Run(models.Model):
    """One queued and one running run a connection; a new ask widens the waiting one and may hasten it.

    `feeds`: keys asked for by name besides those the plan finds due; "*" means every feed. `holes`: feed → ISO days to
    be read again and nothing else; `reads_plan`: whether more than the holes is asked for.
    `trigger` is noted for people and never branched on. `tally`: feed → {"read", "created", "changed", "unchanged",
    "withdrawn"} or {"error": code}.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Trigger(models.TextChoices):
        FIRST_FILL = "first_fill", _("first fill")
        SCHEDULE = "schedule", _("every 15 minutes")
        PERSON = "person", _("Sync now")
        NOTICE = "notice", _("notice")
        REPAIR = "repair", _("repair")

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    trigger = models.CharField(_("trigger"), max_length=12, choices=Trigger.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.ROUND)
    feeds = models.JSONField(default=list, blank=True)
    holes = models.JSONField(default=dict, blank=True)
    reads_plan = models.BooleanField(default=True)
    # Told to wait by the budget of requests: nobody claims it before.
    waits_until = models.DateTimeField(null=True, blank=True)
    # Days that must be read besides what the positions ask for; empty means none.
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    enqueued_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    starts = models.PositiveSmallIntegerField(default=0)
    tally = models.JSONField(_("tally"), default=dict, blank=True)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_text = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["connection"], condition=models.Q(state="queued"), name="run_one_queued"),
            models.UniqueConstraint(fields=["connection"], condition=models.Q(state="running"), name="run_one_running"),
        ]
        indexes = [
            models.Index(fields=["connection", "-id"], name="run_connection_newest"),
            models.Index(fields=["priority", "id"], condition=models.Q(state="queued"), name="run_next"),
        ]

    def __str__(self) -> str:
        return f"{self.get_trigger_display()} · {self.get_state_display()}"
