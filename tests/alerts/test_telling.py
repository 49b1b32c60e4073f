"""Who is told, how, when and how often; judged when it is told."""

from datetime import UTC, datetime, time, timedelta

import pytest

from alerts.daily import daily_row, look_for_missing
from alerts.digest import send_digests
from alerts.lists import count_waiting
from alerts.models import Alert, Daily, Telling
from alerts.telling import tell_due
from forms_engine.models import FormPermission
from messaging.models import Channel, ChatIdentity, MessageSender, OutboundMessage
from messaging.sender import sender_row
from people import roles
from tests.alerts.made import condition, look, make_rule
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad, make_staff
from tests.dashboards.made import NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 3, 10, 9, 5, tzinfo=UTC)


@pytest.fixture
def email(squad):
    return Channel.objects.create(key="email", is_on=True)


def low(**more):
    return condition("readiness_score", value=60, **more)


def tire(*people, value=40, morning=TUESDAY):
    for person in people:
        put_night(person, morning, readiness_score=value)
    look()


def letters():
    return list(OutboundMessage.objects.order_by("pk"))


def told(person):
    return list(Telling.objects.filter(person=person, told_at__isnull=False).values_list("way", flat=True))


def test_on_the_site_only_the_menu_counts_and_no_message_is_written(ada, coach):
    make_rule(low())
    tire(ada)
    tell_due(NOW)
    assert (told(coach), letters(), count_waiting(coach, NOW)) == (["site"], [], 1)


def test_a_message_says_how_many_of_which_rule_and_names_neither_athlete_nor_value(ada, coach, email):
    make_rule(low(), name="Tired", way="email")
    tire(ada)
    tell_due(NOW)
    (letter,) = letters()
    assert (letter.person, letter.channel, letter.subject) == (coach, "email", "An alert for you")
    said, address = letter.text.rsplit(" ", 1)
    assert said == "Tired: 1 new alert.\n\nWhom and why:"
    assert address.endswith(f"/alerts/{Alert.objects.get().pk}/")


def test_a_rule_whose_name_holds_a_number_is_told_by_what_it_reads(ada, coach, email):
    make_rule(low(), name="Readiness under 60", shipped_as="readiness", way="email")
    tire(ada)
    tell_due(NOW)
    assert letters()[0].text.startswith("Readiness score: 1 new alert.\n")


def test_by_the_message_sender_it_goes_where_the_person_reads(ada, coach):
    Channel.objects.create(key="slack", is_on=True)
    ChatIdentity.objects.create(channel="slack", speaker="U1", person=coach, confirmed_at=NOW)
    make_rule(low(), way="sender")
    tire(ada)
    tell_due(NOW)
    assert [one.channel for one in letters()] == ["slack"]


def test_the_sites_own_chat_is_no_channel_for_it_for_others_read_there(ada, coach):
    make_rule(low(), way="sender")
    tire(ada)
    tell_due(NOW)
    assert (told(coach), letters()) == (["site"], [])


def test_without_mail_in_use_it_stands_on_the_site(ada, coach):
    make_rule(low(), way="email")
    tire(ada)
    tell_due(NOW)
    assert (told(coach), letters()) == (["site"], [])


def test_only_who_may_see_form_and_person_is_told(ada, squad, coach, medical, email):
    strangers = [
        make_coach(make_squad("Others"), "Far", "Testfield"),
        make_consultant(),
        make_athlete(squad, "Bo", "Testfield"),
        ada,
    ]
    everybody = (roles.COACH, roles.MEDICAL, roles.CONSULTANT, roles.ATHLETE)
    rule = make_rule(low(), way="email", told=everybody)
    rule.people.set([*strangers, coach])
    tire(ada)
    tell_due(NOW)
    assert {one.person for one in letters()} == {coach, medical}


def test_a_medical_only_field_is_never_told_to_a_coach(ada, squad, coach, medical, email):
    hot = condition("temperature_deviation_c", direction="above", value=0.5)
    rule = make_rule(hot, way="email", told=(roles.COACH, roles.STAFF, roles.MEDICAL))
    rule.people.set([coach, make_staff(squad)])
    put_night(ada, TUESDAY, temperature_deviation_c=0.9)
    look()
    tell_due(NOW)
    assert [one.person for one in letters()] == [medical]
    assert told(coach) == []


def test_rights_are_judged_when_it_is_told_not_when_it_is_raised(ada, coach, email):
    make_rule(low(), way="email")
    tire(ada)
    FormPermission.objects.filter(role__name=roles.COACH).update(can_read=False)
    tell_due(NOW)
    assert letters() == []


def test_nobody_is_told_twice(ada, coach, email):
    make_rule(low(), way="email")
    tire(ada)
    tell_due(NOW)
    tell_due(NOW + HOUR)
    assert len(letters()) == 1


def test_several_alerts_of_one_turn_are_one_message(ada, squad, coach, email):
    make_rule(low(), way="email")
    tire(ada, make_athlete(squad, "Bo", "Testfield"))
    tell_due(NOW)
    (letter,) = letters()
    assert letter.text.startswith("Watch them: 2 new alerts.\n")


def test_what_is_acknowledged_or_holds_no_longer_is_not_told(ada, squad, coach, email):
    make_rule(low(), way="email")
    bo = make_athlete(squad, "Bo", "Testfield")
    tire(ada, bo)
    Alert.objects.filter(person=ada).update(state=Alert.State.ACKNOWLEDGED)
    tire(bo, value=80)
    tell_due(NOW)
    assert letters() == []


def test_quiet_hours_hold_back_and_rights_are_judged_after_them(ada, coach, email):
    sender_row()
    MessageSender.objects.update(quiet_from=time(20), quiet_until=time(8))
    make_rule(low(), way="email")
    tire(ada)
    tell_due(NOW)
    assert letters() == []
    tell_due(NOW + HOUR)
    assert len(letters()) == 1


def test_more_than_the_cap_of_the_day_waits_for_the_next_digest(ada, squad, coach, email):
    Daily.objects.update(most_a_day=1)
    make_rule(low(), way="email")
    tire(ada)
    tell_due(NOW)
    bo = make_athlete(squad, "Bo", "Testfield")
    tire(bo)
    tell_due(NOW + HOUR)
    assert len(letters()) == 1
    send_digests(MORNING + DAY)
    digest = letters()[-1]
    assert (digest.person, digest.subject) == (coach, "Alerts of this morning")
    assert "\nWatch them: 1 new alert.\n" in digest.text


def test_notices_switched_off_write_no_message(ada, coach, email):
    sender_row()
    MessageSender.objects.update(sends_notices=False)
    make_rule(low(), way="email")
    tire(ada)
    tell_due(NOW)
    assert (letters(), told(coach)) == ([], ["site"])


# The digest


def test_the_digest_is_one_message_to_one_person_and_morning(ada, squad, coach, medical, email):
    make_rule(low(), way="email", pace="morning")
    make_rule(condition("sleep_score", value=60), name="Sleep", way="email", pace="morning")
    put_night(ada, TUESDAY, sleep_score=30)
    tire(ada, make_athlete(squad, "Bo", "Testfield"))
    tell_due(NOW)
    assert letters() == []
    assert send_digests(MORNING) == 2
    assert {one.person for one in letters()} == {coach, medical}
    told_of = letters()[0].text
    assert told_of.startswith("Alerts of this morning:\nWatch them: 2 new alerts.\nSleep: 1 new alert.\n")
    assert "Examplova" not in told_of
    assert send_digests(MORNING + HOUR) is None
    assert len(letters()) == 2


def test_a_digest_waits_for_its_hour_in_the_sites_zone_and_for_the_quiet_hours(ada, coach, email):
    make_rule(low(), way="email", pace="morning")
    tire(ada)
    assert send_digests(MORNING - HOUR) is None
    sender_row()
    MessageSender.objects.update(quiet_from=time(20), quiet_until=time(10))
    assert send_digests(MORNING) is None
    assert send_digests(MORNING + HOUR) == 1


def test_what_comes_after_the_digest_stands_in_the_next(ada, coach, email):
    make_rule(low(), way="email", pace="morning")
    assert send_digests(MORNING) == 0
    put_night(ada, TUESDAY, readiness_score=40)
    look(MORNING + HOUR)
    assert send_digests(MORNING + 2 * HOUR) is None
    assert send_digests(MORNING + DAY) == 1


def test_a_digest_asks_for_rights_too(ada, squad, email):
    make_medical(make_squad("Others"))
    hot = condition("temperature_deviation_c", direction="above", value=0.5)
    make_rule(hot, way="email", pace="morning", told=(roles.COACH, roles.MEDICAL))
    make_coach(squad)
    put_night(ada, TUESDAY, temperature_deviation_c=0.9)
    look()
    assert send_digests(MORNING) == 0


def test_what_is_missing_is_looked_for_once_a_day_at_its_hour(ada):
    assert daily_row().missing_from == time(8, 30)
    assert look_for_missing(NOW) is None
    assert look_for_missing(MORNING) == 0
    assert look_for_missing(MORNING + HOUR) is None
    assert look_for_missing(MORNING + DAY) == 0
