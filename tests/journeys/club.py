"""The people of the journeys, a finished set-up, and athletes who connected already: what a walk is not about."""

from dataclasses import dataclass

from django.utils import timezone

from demo.walking import Walk
from oura_connector.simulator.athletes import Athlete
from people.application import application_details
from people.models import Person, SiteApplication, Squad
from sync import applications, registry
from sync.installing import install
from sync.models import Connection
from tests.builders.people import make_athlete, make_coach, make_consultant, make_squad
from tests.journeys.pretend_oura import CLIENT_ID, CLIENT_SECRET


@dataclass(frozen=True)
class Club:
    """A squad of two with its coach, and a consultant. Nothing is set up yet."""

    squad: Squad
    consultant: Person
    coach: Person
    ada: Person
    bo: Person


def make_club() -> Club:
    squad = make_squad("Rowing Testers")
    return Club(
        squad=squad,
        consultant=make_consultant(),
        coach=make_coach(squad, "Cody", "Coachman"),
        ada=make_athlete(squad, "Ada", "Examplova"),
        bo=make_athlete(squad, "Bo", "Testfield"),
    )


def finish_set_up() -> None:
    """Every line of the checklist that matters is green."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    provider = registry.provider_for("oura")
    install(provider)
    simulator = next(preset for preset in provider.presets() if preset.key == "simulator")
    entered = applications.NewApplication(CLIENT_ID, CLIENT_SECRET, simulator)
    applications.enable(applications.enter_application(provider, entered, timezone.now()))


def connect(person: Person, ring: Athlete) -> Connection:
    """`person` agrees at the pretend Oura as the owner of `ring`, by the real pages, without a browser."""
    Walk(person, ring).connect()
    return Connection.objects.get(person=person, provider="oura")
