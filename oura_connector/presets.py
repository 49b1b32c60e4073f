"""Where Oura's services live. Oura has two token services; an application knows only the one it was made at."""

from django.utils.translation import gettext_noop as _

from oura_connector import conf
from sync.provider import Endpoints

API_URL = "https://api.ouraring.com"

OURA_DEVELOPER = Endpoints(
    key="oura-developer",
    name=_("Oura developer portal (developer.ouraring.com)"),
    authorize_url="https://moi.ouraring.com/oauth/v2/ext/oauth-authorize",
    token_url="https://moi.ouraring.com/oauth/v2/ext/oauth-token",  # noqa: S106
    revoke_url="https://moi.ouraring.com/oauth/v2/ext/oauth-revoke",
    api_url=API_URL,
)
OURA_LEGACY = Endpoints(
    key="oura-legacy",
    name=_("Oura, older applications (cloud.ouraring.com)"),
    authorize_url="https://cloud.ouraring.com/oauth/authorize",
    token_url="https://api.ouraring.com/oauth/token",  # noqa: S106
    revoke_url="https://api.ouraring.com/oauth/revoke",
    api_url=API_URL,
)


def available_presets() -> tuple[Endpoints, ...]:
    """The two of Oura, and the simulator's where the settings name one (demo and tests)."""
    address = conf.simulator_url()
    if not address:
        return (OURA_DEVELOPER, OURA_LEGACY)
    simulator = Endpoints(
        key="simulator",
        name=_("Oura simulator (demo)"),
        authorize_url=f"{address}/oauth/authorize",
        token_url=f"{address}/oauth/token",
        revoke_url=f"{address}/oauth/revoke",
        api_url=address,
    )
    return (OURA_DEVELOPER, OURA_LEGACY, simulator)
