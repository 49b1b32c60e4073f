"""Our clock is wrong by hours, then right again: no token lost, nothing left unread."""

from datetime import timedelta

import pytest

from tests.faults.site import Site
from tests.faults.truth import assert_equals_simulator

HOURS = [-26, -5, -1, 1, 5, 26, 24 * 30]


@pytest.mark.parametrize("hours", HOURS)
def test_a_clock_that_goes_wrong_for_a_day_leaves_nothing_behind(site: Site, hours: int):
    connections = site.connect_and_fill(0, 1)
    site.shift = timedelta(hours=hours)
    for _half_day in range(2):
        site.pass_time(timedelta(hours=12))
        site.go_round()
    site.shift = timedelta()
    for _half_day in range(4):
        site.pass_time(timedelta(hours=12))
        site.go_round()
    site.go_round()
    assert_equals_simulator(site, *connections)


@pytest.mark.parametrize("hours", [-13, 13])
def test_connecting_under_a_wrong_clock_is_made_good_when_it_is_right(site: Site, hours: int):
    site.shift = timedelta(hours=hours)
    connections = site.connect_and_fill(0, 1)
    site.shift = timedelta()
    for _half_day in range(3):
        site.pass_time(timedelta(hours=12))
        site.go_round()
    assert_equals_simulator(site, *connections)


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_token_oura_refuses_is_renewed_once_whatever_our_clock_says(site: Site, hours: int):
    (connection,) = site.connect_and_fill(0)
    site.shift = timedelta(hours=hours)
    site.oura.order("expire")
    site.go_round()
    assert site.oura.refreshes() == [200]
    site.go_round()
    assert site.oura.refreshes() == [200]
    site.shift = timedelta()
    site.go_round()
    assert_equals_simulator(site, connection)
