"""Which client of Trainerize is which person here: proposals by e-mail, confirmed by a consultant."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from messaging.channels.entered import settings_of
from messaging.channels.trainerize_api import Client, TrainerizeApi, sender_ids
from messaging.identifying import CannotIdentify, Speaker, confirm
from messaging.models import Channel, ChatIdentity
from people.models import Person

TRAINERIZE = "trainerize"


class Certainty(Enum):
    """`KNOWN` is confirmed already; `CERTAIN` by e-mail; `DOUBTFUL` by name, or by an e-mail several clients have."""

    KNOWN = "known"
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    NONE = "none"


@dataclass(frozen=True)
class Proposal:
    """One client and the person they may be; `person` is None when nobody fits, or more than one."""

    client: Client
    certainty: Certainty
    person: Person | None = None


@dataclass
class Confirmed:
    """How many are known now, and why others are not."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def match_clients(
    clients: Sequence[Client], people: Iterable[Person], known: Iterable[ChatIdentity] = ()
) -> list[Proposal]:
    """A proposal for each client, in their order. Nothing is stored."""
    everybody = list(people)
    by_email = {person.email.lower(): person for person in everybody if person.email}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in everybody:
        by_name[_name_key(person.first_name, person.last_name)].append(person)
    shared = Counter(client.email for client in clients)
    speakers = {identity.speaker: identity.person for identity in known}
    return [_propose(client, speakers, by_email, by_name, shared[client.email] > 1) for client in clients]


def fetch_clients(channel: Channel) -> list[Client]:
    """All active clients of all senders, each once. Raises TryLater, CannotDeliver."""
    settings = settings_of(channel)
    api = TrainerizeApi(settings)
    found = {client.user_id: client for sender in sender_ids(settings) for client in api.clients(sender)}
    return sorted(found.values(), key=lambda client: (client.last_name, client.first_name, client.user_id))


def propose(people: Iterable[Person]) -> list[Proposal]:
    """Fetched now, matched with these people. Raises Channel.DoesNotExist, TryLater, CannotDeliver."""
    clients = fetch_clients(Channel.objects.get(key=TRAINERIZE))
    known = ChatIdentity.objects.filter(channel=TRAINERIZE).select_related("person")
    return match_clients(clients, people, known)


def confirm_proposals(proposals: Iterable[Proposal], now: datetime) -> Confirmed:
    """Make the proposed people known, those that name one."""
    done = Confirmed()
    for proposal in proposals:
        if proposal.person is None or proposal.certainty is Certainty.KNOWN:
            continue
        try:
            confirm(Speaker(TRAINERIZE, proposal.client.user_id), proposal.person, now)
        except CannotIdentify as error:
            done.refusals.append(str(error))
        else:
            done.count += 1
    return done


def _propose(
    client: Client,
    speakers: dict[str, Person],
    by_email: dict[str, Person],
    by_name: dict[str, list[Person]],
    is_email_shared: bool,
) -> Proposal:
    if client.user_id in speakers:
        return Proposal(client, Certainty.KNOWN, speakers[client.user_id])
    person = by_email.get(client.email) if client.email else None
    if person is not None:
        return Proposal(client, Certainty.DOUBTFUL if is_email_shared else Certainty.CERTAIN, person)
    namesakes = by_name.get(_name_key(client.first_name, client.last_name), [])
    if len(namesakes) == 1 and client.first_name and client.last_name:
        return Proposal(client, Certainty.DOUBTFUL, namesakes[0])
    return Proposal(client, Certainty.NONE)


def _name_key(first: str, last: str) -> str:
    return " ".join(f"{first} {last}".casefold().split())
