from random import Random

import pytest

from dashboards.athlete.bands import band_days
from dashboards.statistics import DEFAULT_HRV_RULE, hrv_band

BEHIND = DEFAULT_HRV_RULE.recent_days + DEFAULT_HRV_RULE.baseline_days


@pytest.mark.parametrize("share_there", [0.2, 0.6, 1.0])
def test_each_day_says_what_the_band_of_that_day_alone_says(share_there):
    draw = Random(7)
    nights = [draw.uniform(5, 250) if draw.random() < share_there else None for _night in range(160)]
    for index, one in enumerate(band_days(nights, len(nights))):
        alone = hrv_band(nights[max(0, index + 1 - BEHIND) : index + 1])
        assert one.nights == alone.nights
        for told, known in ((one.mean, alone.recent), (one.low, alone.low), (one.high, alone.high)):
            assert told == (None if known is None else pytest.approx(known, rel=1e-6))


def test_only_the_asked_days_are_answered():
    assert len(band_days([60.0] * 90, 28)) == 28
