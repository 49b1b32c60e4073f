"""Files: what is taken in, whose they are, and who gets them out again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms_engine.attachments import MOST_LOOSE, sniff, take_in
from forms_engine.errors import ClosedField
from forms_engine.models import Attachment, Record
from forms_engine.records import edit_record, withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import NOW, make_field, make_form, make_record, make_stamp
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_person,
    make_squad,
    make_staff,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PDF = b"%PDF-1.7\n" + b"\x00" * 64
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "cr", roles.MEDICAL: "crw", roles.STAFF: "c"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def form():
    form = make_form("Scans", key="scans", rights=RIGHTS)
    make_field(form, "scan", "attachment")
    make_field(form, "private", "attachment", visible_to=[roles.MEDICAL])
    return form


def loose(form, athlete, key="scan", content=PNG, name="knee.png", by=None):
    upload = SimpleUploadedFile(name, content)
    return take_in(upload, form.fields.get(key=key), athlete, by or athlete, NOW)


def attached(form, athlete, key="scan"):
    file = loose(form, athlete, key)
    return make_record(form, athlete, {key: {"key": str(file.key), "name": ""}}), file


def door(file):
    return reverse("attachment", args=[file.key])


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 9, "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (SVG, None),
        (b"<!doctype html><script>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(content, content_type):
    found = sniff(content)
    assert (found.content_type if found else None) == content_type


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("knee.png", "knee.png"),
        ("page.html", "page.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\scans\\knee.jpeg", "knee.png"),
        ("a\r\nb.png", "ab.png"),
        ("", "file.png"),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
    ],
)
def test_a_name_is_a_name_and_ends_as_its_content(form, athlete, sent, kept):
    upload = SimpleUploadedFile("x.png", PNG)
    upload._name = sent
    assert take_in(upload, form.fields.get(key="scan"), athlete, athlete, NOW).name == kept


def test_too_large_and_of_the_wrong_kind_are_refused_in_words(client, form, athlete):
    form.fields.filter(key="scan").update(details={"most_bytes": 50, "kinds": ["pdf"]})
    client.force_login(athlete)
    url = reverse("attach", args=[athlete.pk, form.key, "scan"])
    said = [
        client.post(url, {"file": SimpleUploadedFile(name, content)}).json()
        for name, content in (("a.pdf", PDF), ("a.png", PNG[:40]), ("a.pdf", SVG[:40]))
    ]
    assert "larger than" in said[0]["complaint"]
    assert all("pictures and PDF" in one["complaint"] for one in said[1:])
    assert not Attachment.objects.exists()


def test_files_never_sent_go_away_and_do_not_pile_up(form, athlete):
    old = loose(form, athlete)
    Attachment.objects.filter(pk=old.pk).update(uploaded_at=NOW - timedelta(days=3))
    loose(form, athlete)
    assert not Attachment.objects.filter(pk=old.pk).exists()
    for _file in range(MOST_LOOSE - 1):
        loose(form, athlete)
    with pytest.raises(ValidationError, match="Too many files"):
        loose(form, athlete)


def test_a_record_names_its_file_as_it_was_taken_in(form, athlete):
    file = loose(form, athlete)
    record = make_record(form, athlete, {"scan": {"key": str(file.key), "name": "<b>other</b>.html"}})
    file.refresh_from_db()
    assert record.values["scan"] == {"key": str(file.key), "name": "knee.png"}
    assert file.record == record


def test_nobody_attaches_what_is_not_theirs_to_attach(form, squad, athlete):
    other = make_athlete(squad, "Otto")
    _record, taken = attached(form, other)
    wrong_field, strange = loose(form, athlete, "private"), loose(form, other)
    for key in (taken.key, strange.key, wrong_field.key, uuid4()):
        with pytest.raises(ClosedField):
            make_record(form, athlete, {"scan": {"key": str(key), "name": ""}})
    assert Record.objects.filter(person=athlete).count() == 0


def test_the_door_opens_for_who_may_read_the_field_and_for_nobody_else(client, form, squad, athlete):
    _open, file = attached(form, athlete)
    _closed, private = attached(form, athlete, "private")
    viewers = {
        "self": (athlete, (200, 200)),
        "other athlete": (make_athlete(squad, "Otto"), (404, 404)),
        "coach": (make_coach(squad), (200, 404)),
        "coach of another squad": (make_coach(make_squad("Sailing Testers")), (404, 404)),
        "medical": (make_medical(squad), (200, 200)),
        "staff who may see dates only": (make_staff(squad), (404, 404)),
        "consultant without a line": (make_consultant(), (404, 404)),
        "somebody without a role": (make_person("Nora", "Placeholder"), (404, 404)),
    }
    assert [client.get(door(one)).status_code for one in (file, private)] == [302, 302]
    seen = {}
    for name, (viewer, _expected) in viewers.items():
        client.force_login(viewer)
        seen[name] = tuple(client.get(door(one)).status_code for one in (file, private))
    assert seen == {name: expected for name, (_viewer, expected) in viewers.items()}


def test_only_who_may_fill_the_field_sends_a_file(client, form, squad, athlete):
    url = reverse("attach", args=[athlete.pk, form.key, "scan"])
    statuses = {}
    people = {
        "self": athlete,
        "other athlete": make_athlete(squad, "Otto"),
        "coach who reads": make_coach(squad),
        "medical": make_medical(squad),
        "medical elsewhere": make_medical(make_squad("Sailing Testers")),
        "consultant": make_consultant(),
    }
    assert client.post(url, {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 302
    for name, viewer in people.items():
        client.force_login(viewer)
        statuses[name] = client.post(url, {"file": SimpleUploadedFile("a.png", PNG)}).status_code
    assert statuses == dict.fromkeys(people, 404) | {"self": 200, "medical": 200}
    client.force_login(athlete)
    for key in ("nonsense", "private"):
        sent = client.post(url.replace("scan/", f"{key}/"), {"file": SimpleUploadedFile("a.png", PNG)})
        assert sent.status_code == (404 if key == "nonsense" else 200)
    assert client.get(url).status_code == 405


def test_before_it_is_sent_a_file_is_its_senders_alone(client, form, squad, athlete):
    file = loose(form, athlete)
    client.force_login(make_medical(squad))
    assert client.get(door(file)).status_code == 404
    client.force_login(athlete)
    assert client.get(door(file)).status_code == 200


def test_a_file_is_saved_and_never_shown_in_the_page(client, form, athlete):
    _record, file = attached(form, athlete)
    client.force_login(athlete)
    answer = client.get(door(file))
    assert answer.content == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="knee.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_look_at_a_file_is_written_down(client, form, squad, athlete):
    _record, file = attached(form, athlete)
    client.force_login(make_coach(squad))
    client.get(door(file))
    assert Look.objects.get().person == athlete


def test_a_withdrawn_records_file_is_closed_and_a_replaced_one_stays_with_its_history(client, form, athlete):
    record, first = attached(form, athlete)
    second = loose(form, athlete, name="later.png")
    edit_record(record, {"scan": {"key": str(second.key), "name": ""}}, make_stamp(athlete))
    client.force_login(athlete)
    assert [client.get(door(one)).status_code for one in (first, second)] == [200, 200]
    withdraw_record(record, make_stamp(athlete))
    assert [client.get(door(one)).status_code for one in (first, second)] == [404, 404]


def test_without_scripts_a_file_comes_with_its_form(client, form, athlete):
    client.force_login(athlete)
    url = reverse("new_record", args=[athlete.pk, form.key])
    sent = {"_occurred_on": "2026-03-10", "_id": str(uuid4()), "scan-file": SimpleUploadedFile("page.html", SVG)}
    assert "Only pictures and PDF" in client.post(url, sent).content.decode()
    sent["scan-file"] = SimpleUploadedFile("knee.png", PNG)
    assert client.post(url, sent).status_code == 302
    assert Record.objects.get().values["scan"]["name"] == "knee.png"


def test_a_file_can_be_taken_out_again(client, form, athlete):
    record, file = attached(form, athlete)
    client.force_login(athlete)
    sent = {"_occurred_on": "2026-03-10", "scan": str(file.key), "scan-gone": "1"}
    client.post(reverse("edit_record", args=[athlete.pk, form.key, record.pk]), sent)
    record.refresh_from_db()
    assert "scan" not in record.values
