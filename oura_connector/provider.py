"""Oura as a wearable: the one name the rest of the site sees."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_noop as _

from oura_connector import oauth
from oura_connector.client import OuraClient
from oura_connector.documents import Document
from oura_connector.feeds import FEEDS, FORMS
from oura_connector.flights import Flights
from oura_connector.mapping import counted_day, to_observations
from oura_connector.notices import OuraNotices
from oura_connector.presets import available_presets
from oura_connector.routes import AskedBy, route_of
from oura_connector.scopes import scopes_of_redirect
from oura_connector.transport import pooled_session
from sync.provider import Credentials, Endpoints, Feed, FormPlan, Grant, GrantFormNames, Notices, Observation, Window


class OuraProvider:
    """Fulfils `sync.provider.Provider`; each method's units and errors are written there. Holds no state but the
    requests that are under way."""

    key = "oura"
    name = "Oura"
    feeds: tuple[Feed, ...] = FEEDS
    forms: tuple[FormPlan, ...] = FORMS
    grant_forms = GrantFormNames(
        authorise=_("Authorise Oura Data"),
        issued_token=_("Oura Refresh Token"),
        current_token=_("Current Refresh Token"),
    )
    # Who the ring belongs to (`personal_info.id`) is answered to any token, so nothing beyond the feeds is asked.
    extra_scopes: tuple[str, ...] = ()
    notices: Notices | None = OuraNotices()

    def __init__(self) -> None:
        self._flights = Flights()

    def presets(self) -> Sequence[Endpoints]:
        return available_presets()

    def authorize_url(
        self, credentials: Credentials, *, redirect_uri: str, state: str, verifier: str, scopes: Sequence[str]
    ) -> str:
        return oauth.authorize_url(
            credentials, redirect_uri=redirect_uri, state=state, verifier=verifier, scopes=scopes
        )

    def exchange_code(
        self, credentials: Credentials, *, code: str, redirect_uri: str, verifier: str, now: datetime
    ) -> Grant:
        return oauth.exchange_code(credentials, code=code, redirect_uri=redirect_uri, verifier=verifier, now=now)

    def refresh(self, credentials: Credentials, *, refresh_token: str, now: datetime) -> Grant:
        return oauth.refresh(credentials, refresh_token=refresh_token, now=now)

    def revoke(self, credentials: Credentials, *, access_token: str, refresh_token: str) -> None:
        oauth.revoke(credentials, access_token=access_token, refresh_token=refresh_token)

    def identify(self, credentials: Credentials, *, access_token: str) -> str:
        person = self._client(credentials, access_token).read_person()
        return Document.of("personal_info", person).required_text("id")

    def observations(
        self, credentials: Credentials, *, access_token: str, feed: Feed, window: Window
    ) -> list[Observation]:
        client = self._client(credentials, access_token)
        asking = (client.api_url, access_token, route_of(feed.key).collection, window)
        documents = self._flights.share(asking, lambda: _list(client, feed, window))
        return to_observations(feed, documents, window)

    def granted_scopes(self, answer: Mapping[str, str]) -> frozenset[str] | None:
        return scopes_of_redirect(answer)

    def day_of_document(
        self, credentials: Credentials, *, access_token: str, feed: Feed, document_id: str
    ) -> date | None:
        client, route = self._client(credentials, access_token), route_of(feed.key)
        if route.asked_by is AskedBy.MOMENTS:  # rows have no ids: their day is asked for again
            day = date.fromisoformat(document_id)
            return day if to_observations(feed, _list(client, feed, Window(day, day)), Window(day, day)) else None
        return counted_day(feed, client.find_document(route.collection, document_id))

    def _client(self, credentials: Credentials, access_token: str) -> OuraClient:
        return OuraClient(
            credentials.endpoints.api_url, access_token, pooled_session(), count_request=credentials.count_request
        )


def _list(client: OuraClient, feed: Feed, window: Window) -> list[object]:
    """What the collection of `feed` lists, as JSON; the person is a list of one."""
    route = route_of(feed.key)
    match route.asked_by:
        case AskedBy.MOMENTS:
            return client.list_rows(route.collection, window)
        case AskedBy.NOTHING:
            return client.list_all(route.collection)
        case AskedBy.PERSON:
            return [client.read_person()]
        case AskedBy.DAYS:
            return client.list_documents(route.collection, window)
