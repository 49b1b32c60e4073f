"""A pretend ABC Trainerize: API v03 with Basic auth, threads of one or of many, its webhook."""

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from messaging.channels.base import Call, Settings
from messaging.channels.trainerize import TrainerizeChannel
from tests.messaging.servers.listening import Listener, Request, Response, as_json, listening
from tests.messaging.servers.vendor import Arrived, Traits, call_of

SENDER, SECOND_SENDER = 77, 78
CLIENTS = {"ada": 501, "bo": 502}
NOBODY = 999


@dataclass
class Said:
    """One message of one thread."""

    message_id: int
    thread_id: int
    sender: int
    text: str
    sent_at: datetime


@dataclass
class Thread:
    thread_id: int
    members: frozenset[int]
    is_main: bool = True


class PretendTrainerize:
    kind = TrainerizeChannel()
    traits = Traits(signs_body=False, has_window=False, has_thread=True)

    def __init__(self) -> None:
        self.listener: Listener
        self.threads = {
            9000 + client: Thread(9000 + client, frozenset((SENDER, client))) for client in CLIENTS.values()
        }
        self.threads[9900] = Thread(9900, frozenset((SENDER, *CLIENTS.values())), is_main=False)
        self.said: list[Said] = []
        self.ours: list[Said] = []
        self.clients: list[dict[str, Any]] = []

    @property
    def settings(self) -> Settings:
        return Settings(
            {"group_id": "4242", "sender_ids": f"{SENDER}, {SECOND_SENDER}", "base_url": f"{self.listener.url}/v03"},
            {"api_token": "secret-token", "secret_key": "shared-key"},
        )

    def say(self, speaker: str, text: str, now: datetime, number: int = 1, *, is_group: bool = False) -> Call:
        client = CLIENTS[speaker]
        thread = 9900 if is_group else 9000 + client
        self.said.append(Said(number, thread, client, text, now))
        return self.tell(client, text, now, number, thread=thread)

    def tell(self, client: int, text: str, now: datetime, number: int, **told: Any) -> Call:
        """The webhook; it says nothing of whether the thread is a group's, and cuts at 100 characters."""
        data = {
            "userID": told.get("receiver", SENDER),
            "threadID": told.get("thread", 9000 + client),
            "messageID": number,
            "fromUser": {"userID": client, "firstName": "Ada", "lastName": "Examplova"},
            "messageExcerpt": html.escape(text)[:100],
        }
        created = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        event_id = told.get("event_id", f"evt_{client}_{number}")
        return self.event({"id": event_id, "eventType": "msg.received", "created": created, "data": data})

    def event(self, envelope: Any) -> Call:
        headers = {"Content-Type": "application/json", "TR-SecretKey": "shared-key"}
        return call_of("/hooks/trainerize/", headers, json.dumps(envelope).encode())

    def say_oddly(self, now: datetime) -> list[Call]:
        shapes: list[Any] = [
            {"id": "evt_p", "eventType": "ping", "created": "now"},
            {"id": "evt_1", "eventType": "msg.received"},
            {"id": "evt_2", "eventType": "msg.received", "data": {"fromUser": "Ada", "messageExcerpt": None}},
            {"id": ["evt"], "eventType": "msg.received", "data": {"fromUser": {"userID": {"id": 1}}}},
            {"id": "evt_3", "eventType": "msg.received", "data": [1, 2]},
            ["a", "list"],
            None,
        ]
        nested = call_of("/hooks/trainerize/", {"TR-SecretKey": "shared-key"}, b"[" * 100_000)
        return [*(self.event(shape) for shape in shapes), nested]

    def own_voice(self, now: datetime) -> Call | None:
        return self.tell(SENDER, "/ping", now, 7, receiver=CLIENTS["ada"], thread=9501)

    def speaker_id(self, speaker: str) -> str:
        return str(CLIENTS.get(speaker, NOBODY))

    def address(self, speaker: str) -> str:
        return self.speaker_id(speaker)

    def arrived(self) -> list[Arrived]:
        found = []
        for said in self.ours:
            thread = self.threads[said.thread_id]
            others = sorted(thread.members - {said.sender})
            found.append(Arrived(str(others[0]), said.text, is_public=len(others) > 1))
        return found

    def answer(self, request: Request) -> Response:
        if request.basic_auth != ("4242", "secret-token"):
            return as_json({"code": 401, "message": "unauthorized"}, 401)
        if not request.body:
            return as_json({"code": 999})
        answers = {
            "/v03/message/send": self._send,
            "/v03/message/reply": self._reply,
            "/v03/message/get": self._get,
            "/v03/message/getThreads": self._threads,
            "/v03/user/getClientList": self._clients,
        }
        return answers[request.path](request.json)

    def _send(self, asked: dict[str, Any]) -> Response:
        (recipient,) = asked["recipients"]
        if recipient not in CLIENTS.values():
            return as_json({"code": 404, "message": "no user"}, 404)
        assert asked["threadType"] == "mainThread"
        assert asked["conversationType"] == "single"
        said = self._keep(9000 + recipient, asked["userID"], asked["body"])
        return as_json({"threadIDs": [said.thread_id], "threads": [{"threadID": said.thread_id, "messageID": 88}]})

    def _reply(self, asked: dict[str, Any]) -> Response:
        if asked["threadID"] not in self.threads:
            return as_json({"code": 404, "message": "no thread"}, 404)
        self._keep(asked["threadID"], asked["userID"], asked["body"])
        return as_json({"messageID": 89, "code": 0, "message": "ok"})

    def _keep(self, thread_id: int, sender: int, text: str) -> Said:
        said = Said(88, thread_id, sender, text, datetime.now(UTC))
        self.ours.append(said)
        return said

    def _get(self, asked: dict[str, Any]) -> Response:
        text = next(said.text for said in self.said if said.message_id == asked["messageID"])
        return as_json({"messageID": asked["messageID"], "type": "text", "body": html.escape(text)})

    def _threads(self, asked: dict[str, Any]) -> Response:
        found = []
        for thread in self.threads.values():
            of_client = asked["view"] != "byClient" or asked["clientID"] in thread.members
            said = [one for one in self.said if one.thread_id == thread.thread_id]
            if asked["userID"] in thread.members and of_client:
                found.append(self._row(thread, said[-1] if said else None, asked["userID"]))
        found.sort(key=lambda row: str(row["lastSentTime"]), reverse=True)
        return as_json({"total": len(found), "threads": found[asked["start"] : asked["start"] + asked["count"]]})

    def _row(self, thread: Thread, last: Said | None, user_id: int) -> dict[str, Any]:
        return {
            "threadID": thread.thread_id,
            "ccUsers": [{"userID": member} for member in sorted(thread.members - {user_id})],
            "threadType": "mainThread" if thread.is_main else "otherThread",
            "lastSentTime": f"{last.sent_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if last else "",
            "excerpt": html.escape(last.text)[:100] if last else "",
        }

    def _clients(self, asked: dict[str, Any]) -> Response:
        rows = self.clients if asked["userID"] == SENDER else []
        return as_json({"users": rows[asked["start"] : asked["start"] + asked["count"]], "total": len(rows)})


@contextmanager
def pretend_trainerize() -> Iterator[PretendTrainerize]:
    pretend = PretendTrainerize()
    with listening(pretend.answer) as pretend.listener:
        yield pretend
