"""Comet's side, in memory: consents, tokens, documents, and days on which it does not answer as it should."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

CLIENT_ID, CLIENT_SECRET = "comet-client", "comet-secret"
ACCESS_LASTS = timedelta(hours=2)


@dataclass
class Answer:
    """`body` None: it broke off in the middle."""

    status: int
    body: object = None


@dataclass
class Agreement:
    """One consent of one rider. `challenge` is what the exchange must prove to know the origin of."""

    scopes: frozenset[str]
    challenge: str
    has_ended: bool = False


@dataclass
class CometCloud:
    """`documents`: collection → document id → JSON."""

    documents: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    account_id: str = "rider-1"
    is_lapsed: bool = False
    scripted: list[Answer] = field(default_factory=list)
    codes: dict[str, Agreement] = field(default_factory=dict)
    refreshers: dict[str, Agreement] = field(default_factory=dict)
    accesses: dict[str, Agreement] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    def agree(self, scopes: frozenset[str], challenge: str) -> str:
        """The code of the redirect."""
        code = f"code-{next(self.numbers)}"
        self.codes[code] = Agreement(scopes, challenge)
        return code

    def answer_token(
        self, client: tuple[str, str], *, code: str = "", challenge: str = "", refresh: str = ""
    ) -> Answer:
        """A pair for a fresh code whose challenge is met, or for a refresh token; both are then spent."""
        if self.scripted:
            return self.scripted.pop(0)
        if client != (CLIENT_ID, CLIENT_SECRET):
            return Answer(401, {"why": "client"})
        agreement = self.codes.pop(code, None) if code else self.refreshers.pop(refresh, None)
        if agreement is None or agreement.has_ended or (code and agreement.challenge != challenge):
            return Answer(400, {"why": "grant"})
        number = next(self.numbers)
        self.accesses[f"access-{number}"] = self.refreshers[f"refresh-{number}"] = agreement
        return Answer(
            200,
            {
                "access": f"access-{number}",
                "refresh": f"refresh-{number}",
                "seconds": ACCESS_LASTS.total_seconds(),
                "scopes": sorted(agreement.scopes),
            },
        )

    def answer_data(self, access: str, collection: str, scope: str, document_id: str = "") -> Answer:
        """All of a collection, one document of it, or who the rider is."""
        if self.scripted:
            return self.scripted.pop(0)
        agreement = self.accesses.get(access)
        if agreement is None or agreement.has_ended:
            return Answer(401, {"why": "token"})
        if self.is_lapsed:
            return Answer(402, {"why": "membership"})
        if scope and scope not in agreement.scopes:
            return Answer(403, {"why": "scope", "scope": scope})
        if collection == "account":
            return Answer(200, {"account": self.account_id})
        held = self.documents.get(collection, {})
        if document_id:
            return Answer(200, held[document_id]) if document_id in held else Answer(404, {"why": "document"})
        return Answer(200, {"documents": list(held.values())})

    def end_agreements(self, access: str = "") -> None:
        """All of them, or the one behind an access token."""
        ended = [self.accesses[access]] if access in self.accesses else [] if access else self.accesses.values()
        for agreement in ended:
            agreement.has_ended = True

    def put_night(self, day: str, score: int, bedtime: datetime, **more: object) -> None:
        night = {"id": f"night-{day}", "day": day, "score": score, "bedtime": bedtime.isoformat(), **more}
        self.documents.setdefault("nights", {})[f"night-{day}"] = night

    def put_ride(self, document_id: str, day: str, metres: int) -> None:
        ride = {"id": document_id, "day": day, "metres": metres}
        self.documents.setdefault("rides", {})[document_id] = ride


CLOUD = CometCloud()
