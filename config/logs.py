"""What a line of the log looks like: JSON in production, plain where people read it as it comes.

Every line carries the request, the person (a number, never a name) and the run it belongs to. Nothing of a request
is written but its method, its path without secrets, the status and the time it took.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.redaction import redacted
from sync.in_hand import run_in_hand

request_in_hand: ContextVar[str | None] = ContextVar("request_in_hand", default=None)
person_in_hand: ContextVar[int | None] = ContextVar("person_in_hand", default=None)

# What a call may say by `extra=`; anything else given that way is left out.
EXTRAS = ("method", "path", "status", "took_ms")


def belongings() -> dict[str, Any]:
    """Of what is in hand, what is known."""
    found = {"request": request_in_hand.get(), "person": person_in_hand.get(), "run": run_in_hand.get()}
    return {name: value for name, value in found.items() if value is not None}


class JsonLine(logging.Formatter):
    """One JSON object a line: at, level, logger, message, then what is known of request, person, run and error."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
            "process": record.process,
            **belongings(),
            **{name: getattr(record, name) for name in EXTRAS if hasattr(record, name)},
        }
        if record.exc_info:
            line["error"] = redacted(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redacted(self.formatStack(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


class PlainLine(logging.Formatter):
    """For a terminal: moment, level, logger, message; what it belongs to in brackets."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name} {value}" for name, value in belongings().items())
        return redacted(super().format(record)) + (f" [{known}]" if known else "")


def logging_settings(level: str, line: type[logging.Formatter]) -> dict[str, Any]:
    """For Django's LOGGING and for gunicorn: everything to the error output, in one form."""
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"LOG_LEVEL is DEBUG, INFO, WARNING or ERROR, not {level!r}.")
    ours: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": line}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own would mail errors, and with them what a page was about.
            "django": ours,
            # An answer of 400 to 499 is told by the line of its request.
            "django.request": ours | {"level": "ERROR"},
            "django.security.DisallowedHost": ours | {"level": "CRITICAL"},
            "gunicorn.error": ours,
            # The line of a request is ours (request_log.py): gunicorn's knows neither person nor request.
            "gunicorn.access": ours | {"level": "CRITICAL"},
        },
    }
