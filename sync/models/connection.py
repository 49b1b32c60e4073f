"""Connection: one person's grant at one provider and its state."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Connection(models.Model):
    """At most one a person and provider, and one a ring account.

    The row's lock (`select_for_update`) guards its tokens, which stand sealed in the profile forms.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for first data")
        CONNECTED = "connected", _("connected")
        RECONNECT_NEEDED = "reconnect_needed", _("reconnect needed")
        MEMBERSHIP_LAPSED = "membership_lapsed", _("membership lapsed")
        TYPE_MISSING = "type_missing", _("type missing")
        PAUSED = "paused", _("paused")
        DISCONNECTED = "disconnected", _("disconnected")

    SYNCED_STATES = (State.WAITING, State.CONNECTED, State.MEMBERSHIP_LAPSED, State.TYPE_MISSING)

    provider = models.SlugField(_("provider"), max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections")
    account_id = models.CharField(_("account at the provider"), max_length=120)
    preset = models.SlugField(_("preset that issued it"), max_length=60)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING)
    state_since = models.DateTimeField(_("since"))
    # Null: the vendor did not say what was granted, which is not the same as nothing.
    scopes = models.JSONField(_("scopes granted"), null=True, blank=True)
    # Keys of the feeds the athlete agreed to; null: connected before they were asked one by one, which is all.
    shared_feeds = models.JSONField(_("data types shared"), null=True, blank=True)
    authorised_at = models.DateTimeField(_("authorised at"))
    last_synced_at = models.DateTimeField(_("last sync"), null=True, blank=True)
    last_data_on = models.DateField(_("last data"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    # Since when this person wears another ring account than before; null while it is the first.
    account_since = models.DateField(null=True, blank=True, editable=False)
    # Staff confirmed that this person now wears another ring account.
    allows_new_account = models.BooleanField(_("another ring allowed"), default=False)
    # Failures in a row for reasons that may pass, and until when rounds leave it alone because of them.
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    backs_off_until = models.DateTimeField(null=True, blank=True, editable=False)
    # A 429 of this person's own limit.
    asks_again_at = models.DateTimeField(null=True, blank=True, editable=False)

    # The plan of `sync.planning`: feed → when it was read and when to ask for it next. The soonest of these moments,
    # and the soonest at which something is due for its re-read alone. Null: nothing is planned yet, so all is due.
    plan = models.JSONField(default=dict, blank=True, editable=False)
    asks_next_at = models.DateTimeField(null=True, blank=True, editable=False)
    sweeps_next_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When something new was last found, which says that the ring was synchronised; and the wearer's clock as stated.
    upload_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    utc_offset_s = models.IntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints = [
            models.UniqueConstraint(fields=["provider", "person"], name="connection_once_a_person"),
            models.UniqueConstraint(
                fields=["provider", "account_id"],
                condition=~models.Q(state="disconnected"),
                name="connection_once_an_account",
                violation_error_message=_("This ring is already connected to somebody else."),
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="connection_provider_state"),
            models.Index(fields=["provider", "asks_next_at"], name="connection_asks_next"),
            models.Index(fields=["provider", "sweeps_next_at"], name="connection_sweeps_next"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.provider}"
