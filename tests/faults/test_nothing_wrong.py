"""The measure itself: without any fault all is equal, and what differs is seen."""

from datetime import timedelta

import pytest

from forms_engine.models import Record
from tests.faults.site import PROVIDER, Site
from tests.faults.truth import assert_equals_simulator


def test_an_undisturbed_site_says_what_oura_says(site: Site):
    connections = site.connect_and_fill(0, 1)
    site.pass_time(timedelta(days=1))
    site.go_round()
    assert_equals_simulator(site, *connections)


def test_the_measure_sees_a_single_value_that_differs(site: Site):
    (connection,) = site.connect_and_fill(0)
    record = Record.objects.filter(source=PROVIDER, form__key="oura_activity_summary").latest("occurred_on")
    key, value = next((key, value) for key, value in record.values.items() if isinstance(value, int))
    record.values[key] = value + 1
    record.save()
    with pytest.raises(AssertionError):
        assert_equals_simulator(site, connection)
