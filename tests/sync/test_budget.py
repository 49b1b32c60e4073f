"""One budget for all: never more than the limit in any window, whoever asks; nobody starves."""

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import budget
from sync.budget import SLOT_S, Count, Limit
from sync.models import Priority, ProviderApplication, RequestBudget
from tests.sync.walking import side_by_side

PERSON, NOTICE, ROUND, FIRST_FILL, REPAIR = Priority
LIMIT = Limit(1000, 300)
BEGAN = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def granted(count: Count, priority: Priority, at_s: float, limit: Limit = LIMIT) -> int:
    """How many single requests are granted now, asked for until one is refused."""
    number = 0
    while count.take(limit, [(priority, 1)], at_s)[0]:
        number += 1
    return number


# The arithmetic


@given(
    st.lists(
        st.tuples(st.floats(0, 40), st.sampled_from(list(Priority)), st.integers(1, 60)), min_size=20, max_size=150
    )
)
def test_no_window_of_the_vendor_ever_holds_more_than_the_limit(asks):
    count, limit, now, hits = Count(), Limit(200, 120), 1_000_000.0, deque()
    for pause, priority, wanted in asks:
        now += pause
        if count.take(limit, [(priority, wanted)], now)[0]:
            hits.append((now, wanted))
        while hits and hits[0][0] <= now - limit.window_s:
            hits.popleft()
        assert sum(number for _at, number in hits) <= limit.requests


@pytest.mark.parametrize(
    ("priority", "most"), [(PERSON, 930), (NOTICE, 920), (ROUND, 930), (FIRST_FILL, 700), (REPAIR, 500)]
)
def test_each_priority_has_its_ceiling(priority, most):
    assert granted(Count(), priority, 0.0) == most


def test_a_person_is_answered_though_all_others_ask_for_more_than_there_is():
    count = Count()
    for priority in (NOTICE, ROUND, FIRST_FILL, REPAIR):
        granted(count, priority, 0.0)
    assert granted(count, PERSON, 0.0) == 30


@pytest.mark.parametrize(("priority", "kept"), [(NOTICE, 20), (ROUND, 30), (FIRST_FILL, 10), (REPAIR, 10)])
def test_nobody_starves_however_much_is_asked_for_by_who_goes_first(priority, kept):
    count = Count()
    for other in Priority:
        if other is not priority:
            granted(count, other, 0.0)
    assert granted(count, priority, 0.0) == kept


def test_what_was_spent_comes_back_when_it_has_left_the_vendors_window():
    count = Count()
    granted(count, ROUND, 0.0)
    assert count.room(LIMIT, ROUND, 300.0) == 0
    assert count.room(LIMIT, ROUND, 300.0 + SLOT_S + budget.LATE_S) == 930


def test_what_a_clock_wrote_that_was_hours_ahead_holds_nobody_up_when_it_is_set_back():
    count = Count()
    count.take(LIMIT, [(ROUND, 930)], 5 * 3600.0)
    assert count.room(LIMIT, ROUND, 5 * 3600.0 - budget.AHEAD_S + SLOT_S) == 0
    assert count.room(LIMIT, ROUND, 0.0) == 930


def test_it_is_said_when_there_is_room_again():
    count = Count()
    count.take(LIMIT, [(ROUND, 450)], 0.0)
    count.take(LIMIT, [(ROUND, 450)], 100.0)
    assert count.opens_at_s(LIMIT, ROUND, 300, 100.0) == 308.0
    assert count.opens_at_s(LIMIT, ROUND, 600, 100.0) == 408.0
    assert count.room(LIMIT, ROUND, 408.0) == 930


def test_a_wish_larger_than_any_share_is_granted_when_nothing_else_was_spent():
    small = Limit(10, 300)
    count = Count()
    assert count.take(small, [(REPAIR, 16), (REPAIR, 1)], 0.0) == [True, False]


def test_whole_wishes_are_granted_or_none_of_them():
    count = Count()
    assert count.take(LIMIT, [(REPAIR, 400), (REPAIR, 200), (REPAIR, 100)], 0.0) == [True, False, True]


# Shared by all workers


@pytest.fixture
def few(application: ProviderApplication) -> ProviderApplication:
    """An application that may ask a hundred times in five minutes, 99 of them by this count."""
    application.limit_requests, application.limit_window_s = 100, 300
    application.save()
    return reread()


def reread() -> ProviderApplication:
    return budget.applications_with_budgets()[0]


def test_what_is_taken_is_kept(few):
    assert budget.take(few, [(PERSON, 5)], BEGAN).granted == [True]
    assert budget.requests_lately(reread(), BEGAN) == 5


def test_taking_costs_one_statement(few, django_assert_num_queries):
    budget.take(few, [(PERSON, 5)], BEGAN)
    fresh = reread()
    with django_assert_num_queries(1):
        budget.take(fresh, [(PERSON, 5), (ROUND, 2)], BEGAN)


def test_an_older_look_does_not_undo_what_others_took(few):
    older = reread()
    budget.take(few, [(PERSON, 50)], BEGAN)
    taken = budget.take(older, [(PERSON, 30), (PERSON, 30)], BEGAN)
    assert taken.granted == [True, False]
    assert budget.requests_lately(reread(), BEGAN) == 80


def test_who_is_refused_learns_when_to_ask_again(few):
    budget.take(few, [(PERSON, 80)], BEGAN)
    taken = budget.take(few, [(REPAIR, 40)], BEGAN + timedelta(seconds=60))
    assert taken.granted == [False]
    assert taken.again_at == BEGAN + timedelta(seconds=300 + SLOT_S + budget.LATE_S)


def test_what_was_really_sent_counts_and_counts_from_when_it_was(few, django_assert_num_queries):
    budget.take(few, [(ROUND, 10)], BEGAN)
    with django_assert_num_queries(0):
        budget.settle(few, {ROUND: 10}, {ROUND: 10}, BEGAN, BEGAN + timedelta(seconds=2))
    later = BEGAN + timedelta(seconds=40)
    budget.settle(few, {ROUND: 10}, {ROUND: 14}, BEGAN, later)
    assert budget.requests_lately(reread(), later) == 14
    assert budget.requests_lately(reread(), BEGAN + timedelta(seconds=330)) == 14
    assert budget.requests_lately(reread(), BEGAN + timedelta(seconds=360)) == 0


def test_a_priority_without_room_is_closed_and_all_are_while_the_vendor_says_so(few):
    budget.take(few, [(ROUND, 50)], BEGAN)
    assert budget.closed_priorities(few, BEGAN) == [REPAIR]
    few.asks_again_at = BEGAN + timedelta(seconds=30)
    assert budget.closed_priorities(few, BEGAN) == list(Priority)
    assert budget.closed_priorities(few, BEGAN + timedelta(seconds=30)) == [REPAIR]


def test_the_vendors_own_words_win_over_the_settings(application, settings):
    settings.SYNC_REQUESTS, settings.SYNC_REQUESTS_WINDOW_S = 200, 60
    assert budget.limit_of(application) == Limit(198, 60)
    application.limit_requests, application.limit_window_s = 1000, 120
    assert budget.limit_of(application) == Limit(990, 120)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_workers_side_by_side_never_take_more_than_there_is(application, workers):
    application.limit_requests, application.limit_window_s = 1000, 300
    application.save()

    def take_what_there_is() -> int:
        mine, refused, second = reread(), 0, 0
        number = 0
        while refused < 3:
            taken = budget.take(mine, [(PERSON, 3)], BEGAN + timedelta(seconds=second))
            number += 3 * taken.granted[0]
            refused += not taken.granted[0]
            second = (second + 1) % 30
        return number

    outcomes = side_by_side(*[take_what_there_is] * workers)

    spent = sum(one.result() for one in outcomes)
    assert spent == 924  # 990, less what is kept for the others
    assert budget.requests_lately(reread(), BEGAN + timedelta(seconds=30)) == spent
    assert RequestBudget.objects.get().version == spent // 3
