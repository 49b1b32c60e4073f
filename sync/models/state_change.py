"""StateChange: what a connection's state became, when and why; for whoever asks since when and what happened."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sync.models.connection import Connection


class StateChange(models.Model):
    """`reason` is the code of an error, or a word such as "authorised", "recovered", "disconnected"."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="state_changes")
    state = models.CharField(_("state"), max_length=20, choices=Connection.State.choices)
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("state of a connection")
        verbose_name_plural = _("states of connections")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["connection", "-at"], name="state_change_newest")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d %H:%M}"
