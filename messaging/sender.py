"""Who speaks for the site, in which language, and when not: the one row of MessageSender, applied."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from messaging.models import MessageSender
from messaging.words import FALLBACK, LANGUAGES
from people import roles
from people.application import application_details
from people.models import Membership, Person, Squad


def sender_row() -> MessageSender:
    """The one row, its picture fetched only when it is asked for; made with defaults on first use."""
    sender, _created = MessageSender.objects.defer("picture").get_or_create(pk=MessageSender.ONLY_ROW)
    return sender


def language_for(person: Person | None, sender: MessageSender) -> str:
    """The language of messages to `person`: their own; a stranger's is the sender's. Always one that ships."""
    if person is not None and person.language in LANGUAGES:
        return person.language
    return sender.language if sender.language in LANGUAGES else FALLBACK


def coach_of(athlete: Person) -> Person | None:
    """The athlete's coach: of their own squad, else of the nearest above it that has one. Three queries at most."""
    near = set(
        Membership.objects.filter(person=athlete, role=Membership.Role.ATHLETE).values_list("squad_id", flat=True)
    )
    if not near:
        return None
    above = dict(Squad.objects.exclude(parent=None).values_list("id", "parent_id"))
    coaches = list(
        Membership.objects.filter(
            role=Membership.Role.COACH, person__is_active=True, person__groups__name=roles.COACH, squad__isnull=False
        )
        .exclude(person=athlete)
        .select_related("person")
        .order_by("pk")
    )
    while near:
        found = next((one.person for one in coaches if one.squad_id in near), None)
        if found is not None:
            return found
        near = {above[squad] for squad in near if squad in above}
    return None


def speaker_for(person: Person | None, sender: MessageSender) -> str:
    """The name a message to `person` is spoken as."""
    coach = coach_of(person) if person is not None and sender.is_assigned_coach else None
    return coach.full_name if coach else sender.name


def quiet_until(now: datetime, sender: MessageSender | None = None) -> datetime:
    """When something that is not an answer may go out: `now`, or the end of the quiet hours in the site's zone."""
    sender = sender or sender_row()
    begins, ends = sender.quiet_from, sender.quiet_until
    if begins is None or ends is None or begins == ends:
        return now
    local = now.astimezone(ZoneInfo(application_details().zone))
    clock = local.time()
    is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not is_quiet:
        return now
    day = local.date() if clock < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=local.tzinfo).astimezone(now.tzinfo)
