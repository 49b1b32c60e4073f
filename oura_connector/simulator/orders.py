"""What every order of the control routes needs: the athlete and the document it is about."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.happenings import HAPPENINGS
from oura_connector.simulator.identifiers import COLLECTIONS, read_identifier

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator

Order = dict[str, Any]


class NotThere(Exception):
    """The athlete or document named does not exist."""


class Orders:
    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator

    def _find_athlete(self, order: Order) -> Athlete:
        athlete = self._simulator.world.find_athlete(str(order["athlete"]))
        if athlete is None:
            raise NotThere(f"There is no athlete {order['athlete']!r}.")
        return athlete

    def _find_user_id(self, order: Order) -> str:
        return self._simulator.world.traits(self._find_athlete(order)).user_id

    def _find_document(self, order: Order) -> str:
        world = self._simulator.world
        if "document_id" in order:
            document_id = str(order["document_id"])
            if read_identifier(world.seed, document_id) is None:
                raise NotThere(f"There is no document {document_id!r}.")
            return document_id
        if order["collection"] not in COLLECTIONS:
            raise NotThere(f"There is no collection {order['collection']!r}.")
        athlete, day = self._find_athlete(order), date.fromisoformat(order["day"])
        if order["collection"] in HAPPENINGS:
            return self._find_happening(athlete, order["collection"], day)
        return world.identify(athlete, order["collection"], day)

    def _find_happening(self, athlete: Athlete, collection: str, day: date) -> str:
        """The first of the day, for the day alone does not say which there will be."""
        now = self._simulator.clock.now()
        found = self._simulator.world.documents_of_day(athlete, collection, day, now)
        if not found:
            raise NotThere(f"{athlete.name} has nothing in {collection} on {day} by now.")
        return found[0].id

    def _find_end(self, seconds: object) -> str:
        """The moment so many seconds from now, as it is written in a fault."""
        return (self._simulator.clock.now() + timedelta(seconds=float(str(seconds)))).isoformat()
