"""Oura as a wearable: the one name the rest of the site sees."""

from django.utils.translation import gettext_noop as _

from oura_connector.feeds import FEEDS, FORMS
from oura_connector.presets import available_presets
from sync.provider import Endpoints, GrantFormNames


class OuraProvider:
    """Fulfils `sync.provider.Provider`."""

    key = "oura"
    name = "Oura"
    feeds = FEEDS
    forms = FORMS
    grant_forms = GrantFormNames(
        authorise=_("Authorise Oura Data"),
        issued_token=_("Oura Refresh Token"),
        current_token=_("Current Refresh Token"),
    )
    # Who the ring belongs to (`personal_info.id`) is answered to any token, so nothing beyond the feeds is asked.
    extra_scopes: tuple[str, ...] = ()

    def presets(self) -> tuple[Endpoints, ...]:
        return available_presets()
