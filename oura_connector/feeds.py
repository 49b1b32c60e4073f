"""What Oura offers here: four feeds, and the two event forms they fill.

An Oura night is named after the day the person wakes up in. The night form dates it to the evening before, so its
feeds shift by one day; an activity day keeps its date.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.activity_values import ACTIVITY_VALUES
from oura_connector.score_values import READINESS_VALUES, SLEEP_SCORE_VALUES
from oura_connector.sleep_values import SLEEP_VALUES
from sync.provider import Feed, FormPlan

ACTIVITY_FORM = "oura_activity_summary"
NIGHT_FORM = "oura_readiness_and_sleep_summary"

# A consultant configures forms and need not read anybody's health data to do so; a right can be added per club.
RIGHTS = {"Staff": "lcr", "Coach": "lcr", "Medical": "lcr", "Athlete": "r", "Consultant": "lc"}

DAILY_ACTIVITY = Feed(
    key="daily_activity",
    name=_("Daily activity"),
    words=_("How much you moved each day: steps, calories, time at each level of activity, and your activity score."),
    scope="daily",
    form=ACTIVITY_FORM,
    date_shift_days=0,
    values=ACTIVITY_VALUES,
)
DAILY_READINESS = Feed(
    key="daily_readiness",
    name=_("Daily readiness"),
    words=_("Your readiness score each morning, what it is made of, and how far your temperature was from usual."),
    scope="daily",
    form=NIGHT_FORM,
    date_shift_days=-1,
    values=READINESS_VALUES,
)
DAILY_SLEEP = Feed(
    key="daily_sleep",
    name=_("Daily sleep"),
    words=_("Your sleep score each morning and what it is made of; naps are counted in it."),
    scope="daily",
    form=NIGHT_FORM,
    date_shift_days=-1,
    values=SLEEP_SCORE_VALUES,
)
SLEEP = Feed(
    key="sleep",
    name=_("Sleep"),
    words=_(
        "Your night itself: when you went to bed and got up, how long you slept and in which phases, "
        "your heart rate, heart rate variability and breathing, and the naps you confirmed."
    ),
    scope="daily",
    form=NIGHT_FORM,
    date_shift_days=-1,
    values=SLEEP_VALUES,
)

FEEDS = (DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, SLEEP)

FORMS = (
    FormPlan(
        key=ACTIVITY_FORM,
        name=_("Oura Activity Summary"),
        description=_("One record per activity day, written by the Oura connector."),
        dates_the_night=False,
        rights=RIGHTS,
    ),
    FormPlan(
        key=NIGHT_FORM,
        name=_("Oura Readiness and Sleep Summary"),
        description=_(
            "One record per night, written by the Oura connector: Monday's record is Monday night, "
            "which Oura calls Tuesday. Naps counted in this score."
        ),
        dates_the_night=True,
        rights=RIGHTS,
    ),
)
