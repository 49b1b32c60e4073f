"""What has been asked of the simulator, for tests that count calls. Holds no token and no form."""

import re
from collections import Counter, deque
from typing import Any

from oura_connector.simulator.exchange import Request

_SINGLE = re.compile(r"(/v2/(?:usercollection/[^/]+|webhook/subscription(?:/renew)?))/[^/]+")
_SECRETS = {"access_token", "code", "code_challenge", "state", "ticket"}


class RequestsSeen:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.latest: deque[dict[str, Any]] = deque(maxlen=500)

    def note(self, request: Request, status: int, email: str | None) -> None:
        """Single documents are counted together, as `…/sleep/{id}`, and so are single subscriptions."""
        path = _SINGLE.sub(r"\1/{id}", request.path)
        self.counts[f"{request.method} {path}"] += 1
        query = {name: values[0] for name, values in request.query.items() if name not in _SECRETS}
        grant_type = request.sent("grant_type")
        self.latest.append(
            {"method": request.method, "path": path, "query": query, "athlete": email, "status": status}
            | ({"grant_type": grant_type} if grant_type else {})
        )

    def clear(self) -> None:
        self.counts.clear()
        self.latest.clear()
