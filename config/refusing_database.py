"""What of the database keeps a site from being served. Needs Django set up."""

from django.conf import settings
from django.db import OperationalError, connection

from config.pending_migrations import pending_migrations
from config.refusing import UNAVAILABLE, Refused
from people.models import Person
from sync.models import ProviderApplication

DEMO_DOMAIN = "@club.example"
PRETEND_PRESET = "simulator"


def refuse_database() -> None:
    """Needs Django set up."""
    try:
        pending = pending_migrations()
        tables = connection.introspection.table_names()
    except OperationalError as error:
        raise Refused(
            "The database cannot be reached: start PostgreSQL, or correct DATABASE_URL.", UNAVAILABLE
        ) from error
    if pending or settings.CACHES["default"]["LOCATION"] not in tables:
        raise Refused("The database is not as this version needs it: run bin/upgrade.")
    if has_demo_accounts():
        raise Refused(
            "This is the database of a demo, whose passwords everybody knows: give the site a new, empty one."
        )


def has_demo_accounts() -> bool:
    """People at an address that no real club can have, or a connector that talks to the pretend Oura."""
    pretend = ProviderApplication.objects.filter(preset=PRETEND_PRESET)
    return Person.objects.filter(email__endswith=DEMO_DOMAIN).exists() or pretend.exists()
