"""Several workers refresh one token at the same moment: one exchange, and all go on with its result."""

from pathlib import Path

import pytest

from tests.faults.site import Site
from tests.faults.truth import assert_equals_simulator, assert_tokens_are_sound

ROUNDS = 10


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_refreshing_one_token_spend_it_once(site: Site, workers: int, tmp_path: Path):
    (connection,) = site.connect_and_fill(0)
    for number in range(ROUNDS):
        site.oura.requests_seen.clear()
        answers = [tmp_path / f"{number}-{worker}" for worker in range(workers)]
        refresh_at_once(site, connection.pk, answers)
        assert len({answer.read_text() for answer in answers}) == 1
        assert site.oura.refreshes() == [200]
        assert_tokens_are_sound(site, connection)
    site.go_round()
    assert_equals_simulator(site, connection)


def refresh_at_once(site: Site, connection_id: int, answers: list[Path]) -> None:
    """Each worker has read the same token, and all are let go together."""
    details = {"database": site.database, "now": site.now.isoformat(), "connection": connection_id}
    with site.locks.starting_line():
        started = [site.nursery.start("refresh", answer=str(answer), **details) for answer in answers]
        site.locks.wait_until_blocked(len(started))
    for worker in started:
        worker.wait_until_ended()
