"""What Oura's answers mean: JSON read, statuses sorted by who must act. Bodies and tokens never enter an error."""

import json
import re
from typing import Any

import requests
from django.utils.translation import gettext as _

from oura_connector.scopes import own_name
from sync.errors import (
    AccessTokenRefused,
    MembershipLapsed,
    ProviderUnavailable,
    RateLimited,
    ScopeMissing,
    SyncError,
    UnexpectedDocument,
)

SCOPE_SENTENCE = re.compile(r"not authorized access ([A-Za-z0-9_:]{1,40}) scope", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)
# The values of X-RateLimit-Tier are published nowhere; one that names a token or user is this person's own limit.
ONE_PERSON_TIERS = ("token", "user")


def read_json(response: requests.Response) -> Any:
    """The body. Raises ProviderUnavailable when it is no JSON: cut off, or a page of something in between."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise ProviderUnavailable(_("Oura's answer could not be read.")) from None


def json_object(response: requests.Response) -> dict[str, Any] | None:
    """The members of an error body; None when something other than Oura answered."""
    try:
        body = read_json(response)
    except ProviderUnavailable:
        return None
    return body if isinstance(body, dict) else None


def data_error(response: requests.Response, collection: str) -> SyncError:
    """What a refusal of the data API means. `collection` is what was asked for."""
    status, body = response.status_code, json_object(response)
    scope = SCOPE_SENTENCE.search(str((body or {}).get("detail", "")))
    # By the text, for the status differs: 401 was measured, Oura's prose says 403.
    if scope:
        return ScopeMissing(_("The athlete has not granted this kind of data."), own_name(scope.group(1)))
    if status == requests.codes.too_many_requests:
        return limit_error(response)
    if status == requests.codes.unauthorized:
        return AccessTokenRefused(_("Oura refused the access token."))
    if body is None or status >= 500:
        return unavailable(response)
    if status == requests.codes.forbidden:
        return MembershipLapsed(_("Oura gives no data: the athlete's Oura membership has probably lapsed."))
    if status == 426:
        return MembershipLapsed(_("Oura gives no data until the athlete has updated the Oura app."))
    return UnexpectedDocument(
        _("Oura refused what was asked of “%(collection)s” (status %(status)d): the connector needs an update.")
        % {"collection": collection, "status": status}
    )


def limit_error(response: requests.Response) -> RateLimited:
    tier = response.headers.get("X-RateLimit-Tier", "").lower()
    is_one_person = any(word in tier for word in ONE_PERSON_TIERS)
    stated = (_whole_number(response, "X-RateLimit-Limit"), _whole_number(response, "X-RateLimit-Window"))
    limit = (stated[0], stated[1]) if stated[0] and stated[1] else None
    return RateLimited(_("Oura asks us to wait."), _retry_after(response), is_for_all=not is_one_person, limit=limit)


def unavailable(response: requests.Response) -> ProviderUnavailable:
    text = _("Oura does not answer properly at the moment (status %(status)d).") % {"status": response.status_code}
    return ProviderUnavailable(text, _retry_after(response))


def unreachable(error: requests.RequestException) -> ProviderUnavailable:
    """Only the kind of the failure: the text of a requests error holds the whole address."""
    if isinstance(error, requests.Timeout):
        return ProviderUnavailable(_("Oura did not answer in time."))
    return ProviderUnavailable(_("Oura could not be reached (%(kind)s).") % {"kind": type(error).__name__})


def _retry_after(response: requests.Response) -> float | None:
    """Oura sends whole seconds; anything else counts as not said."""
    said = _whole_number(response, "Retry-After")
    return None if said is None else float(said)


def _whole_number(response: requests.Response, header: str) -> int | None:
    said = response.headers.get(header, "").strip()
    return int(said) if WHOLE.fullmatch(said) else None
