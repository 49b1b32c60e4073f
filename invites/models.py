"""Invite: one link for one person through one channel, for five minutes, once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Invite(models.Model):
    """The token is HMAC(key, id, nonce), built when a channel sends, never stored.

    The moments are the funnel. The five minutes (`expires_at`) begin at hand-over to the channel; null before.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        USED = "used", _("used")
        REVOKED = "revoked", _("revoked")
        FAILED = "failed", _("failed")

    provider = models.SlugField(_("provider"), max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invites")
    # Null: the person asked for it in chat.
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    channel = models.SlugField(_("channel"), max_length=40)
    nonce = models.CharField(max_length=43)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    at_provider_at = models.DateTimeField(_("at the provider at"), null=True, blank=True)
    granted_at = models.DateTimeField(_("granted at"), null=True, blank=True)
    first_data_at = models.DateTimeField(_("first data at"), null=True, blank=True)
    # What was granted, as the vendor stated it; null when it did not.
    scopes = models.JSONField(null=True, blank=True)
    # What its message is known by in the outbox; empty for "invite:<id>".
    message_once = models.CharField(max_length=120, blank=True, editable=False)
    # When its sender was told that it expired unused, or that was found to be nobody's business.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The expired invite whose page asked for this one.
    heals = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="healed_by")

    class Meta:
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "person"], condition=models.Q(outcome="open"), name="invite_one_open_a_person"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="invite_newest"),
            models.Index(fields=["created_at"], name="invite_created"),
        ]

    def __str__(self) -> str:
        return f"invite {self.pk}"

    @property
    def message_key(self) -> str:
        """The `once` of its message in the outbox."""
        return self.message_once or f"invite:{self.pk}"
