"""How one thing comes to Oura, changes and goes."""

from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.telling import Form, Telling

BEGAN_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def hour(number):
    return BEGAN_AT + timedelta(hours=number)


@pytest.mark.parametrize(("at", "stage", "is_there", "kept"), [(0, 0, False, 0), (1, 1, True, 1), (3, 2, False, 1)])
def test_a_thing_is_there_from_its_first_form_until_it_is_removed(at, stage, is_there, kept):
    telling = Telling(0, BEGAN_AT, (Form(hour(1), {"label": "x"}), Form(hour(3), None)))
    assert telling.stage_at(hour(at)) == stage
    assert telling.is_there(stage) == is_there
    assert telling.last_kept(stage) == kept
