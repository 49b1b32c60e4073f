"""How long a process remembers what it reckoned of athletes, and of how many."""

from dashboards.memory import LIFE_S, MOST_KNOWN, MOST_VIEWS, Memory


def test_what_is_known_of_somebody_is_found_under_the_mark_it_was_reckoned_under():
    view = Memory[str]().view("anything")
    view.keep(1, "mark", "thing")
    assert (view.find(1, "mark"), view.find(1, "another"), view.find(2, "mark")) == ("thing", None, None)


def test_a_view_is_forgotten_after_its_life_and_the_oldest_for_room():
    clock = [0.0]
    memory: Memory[str] = Memory(lambda: clock[0])
    memory.view("first").keep(1, "mark", "thing")
    clock[0] = LIFE_S
    assert memory.view("first").known == {1: ("mark", "thing")}
    clock[0] = LIFE_S + 1
    assert memory.view("first").known == {}
    memory.view("first").keep(1, "mark", "thing")
    for number in range(MOST_VIEWS - 1):
        memory.view(number)
    assert memory.view("first").known
    memory.view("one more")
    assert memory.view("first").known == {}
    for person_id in range(MOST_KNOWN + 1):
        memory.view("large").keep(person_id, "mark", "thing")
    memory.view("another")
    assert memory.view("large").known == {}
    small: Memory[str] = Memory(lambda: clock[0], most_known=1)
    for person_id in range(2):
        small.view("large").keep(person_id, "mark", "thing")
    small.view("another")
    assert small.view("large").known == {}
