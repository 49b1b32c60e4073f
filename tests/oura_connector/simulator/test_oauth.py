"""The token services: codes, PKCE, rotation, reuse, revocation, and what each family refuses."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from oura_connector.simulator.answers import CALLBACK
from oura_connector.simulator.consenting import decide

ADA = "ada.examplova@ring.example"
FAMILIES = {
    "legacy": ("/oauth/authorize", "/oauth/token"),
    "portal": ("/oauth/v2/ext/oauth-authorize", "/oauth/v2/ext/oauth-token"),
}
CREDENTIALS = {"client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BASE = "http://oura.test"


@pytest.fixture
def get_code(session):
    def get_code(family="portal", scope="daily personal", **more):
        asked = {"response_type": "code", "client_id": "ringside-demo", "redirect_uri": CALLBACK, "state": "s"}
        url = f"{BASE}{FAMILIES[family][0]}?{urlencode({**asked, 'scope': scope, **more})}"
        return parse_qs(urlsplit(decide(session, url, ADA)).query)["code"][0]

    return get_code


@pytest.fixture
def exchange(session):
    def exchange(code, family="portal", **more):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **CREDENTIALS, **more}
        return session.post(BASE + FAMILIES[family][1], data=form)

    return exchange


@pytest.fixture
def refresh(session):
    def refresh(token, family="portal", **more):
        form = {"grant_type": "refresh_token", "refresh_token": token, **CREDENTIALS, **more}
        return session.post(BASE + FAMILIES[family][1], data=form)

    return refresh


def test_the_legacy_service_answers_with_a_day_and_no_scope(get_code, exchange):
    answer = exchange(get_code("legacy"), "legacy")
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "access_token", "expires_in", "refresh_token"}
    assert answer.json()["expires_in"] == 86400


def test_the_portal_service_answers_with_thirty_days_and_prefixed_scopes(get_code, exchange):
    answer = exchange(get_code()).json()
    assert answer["expires_in"] == 30 * 86400
    assert answer["scope"] == "extapi:personal extapi:daily"
    assert answer["id_token"].count(".") == 2
    assert len(answer["access_token"]) == 45


def test_credentials_may_come_as_basic_authorisation(session, get_code):
    form = {"grant_type": "authorization_code", "code": get_code(), "redirect_uri": CALLBACK}
    answer = session.post(BASE + FAMILIES["portal"][1], data=form, auth=tuple(CREDENTIALS.values()))
    assert answer.status_code == 200


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"client_secret": "wrong"}, {"client_secret": ""}])
def test_a_bad_client_is_refused_in_the_words_of_each_service(get_code, exchange, wrong):
    legacy = exchange(get_code("legacy"), "legacy", **wrong)
    assert legacy.status_code == 400
    assert legacy.json()["error"] == "invalid_client"
    assert legacy.json()["error_description"] == "Invalid client_id."
    portal = exchange(get_code(), **wrong)
    assert (portal.status_code, portal.json()) == (400, {"error": "invalid_client"})


def test_a_code_works_once(get_code, exchange):
    code = get_code()
    assert exchange(code).status_code == 200
    again = exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_lives_ten_minutes(simulator, get_code, exchange):
    young, old = get_code(), get_code()
    simulator.clock.advance(timedelta(minutes=9, seconds=59))
    assert exchange(young).status_code == 200
    simulator.clock.advance(timedelta(seconds=1))
    assert exchange(old).json()["error"] == "invalid_grant"


def test_the_exchange_must_name_the_same_redirect_uri(get_code, exchange):
    answer = exchange(get_code(), redirect_uri=CALLBACK + "/")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")


def test_a_proof_key_begun_must_be_finished(get_code, exchange):
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    assert exchange(get_code(**pkce), code_verifier=VERIFIER).status_code == 200
    assert exchange(get_code(**pkce), code_verifier="w" * 64).json()["error"] == "invalid_grant"
    assert exchange(get_code(**pkce)).json()["error"] == "invalid_grant"


def test_a_refused_exchange_burns_the_code(get_code, exchange):
    code = get_code(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert exchange(code, code_verifier="wrong").status_code == 400
    assert exchange(code, code_verifier=VERIFIER).status_code == 400


def test_refreshing_rotates_both_tokens(read, get_code, exchange, refresh):
    first = exchange(get_code()).json()
    second = refresh(first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert read("personal_info", second["access_token"]).status == 200
    assert refresh(second["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("choice", "error"),
    [("invalid_grant", "invalid_grant"), ("invalid_request", "invalid_request"), ("detail_only", None)],
)
def test_a_spent_refresh_token_is_refused_in_the_chosen_words(simulator, get_code, exchange, refresh, choice, error):
    simulator.choices.change({"refused_refresh": choice})
    pair = exchange(get_code()).json()
    newer = refresh(pair["refresh_token"]).json()
    reused = refresh(pair["refresh_token"])
    assert reused.status_code == 400
    assert reused.json().get("error") == error
    assert refresh(newer["refresh_token"]).status_code == 200


def test_reuse_can_be_made_to_end_the_grant(simulator, read, get_code, exchange, refresh):
    simulator.choices.change({"reuse_revokes_grant": True})
    pair = exchange(get_code()).json()
    newer = refresh(pair["refresh_token"]).json()
    refresh(pair["refresh_token"])
    assert refresh(newer["refresh_token"]).status_code == 400
    assert read("personal_info", newer["access_token"]).status == 401


def test_an_unknown_refresh_token_or_grant_type_is_refused(refresh):
    assert refresh("nonsense").json()["error"] == "invalid_grant"
    assert refresh("nonsense", grant_type="password").json()["error"] == "unsupported_grant_type"


def test_the_two_services_refuse_each_others_codes_and_refresh_tokens(get_code, exchange, refresh):
    assert exchange(get_code("portal"), "legacy").status_code == 401
    assert exchange(get_code("legacy"), "portal").json()["error"] == "invalid_grant"
    pair = exchange(get_code("portal"), "portal").json()
    refused = refresh(pair["refresh_token"], "legacy")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert refresh(pair["refresh_token"], "portal").status_code == 200


def test_revoking_by_query_ends_every_grant_of_the_athlete(session, read, refresh, simulator, ada):
    first, second = simulator.connect(ada, family="legacy"), simulator.connect(ada, family="legacy")
    other = simulator.connect(simulator.world.athletes[1], family="legacy")
    assert session.post(f"{BASE}/oauth/revoke", params={"access_token": first["access_token"]}).status_code == 200
    assert read("personal_info", second["access_token"]).status == 401
    assert refresh(second["refresh_token"], "legacy").json()["error"] == "invalid_grant"
    assert read("personal_info", other["access_token"]).status == 200


def test_revoking_by_form_asks_for_the_client_and_is_content_with_any_token(session, read, ada_token):
    url = f"{BASE}/oauth/v2/ext/oauth-revoke"
    assert session.post(url, data={"token": ada_token}).status_code == 400
    assert read("personal_info", ada_token).status == 200
    assert session.post(url, data={"token": "nonsense", **CREDENTIALS}).status_code == 200
    assert session.post(url, data={"token": ada_token, **CREDENTIALS}).status_code == 200
    assert read("personal_info", ada_token).status == 401


def test_revoking_a_token_nobody_holds_is_refused_by_the_legacy_route(session):
    assert session.post(f"{BASE}/oauth/revoke", params={"access_token": "nonsense"}).status_code == 401


def test_tokens_are_only_given_by_post(session):
    assert session.get(f"{BASE}/oauth/token").status_code == 405
