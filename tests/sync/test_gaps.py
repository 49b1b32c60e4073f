"""Why days of a field have no value, each told by the feed that fills it; and the samples behind a value."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forms_engine.extension import gap_causes, samples_of
from forms_engine.models import FieldDefinition, Record
from sync import engine, queue
from sync.causes import Missing
from sync.models import Run
from sync.provider import Due, Observation, Series
from sync.series import store_series
from tests.builders.connections import connect
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete

TODAY = date(2026, 3, 10)


def day(number: int) -> date:
    return date(2026, 3, number)


def field_of(key: str) -> FieldDefinition:
    return FieldDefinition.objects.get(key=key)


@pytest.fixture
def wearer(application, provider, now):
    """Read through today: calm is there each day, nights but for that of the 7th, and on the 6th nothing at all."""
    provider.feeds = tuple(
        replace(feed, due=Due.NIGHTLY if feed.date_shift_days else Due.DAILY) for feed in provider.feeds
    )
    athlete = make_athlete()
    connection = connect(provider, athlete, now - timedelta(days=30))
    for number in (4, 5, 7, 8, 9):
        provider.put("calm", day(number), calm_score=50)
        if number != 7:
            provider.put("night", day(number), night_score=70)
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    engine.perform_run(run.pk, now)
    return athlete


def test_each_day_has_the_cause_of_its_own_feed(wearer, now):
    """A record of the evening before stands for the provider's day."""
    night, calm = field_of("night_score"), field_of("calm_score")
    causes = gap_causes(wearer, {night.pk: [day(5), day(6), day(9)], calm.pk: [day(5)]}, TODAY, now)
    codes = {day.day: cause.code for day, cause in causes[night.pk].items()}
    assert codes == {5: Missing.NOT_WORN, 6: Missing.NO_DOCUMENT, 9: Missing.WAITING}
    assert causes[calm.pk][day(5)].code == Missing.NOT_WORN


def test_somebody_without_a_connection_is_not_connected(application, now):
    night = field_of("night_score")
    causes = gap_causes(make_athlete(), {night.pk: [day(5)]}, TODAY, now)
    assert causes[night.pk][day(5)].words == "Not connected"


def test_fields_that_people_fill_have_no_cause_of_ours(wearer, now, django_assert_num_queries):
    own = make_field(make_form("Wellness"), "mood")
    with django_assert_num_queries(1):
        assert gap_causes(wearer, {own.pk: [day(5)]}, TODAY, now) == {}
    with django_assert_num_queries(0):
        assert gap_causes(wearer, {}, TODAY, now) == {}


def test_questions_do_not_grow_with_days(wearer, now, django_assert_num_queries):
    wanted = {field_of(key).pk: [day(number) for number in range(1, 10)] for key in ("night_score", "calm_score")}
    with django_assert_num_queries(3):
        gap_causes(wearer, wanted, TODAY, now)


def test_samples_are_those_of_the_record_asked_for(wearer, now, django_assert_num_queries):
    pulse = field_of("pulse")
    record = Record.objects.get(person=wearer, form=pulse.form, source_on=day(8))
    samples = {"pulse": Series(now, 300, (50.0, None, 48.0))}
    seen = [Observation(one, day(8), {}, series=samples) for one in (record.source_id, "another")]
    store_series(wearer, "pulsar:night", seen, [one.source_id for one in seen])
    with django_assert_num_queries(2):
        (found,) = samples_of(wearer, [pulse.pk], [record.source_id])
    assert (found.field_id, found.source_id) == (pulse.pk, record.source_id)
    assert [value for _moment, value in found.points] == [50.0, None, 48.0]
    assert samples_of(make_athlete(), [pulse.pk], [record.source_id]) == []
    assert samples_of(wearer, [field_of("night_score").pk], [record.source_id]) == []
