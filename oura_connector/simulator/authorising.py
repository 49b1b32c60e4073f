"""The authorise pages: log in, choose what to share, allow or deny, and back to the application.

Nothing is kept in cookies, so two people can use one browser after another: the log-in step hands out a ticket that
the consent page sends back.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from oura_connector.simulator import pages
from oura_connector.simulator.athletes import PASSWORD, Athlete
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import Answer, Request, answer_html, answer_redirect
from oura_connector.simulator.ledger import LEGACY, PORTAL, Application, Code, Ledger
from oura_connector.simulator.oauth import AUTHORIZE, ROUTES, read_scopes
from oura_connector.simulator.world import World

TICKET_LIFE = timedelta(minutes=15)
PORTAL_PATH = next(path for path, route in ROUTES.items() if route == (AUTHORIZE, PORTAL))
_PASSED_ON = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "prompt"),
    *("code_challenge", "code_challenge_method"),
)


@dataclass(frozen=True)
class Asked:
    """What the application asks for, checked as far as it must be before anything is sent to its address."""

    application: Application
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str | None
    parameters: dict[str, str]


class RefusedPage(Exception):
    """The request cannot be trusted enough to redirect: the person gets a page."""


@dataclass
class AuthorisePages:
    applications: dict[str, Application]
    world: World
    ledger: Ledger
    choices: Choices
    _tickets: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def answer(self, request: Request, family: str, now: datetime) -> Answer:
        try:
            asked = self._read(request)
            if not asked.application.belongs_to(family):
                return _lead_on(asked, family)
        except RefusedPage as refused:
            return answer_html(400, pages.show_refusal(str(refused)))
        if (request.asked("response_type")) != "code":
            return _send_back(asked, {"error": "unsupported_response_type"})
        if request.asked("code_challenge_method") not in (None, "S256"):
            return _send_back(asked, {"error": "invalid_request", "error_description": "Use S256."})
        if asked.challenge is None and self.choices.pkce_required:
            return _send_back(asked, {"error": "invalid_request", "error_description": "Send a code_challenge."})
        if request.method == "GET":
            athlete = self._admitted(request.asked("ticket"), now)
            return self._ask_consent(asked, request, athlete) if athlete else self._ask_login(asked)
        if request.sent("decision") is None:
            return self._log_in(asked, request, family, now)
        return self._decide(asked, request, family, now)

    def _read(self, request: Request) -> Asked:
        application = self.applications.get(request.asked("client_id") or "")
        if application is None:
            raise RefusedPage("This application is not known here: the client_id is missing or wrong.")
        redirect_uri = request.asked("redirect_uri")
        if redirect_uri is None and len(application.redirect_uris) == 1:
            redirect_uri = application.redirect_uris[0]
        if redirect_uri not in application.redirect_uris:
            raise RefusedPage(
                "The redirect_uri is not registered for this application. It must match a registered one exactly."
            )
        parameters = {name: value for name in _PASSED_ON if (value := request.asked(name)) is not None}
        scopes = read_scopes(request.asked("scope"))
        challenge = request.asked("code_challenge")
        return Asked(application, redirect_uri or "", scopes, request.asked("state"), challenge, parameters)

    def _ask_login(self, asked: Asked, email: str = "", complaint: str = "") -> Answer:
        page = pages.show_login(
            asked.application.name, asked.parameters, [athlete.email for athlete in self.world.athletes[:24]],
            email, complaint,
        )  # fmt: skip
        return answer_html(200, page)

    def _log_in(self, asked: Asked, request: Request, family: str, now: datetime) -> Answer:
        email = (request.sent("email") or "").strip()
        athlete = self.world.find_athlete(email)
        if athlete is None or athlete.email != email.lower() or request.sent("password") != PASSWORD:
            return self._ask_login(asked, email, "No pretend account has this e-mail and password.")
        if answer := self._as_before(asked, athlete, family, now):
            return answer
        self._tickets = {text: item for text, item in self._tickets.items() if item[1] > now}
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = (athlete.email, now + TICKET_LIFE)
        return answer_redirect(f"{request.path}?{urlencode({**asked.parameters, 'ticket': ticket})}")

    def _ask_consent(self, asked: Asked, request: Request, athlete: Athlete) -> Answer:
        ticket = request.asked("ticket") or ""
        return answer_html(
            200, pages.show_consent(asked.application.name, asked.parameters, asked.scopes, athlete.name, ticket)
        )

    def _decide(self, asked: Asked, request: Request, family: str, now: datetime) -> Answer:
        athlete = self._admitted(request.sent("ticket"), now)
        if athlete is None:
            return self._ask_login(asked, complaint="That took a while. Please log in again.")
        self._tickets.pop(request.sent("ticket") or "", None)
        if request.sent("decision") != "allow":
            denial = {"error": "access_denied", "error_description": "The user denied the request."}
            return _send_back(asked, denial)
        chosen = request.form.get("scope", [])
        scopes = tuple(scope for scope in asked.scopes if scope in chosen)
        return self._grant(asked, scopes, athlete, family, now)

    def _as_before(self, asked: Asked, athlete: Athlete, family: str, now: datetime) -> Answer | None:
        """Back with the grant there is, without a question, where consent is remembered."""
        if not self.choices.consent_remembered or asked.parameters.get("prompt") == "consent":
            return None
        held = self.ledger.newest_grant(self.world.traits(athlete).user_id, asked.application.client_id)
        return self._grant(asked, held.scopes, athlete, family, now) if held else None

    def _grant(self, asked: Asked, scopes: tuple[str, ...], athlete: Athlete, family: str, now: datetime) -> Answer:
        user_id = self.world.traits(athlete).user_id
        redirect_uri = asked.parameters.get("redirect_uri")
        code = Code(
            asked.application.client_id, user_id, scopes, family, redirect_uri, asked.challenge, now.isoformat()
        )
        outcome = {"code": self.ledger.issue_code(code)}
        return _send_back(asked, outcome | ({"scope": " ".join(scopes)} if self.choices.redirect_scope else {}))

    def _admitted(self, ticket: str | None, now: datetime) -> Athlete | None:
        email, ends_at = self._tickets.get(ticket or "", ("", now))
        return self.world.find_athlete(email) if ends_at > now else None


def _lead_on(asked: Asked, family: str) -> Answer:
    """The older address knows the newer service and leads there; the newer one knows only its own applications."""
    if family != LEGACY:
        raise RefusedPage("This application is not known here: the client_id is missing or wrong.")
    return answer_redirect(f"{PORTAL_PATH}?{urlencode(asked.parameters)}")


def _send_back(asked: Asked, outcome: dict[str, str]) -> Answer:
    """To the application's registered address, its own query kept, with its state."""
    if asked.state is not None:
        outcome = {**outcome, "state": asked.state}
    parts = urlsplit(asked.redirect_uri)
    query = "&".join(piece for piece in (parts.query, urlencode(outcome)) if piece)
    return answer_redirect(urlunsplit(parts._replace(query=query)))
