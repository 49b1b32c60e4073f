"""AuthorisationState: one press of an Authorisation Link, until the vendor sends the browser back."""

from django.conf import settings
from django.db import models

from sealing.fields import SealedTextField


class AuthorisationState(models.Model):
    """Single use, fifteen minutes, bound to the browser that pressed; several may be open side by side.

    Only digests of the state and of the browser's key are kept. `grant` holds what the vendor granted from the
    exchange until the connection is made, so that nothing is lost in between.
    """

    LIFE_MINUTES = 15

    state_digest = models.CharField(max_length=64, unique=True)
    browser_digest = models.CharField(max_length=64)
    provider = models.SlugField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    preset = models.SlugField(max_length=60)
    scopes = models.JSONField(default=list)
    # Keys of the feeds that were offered, and of those the athlete agreed to before going to the vendor.
    offered_feeds = models.JSONField(default=list)
    shared_feeds = models.JSONField(default=list)
    verifier = SealedTextField()
    grant = SealedTextField()
    redirect_uri = models.URLField(max_length=300)
    return_to = models.CharField(max_length=300)
    # Through what the person came, when not through their own form: "invite:12".
    asked_through = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.provider} for person {self.person_id}"
