"""What appears, changes or vanishes as time passes: found without writing documents, and the same however it is cut."""

from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.changes import Changes
from oura_connector.simulator.world import COLLECTIONS, World

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def world():
    return World()


def list_changes(world, after, until, athletes=None):
    changes = Changes(world)
    return changes.between(changes.group(athletes or world.athletes), COLLECTIONS, after, until)


def bodies_at(world, athlete, now):
    """id -> document, as it would be sent, of everything of the last two weeks."""
    first_on, last_on = (MIDNIGHT - 14 * DAY).date(), (now + DAY).date()
    return {
        document.id: document.encoded
        for collection in COLLECTIONS
        for document in world.documents(athlete, collection, first_on, last_on, now)
    }


@pytest.mark.parametrize("number", [0, 3, 5, 7, 11, 15, 20, 21, 23])
def test_the_changes_of_three_days_lead_from_one_state_of_things_to_the_other(world, number):
    athlete, until = world.athletes[number], MIDNIGHT + 3 * DAY
    changes = list_changes(world, MIDNIGHT, until, [athlete])
    before, after = bodies_at(world, athlete, MIDNIGHT), bodies_at(world, athlete, until)
    ids: dict[str, set[str]] = {"create": set(), "update": set(), "delete": set()}
    for change in changes:
        ids[change.event_type].add(world.identify(athlete, change.collection, change.day, change.kind))
    assert ids["create"] - ids["delete"] == after.keys() - before.keys()
    assert ids["delete"] - ids["create"] == before.keys() - after.keys()
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert changed <= ids["update"]
    assert ids["create"]


def test_documents_are_there_from_the_moment_told_and_not_before(world):
    ada = world.athletes[0]
    for change in list_changes(world, MIDNIGHT, MIDNIGHT + DAY, [ada]):
        if change.event_type == "create":
            identifier = world.identify(ada, change.collection, change.day, change.kind)
            assert world.find_document(identifier, change.at)
            assert not world.find_document(identifier, change.at - timedelta(milliseconds=1))


def test_cutting_time_differently_finds_the_same_changes(world):
    whole = list_changes(world, MIDNIGHT, MIDNIGHT + DAY)
    changes, pieces = Changes(world), []
    alike = changes.group(world.athletes)
    for minutes in range(0, 24 * 60, 7):
        after = MIDNIGHT + timedelta(minutes=minutes)
        pieces += changes.between(alike, COLLECTIONS, after, min(after + timedelta(minutes=7), MIDNIGHT + DAY))
    assert pieces == whole
    assert len(whole) > 1000


def test_nothing_happens_in_no_time(world):
    assert list_changes(world, MIDNIGHT, MIDNIGHT) == []


def test_an_edited_night_that_gets_a_new_id_vanishes_and_appears():
    world = World()
    world.edits_keep_ids = False
    finn = world.athletes[5]
    changes = list_changes(world, MIDNIGHT, MIDNIGHT + 30 * DAY, [finn])
    gone = [change for change in changes if (change.collection, change.event_type) == ("sleep", "delete")]
    assert gone
    for change in gone:
        others = {(other.collection, other.day, other.event_type) for other in changes if other.at == change.at}
        assert ("sleep", change.day, "create") in others
        identifier = world.identify(finn, "sleep", change.day, change.kind)
        assert world.find_document(identifier, change.at - timedelta(seconds=1))
        assert not world.find_document(identifier, change.at)


def test_whoever_lives_like_another_in_a_lean_world_has_the_same_changes_under_other_ids():
    world = World(athletes=30, is_lean=True)
    like, other = ([world.athletes[number]] for number in (2, 26))
    changes, same = (list_changes(world, MIDNIGHT, MIDNIGHT + DAY, athletes) for athletes in (like, other))
    assert [(item.at, item.collection, item.event_type) for item in changes] == [
        (item.at, item.collection, item.event_type) for item in same
    ]
    made = next(item for item in same if item.event_type == "create")
    identifier = world.identify(other[0], made.collection, made.day, made.kind)
    assert world.find_document(identifier, made.at)[0] == other[0]


def test_two_thousand_athletes_of_a_lean_world_cost_the_looks_of_twenty_four():
    looks = []

    class CountingWorld(World):
        def forms_of_day(self, athlete, collection, day, now):
            looks.append(athlete.number)
            return super().forms_of_day(athlete, collection, day, now)

    world = CountingWorld(athletes=2000, is_lean=True)
    assert len(list_changes(world, MIDNIGHT, MIDNIGHT + HOUR)) > 2000
    assert set(looks) <= set(range(24))
