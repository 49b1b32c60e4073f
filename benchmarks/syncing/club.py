"""A club of many athletes, set up and connected as the site does it, without a browser for each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.core.management import call_command
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from benchmarks.syncing.plain_script import COLLECTIONS, PlainAthlete, PlainDocument
from people import roles
from people.adding import add_person
from people.application import application_details
from people.models import Person, SiteApplication
from sync import applications, registry, tokens, windows
from sync.choosing import use_feeds
from sync.installing import install
from sync.models import Connection, FeedState
from sync.provider import Grant

TOKEN_LASTS = timedelta(days=1)


def make_club(athletes: int) -> None:
    """Tables, forms, application, people and their connections; nothing is read yet."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with database.schema_editor() as editor:
        editor.create_model(PlainAthlete)
        editor.create_model(PlainDocument)
    set_up_oura()
    given = requests.get(f"{settings.SIMULATOR_URL}/bench/tokens", timeout=60).json()
    _connect(given[:athletes])


def set_up_oura() -> None:
    """The connector as a consultant switches it on, with the simulator's application."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    provider = registry.provider_for("oura")
    install(provider)
    use_feeds(provider, COLLECTIONS)
    simulator = next(preset for preset in provider.presets() if preset.api_url == settings.SIMULATOR_URL)
    entered = applications.NewApplication("ringside-demo", "ringside-demo-secret", simulator)
    applications.enable(applications.enter_application(provider, entered, timezone.now()))


@transaction.atomic
def _connect(access_tokens: Sequence[str]) -> None:
    """The same access token for us, sealed, and for the plain script, as it would keep it: as it is."""
    now = timezone.now()
    for number, access_token in enumerate(access_tokens):
        person = Person(username=f"athlete{number}", first_name="Ada", last_name=f"Examplova {number}")
        add_person(person, roles=[roles.ATHLETE])
        connection = Connection.objects.create(
            provider="oura",
            person=person,
            account_id=f"account-{number}",
            preset="simulator",
            state_since=now,
            authorised_at=now,
        )
        tokens.store_grant(connection, Grant(access_token, f"refresh-{number}", now + TOKEN_LASTS), now)
        PlainAthlete.objects.create(pk=number, access_token=access_token)
        _begin_today(connection, now)


def _begin_today(connection: Connection, now: datetime) -> None:
    """Positions as after a first fill, so that making the club does not take longer than measuring it."""
    FeedState.objects.bulk_create(
        FeedState(
            connection=connection,
            feed=feed.key,
            synced_through=now.date(),
            filled_back_to=windows.fill_target(connection),
        )
        for feed in registry.provider_for(connection.provider).feeds
    )
