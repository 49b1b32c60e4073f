"""Documents revised again and again, gone and back: history says all of it, records say the last of it."""

from datetime import date, timedelta

from forms_engine.models import Record
from oura_connector.feeds import DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, SLEEP
from sync.models import Connection, Run
from sync.provider import Window
from tests.faults.site import PROVIDER, Site
from tests.faults.truth import assert_equals_simulator, changes_of, fields_of

REVISIONS = 20
OF_EACH_DAY = (DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, SLEEP)
FORMS_OF_DAYS = {feed.form for feed in OF_EACH_DAY}
ONE_DAY = timedelta(days=1)


def test_a_score_revised_twenty_times_has_twenty_rows_of_history_and_the_last_wins(site: Site):
    (connection,) = site.connect_and_fill(0)
    ring, day = site.ring_of(connection), newest_day(site, connection)
    first_score = site.oura.documents_of(ring, "daily_sleep", day, day)[0]["score"]
    scores = [30 + number for number in range(REVISIONS)]
    for score in scores:
        site.oura.order(
            "revise", athlete=ring.email, collection="daily_sleep", day=day.isoformat(), values={"score": score}
        )
        assert site.sync(connection).tally["daily_sleep"]["changed"] == 1
    assert_equals_simulator(site, connection)
    key = fields_of(DAILY_SLEEP)["sleep_score"]
    steps = [(change.before, change.after) for change in changes_of(connection)]
    before = [first_score, *scores[:-1]]
    assert steps == [({key: was}, {key: score}) for was, score in zip(before, scores, strict=True)]


def test_a_revision_taken_back_is_two_rows_of_history(site: Site):
    (connection,) = site.connect_and_fill(0)
    ring, day = site.ring_of(connection), newest_day(site, connection)
    site.oura.order("revise", athlete=ring.email, collection="daily_sleep", day=day.isoformat(), values={"score": 31})
    site.sync(connection)
    site.oura.forget_faults()
    site.sync(connection)
    assert_equals_simulator(site, connection)
    assert len(changes_of(connection)) == 2


def test_one_document_gone_clears_what_it_said_and_its_return_brings_it_back(site: Site):
    (connection,) = site.connect_and_fill(0)
    day = newest_day(site, connection)
    delete(site, connection, "daily_readiness", day)
    site.sync(connection)
    assert_equals_simulator(site, connection)
    restore(site, connection, "daily_readiness", day)
    site.sync(connection)
    assert_equals_simulator(site, connection)


def test_a_day_gone_altogether_is_withdrawn_and_comes_back_as_the_same_records(site: Site):
    (connection,) = site.connect_and_fill(0)
    day = newest_day(site, connection)
    before = records_of(connection, day)
    assert set(before) == FORMS_OF_DAYS
    for feed in OF_EACH_DAY:
        delete(site, connection, feed.key, day)
    site.sync(connection)
    assert_equals_simulator(site, connection)
    assert records_of(connection, day) == {}
    for feed in OF_EACH_DAY:
        restore(site, connection, feed.key, day)
    site.sync(connection)
    assert_equals_simulator(site, connection)
    assert records_of(connection, day) == before


def test_more_days_gone_than_can_be_true_empty_nothing_until_oura_says_otherwise(site: Site):
    (connection,) = site.connect_and_fill(0)
    last = newest_day(site, connection)
    span = Window(last - 9 * ONE_DAY, last)
    listed = site.oura.documents_of(site.ring_of(connection), "daily_sleep", span.first, span.last)
    days = [date.fromisoformat(one["day"]) for one in listed][:5]
    for day in days:
        delete(site, connection, "daily_sleep", day)
    run = site.sync(connection, days=span)
    assert run.state == Run.State.DONE
    assert run.tally["daily_sleep"]["kept"]
    assert changes_of(connection) == []
    for day in days:
        restore(site, connection, "daily_sleep", day)
    site.sync(connection, days=span)
    assert_equals_simulator(site, connection)


def newest_day(site: Site, connection: Connection) -> date:
    """The newest day within reach of a usual sync that the feeds of each day have one document of."""
    ring, today = site.ring_of(connection), site.now.date()
    for age in range(4):
        day = today - age * ONE_DAY
        if all(len(site.oura.documents_of(ring, feed.key, day, day)) == 1 for feed in OF_EACH_DAY):
            return day
    raise AssertionError("this ring has no whole day lately: choose another")


def delete(site: Site, connection: Connection, feed: str, day: date) -> None:
    site.oura.order("delete", athlete=site.ring_of(connection).email, collection=feed, day=day.isoformat())


def restore(site: Site, connection: Connection, feed: str, day: date) -> None:
    done = site.oura.order("restore", athlete=site.ring_of(connection).email, collection=feed, day=day.isoformat())
    assert done["restored"]


def records_of(connection: Connection, day: date) -> dict[str, int]:
    """Form → id of the record that stands for Oura's `day`."""
    found = Record.objects.filter(person=connection.person, source=PROVIDER, source_on=day, withdrawn_at=None)
    found = found.filter(form__key__in=FORMS_OF_DAYS)
    return dict(found.values_list("form__key", "pk"))
