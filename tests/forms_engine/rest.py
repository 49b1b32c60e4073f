"""A form with closed fields, who may read and fill it, and a script that holds somebody's token."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from knox.models import AuthToken

from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_squad

RIGHTS = {roles.COACH: "lcrwd", roles.MEDICAL: "lcr", roles.ATHLETE: "rw"}
ERROR = {"code", "words", "fields"}


class Script:
    """Something that holds a person's token."""

    def __init__(self, person=None, token: str = "") -> None:
        token = token or (AuthToken.objects.create(person)[1] if person else "")
        self.client = Client(headers={"Authorization": f"Token {token}"} if token else {})

    def get(self, path, **query):
        return self.client.get(f"/api/{path}", query)

    def post(self, path, **sent):
        return self.client.post(f"/api/{path}", sent, content_type="application/json")

    def patch(self, path, **sent):
        return self.client.patch(f"/api/{path}", sent, content_type="application/json")

    def delete(self, path):
        return self.client.delete(f"/api/{path}")


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def coach(squad):
    return make_coach(squad)


@pytest.fixture
def form(db):
    form = make_form("Daily Wellness", key="daily-wellness", fields={"mood": "integer", "note": "text"}, rights=RIGHTS)
    form.fields.filter(key="mood").update(minimum=1, maximum=5, api_name="mood_today", is_required=True)
    secret = make_field(form, "cycle_day", "integer")
    secret.visible_to.set([Group.objects.get_or_create(name=roles.MEDICAL)[0]])
    make_field(form, "score", "score", written_by="ring")
    return form


def entry(athlete, **more):
    return {"person": athlete.username, "occurred_on": "2026-03-10", "values": {"mood_today": 4}} | more
