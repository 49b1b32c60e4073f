"""Lights: the general rule, the HRV band, a consultant's rules, the word somebody entered."""

from datetime import date, timedelta

import pytest

from dashboards.statistics import Ground, Tone, hrv_band
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from forms_engine.standards import Valued, meanings
from tests.builders.people import make_athlete
from tests.dashboards.board.boards import board_of, cell_of, put_load, put_wellness, say_status
from tests.dashboards.made import NIGHT, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db


def put_hrv(person, nights):
    """Nights oldest first, the last one that of this morning; None for the ring in the drawer."""
    for back, ms in enumerate(reversed(nights)):
        if ms is not None:
            put_night(person, TUESDAY - timedelta(days=back), hrv_rmssd_ms=ms)


USUAL = [58, 62] * 30


@pytest.mark.parametrize(
    ("week", "tone", "side"),
    [([60] * 7, Tone.FINE, None), ([58.7] * 7, Tone.WATCH, -1), ([50] * 7, Tone.ACT, -1), ([80] * 7, Tone.WATCH, 1)],
)
def test_hrv_is_the_weeks_mean_against_the_own_band(coach, ada, week, tone, side):
    put_hrv(ada, USUAL + week)
    cell = cell_of(board_of(coach), ada, "hrv")
    assert cell.light.tone is tone
    assert side is None or cell.light.side == side
    band = hrv_band(USUAL + week)
    assert cell.value == pytest.approx(band.recent)
    assert cell.normal == pytest.approx((band.low, band.high))


def test_the_squads_mean_of_hrv_is_that_of_the_weeks_the_cells_show(squad, coach, ada):
    put_hrv(ada, [*USUAL, *[60] * 6, 90])
    bea, cy = make_athlete(squad, "Bea"), make_athlete(squad, "Cy")
    put_hrv(bea, [*USUAL, *[50] * 6, None])
    put_hrv(cy, [*USUAL, None, None, None, None, 40, 40, 40])
    board = board_of(coach)
    shown = [cell_of(board, person, "hrv").value for person in (ada, bea)]
    mean = next(one for one in board.means if one.one.column.key == "hrv")
    assert (mean.mean, mean.count) == (pytest.approx(sum(shown) / 2), 2)


def test_under_four_nights_the_week_has_no_mean(coach, ada):
    put_hrv(ada, [*USUAL, None, None, None, None, 40, 40, 40])
    cell = cell_of(board_of(coach), ada, "hrv")
    assert (cell.value, cell.light.ground, cell.nights.recent_count) == (None, Ground.LEARNING, 3)


def test_the_band_is_learnt_from_fourteen_nights(coach, ada):
    put_hrv(ada, [60, 61] * 6 + [62] + [40] * 7)
    assert cell_of(board_of(coach), ada, "hrv").light.ground is Ground.LEARNING
    put_night(ada, TUESDAY - timedelta(days=20), hrv_rmssd_ms=61)
    assert cell_of(board_of(coach), ada, "hrv").light.tone is Tone.ACT


def test_days_outside_the_band_are_counted(coach, ada):
    put_hrv(ada, [*USUAL, *[60] * 7, 40, 40, 40])
    assert cell_of(board_of(coach), ada, "hrv").in_a_row == 3


def test_a_lit_value_counts_its_due_days_in_a_row(coach, ada):
    put_usual_nights(ada, TUESDAY - timedelta(days=2), readiness_score=80)
    for back in (2, 1, 0):
        put_night(ada, TUESDAY - timedelta(days=back), readiness_score=60)
    assert cell_of(board_of(coach), ada, "readiness").in_a_row == 3


def test_a_gap_ends_the_days_in_a_row(coach, ada):
    put_usual_nights(ada, TUESDAY - timedelta(days=2), readiness_score=80)
    for back in (2, 0):
        put_night(ada, TUESDAY - timedelta(days=back), readiness_score=60)
    assert cell_of(board_of(coach), ada, "readiness").in_a_row == 1


def test_fourteen_days_are_learnt_before_a_light(coach, ada):
    put_usual_nights(ada, TUESDAY, 13, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=40)
    assert cell_of(board_of(coach), ada, "readiness").light.ground is Ground.LEARNING


def test_a_consultants_rules_win_over_the_general_one(coach, ada):
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, low=70, tone="good", words="high enough")
    Standard.objects.create(field=field, high=70, tone="act", words="too low", order=1)
    put_usual_nights(ada, TUESDAY, readiness_score=90)
    put_night(ada, TUESDAY, readiness_score=75)
    light = cell_of(board_of(coach), ada, "readiness").light
    assert (light.tone, light.words) == (Tone.FINE, "high enough")


@pytest.mark.parametrize(("born", "tone"), [(date(2010, 5, 1), Tone.ACT), (date(1990, 5, 1), Tone.NONE)])
def test_a_rule_for_the_young_is_silent_about_others(coach, ada, born, tone):
    ada.date_of_birth = born
    ada.save()
    Standard.objects.create(
        field=FieldDefinition.objects.get(key="total_sleep_s"), high=8 * 3600, tone="act", words="short", age_below=18
    )
    put_night(ada, TUESDAY, total_sleep_s=7 * 3600)
    assert cell_of(board_of(coach), ada, "sleep_hours").light.tone is tone


@pytest.mark.parametrize("measure", ["value", "percent", "z_score"])
@pytest.mark.parametrize("window", [28, 10])
@pytest.mark.parametrize("score", [20, 70, 79, 95])
def test_rules_say_on_the_board_what_they_say_elsewhere(coach, ada, measure, window, score):
    field = FieldDefinition.objects.select_related("form").get(key="readiness_score")
    middle = {"value": 75, "percent": 95, "z_score": -1}[measure]
    for order, (low, high, tone) in enumerate([(None, middle, "act"), (middle, middle + 10, "watch")]):
        Standard.objects.create(
            field=field, order=order, measure=measure, low=low, high=high, tone=tone, words=tone, window_days=window
        )
    put_usual_nights(ada, TUESDAY, 20, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=score)
    rules = list(Standard.objects.filter(field=field).order_by("order"))
    elsewhere = meanings(field, rules, [Valued(ada, TUESDAY - timedelta(days=1), score)])[0]
    assert cell_of(board_of(coach), ada, "readiness").light.words == (elsewhere.words if elsewhere else "")


def test_wellness_is_told_by_the_rules_it_ships_with(coach, ada):
    for back in range(1, 20):
        put_wellness(ada, back, 18 + back % 3)
    put_wellness(ada, 0, 12)
    light = cell_of(board_of(coach), ada, "wellness").light
    assert (light.tone, light.words) == (Tone.ACT, "far below own usual")


@pytest.mark.parametrize(
    ("word", "tone"), [("available", Tone.FINE), ("modified", Tone.WATCH), ("unavailable", Tone.ACT)]
)
def test_availability_holds_until_another_word_is_entered(coach, ada, word, tone):
    say_status(ada, 90, "available")
    say_status(ada, 40, word)
    cell = cell_of(board_of(coach), ada, "availability")
    assert (cell.word, cell.age_days, cell.light.tone) == (word, 40, tone)


def test_a_word_of_tomorrow_does_not_hold_today(coach, ada):
    say_status(ada, -1, "unavailable")
    assert cell_of(board_of(coach), ada, "availability").word == ""


def test_load_is_yesterdays_sum_and_that_of_seven_days(coach, ada):
    put_load(ada, 1, 300)
    put_load(ada, 1, 200, number=2)
    put_load(ada, 5, 400)
    put_load(ada, 8, 1000)
    put_load(ada, 0, 9)
    cell = cell_of(board_of(coach), ada, "load")
    assert (cell.value, cell.week.this, cell.week.this_count, cell.week.before) == (500, 900, 2, 1000)
    assert cell.light.tone is Tone.NONE


def test_a_week_without_load_is_no_zero(coach, ada):
    assert (cell_of(board_of(coach), ada, "load").value, cell_of(board_of(coach), ada, "load").week) == (None, None)


def test_a_night_is_dated_the_day_before_and_wellness_the_day_itself(coach, ada):
    put_night(ada, TUESDAY, readiness_score=80)
    put_wellness(ada, 0, 20)
    board = board_of(coach)
    assert cell_of(board, ada, "readiness").value == 80
    assert cell_of(board, ada, "wellness").value == 20
    assert FormDefinition.objects.get(key=NIGHT).dates_the_night
