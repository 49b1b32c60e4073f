"""Shorthand for the values of the smaller collections. Places and units as in `activity_values`."""

from functools import partial

from sync.provider import Value


def value(
    type: str,
    key: str,
    label: str,
    place: str = "",
    *,
    section: str = "",
    unit: str = "",
    help: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    decimals: int | None = None,
    visible_to: tuple[str, ...] = (),
) -> Value:
    """One value; the kinds below say its type, and what goes with it, first."""
    return Value(key, label, type, unit, place, minimum, maximum, decimals, (), help, section, visible_to)


text = partial(value, "text")
paragraph = partial(value, "paragraph")
moment = partial(value, "datetime")
day = partial(value, "date")
clock = partial(value, "time")
duration = partial(value, "duration", unit="s", minimum=0)
count = partial(value, "integer", minimum=0)
percent = partial(value, "integer", unit="%", minimum=0, maximum=100)
measure = partial(value, "number", minimum=0)
curve = partial(value, "series")
