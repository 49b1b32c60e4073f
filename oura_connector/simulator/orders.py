"""What every order of the control routes needs: the athlete and the document it is about."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from oura_connector.simulator.athletes import Athlete
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
        return world.identify(self._find_athlete(order), order["collection"], date.fromisoformat(order["day"]))

    def _find_end(self, seconds: object) -> str:
        """The moment so many seconds from now, as it is written in a fault."""
        return (self._simulator.clock.now() + timedelta(seconds=float(str(seconds)))).isoformat()
