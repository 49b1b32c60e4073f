"""After a test that commits, the next one finds the database as the migrations made it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from dashboards.models import Dashboard
from people import roles
from people.models import Person
from tests.builders.people import make_coach, make_squad

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, list[tuple]]:
    """Every row of every table but those of the copy itself."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT one::text FROM "{table}" one ORDER BY 1')  # noqa: S608
            found[table] = cursor.fetchall()
    return found


@pytest.fixture(scope="module")
def seen() -> list[dict[str, list[tuple]]]:
    return []


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_what_one_commits_the_next_does_not_find(seen, time):
    seen.append(rows())
    assert {table for table, held in seen[0].items() if held} >= {"auth_group", "auth_permission", "dashboards_tile"}
    assert Person.objects.count() == 0
    assert seen[-1] == seen[0]

    make_coach(make_squad())
    Group.objects.create(name="Physio")
    Group.objects.get(name=roles.COACH).permissions.add(Permission.objects.first())
    Group.objects.filter(name=roles.ATHLETE).update(name="Runner")
    Permission.objects.last().delete()
    Dashboard.objects.all().delete()
    assert rows() != seen[0]
