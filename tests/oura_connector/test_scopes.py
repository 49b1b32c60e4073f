import pytest

from oura_connector.scopes import granted_scopes, own_name


@pytest.mark.parametrize(
    ("said", "ours"), [("daily", "daily"), ("extapi:daily", "daily"), ("extapi:spo2Daily", "spo2")]
)
def test_a_scope_has_one_name_here(said: str, ours: str):
    assert own_name(said) == ours


@pytest.mark.parametrize(
    "said", ["daily heartrate", "extapi:daily extapi:heartrate", "daily,heartrate", ["daily", "heartrate"]]
)
def test_granted_scopes_are_read_however_they_are_listed(said: object):
    assert granted_scopes(said) == {"daily", "heartrate"}


@pytest.mark.parametrize("said", [None, "", " ", [], [1], {}, 5])
def test_nothing_said_is_unknown_and_never_none(said: object):
    assert granted_scopes(said) is None
