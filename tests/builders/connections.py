"""Real rows of connections: a set-up site with the wearable in memory, and connected athletes."""

from datetime import datetime

from people.application import application_details
from people.models import Person, SiteApplication
from sync import applications, tokens
from sync.installing import install
from sync.models import Connection, ProviderApplication
from tests.fakes.provider import ENDPOINTS, FakeProvider


def set_up_site(provider: FakeProvider, now: datetime) -> ProviderApplication:
    """UUIDs on, forms installed, application entered and switched on."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    install(provider)
    entered = applications.NewApplication("client-1", "client-secret-1", ENDPOINTS)
    application = applications.enter_application(provider, entered, now)
    applications.enable(application)
    return application


def connect(provider: FakeProvider, person: Person, now: datetime, account_id: str = "") -> Connection:
    """A connection as `connecting.finish` leaves it, without its first fill asked for."""
    connection = Connection.objects.create(
        provider=provider.key,
        person=person,
        account_id=account_id or f"account-of-{person.pk}",
        preset=ENDPOINTS.key,
        state_since=now,
        authorised_at=now,
        scopes=None if provider.granted is None else sorted(provider.granted),
    )
    tokens.store_grant(connection, provider.issue(now), now)
    return connection
