"""FeedConsent: what an athlete agreed to share or declined, data type by data type."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedConsent(models.Model):
    """The latest answer to one data type. No row: never asked; no `at`: asked for later and not answered yet."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_consents")
    provider = models.SlugField(_("provider"), max_length=40)
    feed = models.SlugField(_("feed"), max_length=60)
    is_given = models.BooleanField(_("agreed"), default=False)
    at = models.DateTimeField(_("at"), null=True, blank=True)
    # One that came into use after the athlete connected is asked for once.
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("consent to a data type")
        verbose_name_plural = _("consents to a data type")
        constraints = [models.UniqueConstraint(fields=["person", "provider", "feed"], name="feed_consent_once")]

    def __str__(self) -> str:
        return f"{self.feed} of person {self.person_id}"
