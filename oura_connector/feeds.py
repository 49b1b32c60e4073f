"""What Oura offers here: every collection of its data API, and the forms they fill.

A new site uses what a club needs every morning: activity, the night, workouts and single sleeps with their naps.
Everything else is a consultant's choice: it is heavy (heart rate), private (tags, oxygen, the person), needs a
permission that few applications have (resilience, cardiovascular age, rings), or serves few. Of the two kinds of tags
the newer is Oura's current one; the older one is deprecated and may repeat it, so they share a form and no site uses
both unless it wants to.
"""

from oura_connector.day_feeds import (
    DAILY_ACTIVITY,
    DAILY_CARDIOVASCULAR_AGE,
    DAILY_RESILIENCE,
    DAILY_STRESS,
    HEARTRATE,
    RING_BATTERY_LEVEL,
    VO2_MAX,
)
from oura_connector.event_feeds import (
    ENHANCED_TAG,
    PERSONAL_INFO,
    REST_MODE_PERIOD,
    RING_CONFIGURATION,
    SESSION,
    TAG,
    WORKOUT,
)
from oura_connector.form_plans import FORMS
from oura_connector.sleep_feeds import DAILY_READINESS, DAILY_SLEEP, DAILY_SPO2, SLEEP, SLEEP_PERIOD, SLEEP_TIME

FEEDS = (
    DAILY_ACTIVITY,
    DAILY_READINESS,
    DAILY_SLEEP,
    SLEEP,
    SLEEP_PERIOD,
    WORKOUT,
    HEARTRATE,
    DAILY_STRESS,
    DAILY_SPO2,
    DAILY_RESILIENCE,
    DAILY_CARDIOVASCULAR_AGE,
    VO2_MAX,
    SLEEP_TIME,
    SESSION,
    ENHANCED_TAG,
    TAG,
    REST_MODE_PERIOD,
    RING_CONFIGURATION,
    RING_BATTERY_LEVEL,
    PERSONAL_INFO,
)

__all__ = [
    "DAILY_ACTIVITY", "DAILY_CARDIOVASCULAR_AGE", "DAILY_READINESS", "DAILY_RESILIENCE", "DAILY_SLEEP", "DAILY_SPO2",
    "DAILY_STRESS", "ENHANCED_TAG", "FEEDS", "FORMS", "HEARTRATE", "PERSONAL_INFO", "REST_MODE_PERIOD",
    "RING_BATTERY_LEVEL", "RING_CONFIGURATION", "SESSION", "SLEEP", "SLEEP_PERIOD", "SLEEP_TIME", "TAG", "VO2_MAX",
    "WORKOUT",
]  # fmt: skip
