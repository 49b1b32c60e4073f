"""What a person does on the authorise pages, step by step, for scripts and tests."""

from urllib.parse import parse_qs, urlsplit

import requests

from oura_connector.simulator.athletes import PASSWORD
from oura_connector.simulator.oauth import read_scopes


class PagesRefused(Exception):
    """The pages did not lead back to the application; the text says where it stopped."""


def decide(
    session: requests.Session, authorise_url: str, email: str, *, allow: bool = True, scopes: str | None = None
) -> str:
    """Log in as `email` and allow or deny; returns the address the browser is sent back to, without going there.

    `scopes` are the boxes left ticked, space separated; None leaves all. Where consent is remembered nobody is asked.
    Raises PagesRefused.
    """
    login = session.post(authorise_url, data={"email": email, "password": PASSWORD}, allow_redirects=False, timeout=10)
    asked = parse_qs(urlsplit(login.headers.get("Location", "")).query)
    if "code" in asked:
        return login.headers["Location"]
    if login.status_code != 303 or "ticket" not in asked:
        raise PagesRefused(f"The log-in page answered {login.status_code}.")
    ticked = read_scopes(asked.get("scope", [""])[0]) if scopes is None else scopes.split()
    form = {"ticket": asked["ticket"][0], "scope": list(ticked), "decision": "allow" if allow else "deny"}
    done = session.post(authorise_url, data=form, allow_redirects=False, timeout=10)
    if done.status_code != 303:
        raise PagesRefused(f"The consent page answered {done.status_code}.")
    return done.headers["Location"]
