"""What a link is worth, and who looks like a person."""

from datetime import timedelta

import pytest

from invites import issuing, opening
from invites.models import Invite
from invites.tokens import token_of
from sync import registry
from tests.builders.people import make_athlete
from tests.invites.walking import PHONE, invite_link

MINUTE = timedelta(minutes=1)
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

# As they introduce themselves; the last one is a mail scanner that says nothing.
PROGRAMS = [
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.14.1",
    "Wget/1.25",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "okhttp/4.12",
    "",
]


@pytest.mark.parametrize("agent", [PHONE, DESK])
def test_a_browser_that_opens_a_page_looks_like_a_person(rf, agent):
    assert opening.looks_like_a_person(rf.get("/", headers={"user-agent": agent, "sec-fetch-mode": "navigate"}))
    assert opening.looks_like_a_person(rf.get("/", headers={"user-agent": agent}))


@pytest.mark.parametrize("agent", PROGRAMS)
def test_a_program_does_not(rf, agent):
    assert not opening.looks_like_a_person(rf.get("/", headers={"user-agent": agent}))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"purpose": "preview"},
        {"sec-fetch-mode": "no-cors"},
        {"sec-fetch-mode": "cors"},
    ],
)
def test_a_browser_that_looks_ahead_does_not(rf, headers):
    assert not opening.looks_like_a_person(rf.get("/", headers={"user-agent": PHONE, **headers}))


def test_asking_for_the_head_only_is_no_opening(rf):
    assert not opening.looks_like_a_person(rf.head("/", headers={"user-agent": PHONE}))


@pytest.mark.django_db
class TestLookingUp:
    @pytest.fixture
    def invite(self, application, athlete, now):
        return invite_link(athlete, now)[0]

    def look_up(self, invite, now, viewer=None):
        return opening.look_up(token_of(invite), viewer, now)

    def test_an_open_link_is_worth_an_invite(self, invite, athlete, now):
        assert self.look_up(invite, now) == (invite, None)
        assert self.look_up(invite, now, athlete) == (invite, None)

    def test_it_is_worth_it_to_the_last_second(self, invite, now):
        assert self.look_up(invite, now + 5 * MINUTE - timedelta(seconds=1)) == (invite, None)
        assert self.look_up(invite, now + 5 * MINUTE)[1] is opening.EXPIRED

    @pytest.mark.parametrize("outcome", list(Invite.Outcome))
    def test_somebody_else_learns_only_that_it_is_not_theirs(self, invite, squad, now, outcome):
        Invite.objects.update(outcome=outcome)
        other = make_athlete(squad, "Bea", "Sampleton")

        assert self.look_up(invite, now, other) == (None, opening.OTHER)
        assert self.look_up(invite, now + 6 * MINUTE, other) == (None, opening.OTHER)

    def test_a_coach_is_somebody_else_too(self, invite, coach, now):
        assert self.look_up(invite, now, coach) == (None, opening.OTHER)

    def test_used(self, invite, now):
        issuing.use(invite, None, now)

        assert self.look_up(invite, now)[1] is opening.USED
        assert self.look_up(invite, now + 6 * MINUTE)[1] is opening.USED

    def test_a_newer_one_was_sent(self, invite, athlete, now):
        invite_link(athlete, now)

        assert self.look_up(invite, now)[1] is opening.REVOKED

    def test_it_could_not_be_delivered(self, invite, now):
        issuing.give_up(invite)

        assert self.look_up(invite, now)[1] is opening.UNDELIVERED

    def test_connected_another_way(self, invite, athlete, now):
        issuing.close_others("pulsar", athlete.pk)

        assert self.look_up(invite, now)[1] is opening.NOT_NEEDED

    def test_the_account_is_not_active(self, invite, athlete, now):
        type(athlete).objects.update(is_active=False)

        assert self.look_up(invite, now)[1] is opening.NOT_NEEDED
        assert self.look_up(invite, now + 6 * MINUTE)[1] is opening.NOT_NEEDED

    def test_a_wearable_that_is_no_longer_installed(self, invite, now, provider):
        registry.unregister(provider.key)

        assert self.look_up(invite, now) == (None, opening.WRONG)

    def test_only_an_expired_link_heals(self):
        closed = [one for one in vars(opening).values() if isinstance(one, opening.Closed)]

        assert [one for one in closed if one.heals] == [opening.EXPIRED]
        assert len({one.code for one in closed}) == len(closed) == 8
