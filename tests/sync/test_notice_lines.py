"""What the set-up page says of notices: how it stands with each, and who must act."""

from datetime import timedelta

import pytest
from django.test import Client

from sync import applications
from sync.models import NoticeSubscription, Run
from sync.notice_lines import notices_shown
from sync.setup import blocking_line, checklist
from sync.subscriptions import agree
from tests.builders.people import make_consultant
from tests.fakes.notices import let_notify

SITE = "https://ringside.example"


@pytest.fixture
def provider(provider, now, settings):
    settings.SITE_URL = SITE
    let_notify(provider, now)
    return provider


@pytest.fixture
def agreed(application, provider, now):
    agree(provider, now)
    NoticeSubscription.objects.filter(notice_type="nightly", event="create").update(last_notice_at=now)


def line(provider, now, notice_type="nightly", event="create"):
    return next(
        one for one in notices_shown(provider, now).lines if (one.notice_type, one.event) == (notice_type, event)
    )


def change(**said) -> None:
    NoticeSubscription.objects.filter(notice_type="nightly", event="create").update(**said)


def test_a_wearable_that_does_not_notify_has_no_line(application, provider, now):
    provider.notices = None
    assert notices_shown(provider, now) is None
    assert "notices" not in {one.key for one in checklist(provider, now)}


def test_without_a_public_address_it_is_polling_and_only_a_warning(application, provider, now, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    shown = notices_shown(provider, now)
    assert shown.words.startswith("By polling only, because SITE_URL is not a public https:// address")
    assert "the operator" in shown.words

    found = next(one for one in checklist(provider, now) if one.key == "notices")
    assert (found.is_done, found.blocks, found.words) == (False, False, shown.words)
    assert blocking_line(provider) is None


def test_while_the_connector_is_off_nobody_must_act(application, provider, now):
    applications.disable(application)
    assert "switched on" in notices_shown(provider, now).words


def test_before_the_first_agreeing_it_says_to_look_again(application, provider, now):
    shown = notices_shown(provider, now)
    assert (shown.is_fine, shown.lines) == (False, [])
    assert "Look again in five minutes" in shown.words


def test_all_in_force_is_by_webhook(agreed, provider, now):
    shown = notices_shown(provider, now)
    assert shown.is_fine
    assert shown.words.startswith("By webhook")
    assert len(shown.lines) == 6

    heard, unheard = line(provider, now), line(provider, now, event="update")
    assert (heard.tone, heard.state, heard.words) == ("fine", "In force", "")
    assert (heard.last_notice_at, heard.expires_at) == (now, now + timedelta(days=90))
    assert (unheard.tone, unheard.words) == ("none", "No notice yet.")


@pytest.mark.parametrize(
    ("said", "tone", "state", "words"),
    [
        ({"problem": "The operator opens the door.", "verified_at": None}, "act", "Not in force", "The operator opens"),
        ({"problem": "Pulsar does not answer."}, "watch", "In force", "Pulsar does not answer."),
        ({"verified_at": None}, "watch", "Being made", "Nobody must act"),
        ({"callback_url": "https://old.example/notices/pulsar/"}, "watch", "Being made", "Nobody must act"),
    ],
)
def test_what_stands_against_one_is_said_with_who_must_act(agreed, provider, now, said, tone, state, words):
    change(**said)
    found = line(provider, now)
    assert (found.tone, found.state) == (tone, state)
    assert words in found.words

    shown = notices_shown(provider, now)
    assert not shown.is_fine
    assert "1 of 6" in shown.words


def test_one_that_ran_out_is_not_in_force(agreed, provider, now):
    assert line(provider, now + timedelta(days=91)).state == "Being made"


def test_silence_is_said(agreed, provider, connection, now):
    for minutes in (40, 41):
        at = now + timedelta(minutes=minutes)
        Run.objects.create(
            connection=connection,
            trigger=Run.Trigger.SCHEDULE,
            state=Run.State.DONE,
            asked_at=at,
            finished_at=at,
            tally={"night": {"created": 1}},
        )
    found = line(provider, now + timedelta(hours=2))
    assert (found.tone, found.state) == ("watch", "Silent")
    assert f"{SITE}/notices/pulsar/" in found.words
    assert line(provider, now + timedelta(hours=2), "walked").state == "In force"


def test_the_page_shows_each_and_the_admin_lists_them(agreed, provider):
    client = Client()
    client.force_login(make_consultant())

    page = client.get("/setup/pulsar/").content.decode()
    assert "What Pulsar tells this site of by itself" in page
    assert page.count("nightly</th>") == page.count("walked</th>") == 3

    listed = client.get("/admin/sync/noticesubscription/")
    assert listed.status_code == 200
    assert "nightly" in listed.content.decode()
    row = NoticeSubscription.objects.first()
    opened = client.get(f"/admin/sync/noticesubscription/{row.pk}/change/")
    assert opened.status_code == 200
    assert "_save" not in opened.content.decode()
    assert client.get("/admin/sync/noticesubscription/add/").status_code == 403
