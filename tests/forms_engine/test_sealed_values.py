"""Secrets stay sealed: not in the record, not in its history, not in a dump."""

import json

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.errors import ClosedField, UnknownField
from forms_engine.models import Record, RecordChange, SealedValue
from forms_engine.sealed_values import open_record, put_secrets, wipe_secrets
from tests.builders.forms import make_form, make_stamp
from tests.builders.people import make_athlete

OWNER = make_stamp(owner="ring:grant")
SLOT = {"source": "ring", "source_id": "profile"}


@pytest.fixture
def form(db):
    fields = {"refresh_token": "secret", "access_token": "secret", "expires_at": "text"}
    return make_form("Current Token", kind="profile", fields=fields, written_by="ring")


@pytest.fixture
def athlete(db):
    return make_athlete()


def put(form, athlete, secrets, **values):
    return put_secrets(form, athlete, **SLOT, secrets=secrets, values=values, stamp=OWNER)


def everything_stored() -> str:
    rows = [*Record.objects.all(), *RecordChange.objects.all(), *SealedValue.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM forms_engine_sealedvalue")
        sealed = b"".join(bytes(row[0]) for row in cursor.fetchall())
    return serializers.serialize("json", rows) + sealed.decode()


def test_a_secret_opens_again_and_stands_nowhere_else(form, athlete):
    record = put(form, athlete, {"refresh_token": "hush-1", "access_token": "hush-2"}, expires_at="soon")
    assert open_record(form.key, athlete, **SLOT)[0] == {"refresh_token": "hush-1", "access_token": "hush-2"}
    assert record.values == {"refresh_token": "set", "access_token": "set", "expires_at": "soon"}
    put(form, athlete, {"refresh_token": "hush-3"}, expires_at="later")
    put(form, athlete, {"refresh_token": "hush-4"})
    assert "hush" not in everything_stored()
    assert open_record(form.key, athlete, **SLOT)[0] == {"refresh_token": "hush-4", "access_token": "hush-2"}


def test_history_says_that_it_changed_and_no_more(form, athlete):
    for token in ("hush-1", "hush-2", "hush-3"):
        put(form, athlete, {"refresh_token": token})
    assert Record.objects.get().values == {"refresh_token": "changed"}
    said = RecordChange.objects.order_by("pk").values_list("before", "after")
    assert list(said) == [
        ({"refresh_token": "set"}, {"refresh_token": "changed"}),
        ({"refresh_token": "changed"}, {"refresh_token": "changed"}),
    ]


def test_wiping_leaves_the_record_and_no_secret(form, athlete):
    put(form, athlete, {"refresh_token": "hush-1", "access_token": "hush-2"}, expires_at="soon")
    wipe_secrets(form, athlete, **SLOT, stamp=OWNER, keys=["refresh_token"], values={"expires_at": None})
    assert open_record(form.key, athlete, **SLOT)[0] == {"access_token": "hush-2"}
    assert Record.objects.get().values == {"access_token": "set"}
    wipe_secrets(form, athlete, **SLOT, stamp=OWNER)
    changes = RecordChange.objects.count()
    assert wipe_secrets(form, athlete, **SLOT, stamp=OWNER) is not None
    assert open_record(form.key, athlete, **SLOT)[0] == {}
    assert Record.objects.get().values == {}
    assert RecordChange.objects.count() == changes


def test_there_is_nothing_to_wipe_for_somebody_without_a_record(form, athlete):
    assert wipe_secrets(form, athlete, **SLOT, stamp=OWNER) is None
    assert open_record(form.key, athlete, **SLOT)[0] == {}


def test_the_secrets_of_one_are_not_those_of_another(form, athlete):
    put(form, athlete, {"refresh_token": "hush-1"})
    assert open_record(form.key, make_athlete(), **SLOT)[0] == {}


def test_it_takes_few_statements(form, athlete):
    put(form, athlete, {"refresh_token": "hush-1", "access_token": "hush-2"})
    with CaptureQueriesContext(connection) as queries:
        put(form, athlete, {"refresh_token": "hush-3", "access_token": "hush-4"}, expires_at="later")
    assert len(queries) == 5, [query["sql"][:60] for query in queries]


@pytest.mark.parametrize(
    ("secrets", "values", "refusal"),
    [
        ({"expires_at": "hush"}, {}, ClosedField),
        ({}, {"refresh_token": "hush"}, ClosedField),
        ({"nonsense": "hush"}, {}, UnknownField),
        ({"refresh_token": ""}, {}, ValueError),
        ({"refresh_token": "x" * 8_001}, {}, ValueError),
    ],
)
def test_it_refuses_what_does_not_belong_here(form, athlete, secrets, values, refusal):
    with pytest.raises(refusal) as refused:
        put(form, athlete, secrets, **values)
    assert "hush" not in str(refused.value)
    assert not Record.objects.exists()


def test_a_record_with_secrets_is_fit_for_json(form, athlete):
    assert "hush" not in json.dumps(put(form, athlete, {"refresh_token": "hush-1"}).values)
