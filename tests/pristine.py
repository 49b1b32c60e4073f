"""The rows that migrations made, and the way back to them after a test that commits.

Django's own way truncates every table and fills content types and permissions anew: a second for each such test, and
what the migrations themselves put there is gone for the tests that follow.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

SCHEMA = "pristine"
MIGRATIONS = "django_migrations"


class Pristine:
    """Keeps a copy of each table that holds something, in a schema beside the tables."""

    def __init__(self) -> None:
        self._filled: list[str] = []
        self._empty: list[str] = []

    def keep(self) -> None:
        """Call it once the database stands. Of one that is used again the copy is right until migrations were added."""
        with transaction.atomic(), connection.cursor() as cursor:
            if not _is_kept(cursor):
                cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
                cursor.execute(f"CREATE SCHEMA {SCHEMA}")
                for table in _not_empty(cursor, _tables_in(cursor, "public")):
                    cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE public."{table}"')
            kept = _tables_in(cursor, SCHEMA)
            self._filled = [table for table in kept if table != MIGRATIONS]
            self._empty = [table for table in _tables_in(cursor, "public") if table not in kept]
        self.restore()

    def restore(self) -> None:
        """Takes away what was committed and brings back what was changed. The keys to other rows wait for the end."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _not_empty(cursor, self._empty):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
            for table in self._changed(cursor):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
                cursor.execute(f'INSERT INTO "{table}" TABLE {SCHEMA}."{table}"')

    def _changed(self, cursor: CursorWrapper) -> list[str]:
        either = "(TABLE {0} EXCEPT ALL TABLE {1}) UNION ALL (TABLE {1} EXCEPT ALL TABLE {0})"
        return _those_with_rows(
            cursor, {one: either.format(f'public."{one}"', f'{SCHEMA}."{one}"') for one in self._filled}
        )


def _is_kept(cursor: CursorWrapper) -> bool:
    if MIGRATIONS not in _tables_in(cursor, SCHEMA):
        return False
    cursor.execute(f"SELECT NOT EXISTS (TABLE public.{MIGRATIONS} EXCEPT TABLE {SCHEMA}.{MIGRATIONS})")
    return bool(cursor.fetchone()[0])


def _tables_in(cursor: CursorWrapper, schema: str) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [schema])
    return [table for (table,) in cursor.fetchall()]


def _not_empty(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    return _those_with_rows(cursor, {table: f'TABLE public."{table}"' for table in tables})


def _those_with_rows(cursor: CursorWrapper, queries: dict[str, str]) -> list[str]:
    """The names of the queries that find something. One statement."""
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS ({query})" for name, query in queries.items()))
    return [name for (name,) in cursor.fetchall()]
