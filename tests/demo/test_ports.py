import argparse
import socket

import pytest

from demo.ports import complaint_about, is_answering, port_number


def test_the_port_of_a_listening_program_is_taken_and_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert complaint_about(port, "--web-port") == (
            f"Port {port} is taken: stop the program that uses it, or choose another with --web-port."
        )
        assert is_answering(port)
    assert complaint_about(port, "--web-port") is None
    assert not is_answering(port)


def test_a_program_that_listens_on_every_address_takes_the_port_too() -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:  # noqa: S104
        assert complaint_about(other.getsockname()[1], "--web-port") is not None


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000.5", "web", "", "²"])
def test_a_port_outside_the_range_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a port is a number from 1 to 65535"):
        port_number(text)


def test_a_port_is_read_as_a_number() -> None:
    assert port_number("8000") == 8000
