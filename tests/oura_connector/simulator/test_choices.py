"""Every switch, both ways: what nobody outside Oura is sure of."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from oura_connector.simulator.answers import CALLBACK
from oura_connector.simulator.choices import REFUSED_REFRESH_BODIES, Choices
from oura_connector.simulator.consenting import decide
from oura_connector.simulator.ledger import LEGACY, PORTAL
from oura_connector.simulator.stories import tell_day

CREDENTIALS = {"client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
TOKEN_PATHS = {LEGACY: "/oauth/token", PORTAL: "/oauth/v2/ext/oauth-token"}
COLLECTIONS = ("daily_activity", "daily_readiness", "daily_sleep", "sleep")
DAY = {"start_date": "2026-11-16", "end_date": "2026-11-18"}


@pytest.fixture
def refresh(simulator):
    def refresh(token, family=PORTAL, **more):
        form = {"grant_type": "refresh_token", "refresh_token": token, **CREDENTIALS, **more}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return simulator.answer("POST", TOKEN_PATHS[family], "", headers, urlencode(form).encode())

    return refresh


def authorise(session, **more):
    asked = {"response_type": "code", "client_id": "ringside-demo", "redirect_uri": CALLBACK, "scope": "daily", **more}
    return f"http://oura.test/oauth/v2/ext/oauth-authorize?{urlencode(asked)}"


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("stamps", {"daily_activity": False, "daily_readiness": True, "daily_sleep": True, "sleep": False}),
        ("inclusive", dict.fromkeys(COLLECTIONS, True)),
        ("exclusive", dict.fromkeys(COLLECTIONS, False)),
    ],
)
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_bare_end_date_keeps_or_loses_its_day(simulator, read, ada_token, rule, kept, collection):
    simulator.choices.change({"end_date_rule": rule})
    days = {document["day"] for document in read(collection, ada_token, **DAY).json()["data"]}
    assert ("2026-11-18" in days) == kept[collection]
    assert "2026-11-17" in days
    with_time = read(collection, ada_token, start_date="2026-11-16", end_date="2026-11-18T23:59:59").json()["data"]
    assert "2026-11-18" in {document["day"] for document in with_time}


@pytest.mark.parametrize(("days", "expected"), [(1, 2), (3, 4), (0, 1)])
def test_so_many_days_come_without_bounds(simulator, read, ada_token, days, expected):
    simulator.choices.change({"default_days": days})
    assert len(read("daily_sleep", ada_token).json()["data"]) == expected


@pytest.mark.parametrize("hour", [4, 0])
def test_activity_is_stamped_at_four_or_at_midnight(simulator, read, ada_token, hour):
    simulator.choices.change({"activity_stamp_hour": hour})
    for day in read("daily_activity", ada_token, **DAY).json()["data"]:
        assert day["timestamp"] == f"{day['day']}T0{hour}:00:00+00:00"
        assert day["met"]["timestamp"].startswith(f"{day['day']}T04:00")


@pytest.mark.parametrize("keeps", [True, False])
def test_an_edited_night_keeps_its_id_or_does_not(simulator, read, keeps):
    simulator.choices.change({"edits_keep_ids": keeps})
    finn, today = simulator.world.athletes[5], simulator.clock.now().date()
    day, story = next(
        (day, story)
        for day in (today - timedelta(days=n) for n in range(3, 60))
        for story in tell_day(simulator.world.seed, finn, day)
        if story.is_edited
    )
    token = simulator.connect(finn)["access_token"]
    bounds = {"start_date": day.isoformat(), "end_date": f"{day}T23:59:59"}
    ids = []
    assert story.amended_at
    for moment in (story.amended_at - timedelta(seconds=1), story.amended_at):
        simulator.clock.set(moment, frozen=True)
        ids.append(read("sleep", token, **bounds).json()["data"][0]["id"])
    assert (ids[0] == ids[1]) == keeps
    assert read(f"sleep/{ids[0]}", token).status == (200 if keeps else 404)


@pytest.mark.parametrize("has_url", [True, False])
@pytest.mark.parametrize(("style", "places"), [("union", 3), ("single", 2)])
def test_validation_errors_have_one_entry_or_two_with_or_without_address(
    simulator, read, ada_token, style, places, has_url
):
    simulator.choices.change({"validation_errors": style, "validation_urls": has_url})
    detail = read("sleep", ada_token, start_date="ayer").json()["detail"]
    assert len(detail) == places - 1
    assert {len(entry["loc"]) for entry in detail} == {places}
    assert {"url" in entry for entry in detail} == {has_url}


@pytest.mark.parametrize("family", [LEGACY, PORTAL])
@pytest.mark.parametrize("body", REFUSED_REFRESH_BODIES)
@pytest.mark.parametrize("case", ["refused", "revoked", "expired", "unknown"])
def test_each_refused_refresh_has_the_body_chosen_for_its_case(simulator, refresh, ada, case, body, family):
    simulator.choices.change({f"{case}_refresh": body, "refresh_seconds": 60})
    pair = simulator.connect(ada, family=family)
    if case == "refused":
        refresh(pair["refresh_token"], family)
    elif case == "revoked":
        simulator.ledger.revoke(simulator.world.traits(ada).user_id)
    elif case == "expired":
        simulator.clock.advance(timedelta(seconds=60))
    token = "nobody-s" if case == "unknown" else pair["refresh_token"]
    answer = refresh(token, family)
    assert (answer.status, answer.json()) == (400, REFUSED_REFRESH_BODIES[body])


@pytest.mark.parametrize("status", [400, 401])
def test_a_refused_refresh_has_the_status_chosen(simulator, refresh, status):
    simulator.choices.change({"refused_refresh_status": status})
    answer = refresh("nobody-s")
    assert (answer.status, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (60, 400), (61, 200)])
def test_a_refresh_token_ends_with_its_life_if_it_has_an_end(simulator, refresh, ada, seconds, status):
    simulator.choices.change({"refresh_seconds": seconds})
    pair = simulator.connect(ada)
    simulator.clock.advance(timedelta(seconds=60))
    assert refresh(pair["refresh_token"]).status == status


@pytest.mark.parametrize(("grace", "status"), [(0, 400), (30, 400), (31, 200)])
def test_a_spent_refresh_token_works_again_only_within_its_grace(simulator, refresh, ada, grace, status):
    simulator.choices.change({"reuse_grace_seconds": grace})
    pair = simulator.connect(ada)
    assert refresh(pair["refresh_token"]).status == 200
    simulator.clock.advance(timedelta(seconds=30))
    assert refresh(pair["refresh_token"]).status == status


@pytest.mark.parametrize("kills", [True, False])
def test_reuse_ends_the_grant_or_leaves_it(simulator, read, refresh, ada, kills):
    simulator.choices.change({"reuse_revokes_grant": kills})
    pair = simulator.connect(ada)
    newer = refresh(pair["refresh_token"]).json()
    assert refresh(pair["refresh_token"]).status == 400
    assert read("personal_info", newer["access_token"]).status == (401 if kills else 200)
    assert refresh(newer["refresh_token"]).status == (400 if kills else 200)


@pytest.mark.parametrize("has_problem", [True, False])
@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_scope_has_the_status_and_members_chosen(simulator, read, ada, status, has_problem):
    simulator.choices.change({"missing_scope_status": status, "missing_scope_problem": has_problem})
    answer = read("sleep", simulator.connect(ada, "email")["access_token"])
    assert answer.status == status
    assert answer.json()["detail"] == "Token is not authorized access daily scope."
    assert ("title" in answer.json()) == has_problem


@pytest.mark.parametrize("words", ["Document not found.", "Not Found"])
def test_a_missing_document_is_told_in_the_words_chosen(simulator, read, ada_token, words):
    simulator.choices.change({"missing_document_detail": words})
    answer = read("sleep/00000000-0000-4000-8000-000000000000", ada_token)
    assert (answer.status, answer.json()) == (404, {"detail": words})


@pytest.mark.parametrize("words", [Choices.lapsed_detail, "Forbidden"])
def test_a_lapsed_membership_is_told_in_the_words_chosen(simulator, read, ada, ada_token, words):
    simulator.choices.change({"lapsed_detail": words})
    simulator.faults.set_lapsed(simulator.world.traits(ada).user_id, True)
    for path in ("personal_info", "sleep"):
        answer = read(path, ada_token)
        assert (answer.status, answer.json()) == (403, {"detail": words})


@pytest.mark.parametrize(("tier", "name"), [("token", "user"), ("application", "app")])
def test_tiers_have_the_names_and_limits_the_words_chosen(simulator, read, order, ada_token, tier, name):
    simulator.choices.change({f"{tier}_tier": name, "limited_detail": "Slow down."})
    order("rate-limit", tier=tier, limit=0, window_seconds=60)
    answer = read("sleep", ada_token)
    assert (answer.status, answer.json()) == (429, {"detail": "Slow down."})
    assert answer.headers["X-RateLimit-Tier"] == name


@pytest.mark.parametrize(
    ("remembered", "prompt", "scope"),
    [(True, {}, "daily"), (True, {"prompt": "consent"}, "daily workout"), (False, {}, "daily workout")],
)
def test_who_agreed_before_is_asked_again_or_sent_back_with_the_old_grant(
    simulator, session, ada, remembered, prompt, scope
):
    simulator.choices.change({"consent_remembered": remembered})
    assert "code=" in decide(session, authorise(session), ada.email)
    simulator.connect(ada, "daily")
    wider = authorise(session, scope="daily workout", **prompt)
    assert parse_qs(urlsplit(decide(session, wider, ada.email)).query)["scope"] == [scope]
    simulator.ledger.revoke(None)
    assert parse_qs(urlsplit(decide(session, wider, ada.email)).query)["scope"] == ["daily workout"]


@pytest.mark.parametrize("required", [True, False])
def test_a_proof_key_is_demanded_or_not(simulator, session, required):
    simulator.choices.change({"pkce_required": required})
    answer = session.get(authorise(session), allow_redirects=False)
    assert (answer.status_code == 303) == required
    if required:
        assert "error=invalid_request" in answer.headers["Location"]
    key = {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
    assert session.get(authorise(session, **key), allow_redirects=False).status_code == 200


@pytest.mark.parametrize("told", [True, False])
def test_the_way_back_names_the_scopes_or_not(simulator, session, ada, told):
    simulator.choices.change({"redirect_scope": told})
    outcome = parse_qs(urlsplit(decide(session, authorise(session), ada.email)).query)
    assert ("scope" in outcome) == told
    assert "code" in outcome


@pytest.mark.parametrize(("prefixed", "scope"), [(True, "extapi:daily"), (False, "daily")])
def test_granted_scopes_are_prefixed_or_not(simulator, ada, prefixed, scope):
    simulator.choices.change({"prefixed_scopes": prefixed})
    assert simulator.connect(ada, "daily")["scope"] == scope


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("family", [LEGACY, PORTAL])
def test_the_life_of_a_token_is_told_or_not(simulator, ada, sent, family):
    simulator.choices.change({"send_expires_in": sent})
    assert ("expires_in" in simulator.connect(ada, family=family)) == sent


@pytest.mark.parametrize(("family", "name"), [(LEGACY, "legacy_token_seconds"), (PORTAL, "portal_token_seconds")])
def test_access_tokens_live_as_long_as_chosen(simulator, read, ada, family, name):
    simulator.choices.change({name: 120})
    pair = simulator.connect(ada, family=family)
    assert pair["expires_in"] == 120
    simulator.clock.advance(timedelta(seconds=119))
    assert read("personal_info", pair["access_token"]).status == 200
    simulator.clock.advance(timedelta(seconds=1))
    assert read("personal_info", pair["access_token"]).status == 401


@pytest.mark.parametrize(
    "change",
    [
        {"end_date_rule": "sometimes"},
        {"activity_stamp_hour": 5},
        {"validation_errors": 2},
        {"expired_refresh": "nonsense"},
        {"refresh_seconds": -1},
        {"missing_scope_status": 200},
        {"edits_keep_ids": 1},
        {"page_size": 5, "nonsense": True},
    ],
)
def test_a_mistaken_choice_changes_nothing(change):
    choices = Choices()
    with pytest.raises(ValueError, match="is one of|too small|between|no choice"):
        choices.change(change)
    assert choices == Choices()
    assert choices.version == 0
