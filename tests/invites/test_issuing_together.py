"""Several who issue, use and heal at the same moment: real threads, each with a connection of its own."""

import pytest
from django.db import transaction

from invites import conf, issuing
from invites.issuing import CannotInvite
from invites.models import Invite
from sync import registry
from sync.models import Connection
from tests.fakes.provider import FakeProvider
from tests.invites.walking import CALLBACK, begin, invite_link, issue, phone, press
from tests.sync.walking import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
Outcome = Invite.Outcome


def test_of_four_issued_at_once_one_stays_open(athlete, now):
    def issue_one():
        with transaction.atomic():
            return issue(athlete, now)

    made = [future.result().pk for future in side_by_side(*[issue_one] * 4)]

    assert len(set(made)) == 4
    assert Invite.objects.get(outcome=Outcome.OPEN).pk == max(made)


def test_the_limit_holds_for_many_at_once(athlete, now):
    def issue_one():
        try:
            with transaction.atomic():
                return issue(athlete, now)
        except CannotInvite:
            return None

    made = [future.result() for future in side_by_side(*[issue_one] * (conf.MOST_A_CLIENT_AN_HOUR + 3))]

    assert made.count(None) == 3
    assert Invite.objects.count() == conf.MOST_A_CLIENT_AN_HOUR


def test_of_two_who_use_one_at_once_one_does(athlete, now):
    invite = issue(athlete, now)

    def use_it():
        with transaction.atomic():
            return issuing.use(invite, None, now)

    assert sorted(future.result() for future in side_by_side(use_it, use_it, use_it)) == [False, False, True]


def test_of_two_begun_that_end_at_once_one_connects(athlete, now):
    first = issue(athlete, now)
    begin(first, now)
    second = issue(athlete, now)
    begin(second, now)

    def use_it(invite):
        with transaction.atomic():
            return issuing.use(invite, None, now)

    ended = side_by_side(lambda: use_it(first), lambda: use_it(second))

    assert sorted(future.result() for future in ended) == [False, True]
    assert Invite.objects.filter(outcome=Outcome.USED).count() == 1


def test_of_two_presses_on_an_expired_page_one_heals(athlete, now):
    expired = issue(athlete, now)

    def heal():
        try:
            with transaction.atomic():
                return issuing.heal(expired, now)
        except CannotInvite as refused:
            return refused.code

    healed = [future.result() for future in side_by_side(heal, heal)]

    assert "healed" in healed
    assert Invite.objects.count() == 2


class ManyTokens(FakeProvider):
    """A vendor at which a new grant does not end the ones before."""

    def issue(self, now):
        before = set(self.good_access)
        grant = super().issue(now)
        self.good_access |= before
        return grant


@pytest.mark.usefixtures("clock")
def test_of_two_browsers_that_finish_one_invite_at_once_one_connects(application, athlete, now):
    registry.register(ManyTokens(good_codes={"good-code", "second-code"}))
    invite, path = invite_link(athlete, now)
    browsers = {"good-code": phone(), "second-code": phone()}
    states = {code: press(browser, path) for code, browser in browsers.items()}

    def come_back(code):
        return browsers[code].get(CALLBACK, {"state": states[code], "code": code, "scope": "sleep move"})

    ended = side_by_side(lambda: come_back("good-code"), lambda: come_back("second-code"))

    assert sorted(future.result().status_code for future in ended) == [302, 400]
    connection = Connection.objects.get()
    assert (connection.person, connection.state) == (athlete, Connection.State.WAITING)
    invite.refresh_from_db()
    assert (invite.outcome, invite.granted_at) == (Outcome.USED, now)


def test_inviting_while_somebody_connects_stops_neither(athlete, now):
    begun = issue(athlete, now)
    begin(begun, now)

    def use_it():
        with transaction.atomic():
            return issuing.use(begun, None, now)

    def issue_newer():
        with transaction.atomic():
            return issue(athlete, now)

    used, newer = (future.result() for future in side_by_side(use_it, issue_newer))

    assert used
    assert newer.pk > begun.pk
    assert Invite.objects.get(outcome=Outcome.USED).pk == begun.pk
