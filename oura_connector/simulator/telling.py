"""How one thing comes to Oura and changes there: entered, detected, confirmed, corrected, removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Form:
    """What Oura holds from a moment on: a document without its id, or None once it is gone."""

    since: datetime
    body: dict[str, Any] | None


@dataclass(frozen=True)
class Telling:
    """`forms` in the order of time; `starts_at` (aware, local) is when the thing itself began.

    `order` stays the same whatever happens to others of that day, for it is part of the id.
    """

    order: int
    starts_at: datetime
    forms: tuple[Form, ...]

    def stage_at(self, now: datetime) -> int:
        """How many forms have been by `now`: 0 is not there yet."""
        return sum(form.since <= now for form in self.forms)

    def is_there(self, stage: int) -> bool:
        return stage > 0 and self.forms[stage - 1].body is not None

    def last_kept(self, stage: int) -> int:
        """The stage before it was removed; `stage` itself when it was not."""
        while stage > 0 and not self.is_there(stage):
            stage -= 1
        return stage
