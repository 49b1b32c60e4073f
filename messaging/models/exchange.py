"""AiExchange: what was asked of the AI endpoint and how it ended; kept thirty days."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AiExchange(models.Model):
    """The words that left the site, and the outcome. Nothing says who asked, or what was answered."""

    class Outcome(models.TextChoices):
        USED = "used", _("used")
        SLOW = "slow", _("too slow")
        DOWN = "down", _("not reached")
        REFUSED = "refused", _("refused by the endpoint")
        UNREADABLE = "unreadable", _("answer not understood")
        TOO_LONG = "too_long", _("answer too long")
        UNSAFE = "unsafe", _("answer with an address or number")
        NOT_ALLOWED = "not_allowed", _("address not allowed by the operator")

    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    words = models.CharField(_("words"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)

    class Meta:
        verbose_name = _("AI exchange")
        verbose_name_plural = _("AI exchanges")
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}: {self.outcome}"
