"""The invented club: squads, staff, twenty athletes named as in the pretend Oura, and a finished set-up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from demo.filling import fill_forms
from oura_connector.simulator import athletes as invented
from people import roles
from people.adding import add_person
from people.application import application_details
from people.models import Person, SiteApplication, Squad
from sync import applications, registry
from sync.installing import install
from sync.models import ProviderApplication

PASSWORD = "ringside"  # noqa: S105 everybody's, printed at start; the demo listens on this machine only
CLIENT_ID, CLIENT_SECRET = "ringside-demo", "ringside-demo-secret"  # noqa: S105
ATHLETES = 20
FIRST_TEAM = 13
# Longer ago than the oldest record, so that no page takes the athletes for new.
JOINED_AGO = timedelta(days=120)


@dataclass(frozen=True)
class Staff:
    username: str
    first_name: str
    last_name: str
    role: str
    squad: str
    tries: str


STAFF = (
    Staff("consultant", "Connie", "Sultana", roles.CONSULTANT, "", "Connectors (set-up), Admin: people, forms, runs"),
    Staff("head", "Hedda", "Performova", roles.STAFF, "Demo Rovers", "the morning board of the whole club"),
    Staff(
        "physio", "Phil", "Physiodemo", roles.MEDICAL, "Demo Rovers", "the board with temperature; an athlete's page"
    ),
    Staff("coach", "Cody", "Coachman", roles.COACH, "First team", "the board of the first team; who is not connected"),
    Staff("coach21", "Yuna", "Youthcoach", roles.COACH, "Under 21", "a board without anybody of the first team"),
)


def athlete_username(athlete: invented.Athlete) -> str:
    return athlete.first_name.lower()


def waiting_athlete() -> invented.Athlete:
    """The one who has not connected yet: for whoever tries the demo."""
    return invented.ATHLETES[0]


@transaction.atomic
def make_club(now: datetime) -> None:
    """Make what is missing; somebody who is there already stays as they are."""
    if Person.objects.filter(username=STAFF[0].username).exists():
        _point_application(now)
    else:
        _make_people(now)
        install(registry.provider_for("oura"))
        applications.enable(_point_application(now))
    _fill_forms(now)


def _make_people(now: datetime) -> None:
    details = application_details()
    details.name, details.zone = _("Demo Rovers"), invented.HOME
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    club = Squad.objects.create(name="Demo Rovers")
    squads = {name: Squad.objects.create(name=name, parent=club) for name in ("First team", "Under 21")}
    squads["Demo Rovers"] = club
    password = make_password(PASSWORD)
    for one in STAFF:
        squad = [squads[one.squad]] if one.squad else []
        add_person(_person(one.username, one.first_name, one.last_name, password), roles=[one.role], coach_of=squad)
    for athlete in invented.ATHLETES[:ATHLETES]:
        squad_name = "First team" if athlete.number < FIRST_TEAM else "Under 21"
        person = _person(athlete_username(athlete), athlete.first_name, athlete.last_name, password)
        person.email, person.zone, person.sex = athlete.email, athlete.zone, athlete.sex
        person.date_of_birth, person.date_joined = athlete.born_on, now - JOINED_AGO
        add_person(person, roles=[roles.ATHLETE], athlete_in=[squads[squad_name]])


def _fill_forms(now: datetime) -> None:
    """By whoever is there still: somebody trying the demo may have taken people away."""
    people = {person.username: person for person in Person.objects.filter(is_active=True)}
    club = {
        one: people[athlete_username(one)] for one in invented.ATHLETES[:ATHLETES] if athlete_username(one) in people
    }
    physio, head = people.get("physio"), people.get("head")
    if club and physio and head:
        fill_forms(club, physio, head, now)


def accounts() -> list[tuple[str, str, str, str]]:
    """(who, username, password, what to try), for whoever starts the demo."""
    athlete = waiting_athlete()
    rows = [(_("athlete"), athlete_username(athlete), PASSWORD, _tries_connecting(athlete))]
    second = invented.ATHLETES[1]
    rows.append(
        (
            _("athlete"),
            athlete_username(second),
            PASSWORD,
            _("connected already: last night, own records, this morning’s form to fill in"),
        )
    )
    rows += [(one.role.lower(), one.username, PASSWORD, one.tries) for one in STAFF]
    return rows


def _tries_connecting(athlete: invented.Athlete) -> str:
    return _(
        "Profiles, Authorise Oura Data, Authorisation Link; at the pretend Oura: %(email)s, password %(password)s"
    ) % {"email": athlete.email, "password": invented.PASSWORD}


def _person(username: str, first_name: str, last_name: str, password: str) -> Person:
    email = f"{username}@club.example"
    return Person(username=username, first_name=first_name, last_name=last_name, email=email, password=password)


def _point_application(now: datetime) -> ProviderApplication:
    """The pretend Oura may have moved to another port since the last start."""
    provider = registry.provider_for("oura")
    simulator = next(preset for preset in provider.presets() if preset.api_url == settings.SIMULATOR_URL)
    entered = applications.NewApplication(CLIENT_ID, CLIENT_SECRET, simulator)
    return applications.enter_application(provider, entered, now)
