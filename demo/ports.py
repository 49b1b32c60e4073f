"""Whether a port of this machine can be used."""

import argparse
import socket

LOOPBACK = "127.0.0.1"


def port_number(text: str) -> int:
    """For argparse: a port a program may listen on."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def complaint_about(port: int, option: str) -> str | None:
    """One sentence when nothing can listen on `port`, else None."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return f"Port {port} may only be used by root: choose one above 1023 with {option}."
        except OSError:
            return f"Port {port} is taken: stop the program that uses it, or choose another with {option}."
    return None


def is_answering(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
