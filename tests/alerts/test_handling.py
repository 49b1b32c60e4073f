"""What is done with an alert is asked for rights at its own door, whatever page it came from."""

from datetime import timedelta

import pytest

from alerts import handling
from alerts.handling import CannotHandle
from alerts.models import Alert
from tests.alerts.made import condition, look, make_rule
from tests.builders.people import make_coach, make_squad
from tests.dashboards.made import NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(ada):
    make_rule(condition("readiness_score", value=60))
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    return Alert.objects.get()


def test_it_is_not_assigned_to_somebody_who_may_not_see_it(alert, coach):
    stranger = make_coach(make_squad("Others"), "Far", "Testfield")
    with pytest.raises(CannotHandle, match="may not see"):
        handling.assign(alert, coach, stranger, NOW)
    assert Alert.objects.get().assigned_to is None


@pytest.mark.parametrize(
    "act",
    [
        lambda alert, by: handling.acknowledge(alert, by, NOW),
        lambda alert, by: handling.reopen(alert, by, NOW),
        lambda alert, by: handling.assign(alert, by, None, NOW),
        lambda alert, by: handling.note(alert, by, "Seen", NOW),
        lambda alert, by: handling.snooze(alert, by, 2, "Travel", NOW),
    ],
)
def test_nobody_handles_what_they_may_not_see(alert, ada, act):
    with pytest.raises(CannotHandle):
        act(alert, ada)
    assert alert.happenings.count() == 1


def test_an_acknowledged_alert_is_not_put_off(alert, coach):
    handling.acknowledge(alert, coach, NOW)
    with pytest.raises(CannotHandle, match="acknowledged already"):
        handling.snooze(alert, coach, 2, "Travel", NOW)


def test_it_is_put_off_until_a_morning_of_the_sites_zone(alert, coach):
    handling.snooze(alert, coach, 2, "Travel", NOW)
    assert Alert.objects.get().snoozed_until.date() == NOW.date() + timedelta(days=2)
