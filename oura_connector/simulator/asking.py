"""A request for data whose token has been accepted."""

from dataclasses import dataclass
from datetime import datetime

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.exchange import Request
from oura_connector.simulator.ledger import Grant


@dataclass(frozen=True)
class Asking:
    request: Request
    grant: Grant
    athlete: Athlete
    now: datetime
    trouble: str | None = None  # the kind of trouble ordered for its pages
