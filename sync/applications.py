"""The application registered at a provider: reading it, writing it, switching it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.application import application_details
from people.models import SiteApplication
from sync import conf
from sync.models import ProviderApplication
from sync.provider import Credentials, Endpoints, Provider
from sync.settling import settle


@dataclass(frozen=True)
class NewApplication:
    """What a consultant enters. An empty secret keeps the one stored for the same preset."""

    client_id: str
    client_secret: str
    endpoints: Endpoints
    scopes: Sequence[str] = ()
    verification_token: str = ""


def application_of(provider_key: str) -> ProviderApplication | None:
    return ProviderApplication.objects.filter(provider=provider_key).first()


def credentials_of(application: ProviderApplication) -> Credentials:
    """What the provider needs for a conversation."""
    endpoints = Endpoints(
        key=application.preset,
        name=application.preset,
        authorize_url=application.authorize_url,
        token_url=application.token_url,
        revoke_url=application.revoke_url,
        api_url=application.api_url,
    )
    return Credentials(application.client_id, application.client_secret, endpoints)


def enter_application(provider: Provider, entered: NewApplication, now: datetime) -> ProviderApplication:
    """Write the row. A changed preset pauses the connections that another preset issued.

    Raises ValidationError for an address without HTTPS outside demo and tests, or a missing secret.
    """
    application = application_of(provider.key) or ProviderApplication(provider=provider.key)
    endpoints = entered.endpoints
    addresses = [endpoints.authorize_url, endpoints.token_url, endpoints.revoke_url, endpoints.api_url]
    if conf.needs_https() and any(address and urlsplit(address).scheme != "https" for address in addresses):
        raise ValidationError(_("Every address must begin with https://."))
    preset = _preset_key(provider, endpoints)
    if application.preset != preset:
        # The secrets of one preset are never sent to the addresses of another.
        application.client_secret = application.verification_token = ""
    if not entered.client_id or not (entered.client_secret or application.client_secret):
        raise ValidationError(_("Enter both the client id and the client secret."))
    application.preset, application.client_id, application.problem = preset, entered.client_id, ""
    application.client_secret = entered.client_secret or application.client_secret
    application.verification_token = entered.verification_token or application.verification_token
    application.authorize_url, application.token_url = endpoints.authorize_url, endpoints.token_url
    application.revoke_url, application.api_url = endpoints.revoke_url, endpoints.api_url
    application.scopes, application.changed_at = list(entered.scopes), now
    application.full_clean(exclude=["client_secret", "verification_token"] if conf.needs_https() else _addresses())
    application.save()
    settle(application, now)
    return application


def _preset_key(provider: Provider, endpoints: Endpoints) -> str:
    """The preset's own key; addresses of one's own are told apart by what they are, so that changing one pauses."""
    if endpoints in provider.presets():
        return endpoints.key
    addresses = "|".join([endpoints.authorize_url, endpoints.token_url, endpoints.revoke_url, endpoints.api_url])
    return f"{endpoints.key}-{sha256(addresses.encode()).hexdigest()[:10]}"


def enable(application: ProviderApplication) -> None:
    """Raises ValidationError while UUIDs are off."""
    if application_details().uuid_state == SiteApplication.UuidState.OFF:
        raise ValidationError(
            _("The connector needs UUIDs: a consultant switches them on in Application details first.")
        )
    application.is_enabled = True
    application.save(update_fields=["is_enabled"])


def forget_problem(application: ProviderApplication) -> None:
    """The provider served somebody: whatever it had against the application has passed, and so has a wait it asked for.

    No statement when there was neither. A wait it asked for meanwhile stays.
    """
    if application.problem:
        application.problem = ""
        application.save(update_fields=["problem"])
    if application.asks_again_at is not None:
        waited = ProviderApplication.objects.filter(pk=application.pk, asks_again_at=application.asks_again_at)
        waited.update(asks_again_at=None)


def disable(application: ProviderApplication) -> None:
    application.is_enabled = False
    application.save(update_fields=["is_enabled"])


def reason_to_keep_uuids() -> str:
    """Why UUIDs must stay on, "" when nothing needs them."""
    enabled = ProviderApplication.objects.filter(is_enabled=True).values_list("provider", flat=True)
    if not enabled:
        return ""
    return _("The connector %(names)s is switched on and needs UUIDs.") % {"names": ", ".join(enabled)}


def _addresses() -> list[str]:
    """In the demo and in tests a host without a dot is a fine address."""
    return ["client_secret", "verification_token", "authorize_url", "token_url", "revoke_url", "api_url"]
