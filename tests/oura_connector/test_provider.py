"""Oura passes what every provider passes, against the simulator."""

from datetime import timedelta

import pytest

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.simulator.ledger import LEGACY, PORTAL
from oura_connector.transport import answering
from sync.errors import GrantRevoked, ProviderMisconfigured
from sync.provider import Window
from tests.contracts.provider_contract import ProviderContract
from tests.contracts.vendor import VERIFIER, exchange, observe, refresh
from tests.oura_connector.simulated_oura import ADDRESS, SimulatedOura


class TestOura(ProviderContract):
    """The contract."""


def test_scopes_are_told_by_their_bare_names_or_not_at_all(vendor: SimulatedOura):
    grant = exchange(vendor, vendor.agree(VERIFIER, without_scope="email"))
    if vendor.family == PORTAL:
        assert grant.scopes is not None
        assert {"daily", "spo2"} <= grant.scopes
        assert "email" not in grant.scopes
    else:
        assert grant.scopes is None


def test_the_lifetime_is_the_one_the_service_states(vendor: SimulatedOura):
    grant = exchange(vendor, vendor.agree(VERIFIER))
    days = 30 if vendor.family == PORTAL else 1
    assert grant.expires_at == vendor.now + timedelta(days=days)


@pytest.mark.parametrize("body", ["invalid_grant", "invalid_request", "detail_only"])
def test_a_spent_refresh_token_is_final_however_it_is_said(vendor: SimulatedOura, body: str):
    vendor.simulator.choices.change({"refused_refresh": body})
    grant = exchange(vendor, vendor.agree(VERIFIER))
    refresh(vendor, grant.refresh_token)
    with pytest.raises(GrantRevoked):
        refresh(vendor, grant.refresh_token)


def test_a_code_taken_to_the_wrong_token_service_is_the_consultants_to_correct():
    """An application of the newer portal with the older preset: 401 to the code."""
    older, newer = SimulatedOura(LEGACY), SimulatedOura(PORTAL)
    code = newer.simulator.ledger.codes[newer.agree(VERIFIER)]
    with answering(ADDRESS, SimulatorAdapter(older.simulator)), pytest.raises(ProviderMisconfigured):
        exchange(older, older.simulator.ledger.issue_code(code))


def test_many_pages_are_read_to_the_end(vendor: SimulatedOura):
    grant = exchange(vendor, vendor.agree(VERIFIER))
    feed = vendor.provider.feeds[1]
    wide = Window(vendor.window.first - timedelta(days=20), vendor.window.last)
    whole = observe(vendor, grant, feed, wide)
    vendor.simulator.choices.change({"page_size": 3})
    assert observe(vendor, grant, feed, wide) == whole
    assert len(whole) > 9


def test_a_sleep_the_person_removed_counts_as_gone(vendor: SimulatedOura):
    grant = exchange(vendor, vendor.agree(VERIFIER))
    sleep = vendor.provider.feeds[3]
    last = observe(vendor, grant, sleep)[-1]
    vendor.simulator.faults.revise(last.document_id, {"type": "deleted"})
    day = vendor.provider.day_of_document(
        vendor.credentials, access_token=grant.access_token, feed=sleep, document_id=last.document_id
    )
    assert day is None
    assert last.document_id not in {one.document_id for one in observe(vendor, grant, sleep)}


def test_the_older_token_service_says_what_was_granted_only_in_its_redirect(vendor: SimulatedOura):
    provider = vendor.provider
    assert provider.granted_scopes({"scope": "extapi:daily heartrate"}) == {"daily", "heartrate"}
    assert provider.granted_scopes({"scope": ""}) == frozenset()
    assert provider.granted_scopes({"code": "x"}) is None
