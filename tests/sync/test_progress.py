"""How far the first fill is, and what a run brought, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from sync import errors
from sync.models import Connection, FeedState, Run
from sync.progress import error_words, fill_words, run_words

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CONNECTION = Connection(authorised_at=NOW)


def filled(days: int) -> FeedState:
    return FeedState(filled_back_to=NOW.date() - timedelta(days=days))


def test_the_slowest_feed_says_how_far_the_past_is_read():
    assert fill_words(CONNECTION, [filled(56), filled(28), filled(90)]) == "Reading the past: 28 of 90 days"


@pytest.mark.parametrize("states", [[], [FeedState()], [filled(90), filled(91)]])
def test_nothing_is_said_before_it_began_and_when_it_is_complete(states):
    assert fill_words(CONNECTION, states) == ""


def test_a_run_without_room_in_the_budget_says_what_it_waits_for():
    waiting = Run(state=Run.State.QUEUED, waits_until=NOW)
    assert run_words(waiting) == "Waiting: the provider takes no more requests just now. It goes on by itself."


@pytest.mark.parametrize(
    ("state", "tally", "words"),
    [
        (Run.State.QUEUED, {}, "Waiting for a free worker."),
        (Run.State.RUNNING, {}, "Reading now."),
        (Run.State.FAILED, {}, "That did not work this time. It is tried again by itself."),
        (Run.State.DONE, {"night": {"unchanged": 4}}, "Nothing new: what is here is what the provider has."),
        (Run.State.DONE, {"night": {"created": 1}, "steps": {"created": 2}}, "3 new records."),
        (
            Run.State.DONE,
            {"night": {"created": 1, "changed": 1}, "steps": {"withdrawn": 1}},
            "1 new record, 2 changed.",
        ),
        (Run.State.DONE, {"night": {"error": "scope_missing"}}, "Not every type of data could be read."),
        (
            Run.State.DONE,
            {"night": {"error": "scope_missing"}, "steps": {"created": 1}},
            "1 new record. Not every type of data could be read.",
        ),
    ],
)
def test_a_run_says_in_one_sentence_what_came_of_it(state, tally, words):
    connection = Connection(state=Connection.State.CONNECTED)
    assert run_words(Run(state=state, tally=tally, connection=connection)) == words


def test_a_run_that_failed_for_want_of_a_person_says_who_must_act():
    connection = Connection(state=Connection.State.RECONNECT_NEEDED)
    words = "That did not work this time. Press the Authorisation Link once more: the permission you gave has ended."
    assert run_words(Run(state=Run.State.FAILED, connection=connection)) == words


def all_errors(family=errors.SyncError):
    return [one for child in family.__subclasses__() for one in (child, *all_errors(child))]


def test_every_error_code_has_words_and_an_unknown_one_stays_as_it_is():
    codes = {error.code for error in all_errors() if error.__module__ == errors.__name__} | {"crashed"}
    assert len(codes) > 8
    assert all(error_words(code) != code for code in codes)
    assert error_words("") == ""
    assert error_words("comet") == "comet"
