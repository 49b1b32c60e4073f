"""Answers nobody outside Oura is sure of, so the simulator has to choose; every one can be chosen otherwise."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from oura_connector.simulator.data_choices import DATA_ALLOWED, EXCLUSIVE, INCLUSIVE, DataChoices
from oura_connector.simulator.webhook_choices import WEBHOOK_ALLOWED, WebhookChoices


def _problem(error: str, words: str) -> dict[str, Any]:
    return {"status": 400, "title": "Bad Request", "detail": words, "error": error, "error_description": words}


REFUSED_REFRESH_BODIES: dict[str, dict[str, Any]] = {
    "invalid_grant": _problem("invalid_grant", "Refresh token already used."),
    "invalid_request": _problem("invalid_request", "Invalid request"),
    "detail_only": {"detail": "Refresh token already used."},
    "revoked": _problem("invalid_grant", "The refresh token is invalid, expired or revoked."),
    "error_only": {"error": "invalid_grant"},
    "title_only": {"status": 400, "title": "Bad Request"},
}
STAMPS = "stamps"
UNION, SINGLE = "union", "single"
_REFUSALS = tuple(REFUSED_REFRESH_BODIES)
_ALLOWED: dict[str, tuple[Any, ...]] = {
    "refused_refresh": _REFUSALS,
    "revoked_refresh": _REFUSALS,
    "expired_refresh": _REFUSALS,
    "unknown_refresh": _REFUSALS,
    "end_date_rule": (STAMPS, INCLUSIVE, EXCLUSIVE),
    "validation_errors": (UNION, SINGLE),
    "activity_stamp_hour": (4, 0),
    **DATA_ALLOWED,
    **WEBHOOK_ALLOWED,
}


@dataclass
class Choices(DataChoices, WebhookChoices):
    """`legacy` is the older token service (24 h), `portal` the newer one (30 days).

    Members ending in `_refresh` name a body in REFUSED_REFRESH_BODIES; `refused_refresh` is for a token used before.
    `consent_remembered`: whoever shares with the application already is sent back, unasked, with what was granted
    before, unless it says prompt=consent.
    `refresh_seconds` 0 lets refresh tokens live for ever; `reuse_grace_seconds` above 0 lets a spent one work again
    for so long. `end_date_rule`: what a bare end_date does: by each document's stamp, as measured, or the same in every
    collection. `validation_errors`: one entry for each type a date may have (as FastAPI does), or a single one.
    More about data in data_choices.py, about webhooks in webhook_choices.py.
    """

    page_size: int = 1000
    default_days: int = 1
    end_date_rule: str = STAMPS
    activity_stamp_hour: int = 4
    edits_keep_ids: bool = True
    validation_errors: str = UNION
    validation_urls: bool = False
    legacy_token_seconds: int = 86_400
    portal_token_seconds: int = 2_592_000
    refresh_seconds: int = 0
    code_seconds: int = 600
    pkce_required: bool = False
    consent_remembered: bool = False
    redirect_scope: bool = True
    prefixed_scopes: bool = True
    send_expires_in: bool = True
    refused_refresh: str = "invalid_grant"
    revoked_refresh: str = "revoked"
    expired_refresh: str = "revoked"
    unknown_refresh: str = "revoked"
    refused_refresh_status: int = 400
    reuse_revokes_grant: bool = False
    reuse_grace_seconds: int = 0
    missing_scope_status: int = 401
    missing_scope_problem: bool = False
    missing_document_detail: str = "Document not found."
    lapsed_detail: str = "Membership is not active. The user needs an active Oura membership to use the API."
    limited_detail: str = "Request limit exceeded."
    application_tier: str = "application"
    token_tier: str = "token"  # noqa: S105  the name of a layer

    def __post_init__(self) -> None:
        self.version = 0

    def change(self, changes: dict[str, Any]) -> None:
        """Raises ValueError for an unknown name or a value that is none of its kind; then nothing is changed."""
        kinds: dict[str, Any] = {item.name: type(getattr(self, item.name)) for item in fields(self)}
        for name, value in changes.items():
            if name not in kinds or type(value) is not kinds[name]:
                raise ValueError(f"There is no choice {name!r} with such a value. Choices: {', '.join(kinds)}.")
            if name in _ALLOWED and value not in _ALLOWED[name]:
                raise ValueError(f"{name} is one of: {', '.join(map(str, _ALLOWED[name]))}.")
            if name.endswith("_status") and not 400 <= value <= 499:
                raise ValueError(f"{name} is between 400 and 499.")
            if kinds[name] is int and value < (1 if name.endswith("page_size") else 0):
                raise ValueError(f"{name} is {value}, which is too small.")
        for name, value in changes.items():
            setattr(self, name, value)
        self.version += 1

    def dump(self) -> dict[str, Any]:
        return asdict(self)
