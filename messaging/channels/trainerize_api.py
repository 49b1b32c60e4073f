"""The calls of ABC Trainerize's API v03 that we make: POST, JSON, group id and API token as Basic auth.

Its answers are read leniently, because they differ from their own description in places. 403 means "no right" as
well as "too fast", so it is waited for; code 999 says that a body arrived empty.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from messaging.channels.base import CannotDeliver, Settings, TryLater
from messaging.channels.reading import digits_or_text, inner, listed
from messaging.channels.transport import post_json

BASE_URL = "https://api.trainerize.com/v03"
TOO_FAST_OR_NO_RIGHT = 403
EMPTY_BODY_CODE = "999"
FINE_CODES = ("", "0", "200")
A_PAGE = 100
MOST_PAGES = 50


@dataclass(frozen=True)
class Client:
    """One client of the Trainerize group, as far as matching needs it."""

    user_id: str
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class Thread:
    """One thread of an inbox. `others`: ids of everybody in it as told, None when nothing readable is told."""

    thread_id: str
    excerpt: str
    last_sent_at: datetime | None
    others: frozenset[str] | None

    def is_private_of(self, first: str, second: str) -> bool:
        """Known to be between these two alone."""
        return self.others is not None and bool(self.others) and self.others <= {first, second}


class TrainerizeApi:
    """One group's account. Every call raises TryLater, or CannotDeliver when it is refused."""

    def __init__(self, settings: Settings) -> None:
        self._base = (settings.open.get("base_url") or BASE_URL).rstrip("/")
        self._auth = (settings.open.get("group_id", ""), settings.secrets.get("api_token", ""))
        if not all(self._auth):
            raise CannotDeliver(_("Trainerize has no group id or no API token: a consultant must enter them."))

    def send(self, sender: str, recipient: str, subject: str, text: str) -> str:
        """Into the one-to-one main thread. Answers the message's id, "" when none is told."""
        said = self._call(
            "/message/send",
            {
                "userID": _number(sender),
                "recipients": [_number(recipient)],
                "subject": subject,
                "body": text,
                "threadType": "mainThread",
                "conversationType": "single",
                "type": "text",
            },
        )
        threads = said.get("threads")
        first = threads[0] if isinstance(threads, list) and threads and isinstance(threads[0], dict) else {}
        return digits_or_text(first.get("messageID"))

    def reply(self, sender: str, thread_id: str, text: str) -> str:
        """Into a thread that exists. Answers the message's id, "" when none is told."""
        asked = {"userID": _number(sender), "threadID": _number(thread_id), "body": text, "type": "text"}
        return digits_or_text(self._call("/message/reply", asked).get("messageID"))

    def text_of(self, message_id: str) -> str:
        """The whole text of one message, "" when it has none."""
        said = self._call("/message/get", {"messageID": _number(message_id)})
        return html.unescape(str(said.get("body") or ""))

    def threads(self, user_id: str, *, client_id: str = "") -> Iterator[Thread]:
        """The inbox of `user_id`, or their threads with one client, page by page as they come."""
        asked: dict[str, Any] = {"userID": _number(user_id), "view": "inbox"}
        if client_id:
            asked |= {"view": "byClient", "clientID": _number(client_id)}
        for row in self._pages("/message/getThreads", asked, "threads"):
            yield _read_thread(row)

    def clients(self, trainer_id: str) -> list[Client]:
        """All active clients of one trainer."""
        asked = {"userID": _number(trainer_id), "view": "activeClient", "verbose": False}
        found = []
        for row in self._pages("/user/getClientList", asked, "users"):
            client = Client(
                digits_or_text(row.get("id")),
                html.unescape(str(row.get("firstName") or "")),
                html.unescape(str(row.get("lastName") or "")),
                str(row.get("email") or "").strip().lower(),
            )
            if client.user_id:
                found.append(client)
        return found

    def _pages(self, path: str, asked: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
        for page in range(MOST_PAGES):
            rows = self._call(path, {**asked, "start": page * A_PAGE, "count": A_PAGE}).get(name)
            rows = rows if isinstance(rows, list) else []
            yield from (row for row in rows if isinstance(row, dict))
            if len(rows) < A_PAGE:
                return

    def _call(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        reply = post_json(f"{self._base}{path}", asked, auth=self._auth, waits_at=(TOO_FAST_OR_NO_RIGHT,))
        if not reply.is_ok:
            text = _("Trainerize refused the call (%(status)s).") % {"status": reply.status}
            raise CannotDeliver(text)
        said = reply.json
        code = digits_or_text(said.get("code"))
        if code == EMPTY_BODY_CODE:
            raise TryLater(_("Trainerize says that our call arrived empty."))
        if code not in FINE_CODES:
            told = code if code.isdigit() else "?"
            raise CannotDeliver(_("Trainerize refused the call (code %(code)s).") % {"code": told})
        return said


def read_moment(value: object) -> datetime | None:
    """ "YYYY-MM-DD HH:MM:SS" in GMT, with or without T, Z or fractions; None for anything else."""
    try:
        read = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def ids_in(people: object) -> frozenset[str] | None:
    """Ids of a list of people told as numbers or as objects; None when one of them cannot be read."""
    if not isinstance(people, list):
        return None
    ids = [digits_or_text(one.get("userID", one.get("id")) if isinstance(one, dict) else one) for one in people]
    return frozenset(ids) if all(ids) else None


def sender_ids(settings: Settings) -> Sequence[str]:
    """The trainers that speak for the site; the first one does where it matters not."""
    return listed(settings.open.get("sender_ids", ""))


def _read_thread(row: dict[str, Any]) -> Thread:
    return Thread(
        digits_or_text(row.get("threadID")),
        html.unescape(str(row.get("excerpt") or inner(row, "lastMessage").get("body") or "")),
        read_moment(row.get("lastSentTime")),
        ids_in(row.get("ccUsers")),
    )


def _number(value: str) -> int | str:
    """Ids are numbers in its description; one that is not goes out as it came."""
    return int(value) if value.isascii() and value.isdigit() else value
