"""Permission is one thing: every door, as everybody, at every level.

`doors.World` has one athlete, whose records hold a word and a number nobody else's do. Each door is tried by each actor
while their role has each level on the forms and nobody else has any; whether it opens, and whether word and number come
out, follows from rules that stand here by themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from forms_engine.models import FormPermission
from people.models import Person
from tests.builders.forms import TODAY
from tests.forms_engine.doors import NUMBER, WORD, World, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

DAY = TODAY.isoformat()
BETWEEN_THOUSANDS = re.compile(r"[\s,.\u00a0\u202f]")
LEVELS = ("", "l", "lc", "lw", "lcr", "lcrw", "lcdie", "lcrwd", "lcrwie", "lcwdie", "lcrwdie")
RIGHTS = {
    "l": "can_link",
    "c": "can_calendar",
    "r": "can_read",
    "w": "can_write",
    "d": "can_delete",
    "i": "can_import",
    "e": "can_export",
}

WHO = ("stranger", "athlete", "other athlete", "coach of another squad", "coach", "medical", "consultant")
ABOUT_THE_ATHLETE = {"athlete", "coach", "medical", "consultant"}
OF_A_SQUAD = {"coach", "medical", "consultant"}
STAFF = OF_A_SQUAD | {"coach of another squad"}


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


def nobody(_asked: Asked) -> bool:
    return False


def reader(asked: Asked) -> bool:
    """Who may learn the word."""
    return asked.reaches and asked.has("r")


def reader_of_all(asked: Asked) -> bool:
    """Who may learn the number: the athlete themself, and the one role that sees the field."""
    return reader(asked) and asked.who in {"athlete", "medical"}


def medical_reader(asked: Asked) -> bool:
    """The same on pages that are about others."""
    return reader(asked) and asked.who == "medical"


Opening = Callable[[Asked], bool]
Trying = Callable[[Client, World], HttpResponse]


@dataclass(frozen=True)
class Door:
    opens: Opening
    try_it: Trying
    is_rest: bool = False
    word: Opening = nobody  # to whom it tells the word, where it opens
    number: Opening = nobody


def about(*letters: str) -> Opening:
    """Somebody who reaches the athlete and has all letters of one of the words."""
    return lambda asked: asked.reaches and any(asked.has(word) for word in letters)


def of_form(letters: str) -> Opening:
    """Somebody whose role has the letters, whomever they reach."""
    return lambda asked: asked.who != "stranger" and asked.has(letters)


def logged_in(asked: Asked) -> bool:
    return asked.who != "stranger"


def staff(asked: Asked) -> bool:
    return asked.who in STAFF


def own_or_known(asked: Asked) -> bool:
    """One's own history is always there, if empty; somebody else's where records may be known to exist."""
    return asked.who == "athlete" or about("c", "r")(asked)


def at(name: str, *more: str, method: str = "get", **sent: Any) -> Trying:
    """A page about the athlete, their form and perhaps their record."""

    def try_it(client: Client, world: World) -> HttpResponse:
        known = {"person": world.athlete.pk, "form": world.form.key, "record": world.record.pk}
        known |= {"profile": world.profile.key, "dashboard": world.dashboard.key}
        address = reverse(name, args=[known[one] for one in more])
        return getattr(client, method)(address, sent)

    return try_it


def why(client: Client, world: World) -> HttpResponse:
    return client.get(reverse("board_why"), {"person": world.athlete.pk, "column": "wellness", "day": DAY})


def gap(client: Client, world: World) -> HttpResponse:
    """Why a day of the closed number is empty; asked of one where it stands, so that it could be told."""
    field = f"{world.form.key}.pain"
    return client.get(reverse("squad_gap"), {"person": world.athlete.pk, "field": field, "day": DAY})


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
        address = "/api/" + path.format(form=world.form.key, record=world.record.pk, profile=world.profile.key)
        body = {
            key: value.format(person=world.athlete.pk, id=world.record.source_id) if isinstance(value, str) else value
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


VALUES: dict[str, Opening] = {"word": reader, "number": reader_of_all}
NEW = {"person": "{person}", "occurred_on": "2026-03-10", "values": {"mood": 3}, "id": "another"}
DOORS: dict[str, Door] = {
    "list of records": Door(about("c", "r", "w"), at("person_events", "person", "form"), **VALUES),
    "record": Door(about("r"), at("person_record", "person", "form", "record"), **VALUES),
    "new record": Door(about("w"), at("new_record", "person", "form")),
    "edit": Door(about("rw"), at("edit_record", "person", "form", "record"), **VALUES),
    "draft": Door(about("w"), at("keep_draft", "person", "form", method="post", mood="3")),
    "withdraw": Door(about("rd"), at("withdraw_record", "person", "form", "record", method="post")),
    "restore": Door(about("rd"), at("restore_record", "person", "form", "record", method="post")),
    "attachment": Door(about("r"), attachment, word=reader),
    "upload": Door(about("w"), upload),
    "squad's grid": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), grid, **VALUES),
    "saving the grid": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), save_grid),
    "grid's fragment": Door(lambda asked: asked.who in OF_A_SQUAD and asked.has("w"), presence),
    "import": Door(of_form("wi"), at("begin_import", "form")),
    "export": Door(of_form("re"), at("export_form", "form")),
    "REST list": Door(about("c", "r", "w"), rest("forms/{form}/records", person="{person}"), is_rest=True, **VALUES),
    "REST record": Door(about("r"), rest("records/{record}"), is_rest=True, **VALUES),
    "REST new record": Door(about("w"), rest("forms/{form}/records", "post", **NEW), is_rest=True),
    "REST record sent again": Door(
        about("w"), rest("forms/{form}/records", "post", **NEW | {"id": "{id}"}), is_rest=True, **VALUES
    ),
    "REST edit": Door(about("rw"), rest("records/{record}", "patch", values={"mood": 2}), is_rest=True, **VALUES),
    "REST withdraw": Door(about("rd"), rest("records/{record}", "delete"), is_rest=True),
    "REST profile": Door(
        about("rw"), rest("forms/{profile}/records", "post", person="{person}", values={}), is_rest=True, word=reader
    ),
    "profile": Door(about("r"), at("person_profile", "person", "profile"), word=reader),
    "history": Door(own_or_known, at("person_history", "person"), **VALUES),
    "export's file": Door(of_form("re"), at("export_form", "form", method="post", kind="csv"), **VALUES),
    "record in the admin": Door(
        lambda asked: asked.who == "consultant", in_admin("forms_engine_record_change", "record"), word=reader
    ),
    "board": Door(logged_in, at("board", day=DAY), number=medical_reader),
    "board's CSV": Door(logged_in, at("board_csv", day=DAY), number=medical_reader),
    "why of the board": Door(medical_reader, why, number=medical_reader),
    "why of the heatmap": Door(medical_reader, gap),
    "dashboard": Door(staff, at("dashboard", "dashboard", day=DAY), number=medical_reader),
    "alerts": Door(staff, at("alerts:alerts", whose="squad", state="all"), number=medical_reader),
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
    FormPermission.objects.all().delete()
    for form in (world.form, world.profile) if role else ():
        rights = {RIGHTS[letter]: True for letter in level}
        FormPermission.objects.create(form=form, role=Group.objects.get(name=role), **rights)


def try_door(door: Door, client: Client, world: World) -> tuple[bool, bool, bool]:
    """Whether it opened, told the word and the number; what was done is undone."""
    with transaction.atomic():
        answer = door.try_it(client, world)
        text = text_of(answer)
        transaction.set_rollback(True)
    return is_open(answer), WORD in text, NUMBER in BETWEEN_THOUSANDS.sub("", text)


def expected_of(door: Door, asked: Asked) -> tuple[bool, bool, bool]:
    opens = door.opens(asked)
    return opens, opens and door.word(asked), opens and door.number(asked)


@pytest.mark.parametrize("who", WHO)
def test_every_door_opens_for_those_it_is_for_and_tells_nobody_else(world: World, who: str):
    person, role = world.actors[who]
    clients = {is_rest: client_of(person, is_rest=is_rest) for is_rest in (True, False)}
    wrong = {}
    for level in LEVELS if role else LEVELS[:1]:
        give(world, role, level)
        for name, door in DOORS.items():
            seen, expected = try_door(door, clients[door.is_rest], world), expected_of(door, Asked(who, level))
            if seen != expected:
                wrong[name, level] = (seen, expected)
    assert wrong == {}
