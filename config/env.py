"""Typed settings from the environment.

Every variable may instead come as `<NAME>_FILE`, the path of a file that holds it, so that secrets
need not stand in the environment. Nonsense is refused at start with the variable's name.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or of the file named by `<name>_FILE`; without either the default.

    Raises ImproperlyConfigured when there is no default, or the file cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from error
    value = os.environ.get(name)
    if value is not None:
        return value.strip()
    if default is None:
        raise ImproperlyConfigured(f"{name} is required: set it, or {name}_FILE, and start again.")
    return default


def truth(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is yes or no, not {value!r}.")


def whole_number(name: str, default: int, *, minimum: int = 0) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a whole number, not {value!r}.") from error
    if number < minimum:
        raise ImproperlyConfigured(f"{name} is {minimum} or more, not {number}.")
    return number


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in known:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(known)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
