"""Whether the database is as this code needs it."""

from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Named = tuple[str, str]


def pending_migrations() -> list[Named]:
    """(app, name) of what is not applied; one small query. Raises DatabaseError without a database."""
    return sorted(needed_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@lru_cache(maxsize=1)
def needed_migrations() -> frozenset[Named]:
    """What this code brings; it changes with the code only, so it is read once a process."""
    return frozenset(MigrationLoader(connection).graph.nodes)
