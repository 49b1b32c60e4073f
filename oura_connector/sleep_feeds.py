"""The feeds of the night. An Oura night is named after the day the person wakes up in.

The night form dates it to the evening before, so the feeds that fill it shift by one day. Single sleep periods stand
on the day Oura files them at, for a nap of Tuesday afternoon is no part of Monday.
"""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from oura_connector import form_plans as forms
from oura_connector.body_values import SLEEP_TIME_VALUES, SPO2_VALUES
from oura_connector.score_values import READINESS_VALUES, SLEEP_SCORE_VALUES
from oura_connector.sleep_values import MAIN_SLEEP, SLEEP_VALUES
from sync.provider import Due, Feed, Rhythm, Shape

WAKING_DAY = _("Oura's day is the day the athlete wakes up in; the record stands on the evening before.")
PERIOD_SECTION = _("Sleep period")
# The same members as in the summary, of one period; the two counts over a day's naps are no member of any.
PERIOD_VALUES = tuple(
    replace(one, section=PERIOD_SECTION) if one.section == MAIN_SLEEP else one for one in SLEEP_VALUES if one.place
)

DAILY_READINESS = Feed(
    key="daily_readiness",
    name=_("Daily readiness"),
    words=_("Your readiness score each morning, what it is made of, and how far your temperature was from usual."),
    scope="daily",
    form=forms.NIGHT_FORM,
    date_shift_days=-1,
    values=READINESS_VALUES,
    due=Due.NIGHTLY,
    rhythm=Rhythm.NIGHT,
    notice_type="daily_readiness",
    date_rule=WAKING_DAY,
    known_gap=_("There is a score only after the athlete has opened Oura's app."),
)
DAILY_SLEEP = Feed(
    key="daily_sleep",
    name=_("Daily sleep"),
    words=_("Your sleep score each morning and what it is made of; naps are counted in it."),
    scope="daily",
    form=forms.NIGHT_FORM,
    date_shift_days=-1,
    values=SLEEP_SCORE_VALUES,
    due=Due.NIGHTLY,
    rhythm=Rhythm.NIGHT,
    notice_type="daily_sleep",
    date_rule=WAKING_DAY,
    known_gap=_("There is a score only after the athlete has opened Oura's app."),
)
SLEEP = Feed(
    key="sleep",
    name=_("Sleep"),
    words=_(
        "Your night itself: when you went to bed and got up, how long you slept and in which phases, "
        "your heart rate, heart rate variability and breathing, and the naps you confirmed."
    ),
    scope="daily",
    form=forms.NIGHT_FORM,
    date_shift_days=-1,
    is_first_sign=True,
    values=SLEEP_VALUES,
    due=Due.NIGHTLY,
    rhythm=Rhythm.NIGHT,
    notice_type="sleep",
    date_rule=_(
        "The longest long sleep of Oura's day, which is the day the athlete wakes up in; the record stands on the "
        "evening before. A nap that ends after 18:00 counts for the next day."
    ),
    known_gap=_(
        "Averages come from 30-second samples and differ from those in Oura's app. A sleep that has not ended, one "
        "the athlete rejected and one they removed are left out."
    ),
)
SLEEP_PERIOD = Feed(
    key="sleep_period",
    name=_("Sleep periods"),
    words=_("Every sleep of yours by itself, naps too: when it was, its phases, heart rate and breathing."),
    scope="daily",
    form=forms.SLEEP_PERIOD_FORM,
    date_shift_days=0,
    values=PERIOD_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    notice_type="sleep",
    date_rule=_("The day Oura files the period at: a night on the day it ends, a nap on its own day."),
    known_gap=_("Read from the same collection as the night. Oura does not say at which day it files a late nap."),
)
SLEEP_TIME = Feed(
    key="sleep_time",
    name=_("Sleep time"),
    words=_("The bedtime Oura advises you, and what the advice rests on."),
    scope="daily",
    form=forms.SLEEP_TIME_FORM,
    date_shift_days=0,
    values=SLEEP_TIME_VALUES,
    due=Due.SOMETIMES,
    rhythm=Rhythm.NIGHT,
    is_default=False,
    notice_type="sleep_time",
    date_rule=_("The day as Oura states it."),
    known_gap=_("Only after the athlete has opened Oura's app, and only after enough nights."),
)
DAILY_SPO2 = Feed(
    key="daily_spo2",
    name=_("Daily SpO2"),
    words=_("Your average blood oxygen while asleep, and how often breathing was disturbed."),
    scope="spo2",
    form=forms.SPO2_FORM,
    date_shift_days=0,
    values=SPO2_VALUES,
    due=Due.NIGHTLY,
    rhythm=Rhythm.NIGHT,
    is_default=False,
    notice_type="daily_spo2",
    date_rule=_("The day as Oura states it; Oura does not describe which night it means."),
    known_gap=_("Rings of the third generation and later, with the measurement switched on; else there is nothing."),
)
