"""Permission is one thing: every door, as everybody, at every level.

One athlete's record holds a word nobody else's does. Each door is tried by each actor while their role has each level
on the form and nobody else has any; whether it opens, and whether the word comes out, follows from one rule that
stands here by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from forms_engine.models import Attachment, FormDefinition, FormPermission, Record
from forms_engine.records import PEOPLE, Stamp, put_record
from people import roles
from people.models import Person, Squad
from tests.builders.forms import NOW, TODAY, make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad

pytestmark = pytest.mark.django_db

WORD = "quokka-seven"
LEVELS = ("", "l", "lc", "lcr", "lcrw", "lcrwd", "lcrwie", "lcrwdie")
RIGHTS = {
    "l": "can_link",
    "c": "can_calendar",
    "r": "can_read",
    "w": "can_write",
    "d": "can_delete",
    "i": "can_import",
    "e": "can_export",
}


@dataclass
class World:
    form: FormDefinition
    squad: Squad
    athlete: Person
    record: Record
    file: Attachment
    actors: dict[str, tuple[Person | None, str]]  # who → (person, role that gets the level)


@pytest.fixture
def world() -> World:
    squad, others = make_squad(), make_squad("Others")
    athlete = make_athlete(squad)
    form = make_form("Daily Wellness", key="daily-wellness", fields={"note": "text", "mood": "integer"})
    form.fields.filter(key="note").update(is_list_column=True)
    upload = make_field(form, "scan", "attachment")
    file = Attachment.objects.create(
        key=uuid4(),
        field=upload,
        person=athlete,
        name="scan.txt",
        content_type="text/plain",
        size=len(WORD),
        content=WORD.encode(),
        uploaded_by=athlete,
        uploaded_at=NOW,
    )
    record = put_record(
        form,
        athlete,
        source=PEOPLE,
        source_id="the-one",
        values={"note": WORD, "mood": 4},
        stamp=Stamp(now=NOW, by=athlete, owner=PEOPLE),
        occurred_on=TODAY,
    )
    Attachment.objects.filter(pk=file.pk).update(record=record)
    actors = {
        "stranger": (None, ""),
        "athlete": (athlete, roles.ATHLETE),
        "other athlete": (make_athlete(squad, "Bea", "Sampleton"), roles.ATHLETE),
        "coach of another squad": (make_coach(others, "Olga"), roles.COACH),
        "coach": (make_coach(squad), roles.COACH),
        "medical": (make_medical(squad), roles.MEDICAL),
        "consultant": (make_consultant(), roles.CONSULTANT),
    }
    return World(form, squad, athlete, record, file, actors)


# The rule

ABOUT_THE_ATHLETE = {"athlete", "coach", "medical", "consultant"}
OF_A_SQUAD = {"coach", "medical", "consultant"}


@dataclass(frozen=True)
class Asked:
    """Who comes, and the letters their role has."""

    who: str
    level: str

    def has(self, letters: str) -> bool:
        return set(letters) <= set(self.level)

    @property
    def reaches(self) -> bool:
        return self.who in ABOUT_THE_ATHLETE

    @property
    def may_learn_the_word(self) -> bool:
        return self.reaches and self.has("r")


Opening = Callable[[Asked], bool]
Trying = Callable[[Client, World], HttpResponse]


@dataclass(frozen=True)
class Door:
    opens: Opening
    try_it: Trying
    is_rest: bool = False
    tells: bool = False  # it shows the record's values to whoever may read them


def about(*letters: str) -> Opening:
    """Somebody who reaches the athlete and has all letters of one of the words."""
    return lambda asked: asked.reaches and any(asked.has(word) for word in letters)


def of_form(letters: str) -> Opening:
    """Somebody whose role has the letters, whomever they reach."""
    return lambda asked: asked.who != "stranger" and asked.has(letters)


def at(name: str, *more: str, method: str = "get", **sent: Any) -> Trying:
    """A page about the athlete, their form and perhaps their record."""

    def try_it(client: Client, world: World) -> HttpResponse:
        known = {"person": world.athlete.pk, "form": world.form.key, "record": world.record.pk}
        address = reverse(name, args=[known[one] for one in more])
        return getattr(client, method)(address, sent)

    return try_it


def attachment(client: Client, world: World) -> HttpResponse:
    return client.get(reverse("attachment", args=[world.file.key]))


def upload(client: Client, world: World) -> HttpResponse:
    address = reverse("attach", args=[world.athlete.pk, world.form.key, "scan"])
    return client.post(address, {"file": SimpleUploadedFile("a.txt", b"plain words", "text/plain")})


def grid(client: Client, world: World) -> HttpResponse:
    return client.get(reverse("group_grid", args=[world.form.key, world.squad.pk]), {"day": TODAY.isoformat()})


def save_grid(client: Client, world: World) -> HttpResponse:
    address = reverse("save_grid", args=[world.form.key, world.squad.pk, TODAY.isoformat()])
    return client.post(address, {"rows": []}, content_type="application/json")


def presence(client: Client, world: World) -> HttpResponse:
    """The fragment that the open grid asks for again and again."""
    return client.post(reverse("grid_presence", args=[world.form.key, world.squad.pk, TODAY.isoformat()]))


def rest(path: str, method: str = "get", **sent: Any) -> Trying:
    def try_it(client: Client, world: World) -> HttpResponse:
        address = "/api/" + path.format(form=world.form.key, record=world.record.pk)
        body = {
            key: value.format(person=world.athlete.pk) if isinstance(value, str) else value
            for key, value in sent.items()
        }
        if method == "get":
            return client.get(address, body)
        return getattr(client, method)(address, body, content_type="application/json")

    return try_it


def in_admin(name: str, *more: str) -> Trying:
    def try_it(client: Client, world: World) -> HttpResponse:
        return client.get(reverse(f"admin:{name}", args=[getattr(world, one).pk for one in more]))

    return try_it


NEW = {"person": "{person}", "occurred_on": "2026-03-10", "values": {"mood": 3}, "id": "another"}
DOORS: dict[str, Door] = {
    "list of records": Door(about("c", "r", "w"), at("person_events", "person", "form"), tells=True),
    "record": Door(about("r"), at("person_record", "person", "form", "record"), tells=True),
    "new record": Door(about("w"), at("new_record", "person", "form")),
    "edit": Door(about("rw"), at("edit_record", "person", "form", "record"), tells=True),
    "draft": Door(about("w"), at("keep_draft", "person", "form", method="post", mood="3")),
    "withdraw": Door(about("rd"), at("withdraw_record", "person", "form", "record", method="post")),
    "restore": Door(about("rd"), at("restore_record", "person", "form", "record", method="post")),
    "attachment": Door(about("r"), attachment, tells=True),
    "upload": Door(about("w"), upload),
    "squad's grid": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), grid, tells=True),
    "saving the grid": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), save_grid),
    "grid's fragment": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), presence),
    "import": Door(of_form("wi"), at("begin_import", "form")),
    "export": Door(of_form("re"), at("export_form", "form")),
    "REST list": Door(about("c", "r", "w"), rest("forms/{form}/records", person="{person}"), is_rest=True, tells=True),
    "REST record": Door(about("r"), rest("records/{record}"), is_rest=True, tells=True),
    "REST new record": Door(about("w"), rest("forms/{form}/records", "post", **NEW), is_rest=True),
    "REST edit": Door(about("rw"), rest("records/{record}", "patch", values={"mood": 2}), is_rest=True, tells=True),
    "REST withdraw": Door(about("rd"), rest("records/{record}", "delete"), is_rest=True),
    "builder": Door(lambda asked: asked.who == "consultant", at("admin:forms_builder_form", "form")),
    "builder's preview": Door(lambda asked: asked.who == "consultant", at("admin:forms_builder_preview", "form")),
    "builder's fragment": Door(
        lambda asked: asked.who == "consultant", at("admin:forms_builder_standards", "form", method="post")
    ),
}


def client_of(person: Person | None, *, is_rest: bool) -> Client:
    if is_rest:
        token = AuthToken.objects.create(person)[1] if person else "nobody"
        return Client(headers={"Authorization": f"Token {token}"})
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def is_open(answer: HttpResponse) -> bool:
    """Whether the door let them in: a page, or back to one after something was done. To the log-in is not in."""
    if 300 <= answer.status_code < 400:
        return "/accounts/login/" not in answer["Location"] and "/admin/login/" not in answer["Location"]
    return answer.status_code < 300


def text_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")


def give(world: World, role: str, level: str) -> None:
    FormPermission.objects.filter(form=world.form).delete()
    if role:
        rights = {RIGHTS[letter]: True for letter in level}
        FormPermission.objects.create(form=world.form, role=Group.objects.get(name=role), **rights)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_opens_for_those_it_is_for_and_tells_nobody_else(world: World, door: str):
    one = DOORS[door]
    seen, expected = {}, {}
    clients = {who: client_of(person, is_rest=one.is_rest) for who, (person, _role) in world.actors.items()}
    for who, level in product(world.actors, LEVELS):
        asked = Asked(who, level)
        with transaction.atomic():
            give(world, world.actors[who][1], level)
            answer = one.try_it(clients[who], world)
            seen[who, level] = (is_open(answer), WORD in text_of(answer))
            transaction.set_rollback(True)
        expected[who, level] = (one.opens(asked), one.opens(asked) and one.tells and asked.may_learn_the_word)
    assert {key: seen[key] for key in seen if seen[key] != expected[key]} == {}


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_taken_out_as_a_file_is_what_may_be_read(world: World, level: str):
    for who, (person, role) in world.actors.items():
        give(world, role, level)
        answer = client_of(person, is_rest=False).post(reverse("export_form", args=[world.form.key]), {"kind": "csv"})
        asked = Asked(who, level)
        assert (who, WORD in text_of(answer)) == (who, asked.may_learn_the_word and asked.has("re"))


@pytest.mark.parametrize("level", LEVELS)
def test_the_history_of_a_person_and_the_admin_tell_what_may_be_read(world: World, level: str):
    for who, (person, role) in world.actors.items():
        give(world, role, level)
        client, asked = client_of(person, is_rest=False), Asked(who, level)
        history = client.get(reverse("person_history", args=[world.athlete.pk]))
        assert (who, WORD in text_of(history)) == (who, asked.may_learn_the_word)
        in_the_admin = client.get(reverse("admin:forms_engine_record_change", args=[world.record.pk]))
        may = asked.may_learn_the_word and who == "consultant"
        assert (who, WORD in text_of(in_the_admin)) == (who, may)
