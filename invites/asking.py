"""What the address of the clients pages asks for: which wearable, which squad, which standing."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from invites.clients import Standing, athletes_of
from invites.squads import squads_of
from people.access import visible_people
from people.models import Person, Squad
from people.squad_tree import ids_below
from sync import registry
from sync.provider import Provider


@dataclass(frozen=True)
class Question:
    """`squad` None: everybody the viewer may see; `standing` "" : whatever it is."""

    provider: Provider
    squad: Squad | None
    squads: list[Squad]
    standing: str

    @property
    def query(self) -> str:
        """The same question as the query of an address."""
        squad = self.squad.pk if self.squad else ""
        return urlencode({"provider": self.provider.key, "squad": squad, "state": self.standing})

    @property
    def clients_url(self) -> str:
        return f"{reverse('invites:clients')}?{self.query}"

    @property
    def funnel_url(self) -> str:
        return f"{reverse('invites:funnel')}?{self.query}"


def read_question(viewer: Person, given: Mapping[str, str]) -> Question:
    """Raises Http404 for a wearable or squad that is not there or not the viewer's; an unknown standing is none."""
    squads = squads_of(viewer)
    standing = given.get("state", "")
    return Question(
        provider=provider_or_404(given.get("provider", "")),
        squad=_squad(squads, given.get("squad", "").strip()),
        squads=squads,
        standing=standing if standing in Standing.values else "",
    )


def provider_or_404(key: str) -> Provider:
    """The wearable of this key; for "" the first that is installed."""
    found = next((one for one in registry.all_providers() if key in ("", one.key)), None)
    if found is None:
        raise Http404("no such wearable")
    return found


def asked_athletes(viewer: Person, question: Question) -> list[Person]:
    """The athletes the viewer may see, of the squad asked for and all below it. By name."""
    squad_ids = ids_below(question.squad, question.squads) if question.squad else None
    return list(athletes_of(visible_people(viewer), squad_ids))


def _squad(squads: list[Squad], text: str) -> Squad | None:
    if not text:
        return None
    found = next((one for one in squads if str(one.pk) == text), None)
    if found is None:
        raise Http404("no such squad, or not this viewer's")
    return found
