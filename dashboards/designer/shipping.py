"""The dashboards that ship, as files like those a consultant exports: a migration makes them, once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards.designer.documents import read_document

HERE = Path(__file__).parent / "shipped"
# File → what it is for, in the order they are offered.
SHIPPED: dict[str, str | Promise] = {
    "morning_board": _("Whom to look at before training, and why."),
    "sleep_and_travel": _("How the squad sleeps, and what a journey does to it."),
    "load_and_recovery": _("What was trained, and how it was taken."),
    "connection_health": _("Whose data arrive, and whose do not."),
}


@dataclass(frozen=True)
class Shipped:
    file: str
    name: str
    purpose: str | Promise


@cache
def all_shipped() -> tuple[Shipped, ...]:
    return tuple(Shipped(file, read_shipped(file)["dashboard"]["name"], purpose) for file, purpose in SHIPPED.items())


def read_shipped(file: str) -> dict[str, Any]:
    """Raises KeyError for a name that does not ship."""
    if file not in SHIPPED:
        raise KeyError(file)
    return read_document((HERE / f"{file}.json").read_bytes())
