"""The pages a person sees: log in, boxes per scope, Allow and Deny, and every way back."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from oura_connector.simulator.answers import CALLBACK, Simulator
from oura_connector.simulator.consenting import PagesRefused, decide
from oura_connector.simulator.ledger import Application

ADA = "ada.examplova@ring.example"
BASE = "http://oura.test/oauth/authorize"
ASKED = {
    "response_type": "code",
    "client_id": "ringside-demo",
    "redirect_uri": CALLBACK,
    "scope": "daily email",
    "state": "a b&c=d",
}


def address(**changes):
    return f"{BASE}?{urlencode({name: value for name, value in {**ASKED, **changes}.items() if value is not None})}"


def came_back(location):
    assert location.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query, keep_blank_values=True).items()}


def test_allowing_brings_back_code_scope_and_state(session):
    outcome = came_back(decide(session, address(), ADA))
    assert set(outcome) == {"code", "scope", "state"}
    assert outcome["scope"] == "email daily"
    assert outcome["state"] == "a b&c=d"


def test_denying_brings_back_ouras_words_and_the_state(session):
    outcome = came_back(decide(session, address(), ADA, allow=False))
    assert outcome == {
        "error": "access_denied",
        "error_description": "The user denied the request.",
        "state": "a b&c=d",
    }


def test_a_box_switched_off_is_not_granted(session, simulator):
    outcome = came_back(decide(session, address(), ADA, scopes="email"))
    assert outcome["scope"] == "email"
    (code,) = simulator.ledger.codes.values()
    assert code.scopes == ("email",)


def test_a_scope_never_asked_cannot_be_ticked(session):
    assert came_back(decide(session, address(), ADA, scopes="email heartrate"))["scope"] == "email"


def test_unknown_scopes_are_dropped_silently(session):
    assert came_back(decide(session, address(scope="daily spo2Daily nonsense"), ADA))["scope"] == "daily"


@pytest.mark.parametrize("scope", ["", None])
def test_asking_for_nothing_asks_for_everything(session, scope):
    assert len(came_back(decide(session, address(scope=scope), ADA))["scope"].split()) == 11


def test_prefixed_scopes_are_understood(session):
    assert came_back(decide(session, address(scope="extapi:daily"), ADA))["scope"] == "daily"


def test_without_a_state_none_comes_back(session):
    assert "state" not in came_back(decide(session, address(state=None), ADA))


def test_the_pages_say_that_they_are_pretend_and_name_who_asks(session):
    login = session.get(address())
    assert login.status_code == 200
    assert "Simulated Oura" in login.text
    assert "pretend page" in login.text
    assert "<strong>Ringside</strong>" in login.text
    sent = session.post(address(), data={"email": ADA, "password": "ring"})
    assert "Simulated Oura" in sent.text
    assert "Ada Examplova" in sent.text
    assert sent.text.count('type="checkbox"') == 2
    assert ">Allow</button>" in sent.text
    assert ">Deny</button>" in sent.text


def test_the_pages_bring_their_own_style_sheet_and_no_script(session):
    page = session.get(address()).text
    assert "<script" not in page
    assert "style=" not in page
    style = session.get("http://oura.test/pretend/style.css")
    assert style.headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize(
    "form", [{"email": ADA, "password": "wrong"}, {"email": "no@ring.example", "password": "ring"}]
)
def test_a_wrong_password_or_account_stays_on_the_log_in_page(session, form):
    page = session.post(address(), data=form)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert f'value="{form["email"]}"' in page.text


def test_what_people_type_is_escaped(session):
    page = session.post(address(state="<b>"), data={"email": '"><script>', "password": "x"})
    assert "<script" not in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": CALLBACK + "?x=1"},
    ],
)
def test_an_untrusted_address_is_never_redirected_to(session, changes):
    answer = session.get(address(**changes), allow_redirects=False)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_redirect_uri_may_be_left_out_when_only_one_is_registered(session, simulator):
    assert came_back(decide(session, address(redirect_uri=None), ADA))["code"]
    two = Application("two", "secret", (CALLBACK, CALLBACK + "/other"))
    query = urlencode({"response_type": "code", "client_id": "two"})
    assert Simulator(applications=[two]).answer("GET", "/oauth/authorize", query).status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_what_is_not_supported_is_said_on_the_way_back(session, changes, error):
    answer = session.get(address(**changes), allow_redirects=False)
    assert came_back(answer.headers["Location"])["error"] == error


def test_a_consent_page_left_open_too_long_asks_to_log_in_again(session, simulator):
    login = session.post(address(), data={"email": ADA, "password": "ring"}, allow_redirects=False)
    ticket = parse_qs(urlsplit(login.headers["Location"]).query)["ticket"][0]
    simulator.clock.advance(timedelta(minutes=16))
    page = session.post(address(), data={"ticket": ticket, "decision": "allow"}, allow_redirects=False)
    assert page.status_code == 200
    assert "Please log in again" in page.text
    assert simulator.ledger.codes == {}


def test_a_ticket_decides_once(session, simulator):
    login = session.post(address(), data={"email": ADA, "password": "ring"}, allow_redirects=False)
    ticket = parse_qs(urlsplit(login.headers["Location"]).query)["ticket"][0]
    form = {"ticket": ticket, "decision": "allow", "scope": "daily"}
    assert session.post(address(), data=form, allow_redirects=False).status_code == 303
    assert session.post(address(), data=form, allow_redirects=False).status_code == 200
    assert len(simulator.ledger.codes) == 1


def test_nobody_is_remembered_between_two_visits(session):
    decide(session, address(), ADA)
    assert "Log in to Oura" in session.get(address()).text
    assert not session.cookies


def test_a_script_hears_when_the_pages_refuse(session):
    with pytest.raises(PagesRefused):
        decide(session, address(), "stranger@ring.example")
