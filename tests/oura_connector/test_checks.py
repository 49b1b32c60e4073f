from typing import Any

import pytest

from oura_connector import conf
from oura_connector.checks import check_settings
from oura_connector.presets import available_presets


def complaints() -> list[str | None]:
    return [complaint.id for complaint in check_settings(None)]


def test_demo_settings_are_fine():
    assert complaints() == []


def test_insecure_transport_outside_the_demo_is_an_error(settings: Any):
    settings.IS_DEMO, settings.SIMULATOR_URL = False, ""
    assert complaints() == ["oura_connector.E001"]
    settings.OAUTH_INSECURE_TRANSPORT = False
    assert complaints() == []


def test_a_simulator_outside_the_demo_is_a_warning(settings: Any):
    settings.IS_DEMO, settings.OAUTH_INSECURE_TRANSPORT = False, False
    assert complaints() == ["oura_connector.W001"]


def test_a_simulator_on_another_machine_is_an_error(settings: Any):
    settings.SIMULATOR_URL = "http://oura.example:8001"
    assert complaints() == ["oura_connector.E002"]


def test_the_simulator_is_a_preset_only_in_the_demo(settings: Any):
    settings.SIMULATOR_URL = "http://127.0.0.1:8765/"
    simulator = available_presets()[-1]
    assert (simulator.key, simulator.token_url) == ("simulator", "http://127.0.0.1:8765/oauth/token")
    settings.IS_DEMO = False
    assert [preset.key for preset in available_presets()] == ["oura-developer", "oura-legacy"]
    settings.IS_DEMO, settings.SIMULATOR_URL = True, ""
    assert [preset.key for preset in available_presets()] == ["oura-developer", "oura-legacy"]


def test_every_preset_of_oura_is_https():
    for preset in available_presets()[:2]:
        addresses = (preset.authorize_url, preset.token_url, preset.revoke_url, preset.api_url)
        assert all(address.startswith("https://") for address in addresses)


def test_oauthlib_is_told_about_plain_http_only_in_the_demo(settings: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    settings.IS_DEMO = False
    conf.tell_oauthlib_about_transport()
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in conf.os.environ
    settings.IS_DEMO = True
    conf.tell_oauthlib_about_transport()
    assert conf.os.environ["OAUTHLIB_INSECURE_TRANSPORT"] == "1"
