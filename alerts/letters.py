"""Messages about alerts: how many of which rule, never whom nor a value; the subject says not even which rule.

They leave the site: they are kept on servers, forwarded and shown on locked screens (docs/decisions/0018).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import conf
from alerts.models import Alert, Rule
from alerts.specs import from_json
from forms_engine.shipped_words import as_read
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
    counts = Counter(_rule_name(one) for one in alerts)
    shown = counts.most_common(conf.LINES_A_DIGEST)
    lines = [
        ngettext("%(rule)s: %(count)d new alert.", "%(rule)s: %(count)d new alerts.", count)
        % {"rule": rule, "count": count}
        for rule, count in shown
    ]
    left = len(alerts) - sum(count for _rule, count in shown)
    if left:
        lines.append(ngettext("And %(count)d more.", "And %(count)d more.", left) % {"count": left})
    is_one = len(alerts) == 1 and not is_digest
    url = reverse("alerts:alert", args=[alerts[0].pk]) if is_one else reverse("alerts:alerts")
    head = [_("Alerts of this morning:")] if is_digest else []
    whom = _("Whom and why: %(url)s") % {"url": messaging_conf.site_url() + url}
    return "\n".join([*head, *lines, "", whom])


def _rule_name(alert: Alert) -> str:
    """What the rule is called, as long as that holds no number; else which fields it reads."""
    name = as_read(alert.rule.name, alert.rule.shipped_as)
    if not any(letter.isdigit() for letter in name):
        return name
    read = [one.field.shown_label for one in from_json(alert.version.definition).conditions]
    return ", ".join(dict.fromkeys(read))
