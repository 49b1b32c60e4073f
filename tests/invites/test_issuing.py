"""Issuing, healing and spending: what holds for one, and for two who do it at the same moment."""

from datetime import timedelta

import pytest

from invites import conf, issuing
from invites.issuing import CannotInvite, Invitation
from invites.models import Invite
from tests.builders.people import make_athlete
from tests.invites.walking import begin, hand_over, issue

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
Outcome = Invite.Outcome


@pytest.mark.django_db
class TestIssuing:
    def test_a_new_invite_is_open_and_its_minutes_have_not_begun(self, athlete, coach, now):
        invite = issue(athlete, now, coach)

        assert (invite.person, invite.sender, invite.outcome) == (athlete, coach, Outcome.OPEN)
        assert (invite.sent_at, invite.expires_at) == (None, None)

    def test_a_newer_one_revokes_the_open_one_and_says_why(self, athlete, now):
        first, second = issue(athlete, now), issue(athlete, now)

        first.refresh_from_db()
        assert (first.outcome, first.reason) == (Outcome.REVOKED, issuing.NEWER)
        assert second.outcome == Outcome.OPEN

    def test_an_invite_of_somebody_else_stays_open(self, athlete, squad, now):
        other = issue(make_athlete(squad, "Bea", "Sampleton"), now)
        issue(athlete, now)

        other.refresh_from_db()
        assert other.outcome == Outcome.OPEN

    def test_an_invite_to_another_wearable_stays_open(self, athlete, now):
        other = issuing.issue(Invitation("quasar", athlete, None, "site"), now)
        issue(athlete, now)

        other.refresh_from_db()
        assert other.outcome == Outcome.OPEN

    def test_a_spent_one_stays_spent(self, athlete, now):
        spent = issue(athlete, now)
        issuing.use(spent, None, now)
        issue(athlete, now)

        spent.refresh_from_db()
        assert spent.outcome == Outcome.USED

    def test_a_client_gets_so_many_an_hour_and_then_again(self, athlete, now):
        for _number in range(conf.MOST_A_CLIENT_AN_HOUR):
            issue(athlete, now)
        with pytest.raises(CannotInvite) as refused:
            issue(athlete, now + 59 * MINUTE)

        assert refused.value.code == "too_many"
        assert issue(athlete, now + HOUR).outcome == Outcome.OPEN

    def test_a_coach_sends_so_many_an_hour(self, coach, squad, now):
        athletes = [make_athlete(squad, "Ada", f"Example{number}") for number in range(3)]
        for number in range(conf.MOST_A_COACH_AN_HOUR):
            Invite.objects.create(
                provider="quasar", person=athletes[number % 2], sender=coach, channel="site", nonce=str(number),
                created_at=now, outcome=Outcome.REVOKED,
            )  # fmt: skip
        with pytest.raises(CannotInvite) as refused:
            issue(athletes[2], now, coach)

        assert refused.value.code == "too_many"
        assert issue(athletes[2], now, None).sender is None

    def test_an_inactive_account_gets_none(self, athlete, now):
        type(athlete).objects.update(is_active=False)

        with pytest.raises(CannotInvite) as refused:
            issue(athlete, now)
        assert refused.value.code == "inactive"

    def test_a_refusal_revokes_nothing(self, athlete, now):
        open_one = issue(athlete, now)
        for _number in range(conf.MOST_A_CLIENT_AN_HOUR - 1):
            open_one = issue(athlete, now)
        with pytest.raises(CannotInvite):
            issue(athlete, now)

        open_one.refresh_from_db()
        assert open_one.outcome == Outcome.OPEN


@pytest.mark.django_db
class TestHealing:
    def test_a_healed_one_goes_to_the_same_person_the_same_way(self, athlete, coach, now):
        expired = issue(athlete, now, coach, "email")

        healed = issuing.heal(expired, now)

        assert (healed.person, healed.sender, healed.channel) == (athlete, coach, "email")
        assert healed.heals == expired

    def test_three_an_hour_and_no_more(self, athlete, now):
        link = issue(athlete, now)
        for _number in range(conf.MOST_HEALINGS_AN_HOUR):
            link = issuing.heal(link, now)
        with pytest.raises(CannotInvite) as refused:
            issuing.heal(link, now + 59 * MINUTE)

        assert refused.value.code == "too_many"
        assert issuing.heal(link, now + HOUR).outcome == Outcome.OPEN

    def test_a_link_heals_once(self, athlete, now):
        expired = issue(athlete, now)
        issuing.heal(expired, now)

        with pytest.raises(CannotInvite) as refused:
            issuing.heal(expired, now)
        assert refused.value.code == "healed"
        assert Invite.objects.count() == 2


@pytest.mark.django_db
class TestHandingOver:
    def test_the_minutes_begin_at_hand_over(self, athlete, now):
        invite = issue(athlete, now)
        issuing.hand_over(invite, now + HOUR)

        assert (invite.sent_at, invite.expires_at) == (now + HOUR, now + HOUR + 5 * MINUTE)
        assert not issuing.is_expired(invite, now + HOUR + 5 * MINUTE - timedelta(seconds=1))
        assert issuing.is_expired(invite, now + HOUR + 5 * MINUTE)

    def test_a_site_may_set_other_minutes(self, athlete, now, settings):
        settings.INVITE_MINUTES = 12
        invite = issue(athlete, now)
        issuing.hand_over(invite, now)

        assert invite.expires_at == now + 12 * MINUTE

    def test_a_late_retry_makes_a_new_link_and_new_minutes(self, athlete, now):
        invite = issue(athlete, now)
        first = hand_over(invite, now)
        second = hand_over(invite, now + 4 * MINUTE)

        invite.refresh_from_db()
        assert first != second
        assert invite.expires_at == now + 9 * MINUTE

    def test_a_moment_is_noted_once(self, athlete, now):
        invite = issue(athlete, now)
        issuing.note(invite, "opened_at", now)
        issuing.note(invite, "opened_at", now + MINUTE)

        invite.refresh_from_db()
        assert invite.opened_at == now


@pytest.mark.django_db
class TestUsing:
    def test_it_is_spent_once(self, athlete, now):
        invite = issue(athlete, now)

        assert issuing.use(invite, {"sleep", "move"}, now)
        assert not issuing.use(invite, None, now + MINUTE)

        invite.refresh_from_db()
        assert (invite.outcome, invite.granted_at, invite.scopes) == (Outcome.USED, now, ["move", "sleep"])

    def test_a_vendor_that_does_not_say_leaves_the_scopes_open(self, athlete, now):
        invite = issue(athlete, now)
        issuing.use(invite, None, now)

        invite.refresh_from_db()
        assert invite.scopes is None

    def test_a_newer_one_does_not_stop_one_that_has_begun(self, athlete, now):
        begun = issue(athlete, now)
        begin(begun, now)
        newer = issue(athlete, now)

        assert issuing.use(begun, None, now)
        newer.refresh_from_db()
        assert (newer.outcome, newer.reason) == (Outcome.REVOKED, issuing.CONNECTED)

    def test_a_newer_one_stops_one_that_has_not_begun(self, athlete, now):
        idle = issue(athlete, now)
        issue(athlete, now)

        assert not issuing.use(idle, None, now)

    def test_of_two_that_have_begun_one_connects(self, athlete, now):
        first = issue(athlete, now)
        begin(first, now)
        second = issue(athlete, now)
        begin(second, now)

        assert issuing.use(second, None, now)
        assert not issuing.use(first, None, now)

    def test_another_persons_invites_are_not_closed_with_it(self, athlete, squad, now):
        other = issue(make_athlete(squad, "Bea", "Sampleton"), now)
        issuing.use(issue(athlete, now), None, now)

        other.refresh_from_db()
        assert other.outcome == Outcome.OPEN

    def test_failing_leaves_the_link_open_and_says_why(self, athlete, now):
        invite = issue(athlete, now)
        issuing.fail(invite.pk, "denied")

        invite.refresh_from_db()
        assert (invite.outcome, invite.reason) == (Outcome.OPEN, "denied")

    def test_failing_afterwards_says_nothing_of_one_that_worked(self, athlete, now):
        invite = issue(athlete, now)
        issuing.use(invite, None, now)
        issuing.fail(invite.pk, "state_used")

        invite.refresh_from_db()
        assert (invite.outcome, invite.reason) == (Outcome.USED, "")

    def test_what_cannot_be_delivered_has_failed(self, athlete, now):
        invite = issue(athlete, now)
        issuing.give_up(invite)

        invite.refresh_from_db()
        assert (invite.outcome, invite.reason) == (Outcome.FAILED, issuing.UNDELIVERED)
