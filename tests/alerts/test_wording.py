"""Rules and numbers in plain sentences."""

import pytest

from alerts.judging import judge_condition
from alerts.specs import RuleSpec, as_json, from_json
from alerts.wording import condition_words, night_words_of, rule_sentences, rule_words
from tests.alerts.made import spec
from tests.alerts.test_judging import known, usual
from tests.dashboards.made import TUESDAY


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (spec("threshold", "below", 60), "Pulse under 60"),
        (spec("threshold", "above", 0.5, unit="°C"), "Pulse 0.5 °C or more"),
        (spec("threshold", "below", 21600, type="duration", days=2), "Pulse under 6 h 00 min, two nights in a row"),
        (spec("threshold", "below", 3, days=3, lag=0), "Pulse under 3, three days in a row"),
        (spec("z_score", "either", 2), "Pulse 2 standard deviations or more from own mean of 28 days"),
        (spec("band", "below", 1.5), "Pulse below own band (mean − 1.5 SD of 28 days)"),
        (spec("hrv_band", "below", days=2), "Pulse below own band, two nights in a row"),
        (spec("from_before", "below", 10), "Pulse down by 10 % or more from the value before"),
        (spec("from_mean", "above", 10, window=14), "Pulse 10 % or more above own mean of 14 days"),
        (spec("no_value", days=2), "Pulse missing, two nights in a row"),
        (spec("no_entry", days=3, lag=0), "Daily form missing, three days in a row"),
    ],
)
def test_a_condition_is_a_sentence(condition, words):
    assert condition_words(condition) == words


def test_conditions_are_joined_by_and_or():
    parts = (spec("threshold", "below", 60), spec("no_value"))
    assert rule_words(RuleSpec(parts, "all", 24)) == "Pulse under 60 and Pulse missing"
    assert rule_words(RuleSpec(parts, "any", 24)) == "Pulse under 60 or Pulse missing"


def test_the_whole_rule_says_for_whom_on_what_data_and_how_often():
    rule = RuleSpec((spec("z_score", "above", 2),), "all", 1)
    assert rule_sentences(rule, "Rowing Testers") == [
        "Pulse 2 standard deviations or more above own mean of 28 days.",
        "For Rowing Testers and the squads below it.",
        "Pulse: needs 14 values in the 28 days before.",
        "After an alert it is silent for 1 hour, for that athlete.",
    ]


def test_a_rule_comes_back_from_its_version_as_it_was():
    rule = RuleSpec((spec("z_score", "above", 2), spec("no_entry", days=3)), "any", 48)
    assert from_json(as_json(rule)) == rule


def test_a_night_shows_its_value_and_what_it_was_compared_with():
    condition = spec("z_score", "above", 2, unit="bpm", decimals=0)
    (night,) = judge_condition(condition, known([56, *usual()]), TUESDAY).nights
    assert night_words_of(condition, night) == "56 bpm; own mean 50 bpm; z +2.9; 28 of 28 nights with a value"
    assert night_words_of(condition, {"on": "2026-03-09", "value": None}) == "no value"
