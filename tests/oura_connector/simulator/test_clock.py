from datetime import UTC, datetime, timedelta

from oura_connector.simulator.clock import Clock

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Watch:
    """Real time that a test winds by hand."""

    def __init__(self):
        self.moment = START

    def __call__(self):
        return self.moment


def test_it_follows_real_time():
    watch = Watch()
    clock = Clock(watch)
    watch.moment += timedelta(hours=1)
    assert clock.now() == START + timedelta(hours=1)


def test_it_goes_on_from_where_it_was_set():
    watch = Watch()
    clock = Clock(watch)
    clock.set(datetime.fromisoformat("2026-01-01T06:00:00+01:00"))
    watch.moment += timedelta(minutes=5)
    assert clock.now() == datetime(2026, 1, 1, 5, 5, tzinfo=UTC)


def test_a_frozen_clock_moves_only_when_advanced():
    watch = Watch()
    clock = Clock(watch)
    clock.set(START, frozen=True)
    watch.moment += timedelta(days=3)
    assert clock.now() == START
    clock.advance(timedelta(minutes=2))
    assert clock.now() == START + timedelta(minutes=2)


def test_it_returns_to_real_time():
    clock = Clock(Watch())
    clock.set(START - timedelta(days=30), frozen=True)
    clock.use_real_time()
    assert (clock.now(), clock.is_frozen) == (START, False)


def test_it_survives_being_written_down():
    first, second = Clock(Watch()), Clock(Watch())
    first.advance(timedelta(days=2))
    second.load(first.dump())
    assert second.now() == START + timedelta(days=2)
    first.set(START, frozen=True)
    second.load(first.dump())
    assert (second.now(), second.is_frozen) == (START, True)
