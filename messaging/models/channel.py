"""Channel: a chat system and how the site reaches it; ChatIdentity: who a speaker there is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.fields import SealedTextField


class Channel(models.Model):
    """Settings of one chat system. `key` is the name of its file in `messaging.channels`.

    `settings`: what is no secret (addresses, group id, sender's id there). `secrets`: sealed JSON, by name.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    is_on = models.BooleanField(_("in use"), default=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    secrets = SealedTextField()
    # A channel that asked us to wait, or is down, is left alone until then; the others go on.
    rests_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_inbound_at = models.DateTimeField(_("last heard"), null=True, blank=True)
    last_outbound_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.key


class ChatIdentity(models.Model):
    """Who a speaker of a chat system is here. An unknown speaker gets no link."""

    channel = models.SlugField(_("channel"), max_length=40)
    speaker = models.CharField(
        _("speaker"), max_length=120, help_text=_("Their id there: a user id or a telephone number.")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chat_identities")
    # Where a private answer goes: the one-to-one thread, the number. Empty: the speaker's id.
    reply_to = models.CharField(_("private address"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("chat identity")
        verbose_name_plural = _("chat identities")
        constraints = [
            models.UniqueConstraint(fields=["channel", "speaker"], name="chat_identity_once_a_speaker"),
            models.UniqueConstraint(fields=["channel", "person"], name="chat_identity_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.person}"
