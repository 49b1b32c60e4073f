"""The simulator's own time: real time plus an offset, or standing still."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def real_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    def __init__(self, read_real: Callable[[], datetime] = real_now) -> None:
        self._read_real = read_real
        self._offset = timedelta()
        self._frozen_at: datetime | None = None
        self.version = 0

    def now(self) -> datetime:
        """Aware UTC."""
        return self._frozen_at or self._read_real() + self._offset

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def set(self, moment: datetime, *, frozen: bool = False) -> None:
        """Continue from `moment` (aware), or stand still there."""
        moment = moment.astimezone(UTC)
        self._offset = moment - self._read_real()
        self._frozen_at = moment if frozen else None
        self.version += 1

    def advance(self, step: timedelta) -> None:
        """Forwards, or backwards with a negative step; a frozen clock stays frozen."""
        self._offset += step
        if self._frozen_at is not None:
            self._frozen_at += step
        self.version += 1

    def use_real_time(self) -> None:
        self._offset, self._frozen_at = timedelta(), None
        self.version += 1

    def dump(self) -> dict[str, Any]:
        frozen_at = self._frozen_at.isoformat() if self._frozen_at else None
        return {"offset_seconds": self._offset.total_seconds(), "frozen_at": frozen_at}

    def load(self, saved: dict[str, Any]) -> None:
        self._offset = timedelta(seconds=saved["offset_seconds"])
        self._frozen_at = datetime.fromisoformat(saved["frozen_at"]) if saved["frozen_at"] else None
