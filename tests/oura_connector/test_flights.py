"""Two who ask the same in the same breath share one request; nobody is told what was true before they asked."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from oura_connector.flights import Flights


class Question(str):
    """What is asked for; tells when somebody looks it up, which they do with the books locked."""

    def __new__(cls, words: str) -> "Question":
        question = super().__new__(cls, words)
        question.was_looked_up = Event()
        return question

    was_looked_up: Event

    def __hash__(self) -> int:
        self.was_looked_up.set()
        return super().__hash__()


def test_who_asks_while_the_same_is_under_way_gets_that_answer():
    flights, began, again = Flights(), Event(), Question("sleep")

    def ask_slowly() -> list[object]:
        began.set()
        assert again.was_looked_up.wait(10)
        return ["one request"]

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(flights.share, Question("sleep"), ask_slowly)
        assert began.wait(10)
        assert flights.share(Question("workout"), lambda: ["its own"]) == ["its own"]
        second = pool.submit(flights.share, again, lambda: ["another request"])
        assert (first.result(10), second.result(10)) == (["one request"], ["one request"])


def test_nothing_is_kept():
    flights = Flights()
    assert flights.share("sleep", lambda: [1]) == [1]
    assert flights.share("sleep", lambda: [2]) == [2]


def test_a_failure_is_not_shared():
    flights = Flights()

    def fail() -> list[object]:
        raise OSError("no line")

    with pytest.raises(OSError, match="no line"):
        flights.share("sleep", fail)
    assert flights.share("sleep", lambda: [2]) == [2]
