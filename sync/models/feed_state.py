"""FeedState: how far one feed of one connection has been read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sync.models.connection import Connection


class FeedState(models.Model):
    """Both positions move only in the transaction that stored the days, and never because of a notice.

    `synced_through`: forward, the last day read in full. `filled_back_to`: the first fill, newest first.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="feed_states")
    feed = models.SlugField(_("feed"), max_length=60)
    synced_through = models.DateField(_("read through"), null=True, blank=True)
    filled_back_to = models.DateField(_("filled back to"), null=True, blank=True)
    first_data_on = models.DateField(_("first data"), null=True, blank=True)
    last_data_on = models.DateField(_("last data"), null=True, blank=True)
    scope_missing_since = models.DateTimeField(_("not granted since"), null=True, blank=True)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reading position")
        verbose_name_plural = _("reading positions")
        constraints = [models.UniqueConstraint(fields=["connection", "feed"], name="feed_state_once")]

    def __str__(self) -> str:
        return f"{self.feed} of connection {self.connection_id}"
