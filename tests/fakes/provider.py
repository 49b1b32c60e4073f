"""A wearable in memory: "Pulsar", with nights and steps; on request with runs, devices and a person too.

A small working thing, no network. `FakeProvider(feeds=ALL_FEEDS, forms=ALL_FORMS)` has a feed of every shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from sync.errors import AccessTokenRefused, GrantRevoked, SyncError
from sync.provider import (
    PROFILE_ID,
    Credentials,
    Due,
    Endpoints,
    Feed,
    FormPlan,
    Grant,
    GrantFormNames,
    Notices,
    Observation,
    Series,
    Shape,
    Value,
    Window,
)

NIGHT = Feed(
    key="night",
    name="Nights",
    words="How long you slept.",
    scope="sleep",
    form="pulsar_nights",
    date_shift_days=-1,
    values=(
        Value("night_score", "Night score", "score"),
        Value("total_sleep_s", "Total sleep", "duration", unit="s"),
        Value("pulse", "Pulse", "series"),
    ),
)
CALM = Feed(
    key="calm",
    name="Calm",
    words="How rested you are.",
    scope="sleep",
    form="pulsar_nights",
    date_shift_days=-1,
    values=(Value("calm_score", "Calm score", "score"),),
)
STEPS = Feed(
    key="steps",
    name="Steps",
    words="How much you walked.",
    scope="move",
    form="pulsar_days",
    date_shift_days=0,
    values=(Value("steps", "Steps", "integer"),),
)
RUNS = Feed(
    key="runs",
    name="Runs",
    words="When and how far you ran.",
    scope="move",
    form="pulsar_runs",
    date_shift_days=0,
    values=(Value("distance_m", "Distance", "integer"), Value("run_pulse", "Pulse", "series")),
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    is_default=False,
)
DEVICES = Feed(
    key="devices",
    name="Devices",
    words="Which Pulsars you have had.",
    scope="move",
    form="pulsar_devices",
    date_shift_days=0,
    values=(Value("model", "Model", "text"),),
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    is_default=False,
    is_whole=True,
)
WEARER = Feed(
    key="wearer",
    name="Wearer",
    words="How tall you are.",
    scope="self",
    form="pulsar_wearer",
    date_shift_days=0,
    values=(Value("height_m", "Height", "number"),),
    shape=Shape.PROFILE,
    due=Due.SOMETIMES,
    is_default=False,
)
READERS = {"Staff": "lcr", "Coach": "lcr", "Medical": "lcr", "Athlete": "lcr"}
ENDPOINTS = Endpoints(
    key="pulsar",
    name="Pulsar",
    authorize_url="https://pulsar.example/authorize",
    token_url="https://pulsar.example/token",
    revoke_url="https://pulsar.example/revoke",
    api_url="https://pulsar.example",
)

FORMS = (
    FormPlan("pulsar_nights", "Pulsar Nights", "", True, READERS),
    FormPlan("pulsar_days", "Pulsar Days", "", False, READERS),
)
ALL_FEEDS = (NIGHT, CALM, STEPS, RUNS, DEVICES, WEARER)
ALL_FORMS = (
    *FORMS,
    FormPlan("pulsar_runs", "Pulsar Runs", "", False, READERS),
    FormPlan("pulsar_devices", "Pulsar Devices", "", False, READERS),
    FormPlan("pulsar_wearer", "Pulsar Wearer", "", False, READERS, is_profile=True),
)


@dataclass
class FakeProvider:
    """Holds what the vendor has in `documents`: feed key → day → values. `fail` makes feeds or "token" raise.

    `events`: feed key → document id → what is observed, for feeds of that shape; `wearer`: the person's values.
    """

    key: str = "pulsar"
    name: str = "Pulsar"
    feeds: tuple[Feed, ...] = (NIGHT, CALM, STEPS)
    forms: tuple[FormPlan, ...] = FORMS
    grant_forms: GrantFormNames = GrantFormNames(
        "Authorise Pulsar Data", "Pulsar Refresh Token", "Current Pulsar Token"
    )
    extra_scopes: tuple[str, ...] = ()
    notices: Notices | None = None
    documents: dict[str, dict[date, dict[str, object]]] = field(default_factory=dict)
    events: dict[str, dict[str, Observation]] = field(default_factory=dict)
    wearer: dict[str, object] = field(default_factory=dict)
    fail: dict[str, SyncError] = field(default_factory=dict)
    asked: list[tuple[str, Window]] = field(default_factory=list)
    refreshes: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    account_id: str = "pulsar-account-1"
    granted: frozenset[str] | None = frozenset({"sleep", "move"})
    lasts: timedelta = timedelta(hours=24)
    issued: int = 0
    good_refresh: set[str] = field(default_factory=set)
    good_access: set[str] = field(default_factory=set)
    good_codes: set[str] = field(default_factory=lambda: {"good-code"})

    def presets(self) -> Sequence[Endpoints]:
        return (ENDPOINTS,)

    def put(self, feed_key: str, day: date, **values: object) -> None:
        self.documents.setdefault(feed_key, {})[day] = values

    def delete(self, feed_key: str, day: date) -> None:
        del self.documents[feed_key][day]

    def put_event(
        self,
        feed_key: str,
        document_id: str,
        day: date,
        starts_at: datetime | None = None,
        series: Mapping[str, Series] | None = None,
        **values: object,
    ) -> None:
        self.events.setdefault(feed_key, {})[document_id] = Observation(
            document_id, day, values, starts_at=starts_at, series=series or {}, document_id=document_id
        )

    def authorize_url(
        self, credentials: Credentials, *, redirect_uri: str, state: str, verifier: str, scopes: Sequence[str]
    ) -> str:
        asked = {"state": state, "redirect_uri": redirect_uri, "scope": " ".join(scopes)}
        return f"{credentials.endpoints.authorize_url}?{urlencode(asked)}"

    def exchange_code(
        self, credentials: Credentials, *, code: str, redirect_uri: str, verifier: str, now: datetime
    ) -> Grant:
        self._raise("token")
        if code not in self.good_codes:
            raise GrantRevoked("The code is refused.")
        self.good_codes.discard(code)
        return self.issue(now)

    def refresh(self, credentials: Credentials, *, refresh_token: str, now: datetime) -> Grant:
        self._raise("token")
        self.refreshes.append(refresh_token)
        if refresh_token not in self.good_refresh:
            raise GrantRevoked("The refresh token is refused.")
        self.good_refresh.discard(refresh_token)
        return self.issue(now)

    def issue(self, now: datetime) -> Grant:
        """A new pair, of which the vendor remembers both halves."""
        self.issued += 1
        grant = Grant(f"access-{self.issued}", f"refresh-{self.issued}", now + self.lasts, self.granted)
        self.good_refresh.add(grant.refresh_token)
        self.good_access = {grant.access_token}
        return grant

    def revoke(self, credentials: Credentials, *, access_token: str, refresh_token: str) -> None:
        self._raise("revoke")
        self.revoked.append(refresh_token)

    def identify(self, credentials: Credentials, *, access_token: str) -> str:
        self._check(access_token)
        self._raise("identify")
        return self.account_id

    def observations(
        self, credentials: Credentials, *, access_token: str, feed: Feed, window: Window
    ) -> list[Observation]:
        self._check(access_token)
        self.asked.append((feed.key, window))
        self._raise(feed.key)
        if feed.shape is Shape.PROFILE:
            return [Observation(PROFILE_ID, None, dict(self.wearer), document_id=PROFILE_ID)]
        if feed.shape is Shape.EVENT:
            events = self.events.get(feed.key, {}).values()
            return [one for one in events if feed.is_whole or window.first <= (one.day or date.min) <= window.last]
        days = self.documents.get(feed.key, {})
        return [
            Observation(day.isoformat(), day, dict(days[day]), document_id=f"{feed.key}-{day}")
            for day in sorted(days)
            if window.first <= day <= window.last
        ]

    def granted_scopes(self, answer: Mapping[str, str]) -> frozenset[str] | None:
        return frozenset(answer["scope"].split()) if "scope" in answer else None

    def day_of_document(
        self, credentials: Credentials, *, access_token: str, feed: Feed, document_id: str
    ) -> date | None:
        self._raise("document")
        if feed.shape is Shape.EVENT:
            found = self.events.get(feed.key, {}).get(document_id)
            return found.day if found else None
        days = self.documents.get(feed.key, {})
        return next((day for day in days if document_id == f"{feed.key}-{day}"), None)

    def _check(self, access_token: str) -> None:
        if access_token not in self.good_access:
            raise AccessTokenRefused("The access token is refused.")

    def _raise(self, what: str) -> None:
        if what in self.fail:
            raise self.fail[what]
