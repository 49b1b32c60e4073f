"""E-mail: out through the mail server the site uses anyway; in from a mailbox that is looked into each minute.

Who a letter is from can be forged, so what comes of one goes to the address it claims to be from, and nowhere else.
"""

import smtplib
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels import conf
from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, NotGenuine, Parcel, Settings, TryLater
from messaging.channels.letters import read_letter
from messaging.channels.mailbox import Mailbox, letters_since

TEMPORARY = range(400, 500)


class EmailChannel:
    key = "email"
    name: str | Promise = gettext_lazy("E-mail")
    asked: tuple[Asked, ...] = (
        Asked(
            "address",
            gettext_lazy("Mailbox for answers"),
            help=gettext_lazy("An e-mail address; empty: outwards only."),
        ),
        Asked(
            "server",
            gettext_lazy("Its IMAP server"),
            help=gettext_lazy("A host, or host:port for one that is not 993. TLS always."),
        ),
        Asked("user", gettext_lazy("User"), help=gettext_lazy("Empty for the address itself.")),
        Asked("password", gettext_lazy("Password"), is_secret=True),
    )
    can_hear = False

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        raise NotGenuine(_("E-mail has no door."))

    def send(self, parcel: Parcel, settings: Settings) -> str:
        """The subject is the letter's, which names nobody: it shows on locked screens."""
        if "@" not in parcel.address:
            raise CannotDeliver(_("This person has no e-mail address."))
        mailbox = settings.open.get("address", "")
        message_id = f"<{parcel.once}@{urlsplit(conf.site_url()).hostname}>"
        message = EmailMessage(
            subject=" ".join(parcel.subject.split()) or _("A message for you"),
            body=parcel.text,
            to=[parcel.address],
            reply_to=[mailbox] if mailbox else None,
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
        """What was written to the mailbox since then, by people."""
        address, server = settings.open.get("address", ""), settings.open.get("server", "")
        if not address or not server:
            return ()
        mailbox = Mailbox(server, settings.open.get("user") or address, settings.secrets.get("password", ""))
        own = {address.lower(), parseaddr(conf.mail_from())[1].lower()}
        heard = [read_letter(raw, own) for raw in letters_since(mailbox, since)]
        return [one for one in heard if one is not None]


def _refusal(error: smtplib.SMTPRecipientsRefused) -> CannotDeliver | TryLater:
    if all(code in TEMPORARY for code, _words in error.recipients.values()):
        return TryLater(_("The mail server cannot take mail for this address now."))
    return CannotDeliver(_("The mail server refused this e-mail address."))
