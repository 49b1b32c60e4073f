"""Comet as a wearable: the whole of the contract for a small vendor."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sync import errors
from sync.provider import (
    PROFILE_ID,
    Credentials,
    Endpoints,
    Feed,
    FormPlan,
    Grant,
    GrantFormNames,
    Notices,
    Observation,
    Series,
    Shape,
    Window,
)
from tests.second_wearable.cloud import Answer, CometCloud
from tests.second_wearable.feeds import FEEDS, FORMS, NIGHTS

PRESET = Endpoints(
    key="comet",
    name="Comet",
    authorize_url="https://comet.example/agree",
    token_url="https://comet.example/token",
    revoke_url="https://comet.example/revoke",
    api_url="https://comet.example",
)


class CometProvider:
    """Fulfils `sync.provider.Provider`."""

    key = "comet"
    name = "Comet"
    feeds: tuple[Feed, ...] = FEEDS
    forms: tuple[FormPlan, ...] = FORMS
    grant_forms = GrantFormNames("Authorise Comet Data", "Comet Refresh Token", "Current Comet Token")
    extra_scopes: tuple[str, ...] = ()
    notices: Notices | None = None

    def __init__(self, cloud: CometCloud) -> None:
        self._cloud = cloud

    def presets(self) -> Sequence[Endpoints]:
        return (PRESET,)

    def authorize_url(
        self, credentials: Credentials, *, redirect_uri: str, state: str, verifier: str, scopes: Sequence[str]
    ) -> str:
        asked = {
            "client_id": credentials.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "scope": " ".join(scopes),
            "code_challenge": challenge_of(verifier),
        }
        return f"{credentials.endpoints.authorize_url}?{urlencode(asked)}"

    def exchange_code(
        self, credentials: Credentials, *, code: str, redirect_uri: str, verifier: str, now: datetime
    ) -> Grant:
        client = (credentials.client_id, credentials.client_secret)
        return _read_grant(self._cloud.answer_token(client, code=code, challenge=challenge_of(verifier)), now)

    def granted_scopes(self, answer: Mapping[str, str]) -> frozenset[str] | None:
        return None

    def refresh(self, credentials: Credentials, *, refresh_token: str, now: datetime) -> Grant:
        client = (credentials.client_id, credentials.client_secret)
        return _read_grant(self._cloud.answer_token(client, refresh=refresh_token), now)

    def revoke(self, credentials: Credentials, *, access_token: str, refresh_token: str) -> None:
        self._cloud.end_agreements(access_token)

    def identify(self, credentials: Credentials, *, access_token: str) -> str:
        return str(_read(self._cloud.answer_data(access_token, "account", ""), "account"))

    def observations(
        self, credentials: Credentials, *, access_token: str, feed: Feed, window: Window
    ) -> list[Observation]:
        documents = _read(self._cloud.answer_data(access_token, feed.key, feed.scope), "documents")
        seen = [_observe(feed, document) for document in documents]
        kept = [one for one in seen if one.day is None or window.first <= one.day <= window.last]
        return sorted(kept, key=lambda one: (str(one.day), one.source_id))

    def day_of_document(
        self, credentials: Credentials, *, access_token: str, feed: Feed, document_id: str
    ) -> date | None:
        answer = self._cloud.answer_data(access_token, feed.key, feed.scope, document_id)
        return None if answer.status == 404 else date.fromisoformat(_read(answer, "day"))


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _observe(feed: Feed, document: Mapping[str, Any]) -> Observation:
    if feed.shape is Shape.PROFILE:
        return Observation(PROFILE_ID, None, {"bicycle_kg": document["bicycle_kg"]}, document_id=PROFILE_ID)
    day = date.fromisoformat(document["day"])
    if feed is not NIGHTS:
        return Observation(document["id"], day, {"ride_m": document["metres"]}, document_id=document["id"])
    bedtime = datetime.fromisoformat(document["bedtime"])
    pulse = {"pulse_bpm": Series(bedtime, 300.0, tuple(document["pulse"]))} if "pulse" in document else {}
    return Observation(
        day.isoformat(), day, {"rest_score": document["score"]}, bedtime, series=pulse, document_id=document["id"]
    )


def _read_grant(answer: Answer, now: datetime) -> Grant:
    why = answer.body.get("why") if isinstance(answer.body, dict) else None
    if why == "client":
        raise errors.ProviderMisconfigured("Comet does not know this client.")
    if why == "grant":
        raise errors.GrantRevoked("Comet refuses: connect again.")
    lasts = timedelta(seconds=_read(answer, "seconds"))
    scopes = frozenset(_read(answer, "scopes"))
    return Grant(_read(answer, "access"), _read(answer, "refresh"), now + lasts, scopes)


def _read(answer: Answer, name: str) -> Any:
    """One member of a good answer; the family of errors for every other."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status == 200 and name in body:
        return body[name]
    match answer.status:
        case 401:
            raise errors.AccessTokenRefused("Comet refuses the token.")
        case 402:
            raise errors.MembershipLapsed("The membership at Comet has ended.")
        case 403 if "scope" in body:
            raise errors.ScopeMissing("Not granted.", body["scope"])
        case 429:
            raise errors.RateLimited("Comet asks us to wait.", 30.0)
        case status if 400 <= status < 500:
            raise errors.UnexpectedDocument(f"Comet answered {status}.")
    raise errors.ProviderUnavailable("Comet does not answer as it should.")
