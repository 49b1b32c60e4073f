"""Conversation and Message: the site's own chat between an athlete and their staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Conversation(models.Model):
    """One an athlete. Who may read it follows from `people.access.visible_people`: the athlete and their coaches."""

    athlete = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation")
    last_message_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        return str(self.athlete)


class Message(models.Model):
    """One message. `author` is null when the message sender speaks for the site; `spoken_as` names who it was, always.

    `button` and `button_id` name something only the athlete's own view renders (a link to connect, say): the text
    itself never holds a link that does something.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    spoken_as = models.CharField(_("spoken as"), max_length=80, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    button = models.SlugField(max_length=40, blank=True)
    button_id = models.CharField(max_length=40, blank=True)
    # A line of the site to the staff, in the athlete's conversation: the athlete does not see it.
    for_staff = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("sent at"))
    # Made when the page opened: a double click or a lost answer sends once.
    once = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["conversation", "-id"], name="message_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "once"], condition=~models.Q(once=""), name="message_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ReadMark(models.Model):
    """How far one person has read one conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="read_marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    message_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"read to {self.message_id}"
