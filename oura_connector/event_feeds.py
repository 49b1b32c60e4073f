"""The feeds of what happens any number of times, of the rings somebody has had, and of the person."""

from django.utils.translation import gettext_noop as _

from oura_connector import form_plans as forms
from oura_connector.event_values import SESSION_VALUES, WORKOUT_VALUES
from oura_connector.ring_values import PERSONAL_INFO_VALUES, RING_CONFIGURATION_VALUES
from oura_connector.tag_values import ENHANCED_TAG_VALUES, REST_MODE_VALUES, TAG_VALUES
from sync.provider import Due, Feed, Rhythm, Shape

STATED_DAY = _("The day as Oura states it; over midnight it is the day Oura chose.")
FIRST_DAY = _("The first day as Oura states it.")

WORKOUT = Feed(
    key="workout",
    name=_("Workouts"),
    words=_("Your workouts: what you did, when, how long and how hard."),
    scope="workout",
    form=forms.WORKOUT_FORM,
    date_shift_days=0,
    values=WORKOUT_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    notice_type="workout",
    date_rule=STATED_DAY,
    known_gap=_("Workouts that Oura's app imported from elsewhere were not in this collection in 2026."),
)
SESSION = Feed(
    key="session",
    name=_("Sessions"),
    words=_("Your breathing exercises, meditations and rests in Oura's app, with heart rate and mood."),
    scope="session",
    form=forms.SESSION_FORM,
    date_shift_days=0,
    values=SESSION_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    is_default=False,
    notice_type="session",
    date_rule=STATED_DAY,
    known_gap=_("A nap taken as a session is no sleep period, and counts in no sleep score."),
)
ENHANCED_TAG = Feed(
    key="enhanced_tag",
    name=_("Tags"),
    words=_("What you tag and write in Oura's app. It may name illness, medicine, alcohol or your cycle."),
    scope="tag",
    form=forms.TAG_FORM,
    date_shift_days=0,
    values=ENHANCED_TAG_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    is_default=False,
    notice_type="enhanced_tag",
    date_rule=FIRST_DAY,
    known_gap=_("Times may come without a zone; then the record has the time of day and no moment."),
)
TAG = Feed(
    key="tag",
    name=_("Tags of the older kind"),
    words=_("Tags you made in older versions of Oura's app. They may name illness, medicine, alcohol or your cycle."),
    scope="tag",
    form=forms.TAG_FORM,
    date_shift_days=0,
    values=TAG_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    is_default=False,
    notice_type="tag",
    date_rule=STATED_DAY,
    known_gap=_(
        "Oura has replaced this collection by the newer tags, and a tag may be in both: use it only for old years."
    ),
)
REST_MODE_PERIOD = Feed(
    key="rest_mode_period",
    name=_("Rest mode"),
    words=_("When you switched rest mode on and off, and the tags you gave it."),
    scope="daily",
    form=forms.REST_MODE_FORM,
    date_shift_days=0,
    values=REST_MODE_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
    is_default=False,
    notice_type="rest_mode_period",
    date_rule=FIRST_DAY,
    known_gap=_("The end of a long one is found by a notice, or when its first day is read again."),
)
RING_CONFIGURATION = Feed(
    key="ring_configuration",
    name=_("Rings"),
    words=_("Which Oura rings you have had: generation, size, colour and firmware."),
    scope="ring_configuration",
    form=forms.RING_FORM,
    date_shift_days=0,
    values=RING_CONFIGURATION_VALUES,
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.SLOW,
    is_default=False,
    notice_type="ring_configuration",
    date_rule=_("The day in UTC on which the ring was set up; the newest ring is the one worn."),
    known_gap=_(
        "Oura lists all rings at once, whatever days are asked for; one without a day of set-up is left out. "
        "Its permission is listed nowhere; an application may lack it."
    ),
    is_whole=True,
)
PERSONAL_INFO = Feed(
    key="personal_info",
    name=_("Personal info"),
    words=_("The age, weight, height and biological sex you told Oura."),
    scope="personal",
    form=forms.PERSON_FORM,
    date_shift_days=0,
    values=PERSONAL_INFO_VALUES,
    shape=Shape.PROFILE,
    due=Due.SOMETIMES,
    rhythm=Rhythm.SLOW,
    is_default=False,
    date_rule=_("None: one record a person, as it is now."),
    known_gap=_("E-mail is never asked for. Units are those of Oura's examples; its description names none."),
)
