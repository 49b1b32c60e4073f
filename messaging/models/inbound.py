"""InboundEvent: what a chat system told us, stored before it is acknowledged and worked on afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InboundEvent(models.Model):
    """Stored once an event and once a message: retries, doubles and replays end here.

    `text` is kept only while it is worked on, and only when it begins with a command: other talk is not ours.
    """

    channel = models.SlugField(_("channel"), max_length=40)
    event_id = models.CharField(max_length=200)
    message_id = models.CharField(max_length=200, blank=True)
    speaker = models.CharField(max_length=120)
    thread = models.CharField(max_length=200, blank=True)
    is_group = models.BooleanField(default=False)
    text = models.CharField(max_length=500, blank=True)
    # Where a channel wants its answer, when that is no standing address (a short-lived reply address, say).
    reply_to = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(_("received at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("inbound event")
        verbose_name_plural = _("inbound events")
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_id"], name="inbound_event_once"),
            models.UniqueConstraint(
                fields=["channel", "message_id"], condition=~models.Q(message_id=""), name="inbound_message_once"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(done_at=None), name="inbound_waiting"),
            # Limits count what was answered lately: to one speaker, and to strangers of a channel.
            models.Index(fields=["channel", "speaker", "received_at"], name="inbound_by_speaker"),
            models.Index(
                fields=["channel", "received_at"], condition=models.Q(outcome="told"), name="inbound_strangers_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"
