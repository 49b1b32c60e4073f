"""Asking a provider for the windows of many feeds at once. Network only: no database, no transaction."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from sync.errors import AccessTokenRefused, GrantRevoked, RateLimited, SyncError
from sync.provider import MOST_CALLS_AT_ONCE, Credentials, Feed, Observation, Provider, Window
from sync.registry import feed_of


class RequestCount:
    """How many requests were sent, counted from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.value = 0

    def add(self) -> None:
        with self._lock:
            self.value += 1


@dataclass
class Conversation:
    """One authorised conversation. `renew(refused)` answers a fresh access token when the vendor refused one.

    Whatever is asked in it, in whichever thread, belongs to the run that was in hand when it began: the log says so.
    `requests` counts what is sent.
    """

    provider: Provider
    credentials: Credentials
    access_token: str = field(repr=False)
    renew: Callable[[str], str]
    was_renewed: bool = False
    context: Context = field(default_factory=copy_context, repr=False)
    requests: RequestCount = field(default_factory=RequestCount)

    def __post_init__(self) -> None:
        self.credentials = replace(self.credentials, count_request=self.requests.add)

    def renew_once(self) -> bool:
        """Replace a refused token; False when it was replaced before in this conversation and still refused."""
        if self.was_renewed:
            return False
        self.access_token = self.renew(self.access_token)
        self.was_renewed = True
        return True

    def observations(self, feed: Feed, window: Window) -> list[Observation]:
        return self.provider.observations(self.credentials, access_token=self.access_token, feed=feed, window=window)

    def day_of_document(self, feed: Feed, document_id: str) -> date | None:
        return self.provider.day_of_document(
            self.credentials, access_token=self.access_token, feed=feed, document_id=document_id
        )


@dataclass(frozen=True)
class Fetched:
    """What came of one feed: observations of the whole window, or the error that stopped it.

    `is_held`: it was not asked for, since the vendor had just told all of us to wait.
    """

    feed: str
    window: Window
    observations: list[Observation]
    error: SyncError | None = None
    is_held: bool = False


@dataclass
class Halt:
    """What the first to be told so tells all others that are asked together: nobody asks any more."""

    error: RateLimited | None = None


Question = tuple[Conversation, Mapping[str, Window]]


@dataclass(frozen=True)
class Asked:
    """Windows that are being asked for while this thread does something else."""

    conversation: Conversation
    answers: list[Future[Fetched]]

    def wait(self) -> list[Fetched]:
        """Every feed's answer. A refused access token is renewed once and its feeds asked again.

        Raises GrantRevoked when even the new token is refused, and what renewing raises.
        """
        fetched = [answer.result() for answer in self.answers]
        refused = {one.feed: one.window for one in fetched if isinstance(one.error, AccessTokenRefused)}
        if not refused:
            return fetched
        if not self.conversation.renew_once():
            raise GrantRevoked("The provider refuses a token it has just issued: the athlete must connect again.")
        (asked,) = ask_all([(self.conversation, refused)])
        again = {one.feed: one for one in asked.wait()}
        return [again.get(one.feed, one) for one in fetched]


def ask_all(questions: Sequence[Question], *, is_trial: bool = False) -> list[Asked]:
    """Begin to ask for every window of every conversation, all at once; `wait` brings the answers of each.

    A single window needs no thread: it is asked here and now. `is_trial`: so is the first, and the others only if it
    was not told that all of us wait.
    """
    is_single = sum(len(windows) for _conversation, windows in questions) == 1
    begin = _ask_now if is_single else _pool_of_process(os.getpid()).submit
    halt = Halt()
    asked = []
    for conversation, windows in questions:
        answers = []
        for item in windows.items():
            answers.append((_ask_now if is_trial else begin)(_ask, halt, conversation, *item))
            is_trial = False
        asked.append(Asked(conversation, answers))
    return asked


def _ask_now(ask: Callable[..., Fetched], *question: Any) -> Future[Fetched]:
    answer: Future[Fetched] = Future()
    answer.set_result(ask(*question))
    return answer


def _ask(halt: Halt, conversation: Conversation, feed_key: str, window: Window) -> Fetched:
    return conversation.context.copy().run(_fetch, halt, conversation, feed_key, window)


def _fetch(halt: Halt, conversation: Conversation, feed_key: str, window: Window) -> Fetched:
    if halt.error is not None:
        return Fetched(feed_key, window, [], halt.error, is_held=True)
    try:
        found = conversation.observations(feed_of(conversation.provider, feed_key), window)
    except SyncError as error:
        if isinstance(error, RateLimited) and error.is_for_all:
            halt.error = error
        return Fetched(feed_key, window, [], error)
    return Fetched(feed_key, window, found)


@lru_cache(maxsize=1)
def _pool_of_process(process_id: int) -> ThreadPoolExecutor:
    """The one pool of this process; a forked worker gets its own, since threads do not come along."""
    return ThreadPoolExecutor(max_workers=MOST_CALLS_AT_ONCE - 1, thread_name_prefix="asking")
