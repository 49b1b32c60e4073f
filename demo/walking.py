"""Athletes of the demo connect as people do: over HTTP, through our pages and the pretend Oura's."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from oura_connector.simulator import athletes as invented
from people.models import Person

TIMEOUT_S = 20
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
SCOPES = re.compile(r'name="scope" value="([^"]+)"')


class WalkFailed(Exception):
    """A page on the way was not the one expected; the message says which."""


@dataclass
class Walk:
    """One athlete in one browser. `leaves_out`: scopes not agreed to."""

    person: Person
    athlete: invented.Athlete
    leaves_out: frozenset[str] = frozenset()

    def connect(self, *, agrees: bool = True) -> str:
        """From the consent page to the page at the end; answers its address."""
        browser = requests.Session()
        browser.cookies.set(settings.SESSION_COOKIE_NAME, session_of(self.person))
        consent = settings.SITE_URL + "/connect/oura/"
        page = self._get(browser, consent)
        vendor = self._post(browser, urljoin(consent, "begin"), _hidden(page.text), referer=consent)
        credentials = {"email": self.athlete.email, "password": invented.PASSWORD}
        asked = self._post(browser, vendor.url, {**_hidden(vendor.text), **credentials})
        scopes = [scope for scope in SCOPES.findall(asked.text) if scope not in self.leaves_out]
        decision = {**_hidden(asked.text), "decision": "allow" if agrees else "deny", "scope": scopes}
        ended = self._post(browser, asked.url, decision)
        return urlsplit(ended.url).path

    def _get(self, browser: requests.Session, url: str) -> requests.Response:
        return _expected(browser.get(url, timeout=TIMEOUT_S))

    def _post(
        self, browser: requests.Session, url: str, data: dict[str, object], referer: str = ""
    ) -> requests.Response:
        headers = {"Referer": referer} if referer else {}
        return _expected(browser.post(url, data=data, headers=headers, timeout=TIMEOUT_S))


def session_of(person: Person) -> str:
    """A session made here, for walks that are not about the log-in page, which counts tries."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _hidden(page: str) -> dict[str, object]:
    return dict(HIDDEN.findall(page))


def _expected(answer: requests.Response) -> requests.Response:
    if answer.status_code != 200:
        raise WalkFailed(f"{urlsplit(answer.url).path} answered {answer.status_code}.")
    return answer
