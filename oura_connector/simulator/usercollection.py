"""The data routes, /v2/usercollection/…: who may read, which documents, in what envelope."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from oura_connector.simulator.asking import Asking
from oura_connector.simulator.catalogue import CATALOGUE, UNFILTERED, Collection
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.data_choices import NO_SCOPE
from oura_connector.simulator.dressing import dress, keep_fields, wrap_page
from oura_connector.simulator.exchange import JSON_TYPE, Answer, answer_detail, answer_json
from oura_connector.simulator.faults import Faults
from oura_connector.simulator.timeseries import TimeSeries
from oura_connector.simulator.troubles import ENDLESS, ENDLESS_NEW
from oura_connector.simulator.windows import RefusedRequest, choose_stamp, read_everything, read_window
from oura_connector.simulator.world import World

PREFIX = "/v2/usercollection/"
LONGEST_REST = timedelta(days=14)
BAD_TOKEN = "The access token provided is expired, revoked, malformed, or invalid for other reasons."  # noqa: S105


@dataclass(frozen=True)
class UserCollection:
    world: World
    faults: Faults
    choices: Choices

    def answer(self, asking: Asking) -> Answer:
        """Membership first, then route, scope and parameters, as the error bodies seen suggest."""
        self.world.heed(self.choices)
        if asking.grant.user_id in self.faults.lapsed:
            return answer_detail(403, self.choices.lapsed_detail)
        name, _, document_id = asking.request.path.removeprefix(PREFIX).partition("/")
        if name == "personal_info" and not document_id:
            return self._tell_person(asking)
        collection = CATALOGUE.get(name)
        if collection is None or "/" in document_id or (collection.is_series and document_id):
            return answer_detail(404, "Not Found")
        scope = self._scope_of(collection)
        if scope not in (NO_SCOPE, *asking.grant.scopes):
            return self._refuse_scope(name, scope)
        try:
            if document_id:
                return self._find(asking, name, document_id)
            if collection.is_series:
                return self._series.answer(asking, name)
            return self._list(asking, collection)
        except RefusedRequest as refused:
            return refused.answer

    @property
    def _series(self) -> TimeSeries:
        return TimeSeries(self.world, self.faults, self.choices)

    def _scope_of(self, collection: Collection) -> str:
        if collection.name == "daily_stress":
            return self.choices.daily_stress_scope
        return self.choices.ring_scope if collection.scope == "ring_configuration" else collection.scope

    def _refuse_scope(self, name: str, scope: str) -> Answer:
        status, detail = self.choices.missing_scope_status, f"Token is not authorized access {scope} scope."
        if name == "daily_stress":
            status = self.choices.daily_stress_scope_status
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

    def _list(self, asking: Asking, collection: Collection) -> Answer:
        """`latest` means nothing here, and the bounds nothing to a collection without a filter."""
        if collection.filtered_by == UNFILTERED:
            window = read_everything(asking.request)
        else:
            stamped = choose_stamp(collection.name, self.choices)
            window = read_window(asking.request, asking.now, asking.athlete.time_zone, self.choices, stamped)
        first_on, last_on = window.days
        heeds_lasting = collection.name == "rest_mode_period" and self.choices.rest_mode_overlaps
        if heeds_lasting:
            first_on = max(date.min + LONGEST_REST, first_on) - LONGEST_REST
        stored = self.world.documents(asking.athlete, collection.name, first_on, last_on, asking.now)
        present = self.faults.apply(stored, asking.grant.user_id, asking.now)
        wanted = (
            (document, encoded)
            for document, encoded in present
            if window.contains(document) or (heeds_lasting and window.is_lasted_into(document))
        )
        page = list(islice(wanted, self.choices.page_size + 1))
        token = window.token_after(page[-2][0]) if len(page) > self.choices.page_size else None
        if asking.trouble in (ENDLESS, ENDLESS_NEW):
            token = window.token_again(secrets.token_hex(4) if asking.trouble == ENDLESS_NEW else "")
        fields = asking.request.last("fields") if collection.heeds_fields else None
        sent = (keep_fields(dress(*one, self.choices), fields) for one in page[: self.choices.page_size])
        return wrap_page(sent, token)

    def _find(self, asking: Asking, name: str, document_id: str) -> Answer:
        user_id, is_kept = asking.grant.user_id, self.choices.deleted_found
        found = self.world.find_document(document_id, asking.now, even_removed=is_kept)
        if found and found[0] == asking.athlete and found[1].collection == name:
            one = iter([found[1]])
            for document, encoded in self.faults.apply(one, user_id, asking.now, even_deleted=is_kept):
                return Answer(200, {"Content-Type": JSON_TYPE}, dress(document, encoded, self.choices))
        return answer_detail(404, self.choices.missing_document_detail)


__all__ = ["BAD_TOKEN", "PREFIX", "Asking", "UserCollection"]
