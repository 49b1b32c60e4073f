import socket

import pytest
from pytest_django import Settings

from demo.management.commands.demo import account_lines, children, refuse_unless_possible


@pytest.fixture
def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def complaint(web_port: int, simulator_port: int, *, reset: bool = False) -> str:
    """The sentence with which the demo leaves; a text instead of a number means exit code 1."""
    with pytest.raises(SystemExit) as leaving:
        refuse_unless_possible(web_port, simulator_port, reset)
    assert isinstance(leaving.value.code, str)
    return leaving.value.code


def test_free_ports_are_accepted(free_ports: tuple[int, int]) -> None:
    refuse_unless_possible(*free_ports, False)


def test_each_taken_port_is_named_with_the_option_that_changes_it(free_ports: tuple[int, int]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert complaint(port, free_ports[0]).endswith("choose another with --web-port.")
        assert complaint(free_ports[0], port).endswith("choose another with --simulator-port.")


def test_one_port_for_both_is_refused(free_ports: tuple[int, int]) -> None:
    assert complaint(free_ports[0], free_ports[0]) == "The site and the simulator need two different ports."


def test_a_real_site_is_refused(free_ports: tuple[int, int], settings: Settings) -> None:
    settings.IS_DEMO = False
    assert complaint(*free_ports).startswith("The demo never runs with production settings")


def test_a_database_that_is_not_the_demos_is_never_emptied(
    free_ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    assert complaint(*free_ports, reset=True).startswith("--reset empties only the demo's own database")


def test_the_programs_listen_on_loopback_only_and_know_their_addresses(settings: Settings) -> None:
    settings.SITE_URL, settings.SIMULATOR_URL = "http://127.0.0.1:8100", "http://127.0.0.1:8101"
    by_name = {child.name: child for child in children(8100, 8101)}
    web = list(by_name["web"].command)
    assert web[web.index("--bind") + 1] == "127.0.0.1:8100"
    simulator = list(by_name["simulator"].command)
    assert simulator[simulator.index("--port") + 1] == "8101"
    assert simulator[simulator.index("--redirect-uri") + 1] == "http://127.0.0.1:8100/connect/oura/callback"
    for child in by_name.values():
        assert child.environment["SITE_URL"] == "http://127.0.0.1:8100"
        assert child.environment["SIMULATOR_URL"] == "http://127.0.0.1:8101"


def test_one_cluster_does_the_default_queue_and_one_the_messages(settings: Settings) -> None:
    queues = {child.name: child.environment.get("Q_CLUSTER_NAME") for child in children(8100, 8101)}
    assert queues == {"simulator": None, "web": None, "sync": settings.Q_CLUSTER["name"], "messages": "messages"}


def test_the_accounts_stand_in_columns() -> None:
    lines = account_lines([("athlete", "ada", "ringside", "connect"), ("staff", "a-longer-name", "x", "the board")])
    assert lines[1].index("connect") == lines[2].index("the board") == lines[0].index("What to try")
    assert lines[1].index("ringside") == lines[2].index("x ") == lines[0].index("Password")
