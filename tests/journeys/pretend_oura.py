"""The pretend Oura of the journeys: served over HTTP, its clock standing still, with what its rings say at hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from demo import connecting
from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.athletes import ATHLETES, Athlete
from oura_connector.simulator.ledger import Application

ADA, BO, CLEO = ATHLETES[:3]
CLIENT_ID, CLIENT_SECRET = "journey-client", "journey-secret"
TUESDAY = 1
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PretendOura:
    simulator: Simulator
    url: str

    def begin_anew(self, callback: str, now: datetime) -> None:
        """No grant, no fault, nothing asked yet; one application, registered with exactly this redirect address."""
        self.simulator.reset()
        self.simulator.requests_seen.clear()
        self.simulator.applications.clear()
        self.simulator.applications[CLIENT_ID] = Application(CLIENT_ID, CLIENT_SECRET, (callback,))
        self.simulator.clock.set(now, frozen=True)

    def order(self, name: str, **details: object) -> None:
        """One of the control routes, such as `revise` or `answer`."""
        connecting.order(name, **details)

    def account_of(self, ring: Athlete) -> str:
        """The id Oura knows the wearer by."""
        return self.simulator.world.traits(ring).user_id

    def bodies(self, ring: Athlete, collection: str, day: date) -> list[dict[str, Any]]:
        """The documents of Oura's `day`, as its API would give them now."""
        found = self.simulator.world.documents_of_day(ring, collection, day, self.simulator.clock.now())
        return [document.body() for document in found]

    def score(self, ring: Athlete, collection: str, day: date) -> int:
        (document,) = self.bodies(ring, collection, day)
        return int(document["score"])

    def recent_sleeper(self) -> tuple[Athlete, date]:
        """Somebody with a whole night that ended yesterday: late enough that every sync still looks at it."""
        return self._sleeper_on(self.simulator.clock.now().date() - ONE_DAY)

    def tuesday_sleeper(self) -> tuple[Athlete, date]:
        """Somebody with a whole night that ended on the newest Tuesday over two days old, and that Tuesday."""
        day = self.simulator.clock.now().date() - 3 * ONE_DAY
        return self._sleeper_on(day - (day.weekday() - TUESDAY) % 7 * ONE_DAY)

    def _sleeper_on(self, morning: date) -> tuple[Athlete, date]:
        return next((ring, morning) for ring in ATHLETES if self._is_whole(ring, morning))

    def _is_whole(self, ring: Athlete, day: date) -> bool:
        scores = [self.bodies(ring, name, day) for name in ("daily_readiness", "daily_sleep")]
        has_night = any(period["type"] == "long_sleep" for period in self.bodies(ring, "sleep", day))
        return all(scores) and has_night and bool(self.bodies(ring, "daily_activity", day - ONE_DAY))
