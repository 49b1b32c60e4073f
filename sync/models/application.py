"""ProviderApplication: the application registered at a provider: id, sealed secret, preset, addresses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.fields import SealedTextField


class ProviderApplication(models.Model):
    """One row a provider. The web writes presets only; `manage.py configure_<provider>` may write free addresses."""

    # A slug checked against the registry: `choices=` would cost a migration per vendor.
    provider = models.SlugField(_("provider"), max_length=40, unique=True)
    preset = models.SlugField(_("preset"), max_length=60)
    client_id = models.CharField(_("client id"), max_length=200)
    client_secret = SealedTextField(_("client secret"))
    verification_token = SealedTextField(_("verification token of notices"))
    authorize_url = models.URLField(_("authorise address"), max_length=300)
    token_url = models.URLField(_("token address"), max_length=300)
    revoke_url = models.URLField(_("revoke address"), max_length=300, blank=True)
    api_url = models.URLField(_("data address"), max_length=300)
    scopes = models.JSONField(_("scopes"), default=list, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=False)
    # How many requests the vendor takes from all of us in how many seconds: its own words of a 429, else configuration.
    limit_requests = models.PositiveIntegerField(null=True, blank=True, editable=False)
    limit_window_s = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # The types of notices that were live when the round last looked: one gone silent is asked for again at once.
    live_types = models.JSONField(default=list, blank=True, editable=False)
    # Set by a 429 of the application's own limit: nobody asks before this moment.
    asks_again_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("provider application")
        verbose_name_plural = _("provider applications")

    def __str__(self) -> str:
        return self.provider
