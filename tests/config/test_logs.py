import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.logs import JsonLine, PlainLine, logging_settings, person_in_hand, request_in_hand
from sync.in_hand import carrying_out, run_in_hand

CANARY = "Kq3vT9xLw0Zb7Rn2Yd8Hs5Pm"


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("club", logging.WARNING, "club.py", 1, message, arguments, None)
    made.__dict__.update(extra)
    return made


def as_json(made: logging.LogRecord) -> dict[str, object]:
    line = JsonLine().format(made)
    assert "\n" not in line
    answer: dict[str, object] = json.loads(line)
    return answer


@contextmanager
def in_hand(request: str, person: int) -> Iterator[None]:
    first, second = request_in_hand.set(request), person_in_hand.set(person)
    try:
        yield
    finally:
        request_in_hand.reset(first)
        person_in_hand.reset(second)


def test_a_line_is_one_json_object_with_moment_level_logger_and_message() -> None:
    line = as_json(record("one\nand two: %s", 3))
    assert (line["level"], line["logger"], line["message"]) == ("warning", "club", "one\nand two: 3")
    assert str(line["at"]).endswith("Z")
    assert not {"request", "person", "run", "error"} & set(line)


def test_a_line_says_to_which_request_person_and_run_it_belongs() -> None:
    with in_hand("req-12345678", 7), carrying_out(4711):
        line = as_json(record("said"))
    assert (line["request"], line["person"], line["run"]) == ("req-12345678", 7, 4711)


def test_a_run_is_in_hand_only_while_it_is_carried_out() -> None:
    with pytest.raises(LookupError), carrying_out(1):
        raise LookupError
    assert run_in_hand.get() is None


def test_of_what_a_call_adds_only_the_known_is_written() -> None:
    line = as_json(record("said", status=200, request="<WSGIRequest: GET '/x?token=abc'>", weight_kg=61.5))
    assert line["status"] == 200
    assert not {"request", "weight_kg"} & set(line)


@pytest.mark.parametrize("form", [JsonLine, PlainLine])
def test_a_token_in_a_message_or_an_exception_does_not_come_through(form: type[logging.Formatter]) -> None:
    made = record("refused %s", CANARY)
    try:
        raise ValueError(f"Authorization: Bearer {CANARY}")
    except ValueError:
        made.exc_info = sys.exc_info()
    line = form().format(made)
    assert CANARY not in line
    assert "ValueError" in line


def test_where_people_read_along_the_line_is_plain() -> None:
    with carrying_out(12):
        assert PlainLine().format(record("all well")).endswith(" WARNING club: all well [run 12]")


def test_errors_are_mailed_to_nobody_and_everything_goes_one_way() -> None:
    made = logging_settings("INFO", JsonLine)
    assert list(made["handlers"]) == ["console"]
    assert {name: logger["handlers"] for name, logger in made["loggers"].items() if logger["handlers"]} == {}
    assert logging.getLogger("django").handlers == []


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL is"):
        logging_settings("loud", JsonLine)


def test_demo_and_tests_write_plain_lines() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] is PlainLine
