"""A club with years of three forms, put in by SQL, and a fourth form whose one calculation looks back."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from dashboards.board.columns import LOAD, WELLNESS
from dashboards.projection import rebuild
from forms_engine.definition_import import apply_document
from forms_engine.definitions import ensure_field, ensure_form
from forms_engine.field_types.base import CALCULATION
from forms_engine.models import FormDefinition
from forms_engine.starters import read_starter
from people import roles
from people.adding import add_person
from people.models import Membership, Person, Squad

MORNING, JUMPS = "morning_measurements", "jumps"
# Form → the fields a squad day shows of it: twelve in all.
SQUAD_DAY = {
    WELLNESS: ("sleep_quality", "fatigue", "soreness", "stress", "mood"),
    LOAD: ("duration_min", "rpe", "load_au"),
    MORNING: ("weight_kg", "resting_bpm", "hrv_ms", "sleep_h"),
}
HEIGHT, USUAL_HEIGHT = "height_cm", "usual_height_cm"
HISTORY_FORMULA = "history_mean([height_cm], 28 days, at least 3, without today)"
VALUES = {
    WELLNESS: """json_build_object('sleep_quality', 1 + (random() * 4)::int, 'fatigue', 1 + (random() * 4)::int,
        'soreness', 1 + (random() * 4)::int, 'stress', 1 + (random() * 4)::int, 'mood', 1 + (random() * 4)::int,
        'wellness_total', 5 + (random() * 20)::int)""",
    LOAD: """json_build_object('session_type', 'Endurance', 'duration_min', 30 + (random() * 90)::int,
        'rpe', (random() * 10)::int, 'load_au', (random() * 900)::int)""",
    MORNING: """json_build_object('weight_kg', round((60 + random() * 30)::numeric, 1),
        'resting_bpm', 42 + (random() * 14)::int, 'hrv_ms', 35 + (random() * 60)::int,
        'sleep_h', round((6 + random() * 3)::numeric, 2))""",
    JUMPS: f"json_build_object('{HEIGHT}', round((30 + random() * 20)::numeric, 1))",
}
RECORDS = """
INSERT INTO forms_engine_record
    (form_id, person_id, source, source_id, occurred_on, zone, values, digests, created_at, modified_at)
SELECT %s, athlete.person_id, 'bench', day.day::date::text, day.day::date, '', {values}, '{{}}', day.day, day.day
FROM unnest(%s::bigint[]) AS athlete(person_id),
     generate_series(%s::date, %s::date, interval '1 day') AS day(day)
"""


@dataclass(frozen=True)
class Club:
    """`today`: the last day of history; `staff` writes and imports every form about all of `athletes`."""

    staff: Person
    squad: Squad
    athletes: list[Person]
    today: date

    @property
    def ids(self) -> list[int]:
        return [person.pk for person in self.athletes]


def make_club(athletes: int) -> Club:
    """Nobody has any record yet."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    with transaction.atomic():
        for file in (WELLNESS, LOAD):
            apply_document(read_starter(file), now)
        _make_own_forms()
    squad = Squad.objects.create(name="Everybody")
    people = _people(athletes, squad)
    staff = Person(username="staff", first_name="Sam", last_name="Sampleton")
    add_person(staff, roles=[roles.STAFF], coach_of=[squad])
    return Club(staff, squad, people, now.date())


def _make_own_forms() -> None:
    morning = ensure_form(MORNING, "Morning Measurements", FormDefinition.Kind.EVENT)
    for key in SQUAD_DAY[MORNING]:
        ensure_field(morning, key, key.replace("_", " ").capitalize(), "number", "")
    jumps = ensure_form(JUMPS, "Jumps", FormDefinition.Kind.EVENT)
    ensure_field(jumps, HEIGHT, "Height", "number", "cm")
    ensure_field(
        jumps, USUAL_HEIGHT, "Usual height", CALCULATION, "cm", written_by=CALCULATION, formula=HISTORY_FORMULA
    )


def _people(count: int, squad: Squad) -> list[Person]:
    people = Person.objects.bulk_create(
        Person(username=f"athlete{number}", first_name="Ada", last_name=f"Examplova {number:03}")
        for number in range(count)
    )
    group = Group.objects.get(name=roles.ATHLETE)
    members = Person.groups.through
    members.objects.bulk_create(members(person_id=person.pk, group_id=group.pk) for person in people)
    Membership.objects.bulk_create(Membership(squad=squad, person=person) for person in people)
    return people


def put_records(club: Club, form_keys: tuple[str, ...], first: date, last: date) -> None:
    """A record of each form, athlete and day; the projection and the planner's statistics follow."""
    for key in form_keys:
        form = FormDefinition.objects.get(key=key)
        with database.cursor() as cursor:
            cursor.execute(RECORDS.format(values=VALUES[key]), [form.pk, club.ids, first, last])
        rebuild(form.pk)
    with database.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def days_before(day: date, count: int) -> tuple[date, date]:
    """The first and last of `count` days up to `day`."""
    return day - timedelta(days=count - 1), day
