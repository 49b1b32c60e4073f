"""Answers nobody outside Oura is sure of, so the simulator has to choose; every one can be chosen otherwise."""

from dataclasses import asdict, dataclass, fields
from typing import Any

REFUSED_REFRESH_BODIES: dict[str, dict[str, Any]] = {
    "invalid_grant": {
        "status": 400, "title": "Bad Request", "detail": "Refresh token already used.",
        "error": "invalid_grant", "error_description": "Refresh token already used.",
    },
    "invalid_request": {
        "status": 400, "title": "Bad Request", "detail": "Invalid request",
        "error": "invalid_request", "error_description": "Invalid request",
    },
    "detail_only": {"detail": "Refresh token already used."},
}  # fmt: skip


@dataclass
class Choices:
    """`legacy` is the older token service (24 h), `portal` the newer one (30 days)."""

    page_size: int = 1000
    legacy_token_seconds: int = 86_400
    portal_token_seconds: int = 2_592_000
    code_seconds: int = 600
    refused_refresh: str = "invalid_grant"
    reuse_revokes_grant: bool = False
    missing_scope_status: int = 401
    lapsed_detail: str = "Membership is not active. The user needs an active Oura membership to use the API."

    def __post_init__(self) -> None:
        self.version = 0

    def change(self, changes: dict[str, Any]) -> None:
        """Raises ValueError for an unknown name or a value of another kind."""
        kinds: dict[str, type] = {item.name: type(getattr(self, item.name)) for item in fields(self)}
        for name, value in changes.items():
            if name not in kinds or type(value) is not kinds[name]:
                raise ValueError(f"There is no choice {name!r} with such a value. Choices: {', '.join(kinds)}.")
        if changes.get("refused_refresh", self.refused_refresh) not in REFUSED_REFRESH_BODIES:
            raise ValueError(f"refused_refresh is one of: {', '.join(REFUSED_REFRESH_BODIES)}.")
        if changes.get("page_size", 1) < 1:
            raise ValueError("page_size is 1 or more.")
        for name, value in changes.items():
            setattr(self, name, value)
        self.version += 1

    def dump(self) -> dict[str, Any]:
        return asdict(self)
