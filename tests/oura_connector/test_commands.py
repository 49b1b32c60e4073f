from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from forms_engine.models import FieldDefinition, FormDefinition
from oura_connector.feeds import FEEDS, FORMS
from sync.models import Binding, ProviderApplication

SECRET_ENV = "TEST_OURA_SECRET"
ADDRESSES = [
    "--authorize-url=https://oura.example/authorize",
    "--token-url=https://oura.example/token",
    "--revoke-url=https://oura.example/revoke",
    "--api-url=https://api.oura.example",
]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(SECRET_ENV, "canary-secret")
    return f"--client-secret-env={SECRET_ENV}"


@pytest.mark.django_db
def test_installing_makes_the_forms_with_every_value_and_a_second_time_nothing():
    said = run("install_oura_forms")
    assert "Oura Readiness and Sleep Summary" in said
    planned = {plan.name: "profile" if plan.is_profile else "event" for plan in FORMS}
    of_tokens = dict.fromkeys(["Authorise Oura Data", "Oura Refresh Token", "Current Refresh Token"], "profile")
    assert dict(FormDefinition.objects.values_list("name", "kind")) == planned | of_tokens
    fields = FieldDefinition.objects.filter(form__name__in=planned, written_by="oura")
    assert fields.count() == sum(len(feed.values) for feed in FEEDS)
    bindings = Binding.objects.values_list("feed", "date_shift_days", "is_active")
    assert set(bindings) == {(feed.key, feed.date_shift_days, feed.is_default) for feed in FEEDS}
    assert "nothing was changed" in run("install_oura_forms")


@pytest.mark.django_db
def test_temperature_fields_are_medical():
    run("install_oura_forms")
    seen_by = FieldDefinition.objects.get(key="temperature_deviation_c").visible_to
    assert list(seen_by.values_list("name", flat=True)) == ["Medical"]


@pytest.mark.django_db
def test_a_preset_is_entered_with_the_secret_from_the_environment(secret: str):
    said = run("configure_oura", "--preset=oura-developer", "--client-id=client-1", secret, "--scopes=daily, spo2")
    row = ProviderApplication.objects.get(provider="oura")
    assert (row.preset, row.client_id, row.client_secret) == ("oura-developer", "client-1", "canary-secret")
    assert row.token_url == "https://moi.ouraring.com/oauth/v2/ext/oauth-token"
    assert row.scopes == ["daily", "spo2"]
    assert "canary" not in said


@pytest.mark.django_db
def test_free_addresses_are_entered_all_together(secret: str):
    run("configure_oura", "--client-id=client-1", secret, *ADDRESSES)
    row = ProviderApplication.objects.get(provider="oura")
    assert row.preset.startswith("custom-")
    assert row.api_url == "https://api.oura.example"


@pytest.mark.django_db
def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "secret"
    file.write_text("filed-secret\n", encoding="utf-8")
    monkeypatch.setenv(f"{SECRET_ENV}_FILE", str(file))
    run("configure_oura", "--preset=oura-legacy", "--client-id=c", f"--client-secret-env={SECRET_ENV}")
    assert ProviderApplication.objects.get().client_secret == "filed-secret"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset=nowhere"], "Presets: oura-developer, oura-legacy, simulator"),
        ([], "--authorize-url, --token-url, --revoke-url, --api-url"),
        (ADDRESSES[:3], "--api-url"),
        (["--preset=oura-legacy", ADDRESSES[0]], "not both"),
    ],
)
def test_half_an_application_is_refused(secret: str, arguments: list[str], words: str):
    with pytest.raises(CommandError, match=words):
        run("configure_oura", "--client-id=client-1", secret, *arguments)
    assert not ProviderApplication.objects.exists()


@pytest.mark.django_db
def test_a_secret_that_is_nowhere_is_named():
    with pytest.raises(CommandError, match="TEST_OURA_NOWHERE is not set"):
        run("configure_oura", "--preset=oura-legacy", "--client-id=c", "--client-secret-env=TEST_OURA_NOWHERE")


@pytest.mark.django_db
def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv(f"{SECRET_ENV}_FILE", str(tmp_path / "missing"))
    with pytest.raises(CommandError, match=f"{SECRET_ENV}_FILE"):
        run("configure_oura", "--preset=oura-legacy", "--client-id=c", f"--client-secret-env={SECRET_ENV}")
