"""Half, endless, slow and garbage answers: nothing of them is stored, no position moves, and all is made good."""

from datetime import date, timedelta

import pytest

from forms_engine.models import Record
from sync.models import Connection, FeedState, Run
from tests.faults.site import PROVIDER, Site, fresh
from tests.faults.truth import assert_equals_simulator

DEADLINE_S = 1.5  # for a whole answer; the real one is longer
FEED = "daily_readiness"

KINDS = {
    "half a body under the length of the whole": {"kind": "truncated"},
    "half a body without a length": {"kind": "half_unsized"},
    "half a body in chunks": {"kind": "half_chunked"},
    "no body at all": {"kind": "cut"},
    "silence, then nothing": {"kind": "hang", "seconds": 1},
    "a body that trickles": {"kind": "drip", "drip_bytes": 20, "every_seconds": 0.1, "seconds": 20},
    "a page of something else": {"kind": "garbage"},
    "the same page for ever": {"kind": "endless"},
    "new pages for ever": {"kind": "endless_new"},
    "a body without its documents": {"kind": "status", "status": 200, "body": {"next_token": None}},
    "documents of another shape": {"kind": "status", "status": 200, "body": {"data": [{"day": 7}], "next_token": None}},
}
kinds = pytest.mark.parametrize("trouble", KINDS.values(), ids=KINDS.keys())


@kinds
def test_one_feed_that_answers_badly_leaves_the_others_alone(site: Site, trouble: dict[str, object]):
    (connection,) = site.connect_and_fill(0)
    site.pass_time(timedelta(days=1))
    before = stored_of(connection, FEED)
    site.oura.order("answer", path=FEED, always=True, **trouble)
    run = site.sync(connection, deadline_s=DEADLINE_S)
    assert run.state == Run.State.DONE
    assert run.error_text.startswith(FEED)
    assert stored_of(connection, FEED) == before
    assert position_of(connection, "sleep") > position_of(connection, FEED)
    site.oura.forget_faults()
    site.go_round()
    assert_equals_simulator(site, connection)


@kinds
def test_a_first_fill_that_gets_only_bad_answers_stores_nothing_and_begins_anew(site: Site, trouble: dict[str, object]):
    connection = site.connect(0)
    site.oura.order("answer", path="usercollection", always=True, **trouble)
    run = Run.objects.get(connection=connection)
    site.start(run, deadline_s=DEADLINE_S).wait_until_ended()
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert not Record.objects.filter(source=PROVIDER, form__kind="event").exists()
    assert not FeedState.objects.filter(synced_through__isnull=False).exists()
    assert fresh([connection])[0].state == Connection.State.WAITING
    site.oura.forget_faults()
    site.go_round()
    site.go_round()
    assert_equals_simulator(site, connection)


def stored_of(connection: Connection, feed: str) -> list[object]:
    """What this feed owns of the athlete's records, and how far it was read."""
    owner = f"{PROVIDER}:{feed}"
    records = Record.objects.filter(person=connection.person, digests__has_key=owner).order_by("pk")
    return [*records.values_list("pk", f"digests__{owner}"), position_of(connection, feed)]


def position_of(connection: Connection, feed: str) -> date:
    position = FeedState.objects.get(connection=connection, feed=feed).synced_through
    assert position is not None
    return position
