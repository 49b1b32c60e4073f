"""OutboundMessage: what goes out through a channel: written with what caused it, sent after the commit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboundMessage(models.Model):
    """`text` holds no link: `link` and `link_id` name what builds it at hand-over; an invite's five minutes begin then.

    `once`: one message for one cause, however often it is asked for; also the idempotency key towards the channel.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        DEAD = "dead", _("could not be sent")
        CANCELLED = "cancelled", _("no longer needed")

    channel = models.SlugField(_("channel"), max_length=40)
    # Null: an answer to a speaker nobody knows here, which never has a link.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="outbound_messages"
    )
    # Where to: a thread, a number, an address; empty: the person's chat identity on the channel.
    address = models.CharField(max_length=500, blank=True)
    thread = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    link = models.SlugField(max_length=40, blank=True)
    link_id = models.CharField(max_length=40, blank=True)
    once = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    # Quiet hours and retries put this off.
    due_at = models.DateTimeField(_("due at"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_as = models.CharField(_("id at the channel"), max_length=200, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outbound message")
        verbose_name_plural = _("outbound messages")
        indexes = [models.Index(fields=["channel", "due_at"], condition=models.Q(state="waiting"), name="outbound_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}: {self.state}"
