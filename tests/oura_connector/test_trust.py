import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from benchmarks.syncing.certificate import Certificate, make_certificate
from oura_connector import transport
from oura_connector.transport import BoundedAdapter, SharedTrustAdapter


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """For 127.0.0.1 alone, signed by itself."""
    return make_certificate(tmp_path)


@pytest.fixture
def port(certificate: Certificate) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("https://", BoundedAdapter(SharedTrustAdapter()))
        yield session


@pytest.fixture
def trusting(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The operator named a bundle of authorities."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.bundle))
    return certificate


def test_the_authorities_an_operator_names_are_trusted(trusting: Certificate, port: int, session: requests.Session):
    assert session.get(f"https://127.0.0.1:{port}/").text == "ok"


def test_a_certificate_nobody_vouches_for_is_refused(port: int, session: requests.Session):
    with pytest.raises(requests.exceptions.SSLError):
        session.get(f"https://127.0.0.1:{port}/")


def test_a_certificate_for_another_name_is_refused(trusting: Certificate, port: int, session: requests.Session):
    with pytest.raises(requests.exceptions.SSLError, match="Hostname mismatch|doesn't match"):
        session.get(f"https://localhost:{port}/")


def test_nobody_can_switch_the_check_off(port: int, session: requests.Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with pytest.raises(requests.exceptions.SSLError):
        session.get(f"https://127.0.0.1:{port}/", verify=False)  # noqa: S501


def test_connections_share_what_they_trust(
    trusting: Certificate, port: int, session: requests.Session, monkeypatch: pytest.MonkeyPatch
):
    transport._trust_of_process.cache_clear()
    made = []
    monkeypatch.setattr(
        transport, "create_urllib3_context", lambda: made.append(1) or ssl.create_default_context(), raising=True
    )
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        session.get(f"https://127.0.0.1:{port}/")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    transport._trust_of_process.cache_clear()
    assert made == [1]
