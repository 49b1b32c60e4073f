"""An Oura that costs next to nothing: the simulator's own answers, each kept after it was first given.

The threaded server of the simulator would bind before what is measured does. Here one event loop writes ready bytes
after the latency stated; `cpu_s` tells what that costs. GET only. Routes of its own, for the benchmark:

    /bench/tokens              every athlete's access token, by number
    /bench/latency?ms=150      from now on each answer waits so long
    /bench/cost                {"cpu_s": of this process so far, "answers": how many}
"""

import argparse
import asyncio
import json
import ssl
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.clock import Clock

END_OF_HEAD = b"\r\n\r\n"


class LeanOura:
    """The clock stands still, so that every round is told the same."""

    def __init__(self, athletes: int) -> None:
        started_at = datetime.now(UTC)
        self.simulator = Simulator(athletes=athletes, clock=Clock(lambda: started_at), is_lean=True)
        self.latency_s = 0.0
        self.answers = 0
        self._kept: dict[tuple[bytes, bytes], bytes] = {}

    def answer(self, target: bytes, authorization: bytes) -> tuple[bytes, float]:
        """The whole answer as bytes, and the seconds it waits."""
        if target.startswith(b"/bench/"):
            return _whole(200, json.dumps(self._answer_benchmark(target.decode())).encode()), 0.0
        self.answers += 1
        kept = self._kept.get((target, authorization))
        if kept is None:
            kept = self._kept[target, authorization] = self._ask_simulator(target, authorization)
        return kept, self.latency_s

    def _ask_simulator(self, target: bytes, authorization: bytes) -> bytes:
        path, _, query = target.decode().partition("?")
        given = self.simulator.answer("GET", path, query, {"Authorization": authorization.decode()})
        return _whole(given.status, given.body)

    def _answer_benchmark(self, target: str) -> object:
        path, _, query = target.partition("?")
        if path == "/bench/tokens":
            return [self.simulator.connect(one)["access_token"] for one in self.simulator.world.athletes]
        if path == "/bench/latency":
            self.latency_s = int(parse_qs(query)["ms"][0]) / 1000
        return {"cpu_s": time.process_time(), "answers": self.answers}


class Conversation(asyncio.Protocol):
    """One connection of HTTP/1.1, kept open, one request at a time, without bodies."""

    def __init__(self, oura: LeanOura) -> None:
        self._oura = oura
        self._waiting = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 for the types alone
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        if not self._waiting.endswith(END_OF_HEAD):
            return
        head, self._waiting = self._waiting, b""
        answer, wait_s = self._oura.answer(head.split(b" ", 2)[1], _authorization(head))
        if wait_s:
            asyncio.get_running_loop().call_later(wait_s, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _authorization(head: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        if line[:14].lower() == b"authorization:":
            return line[14:].strip()
    return b""


def _whole(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(athletes: int, certificate: str, key: str) -> None:
    oura, context = LeanOura(athletes), None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(oura), "127.0.0.1", 0, backlog=512, ssl=context)
    scheme = "https" if certificate else "http"
    print(f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--athletes", type=int, required=True)
    parser.add_argument("--certificate", default="")
    parser.add_argument("--key", default="")
    options = parser.parse_args()
    asyncio.run(serve(options.athletes, options.certificate, options.key))
