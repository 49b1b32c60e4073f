"""The data routes, /v2/usercollection/…: who may read, which documents, in what envelope."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import JSON_TYPE, Answer, Request, answer_detail, answer_json
from oura_connector.simulator.faults import Faults
from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.ledger import Grant
from oura_connector.simulator.rendering import Document
from oura_connector.simulator.troubles import ENDLESS, ENDLESS_NEW
from oura_connector.simulator.windows import RefusedRequest, read_window
from oura_connector.simulator.world import World

PREFIX = "/v2/usercollection/"
BAD_TOKEN = "The access token provided is expired, revoked, malformed, or invalid for other reasons."  # noqa: S105
ALWAYS_SENT = ("id", "day")


@dataclass(frozen=True)
class Asking:
    """A request whose token has been accepted."""

    request: Request
    grant: Grant
    athlete: Athlete
    now: datetime
    trouble: str | None = None  # the kind of trouble ordered for its pages


@dataclass(frozen=True)
class UserCollection:
    world: World
    faults: Faults
    choices: Choices

    def answer(self, asking: Asking) -> Answer:
        """Membership first, then route, scope and parameters, as the error bodies seen suggest."""
        self.world.edits_keep_ids = self.choices.edits_keep_ids
        self.world.activity_stamp_hour = self.choices.activity_stamp_hour
        if asking.grant.user_id in self.faults.lapsed:
            return answer_detail(403, self.choices.lapsed_detail)
        collection, _, document_id = asking.request.path.removeprefix(PREFIX).partition("/")
        if collection == "personal_info" and not document_id:
            return self._tell_person(asking)
        if collection not in COLLECTIONS or "/" in document_id:
            return answer_detail(404, "Not Found")
        if "daily" not in asking.grant.scopes:
            return self._refuse_scope("daily")
        try:
            return self._find(asking, document_id) if document_id else self._list(asking, collection)
        except RefusedRequest as refused:
            return refused.answer

    def _refuse_scope(self, scope: str) -> Answer:
        status, detail = self.choices.missing_scope_status, f"Token is not authorized access {scope} scope."
        if not self.choices.missing_scope_problem:
            return answer_detail(status, detail)
        title = "Forbidden" if status == 403 else "Unauthorized"
        return answer_json(status, {"status": status, "title": title, "detail": detail})

    def _tell_person(self, asking: Asking) -> Answer:
        """`id` for any token; the rest as far as the athlete agreed to it, else null."""
        info = self.world.personal_info(asking.athlete, asking.now)
        needs = {"id": None, "email": "email"}
        seen = {
            name: value if needs.get(name, "personal") in (None, *asking.grant.scopes) else None
            for name, value in info.items()
        }
        return answer_json(200, seen)

    def _list(self, asking: Asking, collection: str) -> Answer:
        window = read_window(asking.request, asking.now, asking.athlete.time_zone, self.choices)
        stored = self.world.documents(
            asking.athlete, collection, window.starts_at.date(), window.ends_at.date(), asking.now
        )
        present = self.faults.apply(stored, asking.grant.user_id, asking.now)
        wanted = ((document, encoded) for document, encoded in present if window.contains(document))
        page = list(islice(wanted, self.choices.page_size + 1))
        token = window.token_after(page[-2][0]) if len(page) > self.choices.page_size else None
        if asking.trouble in (ENDLESS, ENDLESS_NEW):
            token = window.token_again(secrets.token_hex(4) if asking.trouble == ENDLESS_NEW else "")
        return _wrap_page(page[: self.choices.page_size], token, asking.request.last("fields"))

    def _find(self, asking: Asking, document_id: str) -> Answer:
        collection = asking.request.path.removeprefix(PREFIX).partition("/")[0]
        found = self.world.find_document(document_id, asking.now)
        if found and found[0] == asking.athlete and found[1].collection == collection:
            for _, encoded in self.faults.apply(iter([found[1]]), asking.grant.user_id, asking.now):
                return Answer(200, {"Content-Type": JSON_TYPE}, encoded)
        return answer_detail(404, self.choices.missing_document_detail)


def _wrap_page(page: list[tuple[Document, bytes]], token: str | None, fields: str | None) -> Answer:
    """The envelope around documents that are JSON already."""
    sent = [_keep_fields(encoded, fields) for _, encoded in page]
    body = b'{"data":[' + b",".join(sent) + b'],"next_token":' + json.dumps(token).encode() + b"}"
    return Answer(200, {"Content-Type": JSON_TYPE}, body)


def _keep_fields(encoded: bytes, fields: str | None) -> bytes:
    """Unknown names are ignored; when none is known the whole document comes back (measured 2026-08-09)."""
    if not fields:
        return encoded
    body = json.loads(encoded)
    known = {name.strip() for name in fields.split(",")} & body.keys()
    if not known:
        return encoded
    kept = {name: value for name, value in body.items() if name in known or name in ALWAYS_SENT}
    return json.dumps(kept, separators=(",", ":")).encode()
