"""The mailbox in which people answer our e-mails, read by IMAP over TLS. Nothing in it is changed or marked."""

import imaplib
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from messaging.channels import conf
from messaging.channels.base import CannotDeliver, TryLater

TLS_PORT, LAST_PORT = 993, 65_535
# What somebody writes stands at the beginning; what they attached is not wanted.
BEGINNING_BYTES = 65_536
MOST_LETTERS = 100
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Mailbox:
    """`server` is a host, or host:port."""

    server: str
    user: str
    password: str = field(repr=False)


def letters_since(mailbox: Mailbox, since: datetime) -> list[bytes]:
    """The beginnings of the newest letters that arrived since then, oldest first. Raises TryLater, CannotDeliver."""
    try:
        line = _connect(mailbox.server)
    except (OSError, ValueError, imaplib.IMAP4.error) as error:
        raise TryLater(_("The mailbox could not be reached.")) from error
    try:
        _log_in(line, mailbox)
        line.select("INBOX", readonly=True)
        return [_beginning(line, uid) for uid in _uids_since(line, since)]
    except (OSError, imaplib.IMAP4.error) as error:
        raise TryLater(_("The mailbox broke off while it was read.")) from error
    finally:
        _hang_up(line)


def _connect(server: str) -> imaplib.IMAP4:
    host, _colon, told = server.partition(":")
    port = int(told) if told.isascii() and told.isdigit() and int(told) <= LAST_PORT else TLS_PORT
    if conf.is_insecure_transport_allowed() and host == LOOPBACK:
        return imaplib.IMAP4(host, port, timeout=conf.READ_TIMEOUT_S)
    return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=conf.READ_TIMEOUT_S)


def _log_in(line: imaplib.IMAP4, mailbox: Mailbox) -> None:
    user = mailbox.user.replace("\\", "\\\\").replace('"', '\\"')
    try:
        line.login(f'"{user}"', mailbox.password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, ValueError) as error:
        raise CannotDeliver(_("The mailbox refused user or password: a consultant must correct them.")) from error


def _uids_since(line: imaplib.IMAP4, since: datetime) -> list[str]:
    """Asked for by day, a day more for the zone of the server, and then looked at one by one."""
    day = f"{since.astimezone(UTC) - timedelta(days=1):%d-%b-%Y}"
    _state, found = line.uid("SEARCH", "SINCE", day)
    newest = found[0].split()[-MOST_LETTERS:] if found and found[0] else []
    return [uid.decode("ascii") for uid in newest if _arrived_at(line, uid.decode("ascii")) >= since]


def _arrived_at(line: imaplib.IMAP4, uid: str) -> datetime:
    """When the mail server got it: the date the letter itself states may be any."""
    _state, told = line.uid("FETCH", uid, "(INTERNALDATE)")
    row = told[0] if told else None
    moment = imaplib.Internaldate2tuple(row) if isinstance(row, bytes) else None
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else datetime.min.replace(tzinfo=UTC)


def _beginning(line: imaplib.IMAP4, uid: str) -> bytes:
    _state, told = line.uid("FETCH", uid, f"(BODY.PEEK[]<0.{BEGINNING_BYTES}>)")
    row = told[0] if told else None
    return row[1] if isinstance(row, tuple) else b""


def _hang_up(line: imaplib.IMAP4) -> None:
    try:
        line.logout()
    except (OSError, imaplib.IMAP4.error):
        line.shutdown()
