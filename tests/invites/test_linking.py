"""The link: built at hand-over, shown in the site's own chat to one person, for as long as it is worth something."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from invites import issuing, linking
from invites.models import Invite
from messaging.links import NoLongerNeeded, build_link, button_for
from sync import registry
from tests.builders.people import make_athlete
from tests.invites.walking import hand_over, invite_link, issue

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def invite(application, athlete, now):
    return issue(athlete, now)


def test_building_is_hand_over(invite, athlete, now):
    built = build_link("invite", str(invite.pk), athlete, now)

    invite.refresh_from_db()
    assert (invite.sent_at, invite.expires_at, built.expires_at) == (now, now + 5 * MINUTE, now + 5 * MINUTE)
    assert "5 minutes" in built.words


def test_how_long_it_works_is_said_in_the_language_and_the_zone_of_its_reader(invite, athlete, now):
    athlete.language, athlete.zone = "de", "Asia/Tokyo"
    moment = now.replace(hour=12)

    assert build_link("invite", str(invite.pk), athlete, moment).words == "Er gilt 5 Minuten, bis 21:05."


def test_the_address_is_the_sites_own(invite, athlete, now, settings):
    settings.SITE_URL = "https://ringside.example"
    built = linking.build(str(invite.pk), athlete, now)

    assert urlsplit(built.url).netloc == "ringside.example"
    assert urlsplit(built.url).path.startswith(f"/i/{invite.pk}-")


def test_in_the_sites_own_chat_hand_over_is_delivery(invite, athlete, now):
    linking.build(str(invite.pk), athlete, now)

    invite.refresh_from_db()
    assert invite.delivered_at == now


def test_elsewhere_delivery_is_not_known_yet(application, athlete, now):
    invite = issue(athlete, now, channel="email")
    linking.build(str(invite.pk), athlete, now)

    invite.refresh_from_db()
    assert invite.delivered_at is None


@pytest.mark.parametrize("outcome", [Invite.Outcome.USED, Invite.Outcome.REVOKED])
def test_a_link_that_was_used_or_revoked_is_not_built(invite, athlete, now, outcome):
    Invite.objects.update(outcome=outcome)

    with pytest.raises(NoLongerNeeded):
        linking.build(str(invite.pk), athlete, now)


def test_a_link_is_built_for_nobody_else(invite, squad, now):
    with pytest.raises(NoLongerNeeded):
        linking.build(str(invite.pk), make_athlete(squad, "Bea", "Sampleton"), now)


def test_one_that_could_not_be_delivered_is_opened_again_when_it_is_resent(invite, athlete, now):
    issuing.give_up(invite)
    linking.build(str(invite.pk), athlete, now)

    invite.refresh_from_db()
    assert (invite.outcome, invite.reason) == (Invite.Outcome.OPEN, "")


def test_one_that_could_not_be_delivered_stays_closed_when_there_is_a_newer_one(invite, athlete, now):
    issuing.give_up(invite)
    issue(athlete, now)

    with pytest.raises(NoLongerNeeded):
        linking.build(str(invite.pk), athlete, now)


# The button in the site's own chat


def test_the_athlete_sees_a_button_until_the_minutes_are_over(invite, athlete, now):
    path = hand_over(invite, now)

    button = button_for("invite", str(invite.pk), athlete, athlete, now + 4 * MINUTE)

    assert urlsplit(button.url).path == path
    assert (button.label, button.words) == ("Connect Pulsar", "Works until 12:05, once.")
    assert button.open_until == now + 5 * MINUTE


def test_looking_neither_begins_nor_prolongs_the_minutes(invite, athlete, now):
    hand_over(invite, now)
    before = Invite.objects.filter(pk=invite.pk).values().get()
    for minutes in (0, 2, 9):
        linking.show(str(invite.pk), athlete, now + minutes * MINUTE)

    assert Invite.objects.filter(pk=invite.pk).values().get() == before


def test_a_coach_sees_that_there_is_a_link_but_not_the_link(invite, athlete, coach, now):
    hand_over(invite, now)

    for shown in (
        button_for("invite", str(invite.pk), coach, athlete, now),
        linking.show(str(invite.pk), coach, now),
    ):
        assert (shown.label, shown.url) == ("Connect Pulsar", "")


def test_an_expired_button_leads_to_the_page_that_heals(invite, athlete, now):
    path = hand_over(invite, now)
    button = linking.show(str(invite.pk), athlete, now + 5 * MINUTE)

    assert urlsplit(button.url).path == path
    assert (button.label, button.open_until) == ("Get a new link", None)
    assert "expired" in button.words


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Invite.Outcome.USED, "This link has been used."),
        (Invite.Outcome.REVOKED, "This link does not work any more."),
        (Invite.Outcome.FAILED, "This link does not work any more."),
    ],
)
def test_a_dead_button_says_so_and_leads_nowhere(application, athlete, now, outcome, words):
    invite, _path = invite_link(athlete, now)
    Invite.objects.update(outcome=outcome)
    button = linking.show(str(invite.pk), athlete, now)

    assert (button.url, button.words, button.open_until) == ("", words, None)


def test_before_hand_over_there_is_nothing_to_press(invite, athlete, now):
    assert linking.show(str(invite.pk), athlete, now).url == ""


def test_an_invite_that_is_gone_has_no_button(invite, athlete, now):
    Invite.objects.all().delete()

    assert linking.show(str(invite.pk), athlete, now) is None


def test_a_wearable_that_is_no_longer_installed_has_no_button(invite, athlete, now, provider):
    registry.unregister(provider.key)

    assert linking.show(str(invite.pk), athlete, now) is None
