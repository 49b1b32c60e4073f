"""NoticeSubscription and SeenNotice: what a vendor tells us of, and what it has told us already."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sync.models.connection import Connection


class NoticeSubscription(models.Model):
    """One (type, event) as the vendor holds it. `problem`: why it could not be made, renewed or re-pointed."""

    provider = models.SlugField(_("provider"), max_length=40)
    notice_type = models.CharField(_("type"), max_length=60)
    event = models.CharField(_("event"), max_length=20)
    vendor_id = models.CharField(max_length=120, blank=True)
    callback_url = models.URLField(_("address"), max_length=300, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_notice_at = models.DateTimeField(_("last notice"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("subscription to notices")
        verbose_name_plural = _("subscriptions to notices")
        constraints = [
            models.UniqueConstraint(fields=["provider", "notice_type", "event"], name="notice_subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.notice_type} {self.event}"


class SeenNotice(models.Model):
    """A notice that was taken; the same again is one no more. Pruned when the vendor no longer repeats it."""

    provider = models.SlugField(max_length=40)
    identity = models.CharField(max_length=64)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "identity"], name="seen_notice_once")]
        indexes = [models.Index(fields=["taken_at"], name="seen_notice_taken")]

    def __str__(self) -> str:
        return f"{self.provider} {self.identity}"
