"""Somebody who is logged in and opens pages, one after the other."""

import gzip
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from people.models import Person

WARMING_ROUNDS = 4


class PageRefused(Exception):
    """A page was not answered with 200: its figures would mean nothing."""


@dataclass
class Timed:
    """Milliseconds a page took, oldest first, and its size as a browser is sent it."""

    took_ms: list[float] = field(default_factory=list)
    page_kb: float = 0.0

    def at(self, share: float) -> float:
        """The nearest rank."""
        ordered = sorted(self.took_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def session_of(person: Person) -> str:
    """The key of a session in which `person` is logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def open_pages(
    pages: Mapping[str, str], port: int, key: str, rounds: int, *, warming_rounds: int = WARMING_ROUNDS
) -> dict[str, Timed]:
    """Each page as often as there are rounds, taking turns; some rounds before them warm every thread."""
    found = {name: Timed() for name in pages}
    with requests.Session() as browser:
        browser.cookies.set(settings.SESSION_COOKIE_NAME, key)
        for number in range(rounds + warming_rounds):
            for name, address in pages.items():
                took_ms, body = _open(browser, f"http://127.0.0.1:{port}{address}")
                if number >= warming_rounds:
                    found[name].took_ms.append(took_ms)
                    found[name].page_kb = len(gzip.compress(body, 6)) / 1000
    return found


def _open(browser: requests.Session, address: str) -> tuple[float, bytes]:
    began = time.perf_counter()
    answer = browser.get(address, timeout=60, allow_redirects=False)
    body = answer.content
    took_ms = (time.perf_counter() - began) * 1000
    if answer.status_code != requests.codes.ok:
        raise PageRefused(f"{address} answered {answer.status_code}.")
    return took_ms, body


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
