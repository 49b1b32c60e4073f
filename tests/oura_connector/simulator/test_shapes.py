"""The shape of a day: bouts where there was exercise, nothing in bed but rest."""

from oura_connector.simulator.athletes import ATHLETES
from oura_connector.simulator.outlines import load_on
from oura_connector.simulator.periods import list_periods
from oura_connector.simulator.shapes import SHORTEST_BOUT, began_s, count_slots, shape_day, slots_covered
from tests.oura_connector.simulator.living import ONE_DAY, days_of

SEED = "ringside"


def shapes():
    return [(athlete, day, shape_day(SEED, athlete, day)) for athlete in ATHLETES for day in days_of()]


def test_bouts_are_awake_in_order_and_apart():
    for athlete, day, shape in shapes():
        ends = 0
        for bout in shape.bouts:
            assert bout.slots >= SHORTEST_BOUT
            assert ends <= bout.begins
            assert bout.ends <= count_slots(SEED, athlete, day)
            assert all(bout.ends <= begins or until <= bout.begins for begins, until in shape.asleep)
            ends = bout.ends


def test_a_bout_is_harder_than_the_rest_of_the_day():
    for _, _, shape in shapes():
        for bout in shape.bouts:
            assert set(shape.classes[bout.begins : bout.ends]) <= set("345")


def test_hard_days_have_two_bouts_and_days_of_rest_none_but_a_walk():
    found = set()
    for athlete, day, shape in shapes():
        trained = [bout for bout in shape.bouts if bout.kind == "training"]
        found.add(len(trained))
        if load_on(SEED, athlete, day) < 0.2:
            assert trained == []
        if len(trained) == 2:
            assert load_on(SEED, athlete, day) > 1.1
        assert len({bout.order for bout in shape.bouts}) == len(shape.bouts)
    assert found == {0, 1, 2}


def test_naps_are_rested_through():
    naps = 0
    for athlete, day, shape in shapes():
        since_s = began_s(SEED, athlete, day)
        for period in (*list_periods(SEED, athlete, day), *list_periods(SEED, athlete, day + ONE_DAY)):
            begins_s = period.starts_at.timestamp()
            first, after_last = slots_covered(begins_s, begins_s + period.in_bed_s, since_s, len(shape.classes))
            assert set(shape.classes[first:after_last]) <= {"1"}
            naps += period.is_nap and first < after_last
    assert naps > 100
