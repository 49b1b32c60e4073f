"""Every kind of answer against Oura's own description, where OURA_OPENAPI points to it; a loud skip otherwise."""

from urllib.parse import urlencode

import pytest

from oura_connector.simulator.catalogue import SERIES
from oura_connector.simulator.identifiers import COLLECTIONS
from tests.oura_connector.simulator import schemas

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-20"}
DAYS = {"start_datetime": "2026-11-17T00:00:00Z", "end_datetime": "2026-11-20T00:00:00Z"}
FILTERED = [name for name in COLLECTIONS if name != "ring_configuration"]
PREFIX = "/v2/usercollection"
SANDBOX = "/v2/sandbox/usercollection"


@pytest.fixture(autouse=True)
def _needs_ouras_file():
    if schemas.oura_file() is None:
        pytest.skip("OURA_OPENAPI is not set: answers were NOT compared with Oura's OpenAPI file.")


def ask(simulator, path, token="any", **query):  # noqa: S107
    return simulator.answer("GET", path, urlencode(query), {"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("query", [WEEK, WEEK | {"fields": "id"}, {"start_date": "2026-11-13"}, {}])
def test_lists_are_as_oura_describes_them(simulator, ada_token, collection, query):
    answer = ask(simulator, f"{PREFIX}/{collection}", ada_token, **query)
    assert answer.status == 200
    assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{collection}", 200) == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_single_documents_are_as_oura_describes_them(simulator, ada_token, collection):
    for document in ask(simulator, f"{PREFIX}/{collection}", ada_token, **WEEK).json()["data"]:
        answer = ask(simulator, f"{PREFIX}/{collection}/{document['id']}", ada_token)
        assert answer.status == 200
        assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{collection}/{{document_id}}", 200) == []


@pytest.mark.parametrize("scopes", ["", "daily", "email", "personal"])
def test_the_person_is_as_oura_describes_them(simulator, ada, scopes):
    token = simulator.connect(ada, scopes)["access_token"]
    body = ask(simulator, f"{PREFIX}/personal_info", token).json()
    assert schemas.complain_of_route(body, f"{PREFIX}/personal_info", 200) == []


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("query", [DAYS, DAYS | {"fields": "timestamp"}, {"latest": "true"}, {}])
@pytest.mark.parametrize("names_no_token", [True, False])
def test_series_are_as_oura_describes_them(simulator, ada_token, series, query, names_no_token):
    simulator.choices.change({"series_null_token": names_no_token, "series_page_size": 300})
    answer = ask(simulator, f"{PREFIX}/{series}", ada_token, **query)
    assert answer.status == 200
    assert answer.json()["data"]
    assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{series}", 200) == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_documents_without_their_nulls_and_tags_without_offsets_are_too(simulator, ada_token, collection):
    simulator.choices.change({"absent_nulls": True, "local_offsets": False})
    answer = ask(simulator, f"{PREFIX}/{collection}", ada_token, start_date="2026-06-01", end_date="2026-11-20")
    assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{collection}", 200) == []


@pytest.mark.parametrize("query", [{"start_datetime": "x", "end_datetime": ""}, {"latest": "perhaps"}])
@pytest.mark.parametrize("series", SERIES)
def test_complaints_of_series_are_as_oura_describes_them(simulator, ada_token, series, query):
    answer = ask(simulator, f"{PREFIX}/{series}", ada_token, **query)
    assert answer.status == 422
    assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{series}", 422) == []


@pytest.mark.parametrize("style", ["union", "single"])
@pytest.mark.parametrize("collection", FILTERED)
def test_validation_errors_are_as_oura_describes_them(simulator, ada_token, collection, style):
    simulator.choices.change({"validation_errors": style})
    answer = ask(simulator, f"{PREFIX}/{collection}", ada_token, start_date="yesterday", end_date="")
    assert answer.status == 422
    assert schemas.complain_of_route(answer.json(), f"{PREFIX}/{collection}", 422) == []


@pytest.mark.parametrize("collection", FILTERED)
def test_every_refusal_has_a_status_oura_declares(simulator, ada, ada_token, read_unchecked, collection):
    template = f"{PREFIX}/{collection}"
    answers = [
        read_unchecked(collection, ada_token, start_date="2026-11-20", end_date="2026-11-13"),
        read_unchecked(collection, "nonsense"),
        read_unchecked(collection, simulator.connect(ada, "email")["access_token"]),
    ]
    simulator.faults.set_lapsed(simulator.world.traits(ada).user_id, True)
    answers.append(read_unchecked(collection, ada_token))
    assert [answer.status for answer in answers] == [400, 401, 401, 403]
    for answer in answers:
        assert schemas.complain_of_route(answer.json(), template, answer.status) == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_sandbox_is_as_oura_describes_it(simulator, collection):
    template = f"{SANDBOX}/{collection}"
    answer = ask(simulator, template, **WEEK)
    assert answer.status == 200
    assert answer.json()["data"]
    assert schemas.complain_of_route(answer.json(), template, 200) == []


def test_a_wrong_answer_would_be_noticed(simulator, ada_token):
    body = ask(simulator, f"{PREFIX}/sleep/{first_id(simulator, ada_token)}", ada_token).json()
    template = f"{PREFIX}/sleep/{{document_id}}"
    assert schemas.complain_of_route({**body, "period": "first"}, template, 200) != []
    assert schemas.complain_of_route({**body, "type": "siesta"}, template, 200) != []
    assert schemas.complain_of_route(body, f"{PREFIX}/personal_info", 422) != []


def first_id(simulator, token):
    return ask(simulator, f"{PREFIX}/sleep", token, **WEEK).json()["data"][0]["id"]
