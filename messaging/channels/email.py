"""E-mail: outwards only, through the mail server the site uses anyway."""

import smtplib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels import conf
from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, NotGenuine, Parcel, Settings, TryLater

TEMPORARY = range(400, 500)


class EmailChannel:
    key = "email"
    name: str | Promise = gettext_lazy("E-mail")
    asked: tuple[Asked, ...] = ()
    can_hear = False

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        raise NotGenuine(_("E-mail has no door."))

    def send(self, parcel: Parcel, settings: Settings) -> str:
        """The subject is the letter's, which names nobody: it shows on locked screens."""
        if "@" not in parcel.address:
            raise CannotDeliver(_("This person has no e-mail address."))
        message_id = f"<{parcel.once}@{urlsplit(conf.site_url()).hostname}>"
        message = EmailMessage(
            subject=" ".join(parcel.subject.split()) or _("A message for you"),
            body=parcel.text,
            to=[parcel.address],
            # The same id for the same message, so that a mail program shows a repeated one once; and no
            # out-of-office note comes back.
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(error) from error
        except ValueError as error:
            raise CannotDeliver(_("This e-mail address is not one.")) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(_("The mail server could not be reached or did not take the mail.")) from error
        return message_id

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        return ()


def _refusal(error: smtplib.SMTPRecipientsRefused) -> CannotDeliver | TryLater:
    if all(code in TEMPORARY for code, _words in error.recipients.values()):
        return TryLater(_("The mail server cannot take mail for this address now."))
    return CannotDeliver(_("The mail server refused this e-mail address."))
