"""Re-seal every sealed value with the newest key of TOKEN_KEYS."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from sealing import seals
from sealing.fields import SealedTextField

CHUNK = 200


class Command(BaseCommand):
    help = "Re-seals every sealed value with the newest key of TOKEN_KEYS. Resumable; safe while the site runs."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, SealedTextField):
                    count = self._rotate(model._meta.db_table, str(field.column), str(model._meta.pk.column))
                    self.stdout.write(f"{model._meta.label}.{field.name}: {count} re-sealed")

    def _rotate(self, table: str, column: str, pk: str) -> int:
        """Chunks of rows by primary key, each under row locks in its own transaction, so that a token
        rotated by a running sync is never overwritten by an older one."""
        quote = connection.ops.quote_name
        names = {"table": quote(table), "column": quote(column), "pk": quote(pk)}
        select = (
            "SELECT {pk}, {column} FROM {table} WHERE {pk} > %s AND length({column}) > 0"
            " ORDER BY {pk} LIMIT %s FOR UPDATE"
        )
        update = "UPDATE {table} SET {column} = %s WHERE {pk} = %s"
        last, done = 0, 0
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(select.format(**names), [last, CHUNK])
                rows = cursor.fetchall()
                resealed = [(self._reseal(bytes(sealed), f"{table} {key}"), key) for key, sealed in rows]
                cursor.executemany(update.format(**names), resealed)
            if not rows:
                return done
            last, done = rows[-1][0], done + len(rows)

    def _reseal(self, sealed: bytes, where: str) -> bytes:
        try:
            return seals.reseal(sealed)
        except seals.CannotOpen as error:
            raise CommandError(
                f"{where}: {error} Then run this command again; what is done stays done. "
                "Drop no key before it has ended well."
            ) from error
