"""Messages about alerts: whom and which rule, never a number; the subject, which shows on locked screens, neither."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import conf
from alerts.models import Alert, Rule
from alerts.specs import from_json
from alerts.wording import rule_words
from messaging import conf as messaging_conf
from messaging import outbox
from messaging.channel_rows import EMAIL, SITE, row_of
from messaging.outbox import Letter
from messaging.sender import language_for, sender_row
from people.models import Person


def channel_for(person: Person, way: str) -> str:
    """The channel by which `person` is written to; "" for this site's own list, also when nothing else reaches them.

    The site's own chat is no channel for alerts: an athlete's conversation is read by staff with other rights.
    """
    if way == Rule.Way.SITE or not sender_row().sends_notices:
        return ""
    if way == Rule.Way.EMAIL:
        return EMAIL if person.email and row_of(EMAIL).is_on else ""
    usual = outbox.usual_channel(person)
    return "" if usual == SITE else usual


def write_letter(
    person: Person, channel: str, alerts: Sequence[Alert], once: str, now: datetime, *, is_digest: bool = False
) -> None:
    """One message about all of `alerts`, in the person's language. `once` names its cause."""
    with translation.override(language_for(person, sender_row())):
        subject = _("Alerts of this morning") if is_digest else _("An alert for you")
        text = letter_text(alerts, is_digest=is_digest)
    outbox.write(Letter(person, channel, text, once, subject=subject), now)


def letter_text(alerts: Sequence[Alert], *, is_digest: bool) -> str:
    shown = alerts[: conf.LINES_A_DIGEST]
    lines = [
        _("%(athlete)s: %(rule)s.")
        % {"athlete": one.person.full_name, "rule": rule_words(from_json(one.version.definition))}
        for one in shown
    ]
    left = len(alerts) - len(shown)
    if left:
        lines.append(ngettext("And %(count)d more.", "And %(count)d more.", left) % {"count": left})
    is_one = len(alerts) == 1 and not is_digest
    url = reverse("alerts:alert", args=[alerts[0].pk]) if is_one else reverse("alerts:alerts")
    head = [_("Alerts of this morning:")] if is_digest else []
    return "\n".join([*head, *lines, "", _("Numbers and reasons: %(url)s") % {"url": messaging_conf.site_url() + url}])
