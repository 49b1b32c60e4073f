from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sealing import seals
from sealing.management.commands.rotate_sealed import CHUNK
from sync.models import ProviderApplication
from tests.sealing.keys import FOREIGN, NEW, OLD
from tests.sealing.rows import SECRET, application_values, make_application, raw_column

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _old_key_in_force(settings):
    settings.TOKEN_KEYS = [OLD]


def rotate() -> str:
    out = StringIO()
    call_command("rotate_sealed", stdout=out)
    return out.getvalue()


def secrets_now() -> set[str]:
    return {application.client_secret for application in ProviderApplication.objects.all()}


def test_after_it_the_old_key_may_go(settings):
    make_application("one")
    make_application("two", verification_token="word")
    settings.TOKEN_KEYS = [NEW, OLD]
    said = rotate()
    assert "sync.ProviderApplication.client_secret: 2 re-sealed" in said
    assert "sync.ProviderApplication.verification_token: 1 re-sealed" in said
    assert "forms_engine.SealedValue.text: 0 re-sealed" in said
    settings.TOKEN_KEYS = [NEW]
    assert secrets_now() == {SECRET}


def test_it_shows_no_secret():
    make_application()
    assert SECRET not in rotate()


def test_empty_columns_stay_empty(settings):
    empty = make_application(client_secret="")
    settings.TOKEN_KEYS = [NEW, OLD]
    rotate()
    assert raw_column(empty) == b""


def test_all_chunks_are_done(settings):
    ProviderApplication.objects.bulk_create(
        ProviderApplication(**application_values(f"p{number}")) for number in range(CHUNK + 5)
    )
    settings.TOKEN_KEYS = [NEW, OLD]
    rotate()
    settings.TOKEN_KEYS = [NEW]
    assert secrets_now() == {SECRET}


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_opened_stops_it_and_what_was_done_stays_done(settings):
    ProviderApplication.objects.bulk_create(
        ProviderApplication(**application_values(f"p{number}")) for number in range(CHUNK)
    )
    settings.TOKEN_KEYS = [FOREIGN]
    foreign = make_application("foreign")
    settings.TOKEN_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match=rf"sync_providerapplication {foreign.pk}: .*put the key back"):
        rotate()
    settings.TOKEN_KEYS = [NEW]
    first_chunk = ProviderApplication.objects.exclude(pk=foreign.pk)
    assert {application.client_secret for application in first_chunk} == {SECRET}

    settings.TOKEN_KEYS = [NEW, OLD, FOREIGN]
    rotate()
    settings.TOKEN_KEYS = [NEW]
    assert secrets_now() == {SECRET}


def test_running_it_twice_changes_no_text(settings):
    application = make_application()
    settings.TOKEN_KEYS = [NEW, OLD]
    rotate()
    rotate()
    settings.TOKEN_KEYS = [NEW]
    assert seals.open_sealed(raw_column(application)) == SECRET
