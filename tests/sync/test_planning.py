"""When each feed is asked for again: as a table of what has come, the wearer's hour and what notices tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sync import planning
from sync.planning import Entry, Look, Seen, Wearer, plan_after
from sync.provider import Due, Feed, Observation, Rhythm, Window

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TODAY = date(2026, 3, 10)
YESTERDAY = date(2026, 3, 9)
WEARER = Wearer(0, timedelta())


def feed(key: str, rhythm: Rhythm, **details) -> Feed:
    return Feed(key, key, "", "", "form", 0, (), rhythm=rhythm, **{"notice_type": key, **details})


ACTIVITY = feed("activity", Rhythm.DAY, due=Due.DAILY)
STRESS = feed("stress", Rhythm.DAY, due=Due.DAILY)
NIGHT = feed("night", Rhythm.NIGHT, due=Due.NIGHTLY)
READINESS = feed("readiness", Rhythm.NIGHT, due=Due.NIGHTLY)
ADVICE = feed("advice", Rhythm.NIGHT, due=Due.SOMETIMES)
WORKOUT = feed("workout", Rhythm.EVENT, due=Due.SOMETIMES)
RING = feed("ring", Rhythm.SLOW, due=Due.SOMETIMES)
PULSE = feed("pulse", Rhythm.DAY, due=Due.DAILY, notice_type="", days_a_page=1)
ALL = (ACTIVITY, STRESS, NIGHT, READINESS, ADVICE, WORKOUT, RING, PULSE)
EVERY_TYPE = frozenset(one.notice_type for one in ALL if one.notice_type)
CAME = {"night": Seen(TODAY), "readiness": Seen(TODAY)}
MISSING = {"night": Seen(YESTERDAY), "readiness": Seen(YESTERDAY)}


def at(hour: int, minute: int = 0, on: date = TODAY) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def waits(which: Feed, now: datetime, seen=CAME, live=frozenset(), wearer=WEARER, **details) -> timedelta | None:
    """How long after all feeds were read at `now` this one is asked for again; None: only once a day."""
    look = Look(ALL, seen, {one.key for one in ALL}, details.get("brought", ()), live)
    asks_at = plan_after(look, wearer, {}, now)[which.key].asks_at
    return None if asks_at is None else asks_at - now


@pytest.mark.parametrize(
    ("what", "which", "hour", "seen", "told", "expected"),
    [
        ("a night that is missing in the morning", NIGHT, 7, MISSING, False, 13 * MINUTE),
        ("a night that is missing at the end of the usual hours", NIGHT, 12, MISSING, False, 13 * MINUTE),
        ("a night that is missing in the afternoon", NIGHT, 15, MISSING, False, HOUR),
        ("the coming night, in the evening", NIGHT, 20, CAME, False, 2 * HOUR),
        ("the coming night, at two", NIGHT, 2, MISSING, False, 2 * HOUR),
        ("the coming night, at three: when the usual hours begin", NIGHT, 3, MISSING, False, HOUR),
        ("a night that has come: for revisions", NIGHT, 8, CAME, False, 5 * HOUR),
        ("what follows a night that has not come", READINESS, 7, MISSING, False, HOUR),
        ("what follows a night that has", READINESS, 7, {**CAME, "readiness": Seen(YESTERDAY)}, False, 13 * MINUTE),
        ("what has not come for days", READINESS, 7, {**CAME, "readiness": Seen(date(2026, 3, 1))}, False, HOUR),
        ("what comes only sometimes", ADVICE, 7, {**CAME, "advice": Seen(YESTERDAY)}, False, HOUR),
        ("the activity of somebody awake", ACTIVITY, 14, CAME, False, 13 * MINUTE),
        ("the activity of somebody asleep", ACTIVITY, 1, CAME, False, HOUR),
        ("the activity before dawn: in the morning", ACTIVITY, 5, CAME, False, HOUR),
        ("what follows an upload, by day", STRESS, 14, CAME, False, HOUR),
        ("workouts by day", WORKOUT, 14, CAME, False, HOUR),
        ("workouts at night", WORKOUT, 1, CAME, False, 4 * HOUR),
        ("a heart rate without an upload", PULSE, 14, CAME, False, None),
        ("the ring itself", RING, 14, CAME, False, None),
        ("a night that notices tell of and that has come", NIGHT, 8, CAME, True, None),
        ("a night that notices should have told of: before noon", NIGHT, 8, MISSING, True, 3 * HOUR),
        ("the same after noon", NIGHT, 13, MISSING, True, 8 * HOUR),
        ("what belongs to that night", READINESS, 8, MISSING, True, None),
        ("an activity that notices tell of", ACTIVITY, 10, CAME, True, 6 * HOUR),
        ("the same in the evening: in the morning", ACTIVITY, 22, CAME, True, 14 * HOUR),
        ("what else notices tell of", WORKOUT, 14, CAME, True, None),
        ("a heart rate, of which no notice tells", PULSE, 14, CAME, True, None),
    ],
)
def test_asking_again_for(what, which, hour, seen, told, expected):
    assert waits(which, at(hour), seen, EVERY_TYPE if told else frozenset()) == expected


def test_hours_are_those_of_the_wearers_clock():
    in_sydney = Wearer(0, timedelta(hours=11))
    assert waits(NIGHT, at(21, on=YESTERDAY), MISSING, wearer=in_sydney) == 13 * MINUTE
    assert waits(ACTIVITY, at(14), wearer=in_sydney) == HOUR


def test_who_has_not_uploaded_for_days_is_looked_at_less_often():
    for days, expected in ((1, 13 * MINUTE), (3, HOUR), (9, 2 * HOUR)):
        idle = replace(WEARER, upload_seen_at=at(14) - timedelta(days=days))
        assert waits(ACTIVITY, at(14), wearer=idle) == expected
        assert (
            waits(NIGHT, at(7), MISSING, wearer=replace(idle, upload_seen_at=at(7) - timedelta(days=days))) == expected
        )


def test_a_feed_that_fails_is_asked_for_again_after_as_long_as_it_has_failed_within_bounds():
    for failing, expected in ((0, 15), (30, 30), (600, 60)):
        seen = {"ring": Seen(failing_since=at(14) - failing * MINUTE)}
        assert waits(RING, at(14), seen) == expected * MINUTE
    assert waits(RING, at(14), {"ring": Seen(failing_since=at(13), is_refused=True)}) is None


# What others brought


def following(which: Feed, now: datetime, brought: set[str], *, earlier=None, seen=CAME, live=frozenset()) -> Entry:
    plan = {one.key: Entry(now - HOUR, earlier or now + 9 * HOUR) for one in ALL}
    return plan_after(Look(ALL, seen, brought, brought, live), WEARER, plan, now)[which.key]


def test_an_upload_makes_what_follows_it_due_at_once_and_a_heart_rate_after_a_while():
    now = at(14)
    assert following(WORKOUT, now, {"activity"}).asks_at == now
    assert following(STRESS, now, {"activity"}).asks_at == now
    assert following(PULSE, now, {"activity"}).asks_at == now + 54 * MINUTE
    assert following(RING, now, {"activity"}).asks_at == now + 9 * HOUR


def test_several_uploads_cost_one_read_of_the_heart_rate():
    now = at(14)
    assert following(PULSE, now, {"activity"}, earlier=now + 5 * MINUTE).asks_at == now + 5 * MINUTE


def test_what_an_upload_shows_does_not_ask_for_the_watch_again():
    assert following(ACTIVITY, at(14), {"workout"}).asks_at == at(14) + 9 * HOUR


def test_a_night_that_came_or_was_revised_brings_what_belongs_to_it():
    now = at(7)
    assert following(READINESS, now, {"night"}).asks_at == now
    assert following(READINESS, now, {"activity"}).asks_at == now + 9 * HOUR


def test_an_upload_may_bring_a_night_or_its_revision_at_any_hour():
    for hour in (8, 15, 22):
        assert following(NIGHT, at(hour), {"activity"}).asks_at == at(hour)


def test_what_is_watched_is_what_says_it_shows_first():
    assert planning.watch_of(ALL) is ACTIVITY
    assert planning.leader_of(ALL) is NIGHT
    sign = replace(READINESS, is_first_sign=True)
    assert planning.leader_of([*ALL, sign]) is sign
    assert planning.leader_of([RING]) is None


def test_a_heart_rate_alone_is_looked_at_now_and_again():
    look = Look([PULSE], {}, {"pulse"}, (), frozenset())
    assert plan_after(look, WEARER, {}, at(14))["pulse"].asks_at == at(18)


def test_what_notices_tell_of_follows_nothing_but_news_they_should_have_told_of():
    now, plan = at(14), {one.key: Entry(at(13), at(23)) for one in ALL}
    for named, expected in ((["activity"], at(23)), ([], now)):
        look = Look(ALL, CAME, ["activity"], ["activity"], EVERY_TYPE, named)
        assert plan_after(look, WEARER, plan, now)["workout"].asks_at == expected


def test_what_was_read_of_old_days_is_planned_and_what_never_was_is_not():
    plan = plan_after(Look(ALL, {}, {"night"}, (), frozenset()), WEARER, {}, at(8))
    assert set(plan) == {"night"}
    assert planning.due_feeds(plan, [one.key for one in ALL], WEARER, at(8)) == [
        one.key for one in ALL if one is not NIGHT
    ]


# Once a day


def test_each_feed_is_due_once_a_day_in_the_evening_after():
    entry = Entry(at(10), None)
    due_at = planning.sweeps_at(entry, WEARER)
    assert due_at == at(19, on=date(2026, 3, 11))
    assert planning.due_feeds({"ring": entry}, ["ring"], WEARER, due_at - MINUTE) == []
    assert planning.due_feeds({"ring": entry}, ["ring"], WEARER, due_at) == ["ring"]


def test_re_reads_of_a_club_are_spread_over_hours_and_its_first_asks_over_a_quarter_of_one():
    clubs = [Wearer(number, timedelta()) for number in range(1000)]
    evenings = sorted(planning.sweeps_at(Entry(at(10), None), wearer) for wearer in clubs)
    assert timedelta(hours=3.9) < evenings[-1] - evenings[0] < timedelta(hours=4)
    assert max(b - a for a, b in zip(evenings, evenings[1:], strict=False)) < 2 * MINUTE
    mornings = [waits(ACTIVITY, at(5, 30), wearer=wearer) for wearer in clubs]
    assert max(mornings) - min(mornings) > timedelta(minutes=14)


def test_the_first_read_of_a_day_goes_back_a_week_and_once_a_week_a_month():
    read = Entry(at(22, on=YESTERDAY), None)
    days = [
        planning.days_back(NIGHT, replace_day(read, number), WEARER, at(8) + timedelta(days=number))
        for number in range(7)
    ]
    assert sorted(days) == [7] * 6 + [30]
    assert planning.days_back(NIGHT, Entry(at(1), None), WEARER, at(8)) is None
    assert planning.days_back(NIGHT, None, WEARER, at(8)) is None


def replace_day(entry: Entry, number: int) -> Entry:
    return entry._replace(read_at=entry.read_at + timedelta(days=number))


def test_what_comes_in_pages_goes_back_less_far():
    read = Entry(at(22, on=YESTERDAY), None)
    days = {
        planning.days_back(PULSE, replace_day(read, number), WEARER, at(8) + timedelta(days=number))
        for number in range(7)
    }
    assert days == {1, 7}


def test_the_soonest_moments_are_told_apart():
    plan = {"night": Entry(at(8), at(13)), "ring": Entry(at(8), None), "activity": Entry(at(8), at(8, 13))}
    assert planning.next_moments(plan, WEARER) == (at(8, 13), at(19, on=date(2026, 3, 11)))
    assert planning.next_moments({}, WEARER) == (None, None)


# Small things


def test_a_plan_is_kept_as_it_is():
    plan = {"night": Entry(at(8), at(13)), "ring": Entry(at(8), None)}
    assert planning.read_plan(planning.written_plan(plan)) == plan


def test_pages_are_counted_by_days_that_have_come():
    week = Window(date(2026, 3, 4), date(2026, 3, 11))
    assert planning.requests_for(NIGHT, week, at(8)) == 1
    assert planning.requests_for(PULSE, week, at(8)) == 7
    assert planning.requests_for(replace(PULSE, days_a_page=3), week, at(8)) == 3
    assert planning.requests_for(PULSE, Window(date(2026, 3, 11), date(2026, 3, 11)), at(8)) == 1


@pytest.mark.parametrize(
    ("zones", "expected"),
    [(["+01:00", "+02:00", ""], 7200), (["-09:30"], -34200), ([""], None), ([], None), (["nonsense"], None)],
)
def test_the_wearers_clock_is_what_the_newest_document_states(zones, expected):
    said = [Observation(str(number), TODAY, {}, zone=zone) for number, zone in enumerate(zones)]
    assert planning.offset_of(said) == expected
