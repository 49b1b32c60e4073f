"""The sender, words, channels and traffic in admin: what is checked, what is never shown, who may."""

import struct
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from messaging.channels.entered import keep_secrets, settings_of
from messaging.models import (
    AiExchange,
    Channel,
    ChatIdentity,
    InboundEvent,
    MessageSender,
    MessageTemplate,
    OutboundMessage,
)
from messaging.sender import sender_row
from tests.builders.people import make_coach, make_consultant

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 64, 64) + b"\x08\x02\x00\x00\x00" + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 32 + b"\xff\xd9"
SENDER = {
    "name": "Rowbot",
    "language": "de",
    "signature": "",
    "opening": "",
    "closing": "",
    "ai_url": "",
    "ai_model": "",
}


@pytest.fixture
def office(client):
    client.force_login(make_consultant())
    return client


def url(model: str, view: str, *args) -> str:
    return reverse(f"admin:messaging_{model}_{view}", args=args)


def save_sender(office, **entered):
    return office.post(url("messagesender", "change", sender_row().pk), SENDER | entered)


def errors_of(answer) -> str:
    return answer.content.decode() if answer.status_code == 200 else ""


MODELS = [
    "messagesender",
    "messagetemplate",
    "channel",
    "chatidentity",
    "outboundmessage",
    "inboundevent",
    "aiexchange",
]


@pytest.mark.parametrize("model", MODELS)
def test_a_consultant_opens_every_list_and_a_coach_none(client, squad, model):
    client.force_login(make_consultant())
    assert client.get(url(model, "changelist"), follow=True).status_code == 200
    client.force_login(make_coach(squad))
    assert client.get(url(model, "changelist")).status_code == 302


@pytest.mark.parametrize("model", ["conversation", "message", "readmark"])
def test_conversations_are_not_in_admin(office, model):
    assert office.get(f"/admin/messaging/{model}/").status_code == 404


def test_the_sender_is_saved_and_a_picture_is_kept_when_none_is_given(office):
    assert save_sender(office, new_picture=SimpleUploadedFile("x.txt", PNG)).status_code == 302
    assert save_sender(office, is_assigned_coach="on").status_code == 302

    sender = MessageSender.objects.get()
    assert (sender.name, sender.language, sender.is_assigned_coach) == ("Rowbot", "de", True)
    assert bytes(sender.picture) == PNG
    assert len(sender.picture_mark) == 16


@pytest.mark.parametrize(("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
def test_the_picture_is_served_as_what_it_is_to_who_is_logged_in(client, office, content, kind):
    save_sender(office, new_picture=SimpleUploadedFile("x.svg", content, content_type="image/svg+xml"))

    answer = office.get("/messages/picture")
    assert (answer.content, answer.headers["Content-Type"]) == (content, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    client.logout()
    assert client.get("/messages/picture").status_code == 302


def test_the_picture_can_be_taken_away(office):
    save_sender(office, new_picture=SimpleUploadedFile("x.png", PNG))
    save_sender(office, drops_picture="on")

    assert sender_row().picture_mark == ""
    assert office.get("/messages/picture").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\x00" * 40,
        PNG[:-1],
        PNG.replace(struct.pack(">I", 64), struct.pack(">I", 9000)),
        b"\xff\xd8\xff<script>alert(1)</script>",
        PNG[:40] + b"\x00" * 200_000 + PNG[-8:],
    ],
)
def test_what_is_no_small_picture_is_refused(office, content):
    answer = save_sender(office, new_picture=SimpleUploadedFile("me.png", content, content_type="image/png"))

    assert "picture" in errors_of(answer)
    assert sender_row().picture_mark == ""


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("http://ai.example/v1/chat/completions", "must begin with https"),
        ("https://other.example/v1", "operator must allow this host"),
        ("https://ai.example:8443/v1", "operator must allow this host"),
        ("https://ai.example@other.example/v1", "not the address of an endpoint"),
        ("https://ai.example/v1?key=1", "not the address of an endpoint"),
        ("http://127.0.0.1:1/v1", "operator must allow this host"),
        ("ftp://ai.example/v1", "must begin with https"),
    ],
)
def test_an_ai_address_the_operator_did_not_allow_is_refused(office, settings, address, complaint):
    settings.AI_HOSTS = ["ai.example"]

    assert complaint in errors_of(save_sender(office, ai_url=address))


def test_the_ai_key_is_entered_kept_and_never_shown(office, settings):
    settings.AI_HOSTS = ["ai.example"]
    ai = {"ai_is_on": "on", "ai_url": "https://ai.example/v1", "ai_model": "small"}
    assert save_sender(office, new_ai_key="sk-very-secret", **ai).status_code == 302
    assert save_sender(office, **ai).status_code == 302

    assert sender_row().ai_key == "sk-very-secret"
    assert "sk-very-secret" not in office.get(url("messagesender", "change", 1)).content.decode()


def test_ai_without_an_address_and_quiet_hours_without_an_end_are_refused(office):
    assert "needs an address and a model" in errors_of(save_sender(office, ai_is_on="on"))
    assert "a beginning and an end" in errors_of(save_sender(office, quiet_from="21:00"))


WORDS = {"key": "connect_invite", "language": "de", "subject": "Oura", "body": "Hallo {first_name}, tipp auf den Link."}


def test_words_are_saved_and_once_a_language(office):
    assert office.post(url("messagetemplate", "add"), WORDS).status_code == 302
    assert "already exists" in errors_of(office.post(url("messagetemplate", "add"), WORDS))

    assert MessageTemplate.objects.get().body == WORDS["body"]


def test_words_with_an_unknown_placeholder_are_refused(office):
    answer = office.post(url("messagetemplate", "add"), WORDS | {"body": "{first_name.password}"})

    assert "{first_name.password} cannot stand in this message" in errors_of(answer)


def test_new_words_begin_with_those_that_ship(office):
    listed = office.get(url("messagetemplate", "changelist")).content.decode()
    add = f"{url('messagetemplate', 'add')}?key=help&amp;language=de"
    assert add in listed

    assert "das kannst du schreiben" in office.get(add.replace("&amp;", "&")).content.decode()
    assert office.get(url("messagetemplate", "add") + "?key=nonsense&language=de").status_code == 200


def test_the_preview_shows_the_whole_message_and_saves_nothing(office):
    text = office.post("/admin/messaging/messagetemplate/preview/", WORDS).content.decode()

    assert "Hallo Ada, tipp auf den Link." in text
    assert "Er gilt 5 Minuten, bis 14:05." in text
    assert "Der Link ist nur für dich" in text
    assert not MessageTemplate.objects.exists()


def test_the_preview_of_words_that_exist_or_are_wrong_says_what_matters(office):
    MessageTemplate.objects.create(**WORDS)

    again = office.post("/admin/messaging/messagetemplate/preview/", WORDS).content.decode()
    wrong = office.post("/admin/messaging/messagetemplate/preview/", WORDS | {"body": "<script>{x}</script>"})

    assert "tipp auf den Link" in again
    assert "{x} cannot stand" in wrong.content.decode()
    assert "<script>{x}" not in wrong.content.decode()


def test_the_preview_is_for_consultants_by_post(client, office, squad):
    assert office.get("/admin/messaging/messagetemplate/preview/").status_code == 405
    client.force_login(make_coach(squad))
    assert client.post("/admin/messaging/messagetemplate/preview/", WORDS).status_code == 302


def test_every_installed_channel_has_a_row_after_a_look(office):
    office.get(url("channel", "changelist"))

    assert dict(Channel.objects.values_list("key", "is_on")) == {
        "site": True, "email": False, "trainerize": False, "slack": False, "sms": False,
        "whatsapp": False, "generic": False,
    }  # fmt: skip


def test_secrets_of_a_channel_are_entered_kept_and_never_shown(office):
    row = Channel.objects.create(key="generic")
    page = url("channel", "change", row.pk)
    entered = {"is_on": "on", "entered_url": "https://zap.example/x", "entered_own_speakers": ""}
    for changed in ({"entered_secret": "a-secret-of-the-webhook-for-years"}, {"entered_url": "https://zap.example/y"}):
        assert office.post(page, entered | changed).status_code == 302

    row.refresh_from_db()
    assert settings_of(row).secrets == {"secret": "a-secret-of-the-webhook-for-years"}
    assert (row.is_on, settings_of(row).open["url"]) == (True, "https://zap.example/y")
    shown = office.get(page).content.decode()
    assert "a-secret-of-the-webhook-for-years" not in shown
    assert "Set. Empty keeps it." in shown
    assert "/hooks/generic/" in shown


def test_a_secret_that_can_be_guessed_is_refused(office):
    row = Channel.objects.create(key="generic")

    answer = office.post(url("channel", "change", row.pk), {"is_on": "on", "entered_secret": "x" * 31})

    assert "at least 32 characters" in errors_of(answer)
    assert not Channel.objects.get().is_on


def test_saving_a_channel_ends_its_rest(office, now):
    row = Channel.objects.create(key="generic", is_on=True, problem="down", rests_until=now + timedelta(days=9999))
    keep_secrets(row, {"secret": "s"})

    office.post(url("channel", "change", row.pk), {"is_on": "on"})

    row.refresh_from_db()
    assert (row.rests_until, row.problem) == (None, "")


def test_a_channel_that_is_not_installed_any_more_can_still_be_looked_at(office):
    row = Channel.objects.create(key="carrier-pigeon")

    assert "carrier-pigeon (not installed)" in office.get(url("channel", "change", row.pk)).content.decode()


def test_a_consultant_vouches_for_who_somebody_is(office, ada):
    entered = {"channel": "slack", "speaker": "U123", "person": ada.pk, "reply_to": ""}

    assert office.post(url("chatidentity", "add"), entered).status_code == 302

    assert ChatIdentity.objects.get().confirmed_at is not None


def outbound(ada, now, **details) -> OutboundMessage:
    made = {"channel": "slack", "person": ada, "text": "Between us", "once": "o", "asked_at": now, "due_at": now}
    return OutboundMessage.objects.create(**(made | details))


def test_dead_letters_are_sent_again_and_others_left_alone(office, ada, now, django_capture_on_commit_callbacks):
    dead = outbound(ada, now, state="dead", tries=8, problem="cannot_deliver: no such user")
    sent = outbound(ada, now, state="sent", once="p", sent_at=now)
    stranger = outbound(None, now, state="dead", once="q", address="U9")

    ids = [dead.pk, sent.pk, stranger.pk]
    office.post(url("outboundmessage", "changelist"), {"action": "send_again", "_selected_action": ids})

    states = dict(OutboundMessage.objects.values_list("pk", "state"))
    assert states == {dead.pk: "waiting", sent.pk: "sent", stranger.pk: "waiting"}
    dead.refresh_from_db()
    assert (dead.tries, dead.problem) == (0, "")


def test_traffic_shows_no_texts_and_cannot_be_touched(office, ada, now):
    message = outbound(ada, now)
    event = InboundEvent.objects.create(
        channel="slack", event_id="e", speaker="U1", text="/oura private", received_at=now
    )
    exchange = AiExchange.objects.create(asked_at=now, words="why", outcome="used")

    for row, model in ((message, "outboundmessage"), (event, "inboundevent"), (exchange, "aiexchange")):
        text = office.get(url(model, "change", row.pk)).content.decode()
        assert "Between us" not in text
        assert "/oura private" not in text
        assert office.post(url(model, "change", row.pk), {}).status_code == 403
        assert office.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
