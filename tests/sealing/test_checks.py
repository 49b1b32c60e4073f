import pytest
from django.core.checks import run_checks

from sealing.checks import check_token_keys
from tests.sealing.keys import NEW, OLD


def test_good_keys_give_no_complaint(settings):
    settings.TOKEN_KEYS = [NEW, OLD]
    assert check_token_keys() == []


def test_no_keys_at_all_stops_the_site_and_says_who_must_do_what(settings):
    settings.TOKEN_KEYS = []
    (complaint,) = [message for message in run_checks() if message.id == "sealing.E001"]
    assert "Whoever runs this site sets TOKEN_KEYS" in complaint.hint
    assert "Fernet.generate_key()" in complaint.hint


@pytest.mark.parametrize("wrong", ["short", "", "ü" * 44])
def test_a_wrong_key_is_named_by_its_number_and_never_shown(settings, wrong):
    settings.TOKEN_KEYS = [NEW, wrong]
    (complaint,) = check_token_keys()
    assert complaint.id == "sealing.E002"
    assert complaint.msg == "Key number 2 of TOKEN_KEYS is not a Fernet key."
    assert NEW not in complaint.msg + complaint.hint
