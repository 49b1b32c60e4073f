"""A club with years of nights, days, answers and sessions, put in by SQL: what a page costs rests on what is there."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from benchmarks.syncing.club import set_up_oura
from dashboards.board.columns import AVAILABILITY, LOAD, WELLNESS
from dashboards.morning import ACTIVITY, NIGHT
from forms_engine.definition_import import apply_document
from forms_engine.models import FormDefinition
from forms_engine.starters import read_starter
from people import roles
from people.adding import add_person
from people.models import Membership, Person, Squad
from sync.models import Binding, Connection, FeedState

SMALL = 50
# One in so many records is missing, as rings lie in drawers.
GAPS = {NIGHT: 0.08, ACTIVITY: 0.06, WELLNESS: 0.25, LOAD: 0.4, AVAILABILITY: 0.97}
STATES = "'available', 'modified', 'unavailable'"
CLOCK = """'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'"""
VALUES = {
    NIGHT: f"""json_build_object('readiness_score', 60 + (random() * 35)::int, 'sleep_score', 60 + (random() * 35)::int,
        'total_sleep_s', 21600 + (random() * 10800)::int, 'hrv_rmssd_ms', 35 + (random() * 60)::int,
        'lowest_heart_rate_bpm', 42 + (random() * 14)::int,
        'temperature_deviation_c', round((random() - 0.5)::numeric, 2), 'efficiency_percent', 80 + (random() * 18)::int,
        'deep_sleep_s', 3600 + (random() * 3600)::int, 'light_sleep_s', 10800 + (random() * 3600)::int,
        'rem_sleep_s', 3600 + (random() * 3600)::int,
        'bedtime_start', to_char(day.day - random() * interval '3 hours', {CLOCK}),
        'bedtime_end', to_char(day.day + interval '6 hours' + random() * interval '3 hours', {CLOCK}))""",
    ACTIVITY: "json_build_object('activity_score', 60 + (random() * 35)::int, 'steps', 3000 + (random() * 15000)::int)",
    WELLNESS: "json_build_object('wellness_total', 10 + (random() * 15)::int)",
    LOAD: "json_build_object('load_au', 100 + (random() * 800)::int)",
    AVAILABILITY: f"json_build_object('status', (ARRAY[{STATES}])[1 + (random() * 2)::int])",
}
RECORDS = """
INSERT INTO forms_engine_record
    (form_id, person_id, source, source_id, source_on, occurred_on, zone, values, digests, created_at, modified_at)
SELECT %s, athlete.person_id, 'bench', day.day::date::text, day.day::date, day.day::date - %s, '', {values}, '{{}}',
       day.day + interval '7 hours', day.day + interval '7 hours'
FROM unnest(%s::bigint[]) AS athlete(person_id),
     generate_series(%s::date, %s::date, interval '1 day') AS day(day)
WHERE random() >= %s
"""


@dataclass(frozen=True)
class Club:
    """`whole` and `small`: squads of all athletes and of fifty; `viewer` coaches both and reads every form."""

    viewer: Person
    whole: Squad
    small: Squad
    athletes: list[int]
    today: date


def make_club(athletes: int, days: int) -> Club:
    """The club as it stands after so many days, without a record yet."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    set_up_oura()
    now = timezone.now()
    with transaction.atomic():
        for file in (WELLNESS, LOAD, AVAILABILITY):
            apply_document(read_starter(file), now)
    whole = Squad.objects.create(name="Everybody")
    small = Squad.objects.create(name="Eights", parent=whole)
    people = _people(athletes, whole, small, days)
    viewer = Person(username="medic", first_name="Mia", last_name="Mockley")
    add_person(viewer, roles=[roles.MEDICAL, roles.STAFF], coach_of=[whole])
    return Club(viewer, whole, small, people, now.date())


def fill_club(club: Club, first: date, last: date) -> None:
    """Everybody's records of these days, projected; the database knows how much it holds."""
    for key in VALUES:
        put_records(key, club.athletes, first, last)
    call_command("rebuild_projection", verbosity=0)
    with database.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def put_records(key: str, people: list[int], first: date, last: date) -> None:
    """Records of one form for each day up to `last`, with gaps; a night of today is dated yesterday."""
    form = FormDefinition.objects.get(key=key)
    back = 1 if form.dates_the_night else 0
    with database.cursor() as cursor:
        cursor.execute(RECORDS.format(values=VALUES[key]), [form.pk, back, people, first, last, GAPS[key]])


def _people(athletes: int, whole: Squad, small: Squad, days: int) -> list[int]:
    now = timezone.now()
    joined = now - timedelta(days=days)
    people = Person.objects.bulk_create(
        Person(username=f"athlete{number}", first_name="Ada", last_name=f"Examplova {number:03}", date_joined=joined)
        for number in range(athletes)
    )
    group = Group.objects.get(name=roles.ATHLETE)
    Person.groups.through.objects.bulk_create(
        Person.groups.through(person_id=person.pk, group_id=group.pk) for person in people
    )
    Membership.objects.bulk_create(
        Membership(squad=small if number < SMALL else whole, person=person) for number, person in enumerate(people)
    )
    connections = Connection.objects.bulk_create(
        Connection(
            provider="oura",
            person=person,
            account_id=f"account-{person.pk}",
            preset="simulator",
            state=Connection.State.CONNECTED,
            state_since=joined,
            authorised_at=joined,
            last_synced_at=now,
            last_data_on=now.date(),
        )
        for person in people
    )
    _read_through(connections, joined.date(), now.date())
    return [person.pk for person in people]


def _read_through(connections: list[Connection], first: date, last: date) -> None:
    """Where the reading of each feed stands, as after years of rounds: badges tell by it."""
    feeds = list(Binding.objects.filter(provider="oura", is_active=True).values_list("feed", flat=True))
    stands = {"synced_through": last, "filled_back_to": first, "first_data_on": first, "last_data_on": last}
    FeedState.objects.bulk_create(
        (FeedState(connection=one, feed=feed, **stands) for one in connections for feed in feeds), batch_size=2000
    )
