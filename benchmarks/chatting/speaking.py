"""Many people who type a command at given moments, whether or not the one before was acknowledged."""

import asyncio
import json
import time
from dataclasses import dataclass

from messaging.channels.generic import SIGNATURE, STAMP, signature_of


@dataclass(frozen=True)
class Asked:
    """How many commands, how many of them a second, at which port, signed with what."""

    commands: int
    a_second: float
    port: int
    secret: str


@dataclass(frozen=True)
class Acknowledged:
    """Seconds from the moment a command was due, not from when it could be sent, to the end of its answer."""

    waited_s: list[float]
    took_s: float
    refused: int


def speaker(number: int) -> str:
    return f"speaker-{number}"


def speak(asked: Asked) -> Acknowledged:
    return asyncio.run(_speak(asked))


async def _speak(asked: Asked) -> Acknowledged:
    began = time.monotonic() + 0.5
    calls = [_say(asked, number, began + number / asked.a_second) for number in range(asked.commands)]
    told = await asyncio.gather(*calls)
    waited = [waited_s for waited_s, is_taken in told if is_taken]
    return Acknowledged(waited, time.monotonic() - began, len(told) - len(waited))


async def _say(asked: Asked, number: int, due: float) -> tuple[float, bool]:
    await asyncio.sleep(due - time.monotonic())
    reader, writer = await asyncio.open_connection("127.0.0.1", asked.port)
    writer.write(_request(asked, number))
    answer = await reader.read()
    writer.close()
    return time.monotonic() - due, answer.startswith(b"HTTP/1.1 200")


def _request(asked: Asked, number: int) -> bytes:
    body = json.dumps({"id": f"event-{number}", "speaker": speaker(number), "text": "/oura"}).encode()
    stamp = str(int(time.time()))
    head = (
        f"POST /hooks/generic/ HTTP/1.1\r\nHost: 127.0.0.1:{asked.port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"{STAMP}: {stamp}\r\n{SIGNATURE}: {signature_of(asked.secret, stamp, body)}\r\n\r\n"
    )
    return head.encode() + body
