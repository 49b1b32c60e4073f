"""The mails a demo site has written to files instead of sending them."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = b"-" * 79  # what Django's file backend writes after each mail
FOLDER_LIMIT = 50


@dataclass(frozen=True)
class Mail:
    subject: str
    to: str
    sent: str
    text: str


def newest_mails(folder: Path) -> list[Mail]:
    """The mails of the newest FOLDER_LIMIT files, newest first; [] when nothing was ever written."""
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    return [mail for file in files[:FOLDER_LIMIT] for mail in reversed(mails_in(file.read_bytes()))]


def mails_in(content: bytes) -> list[Mail]:
    parts = content.split(b"\n" + SEPARATOR + b"\n")
    return [read_mail(part) for part in parts if part.strip()]


def read_mail(raw: bytes) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        subject=str(message.get("subject", "")),
        to=str(message.get("to", "")),
        sent=str(message.get("date", "")),
        text=body.get_content() if body else "",
    )
