import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.forms import fields_for_model

from sealing import seals
from sync.models import ProviderApplication
from tests.sealing.keys import FOREIGN
from tests.sealing.rows import SECRET, make_application, raw_column

pytestmark = pytest.mark.django_db


def test_the_text_comes_back_from_the_database():
    application = make_application()
    assert ProviderApplication.objects.get(pk=application.pk).client_secret == SECRET


def test_the_text_is_not_in_the_raw_column():
    raw = raw_column(make_application())
    assert SECRET.encode() not in raw
    assert seals.open_sealed(raw) == SECRET


def test_empty_text_is_an_empty_column_and_needs_no_key(settings):
    application = make_application(client_secret="")
    assert raw_column(application) == b""
    settings.TOKEN_KEYS = [FOREIGN]
    assert ProviderApplication.objects.get(pk=application.pk).client_secret == ""


def test_an_update_seals_too():
    application = make_application()
    ProviderApplication.objects.filter(pk=application.pk).update(client_secret="other-canary")
    assert b"other-canary" not in raw_column(application)
    assert ProviderApplication.objects.get(pk=application.pk).client_secret == "other-canary"


def test_with_a_wrong_key_the_row_cannot_be_read_but_the_rest_of_it_can(settings):
    application = make_application()
    settings.TOKEN_KEYS = [FOREIGN]
    with pytest.raises(seals.CannotOpen):
        ProviderApplication.objects.get(pk=application.pk)
    assert ProviderApplication.objects.defer("client_secret").get(pk=application.pk).client_id == "client"


def test_sealed_text_cannot_be_searched():
    with pytest.raises(FieldError):
        ProviderApplication.objects.filter(client_secret=SECRET).exists()
    assert not ProviderApplication.objects.filter(client_secret__isnull=True).exists()


def test_a_form_cannot_have_a_field_for_it():
    with pytest.raises(FieldError, match="non-editable"):
        fields_for_model(ProviderApplication, ["client_secret"])


def test_a_dump_carries_nothing_of_it():
    dumped = serializers.serialize("json", [make_application()])
    assert SECRET not in dumped
    assert '"client_secret": ""' in dumped
