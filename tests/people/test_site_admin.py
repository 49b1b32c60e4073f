"""What the address of an admin list may ask."""

import pytest

from people.rights import CONSULTANT_RIGHTS
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete, make_consultant

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A browser in which a consultant is logged in."""
    client.force_login(make_consultant())
    return client


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("forms_engine/record", "values__icontains"),
        ("forms_engine/record", "values__mood"),
        ("forms_engine/record", "values__mood__gte"),
        ("forms_engine/record", "digests__icontains"),
        ("forms_engine/record", "person__password__startswith"),
        ("forms_engine/record", "form__records__values__icontains"),
        ("forms_engine/record", "source__startswith"),
        ("forms_engine/fielddefinition", "form__records__values__icontains"),
        ("people/person", "password__startswith"),
        ("people/person", "password"),
        ("people/person", "groups__permissions__codename"),
        ("people/person", "records__values__icontains"),
        ("people/look", "viewer__password__startswith"),
        ("people/squad", "memberships__person__password__startswith"),
        ("sync/connection", "account_id__startswith"),
        ("sync/connection", "person__password__startswith"),
        ("sync/run", "connection__account_id__startswith"),
        ("django_q/success", "args__icontains"),
    ],
)
def test_the_address_asks_for_no_column_the_list_does_not_filter_by(desk, model, asked):
    make_record(make_form(fields={"mood": "integer"}), make_athlete(), {"mood": 7})
    answer = desk.get(f"/admin/{model}/", {asked: "7"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("forms_engine/formdefinition", {"kind__exact": "event", "managed_by": "ring"}),
        ("forms_engine/record", {"form__id__exact": "1", "source": "ring", "withdrawn_at__isempty": "1"}),
        ("forms_engine/record", {"occurred_on__year": "2026", "occurred_on__month": "3", "occurred_on__day": "9"}),
        ("people/person", {"groups__id__exact": "1", "squads__isnull": "True", "is_active__exact": "1"}),
        ("people/look", {"viewer__id__exact": "1", "at__year": "2026"}),
        ("sync/run", {"state__exact": "failed", "trigger__exact": "person", "error_code": "crashed"}),
    ],
)
def test_the_lists_own_filters_and_dates_still_answer(desk, model, asked):
    assert desk.get(f"/admin/{model}/", asked).status_code == 200


def test_every_filter_a_list_offers_may_be_pressed(desk):
    make_record(make_form(fields={"mood": "integer"}), make_athlete(), {"mood": 7})
    pressed = 0
    for app, models in CONSULTANT_RIGHTS.items():
        for model in models:
            page = desk.get(f"/admin/{app}/{model}/")
            shown = page.context.get("cl") if page.status_code == 200 and page.context else None
            for one in shown.filter_specs if shown else ():
                for choice in one.choices(shown):
                    pressed += 1
                    assert desk.get(f"/admin/{app}/{model}/{choice['query_string']}").status_code == 200
    assert pressed > 10
