"""Trainerize: its webhook `msg.received` in, `/message/reply` and `/message/send` out, getThreads when it is silent.

The webhook waits 500 ms and does not say whether a thread is a group's. So an answer goes into the thread it came
from only after Trainerize says that nobody else is in it, and into the one-to-one main thread otherwise.
"""

import html
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, Parcel, Settings
from messaging.channels.reading import digits_or_text, inner, json_object
from messaging.channels.signatures import require_same
from messaging.channels.trainerize_api import Thread, TrainerizeApi, read_moment, sender_ids

SECRET_HEADER = "TR-SecretKey"  # noqa: S105 the header's name
HEARD = Hearing(content=b"ok")
EXCERPT_LENGTH = 100
GROUP_WORDS = {"group", "groupmessage", "groupthread"}
DEFAULT_SUBJECT = gettext_lazy("Oura")


class TrainerizeChannel:
    key = "trainerize"
    name: str | Promise = gettext_lazy("Trainerize")
    asked: tuple[Asked, ...] = (
        Asked("group_id", gettext_lazy("Group id")),
        Asked("api_token", gettext_lazy("API token"), is_secret=True),
        Asked(
            "secret_key",
            gettext_lazy("Webhook secret"),
            is_secret=True,
            help=gettext_lazy("What Trainerize sends as TR-SecretKey."),
        ),
        Asked(
            "sender_ids",
            gettext_lazy("Message senders"),
            help=gettext_lazy("User ids of the trainers who speak for this site, with commas; the first one usually."),
        ),
        Asked("base_url", gettext_lazy("API address"), help=gettext_lazy("Empty for Trainerize's own.")),
    )
    can_hear = True

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        """An unknown event, or a shape nobody described, is acknowledged: refusing would only bring it back."""
        require_same(call.headers.get(SECRET_HEADER, ""), settings.secrets.get("secret_key", ""))
        envelope = json_object(call.body)
        if envelope.get("eventType") != "msg.received":
            return HEARD
        heard = _read_message(envelope, sender_ids(settings))
        return Hearing([heard], content=HEARD.content) if heard else HEARD

    def send(self, parcel: Parcel, settings: Settings) -> str:
        api, senders = TrainerizeApi(settings), sender_ids(settings)
        if not senders:
            raise CannotDeliver(_("Trainerize has no message sender: a consultant must enter one."))
        thread_id, _at, sender = parcel.thread.partition("@")
        if thread_id and sender in senders and _is_private(api, thread_id, sender, parcel.address):
            return api.reply(sender, thread_id, parcel.text)
        return api.send(senders[0], parcel.address, parcel.subject or str(DEFAULT_SUBJECT), parcel.text)

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        """What the senders' inboxes got since then, for when a webhook was lost or never registered.

        An inbox tells neither the author nor the message's id, so only a thread between one sender and one other
        person is read: a command there is the other's.
        """
        api, senders = TrainerizeApi(settings), sender_ids(settings)
        return [heard for sender in senders for heard in _new_in_inbox(api, sender, senders, since)]

    def is_cut(self, text: str) -> bool:
        """Excerpts end at 100 characters, whatever follows."""
        return len(text) >= EXCERPT_LENGTH

    def read_whole(self, message_id: str, settings: Settings) -> str:
        """The message an excerpt was cut from. Raises TryLater, CannotDeliver."""
        return TrainerizeApi(settings).text_of(message_id)


def _read_message(envelope: dict[str, Any], senders: Sequence[str]) -> Heard | None:
    data = inner(envelope, "data")
    event_id, message_id = digits_or_text(envelope.get("id")), digits_or_text(data.get("messageID"))
    speaker = digits_or_text(inner(data, "fromUser").get("userID"))
    # One of our own senders spoke: to hear it would be to answer ourselves.
    if not speaker or speaker in senders or not (event_id or message_id):
        return None
    receiver, thread_id = digits_or_text(data.get("userID")), digits_or_text(data.get("threadID"))
    return Heard(
        event_id=event_id or f"message-{message_id}",
        message_id=message_id,
        speaker=speaker,
        text=html.unescape(str(data.get("messageExcerpt") or "")),
        thread=f"{thread_id}@{receiver}" if thread_id and receiver in senders else "",
        is_group=_says_group(data),
        reply_to=speaker,
        said_at=read_moment(envelope.get("created")),
    )


def _says_group(data: dict[str, Any]) -> bool:
    """Not described for this event; believed where it is told."""
    told = (data.get("threadType"), data.get("conversationType"), data.get("messageType"))
    return data.get("isGroup") is True or any(str(word).lower() in GROUP_WORDS for word in told)


def _is_private(api: TrainerizeApi, thread_id: str, sender: str, client: str) -> bool:
    threads = api.threads(sender, client_id=client)
    return any(thread.thread_id == thread_id and thread.is_private_of(sender, client) for thread in threads)


def _new_in_inbox(api: TrainerizeApi, sender: str, senders: Sequence[str], since: datetime) -> Iterator[Heard]:
    for thread in api.threads(sender):
        if thread.last_sent_at is None:
            continue
        if thread.last_sent_at < since:
            return  # the newest come first
        heard = _read_thread(thread, sender, senders)
        if heard:
            yield heard


def _read_thread(thread: Thread, sender: str, senders: Sequence[str]) -> Heard | None:
    others = (thread.others or frozenset()) - {sender}
    if not thread.thread_id or len(others) != 1 or others & set(senders):
        return None
    (speaker,) = others
    return Heard(
        event_id=f"thread-{thread.thread_id}-{thread.last_sent_at:%Y%m%d%H%M%S}",
        message_id="",
        speaker=speaker,
        text=thread.excerpt,
        thread=f"{thread.thread_id}@{sender}",
        reply_to=speaker,
        said_at=thread.last_sent_at,
    )
