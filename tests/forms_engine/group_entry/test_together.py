"""Two who save at the same moment, each in a thread and a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from forms_engine.models import Record, RecordChange
from tests.builders.forms import make_record, make_stamp
from tests.builders.people import make_coach
from tests.forms_engine.group_entry.grids import row, sent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*saves):
    """Runs the saves together; what each answered, in order."""
    ready = Barrier(len(saves))

    def run(save):
        try:
            ready.wait(timeout=10)
            return save()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(saves)) as pool:
        return list(pool.map(run, saves))


def client_for(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def both(squad, coach):
    return client_for(coach), client_for(make_coach(squad, "Bea", "Besideley"))


def test_one_of_two_different_values_stays_and_the_other_is_asked(both, form, squad, ada, coach):
    record = make_record(form, ada, {"mood": 1}, stamp=make_stamp(coach))
    one, other = both

    answers = at_once(
        lambda: sent(one, form, squad, row(ada, record, mood="2")),
        lambda: sent(other, form, squad, row(ada, record, mood="3")),
    )

    states = [answer[0]["state"] for answer in answers]
    assert sorted(states) == ["collided", "saved"]
    kept = ["2", "3"][states.index("saved")]
    assert answers[states.index("collided")][0]["cells"]["mood"]["theirs"] == kept
    assert Record.objects.get().values == {"mood": int(kept)}
    assert RecordChange.objects.count() == 1


def test_two_who_begin_the_same_row_make_one_record(both, form, squad, ada):
    one, other = both

    answers = at_once(
        lambda: sent(one, form, squad, row(ada, mood="2")),
        lambda: sent(other, form, squad, row(ada, effort="3")),
    )

    assert [answer[0]["state"] for answer in answers] == ["saved", "saved"]
    assert Record.objects.get().values == {"mood": 2, "effort": 3}


def test_a_double_click_is_one_record(both, form, squad, ada):
    same = row(ada, mood="2")
    one, _other = both
    again = Client()
    again.cookies = one.cookies

    answers = at_once(lambda: sent(one, form, squad, same), lambda: sent(again, form, squad, same))

    assert [answer[0]["state"] for answer in answers] == ["saved", "saved"]
    assert Record.objects.get().values == {"mood": 2}
    assert not RecordChange.objects.exists()


def test_two_whole_squads_saved_in_opposite_orders_wait_and_do_not_block(both, form, squad, ada, bo, coach):
    records = {one.pk: make_record(form, one, {"mood": 1}, stamp=make_stamp(coach)) for one in (ada, bo)}
    one, other = both
    there = [row(person, records[person.pk], mood="2") for person in (ada, bo)]
    back = [row(person, records[person.pk], effort="3") for person in (bo, ada)]

    answers = at_once(lambda: sent(one, form, squad, *there), lambda: sent(other, form, squad, *back))

    assert {found["state"] for answer in answers for found in answer} == {"saved"}
    assert [record.values for record in Record.objects.all()] == [{"mood": 2, "effort": 3}] * 2
