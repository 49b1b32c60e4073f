"""What athletes note about themselves: tags of both kinds, and rest mode.

Tags name illness, medicine, alcohol and the cycle, so their words are for the athlete and medical staff unless a
consultant opens them. Places as in `activity_values`.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.score_values import MEDICAL_ONLY
from oura_connector.value_kinds import clock, count, day, moment, paragraph, text

ENHANCED = "EnhancedTagModel"
PLAIN = "TagModel"
REST_MODE = "PublicRestModePeriod"

TAG = _("Tag")
PLAIN_TAG = _("Tag of the older kind")
TAG_ORIGIN = _("From Oura: tag")
REST = _("Rest mode")
REST_ORIGIN = _("From Oura: rest mode")

LOCAL = _("By the athlete's own clock.")

ENHANCED_TAG_VALUES = (
    text(
        "tag_type",
        _("Tag"),
        f"{ENHANCED}.tag_type_code",
        section=TAG,
        visible_to=MEDICAL_ONLY,
        help=_("Oura's code; “custom” is named below, and a tag of text alone has none."),
    ),
    text("tag_custom_name", _("Own name"), f"{ENHANCED}.custom_name", section=TAG, visible_to=MEDICAL_ONLY),
    paragraph("tag_comment", _("Comment"), f"{ENHANCED}.comment", section=TAG, visible_to=MEDICAL_ONLY),
    day("tag_start_day", _("First day"), f"{ENHANCED}.start_day", section=TAG),
    clock("tag_start_time", _("From"), f"{ENHANCED}.start_time", section=TAG, help=LOCAL),
    day("tag_end_day", _("Last day"), f"{ENHANCED}.end_day", section=TAG, help=_("Empty for a tag of one moment.")),
    clock("tag_end_time", _("Until"), f"{ENHANCED}.end_time", section=TAG, help=LOCAL),
    text("tag_document_id", _("Tag document"), f"{ENHANCED}.id", section=TAG_ORIGIN),
)

TAG_VALUES = (
    paragraph("plain_tag_text", _("Note"), f"{PLAIN}.text", section=PLAIN_TAG, visible_to=MEDICAL_ONLY),
    paragraph("plain_tag_words", _("Tags"), f"{PLAIN}.tags", section=PLAIN_TAG, visible_to=MEDICAL_ONLY),
    clock("plain_tag_time", _("Time"), f"{PLAIN}.timestamp", section=PLAIN_TAG, help=LOCAL),
    day("plain_tag_day", _("Oura day of the note"), f"{PLAIN}.day", section=PLAIN_TAG),
    text("plain_tag_document_id", _("Document of the older kind"), f"{PLAIN}.id", section=TAG_ORIGIN),
)

EPISODE_COUNT = count("rest_mode_episode_count", _("Notes"), section=REST, help=_("How often tags were added to it."))

EPISODES = paragraph(
    "rest_mode_episodes",
    _("Tags of each note"),
    f"{REST_MODE}.episodes",
    section=REST,
    visible_to=MEDICAL_ONLY,
    help=_("One line a note, with its time."),
)

REST_MODE_VALUES = (
    day("rest_mode_start_day", _("First day"), f"{REST_MODE}.start_day", section=REST),
    moment("rest_mode_start", _("Switched on"), f"{REST_MODE}.start_time", section=REST),
    day("rest_mode_end_day", _("Last day"), f"{REST_MODE}.end_day", section=REST, help=_("Empty while it is on.")),
    moment("rest_mode_end", _("Switched off"), f"{REST_MODE}.end_time", section=REST),
    EPISODE_COUNT,
    EPISODES,
    text("rest_mode_document_id", _("Rest mode document"), f"{REST_MODE}.id", section=REST_ORIGIN),
)
